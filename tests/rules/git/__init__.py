"""The door of git: what is read and written, and how."""
