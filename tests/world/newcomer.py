"""Somebody who comes from outside, for tests to tell stories with: their letter, and how far they get.

    digest = sends_letter(coop, "frank")                    # on the branch application/frank, signed by Frank's key
    coop.state("alice", "receive", {"candidate": "frank", "letter": digest})
    number = nominated(coop, "frank")                       # the vote on it, opened by itself
    in_probation(coop, "frank", team="kitchen")             # all of that at once, voted and enacted
    number = vote_due(coop, "frank")                        # the clock is turned to the vote at the end

The kitchen is a team of Alice, Bob, Carol, Dan and Erin: 7 votes, 5 heads.
"""

from __future__ import annotations

from typing import Any

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.core.times import add
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions.docket import DocketEntry, closed_entries, open_entries
from govtool.domain.decisions.statement import last_number
from govtool.domain.people.admission import Admit
from govtool.domain.people.application import Application
from govtool.domain.people.letter import Letter
from govtool.domain.people.probation import Confirm, Probation
from govtool.io.signature.signing import MemoryKey
from govtool.roles.lifecycle.schema import STATEMENTS
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, key_of, public

ALL = "alice bob carol dan erin"


def kitchen(names: str = ALL) -> dict[str, Team]:
    """The team that people come into, to be founded with."""
    seats = tuple(Seat(member=name, counts_at=FOUNDED_AT) for name in sorted(names.split()))
    team = Team(id="kitchen", name="Kitchen", seats=seats)
    return {team.path: team}


def with_kitchen(coop: Coop, names: str = ALL, **options: Any) -> Coop:
    """A co-operative that has a kitchen."""
    return coop.another("with-kitchen", records=kitchen(names), **options)


def letter_data(
    coop: Coop, name: str, *, key: MemoryKey | None = None, proof: str | None = None, **fields: Any
) -> bytes:
    """A letter as it ought to be, but for what is given."""
    values = {
        "text": f"I am {name.title()}.",
        "id": name,
        "name": name.title(),
        "wants": "member",
        "wanted_minutes_per_week": 1200,
        "key": public(key or key_of(name)).data(),
        "proof": proof or coop.proof(name),
    }
    return emit(Letter.read(values | fields).data())


def sends_letter(
    coop: Coop,
    name: str,
    *,
    signer: MemoryKey | None = None,
    data: bytes | None = None,
    path: str | None = None,
    branch: str | None = None,
    **fields: Any,
) -> str:
    """Somebody without a record pushes their letter to its branch; gives its digest."""
    data = data if data is not None else letter_data(coop, name, **fields)
    coop.push_raw(
        branch if branch is not None else f"application/{name}",
        {coop.layout.place(path or Letter.home.path(name)): data},
        message=f"Apply ({name})\n\nApplication: {digest_of(data)}\n",
        key=signer or key_of(name),
    )
    return digest_of(data)


def states(coop: Coop, member: str, kind: str, body: dict[str, Any] | None = None, **options: Any) -> set[str]:
    """What the clerk has against a statement: nothing where it took it."""
    options["number"] = options.get("number") or _next(coop, member)
    coop.state(member, kind, STATEMENTS[kind].read(body or {}).data(), **options)
    coop.run_clerk()
    return coop.refused(f"statement/{member}/{options['number']:06d}")


def _next(coop: Coop, member: str) -> int:
    return last_number(coop.registry, member) + 1


def received(coop: Coop, name: str, by: str = "alice", **fields: Any) -> Application:
    """Somebody applies from outside, and a member brings that in."""
    digest = sends_letter(coop, name, **fields)
    assert states(coop, by, "receive", {"candidate": name, "letter": digest}) == set()
    return application(coop, name)


def application(coop: Coop, name: str) -> Application:
    """The application of a person."""
    found = Application.of(coop.registry, name)
    assert found is not None, name
    return found


def probation(coop: Coop, name: str) -> Probation:
    """The probation that a person is in."""
    found = Probation.of(coop.registry, name)
    assert found is not None, name
    return found


def nomination(name: str, minutes: int = 1200, **fields: Any) -> dict[str, Any]:
    """The body of a nomination for the kitchen."""
    return {"candidate": name, "team": "kitchen", "minutes_per_week": minutes, **fields}


def nominated(coop: Coop, name: str, by: str = "alice", minutes: int = 1200) -> str:
    """A member nominates somebody who has applied; gives the number of the vote that it opened."""
    assert states(coop, by, "nominate", nomination(name, minutes)) == set()
    return vote_about(coop, name).number


def vote_about(coop: Coop, name: str) -> DocketEntry:
    """The open vote on a person."""
    for entry in open_entries(coop.registry):
        if entry.is_open and any(isinstance(a, Admit | Confirm) and a.subject == name for a in entry.actions):
            return entry
    raise AssertionError(f"no vote about {name} is open: {coop.run}")


def votes_about(coop: Coop, name: str) -> list[DocketEntry]:
    """Every vote that there ever was on a person, by number."""
    entries = [*open_entries(coop.registry), *closed_entries(coop.registry)]
    found = [e for e in entries if any(isinstance(a, Admit | Confirm) and a.subject == name for a in e.actions)]
    return sorted(found, key=lambda entry: entry.number)


def admitted(coop: Coop, name: str, minutes: int = 1200) -> Probation:
    """An applicant is nominated, and everybody is for it."""
    number = nominated(coop, name, minutes=minutes)
    votes(coop, number, **dict.fromkeys(ALL.split(), "for"))
    return probation(coop, name)


def in_probation(coop: Coop, name: str, **fields: Any) -> Probation:
    """Somebody from outside comes into probation."""
    received(coop, name, **fields)
    return admitted(coop, name)


def vote_due(coop: Coop, name: str) -> str:
    """Turns the clock to when the vote on a probation is due, and lets the clerk run; gives its number."""
    coop.now = max(coop.now, probation(coop, name).due_at)
    coop.run_clerk()
    return vote_about(coop, name).number


def votes(coop: Coop, number: str, **choices: str) -> str:
    """People vote, the time of the vote runs out, and it takes effect; gives the result."""
    for voter, choice in choices.items():
        if voter in coop.who_votes(coop.entry(number)):
            coop.vote(voter, number, choice)
    coop.finish(number)
    return coop.entry(number).status


def days_later(instant: str, days: int) -> str:
    """An instant so many days later."""
    return add(instant, f"P{days}D")
