"""The work of founders and members on the whole: found, hand over to another clerk, write the schemas."""
