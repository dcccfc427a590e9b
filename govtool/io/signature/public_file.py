"""A public key that a person gives: its line, or the name of the `.pub` file that holds it."""

from __future__ import annotations

import re
from pathlib import Path

from govtool.errors import UsageError
from govtool.io.file.document import read_file

# the base64 of every key begins with the length of its type, which is below 2^16
_LINE = re.compile(r"[a-z][a-z0-9@.-]*[ \t]+AAAA")
_MOST_BYTES = 1 << 16


def public_line(text: str, folder: Path) -> str:
    """The line of a public key, without blanks around it. Any other text names a file in a folder.

    Does not judge the key. Raises UsageError if the file cannot be read, or holds a private key.
    """
    plain = text.strip(" \t\r\n")
    if _LINE.match(plain):
        return plain
    line = read_file(folder / Path(plain).expanduser(), most=_MOST_BYTES).decode("utf-8", "replace")
    if "PRIVATE KEY" in line:
        raise UsageError(f"{plain} is a private key; never give it away", f"name the public one: {plain}.pub")
    return line.strip(" \t\r\n")
