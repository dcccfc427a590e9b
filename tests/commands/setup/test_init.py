"""`govtool init`: founds a co-operative, or changes nothing. Real git, real keys, a real remote."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from govtool.cli.main import run
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.constitution.team import Team
from govtool.errors import GovtoolError
from govtool.io.currency import exponent_of
from govtool.io.git.git import Git
from govtool.roles.clerk.guard import install
from govtool.roles.lifecycle import initiation, schema
from govtool.roles.lifecycle.initiation import key_path
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import Book
from govtool.roles.said.majority import majorities, sentence
from tests.world.coop import Coop
from tests.world.people import key_of
from tests.world.place import ROOT

NOW = "2026-11-01T10:00:00Z"
ALICE, BOB = "alice:Alice Lee:40h", "bob:Bob Roy:20h:bob.pub"
NAMED = ("--name", "Kettle", "--currency", "EUR")


class Founder:
    """Alice in her folder, with keys of all and a remote that nobody has pushed to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.coop, self.hub, self.status = folder, folder / "coop", folder / "hub.git", 0
        for name in ("alice", "bob", "carol", "vera", "clerk"):
            (folder / name).write_text(key_of(name).openssh_private())
            (folder / name).chmod(0o600)
            (folder / f"{name}.pub").write_text(key_of(name).public_key.line + f" {name}@example\n")
        self.git(folder, "init", "-q", "--bare", "-b", "main", str(self.hub))

    def git(self, where: Path, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=where, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def clones(self) -> None:
        """A repository with the remote and the key that git signs with."""
        self.git(self.folder, "init", "-q", "-b", "main", str(self.coop))
        self.git(self.coop, "remote", "add", "origin", str(self.hub))
        self.git(self.coop, "config", "gpg.format", "ssh")
        self.git(self.coop, "config", "user.signingKey", str(self.folder / "alice"))

    def init(self, *arguments: str, yes: bool = True) -> str:
        said, told = io.StringIO(), io.StringIO()
        with redirect_stdout(said), redirect_stderr(told if "--json" in arguments else said):
            self.status = run(["init", "coop", *arguments, *(["--yes"] if yes and "--yes" not in arguments else [])])
        return said.getvalue()

    @property
    def book(self) -> Book:
        git = Git(self.coop)
        report = audit(git, git.ref("refs/heads/main") or "")
        assert report.ok and report.book is not None, report.findings
        return report.book

    @property
    def secrets(self) -> list[str]:
        folder = self.coop / ".git" / "govtool"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    @property
    def mains(self) -> list[str]:
        """Where a main is: here, on the remote."""
        return [name for name in (self.coop, self.hub) if name.exists() and Git(name).ref("refs/heads/main")]


@pytest.fixture
def founder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Founder:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOVTOOL_NOW", NOW)
    return Founder(tmp_path)


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_without_a_terminal_nothing_is_founded_unasked(founder: Founder, more: tuple[str, ...]) -> None:
    founder.clones()
    said = founder.init(*NAMED, "--founder", ALICE, *more, yes=False)
    assert founder.status == 2 and (founder.mains, founder.secrets) == ([], []), said
    assert more or ("This is what you sign:" in said and "read it, then repeat it with --yes" in said)


def test_files_are_named_from_the_folder_to_work_in_as_in_git(founder: Founder, tmp_path: Path) -> None:
    founder.clones()
    (founder.coop / "bob.pub").write_text((founder.folder / "bob.pub").read_text())
    (founder.folder / "bob.pub").unlink()
    founders = ("--founder", ALICE, "--founder", "bob:Bob Roy:10h:bob.pub")
    assert run(["-C", "coop", "init", "--yes", *NAMED, *founders]) == 0
    assert Member.of(founder.book.state, "bob") is not None


# What it makes -----------------------------------------------------------------------------------------------------


def test_two_founders_with_a_remote(founder: Founder) -> None:
    founder.clones()
    said = founder.init(*NAMED, "--founder", ALICE, "--founder", BOB)
    assert founder.status == 0, said
    state = founder.book.state
    organization = organization_of(state)
    assert (organization.name, organization.currency, organization.exponent) == ("Kettle", "EUR", 2)
    assert organization.founding == ("bob",) and len(organization.clerk_keys) == 2
    alice = Member.of(state, "alice")
    assert alice is not None and (alice.counts_at, alice.committed_minutes_per_week) == (NOW, 2400)
    assert founder.book.genesis in said
    assert "of 4 votes: more than half = 3 (2 people), two thirds = 3 (2)\n" in said
    assert "  of all except the person concerned:\n" in said
    assert "    three quarters = 2 of 2 votes (1 person): expel, dormant" in said
    assert (
        "Until the other founders have signed, govtool rejects everything else: bob" in said and "govtool sign" in said
    )
    assert Git(founder.hub).ref("refs/heads/main") == founder.book.page.head
    assert founder.git(founder.coop, "status", "--short") == "", "the files are there as they were committed"
    assert not (founder.coop / "registry" / "policies").exists(), "nobody wrote one"


def test_the_clerks_keys_are_kept_where_no_commit_can_hold_them(founder: Founder) -> None:
    founder.clones()
    said = founder.init(*NAMED, "--founder", ALICE)
    assert founder.secrets == ["clerk-ci", "clerk-offline"]
    for name in founder.secrets:
        path = founder.coop / ".git" / "govtool" / name
        assert path.stat().st_mode & 0o777 == 0o600 and str(path) in said
        assert "PRIVATE KEY" in path.read_text() and path.read_text() not in said
    assert "secret GOVTOOL_CLERK_KEY of an environment that only main reaches, never of the repository" in said
    founder.git(founder.coop, "config", "govtool.remote", "origin")
    said = io.StringIO()
    with redirect_stdout(said):
        assert run(["-C", str(founder.coop), "clerk"]) == 0, "the clerk signs with it at once"
    assert said.getvalue() == "", "nothing is to be done now"


def test_seven_votes_of_five_people(founder: Founder) -> None:
    """The co-operative of the paper: 4 of 7 are more than half, 5 two thirds; the rest is of the others."""
    (founder.folder / "people.yaml").write_text(
        "".join(
            f"- id: {name}\n  name: {name.title()}\n  hours: {hours}\n"
            for name, hours in (("bill", 40), ("cleo", 10), ("dora", 10), ("emil", 10))
        )
    )
    founder.clones()
    said = founder.init(*NAMED, "--founder", ALICE, "--people", "people.yaml")
    assert "of 7 votes: more than half = 4 (2 people), two thirds = 5 (3)\n" in said, said
    others = "    three quarters = 4 to 5 of 5 to 6 votes (3 people): expel, appeal, rekey-contested\n"
    assert others in said, "who is to go is not counted among the others"
    assert "    three quarters = 1 to 5 of 1 to 6 votes (1 to 3 people): dormant\n" in said, "several may be named"
    assert "confirmed: three quarters of the votes for and against (3 people): confirm-all" in said


def test_a_repository_is_made_where_there_is_none(founder: Founder) -> None:
    said = founder.init(*NAMED, "--founder", ALICE, "--key", "alice")
    assert founder.status == 0 and "git remote add origin URL" in said
    assert founder.git(founder.coop, "config", "user.signingKey") == str(founder.folder / "alice")
    assert founder.book.newest[0].event == "founded"


def test_the_schemas_come_along_for_editors_and_a_file_of_theirs_that_is_there_stays(founder: Founder) -> None:
    founder.clones()
    (founder.coop / "schemas").mkdir()
    (founder.coop / "schemas" / "ballot.json").write_text("ours\n")
    founder.git(founder.coop, "add", ".")
    founder.git(founder.coop, "commit", "-qm", "An old project")
    founder.init(*NAMED, "--founder", ALICE)
    assert founder.status == 0
    for name, text in schema.files().items():
        found = (founder.coop / "schemas" / name).read_text()
        assert found == ("ours\n" if name == "ballot.json" else text)


def test_what_was_there_before_becomes_the_parent(founder: Founder) -> None:
    founder.clones()
    (founder.coop / "main.c").write_text("int main;\n")
    founder.git(founder.coop, "add", ".")
    founder.git(founder.coop, "commit", "-qm", "An old project")
    parent = founder.git(founder.coop, "rev-parse", "HEAD")
    founder.init(*NAMED, "--founder", ALICE, "--below", ".governance")
    assert founder.status == 0 and founder.book.layout.prefix == ".governance/"
    assert founder.git(founder.coop, "rev-parse", "HEAD^") == parent
    assert (founder.coop / ".governance" / "registry" / "bylaws.yaml").is_file()
    assert (founder.coop / "main.c").read_text() == "int main;\n"


def test_changes_in_the_folder_and_another_branch_are_left_alone(founder: Founder) -> None:
    founder.clones()
    (founder.coop / "main.c").write_text("int main;\n")
    founder.git(founder.coop, "add", ".")
    founder.git(founder.coop, "commit", "-qm", "An old project")
    founder.git(founder.coop, "switch", "-qc", "idea")
    (founder.coop / "main.c").write_text("int idea;\n")
    founder.init(*NAMED, "--founder", ALICE)
    assert founder.status == 0
    assert founder.git(founder.coop, "status", "--short") == "M main.c"
    assert not (founder.coop / "registry").exists(), "another branch is checked out"
    assert founder.book.newest[0].number == 0


def test_earlier_members_volunteers_and_their_teams_come_from_a_file(founder: Founder) -> None:
    (founder.folder / "lists").mkdir()
    for name in ("bob", "vera"):
        (founder.folder / "lists" / f"{name}.pub").write_text(key_of(name).public_key.line + "\n")
    (founder.folder / "lists" / "people.yaml").write_text(
        "- id: bob\n  name: Bob Roy\n  hours: 20\n  founder: true\n  keys: [bob.pub]\n  teams: [platform]\n"
        "- id: vera\n  name: Vera\n  membership: none\n  keys: [vera.pub]\n"
        '- id: old\n  name: Old Friend\n  membership: left\n  joined_at: "2020-01-01T00:00:00Z"\n'
        '  left_at: "2024-01-01T00:00:00Z"\n'
        "- id: cleo\n  name: Cleo\n  minutes_per_week: 450\n  duties: [reviewer]\n"
        f'  keys: ["{key_of("carol").public_key.line}"]\n'
    )
    founder.clones()
    said = founder.init(
        *NAMED, "--founder", ALICE, "--people", "lists/people.yaml", "--charter", "founding-document", "--json"
    )
    assert founder.status == 0, said
    state = founder.book.state
    assert organization_of(state).founding == ("bob",), "earlier members need not accept"
    cleo, old, vera = (Member.of(state, name) for name in ("cleo", "old", "vera"))
    assert cleo is not None and old is not None and vera is not None
    assert (cleo.committed_minutes_per_week, cleo.duties, len(cleo.keys)) == (450, ("reviewer",), 1)
    assert (old.membership, old.joined_at, old.counts_at) == ("left", "2020-01-01T00:00:00Z", None)
    assert (vera.membership, vera.counts_at) == ("none", None)
    team = Team.of(state, "platform")
    assert team is not None and [seat.member for seat in team.seats] == ["bob"]


def test_another_of_the_founders_may_run_it(founder: Founder) -> None:
    founder.clones()
    founder.init(*NAMED, "--founder", BOB, "--founder", ALICE, "--me", "alice")
    assert founder.status == 0 and organization_of(founder.book.state).founding == ("bob",)


def test_bylaws_of_their_own_and_keys_of_the_clerk_that_exist(founder: Founder) -> None:
    text = (ROOT / "registry" / "bylaws.yaml").read_text()
    (founder.folder / "bylaws.yaml").write_text("# ours\n" + text.replace("part-time: 300", "part-time: 600"))
    founder.clones()
    founder.init(*NAMED, "--founder", ALICE, "--bylaws", "bylaws.yaml", "--clerk-key", "clerk.pub")
    assert founder.status == 0 and founder.secrets == []
    assert bylaws_of(founder.book.state).bands["part-time"] == 600
    assert [key.blob for key in organization_of(founder.book.state).clerk_keys] == [key_of("clerk").public_key.base64]


def test_a_guarded_host_takes_the_founding(founder: Founder, monkeypatch: pytest.MonkeyPatch) -> None:
    founder.clones()
    install(Git(founder.hub), sys.executable, force=False)
    assert founder.init(*NAMED, "--founder", ALICE) and founder.status == 0
    assert len(founder.mains) == 2


def test_a_program_reads_the_result(founder: Founder) -> None:
    founder.clones()
    data: dict[str, Any] = json.loads(founder.init(*NAMED, "--founder", ALICE, "--founder", BOB, "--json"))
    assert data["format"] == 1 and data["genesis"] == founder.book.genesis and data["waits_for"] == ["bob"]
    assert data["majorities"][0]["needed"] == 3 and "ordinary" in data["majorities"][0]["rules"]
    assert data["pushed_to"] == str(founder.hub)


def test_the_next_command_works_and_the_identity_is_pinned(founder: Founder) -> None:
    founder.clones()
    founder.init(*NAMED, "--founder", ALICE)
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        assert run(["-C", str(founder.coop), "whoami"]) == 0
    assert "Alice Lee (alice) in Kettle" in said.getvalue() and "trusted on first use" not in said.getvalue()


def test_founders_on_two_computers_begin_to_decide(founder: Founder) -> None:
    """What init prints is typed: the other founder clones, sets up the key, signs; the clerk runs; all is legal."""

    def types(where: Path, *arguments: str) -> str:
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            founder.status = run(["-C", str(where), *arguments])
        assert founder.status == 0, said.getvalue()
        return said.getvalue()

    founder.clones()
    founder.init(*NAMED, "--founder", ALICE, "--founder", BOB)
    other = founder.folder / "other"
    founder.git(founder.folder, "clone", "-q", str(founder.hub), str(other))
    types(other, "key", "setup", "--key", str(founder.folder / "bob"))
    types(other, "sign", "--yes")
    assert "took" in types(founder.coop, "clerk")
    types(founder.coop, "propose", "motion", "--title", "Buy a kettle", "--summary", "We need tea", "--yes")
    assert "0001 opened" in types(founder.coop, "clerk")
    types(other, "vote", "1", "for", "--yes")
    assert "Buy a kettle" in types(other, "show", "1")


# What it refuses ---------------------------------------------------------------------------------------------------


def weaken(text: str) -> str:
    return text.replace('at_least: "2/3"', 'at_least: "1/3"')


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "no name": (("--currency", "EUR", "--founder", ALICE), 2, "needs a name and a currency"),
    "no founder": (NAMED, 2, "needs a founder"),
    "unknown currency": (("--name", "K", "--currency", "XYZ", "--founder", ALICE), 2, "no currency that ISO 4217"),
    "wrong exponent": ((*NAMED, "--exponent", "3", "--founder", ALICE), 2, "has 2 digits after the point"),
    "bad id": ((*NAMED, "--founder", "Alice:Alice:40h"), 2, "is not an id"),
    "no hours": ((*NAMED, "--founder", "alice:Alice:many"), 2, "'many' is not a time of work"),
    "hours without a unit": ((*NAMED, "--founder", "alice:Alice:20"), 2, "type 20h for hours or 20m for minutes"),
    "half a founder": ((*NAMED, "--founder", "alice"), 2, "is not ID:NAME:HOURS"),
    "a key missing": ((*NAMED, "--founder", ALICE, "--founder", "bob:Bob:20h"), 2, "bob's public key is missing"),
    "a private key": ((*NAMED, "--founder", ALICE, "--founder", "bob:Bob:20h:bob"), 2, "is a private key"),
    "no such file": ((*NAMED, "--founder", ALICE, "--founder", "bob:Bob:20h:x.pub"), 2, "x.pub cannot be read"),
    "one twice": ((*NAMED, "--founder", ALICE, "--founder", ALICE), 2, "alice is named twice"),
    "one key for two": ((*NAMED, "--founder", ALICE, "--founder", "bob:Bob:20h:alice.pub"), 10, "[key_in_use]"),
    "a clerk's key": ((*NAMED, "--founder", ALICE, "--clerk-key", "alice.pub"), 10, "[key_in_use]"),
    "not me": ((*NAMED, "--founder", BOB), 2, "is not the key in bob's row"),
    "no founder of that name": ((*NAMED, "--founder", ALICE, "--me", "dora"), 2, "dora is none of the founders"),
    "nobody votes": ((*NAMED, "--founder", "alice:Alice:1h"), 10, "[no_voter]"),
    "no such people": ((*NAMED, "--founder", ALICE, "--people", "x.yaml"), 2, "x.yaml cannot be read"),
    "bad people": ((*NAMED, "--founder", ALICE, "--people", "bad.yaml"), 10, "bad.yaml:2:"),
    "people in no list": ((*NAMED, "--founder", ALICE, "--people", "map.yaml"), 10, "must be a list of people"),
    "no such team": ((*NAMED, "--founder", ALICE, "--people", "team.yaml"), 10, "[unknown_team]"),
    "weak bylaws": ((*NAMED, "--founder", ALICE, "--bylaws", "weak.yaml"), 10, "weak.yaml:"),
    "no such remote": ((*NAMED, "--founder", ALICE, "--remote", "elsewhere"), 2, "there is no remote elsewhere"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_told_and_nothing_is_half_done(founder: Founder, case: str) -> None:
    arguments, status, message = WRONG[case]
    (founder.folder / "bad.yaml").write_text("- id: dora\n  hours: -1\n")
    (founder.folder / "map.yaml").write_text("id: dora\n")
    (founder.folder / "team.yaml").write_text("- id: dora\n  name: Dora\n  teams: [nowhere]\n")
    bylaws = ROOT / "registry" / "bylaws.yaml"
    (founder.folder / "weak.yaml").write_text(weaken(bylaws.read_text()))
    founder.clones()
    said = founder.init(*arguments)
    assert founder.status == status and message in said, said
    assert founder.mains == [] and founder.secrets == []
    assert "→ " in said, "it says what to do"


def test_a_repository_that_was_made_is_taken_away_when_it_fails(founder: Founder) -> None:
    founder.init(*NAMED, "--founder", BOB, "--key", "alice")
    assert founder.status == 2 and not founder.coop.exists()
    founder.coop.mkdir()
    (founder.coop / "kept.txt").write_text("x")
    founder.init(*NAMED, "--founder", BOB, "--key", "alice")
    assert [path.name for path in founder.coop.iterdir()] == ["kept.txt"]


def test_it_founds_once_only(founder: Founder) -> None:
    founder.clones()
    founder.init(*NAMED, "--founder", ALICE)
    head, kept = founder.book.page.head, founder.secrets
    said = founder.init(*NAMED, "--founder", ALICE)
    assert "founded here already" in said and founder.status == 1 and "This is what you sign" not in said
    assert founder.book.page.head == head and founder.secrets == kept


def test_a_registry_that_is_something_else_is_not_overwritten(founder: Founder) -> None:
    founder.clones()
    (founder.coop / "registry").mkdir()
    (founder.coop / "registry" / "mine.txt").write_text("x")
    founder.git(founder.coop, "add", ".")
    founder.git(founder.coop, "commit", "-qm", "Something else")
    assert "--below .governance" in founder.init(*NAMED, "--founder", ALICE) and founder.status == 1


def test_files_in_the_way_stop_it(founder: Founder) -> None:
    founder.clones()
    founder.git(founder.coop, "remote", "remove", "origin")
    (founder.coop / "registry").mkdir()
    (founder.coop / "registry" / "bylaws.yaml").write_text("not tracked")
    assert "in the way" in founder.init(*NAMED, "--founder", ALICE) and founder.status == 1
    assert founder.mains == [] and founder.secrets == []
    assert (founder.coop / "registry" / "bylaws.yaml").read_text() == "not tracked"


def test_a_branch_of_another_name_is_told(founder: Founder) -> None:
    founder.clones()
    founder.git(founder.coop, "commit", "-q", "--allow-empty", "-m", "x")
    founder.git(founder.coop, "branch", "-m", "main", "master")
    assert "git branch -m master main" in founder.init(*NAMED, "--founder", ALICE) and founder.status == 1


def test_a_remote_that_is_gone_or_refuses_leaves_nothing_here(founder: Founder) -> None:
    founder.clones()
    founder.git(founder.coop, "remote", "set-url", "origin", str(founder.folder / "nowhere.git"))
    assert "--no-push" in founder.init(*NAMED, "--founder", ALICE) and founder.status == 1
    founder.git(founder.coop, "remote", "set-url", "origin", str(founder.hub))
    hook = founder.hub / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    assert "not today" in founder.init(*NAMED, "--founder", ALICE) and founder.status == 1
    assert founder.mains == [] and founder.secrets == []
    founder.init(*NAMED, "--founder", ALICE, "--no-push")
    assert founder.status == 0 and founder.mains == [founder.coop]


def test_without_a_key_it_says_how_to_get_one(founder: Founder) -> None:
    assert "govtool key setup" in founder.init(*NAMED, "--founder", ALICE) and founder.status == 1


def test_inside_another_repository_it_stops(founder: Founder) -> None:
    founder.git(founder.folder, "init", "-q")
    assert "lies inside the repository" in founder.init(*NAMED, "--founder", ALICE) and founder.status == 1


# Small things ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "exponent"), [("JPY", 0), ("usd", 2), ("KWD", 3), ("XAU", None), ("QQQ", None)])
def test_a_currency_has_its_digits(code: str, exponent: int | None) -> None:
    assert exponent_of(code) == exponent


def test_who_can_pass_what_is_computed_from_the_roll(founder: Founder) -> None:
    founder.clones()
    founder.init(*NAMED, "--founder", ALICE, "--founder", BOB)
    found = majorities(founder.book.state, NOW)
    of_all = [majority for majority in found if majority.who == ""]
    assert [majority.bar.words for majority in of_all] == ["more than half", "two thirds"]
    assert [majority.bar.needed for majority in of_all] == [(3, 3), (3, 3)]
    assert all(majority.bar.people == (2, 2) for majority in of_all)
    assert {name for majority in found for name in majority.rules} == set(bylaws_of(founder.book.state).rules)
    assert sentence(found) == "of 4 votes: more than half = 3 (2 people), two thirds = 3 (2)"
    expel = next(majority for majority in found if "expel" in majority.rules)
    assert (expel.votes, expel.heads, expel.bar.people) == ((2, 2), (1, 1), (1, 1)), "one of two decides on the other"


def passing_by_silence(founder: Founder, rule: str) -> str:
    """A file of the template's bylaws in which silence passes a rule."""
    text = (ROOT / "registry" / "bylaws.yaml").read_text()
    start = text.index(f"  {rule}:\n")
    own = founder.folder / "own.yaml"
    own.write_text(text[:start] + text[start:].replace('otherwise: "rejected"', 'otherwise: "passed"', 1))
    return str(own)


def test_bylaws_that_break_the_guard_are_refused_and_nothing_is_made(founder: Founder) -> None:
    founder.clones()
    said = founder.init(*NAMED, "--founder", ALICE, "--bylaws", passing_by_silence(founder, "incapacity"))
    assert founder.status == 10 and "rules.incapacity must not pass if nobody votes" in said
    assert founder.mains == []


def test_a_rule_that_silence_passes_is_said_in_words(founder: Founder) -> None:
    founder.clones()
    said = founder.init(*NAMED, "--founder", ALICE, "--bylaws", passing_by_silence(founder, "wage"))
    assert founder.status == 0 and "wage: If nobody votes, it passes." in said
    # beside the rule in what is signed, and at the end
    assert said.count("If nobody votes") == 2


def test_a_rule_that_asks_a_team_that_does_not_exist_is_named(founder: Founder) -> None:
    founder.clones()
    example = str(ROOT / "docs" / "examples" / "project-bylaws.yaml")
    options = (*NAMED, "--plain", "--bylaws", example, "--founder", ALICE)
    said = founder.init(*options)
    assert founder.status == 0
    assert "nothing can pass under the rule spec, which asks the team maintainers, which does not exist" in said


def test_init_json_warns_of_a_rule_that_asks_nobody(founder: Founder) -> None:
    founder.clones()
    example = str(ROOT / "docs" / "examples" / "project-bylaws.yaml")
    data = json.loads(founder.init(*NAMED, "--plain", "--bylaws", example, "--founder", ALICE, "--json"))
    (found,) = data["warnings"]
    assert founder.status == 0 and found["code"] == "rule_asks_nobody" and found["hint"].startswith("put people there")
    assert found["message"].startswith(
        "nothing can pass under the rule spec, which asks the team maintainers, which does not exist"
    )


def test_the_example_of_a_project_founds_with_people_in_its_team(founder: Founder) -> None:
    founder.clones()
    example = str(ROOT / "docs" / "examples" / "project-bylaws.yaml")
    people = founder.folder / "people.yaml"
    people.write_text("- {id: alice, name: Alice Lee, founder: true, teams: [maintainers]}\n")
    data = json.loads(founder.init(*NAMED, "--plain", "--bylaws", example, "--people", str(people), "--json"))
    assert founder.status == 0 and data["warnings"] == []
    assert any("spec" in found["rules"] and found["people"] == 1 for found in data["majorities"])


def test_a_clerk_s_key_that_cannot_be_kept_leaves_none_of_them_behind(coop: Coop) -> None:
    keys = {"clerk-ci": key_of("one"), "clerk-offline": key_of("two")}
    path = key_path(coop.hub, "clerk-offline")
    path.parent.mkdir()
    path.symlink_to("nowhere")
    with pytest.raises(GovtoolError, match="there is a key"), ExitStack() as taken_back:
        initiation._keep(coop.hub, keys, taken_back)
    assert not key_path(coop.hub, "clerk-ci").exists()
    path.unlink()
    with ExitStack() as taken_back:
        initiation._keep(coop.hub, keys, taken_back)
        assert [oct(key_path(coop.hub, name).stat().st_mode & 0o777) for name in keys] == ["0o600", "0o600"]
    assert not any(key_path(coop.hub, name).exists() for name in keys), "the founding did not come to its end"
