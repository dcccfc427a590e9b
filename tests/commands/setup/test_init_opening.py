"""A co-operative that exists already is founded with what it owes and has, and every founder reads it first."""

from __future__ import annotations

import json

import pytest

from govtool.cli.main import run
from govtool.domain.money.account import owed_all
from govtool.domain.money.treasury import treasury_of
from tests.commands.setup.test_init import BOB, NAMED, Founder, founder  # noqa: F401

PAPER = "sha256:" + "d" * 64
ALICE = "alice:Alice Lee:40h"
OPENING = f"""\
currency: EUR
debts:
  - {{creditor: alice, amount_minor: 30000, owed_on: "2025-01-31", document: "{PAPER}"}}
  - {{creditor: alice, amount_minor: 5, owed_on: "2025-03-31", document: "{PAPER}"}}
  - {{creditor: gone, amount_minor: 500, owed_on: "2024-12-31", document: "{PAPER}"}}
treasury:
  - {{account: treasury, amount_minor: 120000, document: "{PAPER}"}}
  - {{account: wages, amount_minor: 200, document: "{PAPER}"}}
"""
GONE = """\
- id: gone
  name: Grete Gone
  membership: left
  joined_at: "2020-01-01T00:00:00Z"
  left_at: "2024-12-31T00:00:00Z"
"""


def found(founder: Founder, opening: str = OPENING, *more: str) -> str:  # noqa: F811
    (founder.folder / "opening.yaml").write_text(opening)
    (founder.folder / "people.yaml").write_text(GONE)
    founder.clones()
    options = ("--founder", ALICE, "--people", "people.yaml", "--opening", "opening.yaml")
    return founder.init(*NAMED, *options, *more)


def test_the_books_begin_with_what_is_owed_and_what_is_there(founder: Founder) -> None:  # noqa: F811
    said = found(founder)
    assert founder.status == 0, said
    state = founder.book.state
    owed = [(each.creditor, each.owed_minor, each.since) for each in owed_all(state, "2026-11-01T10:00:00Z")]
    assert owed == [("alice", 30005, "2025-01-31"), ("gone", 500, "2024-12-31")]
    assert treasury_of(state).balance("treasury") == 120000
    for line in (
        "wages owed already: 305.05 EUR",
        "alice: 300.05 EUR, since 2025-01-31",
        "gone: 5.00 EUR, since 2024-12-31",
        "in the account treasury: 1200.00 EUR",
        "in the account wages: 2.00 EUR",
    ):
        assert line in said, line


def test_a_program_is_told_too(founder: Founder) -> None:  # noqa: F811
    made = json.loads(found(founder, OPENING, "--json"))
    assert made["owed"][1] == {"creditor": "gone", "owed_minor": 500, "since": "2024-12-31"}
    assert made["treasury"] == [
        {"account": "treasury", "balance_minor": 120000},
        {"account": "wages", "balance_minor": 200},
    ]


def test_who_accepts_reads_what_is_owed(
    founder: Founder,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert found(founder, OPENING, "--founder", BOB) and founder.status == 0
    bob = founder.folder / "bobs"
    founder.git(founder.folder, "clone", "-q", str(founder.hub), str(bob))
    founder.git(bob, "config", "gpg.format", "ssh")
    founder.git(bob, "config", "user.signingKey", str(founder.folder / "bob"))
    monkeypatch.chdir(bob)
    assert run(["sign", "--yes"]) == 0
    said = capsys.readouterr().out
    assert "wages owed already: 305.05 EUR" in said and "in the account wages: 2.00 EUR" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("currency: EUR", "currency: USD", "the receipt is in USD, and all amounts here are in EUR"),
        ("creditor: gone", "creditor: noname", "noname is not known here"),
        ("amount_minor: 500", "amount_minor: 5.5", "opening.yaml:5:36: "),
        ("account: wages", "account: payouts", "an entry of the founding must be an opening"),
        (f'owed_on: "2024-12-31", document: "{PAPER}"', 'owed_on: "2024-12-31"', "document"),
    ],
)
def test_what_cannot_be_is_told_with_its_place_and_nothing_is_founded(
    founder: Founder,  # noqa: F811
    old: str,
    new: str,
    said: str,
) -> None:
    told = found(founder, OPENING.replace(old, new))
    assert founder.status == 10 and said in told, told
    assert founder.mains == [] and founder.secrets == []


def test_a_file_that_is_not_there_is_named(founder: Founder) -> None:  # noqa: F811
    founder.clones()
    told = founder.init(*NAMED, "--founder", ALICE, "--opening", "none.yaml")
    assert founder.status == 2 and "none.yaml cannot be read" in told
