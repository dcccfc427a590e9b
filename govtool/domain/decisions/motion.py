"""A motion: the organisation makes a statement, and nothing in the registry changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding
from govtool.core.state import State
from govtool.core.wording import ABSENT, Wording, wording
from govtool.domain.decisions.action import Action, Moment, texts_are_there

FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


class Motion(Action):
    """Agree on a text. Nothing in the registry changes."""

    kind: ClassVar[str] = "motion"
    said: ClassVar[Wording | None] = wording(
        "Asks the members to agree to the text {text}.",
        ("text", ABSENT, "Asks the members to agree to the title."),
    )
    example: ClassVar[str] = "--title 'Thank the neighbours' --text letter.md"
    asks_nothing: ClassVar[bool] = True
    not_asked: ClassVar[frozenset[str]] = frozenset({"text"})

    action: Literal["motion"]
    text: FileName | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The motion's text, if it has one."""
        return (self.text,) if self.text else ()

    @property
    def is_said_by_title(self) -> bool:
        """Whether the motion has no text, so that its title is the request."""
        return not self.text

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The text that it names is in the proposal's folder."""
        yield from texts_are_there(self, self.texts, moment)
