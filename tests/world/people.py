"""Who is in the co-operative of the tests: people, their keys, the bylaws that the project ships."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import pytest

from govtool.core.finding import Finding
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member, MemberKey
from govtool.domain.constitution.organization import Organization, PublicKey
from govtool.errors import Refused
from govtool.io.git.store import read_record
from govtool.io.signature.signing import MemoryKey
from govtool.roles.minutes.audit_report import Report
from tests.world.place import ROOT

FOUNDED_AT = "2026-11-01T10:00:00Z"
MINUTES_A_WEEK = {"alice": 2400, "bob": 2400, "carol": 600, "dan": 600, "erin": 600}


@cache
def key_of(name: str, number: int = 1) -> MemoryKey:
    """The same key for the same name in every run; a person's second key has the number 2."""
    return MemoryKey.from_seed(hashlib.sha256(f"{name} {number}".encode()).digest())


def public(key: MemoryKey) -> PublicKey:
    """A key as records write it."""
    return PublicKey.read({"type": key.public_key.type, "blob": key.public_key.base64})


def blob_of(name: str, number: int = 1) -> str:
    """The base64 of somebody's public key."""
    return key_of(name, number).public_key.base64


def person(name: str, *, membership: str = "member", at: str = FOUNDED_AT, hours: int | None = None) -> Member:
    """Somebody as the founding knows them, with one key to sign."""
    values = {
        "id": name,
        "name": name.title(),
        "membership": membership,
        "committed_minutes_per_week": hours if hours is not None else MINUTES_A_WEEK.get(name, 0),
        "keys": (MemberKey(type="ssh-ed25519", blob=blob_of(name), use="sign", active_at=at),),
    }
    times = {"joined_at": at, "counts_at": at} if membership == "member" else {}
    return Member.model_validate(values | times, by_name=True)


def usual_people() -> dict[str, Member]:
    """Who founds the co-operative of most tests, by name: five members, and Vera, a volunteer with a key."""
    return {name: person(name) for name in MINUTES_A_WEEK} | {"vera": person("vera", membership="none")}


def organization(name: str = "Test Co-operative", **fields: Any) -> Organization:
    """The co-operative itself, which the clerk of the tests serves."""
    clerk = (public(key_of("clerk")),)
    made = Organization(name=name, currency="USD", exponent=2, rules=1, clerk_keys=clerk)
    return made.changed(**fields) if fields else made


@cache
def _shipped() -> Bylaws:
    return read_record((ROOT / "registry" / "bylaws.yaml").read_bytes(), Bylaws, "bylaws.yaml")


def shipped_bylaws(edit: Callable[[dict[str, Any]], None] | None = None) -> Bylaws:
    """The bylaws that the project ships, with a test's own changes."""
    if edit is None:
        return _shipped()
    data = thawed(_shipped().data())
    edit(data)
    return Bylaws.read(data, "bylaws.yaml")


def thawed(value: Any) -> Any:
    """A value of a record that a test may change."""
    if isinstance(value, Mapping):
        return {key: thawed(item) for key, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, list | tuple) else value


def without_probation(data: dict[str, Any]) -> None:
    """A change of the bylaws: whoever is admitted is a member at once."""
    data["probation"] = "none"


def codes(found: Report | Iterable[Finding]) -> set[str]:
    """The codes of findings, or of those that make an audit fail."""
    return {problem.code for problem in (found.findings if isinstance(found, Report) else found)}


def refusal(action: Callable[[], object]) -> set[str]:
    """The codes with which something is refused, which has to be."""
    with pytest.raises(Refused) as caught:
        action()
    return codes(caught.value.findings)
