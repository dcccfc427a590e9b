"""The user's own folder for what govtool remembers outside every repository: pins, running timers."""

from __future__ import annotations

import os
from pathlib import Path

from govtool.errors import GovtoolError


def state_folder() -> Path:
    """The folder, which need not exist yet. Raises GovtoolError if the user has no home folder at all."""
    base = os.environ.get("XDG_STATE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".local" / "state") / "govtool"
    except RuntimeError as error:
        raise GovtoolError("this user has no home folder to remember in", "set HOME or XDG_STATE_HOME") from error
