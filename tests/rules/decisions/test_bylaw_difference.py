"""The difference of two bylaws, as the changes of an amendment: made one after the other, they lead from one to the
other, in the order that counts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.state import Nothing, State
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.lifecycle.amendment import AmendBylaws, changed
from govtool.errors import Refused
from govtool.roles.decisions.action_sheet import bylaw_changes
from govtool.roles.decisions.bylaw_difference import Wanted, difference
from govtool.roles.minutes.registry import NEWEST
from tests.world.people import shipped_bylaws, thawed

Edit = Callable[[dict[str, Any]], None]

BEFORE = shipped_bylaws()


def ways(edit: Edit) -> list[Wanted]:
    return difference(BEFORE, shipped_bylaws(edit))


def amended(after: Bylaws) -> Bylaws:
    """What the amendment makes of the bylaws in force, with their version."""
    state = State(Nothing(NEWEST)).keep(BEFORE)
    changes = bylaw_changes(state, difference(BEFORE, after))
    amendment = AmendBylaws.read({"action": "amend-bylaws", "changes": changes}, "")
    return changed(BEFORE, [amendment]).changed(version=BEFORE.version)


def in_order(table: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: table[name] for name in (*names, *(name for name in table if name not in names))}


def test_the_same_bylaws_differ_in_nothing() -> None:
    assert difference(BEFORE, shipped_bylaws()) == []


def test_a_value_is_changed_where_it_stands() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"]["ordinary"]["period"] = "P14D"
        data["rules"]["expel"]["outcomes"][0]["at_least"] = "4/5"

    assert sorted(ways(edit)) == [("rules.expel.outcomes.0.at_least", "4/5"), ("rules.ordinary.period", "P14D")]


def test_what_is_left_out_is_taken_away_and_what_is_new_is_added() -> None:
    def edit(data: dict[str, Any]) -> None:
        del data["rules"]["confirm"]["quorum"]
        data["rules"]["ordinary"]["quorum"] = {"at_least": "1/2", "of": "heads"}
        del data["decisions"]["motion"]

    assert sorted(ways(edit), key=lambda each: each[0]) == [
        ("decisions.motion", None),
        ("rules.confirm.quorum", None),
        ("rules.ordinary.quorum", {"at_least": "1/2", "of": "heads"}),
    ]


def test_the_order_of_classes_counts_and_that_of_rules_does_not() -> None:
    def classes(data: dict[str, Any]) -> None:
        data["classes"] = in_order(data["classes"], "part-time")

    def rules(data: dict[str, Any]) -> None:
        data["rules"] = in_order(data["rules"], "ordinary")

    found = ways(classes)
    assert found[0] == ("classes.full-time", None) and [path for path, to in found if to is not None][:2] == [
        "classes.part-time",
        "classes.full-time",
    ]
    assert list(amended(shipped_bylaws(classes)).classes)[:3] == ["part-time", "full-time", "consultant-member"]
    assert ways(rules) == []


ROW = {"match": "new/**", "rule": "files"}


@pytest.mark.parametrize(
    ("edit", "paths"),
    [
        (lambda rows: rows.append(ROW), ["paths.4"]),
        (lambda rows: rows.pop(1), ["paths.1"]),
        (lambda rows: rows.__delitem__(slice(0, 2)), ["paths.1", "paths.0"]),
        (lambda rows: rows.__setitem__(2, ROW), ["paths.2"]),
        (lambda rows: rows.insert(1, ROW), ["paths"]),
        (lambda rows: rows.clear(), ["paths"]),
    ],
)
def test_rows_of_paths_are_changed_whole(edit: Callable[[list[Any]], None], paths: list[str]) -> None:
    assert len(BEFORE.paths) == 4

    def edits(data: dict[str, Any]) -> None:
        edit(data["paths"])

    assert [path for path, _ in ways(edits)] == paths
    assert amended(shipped_bylaws(edits)) == shipped_bylaws(edits)


def _tables(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    rows = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, inner in rows for found in ((*at, key), *_tables(inner, (*at, key)))]


def _moved_somewhere(data: st.DataObject, table: dict[str, Any]) -> None:
    """Takes a row of the table away, doubles it, moves it, or puts another in its place."""
    *way, last = data.draw(st.sampled_from(_tables(table)))
    holder: Any = table
    for step in way:
        holder = holder[step]
    what = data.draw(st.sampled_from(["away", "first", "twice", "other"]))
    if isinstance(holder, list):
        row = holder.pop(last)
        if what != "away":
            holder[:] = [row, *holder] if what == "first" else [*holder, row, *([row] * (what == "twice"))]
    elif what == "away":
        del holder[last]
    elif what == "first":
        holder.update(in_order({name: holder.pop(name) for name in list(holder)}, last))
    else:
        holder[last if what == "other" else f"{last}-two"] = holder[data.draw(st.sampled_from(list(holder)))]


@given(data=st.data())
def test_the_changes_lead_to_the_bylaws_that_were_written(data: st.DataObject) -> None:
    """Up to eight moves of rows. A move that would leave no bylaws is taken back."""
    after = BEFORE
    for _ in range(data.draw(st.integers(1, 8))):
        table = thawed(after.data())
        _moved_somewhere(data, table)
        with contextlib.suppress(Refused):
            after = Bylaws.read(table, "bylaws.yaml").changed(version=BEFORE.version)
    made = amended(after) if difference(BEFORE, after) else BEFORE
    assert made == after and list(made.classes) == list(after.classes)
