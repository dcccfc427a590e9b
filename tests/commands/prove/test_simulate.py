"""`govtool simulate`: the reference cases through the command, files with mistakes, and bylaws tried out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govtool.cli.main import run
from tests.conftest import Git as RunGit
from tests.world.clone import Clone
from tests.world.coop import Coop
from tests.world.place import DATA, ROOT

TALLY_FIELDS = [
    "name",
    "result",
    "settled",
    "for",
    "against",
    "abstain",
    "block",
    "eligible",
    "eligible_heads",
    "voted_heads",
]
CHOICE_FIELDS = ["name", "result", "winner", "tied", "options", "pairs", "eligible", "eligible_heads", "voted_heads"]


@pytest.mark.parametrize(("kind", "data"), [("tally", "tally"), ("choice", "ranked"), ("payout", "payout")])
def test_the_reference_cases_come_out_as_expected(kind: str, data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", kind, str(DATA / f"{data}.yaml"), "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert isinstance(results, list) and len(results) > 10
    for result in results:
        if kind == "tally":
            assert list(result) == TALLY_FIELDS
        elif kind == "choice":
            assert list(result) == CHOICE_FIELDS
        else:
            assert list(result) in (["name", "lines", "unallocated"], ["name", "error"])
    assert run(["simulate", kind, str(DATA / f"{data}.yaml")]) == 0
    assert results[0]["name"] in capsys.readouterr().out


CASES = """
- name: one of two
  rule: {outcomes: [{result: passed, more_than: 1/2, of: eligible}]}
  groups:
    - {count: 1, weight: 1, choice: for}
    - {count: 1, weight: 1, choice: none}
  expect: {result: %s, settled: false}
"""


def test_a_case_that_comes_out_otherwise_is_shown_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(CASES % "passed")
    assert run(["simulate", "tally", str(file)]) == 10
    said = capsys.readouterr().out
    assert "expected result passed, and it came out as rejected" in said and "1 of 1 cases" in said
    assert run(["simulate", "tally", str(file), "--json"]) == 10
    captured = capsys.readouterr()
    assert json.loads(captured.out)[0]["result"] == "rejected" and "expected result passed" in captured.err
    file.write_text(CASES % "rejected")
    assert run(["simulate", "tally", str(file)]) == 0


def test_a_mistake_in_a_file_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text((CASES % "passed").replace("weight: 1, choice: none", "weight: many, choice: none"))
    assert run(["simulate", "tally", str(file)]) == 10
    said = capsys.readouterr().err
    assert f"{file}:6:26: " in said and "must be a whole number" in said and "→" in said
    file.write_text("- &a 1\n")
    assert run(["simulate", "payout", str(file)]) == 10
    assert f"{file}:1:" in capsys.readouterr().err
    assert run(["simulate", "payout", str(tmp_path / "none")]) == 1


CHOICE = """
- name: the name
  rule: {outcomes: [{result: passed, more_than: 1/2, of: eligible}]}
  ballot: ranked
  options: [spwc, red-keys]
  groups:
    - {count: 5, weight: 1, ranking: [[spwc], [red-keys], [none]]}
    - {count: 2, weight: 1, ranking: [[red-keys], [spwc]]}
  expect: {winner: %s}
"""


def test_a_choice_says_its_result_its_options_and_its_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(CHOICE % "spwc")
    assert run(["simulate", "choice", str(file)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "the name: passed: spwc is chosen",
        "  spwc      passed  7 for  0 against  0 abstain",
        "  red-keys  passed  7 for  0 against  0 abstain",
        "  spwc before red-keys: 5 to 2",
    ]
    file.write_text(CHOICE % "red-keys")
    assert run(["simulate", "choice", str(file)]) == 10
    assert "expected winner red-keys, and it came out as spwc" in capsys.readouterr().out
    file.write_text(CHOICE.replace("[spwc]]", "[blue]]") % "spwc")
    assert run(["simulate", "choice", str(file)]) == 10
    said = capsys.readouterr().err
    assert f"{file}:2:" in said and "group 2: blue is no option here" in said


def test_a_choice_with_seats_says_who_is_elected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.yaml"
    people = "[{count: 3, weight: 1, approve: [dan, erin]}, {count: 1, weight: 1, approve: [fay, erin]}]"
    file.write_text(
        "- {name: reviewers, rule: {outcomes: [{result: passed, more_than: 1/2, of: cast}]}, ballot: approval,\n"
        f"   seats: 2, options: [dan, erin, fay], groups: {people}, expect: {{winners: [dan, erin]}}}}\n"
    )
    assert run(["simulate", "choice", str(file), "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert result["winners"] == ["dan", "erin"] and "winner" not in result
    assert run(["simulate", "choice", str(file)]) == 0
    assert "reviewers: passed: dan and erin are chosen" in capsys.readouterr().out


def test_bylaws_are_tried_out_without_a_co_operative(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(tmp_path), "simulate", "bylaws", str(ROOT / "registry" / "bylaws.yaml")]) == 0
    assert "these bylaws can stand" in capsys.readouterr().out
    bad = tmp_path / "bylaws.yaml"
    bad.write_bytes((ROOT / "registry" / "bylaws.yaml").read_bytes().replace(b'"P7D"', b'"7 days"', 1))
    assert run(["-C", str(tmp_path), "simulate", "bylaws", str(bad)]) == 10
    assert f"{bad}:" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["tally", "payout", "bylaws"])
def test_a_file_is_named_from_the_folder_to_work_in_as_in_git(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there").mkdir()
    good = ROOT / "registry" / "bylaws.yaml" if kind == "bylaws" else DATA / f"{kind}.yaml"
    (tmp_path / "there" / "file.yaml").write_bytes(good.read_bytes())
    (tmp_path / "file.yaml").write_text("another\n")
    monkeypatch.chdir(tmp_path)
    assert run(["-C", "there", "simulate", kind, "file.yaml"]) == 0, capsys.readouterr().err


def test_bylaws_say_who_could_pass_what_with_the_members_of_today(
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    git: RunGit,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    clone = Clone(Coop.copied(tmp_path_factory, tmp_path), git, monkeypatch, capsys)
    status, data = clone.json("simulate", "bylaws", str(ROOT / "registry" / "bylaws.yaml"))
    assert status == 0 and data["format"] == 1
    rules = {rule["rule"]: rule for rule in data["rules"]}
    ordinary, amend = rules["ordinary"], rules["amend"]
    assert (ordinary["eligible"], ordinary["eligible_heads"]) == (7, 5)
    # two of weight 2 have 4 of 7; two thirds of 7 are 5, which takes three people
    assert (ordinary["needed"], ordinary["fewest_heads"]) == (4, 2)
    assert (amend["needed"], amend["fewest_heads"]) == (5, 3)
    assert "amend-bylaws" in amend["decides"]
    expel = rules["expel"]
    assert (expel["asked"], expel["eligible"], expel["most"]["eligible"]) == ("all except the person concerned", 5, 6)
    assert (expel["eligible_heads"], expel["most"]["eligible_heads"]) == (4, 4)
    confirm = {outcome["result"]: outcome["fewest_heads"] for outcome in rules["confirm-all"]["outcomes"]}
    assert confirm == {"confirmed": 3, "extended": 3} and rules["confirm-all"]["if_nobody_votes"] == "no-quorum"
    lazy = tmp_path / "lazy.yaml"
    shipped = (ROOT / "registry" / "bylaws.yaml").read_text()
    start = shipped.index("  wage:\n")
    lazy.write_text(shipped[:start] + shipped[start:].replace('otherwise: "rejected"', 'otherwise: "passed"', 1))
    silent = clone.govtool("simulate", "bylaws", str(lazy))[1]
    assert silent.count("If nobody votes, it passes.") == 1 and "nobody has to vote for it" in silent
    text = clone.govtool("simulate", "bylaws", str(ROOT / "registry" / "bylaws.yaml"))[1]
    assert "If nobody votes" not in text
    assert "5 people with 7 votes are asked; at least 2 people reach it" in text
