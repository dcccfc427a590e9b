"""The door of file: what is read and written, and how."""
