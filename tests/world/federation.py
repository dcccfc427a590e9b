"""A federation of three affiliates, founded with the bylaws that the program brings; 8 persons, one vote each.

- Riverside (decides by its people): alice, bob and carol. Bob acts for it.
- Restaurant (decides by its people): dora, eva, and alice too, whose home is Riverside. Dora acts for it.
- Commune (decides by 2 of its 3 signers): finn, gita and hal. Two of them act for it.

    fed = found_federation(tmp_path / "fed")        # a `coop.Coop`: real git, a real remote, the real clerk
    town = federation_town()                        # a `town.Town`: the same in memory
    town = federation_town(more={"riverside": ("rita", "rosa")}, seasoned=True)

`more` are further people with that home. `affiliates` and `affiliations` change single records by id. An affiliate
joins with the founding; `seasoned=True` turns the clock of a town to the day on which a spread counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from govtool.core.record import FileRecord
from govtool.domain.constitution.affiliate import Affiliate, Mandate
from govtool.domain.constitution.affiliation import Affiliation, AffiliationRow
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.io.file.yamlfile import load
from govtool.io.git.store import read_record
from govtool.io.git.template import federation_bylaws
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, person
from tests.world.town import Town

HOMES: dict[str, tuple[str, ...]] = {
    "riverside": ("alice", "bob", "carol"),
    "restaurant": ("dora", "eva"),
    "commune": ("finn", "gita", "hal"),
}
ALSO = {"alice": ("restaurant",)}
"""The affiliates to which somebody belongs beside their home."""
ACTING = {"riverside": (("bob",), 1), "restaurant": (("dora",), 1), "commune": (HOMES["commune"], 2)}
"""The people who act for an affiliate, and how many of them must sign."""
SIGNERS: dict[str, dict[str, Any]] = {
    "commune": {"decides": "signers", "signers": list(HOMES["commune"]), "need": 2},
}
FAR, SEASONED = "2030-01-01T00:00:00Z", "2027-11-02T10:00:00Z"

More = Mapping[str, Iterable[str]]
Changes = Mapping[str, Mapping[str, Any]]


def bylaws(edit: Any = None) -> Bylaws:
    """The bylaws of a federation as the program brings them, with a test's own changes."""
    if edit is None:
        return read_record(federation_bylaws(), Bylaws, "bylaws.yaml")
    data = load(federation_bylaws(), "bylaws.yaml").value
    edit(data)
    return Bylaws.read(data, "bylaws.yaml")


def homes(more: More | None = None) -> dict[str, tuple[str, ...]]:
    """The people of each affiliate by their home, with further ones."""
    more = more or {}
    return {name: (*people, *more.get(name, ())) for name, people in HOMES.items()}


def persons(more: More | None = None) -> tuple[Member, ...]:
    """The people, who all count since the founding; nobody's hours matter."""
    return tuple(person(name, hours=0) for people in homes(more).values() for name in people)


def affiliate(name: str, people: int, **changes: Any) -> Affiliate:
    """An affiliate since the founding, for which the people of `ACTING` act in every matter."""
    by, need = ACTING[name]
    mandates = [Mandate(what=what, by=by, need=need, until=FAR).data() for what in ("enrol", "case", "leave")]
    value = {
        "id": name,
        "name": name.title(),
        "kind": "commune" if name == "commune" else "worker co-operative",
        "joined_at": FOUNDED_AT,
        "decides": "people",
        "mandates": mandates,
        "people": people,
        "people_most": 40,
        "people_most_at": FOUNDED_AT,
        "acted_at": FOUNDED_AT,
    }
    return Affiliate.read({**value, **SIGNERS.get(name, {}), **changes})


def affiliation(name: str, *affiliates: str, **changes: Any) -> Affiliation:
    """The affiliates of a person since the founding; the first is their home."""
    rows = tuple(AffiliationRow(affiliate=each, since=FOUNDED_AT) for each in affiliates)
    return Affiliation(person=name, base=affiliates[0], rows=rows).changed(**changes)


def records(
    more: More | None = None, affiliates: Changes | None = None, affiliations: Changes | None = None
) -> dict[str, FileRecord]:
    """The affiliates and affiliations by path."""
    found: list[FileRecord] = []
    everyone = homes(more)
    for name, people in everyone.items():
        count = len(people) + sum(name in others for others in ALSO.values())
        found.append(affiliate(name, count, **(affiliates or {}).get(name, {})))
        for who in people:
            found.append(affiliation(who, name, *ALSO.get(who, ()), **(affiliations or {}).get(who, {})))
    return {record.path: record for record in found}


def found_federation(
    folder: Path,
    *,
    more: More | None = None,
    affiliates: Changes | None = None,
    edit: Any = None,
    **options: Any,
) -> Coop:
    """The federation in a real repository with a real remote, founded by alice and at once accepted by all."""
    return Coop.found(
        folder,
        bylaws=bylaws(edit),
        records=records(more, affiliates),
        **{"name": "Test Federation", "nonce": "f" * 32, "people": persons(more), **options},
    )


def federation_town(
    *,
    more: More | None = None,
    affiliates: Changes | None = None,
    affiliations: Changes | None = None,
    edit: Any = None,
    seasoned: bool = False,
) -> Town:
    """The same federation in memory."""
    town = Town(persons(more), bylaws=bylaws(edit), records=records(more, affiliates, affiliations))
    if seasoned:
        town.now = SEASONED
    return town
