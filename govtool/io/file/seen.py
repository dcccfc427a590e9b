"""A person's unseen items on this computer: failed proposals, and up to which minute it looked for them.

One small file for each organisation and person, outside every repository: the registry never says who read what. If it
is lost, the failures of the last 30 days are shown once more.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from govtool.core.ids import Digest, MemberId
from govtool.io.file.atomic import replace_file
from govtool.io.file.state_folder import state_folder


@dataclass(frozen=True, slots=True)
class Unseen:
    """The failed proposals that the person has not seen, by number, as of a minute."""

    minute: int
    proposals: tuple[str, ...] = ()


class SeenFile:
    """The memory of one person in one organisation."""

    def __init__(self, genesis: Digest, member: MemberId, folder: Path | None = None) -> None:
        name = f"seen-{genesis.removeprefix('sha256:')[:16]}-{member}.json"
        self.path = (folder or state_folder()) / name

    def read(self) -> Unseen | None:
        """The remembered items; None if there are none, or if the file is not one of ours."""
        try:
            data = json.loads(self.path.read_text("utf-8"))
            minute, proposals = data["minute"], data["proposals"]
        except (OSError, ValueError, TypeError, KeyError):
            return None
        is_ours = isinstance(minute, int) and isinstance(proposals, list)
        return Unseen(minute, tuple(str(each) for each in proposals)) if is_ours else None

    def write(self, unseen: Unseen) -> None:
        """Remembers it. A folder that cannot be written loses nothing: the same is shown again."""
        text = json.dumps({"minute": unseen.minute, "proposals": list(unseen.proposals)}) + "\n"
        with contextlib.suppress(OSError):
            replace_file(self.path, text)
