"""Commands about people: joining, absence, complaints, leaving."""
