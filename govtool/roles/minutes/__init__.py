"""The minute book as anyone reads and verifies it: the book, one verification of each event, the audit."""
