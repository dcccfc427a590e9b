"""Commands about the treasury and what is exported from the books."""
