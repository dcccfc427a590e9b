"""The door to the web: one request, bounded."""
