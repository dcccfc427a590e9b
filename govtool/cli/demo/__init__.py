"""The demo: a co-operative that decides before your eyes, command by command."""
