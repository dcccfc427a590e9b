"""Laws over random histories of a federation: no act of an affiliate without a mandate of that moment, and no member
record that an affiliate changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import belongs_to
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.countersignature import Awaited, all_awaited
from govtool.domain.federation.admission import AllowPeople
from govtool.domain.federation.mandate import SetMandates
from govtool.domain.people.case import Case
from tests.world.joining import UNION, Joining, admission, members_of
from tests.world.quarrel import OPENING

NAMES = ("bob", "dora", "finn", "gita", "nils", "nora")
GUILD = ("rae", "sol")
AFFILIATES = ("riverside", "commune", "union")
MATTER = {"open-case": "case", "leave-federation": "leave", "stay-in-federation": "leave"}
TAKES = {"resign"}
"""What may change a member record among all that happens here; the vote admit-affiliate only adds some."""

Step = Callable[[Joining], str]
who, where = st.sampled_from(NAMES), st.sampled_from(AFFILIATES)
rows = st.lists(
    st.builds(
        lambda what, by, need, days: {
            "what": what,
            "by": sorted(by),
            "need": min(need, len(by)),
            "until": add("2026-11-01T10:00:00Z", f"P{days}D"),
        },
        st.sampled_from(("case", "leave", "enrol")),
        st.sets(who, min_size=1, max_size=3),
        st.integers(1, 3),
        st.integers(1, 300),
    ),
    max_size=3,
)


def _states(kind: str, **fields: Any) -> Callable[[str, str], Step]:
    """Somebody's act for an affiliate."""

    def made(name: str, affiliate: str) -> Step:
        def act(town: Joining) -> str:
            body = {**fields, "affiliate": affiliate}
            if body.get("against_affiliate") == affiliate:
                body["against_affiliate"] = "commons"
            town.says(name, kind, **body)
            return kind

        return act

    return made


def _signs(name: str) -> Step:
    def act(town: Joining) -> str:
        for digest, _ in tuple(all_awaited(town.registry, town.now)):
            town.says(name, "countersign", confirms=digest)
        return "countersign"

    return act


def _changes(name: str, mandates: list[dict[str, Any]]) -> Step:
    def act(town: Joining) -> str:
        town.says(name, "change-affiliate", affiliate="union", mandates=mandates)
        return "change-affiliate"

    return act


def _sets(affiliate: str, mandates: list[dict[str, Any]]) -> Step:
    def act(town: Joining) -> str:
        town.asks(SetMandates.read({"action": "set-mandates", "affiliate": affiliate, "mandates": mandates}))
        return "set-mandates"

    return act


def _allows(affiliate: str) -> Step:
    def act(town: Joining) -> str:
        found = Affiliate.of(town.registry, affiliate)
        most = found.people_most if found is not None else 1
        town.asks(AllowPeople(action="allow-people", affiliate=affiliate, from_people=most, to_people=most + 1))
        return "allow-people"

    return act


def _admits(town: Joining) -> str:
    town.asks(admission(town.genesis, GUILD, id="guild", signers=list(GUILD)))
    return "admit-affiliate"


def _resigns(name: str) -> Step:
    def act(town: Joining) -> str:
        town.says(name, "resign")
        return "resign"

    return act


def _votes(days: int) -> Step:
    def act(town: Joining) -> str:
        town.later(f"P{days}D")
        town.clerk(town.everybody())
        return "vote"

    return act


CASE = {name: value for name, value in OPENING.items() if name != "ground"}
acts = st.one_of(
    st.builds(_states("open-case", **CASE), who, where),
    st.builds(_states("leave-federation"), who, where),
    st.builds(_states("stay-in-federation"), who, where),
    st.builds(_signs, who),
    st.builds(_changes, st.sampled_from(UNION), rows),
)
others = st.one_of(
    st.builds(_sets, where, rows),
    st.builds(_allows, where),
    st.just(_admits),
    st.builds(_resigns, who),
    st.builds(_votes, st.integers(1, 40)),
)
steps = st.one_of(acts, acts, others)


class Snapshot(NamedTuple):
    """What the federation was before a statement: it changes in place."""

    affiliates: dict[str, Affiliate]
    people: dict[str, Member]
    cases: int
    waiting: dict[str, Awaited]

    @classmethod
    def of(cls, state: State, at: Instant) -> Snapshot:
        """The federation as it stands."""
        affiliates = {found.id: found for found in Affiliate.all(state)}
        return cls(affiliates, members_of(state), len(list(Case.all(state))), dict(all_awaited(state, at)))


def could_act(before: Snapshot, kind: str, name: str, people: tuple[str, ...], at: Instant) -> bool:
    """Whether a mandate of that moment lets these people do this; written anew, without the functions of the rules."""
    affiliate = before.affiliates[name]
    there = {one for one in people if before.people[one].membership not in ("left", "expelled")}
    if affiliate.ends_at is not None and affiliate.ends_at <= at:
        return False
    if kind == "change-affiliate":
        return len(there & set(affiliate.signers)) >= (affiliate.need or 99)
    return any(
        row.what == MATTER[kind] and at < row.until and len(there & set(row.by)) >= row.need
        for row in affiliate.mandates
    )


class Watched(Joining):
    """The federation with the union, in which every statement is looked at from outside as it takes effect. All who act
    in disputes have the mandate to leave too.
    """

    def __init__(self) -> None:
        super().__init__()
        self.acts = 0
        assert self.decides(admission(self.genesis)) == "enacted"
        for name in ("riverside", "commune"):
            found = self.affiliate(name)
            self.keep(found.changed(mandates=(*found.mandates, found.mandates[0].changed(what="leave"))))

    def says(self, who: str, kind: str, /, **body: Any) -> set[str]:
        before = Snapshot.of(self.registry, self.now)
        refused = super().says(who, kind, **body)
        after = Snapshot.of(self.registry, self.now)
        changed = {name for name in before.people if after.people[name] != before.people[name]}
        assert changed == ({who} if kind in TAKES and not refused else set())
        people, first = (who,), before.waiting.get(body.get("confirms", ""))
        if first is not None:
            kind, people, body = first.kind, (*first.people, who), dict(first.body)
        name = body.get("affiliate")
        if name is not None and (_core(before, name) != _core(after, name) or before.cases != after.cases):
            self.acts += 1
            assert could_act(before, kind, name, people, self.now), (kind, name, people)
        return refused


def _core(found: Snapshot, name: str) -> object:
    """What an act changes of an affiliate; how many people belong to it changes with them."""
    affiliate = found.affiliates.get(name)
    return affiliate.changed(people=0).data() if affiliate is not None else None


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, min_size=5, max_size=30))
def test_no_act_without_a_mandate_of_that_moment_and_no_record_of_a_person_changed(history: list[Step]) -> None:
    town = Watched()
    for step in history:
        before = members_of(town.registry)
        kind = step(town)
        after = members_of(town.registry)
        gone = {name for name in before if after[name] != before[name]}
        assert not gone or kind in TAKES
        new = set(after) - set(before)
        assert not new or (kind == "vote" and new == set(GUILD))
        for affiliate in Affiliate.all(town.registry):
            assert affiliate.people <= len(after)
            if affiliate.ends_at is not None and affiliate.ends_at <= town.now:
                assert not any(belongs_to(town.registry, name, affiliate.id, town.now) for name in after)


def test_the_watch_sees_acts_and_would_tell_of_one_without_a_mandate() -> None:
    """Else the law above would hold whatever the rules did."""
    town = Watched()
    before = Snapshot.of(town.registry, town.now)
    assert town.says("bob", "leave-federation", affiliate="riverside") == set() and town.acts == 1
    assert town.says("finn", "leave-federation", affiliate="commune") == set() and town.acts == 1
    ((digest, _),) = all_awaited(town.registry, town.now)
    assert town.says("gita", "countersign", confirms=digest) == set() and town.acts == 2
    ends = before.affiliates["riverside"].mandates[0].until
    assert not could_act(before, "leave-federation", "riverside", ("dora",), town.now)
    assert not could_act(before, "leave-federation", "commune", ("finn",), town.now)
    assert not could_act(before, "leave-federation", "riverside", ("bob",), ends)
