"""Replaces a file as a whole: a reader sees the old one or the new one, and never a part."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace_file(path: Path, text: str, *, executable: bool = False, private: bool = False) -> None:
    """Writes a file aside and renames it; its folder is made. Only its owner can read a private one.

    Raises OSError, and then nothing has changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    aside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        aside.chmod(0o600 if private else 0o755 if executable else 0o644)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
