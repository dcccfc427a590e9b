"""Sentences that every face shares: what an action asks for, which majority decides."""
