"""Rules of the member's desk."""
