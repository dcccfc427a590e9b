"""Shows one thing in a terminal: a proposal, a person, a payout, an entry of the minute book."""
