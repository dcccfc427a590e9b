"""What members do about decisions: propose, vote, see what a vote would change."""
