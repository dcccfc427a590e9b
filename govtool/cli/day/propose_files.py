"""`govtool propose files`: asks for a decision on the protected files that a branch changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from govtool.cli.day.filing import Plan, file_plan
from govtool.cli.terminal.context import NamedFile, desk_command
from govtool.cli.terminal.render import say, table, yes_option
from govtool.cli.terminal.text import counted, typed_text
from govtool.cli.terminal.typed import INSTANT
from govtool.domain.decisions.files import ChangeFiles
from govtool.domain.decisions.proposal import Proposal
from govtool.io.file.document import read_file
from govtool.roles.decisions.action_sheet import file_changes
from govtool.roles.decisions.branch_change import BranchChange, branch_change, refuse_unlisted, title_and_summary
from govtool.roles.decisions.proposal_service import open_before_from
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk

OPEN_BEFORE = f"Not opened after this time: {INSTANT.forms} (default: in 30 days)."


@desk_command("files", "govtool propose files my-branch --title 'Say what a heading is'")
@click.argument("revision", metavar="[REV]", default="HEAD")
@click.option("--title", help="The title that people vote on (default: the first line of the branch's first commit).")
@click.option(
    "--summary", help="A short description, at most 400 characters (default: the rest of that commit's message)."
)
@click.option("--slug", help="The short name of its folder and branch.")
@click.option("--open-before", type=INSTANT, help=OPEN_BEFORE)
@click.option("--replaces", metavar="ID", help="The proposal that it replaces.")
@click.option("--text", "text_file", type=NamedFile(), help="A file to add to it.")
@yes_option
def command(
    desk: Desk,
    revision: str,
    title: str | None,
    summary: str | None,
    slug: str | None,
    open_before: str | None,
    replaces: str | None,
    text_file: Path | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Propose the files that a branch changes. REV is the branch (default: what is checked out).

    It lists every changed protected file, and submits them on top of the branch's own commits. If the proposal passes,
    those commits are merged. It ignores changes that are not committed, and files that are unprotected.
    """
    files = {text_file.name: read_file(text_file)} if text_file else {}
    change = branch_change(desk, revision)
    refuse_unlisted(desk, change, revision)
    words = title_and_summary(desk, change)
    proposal = Proposal.read(
        {
            "title": typed_text(title or words[0]),
            "summary": typed_text(summary or words[1]),
            "proposer": desk.member.id,
            "open_before": open_before or open_before_from(desk.book.state, desk.now),
            "replaces": entry_named(desk, replaces).number if replaces else None,
            "actions": [{"action": ChangeFiles.kind, "files": file_changes(desk.book.state, change.files)}],
        },
        "propose files",
        kinds=desk.book.state.catalogue,
    )
    plan = Plan.of(desk, proposal, files, {}, slug)
    if not as_json:
        _tell(desk, change)
    file_plan(desk, replace(plan, sheet=replace(plan.sheet, onto=change.commit)), draft=False, yes=yes, as_json=as_json)


def _tell(desk: Desk, change: BranchChange) -> None:
    """Prints each file with the rule that decides on it."""
    what = f"{counted(len(change.listed), 'protected file')} in {counted(len(change.way), 'commit')}"
    say(f"{change.name} at {change.commit[:12]}, {what} since main:")
    table([(each.path, each.what, f"rule {each.rule}") for each in change.listed])
