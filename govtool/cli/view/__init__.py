"""How a thing is shown in a terminal: a proposal, a person, a payout, an entry of the minute book."""
