"""The desk at which a person works: their clone, their key, and how what they sign is made and sent."""
