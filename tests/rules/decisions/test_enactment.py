"""Which passed proposal takes effect first, on which day it is judged, and what its failure says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core import minute as minutes
from govtool.core.finding import finding
from govtool.core.minute import Minute, Question
from govtool.core.state import State
from govtool.core.times import add
from govtool.domain.constitution.ending import WindingUp
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import Organization, organization_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action, Moment
from govtool.domain.decisions.docket import Decided, DocketEntry
from govtool.domain.decisions.enactment import Enact, carry_out, rival_of
from govtool.domain.decisions.motion import Motion
from govtool.domain.work.wage import wages_of
from govtool.errors import Refused
from govtool.io.signature.signature import SshKeys
from govtool.roles.minutes.registry import NEWEST
from tests.world.coop import Coop
from tests.world.examples import histories
from tests.world.golden import example
from tests.world.laptop import Laptop
from tests.world.money import Books
from tests.world.people import MINUTES_A_WEEK, person, refusal
from tests.world.source import Memory


def rename(name: str) -> str:
    return f"- {{action: rename-organization, from_name: Test Co-operative, to_name: {name}}}"


def rivals(coop: Coop, first: str, second: str) -> tuple[str, str]:
    """Two names for one organisation, filed on one day, with those who vote for each."""
    for slug in ("amber", "beryl"):
        coop.propose("alice", slug, rename(slug.title()))
    coop.run_clerk()
    for number, voters in (("0001", first), ("0002", second)):
        for voter in ("alice", "bob", "carol", "dan", "erin"):
            coop.vote(voter, number, "for" if voter in voters.split() else "against")
    coop.later("P2D")
    coop.run_clerk()
    return coop.entry("0001").status, coop.entry("0002").status


def test_of_two_that_are_due_at_once_the_larger_share_takes_effect(coop: Coop) -> None:
    assert rivals(coop, "alice bob", "alice bob carol") == ("failed", "passed")
    assert organization_of(coop.registry).name == "Beryl"
    enacted = coop.entry("0001").enacted
    assert enacted is not None and (enacted.reason, enacted.rival) == ("precondition", "0002")
    assert coop.run.done[-1] == "0001 failed: precondition (0002 changed the same and took effect first)"
    assert coop.audit().ok


def test_of_equal_shares_the_lower_number_takes_effect(coop: Coop) -> None:
    assert rivals(coop, "alice bob", "bob alice") == ("passed", "failed")
    enacted = coop.entry("0002").enacted
    assert enacted is not None and enacted.rival == "0001" and coop.audit().ok


def test_a_clerk_that_enacts_the_smaller_share_first_is_found_out(coop: Coop) -> None:
    wages = "- {{action: set-wage, class: wage, from_minor: 0, to_minor: {}, starts_on: '2026-12-24'}}"
    for slug, amount in (("amber", 1500), ("beryl", 2000)):
        coop.propose("alice", slug, wages.format(amount))
    coop.run_clerk()
    for voter, choice in (("alice", "for"), ("bob", "for"), ("carol", "against"), ("dan", "against"), ("erin", "for")):
        coop.vote(voter, "0001", "against" if voter == "erin" else choice)
        coop.vote(voter, "0002", choice)
    coop.later("P3D")
    coop.run_clerk()
    coop.later("P3D")
    before = coop.head
    coop.cheat(coop.enactment("0001"))
    assert coop.failed() == {"FAIL:order"}
    coop.put_on_main(before)
    coop.run_clerk()
    assert (coop.entry("0001").status, coop.entry("0002").status) == ("failed", "passed") and coop.audit().ok


def test_a_failure_stays_in_status_until_its_proposer_has_seen_it(coop: Coop) -> None:
    coop.propose("bob", "beryl", rename("Beryl"))
    coop.propose("alice", "amber", rename("Amber"))
    coop.run_clerk()
    for voter in ("alice", "bob"):
        coop.vote(voter, "0001")
        coop.vote(voter, "0002")
    coop.later("P2D")
    coop.run_clerk()
    failed = next(number for number in ("0001", "0002") if coop.entry(number).status == "failed")
    entry, first = coop.entry(failed), "0002" if failed == "0001" else "0001"
    proposer = Laptop(coop, entry.proposer or "")
    assert [each["proposal"] for each in proposer.reads("status")["failed"]] == [failed]
    coop.later("P60D")
    said = proposer.types("status")
    assert f"Passed, and then failed: {failed}" in said and "Tue 3 Nov" in said
    assert f"proposal {first} changed the same thing and took effect before it" in said
    assert Laptop(coop, "carol").reads("status")["failed"] == [], "it is not hers"
    assert f"→ govtool show {first}" in proposer.types("show", failed)
    assert proposer.reads("status")["failed"] == []
    assert "Passed, and then failed" not in proposer.types("status")


def test_a_failure_is_dated_by_its_own_day(coop: Coop) -> None:
    coop.pass_("alice", "wage", wage("2026-11-06"))
    row = next(line for line in Laptop(coop, "alice").types("list").splitlines() if "0001" in line)
    assert coop.entry("0001").status == "failed"
    assert "11 Nov" in row and "8 Nov" not in row, "it was decided on the eighth, and failed on the eleventh"


# A late clerk --------------------------------------------------------------------------------------------------------


def wage(starts_on: str) -> str:
    return f"- {{action: set-wage, class: wage, from_minor: 0, to_minor: 2000, starts_on: '{starts_on}'}}"


def test_a_late_clerk_makes_no_wage_retroactive(coop: Coop) -> None:
    """Due on the seventh, to begin on the twentieth; the clerk runs on the first of December."""
    number = coop.open("alice", "wage", wage("2026-11-20"))
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, number)
    coop.later("P3D")
    coop.run_clerk()
    coop.at("2026-12-01T10:00:00Z")
    coop.run_clerk()
    assert coop.entry(number).status == "passed" and coop.audit().ok
    assert wages_of(coop.registry).per_hour("wage", "2026-11-20") == 2000


def test_a_preview_judges_the_earliest_day_and_says_so(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    line = "Computed for 2026-11-07, the earliest day on which it can take effect."
    for day, problem in (("2026-11-07", True), ("2026-11-08", False)):
        number = coop.open("alice", f"wage-{day[-2:]}", wage(day))
        said = alice.types("show", number)
        assert line in said and ("As things are now it could not take effect" in said) is problem
        assert alice.reads("show", number)["effects"]["judged_on"] == "2026-11-07"
    assert "judged as on" not in alice.types("show", coop.open("alice", "amber", rename("Amber")))


# Laws ----------------------------------------------------------------------------------------------------------------

COUNTS = st.tuples(st.integers(0, 7), st.sampled_from(["2026-11-04T10:00:00Z", "2026-11-05T10:00:00Z"]))


def question(votes: int) -> Question:
    counts = {"for": votes, "against": 0, "abstain": 0, "block": 0, "eligible": 7, "eligible_heads": 5}
    return Question.read({"rule": "ordinary", "result": "passed", **counts, "voted_heads": 1})


@histories(20)
@given(st.lists(COUNTS, min_size=1, max_size=5), st.randoms())
def test_the_order_of_enactment_follows_from_the_state_alone(counts: list[tuple[int, str]], chance: object) -> None:
    """Whatever order they are laid down in; by due time, then share, then number."""
    books = Books()
    books.owe(("alice", 100, "2026-09-01"))
    numbers = [books.open("- {action: pay-debts, amount_minor: 10, from: treasury}") for _ in counts]
    decided = {
        number: Decided(at=books.now, result="passed", due_at=due, questions=(question(votes),))
        for number, (votes, due) in zip(numbers, counts, strict=True)
    }
    orders = []
    for _ in range(2):
        chance.shuffle(numbers)  # type: ignore[attr-defined]
        state = books.registry
        for number in numbers:
            entry = DocketEntry.of(state, number)
            assert entry is not None
            state = state.put(DocketEntry.home.path(number), entry.changed(decided=decided[number]))
        orders.append([entry.number for entry in docket.waiting(state)])
    expected = sorted(decided, key=lambda number: (decided[number].due_at, -decided[number].share_for, int(number)))
    assert orders == [expected, expected]


def test_the_share_of_several_rules_is_the_smallest() -> None:
    made = Decided(at="2026-11-01T10:00:00Z", result="passed", questions=(question(6), question(4)))
    assert (made.share_for.numerator, made.share_for.denominator) == (4, 7)


@pytest.mark.parametrize("kind", sorted(NEWEST.words(Action)))
def test_every_action_names_what_it_changes(kind: str) -> None:
    """A motion changes nothing; everything else can stand in another's way, and names with what."""
    model = NEWEST.words(Action)[kind]
    names = set().union(*(vars(each) for each in model.__mro__ if each is not Action))
    own = {"touches", "touched", "subject", "concerns"} & names
    assert own or kind == "motion"


# When, and all or nothing; in memory ----------------------------------------------------------------------------------

RENAME = rename("Amber")


@pytest.fixture
def books() -> Books:
    return Books()


def enact(books: Books, number: str, at: str = "") -> None:
    """The event. Raises Refused."""
    at = at or books.now
    books.take(Enact(at, number, Moment(at=at, keys=SshKeys(), number=number)))


def entry_of(books: Books, number: str) -> DocketEntry:
    entry = DocketEntry.of(books.registry, number)
    assert entry is not None
    return entry


def decided(books: Books, *actions: str, delay: str = "P1D") -> str:
    """A proposal that waits for its enactment."""
    number = books.open("\n".join(actions))
    books.agree(number, delay)
    return number


def outcome(books: Books, *actions: str) -> tuple[str, str | None, str | None]:
    """What comes of a proposal that is due now: the result, the reason and the rival."""
    number = decided(books, *actions)
    books.later("P1D")
    enact(books, number)
    found = entry_of(books, number).enacted
    assert found is not None and found.at == books.now
    return found.result, found.reason, found.rival


def name_of(books: Books) -> str:
    return organization_of(books.registry).name


@pytest.mark.parametrize(("later", "seen"), [("PT23H59M", {"early"}), ("P1D", set()), ("P9D", set())])
def test_it_takes_effect_when_it_is_due_and_not_before(books: Books, later: str, seen: set[str]) -> None:
    number = decided(books, RENAME)
    books.later(later)
    if seen:
        assert refusal(lambda: enact(books, number)) == seen and name_of(books) == "Test Co-operative"
    else:
        enact(books, number)
        assert name_of(books) == "Amber" and entry_of(books, number).status == "passed"


def test_what_is_early_says_from_when_it_can_be(books: Books) -> None:
    number = decided(books, RENAME)
    with pytest.raises(Refused) as caught:
        enact(books, number)
    values = caught.value.findings[0].values
    due_at = add(books.now, "P1D")
    assert (values["number"], values["earliest"], values["closes"]) == (number, due_at, due_at)


def test_after_an_appeal_it_takes_effect_when_that_is_over(books: Books) -> None:
    number = decided(books, RENAME)
    released = entry_of(books, number).changed(released_at=add(books.now, "P3D"))
    books.registry = books.registry.put(DocketEntry.home.path(number), released)
    books.later("P2D")
    assert refusal(lambda: enact(books, number)) == {"early"}
    books.later("P1D")
    enact(books, number)
    assert name_of(books) == "Amber"


def test_only_what_is_decided_with_an_effect_is_enacted_and_once(books: Books) -> None:
    assert refusal(lambda: enact(books, "0001")) == {"not_decided"}
    number = books.open(RENAME)
    assert refusal(lambda: enact(books, number)) == {"not_decided"}
    books.agree(number)
    books.later("P1D")
    enact(books, number)
    assert refusal(lambda: enact(books, number)) == {"already_enacted"}


def test_what_was_decided_without_an_effect_has_none(books: Books) -> None:
    number = decided(books, RENAME)
    entry = entry_of(books, number)
    assert entry.decided is not None
    without = entry.changed(decided=entry.decided.changed(result="rejected", due_at=None))
    books.registry = books.registry.put(DocketEntry.home.path(number), without)
    assert refusal(lambda: enact(books, number)) == {"already_enacted"}


def test_an_action_that_the_result_does_not_call_for_is_not_done(books: Books) -> None:
    entry = entry_of(books, decided(books, RENAME))
    assert entry.decided is not None
    moment = Moment(at=books.now, keys=SshKeys())
    other = entry.changed(decided=entry.decided.changed(result="extended"))
    assert carry_out(books.registry, other, moment) == (books.registry, None)
    assert carry_out(books.registry, entry.changed(decided=None), moment) == (books.registry, None)
    after, problem = carry_out(books.registry, entry, moment)
    assert problem is None and organization_of(after).name == "Amber"


def test_of_several_actions_all_are_done_or_none(books: Books) -> None:
    good = "- {action: assign-duty, member: erin, duty: steward, holds: true}"
    assert outcome(books, good, RENAME) == ("enacted", None, None)
    fails = "- {action: rename-organization, from_name: Amber, to_name: Coral}"
    number = decided(books, fails, "- {action: assign-duty, member: dan, duty: steward, holds: true}")
    books.registry = with_name(books.registry, "Beryl")
    books.later("P1D")
    enact(books, number)
    found = entry_of(books, number).enacted
    assert found is not None and (found.result, found.reason) == ("failed", "precondition")
    assert name_of(books) == "Beryl" and Member.of(books.registry, "dan") == person("dan")


def with_name(state: State, name: str) -> State:
    organization = organization_of(state)
    return state.put(Organization.home.path(), organization.changed(name=name))


def test_an_action_sees_what_those_before_it_did(books: Books) -> None:
    entry = entry_of(books, decided(books, RENAME))
    kind = NEWEST.words(Action)["rename-organization"]
    again = kind.read({"action": "rename-organization", "from_name": "Amber", "to_name": "Beryl"})
    moment = Moment(at=books.now, keys=SshKeys())
    after, problem = carry_out(books.registry, entry.changed(actions=(*entry.actions, again)), moment)
    assert problem is None and organization_of(after).name == "Beryl"
    after, problem = carry_out(books.registry, entry.changed(actions=(again, *entry.actions)), moment)
    assert after is books.registry and problem is not None and problem.code == "precondition"


def minute_of(books: Books) -> dict[str, object]:
    return minutes.newest(books.registry)[0].data()


def test_the_minute_says_what_came_and_why_it_failed(books: Books) -> None:
    first, second = decided(books, RENAME), decided(books, rename("Beryl"))
    books.later("P1D")
    enact(books, first)
    said = minute_of(books)
    assert (said["event"], said["proposal"], said["result"]) == ("enacted", first, "enacted")
    assert "reason" not in said and "rival" not in said
    enact(books, second)
    said = minute_of(books)
    assert (said["result"], said["reason"], said["rival"]) == ("failed", "precondition", first)
    # without a rival the minute names none
    third = decided(books, rename("Coral").replace("Test Co-operative", "Amber"))
    books.registry = with_name(books.registry, "Other")
    books.later("P1D")
    enact(books, third)
    assert "rival" not in minute_of(books) and minute_of(books)["reason"] == "precondition"


def test_what_took_effect_before_the_vote_opened_or_on_another_thing_is_no_rival(books: Books) -> None:
    assert outcome(books, RENAME) == ("enacted", None, None)
    later = rename("Beryl").replace("Test Co-operative", "Amber")
    early = entry_of(books, decided(books, later, delay="P30D"))
    assert rival_of(books.registry, early) is None
    duty = "- {action: assign-duty, member: erin, duty: steward, holds: true}"
    assert outcome(books, duty) == ("enacted", None, None)
    assert rival_of(books.registry, early) is None
    assert outcome(books, rename("Coral").replace("Test Co-operative", "Amber")) == ("enacted", None, None)
    assert rival_of(books.registry, early) == "0004"
    assert rival_of(books.registry, early.changed(actions=())) is None
    assert rival_of(books.registry, early.changed(decided=None)) is None


@pytest.mark.parametrize(("between", "found"), [(1999, True), (2000, False)])
def test_a_rival_is_looked_for_in_two_thousand_minutes(books: Books, between: int, found: bool) -> None:
    first, second = decided(books, RENAME), decided(books, rename("Beryl"))
    books.later("P1D")
    enact(books, first)
    state, (newest, _) = books.registry, minutes.newest(books.registry)
    source = state.source
    assert isinstance(source, Memory)
    for number in range(newest.number + 1, newest.number + between + 1):
        source.lay(Minute.home.path(number), newest.changed(number=number, event="stated", proposal=None, result=None))
    assert (rival_of(state, entry_of(books, second)) == first) is found


def test_nothing_leaves_the_organisation_without_a_voter(books: Books) -> None:
    number, motion = decided(books, RENAME), decided(books, "- action: motion")
    for name in MINUTES_A_WEEK:
        member = Member.of(books.registry, name)
        assert member is not None
        books.registry = books.registry.put(member.path, member.changed(membership="away"))
    books.later("P1D")
    enact(books, number)
    enact(books, motion)
    results = [entry_of(books, each).enacted for each in (number, motion)]
    assert [(found.result, found.reason) for found in results if found] == [("failed", "no_voter"), ("enacted", None)]


def test_while_it_winds_up_nobody_new_comes_in(books: Books) -> None:
    number = decided(books, "- {action: engage, person: vera, from_minutes: 0, to_minutes: 60}")
    other = decided(books, RENAME)
    _, ending = example(WindingUp)
    books.registry = books.registry.put(WindingUp.home.path(), ending)
    books.later("P1D")
    enact(books, number)
    enact(books, other)
    results = [entry_of(books, each).enacted for each in (number, other)]
    assert [(found.result, found.reason) for found in results if found] == [("failed", "winding_up"), ("enacted", None)]


def test_a_record_that_would_outgrow_its_bounds_is_a_failure_and_no_fault(books: Books) -> None:
    number = decided(books, "- {action: form-team, team: web, name: Web, members: [alice]}", RENAME)
    entry = entry_of(books, number)
    moment = Moment(at=books.now, keys=SshKeys())

    class Growing(Motion):
        def effect(self, state: State, moment: Moment) -> State:
            raise Refused([finding("limits", what="too much")])

    many = entry.changed(actions=(*entry.actions, Growing(action="motion")))
    after, problem = carry_out(books.registry, many, moment)
    assert after is books.registry and problem is not None and problem.code == "limits"
