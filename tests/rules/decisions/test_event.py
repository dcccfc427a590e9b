"""What may happen on main, and when: each event in its legal form, and each way in which it is not."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.core.minute import Minute, newest, newest_number
from govtool.core.record import FileRecord
from govtool.core.sshsig import wire_string
from govtool.core.state import State
from govtool.core.times import add
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.constitution.member import MemberKey
from govtool.domain.constitution.organization import organization_of
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import Opening, count
from govtool.domain.decisions.decision import ballots_digest, text_problems
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.draft import draft_of
from govtool.domain.decisions.proposal import FILE
from govtool.domain.lifecycle import founding
from govtool.domain.lifecycle.founding import name_of
from govtool.errors import GovtoolError
from govtool.io.git.git import EMPTY_TREE
from govtool.io.git.store import Layout
from govtool.roles.lifecycle.founder import Plan, found
from govtool.roles.minutes.event_evidence import KEYS, filed_paper
from tests.rules.signature.test_signature_key import MODULUS, SMALL_ORDER, rsa_blob
from tests.threats.attack_main import TEA, TEXT, opening_of, ready
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, blob_of, codes, key_of, organization, person, refusal, shipped_bylaws
from tests.world.source import Memory
from tests.world.town import Town
from tests.world.words import MOTION

DUTY = "- {action: assign-duty, member: bob, duty: cook, holds: true}"


# Founding ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [(), (organization(),), (shipped_bylaws(),)])
def test_nothing_is_founded_without_an_organisation_and_its_bylaws(there: tuple[FileRecord, ...]) -> None:
    files = {record.path: record for record in there}
    minute = founding.minute_zero("Kitchen", "0" * 32, FOUNDED_AT, {path: one.as_file for path, one in files.items()})
    assert codes(founding.problems(State(Memory(files)), minute, {}, KEYS)) == {"founded"}


def test_the_identity_stands_for_every_byte_of_the_founding(coop: Coop) -> None:
    twin = coop.another("twin")
    assert twin.genesis == coop.genesis and name_of(coop.genesis) == coop.genesis[7:23]
    assert coop.another("nonce", nonce="a" * 32).genesis != coop.genesis
    assert coop.another("people", people=[person("alice"), person("bob")]).genesis != coop.genesis


def test_what_is_there_already_may_be_founded_with(coop: Coop) -> None:
    team = Team(id="kitchen", name="Kitchen", seats=(Seat(member="carol", counts_at=FOUNDED_AT),))
    former = person("frank").changed(membership="left", left_at=FOUNDED_AT)
    people = [person("alice"), person("carol"), former]
    coop = coop.another(people=people, records={team.path: team})
    assert coop.audit().ok


def test_a_founding_that_cannot_stand_is_refused(coop: Coop) -> None:
    keyless = person("bob").changed(keys=())
    twin = person("bob").changed(keys=person("alice").keys)
    clerk = person("bob").changed(
        keys=(MemberKey(type="ssh-ed25519", blob=blob_of("clerk"), use="sign", active_at=FOUNDED_AT),)
    )
    alice = person("alice")
    ghost = Team(id="kitchen", name="Kitchen", seats=(Seat(member="noname", counts_at=FOUNDED_AT),))
    cases: list[tuple[dict[str, Any], str]] = [
        ({"people": [alice, keyless], "founding": ("bob",)}, "founded"),
        ({"people": [alice], "founding": ("bob",)}, "founded"),
        ({"people": [alice, twin]}, "key_in_use"),
        ({"people": [alice, clerk]}, "key_in_use"),
        ({"people": [person("alice", hours=60)]}, "no_voter"),
        ({"records": {ghost.path: ghost}}, "unknown_member"),
        ({"nonce": "short"}, "founded"),
    ]
    for number, (options, code) in enumerate(cases):
        assert code in refusal(lambda options=options, number=number: coop.another(f"case-{number}", **options)), (
            options
        )


def test_a_founding_that_somebody_signs_who_is_no_founder_is_found(coop: Coop) -> None:
    commit = coop.hub.loose_commit(coop.head)
    for key in (key_of("mallory"), key_of("vera"), None):
        coop.put_on_main(coop.commit(commit.tree, (), commit.message, key))
        assert coop.failed() <= {"FAIL:unauthorised", "FAIL:unsigned"} and coop.failed()


def test_a_second_founding_in_one_repository_is_refused(coop: Coop) -> None:
    report = coop.audit()
    assert report.book is not None
    state = report.book.state
    plan = Plan(organization_of(state), shipped_bylaws(), (person("alice"),), {}, "0" * 32, FOUNDED_AT)
    with pytest.raises(GovtoolError, match="founded here already"):
        found(coop.hub, plan, key_of("alice"), "Alice <a@example.org>", parent=coop.head)


def test_a_project_with_a_history_founds_beside_it(coop: Coop) -> None:
    history = {"README.md": b"A project\n", "src/code.py": b"pass\n"}
    coop = coop.another(history=history)
    assert len(coop.hub.loose_commit(coop.head).parents) == 1 and coop.audit().ok
    coop.open("alice", "kettle", MOTION)
    assert coop.audit().ok and coop.file("src/code.py") == b"pass\n"


def test_folders_that_are_in_the_way_are_not_founded_over(coop: Coop) -> None:
    taken = {"registry/users.txt": b"x\n"}
    with pytest.raises(GovtoolError, match="are there already"):
        coop.another("taken", history=taken)
    below = coop.another("below", history=taken, layout=Layout(".governance/"))
    assert below.audit().ok and below.file(".governance/registry/organization.yaml") is not None
    below.open("alice", "kettle", MOTION)
    below.tamper("src/code.py", b"pass\n")
    assert below.failed() == {"FAIL:unauthorised", "FAIL:tree_not_derived"}


# Opening -------------------------------------------------------------------------------------------------------------


def refused(coop: Coop, slug: str = "kettle", actions: str = MOTION, who: str = "alice", **options: Any) -> set[str]:
    coop.propose(who, slug, actions, **options)
    coop.run_clerk()
    return coop.refused(f"proposal/{slug}")


def test_a_filing_waits_at_most_ninety_days_for_its_opening(coop: Coop) -> None:
    assert refused(coop, open_before=add(coop.now, "P90DT1M")) == {"REFUSE:open_before"}
    assert refused(coop, open_before=coop.now) == {"REFUSE:expired"}
    assert refused(coop, open_before=add(coop.now, "P90D")) == set()


def test_a_slug_is_used_once_for_ever(coop: Coop) -> None:
    coop.pass_("alice", "kettle", MOTION)
    assert refused(coop, "kettle", DUTY, folder="proposals/2027-01/kettle") == {"REFUSE:slug_used"}


def test_a_proposal_may_replace_one_that_exists(coop: Coop) -> None:
    assert refused(coop, extra='replaces: "0007"\n') == {"REFUSE:unknown_proposal"}
    number = coop.open("alice", "first", DUTY)
    assert refused(coop, "second", extra=f'replaces: "{number}"\n') == set()
    assert coop.entry("0002").replaces == number


def test_who_may_propose_is_said_by_the_bylaws(coop: Coop) -> None:
    assert refused(coop, who="vera") == set(), "a volunteer may propose a motion"
    change = f"- action: change-clerk\n  add: [{{type: ssh-ed25519, blob: {blob_of('new')}}}]"
    assert refused(coop, "clerk", change, who="vera") == {"REFUSE:not_allowed"}
    people = [person("alice"), person("frank").changed(membership="left", left_at=FOUNDED_AT)]
    coop = coop.another(people=people)
    assert refused(coop, who="frank") == {"REFUSE:not_allowed"}
    assert refused(coop, who="mallory") >= {"REFUSE:unknown_member"}


def test_what_no_rule_decides_cannot_be_proposed(coop: Coop) -> None:
    coop = coop.another(bylaws=shipped_bylaws(lambda data: data["decisions"].pop("motion")))
    assert refused(coop) == {"REFUSE:no_rule"}


def test_nothing_is_decided_by_nobody(coop: Coop) -> None:
    def by_king(data: dict[str, Any]) -> None:
        rule = dict(data["rules"]["ordinary"], clause="9 by the king", electorate={"who": "duty", "duty": "king"})
        data["rules"]["by-king"] = rule
        data["decisions"]["motion"] = {"rule": "by-king"}

    coop = coop.another(bylaws=shipped_bylaws(by_king))
    assert refused(coop) == {"REFUSE:no_electorate"}
    coop.pass_("alice", "king", DUTY.replace("cook", "king"))
    assert coop.who_votes(coop.entry(coop.open("alice", "teapot", MOTION))) == {"bob"}


def test_a_person_has_at_most_so_many_open_proposals(coop: Coop) -> None:
    coop = coop.another(bylaws=shipped_bylaws(lambda data: data["limits"].update(max_open_per_proposer=1)))
    number = coop.open("alice", "kettle", MOTION)
    assert refused(coop, "duty", DUTY) == {"REFUSE:max_open"}
    coop.finish(number)
    coop.run_clerk()
    assert coop.refused("proposal/duty") == set() and coop.entry("0002").is_open


def test_a_filing_comes_from_main_and_merges_nothing_else(coop: Coop) -> None:
    other = coop.push_raw("other", {"docs/a.md": b"x\n"})
    assert refused(coop, parent=other) == {"REFUSE:extra_path"}
    filing = coop.propose("alice", "kettle", MOTION, push=False)
    tree = coop.hub.loose_commit(filing).tree
    merge = coop.commit(tree, (coop.head, other), coop.hub.loose_commit(filing).message, key_of("alice"))
    coop.hub.set_ref("refs/heads/proposal/kettle", merge)
    coop.run_clerk()
    assert "REFUSE:ancestry" in coop.refused("proposal/kettle")


# Deciding ------------------------------------------------------------------------------------------------------------


def close(kind: str) -> Callable[[dict[str, Any]], None]:
    return lambda data: data["rules"]["ordinary"].update(close=kind)


@pytest.mark.parametrize(("kind", "voters", "is_decided"), [
    ("settled", "alice bob", True),
    ("settled", "alice carol", False),
    ("everyone", "alice bob carol dan", False),
    ("everyone", "alice bob carol dan erin", True),
    ("deadline", "alice bob carol dan erin", False),
])  # fmt: skip
def test_when_a_vote_closes_before_its_time(coop: Coop, kind: str, voters: str, is_decided: bool) -> None:
    coop = coop.another(bylaws=shipped_bylaws(close(kind)))
    number = coop.open("alice", "kettle", MOTION)
    for voter in voters.split():
        coop.vote(voter, number)
    coop.later("P1DT23H59M")
    coop.run_clerk()
    assert coop.entry(number).is_open, "never before the earliest time"
    coop.later("PT1M")
    coop.run_clerk()
    assert coop.entry(number).is_open is not is_decided
    coop.at(coop.entry(number).closes_at)
    coop.run_clerk()
    assert not coop.entry(number).is_open and coop.audit().ok


def test_a_decision_with_an_effect_waits_for_its_delay(coop: Coop) -> None:
    change = "{path: limits.single_subject, from: false, to: true}"
    number = coop.open("alice", "single", f"- {{action: amend-bylaws, changes: [{change}]}}")
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, number)
    coop.later("P14D")
    coop.run_clerk()
    decided = coop.entry(number).decided
    assert decided is not None and decided.due_at == add(coop.now, "P7D")
    coop.later("P6DT23H59M")
    assert coop.run_clerk().done == []
    coop.cheat(coop.enactment(number, decided.due_at), minute={"at": coop.now})
    assert coop.failed() == {"FAIL:early"}
    coop.run_clerk()
    coop.later("PT1M")
    coop.run_clerk()
    assert coop.entry(number).status == "passed" and coop.entry(number).enacted is not None and coop.audit().ok


def test_the_filing_is_merged_only_where_it_passed(coop: Coop) -> None:
    for slug, choice, merged in (("kettle", "for", True), ("duty", "against", False)):
        number = coop.open("alice", slug, MOTION if merged else DUTY)
        for voter in ("alice", "bob"):
            coop.vote(voter, number, choice)
        coop.finish(number)
        assert coop.hub.is_ancestor(coop.entry(number).filing, coop.head) is merged


def test_a_vote_that_passed_and_that_the_clerk_lets_lapse_is_found(coop: Coop) -> None:
    number, gather = ready(coop, "alice", "bob")
    at = coop.entry(number).closes_at
    coop.later("P7D")
    entry = coop.entry(number)
    lapsed = entry.changed(decided=docket.Decided(at=at, result="lapsed"))
    records = {DocketEntry.home.path(number): None, DocketEntry.home.path(number, closed=True): lapsed}
    event = coop.decision(number, at, gather)
    coop.cheat(event, gather, minute={"result": "lapsed", "due_at": None}, records=records)
    assert coop.failed() == {"FAIL:tally"}


def test_time_never_runs_back(coop: Coop) -> None:
    coop.later("P1D")
    coop.open("alice", "kettle", MOTION)
    coop.propose("bob", "teapot", TEA, files=TEXT)
    event = opening_of(coop, "teapot")
    coop.cheat(event, minute={"at": add(FOUNDED_AT, "PT1H")})
    assert "FAIL:time_order" in coop.failed()
    coop.run_clerk()
    before = coop.now
    coop.at(add(FOUNDED_AT, "P1DT1M"))
    coop.state("erin", "resign")
    coop.at(add(FOUNDED_AT, "PT23H55M"))
    coop.run_clerk()
    assert newest(coop.registry)[0].at == before, "a clock that is a little slow is waited for"
    assert coop.audit().ok


def test_what_is_due_comes_before_anything_else(coop: Coop) -> None:
    change = "{path: limits.single_subject, from: false, to: true}"
    number = coop.open("alice", "single", f"- {{action: amend-bylaws, changes: [{change}]}}")
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, number)
    coop.later("P14D")
    coop.run_clerk()
    coop.later("P7D")
    oid = coop.state("erin", "resign")
    before = coop.head
    coop.cheat(coop.taking(oid), oid)
    assert coop.failed() == {"FAIL:order"}
    coop.put_on_main(before)
    coop.run_clerk()
    assert coop.run.done == ["0001 enacted", "took statement 1 of erin"] and coop.audit().ok


# Repairs and free paths ----------------------------------------------------------------------------------------------


def test_free_paths_change_without_a_minute_and_all_others_do_not(coop: Coop) -> None:
    coop.tamper("docs/deep/page.md", b"A page\n")
    coop.tamper("README.md", b"Hello\n", key_of("mallory"))
    assert coop.audit().ok
    number = coop.open("alice", "kettle", MOTION)
    assert coop.file("docs/deep/page.md") == b"A page\n" and number
    for path in ("src/code.py", ".github/workflows/x.yml", "Registry/x", "docs", "README.md/x"):
        before = coop.head
        coop.tamper(path, b"x\n")
        assert "FAIL:unauthorised" in coop.failed(), path
        coop.put_on_main(before)


def test_anybody_may_repair_and_what_the_span_did_had_no_effect(coop: Coop) -> None:
    good = coop.head
    coop.tamper("registry/bylaws.yaml", b"mine: true\n")
    coop.tamper("docs/page.md", b"A page\n")
    assert coop.audit().book is not None and coop.book.page.good == good
    tree = coop.tree(coop.hub.loose_commit(good).tree, {"docs/page.md": b"A page\n"})
    coop.put_on_main(coop.commit(tree, (coop.head,), "Repair\n", None))
    report = coop.audit()
    assert report.ok and codes(report.warnings) == {"void_span"} and report.events["repaired"] == 1
    assert coop.file("docs/page.md") == b"A page\n"


def test_nothing_is_legal_in_a_void_span_but_its_repair(coop: Coop) -> None:
    coop.propose("alice", "kettle", MOTION)
    coop.tamper("src/code.py", b"x\n")
    coop.cheat(opening_of(coop))
    assert "FAIL:void_open" in coop.failed()
    coop.run_clerk()
    assert coop.audit().ok and coop.entry("0001").is_open, "the clerk repairs, and does again what is to be done"
    assert coop.run.done[0].startswith("repaired main after")


def test_a_handover_is_legal_in_a_void_span(coop: Coop) -> None:
    coop.tamper("registry/bylaws.yaml", b"mine: true\n")
    coop.hand_over("alice bob", key_of("new clerk"))
    report = coop.audit()
    assert report.ok and codes(report.warnings) == {"void_span"}
    assert organization_of(coop.registry).is_clerk_key(blob_of("new clerk"))


# Handing over --------------------------------------------------------------------------------------------------------


def test_more_than_half_of_all_votes_hand_over(coop: Coop) -> None:
    new = key_of("new clerk")
    assert refusal(lambda: coop.hand_over("alice carol", new)) == {"handover"}
    coop.hand_over("alice carol dan", new)
    minute = newest(coop.registry)[0]
    assert (minute.event, minute.weight, minute.eligible, minute.counted) == ("handed-over", 4, 7, 3)
    organization = organization_of(coop.registry)
    assert [key.blob for key in organization.clerk_keys] == [blob_of("new clerk")]
    assert {key.blob for key in organization.spent_clerk_keys} == {blob_of("clerk"), blob_of("spare clerk")}
    assert coop.audit().ok and coop.audit().events["handed-over"] == 1


def test_dropping_minutes_asks_for_what_amending_asks(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.open("alice", "kettle", MOTION)
    new = key_of("new clerk")
    assert refusal(lambda: coop.hand_over("alice bob", new, stands=stands)) == {"handover"}
    coop.hand_over("alice bob carol", new, stands=stands)
    assert newest_number(coop.registry) == 1 and coop.audit().ok
    assert not coop.registry.names("registry/docket/open")
    coop.clerk_key = new
    coop.run_clerk()
    assert coop.entry("0001").minute == 2 and coop.audit().ok, "what was right is done again by the new clerk"


def test_only_members_own_keys_hand_over(coop: Coop) -> None:
    new = key_of("new clerk")
    for signer in ("mallory", "clerk", "carol"):
        assert refusal(lambda signer=signer: coop.hand_over("alice bob", new, signers={"bob": key_of(signer)})) == {
            "handover",
            "key_role" if signer == "clerk" else "key_unknown",
        }
    assert refusal(lambda: coop.hand_over("alice bob", key_of("erin"))) == {"key_in_use"}
    assert refusal(lambda: coop.hand_over("alice bob", key_of("spare clerk"))) == {"key_in_use"}


def test_a_handover_to_a_minute_that_is_not_in_the_book_is_refused(coop: Coop) -> None:
    new = key_of("new clerk")
    assert refusal(lambda: coop.hand_over("alice bob carol", new, stands="sha256:" + "0" * 64)) == {"handover"}


def test_signatures_for_another_last_minute_or_other_keys_do_not_count(coop: Coop) -> None:
    new, stands = key_of("new clerk"), coop.book.newest[1]
    mine = coop.sign_handover("alice", new)
    for second in (coop.sign_handover("bob", new, stands), coop.sign_handover("bob", key_of("another clerk"))):
        assert refusal(lambda second=second: coop.put_handover(mine, second)) == {"handover"}
    coop.put_handover(mine, coop.sign_handover("bob", new))
    assert newest(coop.registry)[0].weight == 4


def test_a_handover_whose_tree_does_more_is_found(coop: Coop) -> None:
    coop.hand_over("alice bob", key_of("new clerk"))
    commit = coop.hub.loose_commit(coop.head)
    tree = coop.tree(commit.tree, {"registry/members/m/ma/mallory.yaml": b"id: mallory\n"})
    coop.put_on_main(coop.commit(tree, commit.parents, commit.message, None))
    assert coop.failed() == {"FAIL:tree_not_derived"}


def test_the_book_goes_on_after_a_handover_for_who_had_read_it_before(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    read = coop.audit().book
    assert read is not None
    coop.hand_over("alice bob", key_of("new clerk"))
    coop.clerk_key = key_of("new clerk")
    coop.vote("alice", "0001")
    coop.vote("bob", "0001")
    coop.finish("0001")
    assert coop.audit(since=read).ok and coop.entry("0001").status == "passed"
    assert coop.book.commit_of(1) and Minute.home.path(1)


# Founding, looked at closely ------------------------------------------------------------------------------------------


def test_a_founding_without_its_records_is_a_finding(coop: Coop) -> None:
    path = Minute.home.path(0)
    minute = coop.file(path)
    assert minute is not None
    tree = coop.tree(EMPTY_TREE, {path: minute})
    root = coop.commit(tree, (), "Found\n", key_of("alice"))
    assert [found.code for found in coop.audit(head=root).findings] == ["founded"]


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
    assert refusal(lambda: coop.another(records={"registry/members/z/zz/frank.yaml": frank})) == {"name"}
    assert coop.another("right", records={frank.path: frank}).audit().ok


def test_an_earlier_minute_0_of_others_does_not_hide_the_pinned_founding(coop: Coop) -> None:
    other = coop.another(nonce="1" * 32)
    planted = other.commit(
        other.tree(EMPTY_TREE, {Minute.home.path(0): coop.file(Minute.home.path(0))}), (), "x\n", None
    )
    genesis = other.genesis
    said = f"Found\n\nMinute: {genesis}\n"
    founded = other.commit(other.hub.loose_commit(other.head).tree, (planted,), said, key_of("alice"))
    assert other.audit(head=founded, pinned=genesis).ok
    assert codes(other.audit(head=founded)) == {"founded"}, "the planted one is no founding"
    assert codes(other.audit(head=founded, pinned=coop.genesis)) == {"founded"}


# The docket -----------------------------------------------------------------------------------------------------------


def test_the_number_after_9999_and_after_10000_is_one_more(coop: Coop) -> None:
    entry = coop.entry(coop.open("alice", "kettle", MOTION))
    state = coop.registry
    for number in ("9999", "10000"):
        state = state.put(DocketEntry.home.path(number, closed=True), entry.changed(number=number))
    assert docket.next_number(state) == "10001"
    assert docket.next_number(coop.registry.put(DocketEntry.home.path("9999"), entry)) == "10000"


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
    state = coop.registry.put(Bylaws.home.path(), bylaws.changed(periods=bylaws.periods.changed(decide_grace="P1D")))
    assert entry.lapses_at == add(entry.closes_at, bylaws.periods.decide_grace)
    assert coop.decision(entry.number, at=add(entry.closes_at, "P20D")).result(state)[0] == "rejected"
    assert coop.decision(entry.number, at=add(entry.lapses_at, "PT1M")).result(state)[0] == "lapsed"


# What people voted on -------------------------------------------------------------------------------------------------


def test_people_voted_on_the_very_files_that_were_filed() -> None:
    town = Town(["alice", "bob"])
    number = town.file("alice", "kettle", "- {action: motion, text: why.md}", why=b"Because.\n")
    entry = town.entry(number)
    files = {FILE: emit(draft_of(entry).proposal.data()), "why.md": b"Because.\n"}
    filing = filed_paper(entry, files)

    def found(entry: DocketEntry, files: dict[str, bytes]) -> set[tuple[str, str]]:
        return {(one.code, one.path) for one in text_problems(town.registry, entry, filing, files)}

    assert found(entry, files) == set()
    other = {**files, "more.md": b"x\n"}
    assert found(entry, other) == {("content", f"{entry.folder}/more.md")}
    changed = {**files, "why.md": b"Why not.\n"}
    assert found(entry, changed) == {("content", f"{entry.folder}/why.md"), ("content", entry.folder)}
    assert found(entry, {**files, "hidden.md": b"\xe2\x80\xae\n"}) >= {("invisible", f"{entry.folder}/hidden.md")}
    forged = entry.changed(content=digest_of(b""))
    assert found(forged, files) == {("content", entry.folder)}
    for values in ({"title": "Another"}, {"texts": ()}, {"filing": "0" * 40}):
        assert found(entry.changed(**values), files) == {("content", entry.folder)}


def test_the_counted_ballots_have_one_digest_in_any_order() -> None:
    town = Town(["alice", "bob"])
    entry = town.entry(town.file("alice", "kettle", MOTION))
    for name in ("alice", "bob"):
        town.vote(name, entry.number)
    papers = [town.ballot(entry, name, "for") for name in ("alice", "bob")]
    counted = count(town.registry, Opening.of(town.registry, entry), papers, town.now).counted
    lines = "".join(sorted(f"{paper.digest}\n" for paper in papers))
    assert ballots_digest(counted) == ballots_digest(counted[::-1]) == digest_of(lines.encode())


@pytest.mark.parametrize(("choice", "status"), [("against", "rejected"), ("for", "passed"), ("", "lapsed")])
def test_what_was_rejected_is_remembered_and_nothing_else(choice: str, status: str) -> None:
    town = Town(["alice", "bob"])
    entry = town.entry(town.file("alice", "kettle", MOTION))
    town.now = entry.closes_at if choice else add(entry.lapses_at, "PT1M")
    assert town.decide(entry.number, {"alice": choice, "bob": choice} if choice else {})
    assert town.entry(entry.number).status == status
    assert bool(town.registry.names("registry/docket/rejected")) is (status == "rejected")
