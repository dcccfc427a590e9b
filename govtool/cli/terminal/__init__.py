"""The parts that all commands share: the terminal, the context of a call, one renderer, the table of commands."""
