"""Attacks by what is filed and stated: outsiders, volunteers and proposers."""

from __future__ import annotations

import yaml

from govtool.core.canonical import emit
from govtool.core.commit import build_commit
from govtool.core.ids import digest_of
from govtool.core.times import add
from govtool.domain.constitution.member import MemberKey
from govtool.domain.decisions.ballot import ballot_path
from govtool.io.git.git import EXECUTABLE, GITLINK, SYMLINK, Entry
from govtool.io.git.template import forge_template
from govtool.roles.clerk.checker import judge_change
from govtool.roles.clerk.filing import read_filing
from govtool.roles.clerk.guard import judge
from govtool.roles.clerk.push import ZERO, Push
from tests.threats.attack_ballot import after_run, opened
from tests.threats.attack_people import letter_with_borrowed_key, letter_with_known_key
from tests.world.coop import Coop
from tests.world.forced import Forced
from tests.world.handmade_signature import KEY, by_key
from tests.world.people import FOUNDED_AT, blob_of, codes, key_of, person, shipped_bylaws, without_probation
from tests.world.words import MOTION, TEA

FOLDER = "proposals/2026-11/kettle"


def filing(
    coop: Coop, *, proposer: str = "alice", actions: str = MOTION, slug: str = "kettle", **options: object
) -> set[str]:
    """What the clerk says to a filing. Nothing of it may have come to main."""
    head = coop.head
    coop.propose(proposer, slug, actions, **options)  # type: ignore[arg-type]
    coop.run_clerk()
    verdict = coop.refused(f"proposal/{slug}")
    assert coop.head == head or not verdict
    return verdict


def text_of(coop: Coop, line: str = "", actions: str = MOTION, proposer: str = "alice") -> str:
    return coop.proposal_text(proposer, "kettle", actions) + line


# Outsider


def protected_path(coop: Coop) -> set[str]:
    return filing(coop, changed={"registry/members/a/al/alice.yaml": b"mine\n"})


def forged_voter(coop: Coop) -> set[str]:
    number = coop.open("alice", "kettle", MOTION)
    coop.vote("alice", number, key=key_of("mallory"))
    coop.finish(number)
    decided = coop.entry(number).decided
    assert decided is not None and decided.questions[0].for_ == 0
    number = coop.open("alice", "teapot", TEA, files={"tea.md": b"Tea\n"})
    coop.vote("alice", number, key=key_of("mallory"))
    coop.run_clerk()
    return coop.voided(number, "alice")


def forged_identity(coop: Coop) -> set[str]:
    number = coop.open("alice", "kettle", MOTION)
    coop.vote("alice", number, key=key_of("mallory"), name="Alice <alice@example.org> 1793527200 +0000")
    coop.run_clerk()
    return coop.voided(number, "alice")


def shell_in_slug(coop: Coop) -> set[str]:
    """No slug is a command; and no script of a workflow is made of what somebody named, so that none could be one."""
    for path, data in forge_template().items():
        for job in yaml.safe_load(data)["jobs"].values() if path.endswith(".yml") else ():
            assert not any("${{" in step.get("run", "") for step in job["steps"])
    return filing(coop, slug="a;b") & filing(coop, slug="$(id)")


def changed_workflow(coop: Coop) -> set[str]:
    """The clerk runs none of it: the verdict is that of the code that the clerk was installed with."""
    head = coop.head
    says_yes = {".github/workflows/clerk.yml": b"on: push\n", "govtool/roles/clerk/clerk.py": b"raise SystemExit(0)\n"}
    refused = filing(coop, changed=says_yes)
    assert refused == {"REFUSE:extra_path"} and coop.head == head
    return {"SAME"}


def code_in_proposal(coop: Coop) -> set[str]:
    sentinel = coop.folder / "sentinel"
    code = f"open({str(sentinel)!r}, 'w')\n".encode()
    files = {"conftest.py": code, "setup.py": code, "pip.conf": b"[global]\n", "hooks/post-checkout": code}
    filed = coop.propose("alice", "kettle", MOTION, files=files)
    assert judge_change(coop.book, filed, coop.now).findings == (), "as `govtool check` sees it"
    coop.run_clerk()
    for voter in ("alice", "bob"):
        coop.vote(voter, "0001")
    coop.finish("0001")
    assert coop.entry("0001").status == "passed" and coop.audit().ok and not sentinel.exists()
    assert not (coop.folder / "clerk" / "proposals").exists(), "nothing was checked out"
    return {"SAME"}


def odd_yaml(coop: Coop) -> set[str]:
    verdict = {"REFUSE:yaml"}
    for line in ("extra: &a 1\n", "extra: *a\n", "<<: {a: 1}\n", 'extra: !!int "12"\n', "extra: !!python/none x\n"):
        verdict &= filing(coop, text=text_of(coop, line))
    for line in ("? [a, b]\n: 1\n", "1: one\n", "---\nsecond: 1\n"):
        verdict &= filing(coop, text=text_of(coop, line))
    return verdict


def double_keys(coop: Coop) -> set[str]:
    plain = filing(coop, text=text_of(coop, "title: Another\n"))
    return plain & filing(coop, text=text_of(coop, '"title": Another\n'))


def too_large(coop: Coop) -> set[str]:
    verdict = filing(coop, text=text_of(coop, "x: " + "[" * 2000 + "]" * 2000 + "\n"))
    verdict &= filing(coop, text=text_of(coop, "# " + "x" * 10_000_000 + "\n"))
    verdict &= filing(coop, files={f"file-{number}.md": b"x\n" for number in range(10_000)})
    verdict &= filing(coop, files={"n" * 300: b"x\n"})
    return verdict & filing(coop, files={"attachment": b"x" * (1024 * 1024 + 1)})


def odd_modes(coop: Coop) -> set[str]:
    verdict = {"REFUSE:mode"}
    text = coop.hub.write("blob", text_of(coop).encode())
    for mode, oid in ((SYMLINK, text), (GITLINK, coop.head), (EXECUTABLE, text)):
        coop.push_raw(
            "proposal/kettle",
            {f"{FOLDER}/proposal.yaml": Entry(mode, oid)},
            message="File\n\nProposal: sha256:00\n",
            key=key_of("alice"),
        )
        coop.run_clerk()
        verdict &= coop.refused("proposal/kettle")
    return verdict


def odd_names(coop: Coop) -> set[str]:
    verdict = filing(coop, files={"Alice.yaml": b"a: 1\n", "alice.yaml": b"a: 1\n"})
    for name in ("con", "aux.md", "sub/NUL.txt", ".git", "sub/.git", "dot.", "sp ace", "back\\slash"):
        verdict &= filing(coop, files={name: b"x\n"})
    return verdict


def odd_ids(coop: Coop) -> set[str]:
    cyrillic = filing(coop, text=text_of(coop, proposer="\N{CYRILLIC SMALL LETTER A}lice"))
    return cyrillic & filing(coop, text=text_of(coop, proposer='"alice\\n"'))


def bidirectional(coop: Coop) -> set[str]:
    verdict = filing(coop, text=text_of(coop).replace("kettle is", "kettle \u202e is"))
    return verdict & filing(coop, files={"text.md": "To \u2066Mallory\u2069\n".encode()})


def odd_signatures(coop: Coop) -> set[str]:
    """Signatures by a true key of Alice, put together by hand as ssh-keygen would never make them."""
    known = MemberKey(type="ssh-ed25519", blob=KEY.public_key.base64, use="sign", active_at=FOUNDED_AT)
    alice = person("alice")
    people = [alice.changed(keys=(*alice.keys, known)), person("bob"), person("carol")]
    coop = coop.another(people=people)
    number = coop.open("alice", "kettle", MOTION)
    seen = set()
    for odd in ({}, {"namespace": b"file"}, {"reserved": b"x"}, {"signed_reserved": b"x"}, {"hash_name": "sha384"}):
        _push_by_hand(coop, number, odd)
        coop.run_clerk()
        seen.add(frozenset(coop.voided(number)))
    assert seen == {frozenset(), frozenset({"VOID:sig"})}, "the same hand makes a good one too"
    return {"VOID:sig"}


def _push_by_hand(coop: Coop, number: str, odd: dict[str, object]) -> None:
    opening = coop.head
    data = emit(coop.ballot("alice", number, "for").data())
    tree = coop.tree(coop.hub.loose_commit(opening).tree, {ballot_path(coop.entry(number), "alice"): data})
    name, message = "A <a@example.org> 1 +0000", f"Vote\n\nBallot: {digest_of(data)}\n"
    payload = build_commit(tree, (opening,), name, name, message, None)
    raw = build_commit(tree, (opening,), name, name, message, by_key(payload, **odd))
    coop.hub.set_ref(f"refs/heads/vote/{number}/alice", coop.hub.write("commit", raw))


def borrowed_key(coop: Coop) -> set[str]:
    """Frank is to be admitted with Grace's key, which she never gave him; and sends it from outside."""
    sent = letter_with_borrowed_key(coop)
    coop = coop.another(bylaws=shipped_bylaws(without_probation))
    action = coop.admission("grace").replace("candidate: grace", "candidate: frank")
    return sent & filing(coop, actions=action)


def known_key(coop: Coop) -> set[str]:
    former = person("frank", hours=0).changed(membership="left", left_at=FOUNDED_AT)
    revoked = MemberKey(
        type="ssh-ed25519", blob=blob_of("frank", 2), use="sign", active_at=FOUNDED_AT, revoked_at=FOUNDED_AT
    )
    people = [person("alice"), person("bob"), former.changed(keys=(*former.keys, revoked))]
    coop = coop.another(bylaws=shipped_bylaws(without_probation), people=people)
    verdict = letter_with_known_key(coop)
    for owner, number in (("bob", 1), ("frank", 1), ("frank", 2), ("clerk", 1), ("spare clerk", 1)):
        action = coop.admission("grace").replace(blob_of("grace"), blob_of(owner, number))
        verdict &= filing(coop, actions=action)
    return verdict


# Volunteer, consultant


def volunteer_votes(coop: Coop) -> set[str]:
    number = coop.open("alice", "kettle", MOTION)
    coop.vote("vera", number)
    coop.run_clerk()
    return coop.voided(number, "vera")


def fourth_proposal(coop: Coop) -> set[str]:
    for count in range(3):
        coop.open("vera", f"idea-{count}", MOTION)
    return filing(coop, proposer="vera", slug="idea-3")


def states_a_class(coop: Coop) -> set[str]:
    """No statement can say such a thing, so its kind is refused; the action that could needs a member to propose it."""
    coop.state("vera", "change-class", {"class": "full-time"})
    coop.run_clerk()
    assert coop.refused("statement/vera/000001") == {"REFUSE:schema"}
    coop = coop.another(bylaws=shipped_bylaws(without_probation))
    return filing(coop, proposer="vera", actions=coop.admission("vera"))


def false_proposer(coop: Coop) -> set[str]:
    """Vera signs for Alice. The clerk refuses it; a clerk gone bad opens it all the same, and the audit fails."""
    verdict = filing(coop, signer=key_of("vera"))
    oid = coop.hub.ref("refs/heads/proposal/kettle") or ""
    made = read_filing(coop.book, oid, coop.now)
    assert made.draft is not None and made.paper is not None
    coop.cheat(Forced(coop.now, made.draft, made.paper.data))
    return verdict | coop.failed()


# Proposer


def changed_text(coop: Coop) -> set[str]:
    number = coop.open("alice", "kettle", MOTION)
    verdict = filing(coop, text=text_of(coop, "# a comment\n"))
    return verdict | _passed_with(coop, number, {"proposal.yaml": text_of(coop, "# a comment\n").encode()})


def changed_attachment(coop: Coop) -> set[str]:
    number = coop.open("alice", "kettle", MOTION, files={"offer.md": b"10\n"})
    verdict = {"REFUSE:content_frozen"}
    for files in ({"offer.md": b"99\n"}, {"offer.md": b"10\n", "more.md": b"x\n"}, {}):
        verdict &= filing(coop, files=files)
    return verdict | _passed_with(coop, number, {"offer.md": b"99\n"})


def _passed_with(coop: Coop, number: str, texts: dict[str, bytes]) -> set[str]:
    """A clerk gone bad lets it pass with another text than the one that was opened."""
    oid = coop.entry(number).filing
    gather = coop.gather(number, coop.vote("alice", number), coop.vote("bob", number), oid)
    coop.later("P7D")
    event = coop.decision(number, gather=gather)
    folder = coop.entry(number).folder
    coop.cheat(event, gather, files={f"{folder}/{name}": data for name, data in texts.items()})
    return coop.failed()


def two_in_one(coop: Coop) -> set[str]:
    change = "{path: rules.ordinary.period, from: P7D, to: P8D}"
    number = coop.open("alice", "kettle", f"{MOTION}\n- {{action: amend-bylaws, changes: [{change}]}}")
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.finish(number)
    return {coop.entry(number).status}


def promotes_themselves(coop: Coop) -> set[str]:
    hours = "- {action: change-hours, member: carol, from_minutes: 600, to_minutes: 2400}"
    number = coop.open("carol", "kettle", f"{hours}\n{MOTION}")
    assert {asked.voters(coop.registry)["carol"] for asked in coop.entry(number).asked} == {1}
    for voter in ("alice", "carol"):
        coop.vote(voter, number)
    coop.finish(number)
    return {"SAME"} if coop.entry(number).status == "rejected" else set()


def unknown_action(coop: Coop) -> set[str]:
    extra = filing(coop, actions="- {action: motion, amount: 5}")
    return extra & filing(coop, actions="- {action: take-over}")


def odd_numbers(coop: Coop) -> set[str]:
    verdict = {"REFUSE:schema"}
    for value in ('"30"', "true", "-1", "10081", "null"):
        action = f"- {{action: change-hours, member: carol, from_minutes: 600, to_minutes: {value}}}"
        verdict &= filing(coop, actions=action)
    # strict YAML knows no float and no endless number, so these do not even come to the schema
    for value, word in (("30.0", "yaml"), ("1e20", "yaml"), ("1" + "0" * 20, "limits")):
        action = f"- {{action: change-hours, member: carol, from_minutes: 600, to_minutes: {value}}}"
        assert filing(coop, actions=action) == {f"REFUSE:{word}"}
    for value in ('"30"', "true", "0", "-1", "null"):
        action = f"- {{action: pay-debts, amount_minor: {value}, from: treasury}}"
        verdict &= filing(coop, actions=action)
    return verdict


def odd_paths(coop: Coop) -> set[str]:
    verdict = {"REFUSE:path"}
    paths = (
        "../x",
        ".github/../x",
        "registry/x",
        "Registry/x",
        "proposals/x",
        ".git/x",
        "/x",
        ".github//x",
        "a/.GIT/x",
    )
    for path in paths:
        verdict &= filing(coop, actions=_change(path))
    # strict YAML knows no NUL, in no spelling
    assert filing(coop, actions=_change('"x\\0y"')) == {"REFUSE:invisible"}
    return verdict


def _change(path: str) -> str:
    to = digest_of(b"new\n")
    return f'- action: change-files\n  files:\n    - {{path: {path}, mode: "100644", from: absent, to: "{to}"}}'


def enacted_twice(coop: Coop) -> set[str]:
    number = coop.open("alice", "kettle", TEA, files={"tea.md": b"Tea\n"})
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.later("P2D")
    coop.run_clerk()
    done = coop.enactment(number)
    before = coop.book.state_at(coop.hub.first_parent(coop.head) or "")
    coop.cheat(done, on=before)
    return coop.failed()


def too_many_actions(coop: Coop) -> set[str]:
    many = filing(coop, actions="\n".join([MOTION] * 21))

    def one_subject(data: dict[str, dict[str, object]]) -> None:
        data["limits"]["single_subject"] = True

    coop = coop.another(bylaws=shipped_bylaws(one_subject))
    return many & filing(coop, actions=f"{MOTION}\n{TEA}", files={"tea.md": b"Tea\n"})


# Of the last section


def stale_draft(coop: Coop) -> set[str]:
    oid = coop.propose("alice", "kettle", MOTION, open_before=add(coop.now, "P3D"), push=False)
    coop.later("P3D")
    coop.hub.set_ref("refs/heads/proposal/kettle", oid)
    coop.run_clerk()
    return coop.refused("proposal/kettle")


def blocking_branch(coop: Coop) -> set[str]:
    """A branch in whose place those of others would lie: the guard takes none, and all that people need."""
    verdict = {"REFUSE:reserved_branch"}
    for branch in ("vote", "vote/0007", "gather", "filing", "statement/alice", "Vote/0007", "refs/heads/main"):
        verdict &= _guarded(coop, branch)
    for branch in ("vote/0007/alice", "gather/0007", "filing/0007", "proposal/tea", "votes/0007"):
        assert _guarded(coop, branch) == set()
    return verdict


def _guarded(coop: Coop, branch: str) -> set[str]:
    push = Push(ZERO, coop.head, f"refs/heads/{branch}")
    return {f"REFUSE:{code}" for code in codes(judge(coop.hub, [push], coop.now))}


def colliding_bytes(coop: Coop) -> set[str]:
    """Two files with one SHA-1 differ in their SHA-256: to git it is the same commit, to the count another ballot, and
    another proposal than the one that was opened.
    """
    number = opened(coop)
    coop.vote("alice", number, trailer=digest_of(b"the twin with the same SHA-1"))
    verdict = after_run(coop, number)
    number = coop.open("bob", "spoon", MOTION)
    return verdict | _passed_with(coop, number, {"proposal.yaml": text_of(coop, "# the twin\n").encode()})
