"""The commands of the group day."""
