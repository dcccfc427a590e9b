"""A person and their keys: from when and until when each counts."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from govtool.core.record import SchemaError
from govtool.core.state import State
from govtool.domain.constitution.member import (
    Elector,
    Member,
    MemberKey,
    Membership,
    elector_in,
    key_finding,
    not_about,
)
from tests.world.people import FOUNDED_AT, blob_of, person
from tests.world.source import Memory

BEFORE, AT, AFTER = "2026-11-20T09:59:59Z", "2026-11-20T10:00:00Z", "2026-11-20T10:00:01Z"
KEY = MemberKey(type="ssh-ed25519", blob=blob_of("alice"), use="sign", active_at=FOUNDED_AT)


def test_a_key_signs_from_the_second_in_which_it_is_registered() -> None:
    key = KEY.changed(active_at=AT)
    assert [key.is_active(at) for at in (BEFORE, AT, AFTER)] == [False, True, True]
    assert [key.was_active_in(at) for at in (BEFORE, AT, AFTER)] == [False, True, True]


def test_a_key_that_is_retired_signs_no_more_but_did_in_that_second() -> None:
    key = KEY.changed(retired_at=AT)
    assert [key.is_active(at) for at in (BEFORE, AT, AFTER)] == [True, False, False]
    assert [key.was_active_in(at) for at in (BEFORE, AT, AFTER)] == [True, True, False]
    assert not key.is_revoked(AFTER)


def test_a_key_that_is_revoked_is_void_from_that_second_on() -> None:
    key = KEY.changed(revoked_at=AT)
    assert [key.is_revoked(at) for at in (BEFORE, AT, AFTER)] == [False, True, True]
    assert [key.is_active(at) for at in (BEFORE, AT, AFTER)] == [True, False, False]
    assert [key.was_active_in(at) for at in (BEFORE, AT, AFTER)] == [True, False, False]


@pytest.mark.parametrize("membership", get_args(Membership))
@pytest.mark.parametrize("counts_at", [None, AT])
def test_only_a_member_with_a_time_from_which_they_count_is_an_elector(
    membership: Membership, counts_at: str | None
) -> None:
    found = person("alice").changed(membership=membership, counts_at=counts_at)
    expected = Elector("alice", 2400, AT) if membership == "member" and counts_at else None
    assert found.elector == expected == elector_in("alice", found.as_file)


@pytest.mark.parametrize("joined_at", [None, AT])
def test_an_elector_is_read_from_the_file_whatever_else_it_holds(joined_at: str | None) -> None:
    found = person("bob").changed(joined_at=joined_at, left_at=AT, duties=("treasurer",), counts_at=AFTER)
    assert elector_in("bob", found.as_file) == found.elector == Elector("bob", 2400, AFTER)


@pytest.mark.parametrize("data", [b"", b"{}\n", b"membership: member\ncommitted_minutes_per_week: 1\n"])
def test_nobody_is_left_out_because_a_file_was_not_understood(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"registry/members/a/al/alice\.yaml is not the canonical file of a member"):
        elector_in("alice", data)


def test_a_suspended_person_has_no_duty_until_the_second_in_which_it_ends() -> None:
    found = person("alice").changed(duties=("treasurer",), suspended_until=AT)
    assert [found.is_suspended(at) for at in (BEFORE, AT, AFTER)] == [True, False, False]
    assert [found.holds("treasurer", at) for at in (BEFORE, AT, AFTER)] == [False, True, True]
    assert not found.holds("steward", AFTER) and not person("alice").is_suspended(AT)


def test_a_key_is_found_by_its_bytes_and_changed_without_the_others() -> None:
    second = KEY.changed(blob=blob_of("alice", 2), use="recovery")
    found = person("alice").changed(keys=(KEY, second))
    assert found.key(KEY.blob) == KEY and found.key(second.blob) == second and found.key(blob_of("bob")) is None
    revoked = second.changed(revoked_at=AT)
    assert found.with_key(revoked).keys == (KEY, revoked)


@pytest.mark.parametrize(
    ("field", "least", "most", "beyond"),
    [
        ("committed_minutes_per_week", 0, 168 * 60, (-1, 168 * 60 + 1)),
        ("keys", (), (KEY,) * 100, ((KEY,) * 101,)),
    ],
)
def test_a_week_has_so_many_minutes_and_a_person_so_many_keys(
    field: str, least: Any, most: Any, beyond: tuple[Any, ...]
) -> None:
    for value in (least, most):
        assert getattr(person("alice").changed(**{field: value}), field) == value
    for value in beyond:
        with pytest.raises(SchemaError):
            person("alice").changed(**{field: value})


def test_a_finding_about_a_signature_says_if_there_was_no_key() -> None:
    assert dict(key_finding("key_unknown", "", "alice").values) == {"key": "no key", "voter": "alice"}
    found = key_finding("key_unknown", "SHA256:x", "alice", "votes/alice.yaml")
    assert (found.values["key"], found.path) == ("SHA256:x", "votes/alice.yaml")


NOW = {
    "none": "a volunteer or consultant",
    "applicant": "an applicant",
    "probationary": "in probation",
    "member": "a member",
    "away": "away",
    "left": "gone",
    "expelled": "expelled",
}


@pytest.mark.parametrize("membership", get_args(Membership))
def test_a_refusal_says_what_the_person_is(membership: Membership) -> None:
    frank = person("frank").changed(membership=membership)
    found = not_about(State(Memory({Member.home.path("frank"): frank})), "frank")
    assert (found.code, dict(found.values)) == ("other_standing", {"member": "frank", "now": NOW[membership]})


def test_a_refusal_says_that_nobody_knows_the_person() -> None:
    found = not_about(State(Memory({})), "frank")
    assert (found.code, dict(found.values)) == ("unknown_member", {"member": "frank"})
