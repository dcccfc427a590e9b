"""The options with which people say something about a person: in words, from a file, or as a salted document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from govtool.cli.text import typed_text
from govtool.errors import UsageError
from govtool.io.document import DocumentStore, read_file
from govtool.roles.document_desk import digest_from

F = TypeVar("F", bound=Callable[..., Any])


def words_options(function: F) -> F:
    """The options `--text`, `--file` and `--document`."""
    for option in (
        click.option("--document", metavar="DIGEST|FILE", help="Or the digest of a salted document: documents add."),
        click.option(
            "--file", "file", metavar="FILE", type=click.Path(path_type=Path), help="Or a file that holds it."
        ),
        click.option("--text", help="What there is to say; public for ever."),
    ):
        function = option(function)
    return function


def words_from(text: str | None, file: Path | None, document: str | None) -> dict[str, object] | None:
    """The words that were given, as a statement holds them; None where there are none. Raises UsageError."""
    if sum(given is not None for given in (text, file, document)) > 1:
        raise UsageError("say it once: in --text, in --file, or in --document", "leave the others out")
    if document is not None:
        return {"text_digest": digest_from(document, DocumentStore())}
    if file is not None:
        text = read_file(file).decode("utf-8", "replace")
    return {"text": typed_text(text)} if text is not None else None


def words_wanted(text: str | None, file: Path | None, document: str | None) -> dict[str, object]:
    """The words that have to be given. Raises UsageError where there are none."""
    words = words_from(text, file, document)
    if words is None:
        raise UsageError("say what there is to say", "--text WORDS, --file FILE, or --document DIGEST")
    return words
