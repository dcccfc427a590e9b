"""The names of files that may come to main: every git accepts them, and every system keeps them as separate plain
files.

One rule for every way to main: a submission, a publication, a change of unprotected paths, change-files, a founding. It
refuses all that git's own `core.protectHFS` and `core.protectNTFS` refuse, whatever the settings of the computer are. A
name that a Mac or Windows reads as `.git` prevents cloning, or writes into the git folder of the clone. The rule also
refuses names that Windows cannot keep, and invisible characters.

Promises: pure; the same verdict on every machine, with every version of Python. Does not say who may change a path.
"""

from __future__ import annotations

import re
from functools import lru_cache

from govtool.core.character import describe, first_refused
from govtool.core.ids import DEVICE_NAMES

# The characters that a Mac's file system ignores when it compares names: git's own list.
_UNSEEN = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_WINDOWS = '<>:"|?*\\'
_DEVICES = DEVICE_NAMES | {"conin$", "conout$"}
# Windows gives a file a second, short name: six letters, a tilde and a number; where many begin alike, two letters and
# four digits of a sum of the name, which for the one file that matters git knows too: any beginning of it, filled up to
# eight letters by a tilde and a number.
_SHORT_SUMS = {".gitmodules": re.compile(r"(?=.{8}\Z)(?:g(?:i(?:7(?:e(?:ba?)?)?)?)?)?~[1-9][0-9]*", re.ASCII)}


def path_problem(path: str, *, is_link: bool = False) -> str | None:
    """Why no file may come to main at a path, in words; None if it may. `is_link` says that it is a symbolic link."""
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "it is not a plain path inside the repository"
    return (
        next((why for part in parts[:-1] if (why := _name_problem(part))), None)
        or link_problem(path, is_link=is_link)
        or _name_problem(parts[-1])
    )


def link_problem(path: str, *, is_link: bool) -> str | None:
    """Why no symbolic link may come to main at a path that is good for a file: git reads `.gitmodules` there."""
    if is_link and stands_for(path.rsplit("/", 1)[-1], ".gitmodules"):
        return "git accepts no symbolic link as .gitmodules"
    return None


def _name_problem(name: str) -> str | None:
    if stands_for(name, ".git"):
        return "a Mac or Windows reads it as .git, which git keeps for itself"
    place = first_refused(name.replace("\n", "\0"))
    if place >= 0:
        return f"it contains the invisible character {describe(name[place])}"
    unfit = next((letter for letter in name if letter in _WINDOWS), "")
    if unfit:
        return f"Windows keeps no name with {unfit}"
    if name[-1] in " .":
        return "Windows drops the space or dot at its end"
    if name.split(".", 1)[0].rstrip(" ").casefold() in _DEVICES:
        return "Windows keeps it for a device"
    return None


@lru_cache(maxsize=4096)
def stands_for(name: str, folder: str) -> bool:
    """Whether some system reads a name as that of a file or folder, which is given in small letters. Systems may ignore
    case and invisible letters; Windows drops some endings and gives files a short name.
    """
    # a backslash parts names there, and what follows a colon is another stream of the same file
    seen = re.split(r"[:\\]", _UNSEEN.sub("", name).casefold())[0].rstrip(" .")
    short = folder.replace(".", "")[:6]
    return (
        seen == folder
        or re.fullmatch(rf"{short}~[0-9]+", seen, re.ASCII) is not None
        or (folder in _SHORT_SUMS and _SHORT_SUMS[folder].fullmatch(seen) is not None)
    )
