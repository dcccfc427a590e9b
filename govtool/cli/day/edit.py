"""`govtool edit`: changes a draft of mine, or a filing that is not opened yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from govtool.cli.day.filing import Plan, file_plan
from govtool.cli.terminal.context import desk_of, folder_of, json_option, offline_option
from govtool.cli.terminal.editor import Editing
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import one_line
from govtool.core.finding import finding
from govtool.domain.decisions.proposal import FILE
from govtool.errors import Refused, UsageError
from govtool.io.file.document import read_file
from govtool.roles.decisions.proposal_desk import Kept, Sheet, kept_by_id, preview, read_proposal
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk

_LONGEST = 60


@click.command("edit", epilog="Example: govtool edit tea")
@click.argument("proposal")
@click.option(
    "--text", "texts", multiple=True, metavar="FILE", help="Lay this file beside it, or in place of its namesake."
)
@click.option("--refresh", is_flag=True, help="Renew what it says of main (from, from_version, ...) before.")
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
    refresh: bool,
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
    before = kept.sheet.files[FILE]
    paths = [Path.cwd() / folder_of(ctx) / text for text in texts]
    if paths:
        files = {**kept.sheet.files, **{path.name: read_file(path) for path in paths}}
        kept = replace(kept, sheet=replace(kept.sheet, files=files))
    if refresh:
        kept = _refreshed(desk, kept, as_json=as_json)
    # who brings new texts has edited already; the rest is as it was
    if as_is or paths:
        _file(desk, kept.sheet, draft=draft, yes=yes, as_json=as_json)
    else:
        _edit(desk, kept, before, draft=draft, yes=yes, as_json=as_json)


def _edit(desk: Desk, kept: Kept, before: bytes, *, draft: bool, yes: bool, as_json: bool) -> None:
    """Opens the editor until the proposal is right, and files it. What differs from `before`, and a draft that is to be
    filed, may be left as it is.
    """

    def check(own: bytes) -> Sheet:
        sheet = replace(kept.sheet, files={**kept.sheet.files, FILE: own})
        if not draft:
            preview(desk, sheet)
        return sheet

    text = kept.sheet.files[FILE]
    hint = "set an editor: export EDITOR=nano, or file it: govtool edit --as-is"
    with Editing(text, FILE, lambda file: f"govtool edit {kept.sheet.slug} --text {file}", hint=hint) as editing:
        sheet = editing.until_right(check, untouched_counts=text != before or (kept.is_draft and not draft))
        if sheet is None:
            say("Nothing was changed.")
        else:
            editing.is_done = _file(desk, sheet, draft=draft, yes=yes, as_json=as_json)


def _file(desk: Desk, sheet: Sheet, *, draft: bool, yes: bool, as_json: bool) -> bool:
    title = read_proposal(sheet.files[FILE], desk.book.state.catalogue).title if not draft else sheet.slug
    return file_plan(desk, Plan(sheet, title), draft=draft, yes=yes, as_json=as_json)


def _refreshed(desk: Desk, kept: Kept, *, as_json: bool) -> Kept:
    """The proposal with what main says now; shows what is new in it. Raises Refused for one that has faults."""
    # what keeps comments takes its time to load, and nobody else here needs it
    from govtool.roles.decisions.renewal import renewed

    text, found = renewed(desk.book.state, kept.sheet.files[FILE])
    say("Renewed from main:" if found else "Nothing was to be renewed: main says the same still.", error=as_json)
    for each in found:
        where = ".".join(str(step) for step in each.location)
        say(f"  {where} ({each.action}): {_short(each.before)} → {_short(each.after)}", error=as_json)
    return replace(kept, sheet=replace(kept.sheet, files={**kept.sheet.files, FILE: text}))


def _short(value: object) -> str:
    text = "nothing" if value is None else one_line(str(value))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
