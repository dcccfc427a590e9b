"""The rules of the minute book."""
