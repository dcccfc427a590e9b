"""The rules of work."""
