"""The rules of lifecycle."""
