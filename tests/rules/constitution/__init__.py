"""The rules of constitution."""
