"""The rules, module by module: a case that passes, one that fails, and the boundary."""
