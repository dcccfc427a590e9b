"""The tests; docs/architecture.md says where each lies."""
