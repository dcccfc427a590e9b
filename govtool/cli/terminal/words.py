"""The options with which people say something about a person: in words, from a file, or as a salted document."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from govtool.cli.terminal.context import NamedFile
from govtool.cli.terminal.text import typed_text
from govtool.errors import UsageError
from govtool.io.file.document import DocumentStore, read_file
from govtool.roles.desk.document_service import digest_from

_NO_WORDS = "say what there is to say", "--text WORDS, --file FILE, or --document DIGEST"
complaint_option = click.option("--complaint", metavar="DIGEST", help="Which one, if there are several.")


@dataclass(frozen=True)
class Said:
    """The values of `--text`, `--file` and `--document`. At most one of them may be given."""

    text: str | None = None
    file: Path | None = None
    document: str | None = None

    def words(self) -> dict[str, object] | None:
        """The words, in the form of a statement; None if there are none. Raises UsageError."""
        if sum(given is not None for given in (self.text, self.file, self.document)) > 1:
            raise UsageError("say it once: in --text, in --file, or in --document", "leave the others out")
        if self.document is not None:
            return {"text_digest": digest_from(self.document, DocumentStore())}
        text = self.text if self.file is None else read_file(self.file).decode("utf-8", "replace")
        if text is not None and not typed_text(text):
            raise UsageError(*_NO_WORDS)
        return {"text": typed_text(text)} if text is not None else None

    def wanted(self) -> dict[str, object]:
        """The required words. Raises UsageError if there are none."""
        words = self.words()
        if words is None:
            raise UsageError(*_NO_WORDS)
        return words


def words_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options `--text`, `--file` and `--document`, which a command gets as one: `said`."""

    @functools.wraps(function)
    def command(
        *arguments: object, text: str | None, file: Path | None, document: str | None, **options: object
    ) -> object:
        return function(*arguments, said=Said(text, file, document), **options)

    for option in (
        click.option("--document", metavar="DIGEST|FILE", help="Or the digest of a salted document: documents add."),
        click.option("--file", "file", metavar="FILE", type=NamedFile(), help="Or a file that holds it."),
        click.option("--text", help="Your text. Public permanently."),
    ):
        command = option(command)
    return command
