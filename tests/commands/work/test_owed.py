"""Wages owed at the command line: to everybody and to one person, with their age and what does not count yet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import add
from govtool.domain.money.account import account_of, owed_all
from govtool.roles.work.wage_report import owed_report
from govtool.roles.work.wage_statement import usual_months, wage_statement
from tests.laws.test_money_history import NAMES, History
from tests.threats.attack_hours import approve, entry, log, raised, set_wage, sheet
from tests.threats.attack_money import OWED, PAY, books
from tests.world.coop import Coop
from tests.world.examples import histories
from tests.world.laptop import Laptop
from tests.world.money import with_debts
from tests.world.people import person
from tests.world.source import Memory
from tests.world.worked import Worked

R = TypeVar("R", bound=Record)


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop.found(tmp_path / "coop", records=books(50000))


@pytest.fixture
def bob(coop: Coop) -> Laptop:
    return Laptop(coop, "bob")


def test_wages_owed_are_told_to_programs_in_a_form_that_stays(bob: Laptop) -> None:
    data = bob.reads("owed")
    assert bob.status == 0
    assert (data["format"], data["currency"], data["total_minor"]) == (1, "USD", 100000)
    assert data["owed"] == [
        {"creditor": "alice", "owed_minor": 30000, "since": "2026-01-01"},
        {"creditor": "bob", "owed_minor": 30000, "since": "2026-02-01"},
        {"creditor": "carol", "owed_minor": 40000, "since": "2026-03-01"},
    ]
    assert data["oldest"] == "2026-01-01" and data["pending"] == [] and data["single_handed"] == []
    assert data["ages"][2:] == [{"up_to_days": 365, "owed_minor": 100000}, {"up_to_days": None, "owed_minor": 0}]


def test_wages_owed_are_told_to_people_with_their_sum_and_age(bob: Laptop) -> None:
    said = bob.types("owed")
    assert bob.status == 0
    assert "Wages owed: 1000.00 USD, as of Sun 1 Nov, 10:00" in said
    assert "the oldest since 2026-01-01 (304 days)" in said
    assert "by age: 91 to 365 days: 1000.00" in said
    assert "carol  400.00  since 2026-03-01" in said


def test_wages_owed_as_a_table_for_a_spreadsheet(bob: Laptop) -> None:
    said = bob.types("owed", "--csv", "--offline")
    table = "".join(line + "\n" for line in said.splitlines() if not line.startswith("("))
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["creditor"]: row["owed"] for row in rows} == {"alice": "300.00", "bob": "300.00", "carol": "400.00"}


def test_nobody_is_owed_anything_at_first(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    bob = Laptop(Coop.copied(tmp_path_factory, tmp_path), "bob")
    assert "Wages owed: 0.00 USD" in bob.types("owed")
    assert bob.reads("owed")["owed"] == []


def test_what_can_still_be_disputed_is_shown_apart_until_it_counts(coop: Coop, bob: Laptop) -> None:
    raised(coop, 0, 2000, "2026-11-15")
    coop.at("2026-11-23T10:00:00Z")
    assert log(coop, "dan", entry("2026-11-16", 300)) == set()
    assert approve(coop, "alice", sheet(coop, "dan")) == set()
    said = bob.types("owed")
    assert "Not final yet, because it can still be disputed: 100.00 USD" in said
    assert "dan  100.00  final from Mon 30 Nov, 10:00 (in 7 days)" in said
    data = bob.reads("owed")
    assert data["total_minor"] == 100000
    assert data["pending"] == [{"creditor": "dan", "amount_minor": 10000, "counts_at": "2026-11-30T10:00:00Z"}]
    coop.later("P7D")
    data = bob.reads("owed")
    assert data["pending"] == [] and {"creditor": "dan", "owed_minor": 10000, "since": "2026-11-01"} in data["owed"]


def test_what_nobody_else_could_approve_is_marked_in_every_report(tmp_path: Path) -> None:
    coop = Coop.found(tmp_path / "alone", people=[person("alice")])
    coop.pass_("alice", "wage", set_wage(0, 2000, "2026-11-15"), voters="alice")
    coop.at("2026-11-23T10:00:00Z")
    assert log(coop, "alice", entry("2026-11-16", 300)) == set()
    assert approve(coop, "alice", sheet(coop, "alice")) == set()
    coop.later("P7D")
    alice = Laptop(coop, "alice")
    assert "100.00 of it self-approved" in alice.types("owed")
    assert "self-approved: 100.00, because nobody else could approve it" in alice.types("owed", "alice")
    assert alice.reads("owed")["single_handed"] == [{"creditor": "alice", "amount_minor": 10000}]


def test_a_persons_statement_shows_hours_wages_and_payments_by_month(coop: Coop, bob: Laptop) -> None:
    raised(coop, 0, 2000, "2026-11-15")
    coop.at("2026-11-23T10:00:00Z")
    log(coop, "carol", entry("2026-11-16", 300), entry("2026-11-18", 30))
    approve(coop, "alice", sheet(coop, "carol"))
    coop.later("P7D")
    coop.pass_("alice", "pay-100", PAY)
    said = bob.types("owed", "carol")
    assert bob.status == 0
    data = bob.reads("owed", "carol")
    paid = data["paid_minor"]
    assert (data["member"], data["owed_minor"], data["since"]) == ("carol", 40000 + 11000 - paid, "2026-03-01")
    months = {month["month"]: month for month in data["months"]}
    assert months["2026-11"]["recorded_minutes"] == months["2026-11"]["counting_minutes"] == 330
    assert months["2026-11"]["earned_minor"] == 11000 and months["2026-03"]["added_minor"] == 40000
    assert months["2026-12"]["paid_minor"] == paid > 0
    assert data["payments"][0]["payout"] == 1 and data["payments"][0]["amount_minor"] == paid
    assert "2026-11  5 h 30 min  5 h 30 min  110.00" in said and "not transferred yet" in said
    assert f"{(51000 - paid) // 100}.{(51000 - paid) % 100:02d} USD is owed" in said


def test_a_statement_can_be_of_a_year_or_a_month_and_goes_into_a_spreadsheet(coop: Coop, bob: Laptop) -> None:
    assert [month["month"] for month in bob.reads("owed", "carol", "-p", "2026")["months"]] == ["2026-03"]
    assert bob.reads("owed", "carol", "-p", "2026-04")["months"] == []
    said = bob.types("owed", "carol", "--csv", "-p", "2026-03")
    assert said.splitlines()[-1] == "2026-03,0,0,0.00,400.00,0.00,0.00,USD"
    assert "is not a year or a month" in bob.types("owed", "carol", "-p", "march") and bob.status == 2
    assert "of one person's statement" in bob.types("owed", "-p", "2026") and bob.status == 2
    assert "there is no member 'zoe'" in bob.types("owed", "zoe") and bob.status == 2


def test_the_months_of_a_statement_sum_up_to_the_account(coop: Coop) -> None:
    coop.pass_("alice", "pay-100", PAY)
    at = coop.now
    state = with_debts(coop.registry, ("carol", 1234, "2026-12-01"), counts_at=add(at, "P7D"))
    found = wage_statement(state, "carol", "2026-01", "2026-12", at)
    sums = sum(
        month.earned_minor + month.added_minor - month.paid_minor - month.given_up_minor for month in found.months
    )
    assert sums == account_of(state, "carol").owed(at) == OWED["carol"] - 4000
    assert owed_report(state, at).pending_minor == 1234


def test_the_last_twelve_months_reach_over_the_turn_of_the_year() -> None:
    assert usual_months("2026-02-03T00:00:00Z") == ("2025-03", "2026-02")


def test_a_time_that_is_far_off_is_an_empty_statement(bob: Laptop) -> None:
    assert bob.reads("owed", "carol", "-p", "9999")["months"] == [] and bob.status == 0
    assert "has not begun yet" in bob.types("export", "book", "--as", "csv", "-p", "9999") and bob.status == 2


class Counting(Memory):
    """A source that remembers which records were read."""

    def __init__(self, files: Mapping[str, Record | bytes]) -> None:
        super().__init__(files)
        self.read: set[str] = set()

    def record(self, model: type[R], path: str) -> R | None:
        found = super().record(model, path)
        if found is not None:
            self.read.add(path)
        return found


def test_reports_of_wages_read_no_more_than_they_are_about() -> None:
    """However many others there are, and however long ago it was."""
    work = Worked()
    for month in range(1, 11):
        for name in ("alice", "bob", "carol"):
            sheet = work.log(name, (f"2026-{month:02d}-03", 60))
            work.approve("dan", sheet)
    work.later("P7D")
    source = work.registry.source
    assert isinstance(source, Memory)
    counting = Counting(source.files)
    owed_report(State(counting), work.now)
    assert counting.read == {
        f"registry/accounts/{name[0]}/{name[:2]}/{name}.yaml" for name in ("alice", "bob", "carol")
    }
    counting.read.clear()
    found = wage_statement(State(counting), "carol", "2026-08", "2026-09", work.now)
    assert [month.counting_minutes for month in found.months] == [60, 60]
    assert all("carol" in path for path in counting.read), counting.read
    assert all(path.split("/")[3] in ("08", "09") or path.endswith("carol.yaml") for path in counting.read)
    assert len(counting.read) == 1 + 2 * 3, "the account, and of each month the sheet, the debt, and the month"


@histories(10)
@given(st.randoms(use_true_random=False))
def test_the_months_of_any_history_sum_up_to_what_is_owed(random: Random) -> None:
    history = History(random)
    for _ in range(30):
        history.turn()
    state, at = history.books.registry, history.books.now
    owed = {each.creditor: each.owed_minor for each in owed_all(state, at)}
    for name in NAMES:
        months = wage_statement(state, name, "2026-01", at[:7], at).months
        sums = sum(row.earned_minor + row.added_minor - row.paid_minor - row.given_up_minor for row in months)
        assert sums == owed.get(name, 0)
    report = owed_report(state, at)
    assert report.total_minor == sum(owed.values()) == sum(report.ages_minor)
