"""Laws of probation: whatever people do in whatever order, nobody gets a third attempt, nobody votes who is no member,
and the co-operative is never left without a voter.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from govtool.core.times import add
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.roll import has_voter
from govtool.domain.people.admission import ChangeHours, Nomination
from govtool.domain.people.probation import Confirm, EndProbation, Probation
from tests.world.examples import histories
from tests.world.town import Town

FOUNDERS = ["alice", "bob", "carol", "dan"]
OUTSIDERS = ["frank", "grace"]
EVERYBODY = [*FOUNDERS, *OUTSIDERS]

person = st.sampled_from(EVERYBODY)
founder = st.sampled_from(FOUNDERS)
outsider = st.sampled_from(OUTSIDERS)
choices = st.dictionaries(person, st.sampled_from(["for", "against", "abstain"]), max_size=6)
WORDS = ["resign", "leave-probation", "withdraw-application", "away", "back"]
deed = st.one_of(
    st.tuples(st.just("receive"), founder, outsider),
    st.tuples(st.just("apply"), person),
    st.tuples(st.just("nominate"), person, outsider),
    st.tuples(st.just("leave"), person, st.sampled_from(WORDS)),
    st.tuples(st.just("withdraw"), person),
    st.tuples(st.just("end"), person, outsider),
    st.tuples(st.just("confirm"), person, outsider, st.sampled_from([1, 2])),
    st.tuples(st.just("hours"), founder, person, st.sampled_from([0, 600, 1200])),
    st.tuples(st.just("clerk"), choices, st.sampled_from([0, 2, 7, 14, 76, 90, 180])),
    st.tuples(st.just("in"), outsider),
)


class History:
    """What happens in a town, and what must hold after each event of it."""

    def __init__(self, town: Town | None = None) -> None:
        self.town = town or Town(FOUNDERS)
        self.seen: set[str] = set()
        # by person and beginning of the probation: the results of its votes that were enacted
        self.attempts: dict[tuple[str, str], list[str]] = {}
        self.running: dict[str, str] = {}
        self.proposed = 0

    def happens(self, what: str, *more: Any) -> None:
        getattr(self, f"_{what}")(*more)
        self.check()

    def check(self) -> None:
        state = self.town.registry
        assert has_voter(state, self.town.now)
        for found in Probation.all(state):
            assert found.attempt <= 2 and self.town.membership(found.member) == "probationary"
        assert {member.id for member in Member.all(state) if member.membership == "probationary"} == {
            found.member for found in Probation.all(state)
        }
        assert len(list(Nomination.all(state))) <= len(OUTSIDERS) + len(FOUNDERS)
        for entry in docket.open_entries(state):
            if entry.number not in self.seen:
                self.seen.add(entry.number)
                self._opened(entry)
        for results in self.attempts.values():
            assert len(results) <= 2 and results[1:] != ["extended"], results
            assert "extended" not in results or results[0] == "extended"

    def _opened(self, entry: DocketEntry) -> None:
        assert {self.town.membership(voter) for voter in self.town.who_votes(entry)} == {"member"}
        for action in entry.actions:
            assert action.subject not in self.town.who_votes(entry) or not isinstance(action, Confirm | EndProbation)

    def _receive(self, member: str, name: str) -> None:
        self.town.state(member, "receive", {"candidate": name}, self.town.letter(name))

    def _apply(self, name: str) -> None:
        if self.town.membership(name):
            self.town.state(name, "apply", {"wanted_minutes_per_week": 1200})

    def _nominate(self, member: str, name: str) -> None:
        if self.town.membership(member):
            body = {"candidate": name, "team": "kitchen", "minutes_per_week": 600}
            self.town.state(member, "nominate", body, self.town.letter(name))

    def _leave(self, name: str, kind: str) -> None:
        if self.town.membership(name):
            self.town.state(name, kind, {"until": add(self.town.now, "P30D")} if kind == "away" else {})

    def _withdraw(self, name: str) -> None:
        for entry in list(docket.open_entries(self.town.registry)):
            if entry.is_open and self.town.membership(name):
                self.town.state(name, "withdraw", {"proposal": entry.number})

    def _end(self, member: str, name: str) -> None:
        self._propose(member, EndProbation(action="end-probation", member=name))

    def _confirm(self, member: str, name: str, attempt: int) -> None:
        self._propose(member, Confirm(action="confirm", member=name, attempt=attempt))

    def _hours(self, member: str, name: str, minutes: int) -> None:
        now = next((found for found in Member.all(self.town.registry) if found.id == name), None)
        before = now.committed_minutes_per_week if now else 600
        self._propose(member, ChangeHours(action="change-hours", member=name, from_minutes=before, to_minutes=minutes))

    def _propose(self, member: str, action: Any) -> None:
        self.proposed += 1
        self.town.file(member, f"proposal-{self.proposed}", action)

    def _clerk(self, ballots: dict[str, str], days: int) -> None:
        self.town.later(f"P{days}D")
        self._run(ballots)

    def _in(self, name: str) -> None:
        """Somebody comes all the way into probation, so that histories get that far."""
        self._receive("alice", name)
        self._apply(name)
        self._nominate("bob", name)
        for days in (0, 7):
            self.town.later(f"P{days}D")
            self._run(dict.fromkeys(FOUNDERS, "for"))

    def _run(self, ballots: dict[str, str]) -> None:
        """The clerk at work, event by event, so that each attempt is seen."""
        town = self.town
        known = {name for name in ballots if town.membership(name)}
        votes = {name: choice for name, choice in ballots.items() if name in known}
        town.enact_due()
        for entry in list(docket.open_entries(town.registry)):
            before = {found.member: found.starts_at for found in Probation.all(town.registry)}
            if entry.is_open and town.decide(entry.number, votes):
                town.enact_due()
                self._note(entry, before)
        town.open_due()

    def _note(self, entry: DocketEntry, before: dict[str, str]) -> None:
        done = DocketEntry.of(self.town.registry, entry.number)
        action = entry.actions[0]
        if done is None or done.decided is None or not isinstance(action, Confirm):
            return
        if done.enacted is not None and done.enacted.result == "enacted":
            self.attempts.setdefault((action.member, before[action.member]), []).append(done.decided.result)


@histories(150)
@given(st.lists(deed, max_size=25))
def test_no_history_gives_a_third_attempt_a_vote_to_a_non_member_or_a_co_operative_without_a_voter(
    deeds: list[tuple[Any, ...]],
) -> None:
    history = History()
    for what, *more in deeds:
        history.happens(what, *more)


@histories(60)
@given(st.lists(choices, min_size=4, max_size=10))
def test_a_probation_ends_after_two_attempts_however_people_vote(ballots: list[dict[str, str]]) -> None:
    """Straight to the votes: after each the probation is over, extended for the first time, or as it was."""
    history = History()
    history.happens("in", "frank")
    assert history.town.membership("frank") == "probationary"
    for votes in ballots:
        before = Probation.of(history.town.registry, "frank")
        if before is None:
            break
        history.town.now = max(history.town.now, before.due_at)
        history.happens("clerk", {}, 0)
        history.happens("clerk", votes, 14)
        after = Probation.of(history.town.registry, "frank")
        assert after is None or after.attempt >= before.attempt
        if after is None:
            assert history.town.membership("frank") in ("member", "none")


def test_people_of_the_histories_are_away_and_come_back() -> None:
    history = History()
    for kind, membership in (("away", "away"), ("back", "member")):
        history.happens("leave", "alice", kind)
        assert history.town.membership("alice") == membership


def test_the_town_tells_the_whole_story_without_git() -> None:
    """The histories above reach what they are about: extended, then confirmed."""
    history = History()
    history.happens("in", "frank")
    for result in ("extended", "confirmed"):
        found = Probation.of(history.town.registry, "frank")
        assert found is not None
        history.town.now = found.due_at
        history.happens("clerk", {}, 0)
        half = dict(zip(FOUNDERS, ["for", "for", "against", "against"], strict=True))
        history.happens("clerk", half if result == "extended" else dict.fromkeys(FOUNDERS, "for"), 7)
    assert list(history.attempts.values()) == [["extended", "confirmed"]]
    assert history.town.membership("frank") == "member"
