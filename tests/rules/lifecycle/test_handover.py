"""Handing over the clerk's keys without the clerk: who has a say in it, with which key, and which minutes it drops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govtool.core import minute as minutes
from govtool.core.times import add
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket
from govtool.io.signature.signing import MemoryKey
from govtool.roles.minutes import handover
from govtool.roles.minutes.book import book_at
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, blob_of, key_of, person, public, refusal
from tests.world.words import MOTION


def _step(coop: Coop, signed: Mapping[str, MemoryKey], stands: str | None = None) -> Any:
    """The step that the signatures of people under keys of their choice give."""
    oids = [coop.sign_handover(name, new, stands) for name, new in signed.items()]
    gather = coop.commit(coop.hub.loose_commit(coop.head).tree, tuple(oids), "Gather\n", None)
    return handover.handover_step(coop.book, gather, stands or coop.book.newest[1], coop.now)


def test_a_false_time_after_the_minute_that_stands_lets_no_waiting_key_sign(coop: Coop) -> None:
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    stands = coop.book.newest[1]
    coop.later("P9D")
    coop.open("bob", "kettle", MOTION)
    thief = {"alice": key_of("alice", 2)}
    assert refusal(lambda: coop.hand_over("alice bob carol", key_of("new clerk"), stands=stands, signers=thief)) == {
        "handover"
    }
    coop.hand_over("alice bob carol", key_of("new clerk"), stands=stands)
    assert coop.audit().ok


def test_a_key_that_waited_signs_where_the_minute_that_stands_comes_after_its_wait(coop: Coop) -> None:
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    coop.later("P9D")
    coop.open("bob", "kettle", MOTION)
    coop.hand_over("alice bob", key_of("new clerk"), signers={"alice": key_of("alice", 2)})
    assert coop.audit().ok


def test_a_key_revoked_in_a_dropped_minute_signs_no_handover(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.state("bob", "revoke-key", {"key": blob_of("bob")})
    coop.run_clerk()
    new = key_of("new clerk")
    assert refusal(lambda: coop.hand_over("alice bob carol", new, stands=stands)) == {"handover"}
    coop.hand_over("alice carol dan erin", new, stands=stands)
    assert minutes.newest(coop.registry)[0].weight == 5 and coop.audit().ok


def test_who_counts_only_by_a_false_time_has_no_weight_in_dropping_it(coop: Coop) -> None:
    people = [person(name) for name in ("alice", "bob")]
    people.append(person("frank", hours=600).changed(counts_at=add(FOUNDED_AT, "P5D")))
    coop = coop.another(people=people)
    stands = coop.book.newest[1]
    coop.later("P9D")
    coop.open("alice", "kettle", MOTION)
    assert _step(coop, dict.fromkeys(("alice", "bob"), key_of("new clerk")), stands).minute.eligible == 4
    assert _step(coop, dict.fromkeys(("alice", "bob"), key_of("new clerk"))).minute.eligible == 5


def test_who_names_other_keys_takes_nothing_from_those_who_agree(coop: Coop) -> None:
    new, other = key_of("new clerk"), key_of("another clerk")
    made = _step(coop, {"alice": new, "bob": new, "carol": other, "dan": other})
    assert made.minute.weight == 4 and organization_of(made.state).is_clerk_key(blob_of("new clerk"))
    assert refusal(lambda: _step(coop, {"alice": new, "bob": other, "carol": new})) == {"handover"}


def test_more_heads_with_less_weight_take_nothing_from_those_who_agree(coop: Coop) -> None:
    new, other = key_of("new clerk"), key_of("another clerk")
    made = _step(coop, {"alice": new, "bob": new, "carol": other, "dan": other, "erin": other})
    assert organization_of(made.state).is_clerk_key(blob_of("new clerk"))


def test_keys_of_the_clerk_that_came_with_dropped_minutes_are_spent(coop: Coop) -> None:
    stands = coop.book.newest[1]
    key = public(key_of("hostile clerk")).data()
    coop.pass_(
        "alice", "more-keys", f"- action: change-clerk\n  add:\n    - {{type: {key['type']}, blob: {key['blob']}}}"
    )
    assert organization_of(coop.registry).is_clerk_key(blob_of("hostile clerk"))
    coop.hand_over("alice bob carol", key_of("new clerk"), stands=stands)
    organization = organization_of(coop.registry)
    assert not organization.is_clerk_key(blob_of("hostile clerk"))
    assert organization.was_clerk_key(blob_of("hostile clerk")) and coop.audit().ok
    assert refusal(lambda: coop.hand_over("alice bob carol", key_of("hostile clerk"))) == {"key_in_use"}


def test_dropping_a_minute_asks_for_more_than_a_bare_majority(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.open("alice", "kettle", MOTION)
    new = key_of("new clerk")
    assert refusal(lambda: _step(coop, {"alice": new, "bob": new}, stands)) == {"handover"}
    assert _step(coop, {"alice": new, "bob": new}).minute.weight == 4
    assert _step(coop, {"alice": new, "bob": new, "carol": new}, stands).minute.weight == 5


def test_a_book_that_was_opened_late_finds_the_same_opening_after_dropped_minutes(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.open("alice", "dropped", MOTION)
    coop.open("alice", "dropped-too", MOTION)
    coop.hand_over("alice bob carol dan", key_of("new clerk"), stands=stands)
    coop.run_clerk(key=key_of("new clerk"))
    number = min(entry.number for entry in docket.open_entries(coop.registry))
    entry = coop.entry(number)
    whole = coop.audit().book
    late = book_at(coop.desk, coop.head, founded=whole.founded)
    assert late.opening(entry) == whole.opening(entry)
    assert late.commit_of(entry.minute) == whole.commit_of(entry.minute)
