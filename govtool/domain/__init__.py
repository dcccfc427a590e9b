"""What a co-operative is and does: records, actions, statements, events. Pure: no file, no git, no clock.

`domain.kinds` is the one table of them; it is a module of its own so that who reads one kind need not load them all.
"""
