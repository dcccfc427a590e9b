"""The rules of a co-operative: records, actions, statements, events. Pure: no file, no git, no clock.

`domain.kinds` is the one table of them; it is a module of its own so that the reader of one kind need not load them
all.
"""
