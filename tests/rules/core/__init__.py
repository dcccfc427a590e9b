"""The rules of core."""
