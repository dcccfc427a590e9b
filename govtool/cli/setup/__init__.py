"""Commands that set up a co-operative, a key, a Git host."""
