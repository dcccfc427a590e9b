"""What is changed of `organization.yaml` by a vote: the organisation's name, the clerk's keys, and the web pages at
which passkeys are used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.state import State
from govtool.core.wording import ABSENT, Wording, wording
from govtool.domain.constitution.organization import (
    MAX_ORIGINS,
    DisplayName,
    KeyBlob,
    Organization,
    Origin,
    PublicKey,
    organization_of,
)
from govtool.domain.decisions.action import Action, Known, Moment
from govtool.domain.people.key import registration_problems


class RenameOrganization(Action):
    """Gives the organisation another name; its identity stays."""

    kind: ClassVar[str] = "rename-organization"
    said: ClassVar[Wording | None] = wording("Renames {from_name:quoted} to {to_name:quoted}; its identity stays.")
    titled: ClassVar[Wording | None] = wording("Rename to {to_name}")
    example: ClassVar[str] = "--to 'Sunrise Co-operative'"
    known: ClassVar[Mapping[str, Known]] = MappingProxyType(
        {"from_name": lambda state, typed: organization_of(state).name}
    )

    action: Literal["rename-organization"]
    from_name: DisplayName = Field(description="the name as it is")
    to_name: DisplayName = Field(description="the name as it is to be")

    @property
    def touches(self) -> frozenset[str]:
        """The name."""
        return frozenset({"organization name"})

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The name is still the one that it replaces."""
        name = organization_of(state).name
        if name != self.from_name:
            yield finding("precondition", what=f"the name is {name!r}, not {self.from_name!r}")

    def effect(self, state: State, moment: Moment) -> State:
        """The name is changed."""
        return state.keep(organization_of(state).changed(name=self.to_name))


class ChangeClerk(Action):
    """Adds keys of the clerk, and takes others away for ever."""

    kind: ClassVar[str] = "change-clerk"
    said: ClassVar[Wording | None] = wording(
        "Adds {add:count key} of the clerk and takes {remove:count key} away for ever.",
        ("add", ABSENT, "Takes {remove:count key} of the clerk away for ever."),
        ("remove", ABSENT, "Adds {add:count key} of the clerk."),
    )
    titled: ClassVar[Wording | None] = wording(
        "Keys of the clerk: add {add:number} and take away {remove:number}",
        ("add", ABSENT, "Keys of the clerk: take away {remove:number}"),
        ("remove", ABSENT, "Keys of the clerk: add {add:number}"),
    )

    action: Literal["change-clerk"]
    add: Annotated[tuple[PublicKey, ...], Field(max_length=10)] = Field(default=(), description="new keys of the clerk")
    remove: Annotated[tuple[KeyBlob, ...], Field(max_length=10)] = Field(
        default=(), description="keys of the clerk that are spent from then on"
    )

    @property
    def touches(self) -> frozenset[str]:
        """The clerk's keys."""
        return frozenset({"clerk keys"})

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """What is added was never anybody's key, what is removed is the clerk's, and one key is left."""
        organization = organization_of(state)
        for key in self.add:
            yield from registration_problems(state, key, moment.keys)
        if len({key.blob for key in self.add}) != len(self.add):
            yield finding("precondition", what="a key is added twice")
        for blob in self.remove:
            if not organization.is_clerk_key(blob):
                yield finding("precondition", what=f"…{blob[-12:]} is no key of the clerk")
        left = len(organization.clerk_keys) + len(self.add) - len(set(self.remove))
        if not self.add and not self.remove:
            yield finding("precondition", what="nothing is added and nothing removed")
        if not 1 <= left <= 10:
            yield finding("precondition", what=f"the clerk would have {left} keys; it must have 1 to 10")

    def effect(self, state: State, moment: Moment) -> State:
        """The clerk signs with the new keys; those removed are spent."""
        return state.keep(replaced(organization_of(state), self.add, self.remove))


class SetPasskeyOrigins(Action):
    """Says at which web pages passkeys may be used; one used elsewhere counts for nothing from then on."""

    kind: ClassVar[str] = "set-passkey-origins"
    said: ClassVar[Wording | None] = wording(
        "Lets passkeys be used at {where} instead of {instead}.",
        where=wording("{to:all}", ("to", ABSENT, "no web page")),
        instead=wording("{from_:all}", ("from_", ABSENT, "no web page")),
    )
    example: ClassVar[str] = "--to https://vote.example.org"
    known: ClassVar[Mapping[str, Known]] = MappingProxyType(
        {"from": lambda state, typed: list(organization_of(state).passkey_origins)}
    )

    action: Literal["set-passkey-origins"]
    from_: Annotated[tuple[Origin, ...], Field(max_length=MAX_ORIGINS)] = Field(
        default=(), alias="from", description="the web pages as they are; absent where there is none"
    )
    to: Annotated[tuple[Origin, ...], Field(max_length=MAX_ORIGINS)] = Field(
        default=(), description="all the web pages as they are to be; absent for none"
    )

    @property
    def touches(self) -> frozenset[str]:
        """The pages for passkeys."""
        return frozenset({"passkey origins"})

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The list is still the one that it replaces, and another one; each page stands once."""
        now = organization_of(state).passkey_origins
        if now != self.from_:
            yield finding("precondition", what=f"passkeys are used at {_listed(now)}, not at {_listed(self.from_)}")
        if self.to == self.from_:
            yield finding("precondition", what=f"passkeys are used at {_listed(now)} already")
        if len(set(self.to)) != len(self.to):
            yield finding("precondition", what="a web page stands twice in it")

    def effect(self, state: State, moment: Moment) -> State:
        """Passkeys count where they are used at one of these pages."""
        return state.keep(organization_of(state).changed(passkey_origins=self.to))


def _listed(origins: tuple[Origin, ...]) -> str:
    return ", ".join(origins) or "no web page"


def replaced(organization: Organization, add: tuple[PublicKey, ...], remove: tuple[KeyBlob, ...]) -> Organization:
    """The organisation with keys of the clerk added and others spent."""
    kept = tuple(key for key in organization.clerk_keys if key.blob not in remove)
    spent = tuple(key for key in organization.clerk_keys if key.blob in remove)
    return organization.changed(clerk_keys=(*kept, *add), spent_clerk_keys=(*organization.spent_clerk_keys, *spent))
