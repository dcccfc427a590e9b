"""The trust of this computer: the identity of each organisation, and how far its history was verified here.

One JSON file outside every repository, keyed by genesis, so that a rewritten clone cannot rewrite it. It is replaced as
a whole, never edited in place; losing it costs one full audit and nothing else.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from govtool.core.ids import CommitId, Digest, is_commit_id, is_digest
from govtool.core.times import Instant, seconds_of
from govtool.errors import GovtoolError
from govtool.io.file.regular import read_regular
from govtool.io.file.state_folder import state_folder


@dataclass(frozen=True, slots=True)
class Pin:
    """One organisation: its genesis, its name as first seen, and the page of its book that was verified last.

    `head` and `good` are empty for a pin that a person typed in before any history was seen. `founded` and `voids` are
    what that walk found of the commits before: the founding, and the first and last commit of each void span. `seen_at`
    is when a fetch last showed that head as the newest; empty if none did. `folder` is the clone in which a command of
    the person last verified it, so that `govtool status --everywhere` finds it; empty if none did.
    """

    genesis: Digest
    name: str
    pinned_at: Instant
    head: CommitId = ""
    good: CommitId = ""
    void_since: CommitId = ""
    founded: CommitId = ""
    voids: tuple[tuple[CommitId, CommitId], ...] = ()
    seen_at: Instant = ""
    folder: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether a book can be opened at the page that was verified last."""
        return bool(self.head and self.good and self.founded)


class TrustStore:
    """The pins of this computer's user."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_folder() / "trust.json"

    def pins(self) -> tuple[Pin, ...]:
        """Every pin, by genesis. Raises GovtoolError where the file is not ours to read."""
        try:
            data = json.loads(read_regular(self.path))
            pins = tuple(_read(item) for item in data["pins"])
            if data["format"] != 1 or not all(_is_sound(pin) for pin in pins):
                raise ValueError("format")
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise GovtoolError(
                f"{self.path} cannot be read: {error}", "move it away; the next audit makes a new one from the founding"
            ) from error
        return tuple(sorted(pins, key=lambda pin: pin.genesis))

    def find(self, genesis: Digest) -> Pin | None:
        """The pin of an organisation."""
        return next((pin for pin in self.pins() if pin.genesis == genesis), None)

    def put(self, pin: Pin) -> None:
        """Remembers a pin, in place of the older one of the same genesis."""
        with self._alone():
            self._write([other for other in self.pins() if other.genesis != pin.genesis] + [pin])

    def forget(self, genesis: Digest) -> None:
        """Forgets an organisation."""
        with self._alone():
            self._write([pin for pin in self.pins() if pin.genesis != genesis])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keeps other processes of this user from writing between our reading and writing: a pin would be lost."""
        with ExitStack() as held:
            try:
                import fcntl

                self.path.parent.mkdir(parents=True, exist_ok=True)
                fcntl.flock(held.enter_context(self.path.with_suffix(".lock").open("a")), fcntl.LOCK_EX)
            except (ImportError, OSError):
                # A system or a disk without locks: two writers within the same instant are as unlikely as they were.
                pass
            yield

    def _write(self, pins: list[Pin]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
            with os.fdopen(handle, "w") as file:
                json.dump({"format": 1, "pins": [asdict(pin) for pin in pins]}, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except OSError as error:
            raise GovtoolError(
                f"{self.path} cannot be written: {error}", "free some space, or set XDG_STATE_HOME"
            ) from error


def _read(item: dict[str, Any]) -> Pin:
    return Pin(**{**item, "voids": tuple((str(since), str(until)) for since, until in item.get("voids", ()))})


def _is_sound(pin: Pin) -> bool:
    commits = (pin.head, pin.good, pin.void_since, pin.founded, *(oid for span in pin.voids for oid in span))
    is_dated = not pin.seen_at or seconds_of(pin.seen_at) >= 0
    return is_digest(pin.genesis) and is_dated and all(not commit or is_commit_id(commit) for commit in commits)
