"""Which modules a command loads: how quickly it starts, asserted without a clock."""

from __future__ import annotations

from importlib.util import find_spec

HEAVY = ("cryptography", "jsonschema", "nacl", "pydantic", "pygit2", "ruamel", "yaml")
HEAVY += ("govtool.domain", "govtool.io.git.git")
"""What takes time to load."""


def that_exist(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same names. One that was renamed would never be loaded, and the test would pass for ever."""
    assert [name for name in names if find_spec(name) is None] == []
    return names
