"""The federation that quarrels, whose affiliates also bring people in: who acts for them in disputes does that too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govtool.core.record import FileRecord
from govtool.domain.constitution.affiliate import Affiliate, Mandate
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.federation.person import NewPerson, person_message
from govtool.io.signature.signing import prove_possession
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, key_of, public
from tests.world.quarrel import ACTING, FAR, PEOPLE, Quarrel, bylaws, members, records
from tests.world.source import folded


def new_person(genesis: str, name: str, affiliate: str, key: str | None = None) -> NewPerson:
    """Somebody's word that they come in for an affiliate, under a name; `key` names whose key signs it."""
    signer = key_of(key or name)
    made = public(signer)
    proof = prove_possession(signer, person_message(genesis, name, affiliate, made))
    return NewPerson(person=name, name=name.title(), key=made, proof=proof)


def enrolling(affiliate: Affiliate) -> Affiliate:
    """The affiliate with a mandate for who belongs to it."""
    by, need = ACTING[affiliate.id]
    return affiliate.changed(mandates=(*affiliate.mandates, Mandate(what="enrol", by=by, need=need, until=FAR)))


class Enrolled(Quarrel):
    """The federation in memory."""

    def __init__(self, more: dict[str, tuple[str, ...]] | None = None, *, bylaws: Bylaws | None = None) -> None:
        super().__init__(more)
        state = self.registry.keep(*(enrolling(each) for each in Affiliate.all(self.registry)))
        self.registry = folded(state if bylaws is None else state.keep(bylaws))

    def enrol(self, who: str, affiliate: str, *names: str, **changes: Any) -> set[str]:
        """Somebody brings people in; gives the codes of the refusal."""
        people = [new_person(self.genesis, name, affiliate).data() for name in names]
        return self.says(who, "enrol", **{"affiliate": affiliate, "people": people, **changes})

    def affiliate(self, name: str) -> Affiliate:
        """An affiliate as it stands."""
        return Affiliate.one(self.registry, name)

    def person(self, name: str) -> Member:
        """Somebody's record."""
        return Member.one(self.registry, name)

    def belongs(self, name: str) -> tuple[str, ...]:
        """To which affiliates somebody belongs."""
        return Affiliation.one(self.registry, name).affiliates

    def with_room(self, name: str, most: int, at: str = FOUNDED_AT) -> None:
        """Sets how many people may belong to an affiliate, and since when."""
        changed = self.affiliate(name).changed(people_most=most, people_most_at=at)
        self.registry = folded(self.registry.keep(changed))


def enrolled_coop(coop: Coop, *, more: Iterable[FileRecord] = (), **options: Any) -> Coop:
    """The same federation with real git and the real clerk; `more` are records in place of its own."""
    kept = {each.path: each for each in records(PEOPLE)}
    kept |= {path: enrolling(each) for path, each in kept.items() if isinstance(each, Affiliate)}
    kept |= {each.path: each for each in more}
    return coop.another("federation", **{"people": members(PEOPLE), "bylaws": bylaws(), "records": kept, **options})
