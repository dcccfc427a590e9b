"""A ballot: what it must be made on, what it must name, and with which key."""

from __future__ import annotations

import pytest

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.core.times import add
from govtool.domain.constitution.member import MemberKey
from govtool.domain.decisions.ballot import ballot_path
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, blob_of, key_of, person
from tests.world.words import MOTION


def cast_on(coop: Coop, number: str, parent: str, voter: str = "alice") -> None:
    """A ballot that is made on a commit."""
    data = emit(coop.ballot(voter, number, "for").data())
    message = f"Vote\n\nBallot: {digest_of(data)}\n"
    place = ballot_path(coop.entry(number), voter)
    coop.push_raw(f"vote/{number}/{voter}", {place: data}, message=message, key=key_of(voter), parent=parent)


@pytest.mark.parametrize("base", ["founding", "opening", "page", "void", "later"])
def test_a_ballot_counts_on_any_commit_of_main(coop: Coop, base: str) -> None:
    """Also on one before the opening, and on one without authority: the file names the opening, and no parent does."""
    commits = {"founding": coop.head}
    number = coop.open("bob", "kettle", MOTION)
    commits["opening"] = coop.head
    commits["page"] = coop.tamper("docs/page.md", b"A page\n")
    commits["void"] = coop.tamper("registry/bylaws.yaml", b"mine: true\n")
    coop.run_clerk()
    coop.open("bob", "teapot", MOTION)
    commits["later"] = coop.head
    cast_on(coop, number, commits[base])
    coop.run_clerk()
    assert not coop.voided(number)
    coop.finish(number)
    decided = coop.entry(number).decided
    assert decided is not None and decided.questions[0].for_ == 2 and coop.audit().ok


@pytest.mark.parametrize("base", ["root", "ballot", "filing", "two parents"])
def test_a_ballot_on_anything_else_does_not_count(coop: Coop, base: str) -> None:
    filing = coop.propose("bob", "kettle", MOTION)
    coop.run_clerk()
    if base == "root":
        cast_on(coop, "0001", coop.commit(coop.hub.loose_commit(coop.head).tree, (), "Root\n", None))
    elif base == "ballot":
        cast_on(coop, "0001", coop.vote("bob", "0001", branch="somewhere/else"))
    elif base == "filing":
        cast_on(coop, "0001", filing)
    else:
        coop.vote("alice", "0001", parents=(coop.head, coop.book.founded))
    coop.run_clerk()
    assert "VOID:ancestry" in coop.voided("0001") or base == "ballot"
    coop.finish("0001")
    decided = coop.entry("0001").decided
    # Bob's own ballot, which lies beneath Alice's, counts for Bob.
    assert decided is not None and decided.questions[0].for_ == (2 if base == "ballot" else 0)
    assert decided.questions[0].voted_heads == (1 if base == "ballot" else 0)


def test_a_ballot_on_one_proposal_is_none_on_another(coop: Coop) -> None:
    first, second = coop.open("bob", "kettle", MOTION), coop.open("bob", "teapot", MOTION)
    coop.vote("alice", first, branch=f"vote/{second}/alice")
    coop.run_clerk()
    assert coop.voided(second) == {"VOID:opening"}


def test_a_pull_request_with_a_ballot_is_counted_where_its_file_belongs(coop: Coop) -> None:
    first, second = coop.open("bob", "kettle", MOTION), coop.open("bob", "teapot", MOTION)
    coop.hub.set_ref("refs/pull/3/head", coop.vote("alice", second))
    coop.hub.delete_ref(f"refs/heads/vote/{second}/alice")
    run = coop.run_clerk()
    assert run.done == [f"{second} gathered 1 ballot"] and not coop.voided(first)


# Keys within the second of an opening ---------------------------------------------------------------------------------


def with_key(coop: Coop, **values: object) -> Coop:
    """Alice has a second key."""
    second = {"type": "ssh-ed25519", "blob": blob_of("alice", 2), "use": "sign", "active_at": FOUNDED_AT, **values}
    alice = person("alice")
    people = [alice.changed(keys=(*alice.keys, MemberKey.read(second))), person("bob"), person("carol")]
    return coop.another(people=people)


OPENED_AT = add(FOUNDED_AT, "P1D")


@pytest.mark.parametrize(
    ("ended", "seen"),
    [
        ({"retired_at": OPENED_AT}, set()),
        ({"retired_at": "2026-11-02T09:59:59Z"}, {"VOID:key_retired"}),
        ({"retired_at": "2026-11-02T10:00:01Z"}, set()),
        # a key in other hands is revoked, which voids its ballots whenever that was
        ({"revoked_at": OPENED_AT}, {"VOID:key_revoked"}),
        ({"revoked_at": "2026-11-02T10:00:01Z"}, {"VOID:key_revoked"}),
    ],
)
def test_a_key_that_was_retired_in_the_second_of_the_opening_still_votes(
    coop: Coop, ended: dict[str, str], seen: set[str]
) -> None:
    """Nothing tells whether it was retired before; a planned rotation must lose no vote."""
    assert OPENED_AT == "2026-11-02T10:00:00Z"
    coop = with_key(coop, **ended)
    coop.at(OPENED_AT)
    number = coop.open("bob", "kettle", MOTION)
    coop.later("PT1H")
    coop.vote("alice", number, key=key_of("alice", 2))
    coop.run_clerk()
    assert coop.voided(number) == seen


@pytest.mark.parametrize("is_first", [True, False], ids=["retired, then opened", "opened, then retired"])
def test_the_order_within_the_second_of_the_opening_alters_nothing(coop: Coop, is_first: bool) -> None:
    """The owner rotates with the recovery key, at once; main holds both events of that second in either order."""
    coop = with_key(coop, use="recovery")
    body = coop.rotation("alice", 3, retire=blob_of("alice"))
    if is_first:
        coop.state("alice", "rotate-key", body, key=key_of("alice", 2))
        coop.run_clerk()
    number = coop.open("bob", "kettle", MOTION)
    if not is_first:
        coop.state("alice", "rotate-key", body, key=key_of("alice", 2))
        coop.run_clerk()
    assert (
        coop.entry(number).opened_at
        == coop.member("alice").keys[0].retired_at
        == coop.member("alice").keys[2].active_at
    )
    for key in (key_of("alice"), key_of("alice", 3)):
        coop.vote("alice", number, key=key)
        coop.run_clerk()
        assert coop.voided(number) == set()


@pytest.mark.parametrize(
    ("active", "votes", "seen"),
    [
        ("P0D", "P0D", set()),
        ("P1D", "P1D", {"VOID:key_too_new"}),
        ("P0D", "P1D", set()),
        ("P0D", "P2D", {"VOID:key_too_new"}),
    ],
)
def test_a_key_that_others_gave_in_the_second_of_the_opening_is_too_new(
    coop: Coop, active: str, votes: str, seen: set[str]
) -> None:
    coop = with_key(coop, active_at=add(FOUNDED_AT, active), votes_from=add(FOUNDED_AT, votes))
    coop.at(add(FOUNDED_AT, "P1D"))
    number = coop.open("bob", "kettle", MOTION)
    coop.later("PT1H")
    coop.vote("alice", number, key=key_of("alice", 2))
    coop.run_clerk()
    assert coop.voided(number) == seen
