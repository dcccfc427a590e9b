"""The rules of sentences that every face shares."""
