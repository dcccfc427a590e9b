"""Commands about hours and wages owed."""
