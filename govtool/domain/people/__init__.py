"""People: joining, absence, complaints and leaving; their keys; letters from outside."""
