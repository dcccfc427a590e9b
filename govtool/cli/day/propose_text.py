"""The text of a proposal in the person's editor, for an action that names a text and got none.

The text stays in a file with a name until the person submits it.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from typing import Any

from govtool.cli.terminal.editor import Editing
from govtool.cli.terminal.field import Field
from govtool.cli.terminal.render import say
from govtool.core.typed_name import name_of
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.policy import Policy
from govtool.roles.desk.desk import Desk

_HINT = "set an editor: export EDITOR=nano, or name a file: --text FILE"


def text_to_write(fields: list[Field], typed: Mapping[str, Any], *, asks: bool) -> Field | None:
    """The field of a text that the person will write now: the action needs it, it is not given, and there is a terminal
    to write on. None unless the command `asks`. A motion needs no text: its title can say everything.
    """
    field = next((field for field in fields if field.kind == "file" and field.is_required), None)
    can_write = asks and sys.stdin.isatty()
    return field if field is not None and not typed.get(field.name) and can_write else None


def write_text(
    desk: Desk, action: type[Action], field: Field, typed: dict[str, Any], submit: Callable[[], bool], *, as_json: bool
) -> None:
    """Opens the editor for the text, and submits the proposal. It submits nothing if the text is empty.

    It begins with the text in force, if a policy gets a new one. Raises GovtoolError without an editor.
    """
    policy = name_of(str(typed.get("policy") or "")) or ""
    old = Policy.of(desk.book.state, policy) if policy else None
    begin = "".join(f"{line}\n" for line in old.text) if old is not None else ""
    options = "".join(f" --{name} {shlex.quote(str(typed[name]))}" for name in ("policy", "title") if typed.get(name))
    with Editing(
        begin.encode(),
        f"{policy or action.kind}.md",
        lambda file: f"govtool propose {action.kind}{options} --text {file}",
        hint=_HINT,
    ) as editing:
        if editing.until_right(lambda own: own) is None:
            say("Nothing was submitted: it needs a text.", error=as_json)
            return
        typed[field.name] = str(editing.path)
        editing.is_done = submit()
