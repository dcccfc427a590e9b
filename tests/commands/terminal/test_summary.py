"""The help of every group shows whole summaries, and a wrong name is answered with the nearest right one."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from govtool.cli.main import govtool, root_context, run
from govtool.cli.terminal.commands import every_command

LONGEST = 45
"""Letters of the longest summary: click cuts a longer one in a terminal of 80 columns."""
# fmt: off
VERBS = frozenset({
    "add", "admit", "adopt", "agree", "allow", "amend", "answer", "appeal", "approve", "ask", "assign", "be",
    "bring", "build", "change", "check", "claim", "close", "commit", "compare", "complain", "complete", "confirm",
    "correct", "count", "create", "decide", "declare", "define", "delete", "dispute", "divide", "edit", "end",
    "engage", "expel", "explain", "export", "extend", "find", "forget", "form", "found", "give", "install", "join",
    "judge", "keep", "leave", "list", "lose", "make", "mark", "move", "name", "object", "open", "pay", "pin",
    "print", "propose", "prove", "put", "raise", "recompute", "record", "refuse", "register", "rename", "reopen",
    "repeal", "replace", "report", "reverse", "revoke", "say", "set", "show", "sign", "start", "state", "stay",
    "stop", "suspend", "take", "transfer", "update", "vote", "waive", "wind", "write",
})
# fmt: on
"""The words with which a summary begins."""


def summaries(group: click.Group, context: click.Context) -> Iterator[tuple[str, str]]:
    """Each command in the groups below a group, by its whole name, with its summary in the help of its group."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, parent=context, info_name=name)
        if context.parent is not None:
            yield inner.command_path, command.get_short_help_str(LONGEST + len("..."))
        if isinstance(command, click.Group):
            yield from summaries(command, inner)


def all_summaries() -> dict[str, str]:
    """The summaries of all commands and subcommands, by the whole name of the command."""
    own = {f"govtool {each.name}": each.told for each in every_command()}
    return {**own, **dict(summaries(govtool, root_context()))}


def test_every_summary_is_short_enough_to_be_shown_whole() -> None:
    found = all_summaries()
    assert len(found) > 100
    assert {name: told for name, told in found.items() if len(told) > LONGEST or told.endswith("...")} == {}


def test_every_summary_begins_with_a_verb() -> None:
    found = all_summaries()
    assert {name: told for name, told in found.items() if told.split()[0].lower().strip(",") not in VERBS} == {}


def test_no_help_speaks_as_the_reader() -> None:
    words = {name: set(told.lower().replace(".", " ").split()) for name, told in all_summaries().items()}
    assert [name for name, told in words.items() if told & {"i", "me", "my", "mine"}] == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["stauts"], "did you mean status?"),
        (["rotate"], "did you mean govtool key rotate?"),
        (["versoin"], "did you mean version?"),
        (["hepl"], "did you mean help?"),
        (["help", "xyzzy"], "there is no command 'xyzzy' [usage]"),
        (["treasury", "help", "incom"], "there is no command 'incom'; did you mean income?"),
        (["vote", "--resaon", "x"], "govtool vote has no option --resaon; did you mean --reason?"),
        (["vote", "--version"], "→ govtool version"),
        (["settle"], "did you mean govtool treasury settle?"),
        (["admit"], "did you mean govtool propose admit?"),
        (["propose", "pay-dept"], "did you mean pay-debts?"),
        (["setup"], "did you mean govtool key setup or govtool forge setup?"),
        (["hours", "lst"], "there is no command 'lst'; did you mean list?"),
        (["trust", "xyzzy"], "there is no command 'xyzzy' [usage]"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(
    typed: list[str], offered: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(typed) == 2
    assert offered in capsys.readouterr().err


def test_a_name_that_resembles_nothing_gets_no_offer(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["xyzzy"]) == 2
    assert "there is no command 'xyzzy' [usage]" in capsys.readouterr().err


def test_the_table_names_the_commands_of_every_group() -> None:
    for row in every_command():
        command = govtool.get_command(root_context(), row.name)
        names = command.list_commands(click.Context(command)) if isinstance(command, click.Group) else []
        assert row.below is None or sorted(row.below.split()) == sorted(names), row.name


def test_a_co_operative_sees_no_federation_in_its_helps(capsys: pytest.CaptureFixture[str]) -> None:
    for typed in (["--help"], ["propose", "--help"]):
        assert run(typed) == 0
        said = capsys.readouterr().out
        assert "federation" not in said.lower() and "affiliate" not in said.lower()
