"""Commands of a day: what waits, voting, signing, proposing."""
