"""The news of a day: the items that wait for a person, the events to come, the events that happened."""
