"""A federation in memory, with affiliates that quarrel, and mediators who belong to none of them.

Riverside (alice, bob, carol; bob acts for it), Restaurant (dora, eva, and alice too; dora acts for it), Commune (finn,
gita, hal; two of the three act for it), and Commons, the home of the mediators mia, mo, max and mel.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govtool.core.record import FileRecord
from govtool.core.times import subtract
from govtool.domain.constitution.affiliate import Affiliate, Mandate
from govtool.domain.constitution.affiliation import Affiliation, AffiliationRow
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.people.case import Case
from govtool.domain.people.complaint import Complaint
from tests.world.federal import OF_HOME, of_cast
from tests.world.people import FOUNDED_AT, person, shipped_bylaws
from tests.world.town import Town

PEOPLE = {
    "riverside": ("alice", "bob", "carol"),
    "restaurant": ("dora", "eva"),
    "commune": ("finn", "gita", "hal"),
    "commons": ("max", "mel", "mia", "mo"),
}
MEDIATORS = PEOPLE["commons"]
ACTING = {
    "riverside": (("bob",), 1),
    "restaurant": (("dora",), 1),
    "commune": (("finn", "gita", "hal"), 2),
    "commons": (("mia",), 1),
}
FAR = "2030-01-01T00:00:00Z"
TEXT, OTHER_TEXT = "sha256:" + "a" * 64, "sha256:" + "b" * 64
OPENING = {"against_affiliate": "restaurant", "subject": "Rotten fish", "text_digest": TEXT, "ground": "force"}
WORDS = {"text": "They sold what was not theirs."}
GROUNDS = ("force", "fraud-on-members", "double")


def bylaws() -> Bylaws:
    """The bylaws that the project ships, as a federation would have them."""

    def edit(data: dict[str, Any]) -> None:
        data["kind"] = "federation"
        data["periods"]["notice"] = "P42D"
        data["grounds"] = list(GROUNDS)
        for rule in data["rules"].values():
            rule["weight"] = "equal"
        data["rules"]["rekey"] |= {"electorate": OF_HOME, **of_cast("more_than 1/2"), "period": "P7D"}
        data["rules"]["rekey-contested"] |= {"electorate": OF_HOME, **of_cast("at_least 3/4")}
        together = {"who": "members"}
        data["rules"]["expel-affiliate"] = {**data["rules"]["expel"], "electorate": together, "delay": "P28D"}
        data["rules"]["appeal-affiliate"] = {**data["rules"]["appeal"], "electorate": together}
        data["decisions"]["expel-affiliate"] = {"rule": "expel-affiliate"}
        data["decisions"]["confirm-affiliate-expulsion"] = {"rule": "appeal-affiliate"}

    return shipped_bylaws(edit)


def affiliate(name: str, people: int) -> Affiliate:
    """An affiliate since the founding, for which the people of `ACTING` act in disputes."""
    by, need = ACTING[name]
    return Affiliate.read(
        {
            "id": name,
            "name": name.title(),
            "kind": "co-operative",
            "joined_at": FOUNDED_AT,
            "decides": "people",
            "mandates": [Mandate(what="case", by=by, need=need, until=FAR).data()],
            "people": people,
            "people_most": 100,
            "people_most_at": FOUNDED_AT,
            "acted_at": FOUNDED_AT,
        }
    )


def affiliation(name: str, *affiliates: str) -> Affiliation:
    """Where somebody belongs since the founding; the first is their home."""
    rows = tuple(AffiliationRow(affiliate=each, since=FOUNDED_AT) for each in affiliates)
    return Affiliation(person=name, base=affiliates[0], rows=rows)


def records(people: dict[str, tuple[str, ...]]) -> Iterable[FileRecord]:
    """The affiliates, and where each person belongs."""
    for name, there in people.items():
        yield affiliate(name, len(there) + (name == "restaurant"))
        yield from (affiliation(each, name) for each in there if each != "alice")
    yield affiliation("alice", "riverside", "restaurant")


def members(people: dict[str, tuple[str, ...]]) -> tuple[Member, ...]:
    """The people themselves; some have the duty to mediate."""
    return tuple(_person(name) for each in people.values() for name in each)


class Quarrel(Town):
    """The federation. `more` are further people of affiliates, who are there since the founding too."""

    def __init__(self, more: dict[str, tuple[str, ...]] | None = None) -> None:
        people = {name: there + (more or {}).get(name, ()) for name, there in PEOPLE.items()}
        super().__init__(members(people), bylaws=bylaws(), records={each.path: each for each in records(people)})

    # Signing -----------------------------------------------------------------------------------------------------

    def sign(self, *people: str) -> set[str]:
        """People sign what waits, one after the other; gives the codes of the last refusal."""
        for who in people:
            ((digest, _),) = all_awaited(self.registry, self.now)
            self.state(who, "countersign", {"confirms": digest})
            if self.refused:
                break
        return self.refused

    def says(self, who: str, kind: str, /, **body: Any) -> set[str]:
        """Somebody's statement; gives the codes of its refusal."""
        self.state(who, kind, body)
        return self.refused

    # Cases -------------------------------------------------------------------------------------------------------

    def case(self, number: int = 1) -> Case:
        """A case as it stands."""
        return Case.one(self.registry, number)

    def opens(self, who: str = "bob", **changes: Any) -> set[str]:
        """Riverside opens a case against Restaurant, unless it is told otherwise."""
        body = {"affiliate": "riverside", **OPENING, **changes}
        return self.says(who, "open-case", **{name: value for name, value in body.items() if value is not None})

    def named(self, number: int = 1) -> None:
        """Riverside and Restaurant name their mediators."""
        assert self.says("bob", "name-mediator", affiliate="riverside", case=number, mediator="mia") == set()
        assert self.says("dora", "name-mediator", affiliate="restaurant", case=number, mediator="mo") == set()

    def failed(self, **changes: Any) -> int:
        """A case of Riverside that has failed, since only Riverside named a mediator; gives its number."""
        assert self.opens(**changes) == set()
        number = next(Case.all(self.registry, newest_first=True)).number
        assert self.says("bob", "name-mediator", affiliate="riverside", case=number, mediator="mia") == set()
        self.later("P14D")
        return number

    # Complaints --------------------------------------------------------------------------------------------------

    def complaint(self) -> Complaint:
        """The one open complaint."""
        (found,) = Complaint.all(self.registry)
        return found

    def about(self, affiliate_: str = "restaurant", case: int = 1, ground: str = "force") -> dict[str, Any]:
        """The body of a complaint about an affiliate."""
        return {"about": affiliate_, "particulars": WORDS, "ground": ground, "case": case}

    def everybody(self, choice: str = "for", *but: str) -> dict[str, str]:
        """A ballot of everybody."""
        return {member.id: choice for member in Member.all(self.registry) if member.id not in but}

    def until(self, instant: str) -> None:
        """Turns the clock to a time, and lets the clerk do what is due."""
        self.now = instant
        self.clerk()

    def just_before(self, instant: str) -> None:
        """Turns the clock to the minute before a time, and lets the clerk do what is due."""
        self.until(subtract(instant, "PT1M"))


def _person(name: str) -> Member:
    return person(name, hours=600).changed(duties=("mediator",) if name in MEDIATORS else ())
