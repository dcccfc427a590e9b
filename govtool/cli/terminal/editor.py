"""A person's own editor: a text is put into a file of a private folder, and read as they left it.

`Editing` loses nothing that a person wrote. While they write, the text is in a file of their own below the folder of
govtool's state. The file is deleted once the text is used. Before that it stays, whatever happens: an editor that
fails, a second thought, Ctrl-C. When the editor opens again, comments in the text say what is wrong with it. These
comments are removed before the text is read.
"""

from __future__ import annotations

import contextlib
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import click

from govtool.cli.terminal.render import clean, finding_lines, say, tell_error
from govtool.core.finding import Finding
from govtool.errors import GovtoolError, Refused, UsageError
from govtool.io.file.document import read_file
from govtool.io.file.regular import read_regular
from govtool.io.file.state_folder import state_folder

MOST_TEXT = 16 << 20
_FAULT = b"#! "
_NO_EDITOR = "set an editor: export EDITOR=nano"

T = TypeVar("T")


def _plain(data: bytes) -> bytes:
    """A text without what an editor adds of its own: the mark of UTF-8, and the line ends of Windows."""
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")


class Editing:
    """One text while a person writes on it. Left without `is_done`, it keeps their words and says in which file."""

    def __init__(self, text: bytes, name: str, again: Callable[[str], str], *, hint: str = _NO_EDITOR) -> None:
        """`again` gives the command that goes on with a kept file. Raises GovtoolError if no file can be written."""
        self.text, self._first = text, text
        self.is_done = False
        self._again, self._hint, self._has_faults = again, hint, False
        place = state_folder() / "unfinished"
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._folder = Path(tempfile.mkdtemp(prefix="", dir=place))
            self.path = self._folder / name
            self.path.write_bytes(text)
        except OSError as error:
            raise GovtoolError(f"{place} cannot be written: {error.strerror}", "set XDG_STATE_HOME") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not self.is_done and self._holds_words():
            say(f"Your text is kept: {self.path}", bold=True, error=True)
            say(f"  → go on with it: {self._again(shlex.quote(str(self.path)))}", error=True)
        else:
            shutil.rmtree(self._folder, ignore_errors=True)

    def until_right(
        self,
        check: Callable[[bytes], T],
        *,
        untouched_counts: bool = False,
        begins_checked: bool = False,
        question: str = "",
    ) -> T | None:
        """The result of `check` on the text, once it raises neither Refused nor UsageError.

        Before that the editor opens again, with the faults. None if the person gave up: by an empty file, or by one
        that they left as it was. With `untouched_counts` an unchanged text is accepted the first time. With
        `begins_checked` the editor opens only if something is wrong. It asks `question` before it opens again.

        Away from a terminal it raises the first fault. Raises GovtoolError if no editor ran.
        """
        shown = self.text
        while True:
            if not begins_checked:
                written = self._own_of(self._edit(shown))
                is_same = written == self.text
                if not written.strip() or (is_same and not untouched_counts):
                    return None
                self._keep(written)
            begins_checked = untouched_counts = False
            try:
                return check(self.text)
            except (Refused, UsageError) as error:
                if not sys.stdin.isatty():
                    raise
                tell_error(error)
                if question and not click.confirm(question, default=True):
                    return None
                shown, self._has_faults = with_faults(self.text, self.path.name, error), True

    def _edit(self, shown: bytes) -> bytes:
        """The text after an editor. Raises GovtoolError if it failed, UsageError if it left no file."""
        self.path.write_bytes(shown)
        try:
            click.edit(filename=str(self.path))
        except click.ClickException as error:
            raise GovtoolError(error.format_message(), self._hint) from error
        return _plain(read_file(self.path, most=MOST_TEXT))

    def _own_of(self, written: bytes) -> bytes:
        return without_faults(written, self.text) if self._has_faults else written

    def _keep(self, text: bytes) -> None:
        self.text = text
        self.path.write_bytes(text)

    def _holds_words(self) -> bool:
        """Whether there is anything of the person's to keep. The file then has only that, if it can be read.

        A file that is too large stays as it is. A file that was emptied or deleted is written again.
        """
        with contextlib.suppress(FileNotFoundError):
            if self.path.is_file() and self.path.stat().st_size > MOST_TEXT:
                return True
        try:
            left = self._own_of(_plain(read_regular(self.path, MOST_TEXT)))
        except OSError:
            left = b""
            if self.path.is_dir() and not self.path.is_symlink():
                shutil.rmtree(self.path, ignore_errors=True)
            else:
                self.path.unlink(missing_ok=True)
        self._keep(left if left.strip() else self.text)
        return self.text != self._first


def with_faults(text: bytes, name: str, error: GovtoolError) -> bytes:
    """A text with its faults as comments, each above its line. Faults without a line of this file are at the top."""
    found = error.findings if isinstance(error, Refused) else ()
    lines = text.split(b"\n")
    faults = sorted(_placed(each, name, len(lines)) for each in found)
    if not faults:
        faults = [(1, f"{error.message} → {error.hint}")]
    for number, words in sorted(dict.fromkeys(faults), reverse=True):
        line = lines[number - 1]
        fault = _FAULT + clean(words).replace("\n", "\\n").encode()
        lines.insert(number - 1, line[: len(line) - len(line.lstrip(b" "))] + fault)
    return b"\n".join(lines)


def _placed(found: Finding, name: str, lines: int) -> tuple[int, str]:
    """The line that a fault is about, from 1, and its words."""
    is_here = found.path.rsplit("/", 1)[-1] == name
    what, advice = finding_lines(replace(found, path="", commit="") if is_here else found)
    return (min(max(found.line, 1), lines) if is_here else 1), f"{what} → {advice}"


def without_faults(text: bytes, before: bytes) -> bytes:
    """A text without the comments that `with_faults` put into the one before, even if a person changed them.

    A line that looks like such a comment, and was in the text before, is the person's own.
    """
    own = {line.strip() for line in before.split(b"\n")}
    lines = ((line, line.strip()) for line in text.split(b"\n"))
    return b"\n".join(line for line, words in lines if not words.startswith(_FAULT) or words in own)
