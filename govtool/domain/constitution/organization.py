"""The organisation itself: its name, its money, the keys of its clerk. One record, made at the founding.

The rules version names the rules that verify its history. Another version is another set of rules beside this one, so
that an old history keeps its verdict.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from govtool.core.home import Home
from govtool.core.ids import MemberId
from govtool.core.money import Exponent, format_minor
from govtool.core.record import FileRecord, Record
from govtool.core.state import State

MAX_ORIGINS = 10

KeyType = Literal[
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-rsa",
]
KeyBlob = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{40,4096}={0,2}$")]
DisplayName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
Note = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]


def _as_browsers_write_it(origin: str) -> str:
    # an origin that no browser writes would be listed and never match
    if origin.endswith(":443"):
        raise PydanticCustomError("origin", "leaves out the port 443, as browsers do")
    return origin


Origin = Annotated[
    str,
    Field(pattern=r"^https://[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[1-9][0-9]{0,4})?$"),
    AfterValidator(_as_browsers_write_it),
]
"""A web page's origin as browsers write it: `https://`, the host in small letters, and a port that is not 443."""


class PublicKey(Record):
    """A public key as OpenSSH writes it: its type and its base64."""

    type: KeyType = Field(description="the kind of key, as OpenSSH calls it")
    blob: KeyBlob = Field(description="the key itself, in base64, as in a `.pub` file")


class Organization(FileRecord):
    """The record `registry/organization.yaml`.

    `founding` lists the founders who have not accepted yet: until it is empty, only their acceptances are valid.
    `spent_clerk_keys` are keys of former clerks; they never come back.
    """

    home: ClassVar[Home] = Home("organization", "registry/organization.yaml")

    name: DisplayName = Field(description="the name of the organisation; its identity is the genesis, not the name")
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = Field(description="the currency of all amounts (ISO 4217)")
    exponent: Exponent = Field(
        description="how many decimals the currency has: amounts are whole numbers of the smallest unit"
    )
    rules: Literal[1] = Field(description="the version of the rules by which this history is verified")
    clerk_keys: Annotated[tuple[PublicKey, ...], Field(min_length=1, max_length=10)] = Field(
        description="the keys that the clerk signs with: one in use, one kept offline"
    )
    spent_clerk_keys: tuple[PublicKey, ...] = Field(
        default=(), description="keys of former clerks; none of them ever comes back"
    )
    passkey_origins: Annotated[tuple[Origin, ...], Field(max_length=MAX_ORIGINS)] = Field(
        default=(), description="the web pages at which passkeys may be used"
    )
    founding: tuple[MemberId, ...] = Field(
        default=(), description="founders who have not accepted yet; until it is empty, nothing else is valid"
    )

    def is_clerk_key(self, blob: str) -> bool:
        """Whether the clerk signs with a key now."""
        return any(key.blob == blob for key in self.clerk_keys)

    def was_clerk_key(self, blob: str) -> bool:
        """Whether a key is or ever was the clerk's."""
        return self.is_clerk_key(blob) or any(key.blob == blob for key in self.spent_clerk_keys)


def organization_of(state: State) -> Organization:
    """The organisation's record. Raises LookupError if there is none."""
    return Organization.one(state)


def shown(state: State, amount_minor: int) -> str:
    """An amount as people write it, in the organisation's currency."""
    organization = organization_of(state)
    return f"{format_minor(amount_minor, organization.exponent)} {organization.currency}"
