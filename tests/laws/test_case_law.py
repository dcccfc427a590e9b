"""A case holds nothing back, whatever its parties and mediators do: it changes no record but its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.decisions.event import Event, Step
from govtool.domain.people.case import Case
from tests.world.quarrel import OPENING, OTHER_TEXT, TEXT, Quarrel

OWN = ("registry/cases/", "registry/statements/", "registry/awaited/", "registry/minutes/")
PARTIES: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("bob", {"affiliate": "riverside"}),
    ("dora", {"affiliate": "restaurant"}),
    ("bob", {"affiliate": "riverside"}),
    ("dora", {"affiliate": "restaurant"}),
    ("eva", {}),
    ("carol", {"affiliate": "riverside"}),
)
TIMES = ("PT1M", "P1D", "P14D", "P46D")


class Watched(Quarrel):
    """A federation that notes which records each event changes, and holds an open vote."""

    def __init__(self) -> None:
        self.changed: set[str] = set()
        super().__init__()
        self.number = self.file("alice", "tea", "- {action: motion}")
        self.changed.clear()

    def _enter(self, event: Event, made: Step) -> None:
        for path in {*made.state.records, *made.state.texts}:
            if path.startswith("registry/affiliates/"):
                before, after = self.registry.get(Affiliate, path), made.state.get(Affiliate, path)
                assert before is not None and after == before.changed(acted_at=self.now)
            elif not path.startswith(OWN):
                self.changed.add(path)


Act = tuple[str, str, Mapping[str, Any]]
"""What somebody states: its author, its kind, its body."""


def acts() -> st.SearchStrategy[Act]:
    """The acts of parties and mediators, mostly in the first case, in any order."""
    party, mediator = st.sampled_from(PARTIES), st.sampled_from(("mia", "mo", "max", "mel", "finn"))
    case, text = st.sampled_from((1, 1, 1, 2)), st.sampled_from((TEXT, TEXT, OTHER_TEXT))

    def said(kind: str, **more: Any) -> st.SearchStrategy[Act]:
        fields = st.fixed_dictionaries({"case": case, **more})
        return st.builds(lambda by, body: (by[0], kind, {**by[1], **body}), party, fields)

    advice = st.builds(lambda who, body: (who, "advise", body), mediator, _fields(case=case, text_digest=text))
    opened = st.sampled_from(
        [
            ("dora", "open-case", {"affiliate": "restaurant", **OPENING, "against_affiliate": "riverside"}),
            ("eva", "open-case", OPENING),
            ("finn", "open-case", {"affiliate": "commune", **OPENING}),
        ]
    )
    return st.one_of(
        opened,
        said("name-mediator", mediator=mediator),
        said("agree-case", text_digest=text),
        said("ask-advice", binding=st.booleans()),
        advice,
        st.builds(lambda who: (who, "countersign", {}), mediator),
    )


def _fields(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[Mapping[str, Any]]:
    return st.fixed_dictionaries(more)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(acts(), acts(), acts(), st.sampled_from(TIMES)), min_size=10, max_size=30))
def test_a_case_changes_no_record_but_its_own_and_never_opens_again(steps: list[Any]) -> None:
    town = Watched()
    before, over = town.entry(town.number), dict[int, str]()
    town.says("bob", "open-case", affiliate="riverside", **OPENING)
    for step in steps:
        if isinstance(step, str):
            town.now = add(town.now, step)
        else:
            who, kind, body = step
            waiting = [digest for digest, _ in all_awaited(town.registry, town.now)]
            if kind != "countersign":
                town.says(who, kind, **body)
            elif waiting:
                town.says(who, kind, confirms=waiting[-1])
        for case in Case.all(town.registry):
            status = case.status(town.now)
            assert over.get(case.number, status) == status
            if status != "open":
                over[case.number] = status
    assert town.changed == set() and town.entry(town.number) == before
