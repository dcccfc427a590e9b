"""`govtool propose files`: asks for a decision on the protected files that a branch changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from govtool.cli.day.filing import Plan, common_options, file_plan
from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.text import counted
from govtool.domain.decisions.files import ChangeFiles
from govtool.roles.decisions.action_sheet import file_changes
from govtool.roles.decisions.branch_change import BranchChange, branch_change, refuse_unlisted, title_and_summary
from govtool.roles.desk.desk import Desk


@desk_command("files", "govtool propose files my-branch --title 'Say what a heading is'", *common_options())
@click.argument("revision", metavar="[REV]", default="HEAD")
def command(desk: Desk, revision: str, draft: bool, yes: bool, as_json: bool, **typed: Any) -> None:
    """Propose the files that a branch changes. REV is the branch (default: what is checked out).

    It lists every changed protected file, and submits them on top of the branch's own commits. If the proposal passes,
    those commits are merged. It ignores changes that are not committed, and files that are unprotected. Without --title
    and --summary it takes the words of the branch's first commit.
    """
    change = branch_change(desk, revision)
    refuse_unlisted(desk, change, revision)
    words = title_and_summary(desk, change)
    value = {"action": ChangeFiles.kind, "files": file_changes(desk.book.state, change.files)}
    action = ChangeFiles.read(value, "propose files")
    plan = Plan.of(
        desk, {"actions": [action.data()]}, typed, (typed["title"] or words[0], typed["summary"] or words[1]), {}, {}
    )
    if not as_json:
        _tell(change)
    file_plan(desk, replace(plan, sheet=replace(plan.sheet, onto=change.commit)), draft=draft, yes=yes, as_json=as_json)


def _tell(change: BranchChange) -> None:
    """Prints each file with the rule that decides on it."""
    what = f"{counted(len(change.listed), 'protected file')} in {counted(len(change.way), 'commit')}"
    say(f"{change.name} at {change.commit[:12]}, {what} since main:")
    table([(each.path, each.what, f"rule {each.rule}") for each in change.listed])
