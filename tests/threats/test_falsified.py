"""History that is falsified by a clerk that holds its true key: the audit names the commit and the reason.

Everything here is sealed as the clerk seals it, so that only what the commits say can give them away.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from govtool.core.canonical import emit
from govtool.core.finding import Finding
from govtool.core.minute import Minute
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.opening import Open
from govtool.domain.lifecycle.clerk import RenameOrganization
from govtool.errors import Refused
from govtool.io.git.git import EMPTY_TREE, GITLINK, SYMLINK, Entry
from govtool.roles.clerk.filing import read_filing
from tests.threats.attack_main import TEA, TEXT, opening_of
from tests.world.coop import Coop
from tests.world.forced import Forced
from tests.world.people import key_of
from tests.world.words import MOTION


def reasons(coop: Coop) -> set[tuple[str, str]]:
    """Code and path of all that the audit finds, which must be in the commit at the head of main."""
    found: list[Finding] = coop.audit().findings
    assert {problem.commit for problem in found} == {coop.head}
    return {(problem.code, problem.path) for problem in found}


def with_ballots(coop: Coop, *voters: str) -> tuple[str, str]:
    """An open proposal at its close, and a gather of these people for it, with the filing."""
    number = coop.open("alice", "kettle", TEA, files=TEXT)
    gather = coop.gather(number, *(coop.vote(voter, number) for voter in voters), coop.entry(number).filing)
    coop.later("P7D")
    return number, gather


def test_the_honest_commit_passes_which_the_falsified_ones_are_made_from(coop: Coop) -> None:
    number, gather = with_ballots(coop, "alice", "bob")
    coop.cheat(coop.decision(number, gather=gather), gather)
    coop.cheat(coop.enactment(number))
    assert coop.audit().ok


def test_one_changed_byte_in_the_registry_is_found(coop: Coop) -> None:
    coop.propose("alice", "kettle", MOTION)
    path = "registry/members/c/ca/carol.yaml"
    data = (coop.file(path) or b"").replace(b"600", b"601")
    coop.cheat(opening_of(coop), files={path: data})
    assert reasons(coop) == {("tree_not_derived", path)}


def test_a_ballot_that_is_missing_from_the_counted_ones_is_found(coop: Coop) -> None:
    number, gather = with_ballots(coop, "alice", "bob", "carol")
    fewer = coop.gather(number, *coop.hub.loose_commit(gather).parents[1:3], coop.entry(number).filing)
    coop.cheat(coop.decision(number, gather=fewer), gather)
    assert reasons(coop) == {("tally", Minute.home.path(2))}


def test_a_counted_ballot_that_is_missing_from_the_folder_is_found(coop: Coop) -> None:
    number, gather = with_ballots(coop, "alice", "bob", "carol")
    path = "proposals/2026-11/kettle/votes/c/ca/carol.yaml"
    coop.cheat(coop.decision(number, gather=gather), gather, files={path: None})
    assert reasons(coop) == {("tree_not_derived", path)}


def test_a_tally_that_is_one_vote_off_is_found(coop: Coop) -> None:
    number, gather = with_ballots(coop, "alice", "bob")
    event = coop.decision(number, gather=gather)
    question = event.apply(coop.registry)[1]["questions"][0]
    for wrong in ({"for_": 5}, {"against": 1}, {"voted_heads": 3}, {"eligible": 6}):
        before = coop.head
        coop.cheat(event, gather, minute={"questions": (question.changed(**wrong),)})
        assert reasons(coop) == {("tally", Minute.home.path(2))}
        coop.put_on_main(before)


def test_an_old_bylaws_file_that_is_put_back_is_found(coop: Coop) -> None:
    old = coop.file("registry/bylaws.yaml")
    change = "{path: limits.single_subject, from: false, to: true}"
    coop.pass_("alice", "single", f"- {{action: amend-bylaws, changes: [{change}]}}")
    assert coop.file("registry/bylaws.yaml") != old
    coop.propose("alice", "kettle", MOTION)
    coop.cheat(opening_of(coop), files={"registry/bylaws.yaml": old})
    assert reasons(coop) == {("tree_not_derived", "registry/bylaws.yaml")}


def test_a_first_parent_that_is_not_main_is_found(coop: Coop) -> None:
    """With a ballot or a filing as first parent main would go through a commit that nobody gave authority."""
    number, gather = with_ballots(coop, "alice", "bob")
    ballot = coop.hub.loose_commit(gather).parents[1]
    main = coop.head
    for stranger in (ballot, coop.entry(number).filing):
        head = coop.cheat(coop.decision(number, gather=gather), parents=(stranger, gather))
        found = coop.audit().findings
        assert {(problem.code, problem.commit) for problem in found if problem.commit == stranger} == {
            ("unauthorised", stranger),
            ("tree_not_derived", stranger),
        }
        assert {(problem.code, problem.commit) for problem in found if problem.commit == head} == {("void_open", head)}
        coop.put_on_main(main)


def test_a_minute_that_is_removed_is_found(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.propose("bob", "teapot", TEA, files=TEXT)
    coop.cheat(opening_of(coop, "teapot"), files={Minute.home.path(1): None})
    assert reasons(coop) == {("tree_not_derived", Minute.home.path(1))}


def test_a_newest_minute_that_is_removed_is_found(coop: Coop) -> None:
    """Without an event at all: the commit takes the last page out of the book."""
    coop.open("alice", "kettle", MOTION)
    coop.tamper(Minute.home.path(1), None, key=key_of("clerk"))
    assert reasons(coop) == {("unauthorised", ""), ("tree_not_derived", Minute.home.path(1))}


def test_a_minute_that_is_changed_later_is_found(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.propose("bob", "teapot", TEA, files=TEXT)
    other = (coop.file(Minute.home.path(1)) or b"").replace(b"kettle", b"cattle")
    coop.cheat(opening_of(coop, "teapot"), files={Minute.home.path(1): other})
    assert reasons(coop) == {("tree_not_derived", Minute.home.path(1))}


@pytest.mark.parametrize("key", ["alice", "mallory", None])
def test_an_event_that_the_clerk_did_not_sign_has_no_authority(coop: Coop, key: str | None) -> None:
    coop.propose("alice", "kettle", MOTION)
    coop.cheat(opening_of(coop))
    commit = coop.hub.loose_commit(coop.head)
    assert coop.audit().ok
    coop.put_on_main(coop.commit(commit.tree, commit.parents, commit.message, key_of(key) if key else None))
    assert "unauthorised" in {code for code, _ in reasons(coop)}


def test_a_seal_over_another_minute_is_found(coop: Coop) -> None:
    coop.propose("alice", "kettle", MOTION)
    coop.cheat(opening_of(coop))
    commit = coop.hub.loose_commit(coop.head)
    message = f"Open 0001\n\nMinute: {coop.genesis}\n"
    coop.put_on_main(coop.commit(commit.tree, commit.parents, message, key_of("clerk")))
    assert {code for code, _ in reasons(coop)} == {"trailer"}


def test_a_stranger_s_history_cannot_come_in_as_a_further_parent(coop: Coop) -> None:
    root = coop.commit(coop.tree(EMPTY_TREE, {"blob.bin": b"x"}), (), "Root\n", None)
    coop.propose("alice", "kettle", MOTION)
    coop.cheat(opening_of(coop), root)
    assert {code for code, _ in reasons(coop)} == {"minute"}


@pytest.mark.parametrize("mode", [SYMLINK, GITLINK, 0o100755])
def test_a_governed_file_is_a_plain_file(coop: Coop, mode: int) -> None:
    path = "registry/members/a/al/alice.yaml"
    entry = coop.hub.entry(coop.hub.loose_commit(coop.head).tree, path)
    assert entry is not None
    coop.propose("alice", "kettle", MOTION)
    oid = coop.head if mode == GITLINK else entry.oid
    coop.cheat(opening_of(coop), files={path: Entry(mode, oid)})  # type: ignore[dict-item]
    assert reasons(coop) == {("tree_not_derived", path)}
    coop.run_clerk()
    assert coop.audit().ok, "the clerk repairs it"


def test_what_a_stranger_put_on_the_gather_branch_is_left_alone_and_replaced(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    root = coop.commit(coop.tree(EMPTY_TREE, {"blob.bin": b"x" * 1000}), (), "Root\n", None)
    forged = coop.gather(number, root, key=key_of("mallory"))
    for stranger in (forged, root, coop.head):
        coop.hub.set_ref(f"refs/heads/gather/{number}", stranger)
        coop.run_clerk()
        assert coop.audit().ok
    coop.vote("alice", number)
    coop.hub.set_ref(f"refs/heads/gather/{number}", forged)
    coop.finish(number)
    assert coop.audit().ok and coop.audit().ballots == 1
    assert not coop.hub.is_ancestor(root, coop.head) and not coop.hub.is_ancestor(forged, coop.head)


# Openings and decisions -----------------------------------------------------------------------------------------------


def test_a_clerk_with_a_key_that_is_not_the_clerk_s_pushes_nothing(coop: Coop) -> None:
    before = coop.head
    coop.state("dan", "resign")
    with pytest.raises(Exception, match="no key of the clerk"):
        coop.run_clerk(key=key_of("mallory"))
    assert coop.head == before


def _docket_saying(coop: Coop, slug: str, **changes: object) -> str:
    """The clerk opens a filed text with another entry of the docket than the text asks for; gives the number."""
    filing = coop.propose("alice", slug, MOTION)
    made = read_filing(coop.book, filing, coop.now)
    assert made.draft is not None and made.moment is not None
    proposal = made.draft.proposal.changed(**changes)
    draft = replace(made.draft, proposal=proposal)
    coop.cheat(Open(coop.now, draft, made.moment, made.paper))
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


@pytest.mark.parametrize("folder", ["proposals/2026-11/kettle", "proposals/2026-11/teapot", "proposals/2027-01/kettle"])
def test_a_filing_opens_under_no_other_folder_than_the_one_it_is_signed_for(coop: Coop, folder: str) -> None:
    """Else one signature would open two proposals: the clerk could open the same text again under another slug."""
    filing = coop.propose("alice", "kettle", MOTION)
    made = read_filing(coop.book, filing, coop.now)
    assert made.draft is not None and made.paper is not None
    coop.cheat(Forced(coop.now, replace(made.draft, folder=folder), made.paper.data))
    assert coop.failed() == (set() if folder == "proposals/2026-11/kettle" else {"FAIL:trailer"})


def test_lines_of_files_that_are_none_are_a_finding(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    entry = coop.entry(number)
    path = coop.layout.place(DocketEntry.home.path("0002"))
    broken = emit({**entry.data(), "number": "0002", "files": ["x"]})
    filing = coop.propose("bob", "teapot", MOTION)
    made = read_filing(coop.book, filing, coop.now)
    assert made.draft is not None and made.moment is not None
    coop.cheat(Open(coop.now, made.draft, made.moment, made.paper), files={path: broken})
    assert coop.failed()
    coop.run_clerk()
    assert coop.audit().ok


# Minutes --------------------------------------------------------------------------------------------------------------


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


def test_a_minute_has_the_parents_of_its_event_and_no_others(coop: Coop) -> None:
    stranger = coop.commit(coop.hub.loose_commit(coop.head).tree, (), "A stranger's history\n", None)
    filing = coop.propose("alice", "kettle", MOTION)
    made = read_filing(coop.book, filing, coop.now)
    assert made.draft is not None and made.moment is not None
    before, event = coop.head, Open(coop.now, made.draft, made.moment, made.paper)
    coop.cheat(event, stranger)
    assert coop.failed() == {"FAIL:minute"}
    coop.put_on_main(before)
    coop.cheat(event)
    assert coop.audit().ok
