"""How people join, are absent, are called to account and leave; their keys; letters from outside."""
