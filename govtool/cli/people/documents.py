"""`govtool documents`: texts about people that are kept outside the repository, under a digest."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.terminal.context import NamedFile, desk_of, folder_of, json_option
from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import joined
from govtool.core.ids import digest_of
from govtool.core.state import State
from govtool.errors import EXIT_FINDINGS, EXIT_OK, GovtoolError, UsageError
from govtool.io.file.document import DocumentStore, read_file
from govtool.roles.desk.document_service import add, check_all, check_file, papers
from govtool.roles.money.signature_service import whole_words


@named_group("documents", "govtool documents add complaint.txt")
def command() -> None:
    """Keep texts about people outside the repository, where they can be erased. The registry has only a digest.

    A document is your text with 32 random bytes before it, so that nobody can guess it. Give the file to its
    readers, and keep it as long as somebody may ask for it.
    """


@command.command("add", epilog="Example: govtool documents add complaint.txt")
@click.argument("file", type=NamedFile())
@json_option
def add_command(file: Path, as_json: bool) -> None:
    """Keep a salted copy of FILE outside. It stays out of the repository. Cite the digest that this prints."""
    made, path = add(DocumentStore(), file)
    if as_json:
        print_json({"digest": made.digest, "path": str(path), "bytes": len(made.content)})
        return
    say(made.digest, bold=True)
    say(f"  kept in {path}")
    say("  Only that file proves the text of the digest. Keep a copy where only its readers can open it.")
    say(f"  → cite it: govtool complain PERSON --document {made.digest}")


@command.command("check", epilog="Example: govtool documents check --all")
@click.argument("file", type=NamedFile(), required=False)
@click.option("--all", "everything", is_flag=True, help="All that statements cite, and all that are here.")
@json_option
@click.pass_context
def check_command(ctx: click.Context, file: Path | None, everything: bool, as_json: bool) -> int:
    """Check documents against their digests. It also says which statements cite them.

    A document that is not here is no failure: others may keep it. Exit status 10 if one is broken.
    """
    if (file is None) != everything:
        raise UsageError("name a document, or say --all", "govtool documents check FILE, or --all")
    if file is not None:
        found = [check_file(file, _state(ctx))]
    else:
        found = list(check_all(DocumentStore(), desk_of(ctx, fetch=False).book.state))
    if as_json:
        print_json({"documents": found})
    for one in () if as_json else found:
        cited = f"cited by {joined(one.cited_by)}" if one.cited_by else "cited by no statement"
        colour = {"good": "green", "broken": "red"}.get(one.condition)
        say(f"{one.digest}: {one.condition}, {cited}", colour=colour)
        if one.condition == "broken":
            say("  → it is not what was cited: ask its author for another copy")
    if not found and not as_json:
        say("No statement cites a document, and none is here.")
    return EXIT_FINDINGS if any(one.condition == "broken" for one in found) else EXIT_OK


@command.command("find", epilog="Example: govtool documents find RE-2026-7")
@click.argument("words")
@json_option
@click.pass_context
def find_command(ctx: click.Context, words: str, as_json: bool) -> int:
    """Find a receipt or document.

    WORDS are its number, payer, payee or note, the beginning of its digest, or the file itself.

    It prints the digest and the statement that cites it. Exit status 10 if there is none.
    """
    state = desk_of(ctx).book.state
    file = folder_of(ctx) / Path(words).expanduser()
    found = list(papers(state, words)) or (list(papers(state, digest_of(read_file(file)))) if file.is_file() else [])
    if as_json:
        print_json({"documents": [{"digest": one.digest, **one.statement.data()} for one in found]})
    for one in () if as_json else found:
        say(one.digest, bold=True)
        say(f"  {one.statement.member} {one.statement.number}: {whole_words(state, one.statement)}")
    if not found and not as_json:
        say(f"No statement cites {'the file' if file.is_file() else 'a document with'} {words!r}.")
        say("  → search all statements: govtool list statements WORDS")
    return EXIT_OK if found else EXIT_FINDINGS


def _state(ctx: click.Context) -> State | None:
    """The registry here, if there is one: a document can be checked anywhere."""
    try:
        return desk_of(ctx, fetch=False).book.state
    except GovtoolError:
        return None
