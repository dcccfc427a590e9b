"""One door for each outside thing: git objects, git remotes, YAML, signatures, the clock, stores of trust."""
