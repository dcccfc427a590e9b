"""The layouts of banks' tables: those that come with govtool, and one that a person wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from govtool.errors import UsageError
from govtool.io.file.bank_layout import Layout
from govtool.io.file.document import read_file
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.store import read_record
from govtool.io.git.template import bank_layouts


def shipped_layouts() -> Mapping[str, Layout]:
    """The layouts that come with govtool, by name."""
    return {name: read_record(data, Layout, f"{name}.yaml", PERSON_LIMIT) for name, data in bank_layouts().items()}


def layout_named(text: str, folder: Path) -> tuple[str, Layout]:
    """A layout by the name of one that comes with govtool, or by the file that holds it, with its name. Raises
    UsageError for neither, Refused with line and column for a file that is no layout.
    """
    known = shipped_layouts()
    if text.strip().lower() in known:
        name = text.strip().lower()
        return name, known[name]
    path = Path(text).expanduser() if Path(text).is_absolute() else folder / Path(text).expanduser()
    if not path.exists():
        raise UsageError(
            f"{text} is no layout of govtool, and no file", "see the names: govtool treasury reconcile --layouts"
        )
    return text, read_record(read_file(path, most=PERSON_LIMIT), Layout, text, PERSON_LIMIT)
