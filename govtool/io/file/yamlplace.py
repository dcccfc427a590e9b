"""Places in a YAML file, and the error that names them: what the reader and its parser share."""

from __future__ import annotations

from typing import TypeAlias

from govtool.errors import Refused

Location: TypeAlias = tuple[str | int, ...]
"""The way to a value inside the data: names of fields and positions in lists (from 0)."""
Position: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""


class YamlError(Refused):
    """The file is not strict YAML. Carries every finding, in the order of the file."""
