"""Commands for every day: status, votes, signatures, proposals."""
