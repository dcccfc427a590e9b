"""`govtool edit`: changes a draft of mine, or a filing that is not opened yet."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from govtool.cli.day.filing import Plan, file_plan
from govtool.cli.terminal.context import desk_of, folder_of, json_option, offline_option
from govtool.cli.terminal.editor import edited_text
from govtool.cli.terminal.render import say, tell_findings
from govtool.core.finding import finding
from govtool.domain.decisions.proposal import FILE
from govtool.errors import Refused, UsageError
from govtool.io.file.document import read_file
from govtool.roles.decisions.proposal_desk import Kept, Sheet, kept_by_id, preview, read_proposal
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk


@click.command("edit", epilog="Example: govtool edit tea")
@click.argument("proposal")
@click.option(
    "--text", "texts", multiple=True, metavar="FILE", help="Lay this file beside it, or in place of its namesake."
)
@click.option("--draft", is_flag=True, help="Keep it as a draft; do not file it yet.")
@click.option("--as-is", is_flag=True, help="File the draft as it is, without an editor.")
@click.option("--yes", is_flag=True, help="File it without being asked; without a terminal it must be given.")
@json_option
@offline_option
@click.pass_context
def command(
    ctx: click.Context,
    proposal: str,
    texts: tuple[str, ...],
    draft: bool,
    as_is: bool,
    yes: bool,
    as_json: bool,
    offline: bool,
) -> None:
    """Change a draft in your editor ($EDITOR), check it, and file it.

    A proposal that is open is fixed for good: people vote on those very bytes. File another one that replaces it.
    """
    desk = desk_of(ctx, offline=offline)
    kept = kept_by_id(desk, proposal)
    if kept is None:
        entry = entry_named(desk, proposal)
        if not entry.is_open:
            ask = f"ask again with another one: govtool propose ACTION --replaces {entry.number}"
            raise UsageError(f"{entry.number} is closed: {entry.status}", ask)
        raise Refused([finding("content_frozen", number=entry.number)])
    paths = [Path.cwd() / folder_of(ctx) / text for text in texts]
    if paths:
        files = {**kept.sheet.files, **{path.name: read_file(path) for path in paths}}
        kept = replace(kept, sheet=replace(kept.sheet, files=files))
    # who brings new texts has edited already; the rest is as it was
    sheet = kept.sheet if as_is or paths else _edited(desk, kept, draft=draft)
    if sheet is None:
        say("Nothing was changed.")
        return
    title = read_proposal(sheet.files[FILE], desk.book.state.catalogue).title if not draft else sheet.slug
    file_plan(desk, Plan(sheet, title), draft=draft, yes=yes, as_json=as_json)


def _edited(desk: Desk, kept: Kept, *, draft: bool) -> Sheet | None:
    """The sheet as the person left it in the editor; None where nothing is to be done. Faults are shown, and the
    editor opened again on a terminal.
    """
    text = kept.sheet.files[FILE].decode("utf-8", "replace")
    while True:
        written = edited_text(text, ".yaml", "set an editor: export EDITOR=nano, or file it: govtool edit --as-is")
        sheet = replace(kept.sheet, files={**kept.sheet.files, FILE: written.encode()})
        if written == text and (draft or not kept.is_draft):
            return None
        if draft:
            return sheet
        try:
            preview(desk, sheet)
        except Refused as error:
            if not sys.stdin.isatty():
                raise
            tell_findings(error.findings, error=True)
            if not click.confirm("Open the editor again?", default=True):
                return None
            text = written
            continue
        return sheet
