"""How long a statement is good: for all who sign on one head alike, and no longer because somebody kept it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.ids import digest_of
from govtool.core.minute import Minute
from govtool.core.times import add, instant_of, seconds_of
from govtool.domain.decisions.statement import last_number
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.book import Book
from tests.threats.attack_ballot import with_second_keys
from tests.threats.attack_hours import entry
from tests.world.coop import Coop
from tests.world.examples import histories
from tests.world.laptop import Laptop
from tests.world.people import FOUNDED_AT, blob_of, codes, key_of, shipped_bylaws

PEOPLE = ("alice", "bob", "carol", "dan", "erin")
DAY = 86_400
LONG_AGO: dict[str, object] = {"entries": [entry(FOUNDED_AT[:10])]}


def hours(coop: Coop) -> dict[str, object]:
    """The body of a statement that anybody can make at any time."""
    return {"entries": [entry(coop.now[:10])]}


def something_happens(coop: Coop, who: str = "carol") -> None:
    """A new minute, of somebody who has nothing to do with it."""
    coop.state(who, "log-hours", hours(coop))
    coop.run_clerk()
    assert coop.run.done


def said(coop: Coop, oid: str) -> set[str]:
    """Why the clerk would not take a statement now."""
    return codes(coop.taking(oid).problems(coop.registry))


# Laws ----------------------------------------------------------------------------------------------------------------


@histories(10)
@given(
    quiet=st.integers(0, 400),
    turns=st.lists(st.integers(0, 2), min_size=5, max_size=5),
    days=st.lists(st.integers(1, 30), min_size=5, max_size=5),
    between=st.lists(st.integers(0, 12), min_size=3, max_size=3),
)
def test_all_who_sign_on_one_head_are_taken_in_any_order_until_their_own_deadline(
    tmp_path_factory: pytest.TempPathFactory, quiet: int, turns: list[int], days: list[int], between: list[int]
) -> None:
    coop = Coop.copied(tmp_path_factory, tmp_path_factory.mktemp("order"))
    coop.later(f"P{quiet}D")
    head, body = coop.head, hours(coop)
    until = {who: add(coop.now, f"P{ahead}D") for who, ahead in zip(PEOPLE, days, strict=True)}
    for turn, wait in enumerate(between):
        coop.later(f"P{wait}D")
        mine = [who for who, place in zip(PEOPLE, turns, strict=True) if place == turn]
        for who in mine:
            coop.state(who, "log-hours", body, number=1, not_after=until[who], parent=head)
        coop.run_clerk()
        for who in mine:
            late = until[who] < coop.now
            assert coop.refused(f"statement/{who}/000001") == ({"REFUSE:expired"} if late else set())
            assert last_number(coop.registry, who) == (0 if late else 1)
    assert coop.audit().ok


class History:
    """A book with busy and quiet weeks, to be read as it stood at each of its heads."""

    def __init__(self, coop: Coop) -> None:
        self.coop, self.heads, self.times = coop, [coop.head], [coop.now]
        for quiet in ("PT1H", "P30D", "P1D", "P63D", "P31D"):
            coop.later(quiet)
            something_happens(coop)
            self.heads.append(coop.head)
            self.times.append(coop.now)
        self.books: list[Book] = [self._book(head) for head in self.heads]

    def _book(self, head: str) -> Book:
        book = self.coop.audit(head=head).book
        assert book is not None
        return book

    def verdict(self, oid: str, known: int, at: str) -> set[str]:
        """What is said to a statement at a time, where main is at one of the heads."""
        return codes(event_evidence.statement(self.books[known], oid, at).problems(self.books[known].state))


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return History(Coop.copied(tmp_path_factory, tmp_path_factory.mktemp("history")))


def after(at: str, seconds: int) -> str:
    return instant_of(seconds_of(at) + seconds)


@given(data=st.data())
def test_a_deadline_counts_from_the_minute_that_follows_and_else_from_now(
    history: History, data: st.DataObject
) -> None:
    known = data.draw(st.integers(0, len(history.heads) - 1))
    seen = data.draw(st.integers(0, known))
    at = after(history.times[known], data.draw(st.integers(0, 100 * DAY)))
    counts_from = at if seen == known else history.times[seen + 1]
    bound = add(counts_from, "P30D")
    fence = st.sampled_from([after(bound, -1), bound, after(bound, 1), after(at, -1), at])
    until = data.draw(fence | st.integers(0, 250 * DAY).map(lambda seconds: after(FOUNDED_AT, seconds)))
    oid = history.coop.state("alice", "log-hours", LONG_AGO, not_after=until, parent=history.heads[seen])
    expected = {"not_after"} if until > bound else set()
    assert history.verdict(oid, known, at) == expected | ({"expired"} if until < at else set())


@given(data=st.data())
def test_what_can_be_taken_now_can_be_taken_until_its_deadline_whatever_comes_between(
    history: History, data: st.DataObject
) -> None:
    last = len(history.heads) - 1
    known = data.draw(st.integers(0, last))
    seen = data.draw(st.integers(0, known))
    start = history.times[known]
    quiet = seconds_of(history.times[known + 1]) - seconds_of(start) if known < last else 100 * DAY
    at = after(start, data.draw(st.integers(0, quiet)))
    counts_from = at if seen == known else history.times[seen + 1]
    until = after(counts_from, data.draw(st.integers(0, 30 * DAY)))
    oid = history.coop.state("alice", "log-hours", LONG_AGO, not_after=until, parent=history.heads[seen])
    if history.verdict(oid, known, at):
        assert until < at
        return
    later = data.draw(st.integers(known, last))
    then = max(at, history.times[later])
    assert history.verdict(oid, later, then) == ({"expired"} if until < then else set())


# Papers that were kept -----------------------------------------------------------------------------------------------


def test_a_paper_signed_in_advance_is_worth_nothing_where_life_goes_on(coop: Coop) -> None:
    """Somebody had Dan's key for an hour, and signs what is to be brought in when nobody thinks of it any more."""
    kept = [coop.state("dan", "resign", not_after=add(coop.now, f"P{days}D")) for days in (30, 31, 60, 200)]
    coop.later("PT1H")
    something_happens(coop)
    for month in range(7):
        coop.later("P30D" if month else "P29D")
        assert said(coop, kept[0]) == (set() if month == 0 else {"expired"})
        assert all("not_after" in said(coop, oid) for oid in kept[1:])
        something_happens(coop)
    event = coop.taking(kept[3])
    coop.cheat(replace(event, at=add(FOUNDED_AT, "P190D"), counts_from=coop.now), kept[3], minute={"at": coop.now})
    assert {"FAIL:not_after"} <= coop.failed()


def test_a_paper_kept_through_quiet_months_has_thirty_days_from_the_first_minute_that_follows(coop: Coop) -> None:
    kept = {days: coop.state("dan", "resign", not_after=add(coop.now, f"P{days}D")) for days in (90, 120, 121)}
    coop.hub.delete_ref("refs/heads/statement/dan/000001")
    coop.later("P89D")
    assert [said(coop, oid) for oid in kept.values()] == [set(), {"not_after"}, {"not_after"}]
    coop.later("P1D")
    something_happens(coop)
    coop.later("P10D")
    assert [said(coop, oid) for oid in kept.values()] == [{"expired"}, set(), {"not_after"}]
    coop.later("P100D")
    assert said(coop, kept[121]) == {"expired", "not_after"}, "no more time comes of no more happening"


def test_a_paper_of_an_older_head_is_refused_by_the_clerk_and_by_the_audit(coop: Coop) -> None:
    head = coop.head
    coop.later("P45D")
    something_happens(coop)
    followed = coop.now
    coop.later("P31D")
    oid = coop.state("dan", "resign", not_after=add(coop.now, "P1D"), parent=head)
    coop.run_clerk()
    assert coop.refused("statement/dan/000001") == {"REFUSE:not_after"}
    (found,) = coop.run.refused_branches["statement/dan/000001"]
    assert dict(found.values)["since"] == followed
    coop.cheat(replace(coop.taking(oid), counts_from=coop.now), oid)
    assert coop.failed() == {"FAIL:not_after"}


def test_revoking_a_stolen_key_after_quiet_months_ends_all_that_was_signed_with_it(coop: Coop) -> None:
    coop = with_second_keys(coop, "alice")
    head = coop.head
    kept = coop.state("alice", "resign", number=2, not_after=add(coop.now, "P100D"))
    coop.later("P90D")
    coop.state("alice", "revoke-key", {"key": blob_of("alice")}, key=key_of("alice", 2), parent=head)
    coop.run_clerk()
    assert coop.refused("statement/alice/000002") == {"REFUSE:key_revoked"}
    assert coop.member("alice").keys[0].is_revoked(coop.now)
    assert said(coop, kept) == {"key_revoked"} and coop.audit().ok


def test_what_somebody_states_meanwhile_ends_what_was_signed_for_later_under_that_number(coop: Coop) -> None:
    kept = coop.state("dan", "resign", not_after=add(coop.now, "P80D"))
    coop.later("P60D")
    something_happens(coop, "dan")
    assert said(coop, kept) == {"number"}


# What stands in the book ---------------------------------------------------------------------------------------------


def test_a_minute_that_nobody_authorised_neither_follows_nor_is_seen(coop: Coop) -> None:
    head = coop.head
    newest, digest = coop.book.newest
    false = newest.changed(number=newest.number + 1, previous=digest, at=add(coop.now, "P1D"), event="stated")
    void = coop.push_raw("main", {Minute.home.path(false.number): false.as_file})
    coop.later("P60D")
    coop.run_clerk()
    assert coop.run.repaired == void
    oid = coop.state("dan", "resign", not_after=add(coop.now, "P30D"), parent=head)
    on_it = coop.state("erin", "resign", not_after=add(coop.now, "P1D"), parent=void)
    assert (said(coop, oid), said(coop, on_it)) == (set(), {"ancestry"})
    coop.run_clerk()
    assert last_number(coop.registry, "dan") == 1 and coop.audit().ok


def test_where_a_handover_drops_minutes_its_own_follows_the_last_that_stands(coop: Coop) -> None:
    stands, head = digest_of(coop.registry.data(Minute.home.path(0)) or b""), coop.head
    coop.later("P1D")
    something_happens(coop)
    dropped = coop.head
    coop.later("P44D")
    oid = coop.state("dan", "log-hours", hours(coop), not_after=add(coop.now, "P20D"), parent=head)
    on_dropped = coop.state("erin", "log-hours", hours(coop), not_after=add(coop.now, "P20D"), parent=dropped)
    assert (said(coop, oid), said(coop, on_dropped)) == ({"not_after"}, set())
    coop.hand_over("alice bob carol dan erin", key_of("new clerk"), stands=stands)
    coop.later("P1D")
    assert (said(coop, oid), said(coop, on_dropped)) == (set(), {"ancestry"})
    coop.run_clerk(key_of("new clerk"))
    assert last_number(coop.registry, "dan") == 1 and last_number(coop.registry, "erin") == 0
    assert coop.audit().ok


# At the desk ---------------------------------------------------------------------------------------------------------


def test_a_short_period_is_enough_where_the_clerk_began_before_the_second_person_signed(tmp_path: Path) -> None:
    def short(data: dict[str, Any]) -> None:
        data["periods"]["statement"] = "P2D"

    coop = Coop.found(tmp_path / "short", bylaws=shipped_bylaws(short))
    coop.later("P45D")
    began = coop.now
    carol, dan = Laptop(coop, "carol"), Laptop(coop, "dan")
    carol.types("hours", "log", "--hours", "1:00", "--task", "shelves")
    coop.later("PT2M")
    dan.goes_offline()
    dan.types("hours", "log", "--hours", "1:00", "--task", "shelves")
    coop.at(began)
    coop.run_clerk()
    dan.comes_back()
    coop.later("PT5M")
    assert "Delivered, and waits for the clerk" in dan.types("status")
    coop.run_clerk()
    assert last_number(coop.registry, "carol") == last_number(coop.registry, "dan") == 1 and coop.audit().ok


def test_whose_statement_came_too_late_is_told_what_it_was_and_signs_it_again(coop: Coop) -> None:
    coop.later("P45D")
    dan = Laptop(coop, "dan")
    dan.types("hours", "log", "--hours", "4:00", "--task", "shelves")
    coop.later("P7DT1M")
    coop.run_clerk()
    assert coop.refused("statement/dan/000001") == {"REFUSE:expired"}
    told = dan.types("status")
    assert "(log-hours) is not taken" in told and "[expired]" in told
    assert "→ sign it again\n" in told
    _, _, command = told.partition("→ it records hours; read it: ")
    assert 'task: "shelves"' in dan.git(*command.split("\n")[0].split()[1:])
    dan.types("hours", "log", "--hours", "4:00", "--task", "shelves", "--on", "2026-12-16")
    coop.run_clerk()
    assert last_number(coop.registry, "dan") == 1 and "is not taken" not in dan.types("status")
