"""Files beside the pins in which this computer keeps what it can compute again: for the screen, never for a verdict.

Each file begins with its digest, and says what it was computed from. A file that is damaged, cut, changed by anything
else, of another version or computed from something else is read as if it were not there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govtool import __version__
from govtool.core.ids import digest_of
from govtool.io.file.atomic import replace_file
from govtool.io.file.regular import read_regular

MOST_FILES = 20
"""The most files in one folder; the oldest go first."""


@dataclass(frozen=True)
class SealedFile:
    """A file, and what its content was computed from: names and values that JSON can hold."""

    path: Path
    computed_from: Mapping[str, Any]

    def read(self) -> Any:
        """The content; None if there is none, or it was computed from something else."""
        try:
            seal, _, text = read_regular(self.path).decode().partition("\n")
            kept: Any = json.loads(text) if seal == digest_of(text.encode()) else None
            return kept["content"] if kept is not None and kept["head"] == self._head else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, content: object) -> None:
        """Keeps a content. A folder that cannot be written to costs time alone."""
        text = json.dumps({"head": self._head, "content": content})
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.path, f"{digest_of(text.encode())}\n{text}")
            files = sorted(self.path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
            for old in files[:-MOST_FILES]:
                old.unlink(missing_ok=True)
        except OSError:
            return

    @property
    def _head(self) -> dict[str, Any]:
        return {"version": __version__, **self.computed_from}
