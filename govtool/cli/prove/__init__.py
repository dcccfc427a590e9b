"""Commands that check and recompute."""
