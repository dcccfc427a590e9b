"""Commands that machines run, and those that keep them running."""
