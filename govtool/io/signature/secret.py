"""The door to private keys in files of ours: readable by their owner only, never overwritten, never printed."""

from __future__ import annotations

import os
from pathlib import Path

from govtool.errors import GovtoolError
from govtool.io.file.regular import read_regular

MAX_KEY = 1 << 16


def write_secret(path: Path, text: str) -> None:
    """Writes a new file that only its owner can read. Raises GovtoolError where there is one, or no way to write."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise GovtoolError(
            f"there is a key at {path} already", "a key is never overwritten: move that file away, or use it"
        ) from error
    except OSError as error:
        raise GovtoolError(f"{path} cannot be written: {error.strerror}", "choose another place") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)  # half a key would stand in the way of the next try
        raise GovtoolError(f"{path} cannot be written: {error.strerror}", "choose another place") from error


def is_open(path: Path) -> bool:
    """Whether others than its owner may read or write a file, where the system knows such rights."""
    return os.name == "posix" and path.stat().st_mode & 0o077 != 0


def read_secret(path: Path) -> str:
    """The text of a key file. Raises GovtoolError where it cannot be read."""
    try:
        return read_regular(path.expanduser(), MAX_KEY).decode("utf-8")
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        what = "it is no text" if isinstance(error, UnicodeDecodeError) else getattr(error, "strerror", None) or error
        raise GovtoolError(f"the key {path} cannot be read: {what}", "name the private key file") from error
