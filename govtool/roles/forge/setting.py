"""One thing that is to be set on a forge: how it is looked at, and how it is mended. Set-up and check-up share them.

A setting is looked at before it is mended and again afterwards, so that twice is once, and what was stopped half-way is
simply done again. Looking changes nothing. What a forge answers is taken for data of any shape.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from govtool.core.times import Instant, instant_of
from govtool.io.forge.github import ForgeError, GitHub
from govtool.roles.forge.setup import Setup


@dataclass(frozen=True, slots=True)
class Look:
    """What was found: `lacks` can be mended from here, `blocked` only by a person (each says how), `unseen` was not
    shown to us. All empty: it is as it should be. The sentences have no full stop.
    """

    lacks: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing is known to be missing."""
        return not self.lacks and not self.blocked


@dataclass
class Forge:
    """A repository on GitHub, what is to be set there, and what main holds. `workflows` are the workflow files on main
    by path; `clerk_keys` the base64 of all the clerk's keys; `private_key` reads the clerk's private key, None where it
    is not on this computer.
    """

    github: GitHub
    setup: Setup
    workflows: Mapping[str, bytes] = field(default_factory=dict)
    clerk_keys: frozenset[str] = frozenset()
    private_key: Callable[[], str] | None = None
    _repository: Mapping[str, object] | None = None

    @property
    def repository(self) -> Mapping[str, object]:
        """What GitHub tells of the repository itself; asked once. Raises ForgeError."""
        if self._repository is None:
            self._repository = self.get()
        return self._repository

    def forget(self) -> None:
        """What is asked next is asked anew: something was changed."""
        self._repository = None

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it. Raises ForgeError."""
        return self.repository.get("private") is False

    def get(self, *parts: str | int) -> Mapping[str, object]:
        """An object below the repository. Raises ForgeError."""
        return record(self.github.call("GET", self.github.path(*parts)))

    def find(self, *parts: str | int) -> Mapping[str, object] | None:
        """An object below the repository, None where there is none. Raises ForgeError for every other refusal."""
        try:
            return self.get(*parts)
        except ForgeError as error:
            if error.status == 404:
                return None
            raise

    def items(self, *parts: str | int) -> Iterator[Mapping[str, object]]:
        """The objects of a list below the repository. Raises ForgeError."""
        return map(record, self.github.pages(self.github.path(*parts)))

    def send(self, method: str, parts: Sequence[str | int], body: Mapping[str, object] | None = None) -> None:
        """Asks for a change. Raises ForgeError."""
        self.github.call(method, self.github.path(*parts), body)


class Setting(Protocol):
    """What is to be so (`title`), what follows for the members where it is not (`meaning`), where a person sets it
    (`page`, below the repository's), and how grave it is.
    """

    @property
    def title(self) -> str: ...

    @property
    def meaning(self) -> str: ...

    @property
    def page(self) -> str: ...

    @property
    def level(self) -> Literal["problem", "note"]: ...

    def look(self, forge: Forge) -> Look:
        """How it is now. Raises ForgeError where it cannot be seen at all."""

    def mend(self, forge: Forge) -> None:
        """Makes it as it should be, as far as `lacks` says that it can. Raises GovtoolError."""


def record(value: object) -> Mapping[str, object]:
    """An object that a forge sent. Raises ForgeError where it is something else."""
    if not isinstance(value, dict):
        raise ForgeError(0, "the forge's answer is no object", "look at the address of its API")
    return value


def records(value: object) -> list[Mapping[str, object]]:
    """The objects of a list that a forge sent; what is none is left out."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts of a list that a forge sent; what is none is left out."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def instant(value: object) -> Instant | None:
    """A time that a forge sent, None where it is none that we understand."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return instant_of(calendar.timegm(found.utctimetuple())) if found.tzinfo is not None else None


def is_of_the_plan(error: ForgeError) -> bool:
    """Whether a forge refuses a thing because the plan of the repository does not have it."""
    return error.status in (402, 403, 404, 422) and "upgrade" in error.message.lower()


def refusal(error: ForgeError) -> str:
    """Why a forge does not do a thing, in words: what the plan lacks, or what the token may not."""
    if is_of_the_plan(error):
        return f"the plan of this repository does not have it: {error.message}"
    if error.status == 403:
        return f"the token may not do it, or the plan does not have it: {error.message}"
    if error.status == 404:
        return f"it is not there for this token, or not in this plan: {error.message}"
    return error.message
