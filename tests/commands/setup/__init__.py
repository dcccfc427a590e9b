"""The commands of the group setup."""
