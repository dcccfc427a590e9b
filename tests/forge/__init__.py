"""GitHub's side: its API, its workflows, its pull requests."""
