"""Attacks at one door whose twin is watched: names, keys, cooldowns. Each of them was tried and got in once."""

from __future__ import annotations

from govtool.domain.constitution.organization import Organization, PublicKey, organization_of
from govtool.domain.people.key import possession_message, proof_problems
from govtool.io.git.git import FILE, SYMLINK, Entry
from govtool.io.signature.signature import POSSESSION_NAMESPACE, SshKeys
from govtool.roles.clerk.checker import judge_change
from govtool.roles.clerk.guard import judge
from govtool.roles.clerk.push import Push
from tests.threats.attack_filing import filing
from tests.world.coop import MAIN, Coop
from tests.world.handmade_signature import ORIGIN, armor
from tests.world.passkey import PASSKEY_BLOB, passkey_sign
from tests.world.people import FOUNDED_AT, blob_of, codes, key_of, person, shipped_bylaws, without_probation
from tests.world.words import MOTION, TEA

NAMES = (
    "docs/.GIT/config",
    "docs/git~1",
    "docs/.g\u200cit/x",
    "docs/.git::$INDEX_ALLOCATION",
    "docs/.git ",
    "docs/a\\b",
)


def names_on_main(coop: Coop) -> set[str]:
    """Names that keep everybody from cloning, by each door to main: a filing, a publication, a push, change-files."""
    seen = {"REFUSE:path"}
    for name in NAMES:
        page = coop.push_raw("page", {name: b"x\n"}, key=key_of("carol"))
        seen &= {f"REFUSE:{code}" for code in codes(judge_change(coop.book, page, coop.now).findings)}
        coop.state("carol", "publish", {"commit": page})
        coop.run_clerk()
        assert coop.hub.entry(coop.hub.loose_commit(coop.head).tree, name) is None, "it is not merged"
        pushed = judge(coop.hub, [Push(coop.head, coop.push_raw("", {name: b"x\n"}), MAIN)], coop.now)
        assert codes(pushed) >= {"unauthorised"}
        change = f'{{path: "{name}", mode: "100644", from: absent, to: "sha256:{"0" * 64}"}}'.replace("\\", "\\\\")
        change = change.replace("\u200c", "\\u200c")
        refused = filing(coop, actions=f"- action: change-files\n  files: [{change}]")
        assert refused & {"REFUSE:path", "REFUSE:invisible"}, name
    link = coop.push_raw("link", {"docs/.gitmodules": Entry(SYMLINK, coop.hub.write("blob", b"x"))})
    assert codes(judge(coop.hub, [Push(coop.head, link, MAIN)], coop.now)) >= {"unauthorised"}
    plain = coop.push_raw("plain", {"docs/.gitmodules": Entry(FILE, coop.hub.write("blob", b"x"))})
    assert judge(coop.hub, [Push(coop.head, plain, MAIN)], coop.now) == ()
    assert coop.audit().ok
    return seen


def file_for_a_folder(coop: Coop) -> set[str]:
    """A file where the ballots go: it would open, and no ballot could ever be laid there."""
    verdict = {"REFUSE:protected_path"}
    for name in ("votes", "Votes", "VOTES/alice.yaml", "votes/alice.yaml"):
        verdict &= filing(coop, files={name: b"x\n"})
    return verdict


def key_of_who_left(coop: Coop) -> set[str]:
    """Friends admit who has left, with a key that is not theirs: it could forgive what they are owed."""
    gus = person("gus", hours=0).changed(membership="left", left_at=FOUNDED_AT)
    people = [person("alice"), person("bob"), gus, person("vera", membership="none")]
    coop = coop.another(bylaws=shipped_bylaws(without_probation), people=people)
    verdict = {"REFUSE:known_person"}
    for name in ("gus", "vera"):
        verdict &= filing(coop, actions=coop.admission(name).replace(blob_of(name), blob_of("mallory")))
        assert [key.blob for key in coop.member(name).keys] == [blob_of(name)]
    return verdict


def passkey_of_another_page(coop: Coop) -> set[str]:
    """A page elsewhere has somebody's passkey sign that it is theirs; and somebody who only holds the device."""
    state = coop.registry.put(
        Organization.home.path(), organization_of(coop.registry).changed(passkey_origins=(ORIGIN,))
    )
    blob = "".join(armor(PASSKEY_BLOB).split("\n")[1:-2])
    key = PublicKey(type="sk-ecdsa-sha2-nistp256@openssh.com", blob=blob)
    message, namespace = possession_message(coop.genesis, "frank", key), POSSESSION_NAMESPACE.encode()
    good = passkey_sign(message, namespace=namespace)
    assert codes(proof_problems(state, "frank", key, good, SshKeys())) == set()
    verdict = {"REFUSE:proof_of_possession"}
    for bad in (
        passkey_sign(message, namespace=namespace, origin="https://evil.example.org"),
        passkey_sign(message, namespace=namespace, flags=0x01),
    ):
        verdict &= {f"REFUSE:{code}" for code in codes(proof_problems(state, "frank", key, bad, SshKeys()))}
    return verdict


def asked_in_disguise(coop: Coop) -> set[str]:
    """What was rejected is asked again with a full stop, a line feed, another file name, an added motion."""
    number = coop.open("alice", "tea", TEA, files={"tea.md": b"Tea at four.\n"})
    coop.finish(number)
    assert coop.entry(number).status == "rejected"
    verdict = {"REFUSE:cooldown"}
    for slug, text, name, more in (
        ("stop", b"Tea at four..\n", "tea.md", ""),
        ("feed", b"Tea\nat four\n\n", "tea.md", ""),
        ("case", b"TEA AT FOUR", "tea.md", ""),
        ("name", b"Tea at four.\n", "other.md", ""),
        ("more", b"Tea at four.\n", "tea.md", MOTION),
    ):
        actions = TEA.replace("tea.md", name).rstrip("\n") + "\n" + more
        coop.propose("bob", slug, actions, files={name: text})
        coop.run_clerk()
        verdict &= coop.refused(f"proposal/{slug}")
    coop.propose("bob", "word", TEA, files={"tea.md": b"Tea at five.\n"})
    coop.run_clerk()
    assert coop.refused("proposal/word") == set(), "a changed word is another text"
    return verdict
