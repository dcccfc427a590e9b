"""A letter from outside: what somebody without a record sends, to register as a volunteer or to apply as a member.

It is the file `applications/ID.yaml` on a branch `application/ID` or in a pull request, in a commit that its author
signs with the very key that it names. It waits outside main, whatever there is of it, until a member brings it in.
Nothing here changes the registry: see `domain.people.application`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from govtool.core.evidence import Keys, Paper
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, TeamId
from govtool.core.record import FileRecord, Record
from govtool.core.state import State
from govtool.domain.constitution.member import Member, Minutes
from govtool.domain.constitution.organization import DisplayName, PublicKey
from govtool.domain.people.key import Proof, new_key_problems

PersonText = Annotated[str, Field(min_length=1, max_length=4000)]


class About(Record):
    """What somebody writes about themselves or another: the text, or the digest of a salted one kept outside."""

    text: PersonText | None = Field(default=None, description="the text; it is public for ever")
    text_digest: Digest | None = Field(default=None, description="in place of a text: the digest of one kept outside")

    @model_validator(mode="after")
    def _is_text_or_digest(self) -> Self:
        if self.text is not None and self.text_digest is not None:
            raise ValueError("has a text or the digest of one, not both")
        return self


class Letter(About, FileRecord):
    """The file `applications/ID.yaml`: who writes, as what they want to come in, and that the key is theirs."""

    home: ClassVar[Home] = Home("letter", "applications/{id}.yaml")
    kind: ClassVar[str] = "letter"

    id: MemberId = Field(description="the id that the person is to have")
    name: DisplayName = Field(description="how the person is called")
    wants: Literal["volunteer", "member"] = Field(description="as what the person wants to come in")
    wanted_minutes_per_week: Minutes = Field(description="how many minutes a week the person wants to work; 0 for none")
    teams: Annotated[tuple[TeamId, ...], Field(max_length=20)] = Field(default=(), description="teams they would like")
    key: PublicKey = Field(description="the key that signs this file, and will sign for the person")
    proof: Proof = Field(description="the proof that the person holds the key, made for this id and organisation")


def letter_of(paper: Paper) -> Letter:
    """The letter that a commit adds. Raises SchemaError where its file is none."""
    return Letter.read(paper.value, paper.path)


def letter_problems(state: State, letter: Letter, paper: Paper, keys: Keys) -> Iterator[Finding]:
    """Why a letter cannot be brought in, whoever wants to: the same when it is sent, checked and cited.

    A key in it that its author does not hold, or that is or was anybody's, makes it worthless.
    """
    path = paper.path
    if path != letter.path:
        yield finding("extra_path", path, what=f"a letter of {letter.id} lies at {letter.path}")
    if Member.of(state, letter.id) is not None:
        yield finding("id_taken", path, id=letter.id)
    if paper.signer.key != letter.key.blob:
        yield finding("proof_of_possession", path, key=f"…{letter.key.blob[-12:]}")
    yield from (found.at(path) for found in new_key_problems(state, letter.id, letter.key, letter.proof, keys))
