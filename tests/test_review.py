"""What a hostile branch, tree, record or clerk must not be able to do: each case once stopped or misled a reader."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from coop import Coop
from people import blob_of, key_of, public, shipped_bylaws
from test_signature_passkey import MESSAGE, ORIGIN, passkey_sign

from govtool.core import minute as minutes
from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.core.times import add
from govtool.domain import docket
from govtool.domain.action import Moment
from govtool.domain.admission import Admit
from govtool.domain.bylaws import PATH as BYLAWS
from govtool.domain.bylaws import bylaws_of
from govtool.domain.clerk import RenameOrganization
from govtool.domain.enactment import carry_out
from govtool.domain.files import ChangeFiles
from govtool.domain.key import Rekey
from govtool.domain.opening import Open
from govtool.domain.organization import organization_of
from govtool.domain.team import Team
from govtool.errors import Refused
from govtool.io.git import EMPTY_TREE, FILE, TREE, Entry, format_tree
from govtool.io.signature import SshKeys, verify
from govtool.io.store import state_of
from govtool.roles.book import book_at
from govtool.roles.filing import read_filing

MOTION = "- action: motion"


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    return Coop.copied(tmp_path_factory, tmp_path)


def _deep(coop: Coop, levels: int) -> Entry:
    """A folder in a folder in a folder."""
    oid = coop.hub.write("blob", b"deep\n")
    entry = Entry(FILE, oid)
    for _ in range(levels):
        entry = Entry(TREE, coop.hub.write("tree", format_tree({"a": entry})))
    return entry


def _with_raw_top(coop: Coop, extra: bytes) -> str:
    """Main's tree with raw bytes of a tree appended: a folder that no tool writes."""
    return coop.hub.write("tree", coop.hub.read(coop.hub.loose_commit(coop.head).tree)[1] + extra)


def _still_works(coop: Coop) -> None:
    """Others are served by the clerk as if nothing had been pushed."""
    number = coop.open("bob", "unmoved", MOTION)
    coop.vote("alice", number)
    coop.vote("bob", number)
    coop.later("P3D")
    coop.run_clerk()
    assert coop.entry(number).status == "passed"
    assert coop.audit().ok


# What anybody can push -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("branch", ["proposal/deep", "statement/dan/000001"])
def test_folders_without_end_on_a_branch_do_not_stop_the_clerk(coop: Coop, branch: str) -> None:
    message = f"Deep\n\nProposal: {digest_of(b'')}\n"
    coop.push_raw(branch, {"docs": _deep(coop, 3000)}, message=message, key=key_of("dan"))
    coop.run_clerk()
    assert coop.refused(branch)
    _still_works(coop)


@pytest.mark.parametrize("branch", ["proposal/twice", "statement/dan/000001"])
def test_a_broken_tree_on_a_branch_does_not_stop_the_clerk(coop: Coop, branch: str) -> None:
    tree = _with_raw_top(coop, b"100644 aaa\0" + bytes.fromhex(coop.hub.write("blob", b"x\n")))
    oid = coop.commit(tree, (coop.head,), f"Broken\n\nProposal: {digest_of(b'')}\n", key_of("dan"))
    coop.hub.set_ref(f"refs/heads/{branch}", oid)
    coop.run_clerk()
    assert coop.refused(branch)


@pytest.mark.parametrize("name", [b"aaa", b"registry/bylaws.yaml", b"..", b".git"])
def test_a_broken_tree_on_main_is_a_finding_and_is_repaired(coop: Coop, name: bytes) -> None:
    blob = bytes.fromhex(coop.hub.write("blob", b"x\n"))
    raw = coop.hub.read(coop.hub.loose_commit(coop.head).tree)[1]
    order = (b"100644 " + name + b"\0" + blob + raw) if name < b"registry" else raw + b"100644 " + name + b"\0" + blob
    broken = order if name != b"aaa" else raw + b"100644 aaa\0" + blob
    coop.put_on_main(coop.commit(coop.hub.write("tree", broken), (coop.head,), "Break\n", None))
    assert coop.failed() >= {"FAIL:unauthorised"}
    coop.run_clerk()
    assert coop.audit().ok and coop.warned() == {"WARN:void_span"}
    _still_works(coop)


def test_folders_without_end_on_main_are_a_finding_and_are_repaired(coop: Coop) -> None:
    coop.push_raw("main", {"docs": _deep(coop, 3000)})
    assert coop.failed() >= {"FAIL:unauthorised"}
    coop.run_clerk()
    assert coop.audit().ok


def test_a_gather_that_the_clerk_did_not_sign_is_not_the_clerk_s(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    coop.vote("alice", number)
    coop.vote("bob", number)
    stranger = coop.push_raw("", {"docs/x.md": b"x\n"}, key=key_of("mallory"))
    forged = coop.gather(number, stranger, key=key_of("mallory"))
    coop.hub.set_ref(f"refs/heads/gather/{number}", forged)
    coop.later("P3D")
    coop.run_clerk()
    assert coop.entry(number).status == "passed"
    assert not coop.hub.is_ancestor(stranger, coop.head)


def test_a_branch_called_gather_that_is_none_does_not_stop_the_clerk(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    coop.push_raw(f"gather/{number}", {"docs/x.md": b"x\n"}, key=key_of("mallory"))
    coop.run_clerk()
    _still_works(coop)


def test_an_amendment_that_takes_away_what_is_not_there_is_refused(coop: Coop) -> None:
    coop.propose("vera", "nothing", "- action: amend-bylaws\n  changes:\n    - path: paths.4")
    coop.run_clerk()
    assert coop.refused("proposal/nothing") == {"REFUSE:precondition"}


def test_a_key_of_a_table_that_no_record_can_hold_is_refused(coop: Coop) -> None:
    long = "a" * 1010
    actions = f'- action: amend-bylaws\n  changes:\n    - path: paths.4\n      to: {{"{long}": 1}}'
    coop.propose("vera", "long-key", actions)
    coop.run_clerk()
    assert coop.refused("proposal/long-key")


@pytest.mark.parametrize("kind", ["blob", "tree", "absent"])
def test_a_publication_of_what_is_no_commit_does_not_stop_the_clerk(coop: Coop, kind: str) -> None:
    named = {"blob": coop.hub.write("blob", b"x\n"), "tree": coop.hub.loose_commit(coop.head).tree, "absent": "f" * 40}
    coop.state("dan", "publish", {"commit": named[kind]})
    coop.run_clerk()
    _still_works(coop)


def test_who_has_left_publishes_nothing(coop: Coop) -> None:
    coop.state("dan", "resign")
    coop.run_clerk()
    page = coop.push_raw("", {"docs/x.md": b"x\n"}, key=key_of("dan"))
    coop.state("dan", "publish", {"commit": page})
    coop.run_clerk()
    assert coop.refused("statement/dan/000002") == {"REFUSE:not_allowed"}


def test_a_statement_is_kept_in_the_one_canonical_form(coop: Coop) -> None:
    text = f'# a comment can lie\nmember: dan\nnumber: 1\nnot_after: "{coop.now}"\nkind: resign\nbody: {{}}\n'
    coop.state("dan", "resign", number=1, data=text.encode())
    coop.run_clerk()
    assert coop.refused("statement/dan/000001") == {"REFUSE:canonical"}


# The clerk's own faults ----------------------------------------------------------------------------------------------


def test_a_clerk_with_a_key_that_is_not_the_clerk_s_pushes_nothing(coop: Coop) -> None:
    before = coop.head
    coop.state("dan", "resign")
    with pytest.raises(Exception, match="no key of the clerk"):
        coop.run_clerk(key=key_of("mallory"))
    assert coop.head == before


# A clerk gone bad ----------------------------------------------------------------------------------------------------


def _docket_saying(coop: Coop, slug: str, **changes: object) -> str:
    """The clerk opens a filed text with another entry of the docket than the text asks for; gives the number."""
    filing = coop.propose("alice", slug, MOTION)
    made = read_filing(coop.book, filing, coop.now)
    assert made.draft is not None and made.moment is not None
    proposal = made.draft.proposal.changed(**changes)
    draft = replace(made.draft, proposal=proposal)
    coop.cheat(Open(coop.now, draft, made.moment))
    return docket.next_number(coop.registry) if coop.book.page.void_since else coop.book.newest[0].proposal or ""


def test_the_clerk_cannot_have_a_vote_on_actions_that_the_filed_text_does_not_hold(coop: Coop) -> None:
    rename = RenameOrganization(
        action="rename-organization", from_name=organization_of(coop.registry).name, to_name="Mallory's"
    )
    number = _docket_saying(coop, "kettle", actions=(rename,))
    oids = [coop.vote(name, number) for name in ("alice", "bob", "carol", "dan", "erin")]
    coop.later("P7D")
    gather = coop.gather(number, *oids, coop.entry(number).filing)
    event = coop.decision(number, gather=gather)
    with pytest.raises(Refused) as refused:
        event.apply(coop.registry)
    assert [found.code for found in refused.value.findings] == ["content"]
    coop.run_clerk()
    assert coop.entry(number).is_open and coop.audit().ok
    coop.later("P31D")
    coop.run_clerk()
    assert coop.entry(number).status == "lapsed" and coop.audit().ok


@pytest.mark.parametrize(
    "minute", [{"proposal": None}, {"at": "9999-12-31T23:59:59Z"}, {"proposal": "9999"}, {"event": "enacted"}]
)
def test_a_minute_that_makes_no_sense_is_a_finding(coop: Coop, minute: dict[str, object]) -> None:
    number = coop.open("alice", "kettle", MOTION)
    coop.later("P7D")
    coop.cheat(coop.decision(number), minute=minute)
    assert coop.failed()
    coop.run_clerk()
    assert coop.audit().ok


def test_lines_of_files_that_are_none_are_a_finding(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    entry = coop.entry(number)
    path = coop.layout.place(docket.open_path("0002"))
    broken = emit({**entry.data(), "number": "0002", "files": ["x"]})
    filing = coop.propose("bob", "teapot", MOTION)
    made = read_filing(coop.book, filing, coop.now)
    assert made.draft is not None and made.moment is not None
    coop.cheat(Open(coop.now, made.draft, made.moment), files={path: broken})
    assert coop.failed()
    coop.run_clerk()
    assert coop.audit().ok


# Numbers, rules and keys ---------------------------------------------------------------------------------------------


def test_the_number_after_9999_and_after_10000_is_one_more(coop: Coop) -> None:
    entry = coop.entry(coop.open("alice", "kettle", MOTION))
    state = coop.registry
    for number in ("9999", "10000"):
        state = state.put(docket.closed_path(number), entry.changed(number=number))
    assert docket.next_number(state) == "10001"
    assert docket.next_number(coop.registry.put(docket.open_path("9999"), entry)) == "10000"


def test_an_effect_that_no_record_can_hold_fails_and_nothing_waits_behind_it(coop: Coop) -> None:
    number = coop.pass_("alice", "many-duties", MOTION)
    entry = coop.entry(number)
    dan = coop.member("dan")
    full = dan.changed(keys=tuple(dan.keys[0].changed(blob=f"{n:068d}") for n in range(100)))
    state = coop.registry.put(full.path, full)
    rekey = Rekey(action="rekey", member="dan", key=public(key_of("dan", 2)), proof=coop.proof("dan", 2))
    after, problem = carry_out(state, entry.changed(actions=(rekey,)), Moment(coop.now, SshKeys()))
    assert problem is not None and problem.code == "schema" and after is state


def test_stopping_a_thief_s_rotation_leaves_the_owner_her_own_key(coop: Coop) -> None:
    coop.state("carol", "rotate-key", coop.rotation("carol", 2, retire=blob_of("carol")))
    coop.run_clerk()
    coop.later("P1D")
    coop.state("carol", "revoke-key", {"key": blob_of("carol", 2)})
    coop.run_clerk()
    coop.later("P9D")
    assert coop.member("carol").keys[0].is_active(coop.now)
    assert not coop.member("carol").keys[1].is_active(coop.now)
    assert coop.audit().ok


@pytest.mark.parametrize("rule", ["amend", "expel", "handover"])
def test_no_amendment_makes_a_guarded_rule_pass_by_silence(rule: str) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"][rule]["outcomes"][0]["result"] = "rejected"
        data["rules"][rule]["otherwise"] = "passed"

    with pytest.raises(Refused, match="schema"):
        shipped_bylaws(edit)


def test_a_handover_is_never_left_to_a_few() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"]["handover"]["electorate"] = {"who": "duty", "duty": "steward"}

    with pytest.raises(Refused, match="schema"):
        shipped_bylaws(edit)


def test_who_would_amend_with_other_votes_must_agree_too(coop: Coop) -> None:
    actions = "- action: amend-bylaws\n  changes:\n    - path: classes.full-time.votes\n      from: 2\n      to: 50"
    entry = coop.entry(coop.open("alice", "more-votes", actions))
    assert [asked.weights["alice"] for asked in entry.asked if asked.version == "amended"] == [50]


@pytest.mark.parametrize("path", ["spec/inner", "spec/one.md/two.md"])
def test_a_file_never_takes_the_place_of_a_folder_that_another_rule_guards(coop: Coop, path: str) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["paths"] = [{"match": "spec/inner/**", "rule": "amend"}, {"match": "spec/**", "rule": "ordinary"}]

    other = coop.another(bylaws=shipped_bylaws(edit))
    tree = other.tree(other.hub.loose_commit(other.head).tree, {"spec/inner/law.md": b"law\n", "spec/one.md": b"one\n"})
    state = state_of(other.hub, tree, other.layout)
    change = {"path": path, "mode": "100644", "from": "absent", "to": digest_of(b"x\n")}
    action = ChangeFiles.read({"action": "change-files", "files": [change]})
    found = list(action.problems(state, Moment(other.now, SshKeys())))
    assert [problem.code for problem in found] == ["path"]


def test_a_book_that_was_opened_late_finds_the_same_opening_after_dropped_minutes(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.open("alice", "dropped", MOTION)
    coop.open("alice", "dropped-too", MOTION)
    coop.hand_over("alice bob carol dan", key_of("new clerk"), stands=stands)
    coop.run_clerk(key=key_of("new clerk"))
    number = min(entry.number for entry in docket.open_entries(coop.registry))
    entry = coop.entry(number)
    late = book_at(coop.desk, coop.head)
    list(late._earlier())
    assert late.opening(entry).commit == coop.audit().book.opening(entry).commit


def test_client_data_of_a_passkey_that_nests_without_end_is_refused_by_every_reader_alike() -> None:
    text = passkey_sign(MESSAGE, client=lambda text: text[:-1] + ',"extra":' + "[" * 60 + "]" * 60 + "}")
    found = verify(text, MESSAGE, "git", origins=(ORIGIN,)).finding
    assert found is not None and found.code == "sig"


def test_who_is_admitted_into_a_team_waits_as_long_as_who_is_moved_into_it(coop: Coop) -> None:
    bylaws = bylaws_of(coop.registry)
    longer = bylaws.changed(periods=bylaws.periods.changed(team_vote_after="P60D"))
    state = coop.registry.put(BYLAWS, longer).put("registry/teams/kitchen.yaml", Team(id="kitchen", name="Kitchen"))
    admit = Admit(
        action="admit",
        candidate="frank",
        name="Frank",
        as_="member",
        committed_minutes_per_week=600,
        key=public(key_of("frank")),
        proof=coop.proof("frank"),
        teams=("kitchen",),
    )
    after = admit.effect(state, Moment(coop.now, SshKeys()))
    team = after.get(Team, "registry/teams/kitchen.yaml")
    assert team is not None and team.seats[0].counts_at == add(coop.now, "P60D")


def test_a_founding_without_its_records_is_a_finding(coop: Coop) -> None:
    path = minutes.path_of(0)
    minute = coop.file(path)
    assert minute is not None
    tree = coop.tree(EMPTY_TREE, {path: minute})
    root = coop.commit(tree, (), "Found\n", key_of("alice"))
    assert [found.code for found in coop.audit(head=root).findings] == ["founded"]
