"""What a day brings: what waits for a person, what is to come, what happened."""
