"""Whole stories, with real git, real keys and a real server."""
