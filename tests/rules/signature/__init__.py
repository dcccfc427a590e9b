"""The door of signature: what is read and written, and how."""
