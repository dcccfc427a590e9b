"""One setting of a Git host: how to look at it, and how to mend it. Set-up and check-up share these settings.

A setting is looked at before it is mended and again afterwards. So a second run changes nothing, and an interrupted run
is simply run again. Looking changes nothing. An answer of a Git host is taken for data of any shape.
"""

from __future__ import annotations

import calendar
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from govtool.core.times import Instant, instant_of
from govtool.io.forge.github import ForgeError, GitHub
from govtool.roles.forge.setup import Setup

Fault = tuple[Literal["lacks", "blocked", "unseen"], str]
"""One thing that is not as it should be: which of the three ways of a `Look`, and a sentence."""


@dataclass(frozen=True, slots=True)
class Look:
    """The result of looking: `lacks` can be mended from here, `blocked` only by a person (each says how), `unseen` was
    not shown to us. All empty: it is as it should be. The sentences have no full stop.
    """

    lacks: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass
class Forge:
    """A repository on GitHub, the facts that its settings depend on, and the content of main.

    `workflows` are the workflow files on main by path; `clerk_keys` the base64 of all the clerk's keys. `private_key`
    reads the clerk's private key, None if it is not on this computer.
    """

    github: GitHub
    setup: Setup
    workflows: Mapping[str, bytes] = field(default_factory=dict)
    clerk_keys: frozenset[str] = frozenset()
    private_key: Callable[[], str] | None = None
    _repository: Mapping[str, object] | None = None

    @property
    def repository(self) -> Mapping[str, object]:
        """GitHub's description of the repository itself, requested once. Raises ForgeError."""
        if self._repository is None:
            self._repository = self.get()
        return self._repository

    def forget(self) -> None:
        """Forgets earlier answers, because something was changed: the next questions go to GitHub again."""
        self._repository = None

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it. Raises ForgeError."""
        return self.repository.get("private") is False

    @property
    def organization(self) -> str | None:
        """The organization that it belongs to, None where it is a person's. Raises ForgeError."""
        owner = fields(self.repository.get("owner"))
        return str(owner.get("login")) if owner.get("type") == "Organization" else None

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


class Setting(ABC):
    """One setting: what should be so (`title`), and what follows for the members if it is not (`meaning`). `page`,
    below the repository's, is where a person sets it; `level` is how grave it is.
    """

    title: str
    meaning: str
    page: str
    level: Literal["problem", "note"] = "problem"

    def look(self, forge: Forge) -> Look:
        """How it is now. Raises ForgeError where it cannot be seen at all."""
        found = list(self.faults(forge))
        return Look(*(tuple(what for kind, what in found if kind == each) for each in ("lacks", "blocked", "unseen")))

    @abstractmethod
    def faults(self, forge: Forge) -> Iterator[Fault]:
        """All that is not as it should be, one by one. Raises ForgeError."""

    @abstractmethod
    def mend(self, forge: Forge) -> None:
        """Makes it as it should be, as far as `lacks` says that it can. Raises GovtoolError."""


def record(value: object) -> Mapping[str, object]:
    """An object that a forge sent. Raises ForgeError where it is something else."""
    if not isinstance(value, dict):
        raise ForgeError(0, "the Git host's answer is no object", "look at the address of its API")
    return value


def records(value: object) -> list[Mapping[str, object]]:
    """The objects of a list that a forge sent; what is none is left out."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def fields(value: object) -> Mapping[str, object]:
    """The fields of an object that a forge sent; none if it is something else."""
    return value if isinstance(value, dict) else {}


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
        return f"this repository's plan does not have it: {error.message}"
    if error.status == 403:
        return f"the token may not do it, or the plan does not have it: {error.message}"
    if error.status == 404:
        return f"it is not there for this token, or not in this plan: {error.message}"
    return error.message
