"""`govtool propose amend-bylaws --edit`: opens the bylaws in the person's editor, and proposes the changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from govtool.cli.day.filing import Plan, file_plan
from govtool.cli.terminal.editor import Editing
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import one_line
from govtool.core.finding import finding
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.constitution.organization import organization_of
from govtool.errors import Refused
from govtool.io.file.document import read_file
from govtool.io.file.yamlfile import load
from govtool.io.git.store import read_record
from govtool.roles.decisions.action_sheet import bylaw_changes
from govtool.roles.decisions.bylaw_difference import difference
from govtool.roles.decisions.proposal_service import preview
from govtool.roles.desk.desk import Desk
from govtool.roles.reference.explained import explained

NAME = "bylaws.yaml"
_MOST = 256 * 1024
_AGAIN = "govtool propose amend-bylaws --edit-from"
_HEAD = """\
# The bylaws of {name}, version {version}. Your changes become your proposal.
# Save the file and close it. govtool checks and shows it, and asks before it submits it. No change: no proposal.
# Lines that begin with #! say what is wrong. govtool removes them.

"""


def amend_by_editor(
    desk: Desk,
    typed: Mapping[str, Any],
    folder: Path,
    planned: Callable[[dict[str, object]], Plan],
    *,
    draft: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Opens the bylaws in the editor until they are a valid amendment, and submits it.

    `planned` makes a plan from the amendment's fields. Raises Refused away from a terminal, and GovtoolError without
    an editor.
    """
    source = typed.get("edit_from")
    text = read_file(folder / source, most=_MOST) if source else _text(desk)
    options = "".join(f" --{name} {typed[name]!r}" for name in ("title", "slug") if typed.get(name))
    with Editing(text, NAME, lambda kept: f"{_AGAIN} {kept}{options}") as editing:
        plan = editing.until_right(lambda own: _plan(desk, own, planned, draft=draft), begins_checked=bool(source))
        if plan:
            editing.is_done = file_plan(desk, plan[0], draft=draft, yes=yes, as_json=as_json)
        else:
            say("Nothing was changed: the bylaws stay as they are.", error=as_json)


def _text(desk: Desk) -> bytes:
    bylaws = bylaws_of(desk.book.state)
    name = one_line(organization_of(desk.book.state).name)
    return _HEAD.format(name=name, version=bylaws.version).encode() + explained(bylaws, NAME)


def _plan(
    desk: Desk, text: bytes, planned: Callable[[dict[str, object]], Plan], *, draft: bool
) -> tuple[Plan] | tuple[()]:
    """The plan of an amendment that leads to the bylaws of a text; empty if they are those in force. Raises Refused."""
    state = desk.book.state
    now, wanted = bylaws_of(state), read_record(text, Bylaws, NAME, _MOST)
    if wanted.version != now.version:
        line, column = load(text, NAME, _MOST).position(("version",))
        what = (
            f"version {now.version} is in force, and govtool counts versions itself; an older text would undo changes"
        )
        raise Refused([finding("precondition", NAME, line, column, what=what)])
    found = difference(now, wanted)
    if not found:
        return ()
    plan = planned({"changes": bylaw_changes(state, found)})
    if not draft:
        preview(desk, plan.sheet)
    return (plan,)
