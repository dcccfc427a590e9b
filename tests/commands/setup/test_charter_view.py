"""Every bylaw is shown before it is signed: whatever is another number or word there reads otherwise."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from govtool.cli.view.founding import tell_charter
from govtool.core.record import SchemaError
from govtool.domain.constitution.bylaws import Bylaws
from tests.world.money import registry
from tests.world.people import FOUNDED_AT, shipped_bylaws

Place = tuple[str | int, ...]
OTHERS: dict[str, tuple[str, ...]] = {
    "probation": ("none",),
    "paid": ("no", "wage"),
    "membership": ("away", "left"),
    "involvement": ("consultant", "volunteer"),
    "weight": ("class", "equal"),
    "close": ("settled", "deadline"),
    "of": ("cast", "present", "heads", "weight"),
    "rule": ("ordinary", "amend"),
    "contested": ("amend",),
    "proposed_by": ("volunteer", "away"),
    "otherwise": ("ended", "rejected", "passed"),
    "result": ("ended", "confirmed"),
}


def shown(bylaws: Bylaws) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        tell_charter(registry().put(Bylaws.home.path(), bylaws), FOUNDED_AT)
    return said.getvalue()


def leaves(value: object, place: Place = ()) -> Iterator[tuple[Place, object]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*place, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from leaves(each, (*place, index))
    else:
        yield place, value


def others(place: Place, value: object) -> Iterator[object]:
    """Other values that may stand at a place."""
    name = str(place[-1] if isinstance(place[-1], str) else place[-2])
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif name in OTHERS:
        yield from (other for other in OTHERS[name] if other != value)
    elif str(value).startswith("P"):
        yield from ("P33D", "P6DT7H")
    elif "/" in str(value) and name in ("more_than", "at_least", "probation_share"):
        yield from ("5/7", "3/5")
    else:
        yield f"{value}x"


def changed(data: dict[str, Any], place: Place, value: object) -> Bylaws | None:
    """The bylaws with another value at a place; None where they could not stand."""
    copy: Any = deepcopy(data)
    inner = copy
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    try:
        return Bylaws.read(copy)
    except SchemaError:
        return None


def test_no_bylaw_can_be_another_without_being_shown() -> None:
    def all_parts(data: dict[str, Any]) -> None:
        data["rules"]["ordinary"] |= {
            "quorum": {"at_least": "1/2", "of": "heads", "min_heads": 2},
            "floor": {"at_least": "1/4", "of": "eligible"},
            "blocks": {"allowed": 1},
        }
        data["rules"]["confirm"] |= {"quorum": {"at_least": "1/2"}, "blocks": {"allowed": 0}}
        data["classes"]["volunteer"]["max_open"] = 2

    bylaws = shipped_bylaws(all_parts)
    before, tried, hidden = shown(bylaws), 0, []
    for place, value in leaves(bylaws.data()):
        made = [each for other in others(place, value) if (each := changed(bylaws.data(), place, other)) is not None]
        tried += bool(made)
        hidden += [place for each in made if shown(each) == before]
    # at the deadline and not sooner: then the earliest time decides nothing
    deadlines = [name for name, rule in bylaws.rules.items() if rule.close == "deadline"]
    assert [place for place in hidden if place not in {("rules", name, "earliest") for name in deadlines}] == []
    assert tried > 200
