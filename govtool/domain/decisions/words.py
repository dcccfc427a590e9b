"""Somebody's words in a statement or record: a text, permanently public, or the digest of a text kept outside.

git keeps its contents permanently. Words that somebody may have to erase can therefore be kept outside the repository:
the registry then holds the digest of a salted document (`domain.people.document`).
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.ids import Digest
from govtool.core.record import Record, optional

PersonText = Annotated[str, Field(min_length=1, max_length=4000)]


class About(Record):
    """Words that may be missing: the text, or the digest of a salted one kept outside."""

    text: PersonText | None = optional("the text; it is permanently public")
    text_digest: Digest | None = optional("instead of a text: the digest of one kept outside")

    @model_validator(mode="after")
    def _is_text_or_digest(self) -> Self:
        if self.text is not None and self.text_digest is not None:
            raise ValueError("must have either a text or its digest")
        return self


class Words(About):
    """Words: `text`, permanently public, or the digest of a salted document. Exactly one."""

    @model_validator(mode="after")
    def _is_said(self) -> Self:
        if self.text is None and self.text_digest is None:
            raise PydanticCustomError("words", "must have a text, or the digest of one")
        return self
