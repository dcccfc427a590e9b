"""The work of members on people and keys: letters, cases, candidates, lists of signers."""
