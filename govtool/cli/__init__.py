"""The command line: one module a command, one renderer, one boundary for errors."""
