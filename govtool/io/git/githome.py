"""The place of a person's git settings, for a process that began as somebody else's.

The library that reads repositories learns the home folder when it is loaded, and never looks again. Used by the demo,
whose people have a home each; no other command changes whose settings it reads.
"""

from __future__ import annotations

from pathlib import Path

from govtool.io.git.gitlibrary import pygit2


def move_in(home: Path) -> None:
    """Has a person's settings read from this home, in every repository that is opened from now on."""
    pygit2.settings.search_path[pygit2.enums.ConfigLevel.GLOBAL] = str(home)
    pygit2.settings.search_path[pygit2.enums.ConfigLevel.XDG] = str(home / ".config" / "git")
