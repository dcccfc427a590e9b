"""govtool: a co-operative governs itself from a git repository."""

__version__ = "0.1.0"
