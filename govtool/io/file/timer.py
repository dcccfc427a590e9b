"""The timer of `hours start` and `hours stop`: what this computer's user began to work on, and when.

One small file for each organisation, outside every repository, so that it is nobody else's business. Losing it loses
one running timer and nothing that was recorded.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from govtool.core.ids import Digest
from govtool.core.times import Instant, seconds_of
from govtool.errors import GovtoolError
from govtool.io.file.atomic import replace_file
from govtool.io.file.regular import read_regular
from govtool.io.file.state_folder import state_folder


@dataclass(frozen=True, slots=True)
class Running:
    """A timer that runs; task and project may be said when it stops."""

    started_at: Instant
    task: str = ""
    project: str = ""


class Timer:
    """The timer for one organisation."""

    def __init__(self, genesis: Digest, folder: Path | None = None) -> None:
        self.path = (folder or state_folder()) / f"timer-{genesis.removeprefix('sha256:')[:16]}.json"

    def read(self) -> Running | None:
        """The running timer, None if there is none. Raises GovtoolError if the file is not ours to read."""
        try:
            data = json.loads(read_regular(self.path))
            found = Running(**data)
            seconds_of(found.started_at)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise GovtoolError(f"{self.path} cannot be read: {error}", "move it away, and start again") from error
        return found

    def write(self, running: Running) -> None:
        """Starts it. Raises GovtoolError."""
        try:
            replace_file(self.path, json.dumps(asdict(running)) + "\n")
        except OSError as error:
            raise GovtoolError(f"{self.path} cannot be written: {error}", "free some space") from error

    def clear(self) -> None:
        """Nothing runs any more."""
        self.path.unlink(missing_ok=True)
