"""Attacks on main itself: by an administrator of the forge, by a clerk gone bad, by who stole its key."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

from govtool.core.canonical import emit
from govtool.core.code import advice_of
from govtool.core.ids import digest_of
from govtool.core.minute import Minute
from govtool.core.times import add
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.draft import Draft, moment_of
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.proposal import Proposal, file_lines, text_lines
from govtool.domain.decisions.roll import Roll
from govtool.errors import Refused
from govtool.io.git.git import Git
from govtool.io.git.remote import PushRefused
from govtool.io.git.store import read_record
from govtool.io.signature.trust import TrustStore
from govtool.roles.decisions.receipt import chain_problem, judge_receipt
from govtool.roles.desk.desk import remember, verified
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.event_evidence import KEYS
from govtool.roles.minutes.registry import NEWEST
from tests.world.coop import MAIN, Coop
from tests.world.people import codes, key_of
from tests.world.words import MOTION, TEA

TEXT = {"tea.md": b"We drink tea.\n"}
AMEND = "- {action: amend-bylaws, changes: [{path: rules.ordinary.period, from: P7D, to: P8D}]}"


def opened(coop: Coop, slug: str = "kettle") -> str:
    return coop.open("alice", slug, TEA, files=TEXT)


def opening_of(coop: Coop, slug: str = "kettle") -> Open:
    """The event that opens a filing which lies on its branch."""
    oid = coop.hub.ref(f"refs/heads/proposal/{slug}") or ""
    folder = f"proposals/2026-11/{slug}"
    names = [path for path, _ in coop.hub.files(coop.hub.loose_commit(oid).tree, folder)]
    files = {path[len(folder) + 1 :]: coop.file(path, oid) or b"" for path in names}
    proposal = read_record(files["proposal.yaml"], Proposal, "proposal.yaml", kinds=NEWEST)
    draft = Draft(proposal, folder, file_lines(files), oid, texts=text_lines(proposal.actions, files))
    return Open(coop.now, draft, moment_of(draft, coop.now, KEYS), event_evidence.filing(coop.book, oid))


def ready(coop: Coop, *voters: str) -> tuple[str, str]:
    """An open proposal with these people for it, and the clerk's gather of them with the filing."""
    number = opened(coop)
    gather = coop.gather(number, *(coop.vote(voter, number) for voter in voters), coop.entry(number).filing)
    return number, gather


# Forge admin


def direct_push(coop: Coop) -> set[str]:
    """Mallory's unsigned commit that edits a debt is on main."""
    coop.tamper("registry/debts/2026/11/0001.yaml", b"amount_minor: 100\n")
    return coop.failed()


def pushed_and_repaired(coop: Coop) -> set[str]:
    coop.tamper("registry/members/a/al/alice.yaml", b"id: mallory\n")
    verdict = coop.failed()
    coop.run_clerk()
    assert coop.audit().ok
    return verdict | coop.warned()


def rewound(coop: Coop) -> set[str]:
    """Main is put back to an older valid commit: only who saw the newer one can tell."""
    old = coop.head
    opened(coop)
    verdict = _seen_again(coop, old)
    assert coop.audit().ok, "to a fresh clone nothing is wrong"
    return verdict


def _seen_again(coop: Coop, head: str) -> set[str]:
    """What a member's computer says that verified main before, once main is at another commit."""
    trust = TrustStore(coop.folder / "trust.json")
    report = verified(coop.hub, coop.head, trust)
    assert report.ok
    remember(trust, report, coop.now)
    coop.put_on_main(head)
    try:
        return {f"FAIL:{code}" for code in codes(verified(coop.hub, head, trust))}
    except Refused as error:
        return {f"FAIL:{code}" for code in codes(error.findings)}


def old_bylaws(coop: Coop) -> set[str]:
    before = coop.file("registry/bylaws.yaml")
    coop.pass_("alice", "period", AMEND)
    assert coop.file("registry/bylaws.yaml") != before
    coop.propose("alice", "kettle", MOTION)
    coop.cheat(opening_of(coop), files={"registry/bylaws.yaml": before})
    sealed = coop.audit()
    assert [found.path for found in sealed.findings] == ["registry/bylaws.yaml"]
    coop.put_on_main(coop.hub.first_parent(coop.head) or "")
    coop.tamper("registry/bylaws.yaml", before)
    return coop.failed() & {f"FAIL:{code}" for code in codes(sealed)}


def squashed(coop: Coop) -> set[str]:
    number, gather = ready(coop, "alice", "bob")
    tree = coop.hub.loose_commit(coop.entry(number).filing).tree
    before, verdicts = coop.head, []
    # squashed; rebased, by the forge's own hand; merged as it is
    for parents in ((before,), (before, coop.entry(number).filing)):
        for key in (None, key_of("the forge's web page")):
            coop.put_on_main(coop.commit(tree, parents, "About kettle (#1)\n", key))
            verdicts.append(coop.failed())
    coop.put_on_main(coop.entry(number).filing or "")
    verdicts.append(coop.failed())
    assert gather and all("FAIL:unauthorised" in verdict for verdict in verdicts), verdicts
    return verdicts[0]


def merge_that_pays(coop: Coop) -> set[str]:
    number, gather = ready(coop, "alice", "bob")
    coop.later("P7D")
    event = coop.decision(number, gather=gather)
    coop.cheat(event, gather, files={"registry/debts/2026/11/m/ma/mallory.yaml": b"amount_minor: 1\n"})
    return coop.failed()


def deleted_branch(coop: Coop) -> set[str]:
    number = opened(coop)
    oids = {voter: coop.vote(voter, number) for voter in ("alice", "bob")}
    for voter in oids:
        coop.hub.delete_ref(f"refs/heads/vote/{number}/{voter}")
    for voter, oid in oids.items():
        coop.hub.set_ref(f"refs/heads/vote/{number}/{voter}", oid)
    coop.finish(number)
    return {"SAME"} if coop.entry(number).status == "passed" and coop.audit().ok else set()


def two_mains(coop: Coop) -> set[str]:
    """Alice and Bob are shown different mains. Each ballot is bound to the opening that its voter saw."""
    shutil.copytree(coop.folder, coop.folder.parent / "shown-to-bob")
    other = Coop(coop.folder.parent / "shown-to-bob", coop.now)
    number = opened(coop)
    other.later("PT1H")
    assert opened(other) == number
    seen_by_bob = other.vote("bob", number)
    subprocess.run(
        ["git", "fetch", "--quiet", str(other.folder / "hub.git"), f"{seen_by_bob}:refs/heads/vote/{number}/bob"],
        cwd=coop.folder / "hub.git",
        check=True,
    )
    coop.run_clerk()
    # the commit that opened it is compared before the file is read: its parent gives the fork away
    verdict = coop.voided(number)
    coop.vote("bob", number, data=emit(other.ballot("bob", number, "for").data()))
    coop.run_clerk()
    return verdict | coop.voided(number)


def no_protection(coop: Coop) -> set[str]:
    opened(coop)
    before = coop.audit()
    coop.hub.set_setting("receive.denyNonFastForwards", "false")
    coop.hub.set_setting("gpg.ssh.program", "/bin/true")
    after = coop.audit()
    return {"SAME"} if (before.ok, before.events) == (after.ok, after.events) else set()


def forge_key(coop: Coop) -> set[str]:
    number = opened(coop)
    coop.vote("alice", number, key=key_of("the forge's web page"), name="Alice <alice@example.org> 1793527200 +0000")
    coop.run_clerk()
    (refusal,) = coop.run.refused_ballots[number]
    assert "govtool vote" in advice_of(refusal.finding)
    return coop.voided(number)


def look_alike(coop: Coop) -> set[str]:
    twin = coop.another(nonce="1" * 32)
    assert twin.audit().ok
    return twin.failed(pinned=coop.genesis)


def missing_objects(coop: Coop) -> set[str]:
    coop = coop.another("loose")  # founded here, so that each object is a file
    number, gather = ready(coop, "alice", "bob")
    ballot = coop.hub.loose_commit(gather).parents[1]
    coop.finish(number)
    verdict = {"FAIL:missing_object"}
    member = coop.hub.entry(coop.hub.loose_commit(coop.head).tree, "registry/members/a/al/alice.yaml")
    assert member is not None
    founding = coop.book.commit_of(0)
    for oid in (ballot, coop.entry(number).filing, member.oid, coop.hub.loose_commit(ballot).tree, founding):
        path = coop.folder / "hub.git" / "objects" / oid[:2] / oid[2:]
        data = path.read_bytes()
        path.unlink()
        broken = Coop(coop.folder, coop.now)
        verdict &= broken.failed()
        path.write_bytes(data)
    assert coop.audit().ok
    return verdict


def other_mains(coop: Coop) -> set[str]:
    wrong = coop.push_raw("", {"registry/bylaws.yaml": b"mine: true\n"})
    for ref in ("refs/tags/main", "refs/heads/origin/main", "refs/remotes/origin/main"):
        coop.hub.set_ref(ref, wrong)
    opened(coop)
    # such a branch misleads nobody, but git itself then refuses to push to main, so a guard does not let it in
    coop.hub.set_ref("refs/heads/refs/heads/main", wrong)
    coop.vote("alice", "0001")
    try:
        coop.run_clerk()
    except PushRefused as error:
        assert "delete that branch" in error.hint
    coop.hub.delete_ref("refs/heads/refs/heads/main")
    return {"SAME"} if coop.audit().ok and coop.hub.ref(MAIN) == coop.head != wrong else set()


def sha256_format(coop: Coop) -> set[str]:
    folder = coop.folder / "sha256"
    subprocess.run(["git", "init", "--quiet", "--object-format=sha256", str(folder)], check=True)
    try:
        Git(folder)
    except Refused as error:
        return {f"REFUSE:{code}" for code in codes(error.findings)}
    return set()


# Clerk


def omitted(coop: Coop) -> set[str]:
    """Bob's vote against is dropped. Of all who are eligible nothing passes by it, and the receipt proves it."""
    number = opened(coop)
    coop.vote("alice", number, "for")
    coop.vote("bob", number, "against")
    coop.run_clerk()
    receipt = coop.hub.ref(f"refs/heads/gather/{number}") or ""
    coop.later("P7D")
    kept = coop.gather(number, coop.hub.ref(f"refs/heads/vote/{number}/alice") or "")
    coop.cheat(coop.decision(number, gather=kept), kept)
    assert coop.audit().ok and coop.entry(number).status == "rejected"
    found = judge_receipt(coop.book, receipt)
    alone = judge_receipt(coop.book, coop.hub.ref(f"refs/heads/vote/{number}/bob") or "")
    assert codes(alone.warnings) == {"not_counted"} and not alone.findings
    assert not judge_receipt(coop.book, kept).findings
    return {"SAME"} | {f"FAIL:{code}" for code in codes(found.findings)}


def other_numbers(coop: Coop) -> set[str]:
    number, gather = ready(coop, "alice", "bob")
    coop.later("P7D")
    event = coop.decision(number, gather=gather)
    _, fields = event.apply(coop.registry)
    question = fields["questions"][0]
    coop.cheat(event, gather, minute={"questions": (question.changed(for_=5),)})
    return coop.failed()


def old_roll(coop: Coop) -> set[str]:
    """The roll is that of an older state, in which Carol worked full time."""
    coop.propose("alice", "kettle", MOTION)
    event = opening_of(coop)
    older = coop.registry.put(coop.member("carol").path, coop.member("carol").changed(committed_minutes_per_week=2400))
    state, _ = event.apply(older)
    entry = DocketEntry.of(state, "0001")
    assert entry is not None and entry.asked[0].voters(state)["carol"] == 2
    path = DocketEntry.home.path("0001")
    roll = Roll.of(state, entry.asked[0].roll)
    assert roll is not None
    coop.cheat(event, records={path: entry, roll.path: roll}, minute={"docket": digest_of(emit(entry.data()))})
    return coop.failed()


def early(coop: Coop) -> set[str]:
    """Four friends close a vote five minutes after it opened."""
    number, gather = ready(coop, "alice", "bob")
    coop.later("PT5M")
    at = coop.now
    event = coop.decision(number, coop.entry(number).closes_at, gather)
    coop.cheat(event, gather, minute={"at": at, "due_at": at})
    return coop.failed()


def not_settled(coop: Coop) -> set[str]:
    """Past the earliest time, but while people can still change the result."""
    number, gather = ready(coop, "alice", "carol")
    coop.later("P2D")
    at = coop.now
    event = coop.decision(number, coop.entry(number).closes_at, gather)
    coop.cheat(event, gather, minute={"at": at})
    return coop.failed()


def late(coop: Coop) -> set[str]:
    number, gather = ready(coop, "alice", "bob")
    event = coop.decision(number, coop.entry(number).closes_at, gather)
    at = add(coop.entry(number).closes_at, "P30DT1M")
    coop.cheat(event, gather, minute={"at": at, "due_at": at})
    return coop.failed()


def wrong_order(coop: Coop) -> set[str]:
    for slug, rule in (("first", "ordinary"), ("second", "admit")):
        change = f"{{path: rules.{rule}.period, from: P7D, to: P8D}}"
        number = coop.open("alice", slug, f"- {{action: amend-bylaws, changes: [{change}]}}")
        for voter in ("alice", "bob", "carol"):
            coop.vote(voter, number)
    coop.later("P14D")
    coop.run_clerk()
    coop.later("P7D")
    coop.cheat(coop.enactment("0002"))
    return coop.failed()


def stolen_clerk_key(coop: Coop) -> set[str]:
    """The thief says that it passed; without the ballots nothing follows from that."""
    number, gather = ready(coop, "carol")
    coop.later("P7D")
    event = coop.decision(number, gather=gather)
    closed = DocketEntry.home.path(number, closed=True)
    entry = coop.entry(number)
    passed = entry.changed(decided=docket.Decided(at=coop.now, result="passed", due_at=coop.now))
    folder = {f"{entry.folder}/{name}": data for name, data in event.files.items()}
    coop.cheat(
        event,
        gather,
        minute={"result": "passed", "due_at": coop.now},
        records={closed: None, DocketEntry.home.path(number): passed},
        files=folder,
        key=key_of("spare clerk"),
    )
    return coop.failed()


def handed_over(coop: Coop) -> set[str]:
    """The clerk is dead. Who has more than half of all votes names new keys, and the old ones are spent for ever."""
    opened(coop)
    new = key_of("new clerk")
    try:
        coop.hand_over("alice carol", new)
        return set()
    except Refused as error:
        assert codes(error.findings) == {"handover"}, "3 of 7 are not enough"
    coop.hand_over("alice bob", new)
    assert coop.audit().ok
    coop.clerk_key = new
    coop.vote("alice", "0001")
    coop.finish("0001")
    assert coop.audit().ok and coop.entry("0001").decided is not None
    try:
        coop.hand_over("alice bob", key_of("clerk"))
        return set()
    except Refused as error:
        assert codes(error.findings) == {"key_in_use"}
    coop.propose("alice", "teapot", MOTION)
    coop.cheat(opening_of(coop, "teapot"), key=key_of("clerk"))
    assert coop.failed() == {"FAIL:unauthorised"}, "the old clerk's key is worth nothing"
    return {"SAME"}


def held_back(coop: Coop) -> set[str]:
    """The clerk keeps a statement until it suits it."""
    oid = coop.state("bob", "resign", not_after=add(coop.now, "P1D"))
    event = coop.taking(oid)
    coop.later("P1DT1M")
    coop.cheat(event, oid, minute={"at": coop.now})
    return coop.failed()


def replayed(coop: Coop) -> set[str]:
    number = opened(coop)
    other = opened_by_bob(coop)
    before = coop.registry
    oid = coop.state("alice", "withdraw", {"proposal": number})
    coop.run_clerk()
    assert coop.entry(number).status == "withdrawn" and other
    event = coop.taking(oid)
    coop.cheat(event, oid, on=before)
    return coop.failed()


def opened_by_bob(coop: Coop) -> str:
    return coop.open("bob", "teapot", MOTION)


# History


def rewritten(coop: Coop) -> set[str]:
    founding = coop.head
    number, _ = ready(coop, "alice")
    coop.finish(number)
    seen = coop.head
    coop.put_on_main(founding)
    coop.later("P1D")
    coop.open("bob", "teapot", MOTION)
    assert coop.audit().ok, "to a fresh clone nothing is wrong"
    head = coop.head
    coop.put_on_main(seen)
    return _seen_again(coop, head)


def imposter(coop: Coop) -> set[str]:
    """A commit that lies in the same repository, and not on main's first-parent chain, is no page of the book."""
    number = opened(coop)
    ballot = coop.vote("alice", number)
    coop.finish(number)
    assert coop.hub.is_ancestor(ballot, coop.head) or coop.hub.has(ballot)
    on_main = [oid for oid in coop.hub.first_parents(coop.head) if coop.book.is_on_main(oid)]
    assert len(on_main) == coop.book.newest[0].number + 1 and not coop.book.is_on_main(ballot)
    coop.state("alice", "resign", parent=ballot)
    coop.run_clerk()
    problem = chain_problem(coop.hub, coop.book, ballot, True)
    assert problem is not None and chain_problem(coop.hub, coop.book, coop.head, True) is None
    return {f"REFUSE:{problem.code}"} | coop.refused("statement/alice/000001") | _seen_again(coop, ballot)


def far_future(coop: Coop) -> set[str]:
    """A minute dated 9999 stops everybody, until a handover names the last minute that stands."""
    stands = coop.book.newest[1]
    coop.propose("alice", "kettle", MOTION, open_before="9999-06-02T00:00:00Z")
    event = opening_of(coop)
    coop.cheat(replace(event, at="9999-06-01T00:00:00Z", moment=replace(event.moment, at="9999-06-01T00:00:00Z")))
    assert coop.audit().ok, "the audit knows no clock"
    verdict = set()
    for look in (coop.run_clerk, lambda: coop.book.refuse_ahead(coop.now)):
        try:
            look()
        except Refused as error:
            verdict |= {f"REFUSE:{code}" for code in codes(error.findings)}
    coop.hand_over("alice bob carol", key_of("new clerk"), stands=stands)
    assert coop.audit().ok
    coop.clerk_key = key_of("new clerk")
    number = opened(coop, "teapot")
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.finish(number)
    assert coop.entry(number).status == "passed" and coop.audit().ok
    minute = Minute.of(coop.registry, 1)
    assert minute is not None and minute.event == "handed-over"
    return verdict
