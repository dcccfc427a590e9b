"""Keys and signatures: making them, reading them, and the identities that this computer trusts."""
