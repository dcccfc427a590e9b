"""Work: hours as people record them, who approves them, and what an hour earns."""
