"""`govtool status --everywhere`: a person with a co-operative and a federation reads one list, each vote once."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from govtool.cli.main import run
from govtool.io.signature.trust import TrustStore
from tests.world.coop import Coop
from tests.world.federation import found_federation
from tests.world.laptop import Laptop
from tests.world.people import FOUNDED_AT
from tests.world.words import MOTION


class Computer:
    """Alice's computer, with a clone of her co-operative and one of her federation."""

    def __init__(self, coop: Coop, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.coop, self.folder = coop, folder
        self.fed = found_federation(folder / "fed", name="Valley Federation")
        self.laptops = [Laptop(coop, "alice"), Laptop(self.fed, "alice")]
        for laptop in self.laptops:
            laptop.state = str(folder / "state")
        monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
        monkeypatch.setenv("GOVTOOL_NOW", FOUNDED_AT)
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        monkeypatch.chdir(self.elsewhere)
        self.status = 0

    def looks_at_both(self) -> None:
        for laptop in self.laptops:
            laptop.types("status")
            assert laptop.status == 0

    def types(self, *arguments: str) -> str:
        """What is said in a folder that lies in no repository."""
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            self.status = run(arguments)
        return said.getvalue()

    def reads(self, *arguments: str) -> dict[str, list[dict[str, object]]]:
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(io.StringIO()):
            self.status = run([*arguments, "--json"])
        found: dict[str, list[dict[str, object]]] = json.loads(said.getvalue())
        return found


@pytest.fixture
def computer(coop: Coop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    return Computer(coop, tmp_path, monkeypatch)


def test_each_vote_stands_in_one_list_once_with_the_name_of_its_organisation(computer: Computer) -> None:
    computer.coop.open("bob", "kettle", MOTION)
    computer.fed.open("bob", "mill", MOTION)
    computer.looks_at_both()
    said = computer.types("status")
    assert computer.status == 0
    assert "2 votes for you:" in said
    first, second = "  Test Co-operative: 0001 About kettle", "  Valley Federation: 0001 About mill"
    assert said.count(first) == said.count(second) == 1
    assert said.index(first) < said.index(second), "what closes first stands first"
    there = computer.laptops[1].folder
    assert f"→ govtool -C {there} vote 0001 for|against|abstain" in said
    assert f"  Valley Federation: Alice (alice)\n    → govtool -C {there} status" in said
    assert said == computer.types("status", "--everywhere")
    computer.types("-C", str(there), "vote", "1", "for", "--yes")
    said = computer.types("status")
    assert "1 vote for you:" in said and first in said and second not in said
    assert "  Valley Federation: Alice (alice); 1 other open vote" in said


def test_a_program_reads_the_same(computer: Computer) -> None:
    computer.fed.open("bob", "mill", MOTION)
    computer.looks_at_both()
    found = computer.reads("status", "--everywhere")
    (vote,) = found["vote"]
    assert (vote["organization"], vote["genesis"], vote["proposal"]) == (
        "Valley Federation",
        computer.fed.genesis,
        "0001",
    )
    assert vote["folder"] == str(computer.laptops[1].folder)
    assert sorted((str(each["organization"]), each["member"], each["problem"]) for each in found["organizations"]) == [
        ("Test Co-operative", "alice", None),
        ("Valley Federation", "alice", None),
    ]
    assert found["sign"] == []


def test_two_clones_of_one_organisation_are_one_and_the_last_used_one_is_named(computer: Computer) -> None:
    computer.coop.open("bob", "kettle", MOTION)
    computer.looks_at_both()
    other = Laptop(computer.coop, "alice")
    other.state = computer.laptops[0].state
    other.types("status")
    said = computer.types("status")
    assert said.count("0001 About kettle") == 1
    assert f"govtool -C {other.folder} vote 0001" in said and f"-C {computer.laptops[0].folder} " not in said


def test_inside_a_repository_it_is_asked_for(computer: Computer) -> None:
    computer.coop.open("bob", "kettle", MOTION)
    computer.fed.open("bob", "mill", MOTION)
    computer.looks_at_both()
    here = str(computer.laptops[0].folder)
    said = computer.types("-C", here, "status")
    assert "About kettle" in said and "About mill" not in said
    assert "About mill" in computer.types("-C", here, "status", "--everywhere")


def test_a_clone_that_is_gone_is_left_out_and_the_list_says_so(computer: Computer) -> None:
    computer.coop.open("bob", "kettle", MOTION)
    computer.fed.open("bob", "mill", MOTION)
    computer.looks_at_both()
    gone = computer.laptops[1].folder
    shutil.rmtree(gone)
    said = computer.types("status")
    assert computer.status == 0
    assert f"  Valley Federation: left out, since its folder {gone} is gone\n" in said
    assert "1 vote for you:" in said and "About kettle" in said
    (lost,) = (each for each in computer.reads("status")["organizations"] if each["problem"])
    assert lost["organization"] == "Valley Federation" and lost["member"] is None


def test_a_folder_that_holds_another_organisation_now_is_left_out(computer: Computer) -> None:
    computer.looks_at_both()
    mine, theirs = (laptop.folder for laptop in computer.laptops)
    shutil.rmtree(mine)
    shutil.copytree(theirs, mine)
    said = computer.types("status")
    assert f"Test Co-operative: left out, since {mine} holds another organisation now: Valley Federation" in said


def test_a_fingerprint_that_was_only_typed_has_no_clone_yet(computer: Computer) -> None:
    computer.types("trust", "add", computer.fed.genesis, "--name", "Valley")
    said = computer.types("status", "--everywhere")
    assert "  Valley: left out, since no clone of it was used here yet\n" in said
    assert "→ in a clone of it: govtool status" in said
    assert computer.types("status") != said and computer.status == 1, "there is nothing to list yet"


def test_without_anything_known_it_says_what_to_do(computer: Computer) -> None:
    said = computer.types("status")
    assert computer.status == 1 and "there is no git repository" in said
    said = computer.types("status", "--everywhere")
    assert computer.status == 0 and "This computer knows no organisation yet." in said


def test_a_folder_that_was_named_is_not_swapped_for_the_list(computer: Computer) -> None:
    computer.looks_at_both()
    said = computer.types("-C", str(computer.elsewhere), "status")
    assert computer.status == 1 and "there is no git repository" in said


def test_offline_it_tells_that_nothing_was_fetched(computer: Computer) -> None:
    computer.looks_at_both()
    computer.coop.open("bob", "kettle", MOTION)
    assert "Nothing waits for your vote." in computer.types("status", "--offline")
    assert "1 vote for you:" in computer.types("status")


def test_a_main_with_unauthorised_commits_ends_with_the_status_of_findings(computer: Computer) -> None:
    computer.looks_at_both()
    computer.coop.tamper("registry/bylaws.yaml", b"version: 9\n")
    said = computer.types("status")
    assert computer.status == 10, said
    assert "(main holds unauthorised commits since" in said


def test_the_pin_keeps_its_folder_over_an_audit(computer: Computer) -> None:
    computer.looks_at_both()
    folder = str(computer.laptops[0].folder)
    assert computer.types("-C", folder, "audit") and computer.status == 0
    (pin,) = (pin for pin in TrustStore().pins() if pin.genesis == computer.coop.genesis)
    assert pin.folder == folder
