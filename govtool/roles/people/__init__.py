"""What members do about people and keys: letters, cases, candidates, lists of signers."""
