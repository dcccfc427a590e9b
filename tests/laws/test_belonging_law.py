"""Whatever people state about who belongs where, it changes no record of a person but those that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from govtool.core.state import State
from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.countersignature import all_awaited
from tests.world.enrolled import Enrolled, new_person

ACTORS = ("bob", "dora", "finn", "gita", "mia", "alice", "carol", "eva", "noor", "omar")
NAMES = ("alice", "bob", "eva", "hal", "noor", "omar", "pia")
AFFILIATES = ("riverside", "restaurant", "commune", "commons")
TIMES = ("PT1M", "P1D", "P60D", "P180D")
Act = tuple[str, str, Mapping[str, Any]]
"""What somebody states: its author, its kind, its body."""

ACTING = (("bob", "riverside"), ("dora", "restaurant"), ("finn", "commune"), ("mia", "commons"), ("alice", "commons"))
_newcomer = st.sampled_from(("noor", "omar", "pia", "quin", "alice"))
_actor, _name, _affiliate = st.sampled_from(ACTORS), st.sampled_from(NAMES), st.sampled_from(AFFILIATES)


def acts() -> st.SearchStrategy[Act]:
    """The statements about who belongs where, by anybody, in any order."""
    return st.one_of(
        _acting("enrol", people=st.lists(_newcomer, min_size=1, max_size=2)),
        _said("affiliate", affiliate=_affiliate),
        _said("end-affiliation", affiliate=_affiliate),
        _acting("end-affiliation", person=_name),
        _said("home", affiliate=_affiliate),
        _said("merge", other=_name),
        st.sampled_from((("alice", "resign", {}), ("eva", "resign", {}), ("noor", "resign", {}))),
        _said("countersign"),
        _said("countersign"),
        _said("countersign"),
    )


def _said(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    return st.builds(lambda who, body: (who, kind, body), _actor, st.fixed_dictionaries(fields))


def _acting(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    """A statement for an affiliate, mostly by somebody with a mandate."""
    fixed = st.fixed_dictionaries(fields)
    return st.builds(lambda by, body: (by[0], kind, {"affiliate": by[1], **body}), st.sampled_from(ACTING), fixed)


def _people(state: State) -> dict[str, bytes]:
    return {member.id: member.as_file for member in Member.all(state)}


def _named(town: Enrolled, act: Act) -> set[str]:
    """The people whose records a statement may change: those who come in, two who merge, one who leaves."""
    who, kind, body = act
    if kind == "countersign":
        (waiting,) = (one for digest, one in all_awaited(town.registry, town.now) if digest == body["confirms"])
        who, kind, body = waiting.member, waiting.kind, waiting.body
    if kind == "enrol":
        return {row["person"] for row in body["people"]}
    return {"merge": {who, str(body.get("other"))}, "resign": {who}}.get(kind, set())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(acts(), acts(), acts(), st.sampled_from(TIMES)), min_size=10, max_size=30))
def test_no_record_changes_but_those_named_and_affiliates_count_their_people(steps: list[Any]) -> None:
    town = Enrolled()
    for step in steps:
        if isinstance(step, str):
            town.now = add(town.now, step)
            continue
        who, kind, body = step
        waiting = [digest for digest, _ in all_awaited(town.registry, town.now)]
        if Member.of(town.registry, who) is None or (kind == "countersign" and not waiting):
            continue
        if kind == "countersign":
            body = {"confirms": waiting[-1]}
        elif kind == "enrol":
            rows = [new_person(town.genesis, name, body["affiliate"]).data() for name in body["people"]]
            body = {**body, "people": rows}
        before, named = _people(town.registry), _named(town, (who, kind, body))
        refused = town.says(who, kind, **body)
        after = _people(town.registry)
        changed = {name for name in after if after[name] != before.get(name)}
        assert changed <= (set() if refused else named) and set(before) <= set(after)
        _check(town.registry)


def _check(state: State) -> None:
    """Each affiliate counts its people and has room for them; each person who is here has one record of it."""
    found = {affiliation.person: affiliation for affiliation in Affiliation.all(state)}
    for affiliate in Affiliate.all(state):
        people = [name for name, each in found.items() if each.row(affiliate.id) is not None]
        assert affiliate.people == len(people) <= affiliate.people_most
    for name, each in found.items():
        assert each.base in {row.affiliate for row in each.rows}
        assert len(set(each.affiliates)) == len(each.affiliates)
        assert not each.affiliates or not Member.one(state, name).is_gone
    keys = [key.blob for member in Member.all(state) for key in member.keys]
    assert len(keys) == len(set(keys))
