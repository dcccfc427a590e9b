"""The work of members on decisions: propose, vote, see what a vote would change."""
