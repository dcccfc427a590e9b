"""The federation of the quarrels, in which affiliates can be admitted, and what an organisation signs before it joins.

Every vote on an affiliate uses the ordinary rule of all members. The terms are the policy `terms`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.policy import Policy
from govtool.domain.federation.admission import AdmitAffiliate, terms_digest
from govtool.domain.federation.person import person_message
from govtool.io.signature.signing import prove_possession
from tests.world.people import FOUNDED_AT, key_of, public
from tests.world.quarrel import Quarrel, bylaws
from tests.world.source import folded

VOTES = ("admit-affiliate", "allow-people", "set-mandates", "suspend-trade")
TERMS = Policy(
    id="terms", title="Terms", version=1, adopted_by=None, adopted_at=FOUNDED_AT, text=("What is sold is at cost.",)
)
UNION = ("nils", "nora", "pam")
ASSEMBLY = ("ada", "ben", "cleo", "dov", "eli")
MATTERS = {"case", "enrol", "leave"}


def with_votes() -> Bylaws:
    """The bylaws of the quarrels, with the votes on affiliates."""
    found = bylaws()
    ordinary = found.decisions["motion"]
    return found.changed(decisions={**found.decisions, **dict.fromkeys(VOTES, ordinary)})


def signed(genesis: str, who: str, action: AdmitAffiliate, **changes: Any) -> dict[str, Any]:
    """A person's row in an admission, with their own signature unless it is changed."""
    key = public(key_of(who))
    proof = prove_possession(key_of(who), person_message(genesis, who, action.id, key, action.decision))
    return {"person": who, "name": who.title(), "key": key.data(), "proof": proof, **changes}


def admission(genesis: str, people: Iterable[str] = UNION, **changes: Any) -> AdmitAffiliate:
    """The admission of the union, which three signers sign, or of somebody else by the changes."""
    values: dict[str, Any] = {
        "action": "admit-affiliate",
        "id": "union",
        "name": "Union",
        "kind": "trade union",
        "decides": "signers",
        "signers": list(UNION),
        "need": 2,
        "policy": "terms",
        "terms": terms_digest(TERMS),
        "people_most": 40,
    }
    given = {name: value for name, value in (values | changes).items() if value is not None}
    action = AdmitAffiliate.read(given)
    return action.changed(people=[signed(genesis, who, action) for who in people])


def assembly(genesis: str, people: Iterable[str] = ASSEMBLY, **changes: Any) -> AdmitAffiliate:
    """The admission of an assembly, which decides by a vote of its people."""
    values = {"id": "assembly", "name": "Assembly", "decides": "people", "signers": None, "need": None}
    return admission(genesis, people, **(values | changes))


class Joining(Quarrel):
    """The federation, with the votes on affiliates and the terms."""

    def __init__(self) -> None:
        super().__init__()
        self.keep(with_votes(), TERMS)

    def keep(self, *records: FileRecord) -> None:
        """Changes records, as no event would."""
        for record in records:
            self.registry = self.registry.keep(record)
        self.registry = folded(self.registry)

    def affiliate(self, name: str) -> Affiliate:
        """An affiliate as it stands."""
        return Affiliate.one(self.registry, name)

    def asks(self, action: Any, who: str = "bob") -> str:
        """Somebody proposes an action; gives its number, or nothing where it does not open."""
        return self.file(who, f"a{self.now[5:10]}-{len(self._filed)}", action)

    def decides(self, action: Any) -> str:
        """Everybody votes for an action, and the clerk enacts it as soon as it can; gives how it ended."""
        number = self.asks(action)
        assert number, self.findings
        return self.ends(number)

    def ends(self, number: str) -> str:
        """Everybody votes for a proposal, and the clerk does what is due until it is over; gives how it ended."""
        for _ in range(60):
            self.clerk(self.everybody())
            if self.entry(number).is_closed:
                break
            self.later("P1D")
        entry = self.entry(number)
        return entry.enacted.result if entry.enacted is not None else entry.status


def members_of(state: State) -> dict[str, Member]:
    """Every member record, by id."""
    return {member.id: member for member in Member.all(state)}
