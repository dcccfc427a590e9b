"""Setting a forge up: its files, key, rules and settings, and what that costs. Pages of pull requests are in `page`."""
