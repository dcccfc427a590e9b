"""`govtool schema`: the JSON Schemas of all files, for editors and other programs."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.terminal.context import folder_of, json_option
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say, table
from govtool.errors import EXIT_FINDINGS, EXIT_OK


@click.command("schema", epilog="Example: govtool schema proposal, or govtool schema --write schemas")
@click.argument("kind", required=False)
@click.option("--write", "folder", metavar="DIR", help="Write every schema (or the one of KIND) into a folder.")
@click.option("--check", "compared", metavar="DIR", help="Only say whether the schemas in a folder are these.")
@json_option
@click.pass_context
def command(ctx: click.Context, kind: str | None, folder: str | None, compared: str | None, as_json: bool) -> int:
    """Print the JSON Schema of a kind of file, action or statement; without KIND list the kinds."""
    from govtool.roles.lifecycle import schema

    if folder is None and compared is None:
        if kind is not None:
            click.echo(schema.encoded(kind), nl=False)
        elif as_json:
            print_json(list(schema.names()))
        else:
            table([(name, schema.places(name)) for name in schema.names()])
        return EXIT_OK
    texts = {f"{kind}.json": schema.encoded(kind)} if kind is not None else schema.files()
    if folder is not None:
        schema.write(_place(ctx, folder), texts)
        say(f"wrote {len(texts)} schemas to {folder}")
    if compared is None:
        return EXIT_OK
    stale = schema.differing(_place(ctx, compared), texts)
    for name in stale:
        say(f"{compared}/{name} is not the schema of the program", colour="red")
    if stale:
        say(f"  → govtool schema --write {compared}")
        return EXIT_FINDINGS
    say(f"the {len(texts)} schemas in {compared} are those of the program", colour="green")
    return EXIT_OK


def _place(ctx: click.Context, folder: str) -> Path:
    """A folder as it was typed, from where the command works."""
    return folder_of(ctx) / Path(folder)
