"""How a decision is made: proposal, roll, docket, ballot, enactment; and what one signature may do alone."""
