"""The commands of the group prove."""
