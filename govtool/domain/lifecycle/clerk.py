"""Votes that change `organization.yaml`: the organisation's name, the clerk's keys, and the web pages for passkeys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.record import optional_list
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
from govtool.domain.decisions.action import Action, Known, Moment, Undo
from govtool.domain.people.key import registration_problems


class RenameOrganization(Action):
    """Rename the organisation. Its identity stays the same."""

    said: ClassVar[Wording | None] = wording("Renames {from_name:quoted} to {to_name:quoted}; its identity stays.")
    titled: ClassVar[Wording | None] = wording("Rename to {to_name}")
    example: ClassVar[str] = "--to 'Sunrise Co-operative'"
    known: ClassVar[Mapping[str, Known]] = MappingProxyType(
        {"from_name": lambda state, typed: organization_of(state).name}
    )
    touched: ClassVar[str] = "organization name"

    action: Literal["rename-organization"]
    from_name: DisplayName = Field(description="the present name")
    to_name: DisplayName = Field(description="the new name")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The name is still the one that the action replaces."""
        name = organization_of(state).name
        if name != self.from_name:
            yield finding("precondition", what=f"the name is {name!r}, not {self.from_name!r}")

    def undo(self, state: State) -> Undo:
        """The name is what it was."""
        return Undo(self.changed(from_name=self.to_name, to_name=self.from_name))

    def standing(self, state: State) -> Mapping[str, object]:
        """The name."""
        return {"organization name": organization_of(state).name}

    def effect(self, state: State, moment: Moment) -> State:
        """The name is changed."""
        return state.keep(organization_of(state).changed(name=self.to_name))


class ChangeClerk(Action):
    """Add and remove keys of the clerk. Removal is permanent."""

    said: ClassVar[Wording | None] = wording(
        "Adds {add:count key} of the clerk and removes {remove:count key} permanently.",
        ("add", ABSENT, "Removes {remove:count key} of the clerk permanently."),
        ("remove", ABSENT, "Adds {add:count key} of the clerk."),
    )
    titled: ClassVar[Wording | None] = wording(
        "Keys of the clerk: add {add:number} and take away {remove:number}",
        ("add", ABSENT, "Keys of the clerk: take away {remove:number}"),
        ("remove", ABSENT, "Keys of the clerk: add {add:number}"),
    )
    touched: ClassVar[str] = "clerk keys"

    action: Literal["change-clerk"]
    add: Annotated[tuple[PublicKey, ...], Field(max_length=10)] = optional_list("new keys of the clerk")
    remove: Annotated[tuple[KeyBlob, ...], Field(max_length=10)] = optional_list(
        "keys of the clerk to remove; they never come back"
    )

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Added keys were never anybody's, removed keys are the clerk's, and at least one key is left."""
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
            yield finding("precondition", what="no key is added or removed")
        if not 1 <= left <= 10:
            yield finding("precondition", what=f"the clerk would have {left} keys; it must have 1 to 10")

    def effect(self, state: State, moment: Moment) -> State:
        """The clerk signs with the new keys; removed keys never come back."""
        return state.keep(replaced(organization_of(state), self.add, self.remove))


class SetPasskeyOrigins(Action):
    """Set the web pages for passkeys. From then on, a passkey that is used at another page does not count."""

    said: ClassVar[Wording | None] = wording(
        "Lets passkeys be used at {where} instead of {instead}.",
        where=wording("{to:all}", ("to", ABSENT, "no web page")),
        instead=wording("{from_:all}", ("from_", ABSENT, "no web page")),
    )
    example: ClassVar[str] = "--to https://vote.example.org"
    known: ClassVar[Mapping[str, Known]] = MappingProxyType(
        {"from": lambda state, typed: list(organization_of(state).passkey_origins)}
    )
    touched: ClassVar[str] = "passkey origins"

    action: Literal["set-passkey-origins"]
    from_: Annotated[tuple[Origin, ...], Field(max_length=MAX_ORIGINS)] = Field(
        default=(), alias="from", description="the web pages now; absent if there is none"
    )
    to: Annotated[tuple[Origin, ...], Field(max_length=MAX_ORIGINS)] = optional_list(
        "all web pages after the change; absent for none"
    )

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The list is still the one that the action replaces, the new one differs, and names each page once."""
        now = organization_of(state).passkey_origins
        if now != self.from_:
            yield finding("precondition", what=f"passkeys are used at {_listed(now)}, not at {_listed(self.from_)}")
        if self.to == self.from_:
            yield finding("precondition", what=f"passkeys are used at {_listed(now)} already")
        if len(set(self.to)) != len(self.to):
            yield finding("precondition", what="it names a web page twice")

    def effect(self, state: State, moment: Moment) -> State:
        """Passkeys count if they are used at one of these pages."""
        return state.keep(organization_of(state).changed(passkey_origins=self.to))


def _listed(origins: tuple[Origin, ...]) -> str:
    return ", ".join(origins) or "no web page"


def replaced(organization: Organization, add: tuple[PublicKey, ...], remove: tuple[KeyBlob, ...]) -> Organization:
    """The organisation with keys of the clerk added and others removed permanently."""
    kept = tuple(key for key in organization.clerk_keys if key.blob not in remove)
    spent = tuple(key for key in organization.clerk_keys if key.blob in remove)
    return organization.changed(clerk_keys=(*kept, *add), spent_clerk_keys=(*organization.spent_clerk_keys, *spent))
