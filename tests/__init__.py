"""The tests; docs/explanation/architecture.md says where each lies."""

import os
import sys

# Hundreds of tests start a command in a process of its own. Where the environment forbids Python to keep what it
# compiled, each of them compiles the whole program again, and each worker every test.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
