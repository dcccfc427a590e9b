"""Laws over random histories of coming, going, complaining and voting: nothing that any of it may take away is taken.

The histories are made in memory by the functions that the clerk and the audit use. What is refused is part of them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from govtool.core.times import add, seconds_of
from govtool.domain.constitution.ending import is_closed
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.decisions.decision import settle
from govtool.domain.decisions.docket import Decided, DocketEntry
from govtool.domain.decisions.draft import moment_of, pending
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.roll import has_voter
from govtool.domain.people.complaint import Complaint, is_answerable
from govtool.errors import Refused
from govtool.io.signature.signature import SshKeys
from tests.world.examples import histories
from tests.world.money import Books

NAMES = ("alice", "bob", "carol", "dan", "erin", "vera")
OWED = {"alice": 300, "dan": 400, "vera": 7}
WORDS = {"text": "Because."}
WEEKS_TO_EXPEL = (28 + 14 + 14) * 86_400

Act = Callable[[Books], object]
who = st.sampled_from(NAMES)


def _say(name: str, kind: str, body: dict[str, object]) -> Act:
    return lambda books: books.state(name, kind, body)


def _away(name: str) -> Act:
    return lambda books: books.state(name, "away", {"until": add(books.now, "P30D")})


def _less(name: str) -> Act:
    def act(books: Books) -> None:
        member = Member.of(books.registry, name)
        assert member is not None
        now = member.committed_minutes_per_week
        books.state(name, "hours-down", {"from_minutes": now, "to_minutes": now // 3})

    return act


def _second(name: str) -> Act:
    def act(books: Books) -> None:
        for digest, _ in tuple(all_awaited(books.registry, books.now)):
            books.second(name, digest)

    return act


def _about(name: str, kind: str, **fields: object) -> Act:
    """Says something to the first complaint that goes on."""

    def act(books: Books) -> None:
        for complaint in tuple(Complaint.all(books.registry))[:1]:
            books.state(name, kind, {"complaint": complaint.statement, **fields})

    return act


def _opens(books: Books) -> None:
    """What opens by itself does."""
    for draft in tuple(pending(books.registry, books.now)):
        books.take(Open(books.now, draft, moment_of(draft, books.now, SshKeys())))


def _decides(books: Books, passes: bool) -> None:
    """The oldest vote comes out one way or the other."""
    for entry in tuple(docket.open_entries(books.registry)):
        if entry.is_open:
            books.now = max(books.now, entry.closes_at)
            if passes:
                books.agree(entry.number, entry.delay)
            else:
                rejected = entry.changed(decided=Decided(at=books.now, result="rejected"))
                books.registry = settle(books.registry, rejected)
            return


def _complained(name: str) -> Act:
    """Two people have complained, and the notice is over."""

    def act(books: Books) -> None:
        first, second, *_ = [other for other in NAMES if other != name and _is_member(books, other)] + ["", ""]
        books.both(first, second, "complain", {"about": name, "particulars": WORDS})
        books.later("P28D")
        _opens(books)

    return act


def _is_member(books: Books, name: str) -> bool:
    return _membership(books, name) == "member"


def _winds_up(books: Books) -> None:
    books.open("- {action: wind-up, begin: true}")


ACTS: st.SearchStrategy[Act] = st.one_of(
    who.map(_away),
    who.map(lambda name: _say(name, "back", {})),
    who.map(lambda name: _say(name, "resign", {})),
    who.map(_less),
    who.map(_second),
    st.tuples(who, who).map(lambda two: _say(two[0], "complain", {"about": two[1], "particulars": WORDS})),
    st.tuples(who, who).map(lambda two: _say(two[0], "report-incapacity", {"about": two[1], "reason": "death"})),
    st.tuples(who, st.sets(who, min_size=1)).map(
        lambda named: _say(named[0], "name-dormant", {"members": sorted(named[1])})
    ),
    st.tuples(who, who).map(lambda two: _say(two[0], "recuse", {"about": two[1], "holds": True})),
    who.map(_complained),
    who.map(lambda name: _about(name, "answer", words=WORDS)),
    who.map(lambda name: _about(name, "appeal", words=WORDS)),
    who.map(lambda name: _about(name, "withdraw-complaint")),
    who.map(lambda name: _say(name, "accept-closing", {})),
    who.map(lambda name: _say(name, "close-books", {})),
    st.just(_winds_up),
    st.just(_opens),
    st.booleans().map(lambda passes: partial(_decides, passes=passes)),
    st.sampled_from(("P1D", "P14D", "P28D")).map(lambda length: lambda books: books.later(length)),
)


def history(acts: list[Act]) -> Iterator[Books]:
    """The books after each act; what is due comes before it."""
    books = Books(treasurer="")
    books.owe(*((name, amount, "2026-10-31") for name, amount in OWED.items()))
    for act in acts:
        with contextlib.suppress(Refused):
            books.enact_due()
            act(books)
        yield books


@histories(40)
@given(st.lists(ACTS, max_size=40))
def test_no_history_takes_the_last_voter_or_anything_owed(acts: list[Act]) -> None:
    for books in history(acts):
        assert has_voter(books.registry, books.now) or is_closed(books.registry)
        assert books.owed() == OWED


@histories(40)
@given(st.lists(ACTS, max_size=40))
def test_no_history_gives_a_vote_to_who_is_no_member_or_to_who_it_is_about(acts: list[Act]) -> None:
    seen: set[str] = set()
    for books in history(acts):
        for entry in docket.open_entries(books.registry):
            if entry.number in seen or entry.opened_at != books.now:
                continue
            seen.add(entry.number)
            assert {_membership(books, name) for name in books.who_votes(entry)} <= {"member"}
            assert not books.who_votes(entry) & _concerned(entry) and not books.who_votes(entry) & set(entry.recused)


def _membership(books: Books, name: str) -> str:
    member = Member.of(books.registry, name)
    return member.membership if member is not None else ""


def _concerned(entry: DocketEntry) -> set[str]:
    return {
        name
        for asked in entry.asked
        if asked.terms.electorate.exclude
        for name in ((asked.subject,) if asked.subject else asked.others)
    }


@histories(40)
@given(st.lists(ACTS, max_size=40))
def test_no_history_leaves_a_complaint_or_an_appeal_that_can_never_end(acts: list[Act]) -> None:
    for books in history(acts):
        known = {complaint.statement: complaint for complaint in Complaint.all(books.registry)}
        for complaint in known.values():
            on = [entry for entry in docket.open_entries(books.registry) if _is_on(entry, complaint.statement)]
            assert on or is_answerable(Member.of(books.registry, complaint.respondent), complaint)
        for entry in docket.open_entries(books.registry):
            if entry.held_at is not None:
                assert any(_is_on(entry, digest) for digest in known)


def _is_on(entry: DocketEntry, complaint: str) -> bool:
    return any(getattr(action, "complaint", None) == complaint for action in entry.actions)


@histories(40)
@given(st.lists(ACTS, max_size=60))
def test_nobody_is_expelled_without_every_step(acts: list[Act]) -> None:
    for books in history(acts):
        for member in Member.all(books.registry):
            if member.membership == "expelled":
                assert any(_took_every_step(one) for one in _settled(books) if one.respondent == member.id)


def test_the_law_is_about_something() -> None:
    acts = [_complained("dan"), partial(_decides, passes=True), lambda books: books.later("P14D"), _opens]
    *_, books = history(acts)
    assert _membership(books, "dan") == "expelled" and any(_took_every_step(one) for one in _settled(books))


def _settled(books: Books) -> Iterator[Complaint]:
    return Complaint.all(books.registry, closed=True)


def _took_every_step(complaint: Complaint) -> bool:
    took = seconds_of(complaint.ended_at or complaint.noticed_at) - seconds_of(complaint.noticed_at)
    return complaint.end == "expelled" and len(complaint.complainants) == 2 and took >= WEEKS_TO_EXPEL
