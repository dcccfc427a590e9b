"""What founders and members do about the whole: found, hand over to another clerk, write the schemas."""
