"""Commands that only a federation has, below `govtool federation`."""
