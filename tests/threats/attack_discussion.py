"""Attacks by what is written to an open proposal."""

from __future__ import annotations

from govtool.core.canonical import emit
from govtool.core.times import add
from govtool.domain.decisions.critique import Critique
from govtool.domain.decisions.statement import Statement, last_number
from govtool.roles.decisions.critique_service import to_read
from tests.world.coop import Coop
from tests.world.money import Books
from tests.world.people import refusal
from tests.world.words import MOTION


def flooded_vote(coop: Coop) -> set[str]:
    """Vera, a volunteer, writes 500 objections to one proposal, and one in which the words run backwards."""
    books = Books()
    books.open(MOTION, "bob")
    body = {"text": "No", "proposal": "0001", "aspect": "objection"}
    for _ in range(3):
        books.state("vera", "object", body)
    seen = {code for _ in range(497) for code in refusal(lambda: books.state("vera", "object", body))}
    assert seen == {"max_open"} and len(list(Critique.all(books.registry, "0001"))) == 3
    # at the door: what is refused uses no number, and hides nothing of what others write
    coop.open("bob", "kettle", MOTION)
    verdict = set()
    for _ in range(4):
        number = last_number(coop.registry, "vera") + 1
        coop.state("vera", "object", body)
        coop.run_clerk()
        verdict |= coop.refused(f"statement/vera/{number:06d}")
    coop.state("carol", "object", {**body, "text": "safe"})
    coop.run_clerk()
    assert [one.by for one in to_read(coop.registry, coop.entry("0001"))[0]] == ["vera", "vera", "vera", "carol"]
    return verdict | backwards(coop, "carol") | backwards(coop, "dan", escaped=True)


def backwards(coop: Coop, who: str, *, escaped: bool = False) -> set[str]:
    """An objection with U+202E, as it is or by its number, in a statement that a person really signed."""
    number = last_number(coop.registry, who) + 1
    body = {"text": "MARK safe", "proposal": "0001", "aspect": "objection"}
    made = Statement(member=who, number=number, not_after=add(coop.now, "P20D"), kind="object", body=body)
    mark = "\\u202e" if escaped else "\u202e"
    coop.state(who, "object", body, data=emit(made.data()).replace(b"MARK", mark.encode()))
    coop.run_clerk()
    assert coop.audit().ok and last_number(coop.registry, who) == number - 1
    return coop.refused(f"statement/{who}/{number:06d}")
