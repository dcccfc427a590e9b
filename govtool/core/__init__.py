"""The pure core: it knows no kind of record by name, and has no clock, file, environment, git or print."""
