"""The strict reader of YAML files: the content of a file, and the position of each value in it.

Promises: whatever it accepts, every YAML reader of version 1.1 or 1.2 reads as the same value. A person who looks at
the file sees everything that is in it. Everything else is refused with file, line and column, and with what to write
instead. Raises nothing but YamlError for any bytes, takes time in proportion to their number and never recurses. Does
not know any record: fields and their values are for the models.

Accepted besides the canonical form: comments, flow style, text without quotes or in single quotes, and block texts
(`|`, `>`). All that is read by `io.file.yamlparser`, which is loaded only if a file is not in canonical form.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from govtool.core import canonical
from govtool.core.canonical import Value
from govtool.core.finding import finding
from govtool.io.file.yamlplace import Location, Position, YamlError

PERSON_LIMIT = 64 * 1024
CLERK_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True)
class Document:
    """The content of one file, and the position of each value in it."""

    value: dict[str, Value] | list[Value]
    path: str
    data: bytes

    def position(self, location: Location) -> Position:
        """Line and column, from 1, of the value at a location such as ("actions", 0, "kind").

        For a location that does not exist: of the nearest value around it.
        """
        known = (location[:length] for length in range(len(location), 0, -1) if location[:length] in self._positions)
        return self._positions[next(known, ())]

    @cached_property
    def _positions(self) -> dict[Location, Position]:
        # Made only when something is wrong: it costs another reading of the file.
        from govtool.io.file.yamlparser import position_table

        return position_table(self.data)


def load(data: bytes, path: str, limit: int = PERSON_LIMIT) -> Document:
    """The content of a file. `limit` is its greatest size in bytes; `path` is for the findings only.

    Raises YamlError with the codes yaml, limits and invisible.
    """
    if len(data) > limit:
        raise YamlError([finding("limits", path, what=f"{len(data)} bytes; at most {limit} are allowed")])
    value = canonical.read(data)
    if value is not None:
        return Document(value, path, data)
    from govtool.io.file.yamlparser import load_strict

    return Document(load_strict(data, path), path, data)
