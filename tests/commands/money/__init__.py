"""The commands of the group money."""
