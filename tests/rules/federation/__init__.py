"""The rules that only a federation has."""
