"""`govtool propose choice`: asks the members to choose among options, each with actions of its own."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from govtool.cli.day.filing import Plan, common_options, file_plan
from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.typed import OneOf, prompted, whole
from govtool.core.ranked import MOST_OPTIONS
from govtool.core.state import Content
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.proposal import MAX_SEATS
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.said.form import cut
from govtool.roles.said.saying import LONGEST

Read = Callable[[Desk, list[str], Path, dict[str, bytes], dict[str, Content | None]], tuple[Action, str]]
"""Reads an action as people type it behind `govtool propose`; gives it with its title, and adds to the files."""

_EXAMPLE = (
    "govtool propose choice --title 'Our name' --option 'red-keys: rename-organization --to \"Red Keys\"' "
    "--option 'spwc: rename-organization --to SPWC'"
)
_OPTION = (
    "NAME: and an action, typed as behind govtool propose. Repeat it for each option (and for each action of one)."
)


def choice_command(read: Read) -> click.Command:
    """The command; `read` reads the action of an option."""

    def run(
        desk: Desk,
        folder: Path,
        typed_options: tuple[str, ...],
        ballot: str,
        seats: int | None,
        as_json: bool,
        draft: bool,
        yes: bool,
        **typed: Any,
    ) -> None:
        """Propose a choice among several options.

        Each option has actions of its own. People rank the options, the best first, or approve as many as they like.
        `none`, which keeps things as they are, is always an option. An option needs what its actions need: one that
        does not pass is left out.
        """
        files: dict[str, bytes] = {}
        changed: dict[str, Content | None] = {}
        options = [
            _option(name, lines, lambda line: read(desk, line, folder, files, changed))
            for name, lines in _named(typed_options).items()
        ]
        asks = {"ballot": ballot, "options": options, **({} if seats is None else {"seats": seats})}
        title = typed.get("title") or prompted(
            "Title", "a choice needs a --title that says what it is about", "govtool propose choice --help"
        )
        words = title, typed.get("summary") or _summary(options)
        plan = Plan.of(desk, asks, typed, words, files, changed)
        file_plan(desk, plan, draft=draft, yes=yes, as_json=as_json)

    return desk_command(
        "choice",
        _EXAMPLE,
        click.Option(["--option", "typed_options"], multiple=True, metavar="NAME: ACTION ...", help=_OPTION),
        click.Option(
            ["--ballot"],
            type=OneOf(["ranked", "approval"]),
            default="ranked",
            show_default=True,
            help="How people vote.",
        ),
        click.Option(["--seats"], type=whole(1, MAX_SEATS), help="With approval: choose so many options, not one."),
        *common_options(),
    )(run)


def _named(typed: Iterable[str]) -> dict[str, list[list[str]]]:
    """The lines of each option, split into words. Raises UsageError."""
    found: dict[str, list[list[str]]] = {}
    for item in typed:
        name, separator, line = item.partition(":")
        try:
            words = shlex.split(line)
        except ValueError as error:
            raise UsageError(f"{item!r} cannot be read: {error}", "close what is quoted in it") from None
        if not separator or not words:
            raise UsageError(
                f"{item!r} has no name, colon and action", "--option 'red-keys: rename-organization --to \"Red Keys\"'"
            )
        found.setdefault(name.strip(), []).append(words)
    if not 2 <= len(found) <= MOST_OPTIONS:
        raise UsageError(
            f"a choice has 2 to {MOST_OPTIONS} options, and this one has {len(found)}",
            "type --option 'NAME: ACTION' once for each option",
        )
    return found


def _summary(options: list[dict[str, object]]) -> str:
    """The titles of the options, in as many characters as a summary may have."""
    return cut(f"A choice: {'; '.join(str(option['title']) for option in options)}; or none.", LONGEST)


def _option(name: str, lines: list[list[str]], read: Callable[[list[str]], tuple[Action, str]]) -> dict[str, object]:
    """An option, with the title of its first action."""
    made = [read(line) for line in lines]
    return {"option": name, "title": made[0][1], "actions": [action.data() for action, _ in made]}
