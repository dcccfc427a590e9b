"""Ways in which a majority, a stranger or bad luck could harm somebody, or leave everybody stuck: none of them works.

All of it is made in memory by the functions that the clerk and the audit use.
"""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.minute import genesis_of
from govtool.core.times import add, subtract
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.ending import is_closed
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions import docket
from govtool.domain.decisions.decision import settle
from govtool.domain.decisions.docket import Decided, DocketEntry
from govtool.domain.decisions.draft import moment_of, pending
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.proposal import Proposal
from govtool.domain.people.complaint import Complaint
from govtool.domain.people.dormancy import Naming
from govtool.domain.people.key import possession_message
from govtool.domain.people.probation import Probation
from govtool.io.signature.signing import prove_possession
from govtool.roles.lifecycle.schema import STATEMENTS
from govtool.roles.minutes.registry import NEWEST
from tests.world.money import Books
from tests.world.people import FOUNDED_AT, key_of, public, refusal, shipped_bylaws, without_probation
from tests.world.town import KEYS, Town

WORDS = {"text": "Because."}
FOUNDERS = ["alice", "bob", "carol", "dan"]
OTHERS = ["gina", "hugo", "ida"]


@pytest.fixture
def books() -> Books:
    return Books(treasurer="")


def opens(books: Books) -> list[str]:
    """What opens by itself now does; the slugs of it."""
    found = []
    for draft in tuple(pending(books.registry, books.now)):
        books.take(Open(books.now, draft, moment_of(draft, books.now, KEYS)))
        found.append(draft.folder.rpartition("/")[2])
    return found


def complained(books: Books, about: str = "dan", first: str = "alice", second: str = "bob") -> str:
    """Two people complain about a third; gives the digest of the complaint."""
    before = {one.statement for one in Complaint.all(books.registry)}
    books.both(first, second, "complain", {"about": about, "particulars": WORDS})
    return next(one.statement for one in Complaint.all(books.registry) if one.statement not in before)


def expulsion_passed(books: Books) -> tuple[str, str]:
    """The vote on a complaint about Dan has passed and waits for its effect: the complaint, and the vote's number."""
    digest, number = complained(books), docket.next_number(books.registry)
    books.later("P28D")
    assert opens(books) == ["expel-dan"]
    books.later("P14D")
    books.agree(number, "P14D")
    return digest, number


def ends(books: Books) -> list[str | None]:
    """How every complaint that is over ended."""
    return [one.end for one in Complaint.all(books.registry, closed=True)]


def stays_open(books: Books) -> list[str]:
    """The proposals that are open or wait."""
    return [entry.number for entry in docket.open_entries(books.registry)]


def in_probation(town: Town, name: str = "frank") -> Probation:
    """Somebody comes into probation in the kitchen."""
    assert town.state("alice", "receive", {"candidate": name}, town.letter(name))
    body = {"candidate": name, "team": "kitchen", "minutes_per_week": 600}
    assert town.state("alice", "nominate", body), town.refused
    town.clerk()
    town.later("P7D")
    town.clerk(dict.fromkeys([*FOUNDERS, *OTHERS], "for"))
    found = Probation.of(town.registry, name)
    assert found is not None
    return found


def propose(town: Town, slug: str, **action: Any) -> bool:
    """Alice files one action."""
    data = {"title": slug, "summary": "x", "open_before": town.now, "actions": [action]}
    return town.file("alice", slug, Proposal.read(data, kinds=NEWEST).actions[0])


# What a majority could take -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [0, 60, 599, 600])
def test_no_vote_of_others_takes_hours_and_a_vote_with_them_from_anybody(books: Books, to: int) -> None:
    """Else more than half could do at once what takes three quarters, notice, answer and appeal."""
    action = f"- {{action: change-hours, member: dan, from_minutes: 600, to_minutes: {to}}}"
    assert refusal(lambda: books.open(action)) == {"own_word"}


def test_more_hours_are_voted(books: Books) -> None:
    assert books.pass_("- {action: change-hours, member: dan, from_minutes: 600, to_minutes: 601}") == "enacted"


def test_a_team_formed_for_the_vote_does_not_judge_a_probation() -> None:
    """Friends, or enemies, gathered with the candidate in a new team just before the vote have no say in it."""
    town = Town([*FOUNDERS, *OTHERS])
    seats = tuple(Seat(member=name, counts_at=FOUNDED_AT) for name in FOUNDERS)
    town.registry = town.registry.put("registry/teams/kitchen.yaml", Team(id="kitchen", name="Kitchen", seats=seats))
    found = in_probation(town)
    town.now = subtract(found.due_at, "P8D")
    assert propose(town, "friends", action="form-team", team="friends", name="Friends", members=["frank", *OTHERS]), (
        town.refused
    )
    town.later("P7D")
    town.clerk(dict.fromkeys([*FOUNDERS, *OTHERS], "for"))
    assert town.registry.get(Team, "registry/teams/friends.yaml") is not None
    town.now = found.due_at
    town.clerk()
    entry = next(docket.open_entries(town.registry))
    assert sorted(town.who_votes(entry)) == FOUNDERS


KEPT = ["confirm", "confirm-last", "confirm-all", "confirm-all-last"]


def test_bylaws_without_probation_keep_the_votes_on_those_who_are_in_one() -> None:
    """Else they could neither be confirmed nor be ended, and could not even apply."""
    town = Town(FOUNDERS)
    in_probation(town)
    rows = bylaws_of(town.registry).decisions
    no_votes = [{"path": f"decisions.{name}", "from": rows[name].data()} for name in KEPT]
    no_probation = {"path": "probation", "from": "required", "to": "none"}
    assert not propose(town, "all", action="amend-bylaws", changes=[no_probation, *no_votes])
    assert town.refused == {"precondition"}
    assert propose(town, "some", action="amend-bylaws", changes=[no_probation]), town.refused
    assert town.state("frank", "leave-probation", {})
    assert propose(town, "now", action="amend-bylaws", changes=[no_probation, *no_votes]), town.refused


def rekeyed(town: Town, name: str) -> str:
    """A vote of others has given somebody a key; from when on it votes."""
    member = Member.of(town.registry, name)
    assert member is not None
    votes_from = add(town.now, "P30D")
    keys = (member.keys[0].changed(votes_from=votes_from),)
    town.registry = town.registry.put(member.path, member.changed(keys=keys))
    return votes_from


@pytest.mark.parametrize(("kind", "body"), [("resign", {}), ("hours-down", {"from_minutes": 600, "to_minutes": 0})])
def test_a_key_that_others_gave_by_a_vote_gives_nothing_up_before_it_votes(kind: str, body: dict[str, Any]) -> None:
    """Dan is in hospital; more than half vote him a key of theirs, and he cannot object."""
    town = Town(FOUNDERS)
    votes_from = rekeyed(town, "dan")
    assert not town.state("dan", kind, body) and town.refused == {"not_yet"}
    assert town.state("dan", "away", {"until": add(town.now, "P9D")})
    town.now = votes_from
    assert town.state("dan", kind, body)


def test_what_is_not_to_be_given_up_so_is_marked() -> None:
    marked = {kind for kind, body in STATEMENTS.items() if body.gives_up}
    assert marked == {
        "resign",
        "lift",
        "hours-down",
        "leave-probation",
        "withdraw-application",
        "forgive",
        "accept-closing",
        "confirm-payment",
        "merge",
    }


@pytest.mark.parametrize("use", ["sign", "recovery"])
def test_a_key_that_comes_from_one_that_a_vote_gave_waits_as_long(use: str) -> None:
    """Else it would rotate to another, which votes three days later."""
    town = Town(FOUNDERS)
    votes_from = rekeyed(town, "dan")
    new = key_of("dan", 2)
    proof = prove_possession(new, possession_message(genesis_of(town.registry), "dan", public(new)))
    assert town.state("dan", "rotate-key", {"key": public(new).data(), "use": use, "proof": proof})
    member = Member.of(town.registry, "dan")
    assert member is not None and member.keys[1].votes_from == votes_from


# Who goes while others decide about them ------------------------------------------------------------------------------


def test_a_complaint_about_who_leaves_is_over(books: Books) -> None:
    complained(books)
    books.state("dan", "resign", {})
    assert list(Complaint.all(books.registry)) == [] and ends(books) == ["left"]


def test_who_appeals_and_leaves_in_one_moment_leaves_no_vote_that_waits_for_ever(books: Books) -> None:
    digest, number = expulsion_passed(books)
    books.state("dan", "appeal", {"complaint": digest, "words": WORDS})
    books.state("dan", "resign", {})
    assert opens(books) == [] and ends(books) == ["left"]
    assert stays_open(books) == []
    entry = DocketEntry.of(books.registry, number)
    assert entry is not None and entry.enacted is not None and entry.enacted.result == "failed"


@pytest.mark.parametrize("result", ["passed", "lapsed"])
def test_who_dies_while_an_appeal_is_voted_on_leaves_no_vote_behind(books: Books, result: str) -> None:
    digest, _ = expulsion_passed(books)
    books.state("dan", "appeal", {"complaint": digest, "words": WORDS})
    assert opens(books) == ["appeal-dan"]
    books.both("alice", "bob", "report-incapacity", {"about": "dan", "reason": "death"})
    assert opens(books) == ["incapacity-dan"]
    books.agree("0003", "P7D")
    assert books.enact("0003") == "enacted"
    if result == "passed":
        books.agree("0002", "P0D")
        assert books.enact("0002") == "precondition"
    else:
        entry = DocketEntry.of(books.registry, "0002")
        assert entry is not None
        books.registry = settle(books.registry, entry.changed(decided=Decided(at=books.now, result="lapsed")))
    assert stays_open(books) == [] and list(Complaint.all(books.registry)) == []


def test_a_vote_that_lapsed_about_who_left_is_not_had_again(books: Books) -> None:
    complained(books)
    books.later("P28D")
    opens(books)
    books.state("dan", "resign", {})
    entry = DocketEntry.of(books.registry, "0001")
    assert entry is not None
    books.registry = settle(books.registry, entry.changed(decided=Decided(at=books.now, result="lapsed")))
    assert opens(books) == [] and ends(books) == ["lapsed"]


def test_who_left_and_comes_back_is_not_met_by_the_complaint_of_before(books: Books) -> None:
    complained(books)
    books.state("dan", "resign", {})
    books.state("dan", "apply", {"wanted_minutes_per_week": 600})
    books.later("P28D")
    assert opens(books) == []


def test_one_of_the_two_who_leaves_does_not_end_a_complaint_and_can_still_withdraw_it(books: Books) -> None:
    digest = complained(books)
    books.state("alice", "resign", {})
    books.later("P28D")
    assert opens(books) == ["expel-dan"]
    books.state("alice", "withdraw-complaint", {"complaint": digest})
    assert stays_open(books) == [] and ends(books) == ["withdrawn"]


def test_a_nomination_outlasts_who_made_it() -> None:
    town = Town(FOUNDERS)
    assert town.state("alice", "receive", {"candidate": "frank"}, town.letter("frank"))
    assert town.state("bob", "nominate", {"candidate": "frank", "team": "kitchen", "minutes_per_week": 600})
    assert town.state("bob", "resign", {})
    town.clerk()
    town.later("P7D")
    town.clerk(dict.fromkeys(["alice", "carol", "dan"], "for"))
    assert town.membership("frank") == "probationary"


def applies(town: Town, name: str = "frank") -> None:
    """Somebody applies from outside and is nominated."""
    assert town.state("alice", "receive", {"candidate": name}, town.letter(name))
    assert town.state("bob", "nominate", {"candidate": name, "team": "kitchen", "minutes_per_week": 600})


def test_who_takes_an_application_back_is_not_admitted_and_can_apply_again_at_once() -> None:
    town = Town(FOUNDERS)
    applies(town)
    assert town.state("frank", "withdraw-application", {})
    town.clerk()
    assert not list(docket.open_entries(town.registry)) and town.membership("frank") == "none"
    assert not town.state("bob", "nominate", {"candidate": "frank", "team": "kitchen", "minutes_per_week": 600})
    assert town.state("frank", "apply", {"wanted_minutes_per_week": 600})
    assert town.state("bob", "nominate", {"candidate": "frank", "team": "kitchen", "minutes_per_week": 600})
    town.clerk()
    assert [entry.number for entry in docket.open_entries(town.registry)] == ["0001"]


def test_an_open_vote_on_an_application_that_is_taken_back_is_closed() -> None:
    town = Town(FOUNDERS)
    applies(town)
    town.clerk()
    assert town.state("frank", "withdraw-application", {})
    entry = DocketEntry.of(town.registry, "0001")
    assert entry is not None and entry.status == "withdrawn"
    assert not town.state("frank", "withdraw-application", {}) and town.refused == {"precondition"}


def test_taking_an_application_back_does_not_shorten_the_wait_after_a_rejection() -> None:
    town = Town(FOUNDERS)
    applies(town)
    town.clerk()
    town.later("P7D")
    town.clerk(dict.fromkeys(FOUNDERS, "against"))
    assert town.state("frank", "withdraw-application", {})
    assert town.state("frank", "apply", {"wanted_minutes_per_week": 1200})
    body = {"candidate": "frank", "team": "kitchen", "minutes_per_week": 600}
    assert not town.state("bob", "nominate", body) and town.refused == {"not_yet"}
    town.later("P30D")
    assert town.state("bob", "nominate", body)


@pytest.mark.parametrize("opened", [True, False])
def test_one_member_cannot_hold_the_place_for_a_nomination_by_taking_it_back_again_and_again(opened: bool) -> None:
    town = Town(FOUNDERS)
    applies(town)
    if opened:
        town.clerk()
        town.later("P6D")
    kind, body = ("withdraw", {"proposal": "0001"}) if opened else ("withdraw-nomination", {"candidate": "frank"})
    assert town.state("bob", kind, body)
    again = {"candidate": "frank", "team": "kitchen", "minutes_per_week": 600}
    assert not town.state("bob", "nominate", again) and town.refused == {"not_yet"}
    town.later("P29D")
    assert not town.state("bob", "nominate", again)
    assert town.state("carol", "nominate", again)
    assert town.state("carol", "withdraw-nomination", {"candidate": "frank"})
    town.later("P1D")
    assert town.state("bob", "nominate", again)


def test_who_is_in_probation_takes_no_application_back() -> None:
    town = Town(FOUNDERS)
    in_probation(town)
    assert not town.state("frank", "withdraw-application", {}) and town.refused == {"precondition"}


# Ways that are seldom gone --------------------------------------------------------------------------------------------


def test_who_is_away_can_be_expelled_after_all_the_steps_and_answers_from_there(books: Books) -> None:
    books.state("dan", "away", {"until": add(books.now, "P300D")})
    digest, number = expulsion_passed(books)
    assert refusal(lambda: books.state("dan", "answer", {"complaint": digest, "words": WORDS})) == {"expired"}
    assert books.enact(number) == "enacted"
    assert membership(books, "dan") == "expelled" and ends(books) == ["expelled"]


def test_who_is_away_and_dies_is_with_the_others_no_more(books: Books) -> None:
    books.state("dan", "away", {"until": add(books.now, "P300D")})
    books.both("alice", "bob", "report-incapacity", {"about": "dan", "reason": "death"})
    opens(books)
    books.agree("0001", "P7D")
    assert books.enact("0001") == "enacted" and membership(books, "dan") == "left"


def test_where_there_is_no_probation_who_left_is_admitted_at_once() -> None:
    town = Town(FOUNDERS, bylaws=shipped_bylaws(without_probation))
    assert town.state("dan", "resign", {})
    admit: dict[str, Any] = {"action": "admit", "candidate": "dan", "as": "member", "committed_minutes_per_week": 600}
    assert propose(town, "again", **admit), town.refused
    town.later("P7D")
    town.clerk(dict.fromkeys(FOUNDERS, "for"))
    assert town.membership("dan") == "member"
    member = Member.of(town.registry, "dan")
    assert member is not None and member.counts_at == add(town.now, "P14D"), "and waits like everybody who is new"


def membership(books: Books, name: str) -> str:
    """What a person is."""
    member = Member.of(books.registry, name)
    return member.membership if member is not None else ""


# Who is named as absent -----------------------------------------------------------------------------------------------


def test_who_named_somebody_that_is_gone_meanwhile_can_name_others(books: Books) -> None:
    """Bob is dead, not absent: Alice's list would wait for his word for ever, and she could never make another."""
    books.state("alice", "name-dormant", {"members": ["bob"]})
    assert refusal(lambda: books.state("alice", "name-dormant", {"members": ["dan"]})) == {"precondition"}
    books.both("alice", "carol", "report-incapacity", {"about": "bob", "reason": "death"})
    opens(books)
    books.agree("0001", "P7D")
    assert books.enact("0001") == "enacted"
    books.state("alice", "name-dormant", {"members": ["dan"]})
    assert [one.members for one in Naming.all(books.registry)] == [("dan",)]


# The end --------------------------------------------------------------------------------------------------------------


def wound_up(books: Books) -> None:
    assert books.pass_("- {action: wind-up, begin: true}") == "enacted"
    books.later("P28D")


def test_votes_that_strangers_open_after_the_time_for_claims_do_not_keep_the_books_open(books: Books) -> None:
    """A volunteer could otherwise file one motion after the other, and nothing would ever end."""
    wound_up(books)
    books.open("- action: motion", proposer="vera")
    books.both("alice", "bob", "close-books", {})
    assert is_closed(books.registry)


def test_what_was_open_before_what_passed_and_a_vote_to_go_on_keep_the_books_open(books: Books) -> None:
    assert books.pass_("- {action: wind-up, begin: true}") == "enacted"
    books.later("P27D")
    early = books.open("- action: motion", proposer="vera")
    books.later("P1D")
    assert refusal(lambda: books.both("alice", "bob", "close-books", {})) == {"not_ready"}
    books.state("vera", "withdraw", {"proposal": early})
    late = books.open("- {action: assign-duty, member: bob, duty: cook, holds: true}")
    books.agree(late, "P9D")
    assert refusal(lambda: books.both("alice", "bob", "close-books", {})) == {"not_ready"}
    assert books.enact(late) == "enacted"
    books.open("- {action: wind-up, begin: false}")
    assert refusal(lambda: books.both("alice", "bob", "close-books", {})) == {"not_ready"}
