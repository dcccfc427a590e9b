"""A letter from outside: a person without a record registers as a volunteer or applies as a member.

It is the file `applications/ID.yaml` on a branch `application/ID` or in a pull request, in a commit that its author
signs with the very key that it names. It waits outside main, without any effect, until a member brings it in. Nothing
here changes the registry: see `domain.people.application`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.evidence import Keys, Paper
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import MemberId, TeamId
from govtool.core.record import FileRecord, optional_list
from govtool.core.state import State
from govtool.domain.constitution.member import Member, Minutes
from govtool.domain.constitution.organization import DisplayName, PublicKey
from govtool.domain.decisions.words import About
from govtool.domain.people.key import Proof, new_key_problems


class Letter(About, FileRecord):
    """The file `applications/ID.yaml`: the author, the membership that they want, and the proof of their key."""

    home: ClassVar[Home] = Home("letter", "applications/{id}.yaml")

    id: MemberId = Field(description="the id that the person will have")
    name: DisplayName = Field(description="the person's name")
    wants: Literal["volunteer", "member"] = Field(description="the membership that the person wants")
    wanted_minutes_per_week: Minutes = Field(description="the minutes a week that the person wants to work; 0 for none")
    teams: Annotated[tuple[TeamId, ...], Field(max_length=20)] = optional_list("the teams that the person would like")
    key: PublicKey = Field(description="the key that signs this file, and will sign for the person")
    proof: Proof = Field(description="the proof that the person holds the key, made for this id and organisation")


def letter_of(paper: Paper) -> Letter:
    """The letter that a commit adds. Raises SchemaError if its file is no letter."""
    return Letter.read(paper.value, paper.path)


def letter_problems(state: State, letter: Letter, paper: Paper, keys: Keys) -> Iterator[Finding]:
    """Why no member can bring in a letter; the same when it is sent, checked and cited.

    It is not valid if its author does not hold its key, or if the key is or was anybody's.
    """
    path = paper.path
    if path != letter.path:
        yield finding("extra_path", path, what=f"a letter of {letter.id} belongs at {letter.path}")
    if Member.of(state, letter.id) is not None:
        yield finding("id_taken", path, id=letter.id)
    if paper.signer.key != letter.key.blob:
        yield finding("proof_of_possession", path, key=f"…{letter.key.blob[-12:]}")
    yield from (found.at(path) for found in new_key_problems(state, letter.id, letter.key, letter.proof, keys))
