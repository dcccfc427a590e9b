"""An expulsion step by step, for stories: the complaint of two, the notice, the vote, the appeal."""

from __future__ import annotations

from govtool.core.ids import digest_of
from govtool.domain.decisions.statement import Statement, last_number
from govtool.domain.people.complaint import Complaint
from govtool.io.signature.signing import MemoryKey
from tests.world.coop import Coop
from tests.world.people import key_of

PARTICULARS = {"text": "He sold the tools of the workshop and kept the money."}


def stated(coop: Coop, who: str, kind: str, body: dict[str, object], key: MemoryKey | None = None) -> set[str]:
    """What the clerk says to a statement; empty where it takes it."""
    number = last_number(coop.registry, who) + 1
    coop.state(who, kind, body, key=key or key_of(who))
    coop.run_clerk()
    return coop.refused(f"statement/{who}/{number:06d}")


def last_digest(coop: Coop, who: str) -> str:
    """The digest of somebody's last statement."""
    data = coop.registry.data(Statement.home.path(who, last_number(coop.registry, who)))
    assert data is not None
    return digest_of(data)


def complain(coop: Coop, about: str, by: str = "alice carol") -> str:
    """Two people complain about a third; gives the digest by which the complaint is known."""
    first, second = by.split()
    assert stated(coop, first, "complain", {"about": about, "particulars": PARTICULARS}) == set()
    digest = last_digest(coop, first)
    assert stated(coop, second, "countersign", {"confirms": digest}) == set()
    return digest


def open_vote(coop: Coop, about: str = "dan") -> tuple[str, str]:
    """A complaint whose vote is open: its digest, and the number of the vote."""
    digest = complain(coop, about)
    coop.later("P28D")
    coop.run_clerk()
    number = next(entry.number for entry in coop.open_entries if entry.slug.startswith("expel"))
    return digest, number


def passed(coop: Coop, about: str = "dan", voters: str = "alice bob carol") -> tuple[str, str]:
    """An expulsion that has passed and waits for its effect."""
    digest, number = open_vote(coop, about)
    for voter in voters.split():
        coop.vote(voter, number)
    coop.now = coop.entry(number).closes_at
    coop.run_clerk()
    decided = coop.entry(number).decided
    assert decided is not None and decided.result == "passed"
    return digest, number


def complaint(coop: Coop, digest: str) -> Complaint:
    """The complaint, settled or not."""
    found = Complaint.of(coop.registry, digest)
    assert found is not None
    return found
