"""The first affiliate of a federation that is founded: from what people typed, or from a clone of it.

It decides by its people, and each member of the first state belongs to it. `founding_plan` makes the rest of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from govtool.core.code import sentence_of
from govtool.core.ids import id_from
from govtool.core.record import FileRecord, SchemaError
from govtool.core.times import Instant
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation, AffiliationRow
from govtool.domain.constitution.organization import organization_of
from govtool.errors import UsageError
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.roles.desk.desk import Desk
from govtool.roles.lifecycle.founding_plan import Person

PEOPLE_MOST = 40
"""How many people the first affiliate may bring in without another vote, unless the founders say otherwise."""
_KIND = "co-operative"
AFFILIATE_HINT = '--affiliate "riverside:Riverside Co-op", or a folder with a clone of it'


def named_affiliate(text: str, folder: Path, people_most: int, at: Instant) -> Affiliate:
    """The affiliate that `ID:NAME[:KIND]` describes, or the organisation of a clone; its name and founding fingerprint
    are read from its verified history. Nobody belongs to it yet. Raises UsageError, GovtoolError.
    """
    name, *more = (part.strip() for part in text.split(":", 2))
    value: dict[str, object] = {"id": name, "kind": _KIND, **dict(zip(("name", "kind"), more, strict=False))}
    if not more:
        if not (folder / text).is_dir():
            raise UsageError(f"--affiliate {text!r} is neither ID:NAME nor a folder", AFFILIATE_HINT)
        git = Git(folder / text)
        book = Desk(git, Remote(git), at, offline=True).book
        called = organization_of(book.state).name
        value |= {"id": id_from(called, "affiliate"), "name": called, "genesis": book.genesis}
    times = {"joined_at": at, "people_most_at": at, "acted_at": at}
    try:
        return Affiliate.read({**value, **times, "decides": "people", "people": 0, "people_most": people_most})
    except SchemaError as error:
        raise UsageError(f"the affiliate {text!r}: {sentence_of(error.findings[0])}", AFFILIATE_HINT) from None


def belonging(affiliate: Affiliate, people: Iterable[Person], at: Instant) -> dict[str, FileRecord]:
    """The affiliate and the affiliations of the members among some people, by path. It is their home."""
    members = [person.id for person in people if person.membership in ("member", "away")]
    row = AffiliationRow(affiliate=affiliate.id, since=at)
    found = [Affiliation(person=name, base=affiliate.id, rows=(row,)) for name in members]
    return {each.path: each for each in (affiliate.changed(people=len(members)), *found)}
