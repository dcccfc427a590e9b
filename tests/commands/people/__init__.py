"""The commands of the group people."""
