"""Commands that only a federation has."""
