"""Attacks on the way into the co-operative: crowds and false keys at its door, votes on those who are in probation."""

from __future__ import annotations

from govtool.core.ids import digest_of
from govtool.core.times import add
from govtool.domain.constitution.member import Member, MemberKey
from govtool.roles.clerk.checker import judge_change
from tests.world.coop import Coop
from tests.world.hub import Hub
from tests.world.newcomer import (
    application,
    in_probation,
    nominated,
    probation,
    received,
    sends_letter,
    states,
    vote_about,
    vote_due,
    votes,
    with_kitchen,
)
from tests.world.people import blob_of, key_of, person, public
from tests.world.words import MOTION

CONFIRM = "- {action: confirm, member: frank, attempt: 1}"


def letter_with_borrowed_key(coop: Coop, name: str = "frank") -> set[str]:
    """Grace's key in Frank's letter: with her proof for herself; and signed by another key than it names."""
    coop = coop.another("borrowed")
    grace = key_of("grace")
    verdict = {"REFUSE:proof_of_possession"}
    for options in (
        {"key": grace, "proof": coop.proof("grace"), "signer": key_of(name)},
        {"key": grace, "proof": coop.proof("grace", member=name), "signer": key_of(name)},
    ):
        digest = sends_letter(coop, name, **options)
        # when it is sent, by a check of its pull request, and when a member brings it in
        checked = judge_change(coop.book, coop.hub.ref(f"refs/heads/application/{name}") or "", coop.now)
        verdict &= {f"REFUSE:{found.code}" for found in checked.findings}
        verdict &= states(coop, "alice", "receive", {"candidate": name, "letter": digest})
    assert Member.of(coop.registry, name) is None and coop.audit().ok
    return verdict


def letter_with_known_key(coop: Coop, name: str = "frank") -> set[str]:
    """Keys of a member, of one who left, of the clerk, and one that was revoked."""
    revoked = MemberKey(type="ssh-ed25519", blob=blob_of("gus", 2), use="sign", active_at=coop.now, revoked_at=coop.now)
    left = person("gus", hours=0).changed(membership="left", left_at=coop.now)
    people = [person("alice"), person("bob"), left.changed(keys=(*left.keys, revoked))]
    coop = coop.another("known", people=people)
    verdict = {"REFUSE:key_in_use"}
    for owner, number in (("bob", 1), ("gus", 1), ("gus", 2), ("clerk", 1), ("spare clerk", 1)):
        key = key_of(owner, number)
        assert public(key).blob == blob_of(owner, number)
        digest = sends_letter(coop, name, key=key, signer=key, proof=coop.proof(owner, number, member=name))
        checked = judge_change(coop.book, coop.hub.ref(f"refs/heads/application/{name}") or "", coop.now)
        verdict &= {f"REFUSE:{found.code}" for found in checked.findings}
        verdict &= states(coop, "alice", "receive", {"candidate": name, "letter": digest})
    assert Member.of(coop.registry, name) is None
    return verdict


def crowd(coop: Coop) -> set[str]:
    """A thousand applications, and as many that claim to be Frank's: nothing comes to main, and a vote goes on."""
    number = coop.open("alice", "kettle", MOTION)
    letters = [sends_letter(coop, f"crowd-{place}", key=key_of("mallory"), signer=key_of("mallory"),
                            proof=coop.proof("mallory", member=f"crowd-{place}")) for place in range(10)]  # fmt: skip
    commits = [coop.hub.ref(f"refs/heads/application/crowd-{place}") or "" for place in range(len(letters))]
    _spread(coop.hub, "crowd", commits, 500)
    right = sends_letter(coop, "frank")
    claim = coop.push_raw("", {"applications/aaa.yaml": b"x: 1\n"}, message=f"Apply\n\nApplication: {right}\n")
    unsigned = coop.push_raw(
        "", {"applications/frank.yaml": b"x: 1\n"}, message=f"Apply\n\nApplication: {right}\n", key=key_of("mallory")
    )
    _spread(coop.hub, "aaa", [claim, unsigned], 500)
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    head = coop.head
    coop.run_clerk()
    assert coop.head == head and not coop.run.refused_branches, "they only wait"
    assert states(coop, "carol", "receive", {"candidate": "frank", "letter": right}) == set()
    assert application(coop, "frank").letter == right and digest_of(b"x: 1\n") != right
    coop.later("P2D")
    coop.run_clerk()
    assert coop.entry(number).status == "passed" and coop.audit().ok
    assert coop.registry.names("registry/applications") == ("frank.yaml",)
    return {"SAME"}


def _spread(git: Hub, name: str, commits: list[str], count: int) -> None:
    """So many branches that begin with a name, at these commits in turn."""
    for place in range(count):
        git.set_ref(f"refs/heads/application/{name}-x{place}", commits[place % len(commits)])


def candidate_votes(coop: Coop, name: str = "frank") -> set[str]:
    """Who is in probation votes on its end, and on the proposal that would end it before."""
    coop = with_kitchen(coop)
    in_probation(coop, name)
    early = coop.open("alice", "end-it", f"- {{action: end-probation, member: {name}}}")
    coop.vote(name, early, "against")
    coop.run_clerk()
    verdict = coop.voided(early, name)
    coop.finish(early)
    number = vote_due(coop, name)
    coop.vote(name, number)
    coop.run_clerk()
    return verdict & coop.voided(number, name)


def friends_of_candidate(coop: Coop, name: str = "frank") -> None:
    """Friends come into the kitchen a week before the vote on Frank: they are not asked."""
    coop = with_kitchen(coop, "carol dan erin")
    in_probation(coop, name)
    due = probation(coop, name).due_at
    coop.now = add(probation(coop, name).starts_at, "P68D")
    coop.pass_("alice", "friends", "- {action: change-team, team: kitchen, add: [alice, bob]}")
    assert coop.now < due
    assert coop.who_votes(coop.entry(vote_due(coop, name))) == {"carol", "dan", "erin"}


def not_opened(coop: Coop) -> set[str]:
    """The clerk never opens the vote on Frank: two weeks after it was due any member files it, and it decides."""
    coop = with_kitchen(coop)
    in_probation(coop, "frank")
    coop.at(add(probation(coop, "frank").due_at, "P13D"))
    coop.propose("erin", "too-early", CONFIRM)
    filed = coop.hub.ref("refs/heads/proposal/too-early") or ""
    early = {found.code for found in judge_change(coop.book, filed, coop.now).findings}
    assert early == {"by_itself"}
    coop.hub.delete_ref("refs/heads/proposal/too-early")
    coop.later("P1D")
    number = coop.open("erin", "overdue", CONFIRM)
    assert votes(coop, number, alice="for", bob="for", carol="for", dan="for") == "confirmed"
    assert coop.member("frank").membership == "member" and coop.audit().ok
    return {"SAME"}


def silent_team(coop: Coop) -> set[str]:
    """Seven in the team, three for, four silent: nothing changes for Frank, and all members are asked once more."""
    names = ["alice", "bob", "carol", "dan", "erin", "fay", "gus"]
    people = [person(name, hours=600) for name in (*names, "hal")]
    coop = with_kitchen(coop, " ".join(names), people=people)
    received(coop, "frank")
    votes(coop, nominated(coop, "frank", minutes=600), **dict.fromkeys(names, "for"))
    before = coop.member("frank")
    number = vote_due(coop, "frank")
    assert len(coop.who_votes(coop.entry(number))) == 7
    result = votes(coop, number, alice="for", bob="for", carol="for")
    found, again = probation(coop, "frank"), vote_about(coop, "frank")
    assert coop.member("frank") == before and (found.attempt, found.widened) == (1, True)
    assert (again.asked[0].rule, len(coop.who_votes(again))) == ("confirm-all", 8) and coop.audit().ok
    return {result}
