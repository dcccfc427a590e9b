"""`govtool edit`: changes a draft of yours, or a submission that is not open yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from govtool.cli.day.filing import Plan, file_plan
from govtool.cli.terminal.context import NamedFile, desk_command
from govtool.cli.terminal.editor import Editing
from govtool.cli.terminal.render import say, yes_option
from govtool.cli.terminal.text import one_line
from govtool.core.finding import finding
from govtool.domain.decisions.proposal import FILE
from govtool.errors import Refused, UsageError
from govtool.io.file.document import read_file
from govtool.roles.decisions.proposal_service import Kept, Sheet, kept_by_id, preview, read_proposal
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk

_LONGEST = 60


@desk_command("edit", "govtool edit tea")
@click.argument("proposal")
@click.option(
    "--text", "paths", multiple=True, type=NamedFile(), help="Add this file, or replace the one with its name."
)
@click.option("--refresh", is_flag=True, help="First update what it copies from main (from, from_version, ...).")
@click.option("--draft", is_flag=True, help="Keep it as a draft; do not submit it yet.")
@click.option("--as-is", is_flag=True, help="Submit the draft as it is, without an editor.")
@yes_option
def command(
    desk: Desk,
    proposal: str,
    paths: tuple[Path, ...],
    refresh: bool,
    draft: bool,
    as_is: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Change a draft in your editor ($EDITOR), check it, and submit it.

    You cannot change an open proposal, because people vote on its exact bytes. Submit another one that replaces it.
    """
    kept = kept_by_id(desk, proposal)
    if kept is None:
        entry = entry_named(desk, proposal)
        if not entry.is_open:
            ask = f"ask again with another one: govtool propose ACTION --replaces {entry.number}"
            raise UsageError(f"{entry.number} is closed: {entry.status}", ask)
        raise Refused([finding("content_frozen", number=entry.number)])
    before = kept.sheet.files[FILE]
    if paths:
        files = {**kept.sheet.files, **{path.name: read_file(path) for path in paths}}
        kept = replace(kept, sheet=replace(kept.sheet, files=files))
    if refresh:
        kept = _refreshed(desk, kept, as_json=as_json)
    # new texts were edited elsewhere, and the rest is as it was
    if as_is or paths:
        _file(desk, kept.sheet, draft=draft, yes=yes, as_json=as_json)
    else:
        _edit(desk, kept, before, draft=draft, yes=yes, as_json=as_json)


def _edit(desk: Desk, kept: Kept, before: bytes, *, draft: bool, yes: bool, as_json: bool) -> None:
    """Opens the editor until the proposal is valid, and submits it.

    The person may leave the text as it is if it differs from `before`, or if a draft becomes a submission.
    """

    def check(own: bytes) -> Sheet:
        sheet = replace(kept.sheet, files={**kept.sheet.files, FILE: own})
        if not draft:
            preview(desk, sheet)
        return sheet

    text = kept.sheet.files[FILE]
    hint = "set an editor: export EDITOR=nano, or submit it: govtool edit --as-is"
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
    """The proposal with the present values of main; prints each change. Raises Refused if it has faults."""
    # the parser that keeps comments loads slowly, and nothing else here needs it
    from govtool.roles.decisions.renewal import renewed

    text, found = renewed(desk.book.state, kept.sheet.files[FILE])
    say("Updated from main:" if found else "Nothing to update: main has the same values.", error=as_json)
    for each in found:
        where = ".".join(str(step) for step in each.location)
        say(f"  {where} ({each.action}): {_short(each.before)} → {_short(each.after)}", error=as_json)
    return replace(kept, sheet=replace(kept.sheet, files={**kept.sheet.files, FILE: text}))


def _short(value: object) -> str:
    text = "nothing" if value is None else one_line(str(value))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
