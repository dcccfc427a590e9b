"""Git: objects and trees, remotes, states read from trees, signed commits; a server for this machine."""
