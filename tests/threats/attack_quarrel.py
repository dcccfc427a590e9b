"""Attacks in a federation by quarrels: delay, mediators who belong to a party, a failure of one's own."""

from __future__ import annotations

from typing import Any

from govtool.core.times import add, subtract
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.people.case import Case
from tests.world.coop import Coop
from tests.world.due_process import stated
from tests.world.people import FOUNDED_AT
from tests.world.quarrel import PEOPLE, TEXT, bylaws, members, records
from tests.world.words import MOTION


def _federation(coop: Coop, ended: str | None = None) -> Coop:
    """The affiliates that quarrel. Mo belonged to Restaurant until `ended`, if it is given."""
    kept = {each.path: each for each in records(PEOPLE)}
    if ended is not None:
        path = Affiliation.home.path("mo")
        mo = kept[path].data()
        mo["rows"].append({"affiliate": "restaurant", "since": "2020-01-01T00:00:00Z", "ended_at": ended})
        kept[path] = Affiliation.read(mo)
    return coop.another(people=members(PEOPLE), bylaws=bylaws(), records=kept)


def _opens(coop: Coop, **more: str) -> set[str]:
    body: dict[str, object] = {"affiliate": "restaurant", "against_affiliate": "riverside", "subject": "The fish"}
    return stated(coop, "dora", "open-case", {**body, "text_digest": TEXT, "ground": "force", **more})


def _names(coop: Coop, who: str, affiliate: str, mediator: str) -> set[str]:
    body: dict[str, Any] = {"affiliate": affiliate, "case": 1, "mediator": mediator}
    return stated(coop, who, "name-mediator", body)


def delay_by_cases(coop: Coop) -> set[str]:
    """Restaurant opens case after case to put off a vote, and names no mediator."""
    coop = _federation(coop)
    number = coop.open("bob", "kitchen", MOTION)
    closes_at = coop.entry(number).closes_at
    found = set().union(*(_opens(coop) for _ in range(4)))
    assert sum(1 for _ in Case.all(coop.registry)) == 3
    assert _names(coop, "bob", "riverside", "mia") == set()
    assert Case.one(coop.registry, 1).status(subtract(add(FOUNDED_AT, "P14D"), "PT1M")) == "open"
    if Case.one(coop.registry, 1).status(add(FOUNDED_AT, "P14D")) == "failed":
        found.add("failed on day 14")
    for voter in (name for there in PEOPLE.values() for name in there):
        coop.vote(voter, number)
    assert coop.entry(number).closes_at == closes_at
    coop.finish(number)
    if coop.entry(number).status == "passed" and coop.audit().ok:
        found.add("SAME")
    return found


def partial_mediator(coop: Coop) -> set[str]:
    """A mediator left one of the parties a day less than a year ago; one who left a year ago is independent."""
    late, early = subtract(FOUNDED_AT, "P364D"), subtract(FOUNDED_AT, "P365D")
    near, far = _federation(coop, late), _federation(coop, early)
    assert _opens(near) == _opens(far) == set()
    assert _names(far, "bob", "riverside", "mo") == set()
    return _names(near, "bob", "riverside", "mo") | _names(near, "bob", "riverside", "finn")


def own_failure(coop: Coop) -> set[str]:
    """Restaurant lets its own case fail by naming nobody, and complains about Riverside at once."""
    coop = _federation(coop)
    assert _opens(coop) == set()
    assert _names(coop, "bob", "riverside", "mia") == set()
    coop.later("P14D")
    words = {"text": "They never answer."}
    about: dict[str, object] = {"about": "riverside", "particulars": words, "ground": "force", "case": 1}
    return stated(coop, "dora", "complain-affiliate", about)
