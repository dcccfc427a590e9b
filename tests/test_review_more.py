"""What a review changed, each change with the case that it lets through and the case that it stops."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from coop import Coop
from people import FOUNDED_AT, blob_of, codes, key_of, person, public, shipped_bylaws
from test_signature_key import MODULUS, SMALL_ORDER, rsa_blob
from test_statements import refused

from govtool.cli.render import annotation, as_json, finding_lines
from govtool.core import minute as minutes
from govtool.core.canonical import emit
from govtool.core.commit import parse_loosely
from govtool.core.finding import finding
from govtool.core.sshsig import wire_string
from govtool.core.times import add
from govtool.domain import docket
from govtool.domain.ballot import ballot_path
from govtool.domain.bylaws import PATH as BYLAWS
from govtool.domain.bylaws import bylaws_of
from govtool.domain.member import MemberKey
from govtool.domain.opening import Open
from govtool.domain.organization import organization_of
from govtool.domain.roll import roll_of
from govtool.domain.statement import Statement, path_of
from govtool.domain.team import Seat, Team
from govtool.errors import GovtoolError, Refused
from govtool.io.git import EMPTY_TREE, FILE, SYMLINK, Entry, Git
from govtool.io.signing import MemoryKey
from govtool.io.store import Layout
from govtool.io.trust import Pin, TrustStore
from govtool.io.yamlfile import PERSON_LIMIT
from govtool.roles import evidence, handover, initiation
from govtool.roles.book import book_at
from govtool.roles.filing import read_filing
from govtool.roles.initiation import key_path
from govtool.roles.push import blocks_others
from govtool.roles.signature_list import committed_at

MOTION = "- action: motion"


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    return Coop.copied(tmp_path_factory, tmp_path)


def refusal(action: Any) -> set[str]:
    with pytest.raises(Refused) as caught:
        action()
    return codes(caught.value.findings)


# Handing over --------------------------------------------------------------------------------------------------------


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


# Founding ------------------------------------------------------------------------------------------------------------

WEAK = {
    "RSA of 1024 bits": ("ssh-rsa", rsa_blob(b"\1\0\1", MODULUS[:129])),
    "a point of small order": ("ssh-ed25519", wire_string(b"ssh-ed25519") + wire_string(SMALL_ORDER[0])),
}


@pytest.mark.parametrize("kind", WEAK)
def test_no_founder_begins_with_a_key_under_which_others_could_sign(coop: Coop, kind: str) -> None:
    key_type, blob = WEAK[kind]
    text = base64.b64encode(blob).decode()
    weak = MemberKey.read({"type": key_type, "blob": text, "use": "sign", "active_at": FOUNDED_AT})
    alice = person("alice")
    people = [alice.changed(keys=(*alice.keys, weak)), person("bob")]
    assert refusal(lambda: coop.another(people=people)) == {"key_type"}
    assert coop.another("sound", people=[person("alice"), person("bob")]).audit().ok


def test_every_founder_lies_where_their_id_says(coop: Coop) -> None:
    frank = person("frank")
    assert refusal(lambda: coop.another(records={"registry/members/zz/frank.yaml": frank})) == {"name"}
    assert coop.another("right", records={frank.path: frank}).audit().ok


def test_an_earlier_minute_0_of_others_does_not_hide_the_pinned_founding(coop: Coop) -> None:
    other = coop.another(nonce="1" * 32)
    planted = other.commit(other.tree(EMPTY_TREE, {minutes.path_of(0): coop.file(minutes.path_of(0))}), (), "x\n", None)
    founded = other.commit(other.hub.loose_commit(other.head).tree, (planted,), "Found\n", key_of("alice"))
    genesis = other.genesis
    assert other.audit(head=founded, pinned=genesis).ok
    assert codes(other.audit(head=founded)) == {"founded"}, "the planted one is no founding"
    assert codes(other.audit(head=founded, pinned=coop.genesis)) == {"founded"}


# Bylaws, rolls, the docket -------------------------------------------------------------------------------------------


def test_an_amendment_names_a_whole_row_of_the_table_of_paths(coop: Coop) -> None:
    rows = [row.data() for row in bylaws_of(coop.registry).paths]
    place = next(at for at, row in enumerate(rows) if row.get("rule") == "files")
    part = f"- action: amend-bylaws\n  changes:\n    - {{path: paths.{place}.rule, from: files, to: amend}}"
    coop.propose("alice", "part", part)
    was, new = rows[place], {**rows[place], "rule": "amend"}
    row = f'{{match: "{was["match"]}", rule: %s}}'
    whole = (
        f"- action: amend-bylaws\n  changes:\n    - {{path: paths.{place}, from: {row % 'files'}, to: {row % 'amend'}}}"
    )
    coop.pass_("alice", "whole", whole)
    assert coop.refused("proposal/part") == {"REFUSE:precondition"}
    assert bylaws_of(coop.registry).paths[place].data() == new


def test_moving_the_subject_into_a_team_of_friends_changes_no_electorate(coop: Coop) -> None:
    bylaws = bylaws_of(coop.registry)
    seasoned = tuple(Seat(member=name, counts_at=FOUNDED_AT) for name in ("alice", "bob", "carol", "vera"))
    late = Seat(member="vera", counts_at=add(FOUNDED_AT, "P14D"))
    friends = tuple(Seat(member=name, counts_at=FOUNDED_AT) for name in ("carol", "dan", "erin"))
    kitchen = Team(id="kitchen", name="Kitchen", seats=seasoned)
    garden = Team(id="garden", name="Garden", seats=(*friends, late))
    state = coop.registry.put(kitchen.path, kitchen).put(garden.path, garden)
    rule = bylaws.rules["confirm"]
    assert set(roll_of(state, bylaws, rule, FOUNDED_AT, "vera")) == {"alice", "bob", "carol"}
    later = add(FOUNDED_AT, "P14D")
    assert set(roll_of(state, bylaws, rule, later, "vera")) == {"alice", "bob", "carol", "dan", "erin"}


def test_an_entry_of_the_docket_that_nobody_could_read_again_is_not_opened(
    coop: Coop, monkeypatch: pytest.MonkeyPatch
) -> None:
    coop.propose("alice", "kettle", MOTION)
    with monkeypatch.context() as smaller:
        smaller.setattr(docket, "MAX_BYTES", 1000)
        coop.run_clerk()
        assert coop.refused("proposal/kettle") == {"REFUSE:limits"}
    coop.run_clerk()
    assert coop.entry("0001").is_open


def test_how_long_a_vote_can_be_decided_is_fixed_at_its_opening(coop: Coop) -> None:
    entry = coop.entry(coop.open("alice", "kettle", MOTION))
    bylaws = bylaws_of(coop.registry)
    state = coop.registry.put(BYLAWS, bylaws.changed(periods=bylaws.periods.changed(decide_grace="P1D")))
    assert entry.lapses_at == add(entry.closes_at, bylaws.periods.decide_grace)
    assert coop.decision(entry.number, at=add(entry.closes_at, "P20D")).result(state)[0] == "rejected"
    assert coop.decision(entry.number, at=add(entry.lapses_at, "PT1M")).result(state)[0] == "lapsed"


# Statements ----------------------------------------------------------------------------------------------------------


def test_a_statement_made_on_a_false_minute_that_nobody_authorised_is_refused(coop: Coop) -> None:
    newest, digest = coop.book.newest
    false = newest.changed(number=newest.number + 1, previous=digest, at="2036-01-01T00:00:00Z")
    void = coop.push_raw("main", {coop.layout.place(minutes.path_of(false.number)): false.as_file})
    coop.run_clerk()
    coop.state("dan", "resign", parent=void, not_after="2036-01-20T00:00:00Z")
    coop.run_clerk()
    assert coop.refused("statement/dan/000001") == {"REFUSE:ancestry"}
    assert refused(coop, "dan", "resign") == set()


@pytest.mark.parametrize("text", ["kind: resign\n", 'kind: "resign"\nbody: {}\n'])
def test_a_statement_in_another_order_or_without_quotes_is_refused(coop: Coop, text: str) -> None:
    head = f'number: 1\nmember: "dan"\nnot_after: "{add(coop.now, "P20D")}"\n'
    body = "" if "body" in text else "body: {}\n"
    assert refused(coop, "dan", "resign", number=1, data=(head + text + body).encode()) == {"REFUSE:canonical"}
    made = Statement(member="dan", number=1, not_after=add(coop.now, "P20D"), kind="resign", body={})
    assert refused(coop, "dan", "resign", data=emit(made.data())) == set()
    assert coop.file(path_of("dan", 1)) == emit(made.data())


def test_a_recovery_key_that_still_waits_is_stopped_by_a_signing_key_and_an_active_one_is_not(coop: Coop) -> None:
    recovery = coop.rotation("alice", 2) | {"use": "recovery"}
    assert refused(coop, "alice", "rotate-key", recovery) == set()
    assert refused(coop, "bob", "rotate-key", coop.rotation("bob", 2) | {"use": "recovery"}) == set()
    assert refused(coop, "alice", "revoke-key", {"key": blob_of("alice", 2)}) == set()
    coop.later("P9D")
    assert refused(coop, "bob", "revoke-key", {"key": blob_of("bob", 2)}) == {"REFUSE:key_use"}
    own = refused(coop, "bob", "revoke-key", {"key": blob_of("bob", 2)}, key=key_of("bob", 2))
    assert own == set() and coop.member("alice").keys[1].is_revoked(coop.now)


# Publications --------------------------------------------------------------------------------------------------------


def test_a_publication_is_merged_where_its_whole_way_changes_free_paths_only(coop: Coop) -> None:
    first = coop.push_raw("", {"docs/one.md": b"one\n"})
    page = coop.push_raw("page", {"docs/two.md": b"two\n"}, parent=first)
    assert refused(coop, "carol", "publish", {"commit": page}) == set()
    assert coop.file("docs/one.md") and coop.hub.is_ancestor(first, coop.head)


def test_a_publication_that_took_a_governed_change_back_is_not_merged(coop: Coop) -> None:
    was = coop.file(BYLAWS)
    before = coop.push_raw("", {BYLAWS: b"mine: true\n"})
    page = coop.push_raw("page", {BYLAWS: was, "docs/page.md": b"page\n"}, parent=before)
    refused(coop, "carol", "publish", {"commit": page})
    assert coop.file("docs/page.md") is None and not coop.hub.is_ancestor(before, coop.head)


def test_a_publication_with_a_merge_in_it_is_not_merged(coop: Coop) -> None:
    stranger = coop.commit(coop.hub.loose_commit(coop.head).tree, (), "A stranger's history\n", None)
    page = coop.push_raw("page", {"docs/page.md": b"page\n"}, parents=(coop.head, stranger))
    refused(coop, "carol", "publish", {"commit": page})
    assert coop.file("docs/page.md") is None and not coop.hub.is_ancestor(stranger, coop.head)


# What is too large ---------------------------------------------------------------------------------------------------


class Counting(Git):
    """A repository that remembers which blobs were read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.blobs: list[str] = []

    def blob(self, oid: str) -> bytes:
        self.blobs.append(oid)
        return super().blob(oid)


@pytest.mark.parametrize("more", [0, 1])
def test_a_ballot_that_is_too_large_is_refused_without_being_read(coop: Coop, more: int) -> None:
    number = coop.open("alice", "kettle", MOTION)
    data = emit(coop.ballot("bob", number, "for").data())
    data += b"#" * (PERSON_LIMIT + more - len(data) - 1) + b"\n"
    oid = coop.vote("bob", number, data=data)
    counting = Counting(coop.folder / "hub.git")
    paper = evidence.ballot(replace(coop.book, git=counting), coop.book.opening(coop.entry(number)), oid)
    blob = coop.hub.entry(coop.hub.loose_commit(oid).tree, ballot_path(coop.entry(number), "bob"))
    assert blob is not None and (blob.oid in counting.blobs) is (more == 0)
    assert (paper.problem is not None and paper.problem.code == "limits") is (more == 1)


@pytest.mark.parametrize("more", [0, 1])
def test_a_filing_that_is_too_large_is_refused_without_being_read(coop: Coop, more: int) -> None:
    text = coop.proposal_text("alice", "kettle", MOTION).encode()
    text += b"#" * (PERSON_LIMIT + more - len(text) - 1) + b"\n"
    oid = coop.propose("alice", "kettle", MOTION, text=text.decode())
    counting = Counting(coop.folder / "hub.git")
    found = read_filing(replace(coop.book, git=counting), oid, coop.now).findings
    blob = coop.hub.entry(coop.hub.loose_commit(oid).tree, "proposals/2026/kettle/proposal.yaml")
    assert blob is not None and (blob.oid in counting.blobs) is (more == 0)
    assert ("limits" in codes(found)) is (more == 1)


# A clerk gone bad ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["proposals/2026/kettle", "proposals/2026/teapot"])
def test_a_filing_opened_under_another_slug_passes_nothing(coop: Coop, folder: str) -> None:
    filing = coop.propose("alice", "kettle", MOTION)
    made = read_filing(coop.book, filing, coop.now)
    assert made.draft is not None and made.moment is not None
    coop.cheat(Open(coop.now, replace(made.draft, folder=folder), replace(made.moment, folder=folder)))
    oids = [coop.vote(name, "0001") for name in ("alice", "bob", "carol")]
    coop.later("P7D")
    gather = coop.gather("0001", *oids, coop.entry("0001").filing)
    texts = {"proposal.yaml": coop.file("proposals/2026/kettle/proposal.yaml", filing) or b""}
    event = evidence.decision(coop.book, coop.entry("0001"), gather, coop.now, texts)
    if folder.endswith("kettle"):
        assert event.apply(coop.registry)[1]["result"] == "passed"
    else:
        assert refusal(lambda: event.apply(coop.registry)) == {"content"}


def test_a_minute_has_the_parents_of_its_event_and_no_others(coop: Coop) -> None:
    stranger = coop.commit(coop.hub.loose_commit(coop.head).tree, (), "A stranger's history\n", None)
    filing = coop.propose("alice", "kettle", MOTION)
    made = read_filing(coop.book, filing, coop.now)
    assert made.draft is not None and made.moment is not None
    before, event = coop.head, Open(coop.now, made.draft, made.moment)
    coop.cheat(event, stranger)
    assert coop.failed() == {"FAIL:minute"}
    coop.put_on_main(before)
    coop.cheat(event)
    assert coop.audit().ok


# Bytes and names -----------------------------------------------------------------------------------------------------


def test_parents_are_read_where_git_reads_them(coop: Coop) -> None:
    tree, head = coop.hub.loose_commit(coop.head).tree, coop.head
    who = "A <a@example.org> 1793527200 +0000"
    right = f"tree {tree}\nparent {head}\nauthor {who}\ncommitter {who}\n\nx\n".encode()
    wrong = f"tree {tree}\nauthor {who}\nparent {head}\ncommitter {who}\n\nx\n".encode()
    for raw, parents in ((right, (head,)), (wrong, ())):
        oid = coop.hub.write("commit", raw)
        said = subprocess.run(
            ["git", "-C", str(coop.hub.folder), "rev-list", "--max-count=1", "--parents", oid],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        assert parse_loosely(oid, raw).parents == parents == tuple(said[1:])


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("docs/a.md", "file=docs/a.md,line=1"),
        ("a\n::add-mask::x", "file=a%0A%3A%3Aadd-mask%3A%3Ax,line=1"),
        ("a,title=b:c", "file=a%2Ctitle=b%3Ac,line=1"),
        ("a\r%0A", "file=a\\x0d%250A,line=1"),
    ],
)
def test_the_name_of_a_file_gives_a_runner_no_commands(path: str, place: str) -> None:
    line = annotation(finding("path_denied", path, target=path))
    assert line.startswith(f"::error {place},col=1,title=path_denied::") and "\n" not in line and "\r" not in line


@pytest.mark.parametrize("path", ["Registry/x", "PROPOSALS/y/z", "registry./x", "docs/x"])
def test_a_twin_of_a_governed_folder_is_never_free(coop: Coop, path: str) -> None:
    other = coop.another(bylaws=shipped_bylaws(lambda data: data.update(paths=[{"match": "**", "free": True}])))
    other.push_raw("main", {path: b"x\n"})
    assert other.audit().ok is (path == "docs/x")


def test_below_a_folder_of_its_own_the_twin_is_governed_too() -> None:
    layout = Layout(".governance/")
    assert layout.governed(".Governance/registry/x") is not None and layout.governed("registry/x") is None


# Filings and merges --------------------------------------------------------------------------------------------------


def _merged(coop: Coop, first: str, files: Mapping[str, bytes | None], message: str = "Merge main\n") -> str:
    """A merge of main into a branch, with files of its own, signed by alice."""
    tree = coop.tree(coop.hub.loose_commit(first).tree, files)
    return coop.commit(tree, (first, coop.head), message, key_of("alice"))


@pytest.mark.parametrize("smuggled", [False, True])
def test_a_merge_of_main_brings_nothing_in_that_main_does_not_hold(coop: Coop, smuggled: bool) -> None:
    filed = coop.propose("alice", "kettle", MOTION, push=False)
    trailer = coop.hub.loose_commit(filed).message
    between = _merged(coop, filed, {"src/blob": b"a stranger's\n"} if smuggled else {})
    last = _merged(coop, between, {"src/blob": None} if smuggled else {}, trailer)
    coop.hub.set_ref("refs/heads/proposal/kettle", last)
    coop.run_clerk()
    assert coop.refused("proposal/kettle") == ({"REFUSE:extra_path"} if smuggled else set())
    assert bool(coop.registry.names(docket.OPEN)) is not smuggled


# What is printed -----------------------------------------------------------------------------------------------------


def test_json_names_what_is_no_text_and_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"path": "docs/\udcff", "title": "\x9b31m\u202e", "name": "Zoë → 合"}
    as_json(value)
    printed = capsys.readouterr().out
    assert printed.encode() and json.loads(printed) == {"format": 1, **value}
    assert "Zoë → 合" in printed and not {"\x9b", "\u202e"} & set(printed)


def test_the_name_of_a_file_forges_no_line_of_the_answer() -> None:
    what, _ = finding_lines(finding("tree_not_derived", "docs/a\nmain is sound"))
    assert what == "docs/a\\nmain is sound: the file is not what the event gives [tree_not_derived]"


@pytest.mark.parametrize("branch", ["Main", "MAIN", "main/x", "Vote/0001/bob", "refs/heads/main", "Refs/x"])
def test_the_twin_of_a_branch_that_others_need_is_refused(branch: str) -> None:
    assert blocks_others(branch)


@pytest.mark.parametrize("branch", ["main", "mainly", "vote/0001/bob", "Feature/x"])
def test_other_branches_are_anybody_s(branch: str) -> None:
    assert not blocks_others(branch)


def test_a_clerk_s_key_that_cannot_be_kept_leaves_none_of_them_behind(coop: Coop) -> None:
    keys = {"clerk-ci": key_of("one"), "clerk-offline": key_of("two")}
    path = key_path(coop.hub, "clerk-offline")
    path.parent.mkdir()
    path.symlink_to("nowhere")
    with pytest.raises(GovtoolError, match="there is a key"):
        initiation._keep(coop.hub, keys)
    assert not key_path(coop.hub, "clerk-ci").exists()
    path.unlink()
    written = initiation._keep(coop.hub, keys)
    assert [oct(found.stat().st_mode & 0o777) for found in written] == ["0o600", "0o600"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_of_another_alphabet_ends_no_command(tmp_path: Path, encoding: str) -> None:
    done = _govtool(tmp_path, "simulate", "--help", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    done = _govtool(tmp_path, "status", PYTHONIOENCODING=encoding)
    assert done.returncode == 1 and b"there is no git repository" in done.stderr


@pytest.mark.parametrize(("branch", "status"), [(b"caf\xe9", 0), (b"vote/\xe9", 10)])
def test_a_branch_whose_name_is_no_text_is_judged_like_others(coop: Coop, branch: bytes, status: int) -> None:
    line = f"{'0' * 40} {coop.head} refs/heads/".encode() + branch + b"\n"
    done = _govtool(coop.folder / "hub.git", "guard", stdin=line, PYTHONIOENCODING="utf-8:strict")
    assert done.returncode == status, done.stderr


def test_a_full_disk_is_no_bug(coop: Coop) -> None:
    with Path("/dev/full").open("w") as full:
        done = _govtool(coop.folder / "hub.git", "audit", stdout=full)
    assert done.returncode == 1 and b"No space left" in done.stderr and b"bug" not in done.stderr


def _govtool(folder: Path, *arguments: str, stdout: Any = subprocess.PIPE, stdin: bytes = b"", **more: str) -> Any:
    command = [sys.executable, "-m", "govtool.cli.main", *arguments]
    environment = {**os.environ, **more}
    return subprocess.run(
        command, cwd=folder, env=environment, input=stdin, stdout=stdout, stderr=subprocess.PIPE, check=False
    )


def test_pins_that_processes_write_at_once_are_all_kept(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "trust.json")
    pins = [Pin(f"sha256:{number:064x}", "Name", FOUNDED_AT) for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store.put, pins))
    assert store.pins() == tuple(pins)
    store.forget(pins[3].genesis)
    assert store.find(pins[3].genesis) is None and len(store.pins()) == 23


# A tree that nobody can read -----------------------------------------------------------------------------------------


def _broken_tree(coop: Coop, kind: str) -> str:
    base = coop.hub.loose_commit(coop.head).tree
    blob = coop.hub.write("blob", b"x\n")
    if kind == "a folder out of order":
        return coop.hub.write("tree", coop.hub.read(base)[1] + b"100644 aaa\0" + bytes.fromhex(blob))
    if kind == "no registry":
        return coop.hub.with_files(base, {"registry": None}, write=True)
    mode = SYMLINK if kind == "a minute that is a link" else FILE
    path = minutes.path_of(coop.book.newest[0].number + 1)
    return coop.hub.with_files(base, {path: Entry(mode, blob)}, write=True)


BROKEN = ["a folder out of order", "a minute that is a link", "a minute that is none", "no registry"]


@pytest.mark.parametrize("kind", BROKEN)
def test_a_tree_that_nobody_can_read_stops_no_book_once_it_is_repaired(coop: Coop, kind: str) -> None:
    first = coop.open("alice", "kettle", MOTION)
    void = coop.put_on_main(coop.commit(_broken_tree(coop, kind), (coop.head,), "Break\n\nMinute: x\n", None))
    assert not coop.audit().ok
    coop.run_clerk()
    coop.open("bob", "teapot", MOTION)
    late = book_at(coop.hub, coop.head)
    assert late.opening(coop.entry(first)).commit == coop.book.opening(coop.entry(first)).commit
    assert late.is_on_main(void) and not late.is_on_main("0" * 40)
    oid = coop.commit(coop.hub.loose_commit(void).tree, (void,), "Hand over\n", key_of("alice"))
    assert handover.signature_of(late, oid).paper.problem is not None


@pytest.mark.parametrize("kind", BROKEN)
def test_the_founding_is_found_behind_a_repair_of_nothing_but_it(coop: Coop, kind: str) -> None:
    founded = coop.head
    coop.put_on_main(coop.commit(_broken_tree(coop, kind), (founded,), "Break\n", None))
    coop.run_clerk()
    assert coop.audit().ok and coop.book.newest[0].number == 0
    late = book_at(coop.hub, coop.head)
    assert late.commit_of(0) == founded and late.is_on_main(founded)


@pytest.mark.parametrize(("digits", "seconds"), [("1793527200", 1793527200), ("9" * 5000, None), ("x", None)])
def test_a_date_of_endless_digits_is_no_date(digits: str, seconds: int | None) -> None:
    raw = f"tree {'0' * 40}\nauthor A <a> 1 +0000\ncommitter A <a> {digits} +0000\n\nx\n".encode()
    assert committed_at(parse_loosely("0" * 40, raw)) == seconds
