"""The commands of the group machinery."""
