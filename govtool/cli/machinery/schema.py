"""`govtool schema`: the fields of each kind of file, for people, and as JSON Schemas for editors and programs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from govtool.cli.terminal.context import NamedFile, json_option
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say, table
from govtool.errors import EXIT_FINDINGS, EXIT_OK
from govtool.io.file.document import write_files


@click.command("schema", epilog="Example: govtool schema proposal, or govtool schema policy --json")
@click.argument("kind", required=False)
@click.option(
    "--write", "folder", type=NamedFile(), metavar="DIR", help="Write every schema (or the one of KIND) into a folder."
)
@click.option("--check", "compared", type=NamedFile(), metavar="DIR", help="Only check the schemas in a folder.")
@json_option
def command(kind: str | None, folder: Path | None, compared: Path | None, as_json: bool) -> int:
    """Show the fields of a kind of file, action or statement; without KIND list the kinds.

    --json prints the JSON Schema of the kind, for editors and other programs.
    """
    from govtool.roles.lifecycle import schema
    from govtool.roles.reference.format_page import plain_page

    if folder is None and compared is None:
        if kind is not None and as_json:
            click.echo(schema.encoded(kind), nl=False)
        elif kind is not None:
            _tell(plain_page(kind))
        elif as_json:
            print_json(list(schema.MODELS))
        else:
            table([(name, schema.places(name)) for name in schema.MODELS])
        return EXIT_OK
    texts = {f"{kind}.json": schema.encoded(kind)} if kind is not None else schema.files()
    if folder is not None:
        write_files(folder, texts)
        say(f"wrote {len(texts)} schemas to {folder}")
    if compared is None:
        return EXIT_OK
    stale = schema.differing(compared, texts)
    for name in stale:
        say(f"{compared}/{name} is not the schema of the program", colour="red")
    if stale:
        say(f"  → govtool schema --write {compared}")
        return EXIT_FINDINGS
    say(f"the {len(texts)} schemas in {compared} are those of the program", colour="green")
    return EXIT_OK


def _tell(parts: Iterable[str | tuple[tuple[str, str, str], ...]]) -> None:
    """Prints paragraphs and tables of fields: each field with its form, and below it what it means."""
    for part in parts:
        if isinstance(part, str):
            say(part)
            continue
        for field, form, meaning in part or (("no fields", "", ""),):
            say(f"  {field}  {form}".rstrip())
            if meaning:
                say(f"      {meaning}")
