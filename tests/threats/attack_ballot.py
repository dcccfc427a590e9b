"""Attacks on the count: by voters, with ballots, with keys, and with what lies beneath a ballot."""

from __future__ import annotations

from govtool.core.canonical import emit
from govtool.domain.constitution.member import MemberKey
from govtool.io.git.git import EMPTY_TREE
from govtool.io.signature.signing import MemoryKey
from tests.threats.attack_people import candidate_votes
from tests.world.coop import Coop
from tests.world.due_process import open_vote
from tests.world.people import FOUNDED_AT, blob_of, key_of, person, public, shipped_bylaws, without_probation
from tests.world.words import MOTION, TEA


def opened(coop: Coop) -> str:
    return coop.open("alice", "kettle", MOTION)


def after_run(coop: Coop, number: str, voter: str | None = None) -> set[str]:
    coop.run_clerk()
    return coop.voided(number, voter)


def in_favour(coop: Coop, number: str) -> int:
    """The weight of those who are for, once the vote is over."""
    coop.finish(number)
    assert coop.audit().ok
    decided = coop.entry(number).decided
    return decided.questions[0].for_ if decided else -1


def with_second_keys(coop: Coop, *names: str, **values: object) -> Coop:
    """A co-operative in which these people have a second key each."""
    people = []
    for name in ("alice", "bob", "carol", "dan", "erin"):
        member = person(name)
        if name in names:
            second = {"type": "ssh-ed25519", "blob": blob_of(name, 2), "use": "sign", "active_at": FOUNDED_AT, **values}
            member = member.changed(keys=(*member.keys, MemberKey.read(second)))
        people.append(member)
    return coop.another(people=people)


# Voter


def two_keys(coop: Coop) -> set[str]:
    coop = with_second_keys(coop, "alice")
    number = opened(coop)
    coop.vote("alice", number)
    coop.vote("alice", number, key=key_of("alice", 2), branch=f"vote/{number}/alice-2", reason="with my other key")
    return {"SAME"} if in_favour(coop, number) == 2 else set()


def two_choices(coop: Coop) -> set[str]:
    number = opened(coop)
    coop.vote("bob", number, "for")
    coop.vote("bob", number, "against", branch=f"vote/{number}/bob-laptop")
    verdict = after_run(coop, number, "bob")
    coop.vote("bob", number, "for", cast=2)
    assert after_run(coop, number, "bob") == set()
    assert in_favour(coop, number) == 2
    return verdict


def second_path(coop: Coop) -> set[str]:
    number = opened(coop)
    coop.vote("alice", number, also={"registry/members/a/al/alice.yaml": b"mine\n"})
    return after_run(coop, number)


def other_opening(coop: Coop) -> set[str]:
    number, other = opened(coop), coop.open("bob", "teapot", TEA, files={"tea.md": b"Tea\n"})
    twin = coop.another(nonce="1" * 32)
    opened(twin)
    verdict = {"VOID:opening"}
    mine = coop.ballot("alice", number, "for")
    elsewhere = (coop.ballot("alice", other, "for").changed(proposal=number), twin.ballot("alice", number, "for"))
    for ballot in (*elsewhere, mine.changed(proposal=other)):
        coop.vote("alice", number, data=emit(ballot.data()))
        verdict &= after_run(coop, number)
    return verdict


def outside_gather(coop: Coop) -> set[str]:
    """A ballot that the clerk never saw is not in the count, whatever date it bears."""
    number = opened(coop)
    late = coop.vote("alice", number, name="Alice <a@example.org> 0 +0000", branch="elsewhere")
    coop.vote("bob", number)
    assert in_favour(coop, number) == 2
    assert not coop.hub.is_ancestor(late, coop.head)
    return {"SAME"}


def class_after_opening(coop: Coop) -> set[str]:
    number = opened(coop)
    hours = "- {action: change-hours, member: carol, from_minutes: 600, to_minutes: 2400}"
    second = coop.open("bob", "hours", hours)
    for voter in ("alice", "bob"):
        coop.vote(voter, second)
    coop.later("P2D")
    coop.run_clerk()
    assert coop.member("carol").committed_minutes_per_week == 2400
    coop.vote("carol", number)
    return {"SAME"} if in_favour(coop, number) == 1 else set()


def admitted_after_opening(coop: Coop) -> set[str]:
    coop = coop.another(bylaws=shipped_bylaws(without_probation))
    number = opened(coop)
    second = coop.open("bob", "frank", coop.admission("frank"))
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, second)
    coop.later("P2D")
    coop.run_clerk()
    assert coop.member("frank").membership == "member"
    coop.vote("frank", number)
    return after_run(coop, number, "frank")


def false_dates(coop: Coop) -> set[str]:
    number = opened(coop)
    coop.vote("alice", number, name="Alice <a@example.org> 915148800 +0000")
    coop.vote("bob", number, name="Bob <b@example.org> 2147483647 +1400")
    return {"SAME"} if in_favour(coop, number) == 4 else set()


def other_words(coop: Coop) -> set[str]:
    number = opened(coop)
    text = emit(coop.ballot("alice", number, "for").data()).decode()
    verdict = {"VOID:schema"}
    for word in ('"yes"', "true", '"Approve"', '"FOR"', "null"):
        coop.vote("alice", number, data=text.replace('"for"', word).encode())
        verdict &= after_run(coop, number)
    return verdict


def own_case(coop: Coop) -> set[str]:
    """Who votes on their own keys, on their own expulsion, and on the end of their own probation."""
    probation = candidate_votes(coop)
    number = coop.open("bob", "keys", rekey(coop, "alice", key_of("alice", 2)))
    coop.vote("alice", number)
    keys = after_run(coop, number, "alice")
    _, number = open_vote(coop, "dan")
    coop.vote("dan", number, "against")
    return keys & probation & after_run(coop, number, "dan")


def rekey(coop: Coop, name: str, key: MemoryKey) -> str:
    """The action that gives a person a new key, as YAML."""
    from govtool.domain.people.key import possession_message
    from govtool.io.signature.signing import prove_possession

    proof = prove_possession(key, possession_message(coop.genesis, name, public(key)))
    lines = "".join(f"    {line}\n" for line in proof.rstrip("\n").split("\n"))
    blob = key.public_key.base64
    return f"- action: rekey\n  member: {name}\n  key: {{type: ssh-ed25519, blob: {blob}}}\n  proof: |\n{lines}"


def endless_reason(coop: Coop) -> set[str]:
    number = opened(coop)
    text = emit(coop.ballot("alice", number, "for", reason="so").data()).decode()
    coop.vote("alice", number, data=text.replace('"so"', '"' + "s" * 1_000_000 + '"').encode())
    return after_run(coop, number)


def deleted_ballot(coop: Coop) -> set[str]:
    """Somebody deletes the file on top of the ballot: the set of signed ballots counts, not a tree."""
    number = opened(coop)
    oid = coop.vote("alice", number)
    coop.push_raw(f"vote/{number}/alice", {"proposals/2026-11/kettle/votes/a/al/alice.yaml": None}, parent=oid)
    coop.run_clerk()
    assert coop.run.done == [f"{number} gathered 1 ballot"]
    coop.vote("alice", number, "abstain", cast=2)
    return {"SAME"} if in_favour(coop, number) == 0 else set()


# Keys


def thief_votes(coop: Coop) -> set[str]:
    coop = with_second_keys(coop, "alice")
    number = opened(coop)
    coop.vote("alice", number)  # the thief, with her first key
    coop.run_clerk()
    coop.state("alice", "revoke-key", {"key": blob_of("alice")}, key=key_of("alice", 2))
    verdict = after_run(coop, number, "alice")
    assert in_favour(coop, number) == 0
    # after a decision a revocation changes nothing: the vote was valid when it was counted
    number = coop.open("bob", "teapot", TEA, files={"tea.md": b"Tea\n"})
    coop.vote("bob", number)
    assert in_favour(coop, number) == 2
    coop.state("bob", "revoke-key", {"key": blob_of("bob")})
    coop.run_clerk()
    assert coop.audit().ok and coop.entry(number).decided.questions[0].for_ == 2  # type: ignore[union-attr]
    return verdict


def thief_rotates(coop: Coop) -> set[str]:
    number = opened(coop)
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    coop.vote("alice", number, key=key_of("alice", 2))
    assert after_run(coop, number) == {"VOID:key_retired"}, "it is not active yet"
    coop.state("alice", "revoke-key", {"key": blob_of("alice", 2)})
    coop.later("P4D")
    verdict = after_run(coop, number, "alice")
    coop.vote("alice", number, "against", branch=f"vote/{number}/alice-2")
    assert in_favour(coop, number) == 0 and coop.entry(number).decided.questions[0].against == 2  # type: ignore[union-attr]
    return verdict


def retired_key(coop: Coop) -> set[str]:
    """A key that was retired before the opening is void; one that is retired during the vote counts."""
    coop.state("alice", "rotate-key", coop.rotation("alice", 2, retire=blob_of("alice")))
    coop.run_clerk()
    before = opened(coop)
    coop.later("P3D")
    coop.vote("alice", before)
    assert after_run(coop, before) == set(), "retired during this vote: it was active at the opening"
    coop.later("PT1M")
    after = coop.open("bob", "teapot", TEA, files={"tea.md": b"Tea\n"})
    coop.vote("alice", after, name="Alice <a@example.org> 1 +0000")
    return after_run(coop, after, "alice")


def all_keys_revoked(coop: Coop) -> set[str]:
    """The thief silences Alice; with her recovery key she is back at once."""
    coop = with_second_keys(coop, "alice", use="recovery")
    number = opened(coop)
    coop.state("alice", "revoke-key", {"key": blob_of("alice")})
    coop.run_clerk()
    coop.vote("alice", number)
    verdict = after_run(coop, number, "alice")
    coop.state("alice", "rotate-key", coop.rotation("alice", 3), key=key_of("alice", 2))
    coop.run_clerk()
    coop.vote("alice", number, key=key_of("alice", 3))
    assert in_favour(coop, number) == 2
    return verdict


def friends_rekey(coop: Coop) -> set[str]:
    number = coop.open("bob", "keys", rekey(coop, "alice", key_of("mallory")))
    for voter in ("bob", "carol"):
        coop.vote(voter, number)
    coop.state("alice", "object-rekey", {"proposal": number})
    coop.run_clerk()
    coop.finish(number)
    assert coop.audit().ok
    return {coop.entry(number).status}


def registered_again(coop: Coop) -> set[str]:
    coop = with_second_keys(coop, "alice", revoked_at=FOUNDED_AT)
    verdict = {"REFUSE:key_in_use"}
    for owner in ("alice", "bob"):
        body = coop.rotation("alice", 2) | {"proof": coop.proof("alice", 2, owner)}
        coop.state(owner, "rotate-key", body)
        coop.run_clerk()
        verdict &= coop.refused(f"statement/{owner}/000001")
    return verdict


def odd_key_types(coop: Coop) -> set[str]:
    """Weak, foreign and broken keys, each in the name of the type that it would have to pass for."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    verdict = {"REFUSE:key_type"}
    weak = MemoryKey(generate_private_key(public_exponent=65537, key_size=2048)).public_key
    identity = MemoryKey.generate().public_key.blob[:19] + bytes([1]) + bytes(31)
    for kind, blob in (("ssh-rsa", weak.base64), ("ssh-ed25519", _base64(identity)), ("ssh-rsa", blob_of("frank"))):
        body = coop.rotation("alice", 2) | {"key": {"type": kind, "blob": blob}}
        coop.state("alice", "rotate-key", body)
        coop.run_clerk()
        verdict &= coop.refused("statement/alice/000001")
    for kind in ("ssh-dss", "ssh-ed25519-cert-v01@openssh.com", "x"):
        body = coop.rotation("alice", 2) | {"key": {"type": kind, "blob": blob_of("frank")}}
        coop.state("alice", "rotate-key", body)
        coop.run_clerk()
        assert coop.refused("statement/alice/000001") == {"REFUSE:schema"}, "a record cannot even name such a type"
    return verdict


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


# What lies beneath a ballot


def merge_beneath(coop: Coop) -> set[str]:
    seven = opened(coop)
    eight = coop.open("bob", "teapot", TEA, files={"tea.md": b"Tea\n"})
    others = (coop.vote("alice", eight), coop.vote("bob", eight))
    opening = coop.head
    merge = coop.commit(coop.hub.loose_commit(opening).tree, (opening, *others), "Merge\n", key_of("dan"))
    coop.vote("dan", seven, parents=(merge,))
    verdict = after_run(coop, seven)
    coop.vote("dan", seven, parents=(opening, *others))
    verdict &= after_run(coop, seven)
    assert in_favour(coop, seven) == 0
    assert coop.entry(eight).decided is None or coop.entry(eight).decided.questions[0].for_ == 4  # type: ignore[union-attr]
    return verdict


def merge_button(coop: Coop) -> set[str]:
    """The forge merges an open proposal and its ballots: all of it is repaired, and the ballots still count."""
    number = opened(coop)
    filing = coop.entry(number).filing
    ballots = (coop.vote("alice", number), coop.vote("bob", number))
    merged = coop.hub.loose_commit(filing).tree
    coop.put_on_main(coop.commit(merged, (coop.head, filing, *ballots), "Merge pull request\n", None))
    assert coop.failed() == {"FAIL:unauthorised", "FAIL:tree_not_derived"}
    coop.run_clerk()
    assert coop.warned() == {"WARN:void_span"}
    return {"SAME"} if in_favour(coop, number) == 4 else set()


def unrelated_root(coop: Coop) -> set[str]:
    root = coop.commit(coop.tree(EMPTY_TREE, {"blob.bin": b"x" * 100_000}), (), "Root\n", None)
    coop.state("alice", "resign", parent=root)
    coop.run_clerk()
    verdict = coop.refused("statement/alice/000001")
    coop.propose("alice", "teapot", MOTION, parent=root)
    coop.run_clerk()
    assert "REFUSE:ancestry" in coop.refused("proposal/teapot")
    number = opened(coop)
    coop.vote("alice", number, parents=(root,))
    verdict |= after_run(coop, number)
    coop.finish(number)
    assert not coop.hub.is_ancestor(root, coop.head)
    return verdict


def two_laptops(coop: Coop) -> set[str]:
    number = opened(coop)
    coop.vote("bob", number, reason="it is good")
    coop.vote("bob", number, reason="it is cheap", branch=f"vote/{number}/bob-laptop")
    return {"SAME"} if in_favour(coop, number) == 2 else set()


def clerk_votes(coop: Coop) -> set[str]:
    """The clerk's key is nobody's, and a person's key can never become the clerk's."""
    number = opened(coop)
    coop.vote("alice", number, key=key_of("clerk"))
    verdict = after_run(coop, number)
    action = f"- action: change-clerk\n  add: [{{type: ssh-ed25519, blob: {blob_of('bob')}}}]"
    coop.propose("alice", "clerk", action)
    coop.run_clerk()
    return verdict | coop.refused("proposal/clerk")
