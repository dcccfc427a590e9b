"""A folder as a value: what lies in it is kept, and written elsewhere again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def content_of(folder: Path, *names: str) -> dict[str, bytes | None]:
    """These of a folder and everything below them, by path, what holds another before it; a folder is None."""
    below = sorted(path for name in names for path in (folder / name, *(folder / name).rglob("*")))
    return {path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes() for path in below}


def write_content(folder: Path, content: Mapping[str, bytes | None]) -> None:
    """Writes this into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        if data is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(data)
