"""A person's editor: what they do in it each time that it opens, as commands of a shell, and what it showed them.

editor = Editor(tmp_path, "sed -i s/P7D/P14D/ $1", "exit 1")   # two times; from then on they leave all as it is
editor.shown(1)                                                # the text as it opened the first time
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

_PROGRAM = """#!/bin/sh
cd {folder} || exit 99
times=$(($(cat times 2>/dev/null || echo 0) + 1))
echo $times > times
cp "$1" shown-$times
if [ -e step-$times ]; then exec sh step-$times "$1"; fi
"""


class Editor:
    """An editor that is the person's in this test."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *steps: str) -> None:
        # a test may give the person another editor later
        self.folder = folder / f"editor-{len(list(folder.glob('editor-*')))}"
        self.folder.mkdir()
        for number, step in enumerate(steps, start=1):
            (self.folder / f"step-{number}").write_text(step + "\n")
        program = self.folder / "program"
        program.write_text(_PROGRAM.format(folder=self.folder))
        program.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(program))

    @property
    def times(self) -> int:
        """How often it opened."""
        file = self.folder / "times"
        return int(file.read_text()) if file.exists() else 0

    def shown(self, time: int) -> str:
        """The text as it opened."""
        return (self.folder / f"shown-{time}").read_text()


Editors = Callable[..., Editor]
"""Makes the person's editor, of what they do each time that it opens."""


def kept(said: str) -> Path:
    """The file in which govtool says it has kept a person's text."""
    found = re.search(r"Your text is kept: ([^\s\x1b]+)", said)
    assert found, said
    return Path(found[1])
