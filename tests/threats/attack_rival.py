"""Attacks with proposals that answer one question: who comes late, who decides too early, who leaves in the lead."""

from __future__ import annotations

from govtool.core.times import add
from govtool.domain.constitution.organization import organization_of
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, shipped_bylaws

EVERYBODY = "alice bob carol dan erin"
CLOSES_AT = add(FOUNDED_AT, "P21D")


def _answer(coop: Coop, who: str, name: str) -> None:
    action = f"- {{action: rename-organization, from_name: Test Co-operative, to_name: {name}}}"
    coop.propose(who, name.lower(), action, extra="answers: name\n")
    coop.run_clerk()


def _two(coop: Coop) -> None:
    _answer(coop, "alice", "Amber")
    _answer(coop, "bob", "Beryl")
    for number, voters in (("0001", "alice bob carol"), ("0002", "alice bob carol dan")):
        for voter in EVERYBODY.split():
            coop.vote(voter, number, "for" if voter in voters.split() else "against")


def _decided(coop: Coop, number: str) -> None:
    """The clerk decides one of them alone, with all its ballots."""
    ballots = [coop.hub.ref(f"refs/heads/vote/{number}/{voter}") or "" for voter in EVERYBODY.split()]
    gather = coop.gather(number, *ballots, coop.entry(number).filing or "")
    coop.cheat(coop.decision(number, gather=gather), gather)


def late_rival(coop: Coop) -> set[str]:
    """A rival is filed in the last hour, to outlast the others; another one when nobody can join any more."""
    slow = coop.another(bylaws=shipped_bylaws(lambda data: data["rules"]["ordinary"].update(period="P15D")))
    found: set[str] = set()
    for each, at in ((slow, "P21DT23H"), (coop, "P20DT23H"), (coop, "P7D")):
        each.at(FOUNDED_AT)
        if "0001" not in {entry.number for entry in each.open_entries}:
            _answer(each, "alice", "Amber")
        each.at(add(FOUNDED_AT, at))
        _answer(each, "bob", "Beryl")
        found |= each.refused("proposal/beryl")
    # who joins in time has the same end as the others, and no later one
    coop.at(add(FOUNDED_AT, "P6DT23H"))
    _answer(coop, "carol", "Coral")
    assert coop.entry("0001").closes_at == coop.entry("0002").closes_at == CLOSES_AT
    return found


def enacted_before_all_are_decided(coop: Coop) -> set[str]:
    """The clerk enacts a rival that passed while another is open. Then it decides that one late, to have it lapse."""
    _two(coop)
    coop.at(CLOSES_AT)
    _decided(coop, "0001")
    entry = coop.entry("0001")
    assert entry.decided is not None and entry.awaits_rivals and coop.audit().ok
    before = coop.head
    due = entry.changed(decided=entry.decided.changed(due_at=coop.now))
    coop.cheat(coop.enactment("0001"), on=coop.registry.keep(due))
    found = coop.failed()
    coop.put_on_main(before)
    # thirty days of grace are left, in which the votes decide
    coop.at(add(CLOSES_AT, "P30D"))
    coop.run_clerk()
    assert (coop.entry("0001").status, coop.entry("0002").status) == ("failed", "passed") and coop.audit().ok
    return found


def enacts_the_runner_up(coop: Coop) -> set[str]:
    """The clerk notes at the last decision that the one with less weight takes effect."""
    _two(coop)
    coop.at(CLOSES_AT)
    _decided(coop, "0001")
    before = coop.head
    _decided(coop, "0002")
    entries = [coop.entry(number) for number in ("0001", "0002")]
    swapped = {}
    for entry, other in zip(entries, reversed(entries), strict=True):
        assert entry.decided is not None and other.decided is not None
        rival = "0001" if other.decided.lost else None
        swapped[entry.path] = entry.changed(decided=entry.decided.changed(lost=other.decided.lost, rival=rival))
    coop.put_on_main(before)
    ballots = [coop.hub.ref(f"refs/heads/vote/0002/{voter}") or "" for voter in EVERYBODY.split()]
    gather = coop.gather("0002", *ballots, coop.entry("0002").filing or "")
    coop.cheat(coop.decision("0002", gather=gather), gather, records=swapped)
    return coop.failed()


def leader_withdrawn(coop: Coop) -> set[str]:
    """The rival that leads is withdrawn in the last hour: nothing opens again, and the others count as without it."""
    _two(coop)
    coop.at(add(FOUNDED_AT, "P20DT23H"))
    coop.state("bob", "withdraw", {"proposal": "0002"})
    coop.run_clerk()
    if coop.entry("0001").closes_at != CLOSES_AT or not coop.entry("0001").is_open:
        return set()
    coop.at(CLOSES_AT)
    coop.run_clerk()
    assert coop.audit().ok and coop.entry("0002").status == "withdrawn"
    return {"SAME"} if organization_of(coop.registry).name == "Amber" else set()
