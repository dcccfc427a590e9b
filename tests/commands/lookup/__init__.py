"""The commands of the group lookup."""
