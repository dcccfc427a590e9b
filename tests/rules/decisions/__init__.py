"""The rules of decisions."""
