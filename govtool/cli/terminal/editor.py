"""A person's own editor: a text is put into a file of a private folder, and read as they left it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from govtool.errors import GovtoolError
from govtool.io.file.document import read_file

_MOST = 16 << 20


def edited_text(text: str, ending: str, hint: str) -> str:
    """The text as the person left it in $EDITOR. Raises GovtoolError, with the hint, if no editor ran.

    The file is read as any other that a person names: an editor, or what it runs, may leave anything in its place.
    """
    with tempfile.TemporaryDirectory(prefix="govtool-") as folder:
        path = Path(folder) / f"text{ending}"
        path.write_bytes(text.encode())
        try:
            click.edit(filename=str(path))
        except click.ClickException as error:
            raise GovtoolError(error.format_message(), hint) from error
        return read_file(path, most=_MOST).decode("utf-8-sig", "replace").replace("\r\n", "\n")
