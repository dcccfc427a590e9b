"""`govtool completion`: the script of each shell, played in bash itself, and what is offered for a line."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from govtool.cli.main import govtool, run
from govtool.cli.terminal.commands import every_command
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.loading import HEAVY, that_exist
from tests.world.people import shipped_bylaws
from tests.world.place import ROOT
from tests.world.programs import needed
from tests.world.words import MOTION, RANKED, names


def asks(line: str, folder: Path, shell: str = "zsh") -> subprocess.CompletedProcess[str]:
    """What the program answers a shell in which a line is typed; the cursor is at its end."""
    words = line.split(" ")
    current = words[-1] if shell == "fish" else str(len(words) - 1)
    return subprocess.run(
        [sys.executable, "-c", "import sys; from govtool.cli.main import main; main()"],
        cwd=folder,
        env={**os.environ, "_GOVTOOL_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": current},
        capture_output=True,
        text=True,
        check=False,
    )


def offered(line: str, folder: Path) -> dict[str, str]:
    """What is offered for a line, with the words beside it; nothing else may be said."""
    done = asks(line, folder)
    assert done.returncode == 0 and done.stderr == ""
    lines = done.stdout.splitlines()
    return dict(zip(lines[1::3], lines[2::3], strict=True))


# The names of commands ----------------------------------------------------------------------------------------------


def test_every_command_is_offered_with_its_help(tmp_path: Path) -> None:
    found = offered("govtool ", tmp_path)
    assert found == {command.name: command.told for command in every_command()}
    assert set(offered("govtool wi", tmp_path)) == {"withdraw"}
    assert "--version" in offered("govtool --", tmp_path)


def test_names_are_completed_without_anything_heavy(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from govtool.cli.main import run\n"
        "try:\n    run([])\nexcept SystemExit:\n    pass\n"
        f"print('loaded', *[name for name in {that_exist(HEAVY)!r} if name in sys.modules])\n"
    )
    asked = {"_GOVTOOL_COMPLETE": "bash_complete", "COMP_WORDS": "govtool v", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **asked}, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["plain,vote", "plain,version", "loaded"]


def test_names_within_a_command_are_completed(tmp_path: Path) -> None:
    assert {"rotate", "revoke"} <= set(offered("govtool key r", tmp_path))


# Proposals and choices ----------------------------------------------------------------------------------------------


def test_open_proposals_are_offered_by_number_and_name_with_their_title(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.open("bob", "teapot", MOTION)
    carol = Laptop(coop, "carol")
    titles = {"1": "About kettle", "kettle": "About kettle", "2": "About teapot", "teapot": "About teapot"}
    for command in ("vote", "tally", "withdraw"):
        assert offered(f"govtool {command} ", carol.folder) == titles
    people = {"alice": "Alice", "bob": "Bob"}
    shown = offered("govtool show ", carol.folder)
    assert titles.items() <= shown.items() and people.items() <= shown.items()
    assert offered("govtool show bo", carol.folder) == {"bob": "Bob"}
    assert offered("govtool vote te", carol.folder) == {"teapot": "About teapot"}
    assert offered("govtool vote 00", carol.folder) == {"0001": "About kettle", "0002": "About teapot"}
    assert offered(f"govtool -C {carol.folder} vote k", coop.folder) == {"kettle": "About kettle"}


def test_what_is_closed_is_offered_to_look_at_and_not_to_vote_on(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.later("P7D")
    coop.run_clerk()
    carol = Laptop(coop, "carol")
    assert "kettle" in offered("govtool show ", carol.folder) and "kettle" in offered("govtool tally ", carol.folder)
    assert offered("govtool vote ", carol.folder) == {} == offered("govtool withdraw ", carol.folder)


def test_choices_are_offered_and_block_only_where_the_rule_knows_it(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    carol = Laptop(coop, "carol")
    assert list(offered("govtool vote kettle ", carol.folder)) == ["for", "against", "abstain"]
    assert list(offered("govtool vote 1 ag", carol.folder)) == ["against"]

    def consensus(data: dict[str, dict[str, dict[str, object]]]) -> None:
        for rule in data["rules"].values():
            rule["blocks"] = {"allowed": 0}

    other = coop.another(bylaws=shipped_bylaws(consensus))
    other.open("alice", "kettle", MOTION)
    assert list(offered("govtool vote 0001 ", Laptop(other, "carol").folder))[-1] == "block"


def test_of_a_choice_the_options_that_are_not_named_yet_are_offered(coop: Coop) -> None:
    coop.open("alice", "name", names("kettle", "teapot"), extra=RANKED)
    folder = Laptop(coop, "carol").folder
    assert list(offered("govtool vote 1 ", folder)) == ["kettle", "teapot", "none", "abstain"]
    assert list(offered("govtool vote 1 te", folder)) == ["teapot"]
    assert list(offered("govtool vote 1 teapot,", folder)) == ["teapot,kettle", "teapot,none"]
    assert list(offered("govtool vote name teapot=none,k", folder)) == ["teapot=none,kettle"]


def test_nothing_is_fetched_and_nothing_written(coop: Coop) -> None:
    carol = Laptop(coop, "carol")
    coop.open("alice", "kettle", MOTION)
    before = carol.git("for-each-ref"), sorted(Path(carol.folder).rglob("*"))
    assert offered("govtool vote ", carol.folder) == {}
    assert (carol.git("for-each-ref"), sorted(Path(carol.folder).rglob("*"))) == before
    assert not Path(carol.state).exists()


def test_a_place_without_a_co_operative_offers_nothing_and_says_nothing(tmp_path: Path) -> None:
    assert offered("govtool vote ", tmp_path) == {}
    subprocess.run(["git", "init", "-q", str(tmp_path / "empty")], check=True)
    assert offered("govtool vote ", tmp_path / "empty") == {}
    assert list(offered("govtool vote 7 ", tmp_path)) == ["for", "against", "abstain"]
    assert offered("govtool -C /no/such/folder vote ", tmp_path) == {}


def test_a_main_that_nobody_can_read_offers_nothing_and_says_nothing(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.tamper("registry/docket/open/0001.yaml", b"$(touch here); `touch here`\n")
    assert offered("govtool vote ", Laptop(coop, "carol").folder) == {}


def test_a_title_cannot_write_into_the_line(coop: Coop) -> None:
    title = "$(touch here) ; `touch here` " + "x" * 60
    text = coop.proposal_text("alice", "kettle", MOTION).replace("title: About kettle", f"title: '{title}'")
    coop.open("alice", "kettle", "", text=text)
    (_, told) = offered("govtool vote k", Laptop(coop, "carol").folder).popitem()
    assert len(told) == 60 and told.endswith("…")


# Files, people and words ---------------------------------------------------------------------------------------------


def parameters() -> Iterator[tuple[str, click.Parameter, click.Context]]:
    """Every parameter of every command that takes a value, with the words of its command."""

    def below(
        command: click.Command, ctx: click.Context, words: str
    ) -> Iterator[tuple[str, click.Parameter, click.Context]]:
        for parameter in command.params:
            if not getattr(parameter, "is_flag", False):
                yield words, parameter, ctx
        for name in command.list_commands(ctx) if isinstance(command, click.Group) else ():
            found = command.resolve_command(ctx, [name])[1]
            if found is not None:
                yield from below(found, click.Context(found, parent=ctx, resilient_parsing=True), f"{words} {name}")

    return below(govtool, click.Context(govtool, resilient_parsing=True), "govtool")


def test_every_parameter_offers_what_its_form_in_the_help_names() -> None:
    names = {"FILE", "KEY", "KEYFILE", "DIR"}
    seen, silent = 0, []
    for words, parameter, ctx in parameters():
        form = set(re.findall("[A-Z]+", parameter.metavar or ""))
        is_file = bool(form & names) and parameter.nargs in (1, -1)
        if "ID" in form:
            continue  # ID:NAME:HOURS[:KEY] is no file
        seen += is_file
        if is_file and {"file", "dir"}.isdisjoint(item.type for item in parameter.shell_complete(ctx, "")):
            silent.append(f"{words} {parameter.opts[-1]}")
    assert silent == [] and seen > 60


@pytest.mark.parametrize(
    "line",
    [
        "hours log --csv ", "export book --map ", "export payments --accounts ", "vote 1 for --to ", "take ",
        "propose adopt-policy --text ", "treasury reconcile --layout ", "treasury income 5 --document ",
        "simulate payout ", "key rotate --sign-with ", "init --charter ", "propose engage --key ",
    ],
)  # fmt: skip
def test_files_are_offered_by_the_shell_itself(line: str, tmp_path: Path) -> None:
    done = asks(f"govtool {line}", tmp_path, "bash")
    assert done.stdout.split(",")[0].strip() == "file" and done.stderr == "", line


@pytest.mark.parametrize(
    "line",
    [
        "show bo", "owed bo", "list entries --by bo", "treasury expense 5 --to-member bo", "hours list --member bo",
        "complain bo", "propose expel --member bo", "propose assign-duty --member bo", "export slips 1 bo",
        "treasury confirm 1 bo",
    ],
)  # fmt: skip
def test_people_are_offered_with_their_names(coop: Coop, line: str) -> None:
    assert offered(f"govtool {line}", Laptop(coop, "carol").folder) == {"bob": "Bob"}


def test_the_words_of_a_form_are_offered(tmp_path: Path) -> None:
    assert set(offered("govtool propose admit --as ", tmp_path)) == {"member", "probationary"}
    assert set(offered("govtool propose admit --as p", tmp_path)) == {"probationary"}


# The scripts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shell", "word"), [("bash", "complete "), ("zsh", "#compdef govtool"), ("fish", "complete ")])
def test_each_shell_gets_its_script(shell: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    said = capsys.readouterr()
    assert word in said.out and f"_GOVTOOL_COMPLETE={shell}_complete" in said.out and said.err == ""


def test_another_shell_is_an_error_of_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "csh"]) == 2
    assert "bash" in capsys.readouterr().err


def test_bash_completes_with_it(coop: Coop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    coop.open("alice", "kettle", MOTION)
    carol = Laptop(coop, "carol")
    run(["completion", "bash"])
    (tmp_path / "script").write_text(capsys.readouterr().out)
    program = tmp_path / "govtool"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m govtool.cli.main "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    typed = (
        f'. "{tmp_path}/script"\ncd "{carol.folder}"\n'
        'COMP_WORDS=(govtool vote "$1")\nCOMP_CWORD=2\n_govtool_completion govtool 2>/dev/null\n'
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [needed("bash"), "--norc", "-c", typed, "bash", "ke"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["kettle"]


def test_fish_shows_a_description_whole(coop: Coop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """click's own script cuts it at its first comma."""
    text = coop.proposal_text("alice", "kettle", MOTION).replace("title: About kettle", "title: 'Tea, milk, and salt'")
    coop.open("alice", "kettle", "", text=text)
    run(["completion", "fish"])
    (tmp_path / "script").write_text(capsys.readouterr().out)
    program = tmp_path / "govtool"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m govtool.cli.main "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    done = subprocess.run(
        [needed("fish"), "--no-config", "-c", f'source {tmp_path}/script; complete -C "govtool vote ke"'],
        cwd=Laptop(coop, "carol").folder,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "kettle\tTea, milk, and salt\n"
