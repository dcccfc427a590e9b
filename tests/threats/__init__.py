"""The list of attacks, and what comes of each."""
