"""The commands of the group work."""
