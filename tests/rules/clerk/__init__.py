"""The rules of the clerk and the guard."""
