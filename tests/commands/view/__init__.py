"""How a thing is shown."""
