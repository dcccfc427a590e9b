"""The affiliates of a federation to be founded with: each person belongs to one of them, which is their home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.cooperative import name_of
from govtool.core.record import Record
from govtool.core.times import Instant
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.bylaws import Bylaws
from tests.world.federation import affiliation, bylaws
from tests.world.people import FOUNDED_AT

_JOINED_AT: Instant = "2025-06-01T10:00:00Z"
"""More than a year before the founding, so that a spread counts them from the first vote on. The last act of each is
the founding.
"""


def affiliates_of(people: int, affiliates: int) -> Mapping[str, Record]:
    """So many affiliates, none in a co-operative. Neighbours by number have different homes."""
    if not affiliates:
        return {}
    names = [f"{name_of(place)}-works" for place in range(affiliates)]
    homes = [affiliation(name_of(number), names[number % affiliates]) for number in range(people)]
    there = [_affiliate(name, len(range(place, people, affiliates))) for place, name in enumerate(names)]
    return {record.path: record for record in (*there, *homes)}


def _affiliate(name: str, people: int) -> Affiliate:
    times = {"joined_at": _JOINED_AT, "people_most_at": _JOINED_AT, "acted_at": FOUNDED_AT}
    value = {"id": name, "name": name.title(), "kind": "worker co-operative", "decides": "people", **times}
    return Affiliate.read({**value, "people": people, "people_most": people})


def bylaws_with_spread() -> Bylaws:
    """The bylaws that the program brings, with policies decided by the votes cast and a spread, however few vote."""
    return bylaws(_of_cast_and_spread)


def _of_cast_and_spread(data: dict[str, Any]) -> None:
    rules = data["rules"]
    rules["ordinary-many"]["spread"] = rules["affiliate"]["spread"]
    del rules["ordinary-many"]["floor"]
    data["decisions"]["adopt-policy"] = {"rule": "ordinary-many"}
