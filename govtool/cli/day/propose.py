"""`govtool propose`: asks for a decision. Each action is a subcommand, with options made from its record."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import click

from govtool.cli.day.filing import Plan, common_options, file_plan, read_plan
from govtool.cli.day.filing_files import amendment_options, by_editor, file_options, special_value
from govtool.cli.day.propose_choice import choice_command
from govtool.cli.day.propose_files import command as files_command
from govtool.cli.day.propose_text import text_to_write, write_text
from govtool.cli.terminal.context import NamedFile, desk_command, desk_of, json_option, offline_option
from govtool.cli.terminal.field import Field, checked, fields_of, option_of, value_of, values_of
from govtool.cli.terminal.group import NamedGroup
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import joined
from govtool.cli.terminal.typed import answered
from govtool.core.state import Content
from govtool.core.text import lines_of
from govtool.core.times import date_of
from govtool.core.typed import choice
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.action import Action
from govtool.errors import UsageError
from govtool.io.file.document import read_file
from govtool.roles.decisions.action_sheet import filled
from govtool.roles.desk.desk import Desk
from govtool.roles.minutes.registry import NEWEST
from govtool.roles.said.saying import summary, title_of

ACTIONS = NEWEST.words(Action)
Files = dict[str, bytes]
Changed = dict[str, Content | None]
SPECIAL = {"amend-bylaws": "changes", "change-files": "files"}
"""Actions whose one field govtool computes, so that nobody types it."""


class Actions(NamedGroup):
    """A subcommand for each action, `choice` for several options, and `files`, which proposes what a branch changes."""

    noun: ClassVar[str] = "action"

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*ACTIONS, "choice", "files"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "files":
            return files_command
        if cmd_name == "choice":
            return choice_command(_typed_action)
        action = ACTIONS.get(cmd_name)
        return None if action is None else _command(cmd_name, action)


def _command(name: str, action: type[Action]) -> click.Command:
    if name == "amend-bylaws":
        own: list[click.Parameter] = amendment_options()
    elif name == "change-files":
        own = file_options()
    else:
        own = [option_of(field) for field in fields_of(action)]
    run = _run(name, action)
    run.__doc__ = (action.__doc__ or "").strip().split("\n\n")[0]
    can_be_tried = action.undo is not Action.undo
    common = common_options({field.name for field in fields_of(action)}, trial=can_be_tried)
    made = desk_command(name, f"govtool propose {name} {_example(action)}", *own, *common)(run)
    made.hidden = action.for_federation
    return made


def _example(action: type[Action]) -> str:
    required = (f"{field.options[-1]} {field.hint.split()[0]}" for field in fields_of(action) if field.is_required)
    return action.example or " ".join(required)


@click.group(
    "propose",
    cls=Actions,
    invoke_without_command=True,
    epilog="Example: govtool propose adopt-policy --policy tea --title Tea --text tea.md",
)
@click.option(
    "--from",
    "source",
    type=NamedFile(),
    metavar="DIR|FILE",
    help="Submit a folder, or a proposal.yaml, written by hand.",
)
@click.option("--slug", help="With --from: the short name of its folder and branch.")
@click.option("--draft", is_flag=True, help="With --from: keep it as a draft.")
@click.option("--yes", is_flag=True, help="With --from: submit it without asking.")
@json_option
@offline_option
@click.pass_context
def command(
    ctx: click.Context, source: Path | None, slug: str | None, draft: bool, yes: bool, as_json: bool, offline: bool
) -> None:
    """Ask for a decision. It shows what would change and who must agree, checks it, and submits it."""
    if ctx.invoked_subcommand is not None:
        return
    if source is not None:
        desk = desk_of(ctx, offline=offline)
        file_plan(desk, read_plan(desk, source, slug), draft=draft, yes=yes, as_json=as_json)
        return
    if not sys.stdin.isatty():
        raise UsageError("say what you ask for", f"govtool propose {'|'.join(ACTIONS)}")
    for name, action in ACTIONS.items():
        say(f"  {name}: {lines_of((action.__doc__ or '').strip())[0]}")
    name = answered("Which action", lambda text: choice(text, ACTIONS))
    action_command = _command(name, ACTIONS[name])
    with action_command.make_context(name, ["--offline"] if offline else [], parent=ctx) as inner:
        action_command.invoke(inner)


# One action ------------------------------------------------------------------------------------------------------


def _run(name: str, action: type[Action]) -> Callable[..., None]:
    def run(desk: Desk, folder: Path, as_json: bool, draft: bool, yes: bool, **typed: Any) -> None:
        fields = list(fields_of(action))
        if name == "motion" and not typed.get("title") and not sys.stdin.isatty():
            raise UsageError(
                "a motion needs a --title that says what the members want", "govtool propose motion --help"
            )
        text = text_to_write(fields, typed, asks=not (yes or as_json))
        if name not in SPECIAL:
            _ask_or_refuse(action, [field for field in fields if field != text], typed)
        files: dict[str, bytes] = {}
        changed: dict[str, Content | None] = {}
        if by_editor(typed):
            # the parser that keeps comments loads slowly, and nothing else here needs it
            from govtool.cli.day.amend import amend_by_editor

            def planned(data: dict[str, object]) -> Plan:
                return _plan(desk, action, data, typed, files, changed)

            amend_by_editor(desk, typed, folder, planned, draft=draft, yes=yes, as_json=as_json)
            return

        def submit() -> bool:
            data = _data_of(desk, action, typed, folder, files, changed)
            plan = _plan(desk, action, data, typed, files, changed)
            return file_plan(desk, plan, draft=draft, yes=yes, as_json=as_json)

        if text is None:
            submit()
        else:
            write_text(desk, action, text, typed, submit, as_json=as_json)

    return run


def _typed_action(desk: Desk, line: list[str], folder: Path, files: Files, changed: Changed) -> tuple[Action, str]:
    """The action of an option of a choice, typed as behind `govtool propose`, with its title. Adds to the files."""
    name = choice(line[0], ACTIONS)
    action, command = ACTIONS[name], _command(name, ACTIONS[name])
    with command.make_context(f"govtool propose {name}", line[1:]) as typing:
        typed = typing.params
    common = common_options({"title", *(field.name for field in fields_of(action))}, trial=True)
    lost = [option.opts[0] for option in common if typed.get(option.name or "")]
    if lost:
        raise UsageError(f"{joined(lost)} cannot be part of an option", "govtool propose choice --help")
    if by_editor(typed):
        raise UsageError("an option cannot be typed in an editor", "govtool propose choice --help")
    missing = _missing(action, list(fields_of(action)), typed) if name not in SPECIAL else []
    if missing:
        raise UsageError(
            f"{name} also needs {joined(field.options[0] for field in missing)}", f"govtool propose {name} --help"
        )
    made = _made(action, _data_of(desk, action, typed, folder, files, changed))
    return made, _title(desk, made, typed)


def _data_of(
    desk: Desk, action: type[Action], typed: Mapping[str, Any], folder: Path, files: Files, changed: Changed
) -> dict[str, object]:
    """The fields of an action from what was typed and what the registry gives. Adds to the files of the proposal."""
    name = action.kind
    if name in SPECIAL:
        data: dict[str, object] = {SPECIAL[name]: special_value(desk, name, typed, folder, changed)}
    else:
        data = _data(desk, list(fields_of(action)), typed, folder, files)
    return filled(desk.book.state, action, data)


def _is_given(value: object) -> bool:
    return value is not None and value != ()


def _ask_or_refuse(action: type[Action], fields: list[Field], typed: dict[str, Any]) -> None:
    """Asks on a terminal for each required value that is missing. Raises UsageError elsewhere."""
    name, missing = action.kind, _missing(action, fields, typed)
    if missing and not sys.stdin.isatty():
        wanted = joined(field.options[0] for field in missing)
        raise UsageError(f"{name} also needs {wanted}", f"govtool propose {name} --help")
    for field in missing:
        answer = answered(f"{field.name.replace('_', ' ')} ({field.hint})", partial(checked, field))
        typed[field.name] = [answer] if field.is_list else answer
    if missing or (name == "motion" and not typed.get("title")):
        for parameter, question in (("title", "Title"), ("summary", "Summary (what it is about)")):
            if not _is_given(typed.get(parameter)):
                typed[parameter] = click.prompt(question, default="", show_default=False) or None


def _missing(action: type[Action], fields: list[Field], typed: Mapping[str, Any]) -> list[Field]:
    """The fields that nobody typed, and that nothing else gives."""
    given = {*action.known, *action.usual}
    return [
        field
        for field in fields
        if field.is_required
        and field.name not in given
        and len(field.choices) != 1
        and not _is_given(typed.get(field.name))
    ]


def _data(
    desk: Desk, fields: list[Field], typed: Mapping[str, Any], folder: Path, files: dict[str, bytes]
) -> dict[str, object]:
    organization = organization_of(desk.book.state)
    money = organization.exponent, organization.currency
    data: dict[str, object] = {}
    for field in fields:
        given = typed.get(field.name)
        if not _is_given(given):
            if field.is_required and len(field.choices) == 1:
                data[field.name] = field.choices[0]
        elif isinstance(given, bool):
            data[field.name] = given
        elif field.kind == "file":
            path = folder / str(given)
            files[path.name] = read_file(path)
            data[field.name] = path.name
        elif field.is_list:
            found = values_of(field, [str(item) for item in given or ()], folder, *money)
            owned = field.row is not None and "owner" in field.row.model_fields
            data[field.name] = [_owned(each, desk) for each in found] if owned else found
        else:
            data[field.name] = value_of(field, str(given), folder, *money)
    return data


def _owned(row: object, desk: Desk) -> object:
    """A row with its owner: the person who proposes it, if it names nobody."""
    return {"owner": desk.member.id, **row} if isinstance(row, dict) else row


def _plan(
    desk: Desk,
    action: type[Action],
    data: dict[str, object],
    typed: Mapping[str, Any],
    files: Mapping[str, bytes],
    changed: Mapping[str, Content | None],
) -> Plan:
    made = _made(action, data)
    words = _title(desk, made, typed), typed.get("summary") or summary([made], desk.book.state)
    return Plan.of(desk, {"actions": [made.data()]}, typed, words, files, changed)


def _made(action: type[Action], data: Mapping[str, object]) -> Action:
    return action.read({"action": action.kind, **_ordered(action, data)}, f"propose {action.kind}")


def _title(desk: Desk, made: Action, typed: Mapping[str, Any]) -> str:
    """The title that was typed, or one that says what the action does."""
    own = None if "title" in type(made).model_fields else typed.get("title")
    return own or title_of(made, desk.book.state, date_of(desk.now))


def _ordered(action: type[Action], data: Mapping[str, object]) -> dict[str, object]:
    names = [info.alias or name for name, info in action.model_fields.items()]
    return {name: data[name] for name in names if name in data}
