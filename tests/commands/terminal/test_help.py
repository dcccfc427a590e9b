"""Help on every level: what a member needs first, the rest by group, and each command by its name."""

from __future__ import annotations

import re

import pytest

from govtool import __version__
from govtool.cli.main import run
from govtool.cli.terminal.commands import FIRST, GROUPS, TOPICS, command_of, every_command


def told(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    """The help that a command line prints."""
    assert run(list(typed)) == 0, typed
    return capsys.readouterr().out


@pytest.mark.parametrize("typed", [["--help"], ["-h"], ["help"]])
def test_the_first_help_shows_a_dozen_commands_and_every_group(
    typed: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = told(capsys, *typed)
    assert len(FIRST) == 12
    shown = re.findall(r"^  ([a-z]+) ", said, re.MULTILINE)
    assert [name for name in shown if command_of(name) and name != "help"] == list(FIRST)
    assert [name for name in TOPICS if f"  help {name}" not in said] == ["federation"], "of no use to most"
    assert "...\n" not in said.replace("[ARGS]...\n", "") and "…" not in said and max(map(len, said.splitlines())) <= 80


def test_every_group_is_explained_by_its_word_and_no_command_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert {title for title, _ in TOPICS.values()} == set(GROUPS)
    said = told(capsys, "help", "all")
    assert [each.name for each in every_command() if f"  {each.name} " not in said] == []
    money = told(capsys, "help", "money")
    assert "record an income" not in money and "  treasury  show the accounts" in money and "vote" not in money


def test_a_command_is_explained_in_every_way(capsys: pytest.CaptureFixture[str]) -> None:
    whole = told(capsys, "treasury", "income", "--help")
    for typed in (["treasury", "income", "-h"], ["help", "treasury", "income"], ["treasury", "help", "income"]):
        assert told(capsys, *typed) == whole
    assert told(capsys, "treasury", "help") == told(capsys, "treasury", "-h")
    assert told(capsys, "propose", "help", "admit") == told(capsys, "propose", "admit", "--help")


@pytest.mark.parametrize("typed", [["--version"], ["version"], ["treasury", "version"]])
def test_the_version_is_told_on_every_level(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, *typed) == f"govtool {__version__}\n"


def test_what_has_no_commands_cannot_be_looked_into(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", "vote", "for"]) == 2
    assert "govtool vote has no command 'for'" in capsys.readouterr().err
