"""A small federation in memory: its bylaws, its affiliates, and people who are at home in them.

    town = federation({"riverside": 6, "restaurant": 3, "commune": 2})   # riverside-1 ... riverside-6, restaurant-1 ...

The rule `funds` has a spread, and decides on motions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from govtool.core.record import FileRecord, Record
from govtool.core.times import subtract
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation, AffiliationRow
from govtool.domain.constitution.bylaws import Bylaws
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, person, shipped_bylaws
from tests.world.town import Town

LONG_AGO = subtract(FOUNDED_AT, "P400D")
SPREAD = {"more_than": "1/2", "least": 3, "seasoned": "P365D", "people": 2}
OF_HOME = {"who": "affiliate", "affiliate": "subject", "at_least_heads": 2, "else": "members", "exclude": ["subject"]}
A_TENTH = {"at_least": "1/10", "of": "eligible"}
MOTION = "- action: motion"
MOTIONS = """\
- {option: tea, title: Tea, actions: [{action: motion}]}
- {option: wine, title: Wine, actions: [{action: motion}]}
"""
Edit = Callable[[dict[str, Any]], None]


def of_cast(threshold: str) -> dict[str, Any]:
    """Outcomes and floor of a rule that asks for a part of the votes cast: `more_than 1/2`."""
    kind, share = threshold.split()
    return {"outcomes": [{"result": "passed", kind: share, "of": "cast"}], "floor": A_TENTH}


def federal(data: dict[str, Any]) -> None:
    """Makes the bylaws that the project ships those of a federation, with the least that the guard asks for."""
    data["kind"] = "federation"
    data["periods"]["notice"] = "P42D"
    rules = data["rules"]
    for rule in rules.values():
        rule["weight"] = "equal"
    rules["rekey"] |= {"electorate": OF_HOME, **of_cast("more_than 1/2"), "period": "P7D"}
    rules["rekey-contested"] |= {"electorate": OF_HOME, **of_cast("at_least 3/4")}
    many = {**of_cast("at_least 2/3"), "spread": SPREAD, "period": "P21D"}
    rules["amend-many"] = {**rules["amend"], **many}
    rules["expel-many"] = {**rules["expel"], **many, **of_cast("at_least 3/4")}
    rules["ordinary-many"] = {**rules["ordinary"], **of_cast("more_than 1/2"), "close": "deadline"}
    rules["funds"] = {**rules["ordinary"], "spread": SPREAD}
    data["decisions"]["motion"] = {"rule": "funds"}


def federal_bylaws(edit: Edit | None = None) -> Bylaws:
    """The bylaws of a federation, with a test's own changes."""

    def both(data: dict[str, Any]) -> None:
        federal(data)
        if edit is not None:
            edit(data)

    return shipped_bylaws(both)


def affiliate(name: str, people: int = 0, *, joined_at: str = LONG_AGO, **fields: Any) -> Affiliate:
    """An affiliate that belongs to the federation and acted at its founding."""
    values = {
        "id": name,
        "name": name.title(),
        "kind": "co-operative",
        "joined_at": joined_at,
        "decides": "people",
        "people": people,
        "people_most": 10_000,
        "people_most_at": FOUNDED_AT,
        "acted_at": FOUNDED_AT,
    }
    return Affiliate.read(values | fields)


def affiliation(person: str, base: str, *others: str, moved_at: str | None = None) -> Affiliation:
    """That somebody belongs to affiliates for long; the first is their home."""
    rows = tuple(AffiliationRow(affiliate=name, since=LONG_AGO) for name in (base, *others))
    return Affiliation(person=person, base=base, rows=rows, moved_at=moved_at)


def federation(
    homes: Mapping[str, int], edit: Edit | None = None, *, alone: int = 0, records: tuple[Any, ...] = ()
) -> Town:
    """A federation with so many people at home in each affiliate, and some without a home. `records` lie at its
    founding in place of its own.
    """
    people = [*(f"alone-{number}" for number in range(1, alone + 1)), *people_of(homes)]
    return Town(people, bylaws=federal_bylaws(edit), records=records_of(homes, *records))


def people_of(homes: Mapping[str, int]) -> list[str]:
    """The people who are at home in the affiliates."""
    return [f"{name}-{number}" for name, count in homes.items() for number in range(1, count + 1)]


def records_of(homes: Mapping[str, int], *others: FileRecord) -> dict[str, Record]:
    """The affiliates, and where their people are at home, by path; the others stand in place of their own."""
    affiliates = [affiliate(name, count) for name, count in homes.items()]
    belonging = [affiliation(person, person.rpartition("-")[0]) for person in people_of(homes)]
    return {record.path: record for record in (*affiliates, *belonging, *others)}


def federation_of(coop: Coop, homes: Mapping[str, int], edit: Edit | None = None) -> Coop:
    """The same with the real clerk, beside a co-operative. Alice founds it, whose home is too small to be counted."""
    people = [person(name, hours=600) for name in ("alice", *people_of(homes))]
    commons = (affiliate("commons", 1), affiliation("alice", "commons"))
    return coop.another("federation", people=people, bylaws=federal_bylaws(edit), records=records_of(homes, *commons))


def choose(town: Town, number: str, **choices: Mapping[int, str] | str) -> None:
    """Votes by affiliate: `riverside="for"` for all its people, or by number of the person."""
    for name, chosen in choices.items():
        voters = [voter for voter in sorted(town.who_votes(town.entry(number))) if voter.rpartition("-")[0] == name]
        for voter in voters:
            place = int(voter.rpartition("-")[2])
            choice = chosen if isinstance(chosen, str) else chosen.get(place)
            if choice:
                town.vote(voter, number, choice)
