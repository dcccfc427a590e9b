"""What a person may do by their signature alone: each kind taken in, and each refused with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from govtool.core.canonical import emit
from govtool.core.minute import Minute
from govtool.core.times import add
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import MemberKey
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions.statement import OUTSIDE_TRAILER, Statement, last_number, outside_problems
from govtool.io.git.git import EMPTY_TREE, SYMLINK, Entry
from govtool.roles.clerk.session import Session
from tests.threats.attack_ballot import rekey, with_second_keys
from tests.world.coop import Coop
from tests.world.money import Books
from tests.world.people import FOUNDED_AT, blob_of, codes, key_of, person, refusal, shipped_bylaws
from tests.world.town import Town
from tests.world.words import MOTION
from tests.world.worked import NOBODY


def refused(coop: Coop, who: str, kind: str, body: dict[str, object] | None = None, **options: object) -> set[str]:
    """What the clerk says to a statement; empty where it takes it."""
    coop.state(who, kind, body, **options)  # type: ignore[arg-type]
    number = options.get("number") or coop_number(coop, who)
    coop.run_clerk()
    assert coop.audit().ok
    return coop.refused(f"statement/{who}/{number:06d}")


def coop_number(coop: Coop, who: str) -> int:
    return last_number(coop.registry, who) + 1


# What it brings in ---------------------------------------------------------------------------------------------------


def test_what_a_statement_brings_in_is_the_file_that_it_names_signed_for_this_and_made_on_main() -> None:
    letter = Town(["alice"]).letter("frank")
    wanted = letter.paper.digest
    assert codes(outside_problems(wanted, letter)) == codes(outside_problems(None, None)) == set()
    assert codes(outside_problems(wanted, None)) == codes(outside_problems(NOBODY, letter)) == {"missing_outside"}
    assert codes(outside_problems(None, letter)) == {"ancestry"}
    assert codes(outside_problems(wanted, replace(letter, is_from_main=False))) == {"ancestry"}
    for trailers in ({}, {OUTSIDE_TRAILER: NOBODY}, {"Statement": wanted}):
        other = replace(letter, paper=letter.paper._replace(trailers=trailers))
        assert codes(outside_problems(wanted, other)) == {"trailer"}


# The form ------------------------------------------------------------------------------------------------------------


def test_a_statement_lies_in_the_registry_as_it_was_signed(coop: Coop) -> None:
    oid = coop.state("carol", "resign")
    coop.run_clerk()
    assert coop.run.done == ["took statement 1 of carol"]
    assert coop.hub.loose_commit(coop.head).parents[1] == oid
    assert coop.audit().events["stated"] == 1


def test_a_number_that_is_not_the_next_is_refused_and_none_is_used_up(coop: Coop) -> None:
    assert refused(coop, "alice", "rotate-key", coop.rotation("alice", 2), number=2) == {"REFUSE:number"}
    assert refused(coop, "alice", "rotate-key", coop.rotation("alice", 2)) == set()
    assert refused(coop, "alice", "rotate-key", coop.rotation("alice", 3)) == set(), "the one that waited is taken too"


@pytest.mark.parametrize("last", [99, 100, 9_999, 10_000, 123_456])
def test_the_last_statement_is_found_however_many_there_are(coop: Coop, last: int) -> None:
    """A number that comes again would let a statement be played again."""
    state = coop.registry
    text = {"member": "carol", "not_after": "2026-12-01T00:00:00Z", "kind": "withdraw", "body": {"proposal": "0001"}}
    for number in {1, last - 1, last}:
        state = state.keep(Statement.read({**text, "number": number}, ""))
    assert last_number(state, "carol") == last


def test_a_statement_lives_at_most_thirty_days(coop: Coop) -> None:
    assert refused(coop, "alice", "resign", not_after=add(coop.now, "P30DT1M")) == {"REFUSE:not_after"}
    coop.state("alice", "resign", not_after=add(coop.now, "P30D"))
    coop.later("P30DT1M")
    coop.run_clerk()
    assert coop.refused("statement/alice/000001") == {"REFUSE:expired"}
    assert refused(coop, "alice", "resign", not_after=add(coop.now, "P30D")) == set(), "however long nothing happened"


def test_a_statement_is_good_to_the_very_second_of_its_deadline(coop: Coop) -> None:
    coop.state("alice", "resign", not_after=add(coop.now, "P1D"))
    coop.later("P1D")
    coop.run_clerk()
    assert coop.member("alice").membership == "left"


def test_where_something_happened_since_it_was_signed_its_time_counts_from_the_first_of_it(coop: Coop) -> None:
    seen = coop.head
    coop.later("P5D")
    followed = coop.now
    coop.open("bob", "tea", "- action: motion")
    coop.later("P5D")
    assert refused(coop, "carol", "resign") == set()
    late = {"not_after": add(followed, "P30DT1M"), "parent": seen}
    assert refused(coop, "alice", "resign", **late) == {"REFUSE:not_after"}
    assert refused(coop, "alice", "resign", not_after=add(followed, "P30D"), parent=seen) == set()


def test_a_statement_in_another_form_than_the_canonical_one_is_refused(coop: Coop) -> None:
    text = f'member: "carol"\nnumber: 1\nnot_after: "{add(coop.now, "P1D")}"\nkind: "resign"\nbody: {{}}\n'
    assert refused(coop, "carol", "resign", data=text.replace("\n", " # a lie\n", 1).encode()) == {"REFUSE:canonical"}
    assert refused(coop, "carol", "resign", data=text.encode()) == set()


def test_a_statement_changes_nothing_but_its_own_file(coop: Coop) -> None:
    assert refused(coop, "carol", "resign", also={"docs/page.md": b"x\n"}) == {"REFUSE:extra_path"}
    link = Entry(SYMLINK, coop.hub.write("blob", b"target"))
    coop.push_raw(
        "statement/carol/000001", {"registry/statements/c/ca/carol/00/000001.yaml": link}, key=key_of("carol")
    )
    coop.run_clerk()
    assert coop.refused("statement/carol/000001") == {"REFUSE:mode"}


@pytest.mark.parametrize(
    ("signer", "code"),
    [("mallory", "key_unknown"), ("bob", "key_unknown"), ("clerk", "key_role")],
)
def test_nobody_states_for_another(coop: Coop, signer: str, code: str) -> None:
    assert refused(coop, "carol", "resign", key=key_of(signer)) == {f"REFUSE:{code}"}


def test_a_statement_of_nobody_known_is_refused(coop: Coop) -> None:
    assert refused(coop, "mallory", "resign") == {"REFUSE:unknown_member"}


def test_a_body_of_another_kind_is_refused(coop: Coop) -> None:
    assert refused(coop, "carol", "resign", {"when": "now"}) == {"REFUSE:schema"}
    assert refused(coop, "carol", "withdraw", {}) == {"REFUSE:schema"}


def test_the_parent_is_a_commit_of_main(coop: Coop) -> None:
    older = coop.head
    coop.open("alice", "kettle", MOTION)
    assert refused(coop, "carol", "withdraw", {"proposal": "0001"}, parent=older) == {"REFUSE:not_proposer"}
    branch = coop.push_raw("elsewhere", {"docs/page.md": b"x\n"})
    assert refused(coop, "carol", "resign", parent=branch) == {"REFUSE:ancestry"}
    assert refused(coop, "carol", "resign", parent=older) == set()


# Founding ------------------------------------------------------------------------------------------------------------


def test_nothing_is_legal_until_every_founder_has_accepted(coop: Coop) -> None:
    coop = coop.another(founding=("bob", "carol"))
    coop.propose("alice", "kettle", MOTION)
    coop.run_clerk()
    assert coop.refused("proposal/kettle") == {"REFUSE:founding"}
    assert refused(coop, "dan", "resign") == {"REFUSE:founding"}
    assert refused(coop, "bob", "accept") == set()
    assert refused(coop, "bob", "accept") == {"REFUSE:precondition"}, "once is enough"
    coop.run_clerk()
    assert coop.refused("proposal/kettle") == {"REFUSE:founding"}
    assert refused(coop, "carol", "accept") == set()
    coop.run_clerk()
    assert coop.entry("0001").is_open and coop.audit().ok


def test_who_founds_or_was_not_asked_has_nothing_to_accept(coop: Coop) -> None:
    coop = coop.another(founding=("bob",))
    assert refused(coop, "alice", "accept") == {"REFUSE:precondition"}
    assert refused(coop, "bob", "accept", key=key_of("alice")) == {"REFUSE:key_unknown"}


# Withdrawing, resigning ----------------------------------------------------------------------------------------------


def test_a_proposer_withdraws_while_people_vote(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    coop.vote("bob", number)
    assert refused(coop, "bob", "withdraw", {"proposal": number}) == {"REFUSE:not_proposer"}
    assert refused(coop, "alice", "withdraw", {"proposal": number}) == set()
    assert coop.entry(number).status == "withdrawn"
    assert refused(coop, "alice", "withdraw", {"proposal": number}) == {"REFUSE:not_open"}
    assert refused(coop, "alice", "withdraw", {"proposal": "0009"}) == {"REFUSE:not_open"}
    assert coop.open("alice", "kettle-again", MOTION) == "0002", "what was withdrawn may be asked again at once"


def test_a_decided_proposal_is_not_withdrawn(coop: Coop) -> None:
    number = coop.pass_("alice", "kettle", MOTION)
    assert refused(coop, "alice", "withdraw", {"proposal": number}) == {"REFUSE:not_open"}


def test_who_resigns_leaves_teams_and_duties_and_their_ballots_stand(coop: Coop) -> None:
    seats = tuple(Seat(member=name, counts_at=FOUNDED_AT) for name in ("alice", "erin"))
    team = Team(id="kitchen", name="Kitchen", seats=seats)
    people = [person(name) for name in ("alice", "bob")] + [person("erin").changed(duties=("cook",))]
    coop = coop.another(records={team.path: team}, people=people)
    number = coop.open("alice", "kettle", MOTION)
    coop.vote("erin", number, "against")
    assert refused(coop, "erin", "resign") == set()
    erin = coop.member("erin")
    assert (erin.membership, erin.left_at, erin.duties) == ("left", coop.now, ())
    found = coop.registry.get(Team, team.path)
    assert found is not None and [seat.member for seat in found.seats] == ["alice"]
    coop.finish(number)
    decided = coop.entry(number).decided
    assert decided is not None and decided.questions[0].against == 1
    later = coop.open("alice", "duty", "- {action: assign-duty, member: bob, duty: cook, holds: true}")
    assert coop.who_votes(coop.entry(later)) == {"alice", "bob"}
    assert refused(coop, "erin", "resign") == {"REFUSE:precondition"}


def test_a_volunteer_has_nothing_to_resign_from(coop: Coop) -> None:
    assert refused(coop, "vera", "resign") == {"REFUSE:precondition"}


def test_the_last_voter_cannot_resign(coop: Coop) -> None:
    coop = coop.another(people=[person("alice"), person("vera", membership="none")])
    assert refused(coop, "alice", "resign") == {"REFUSE:no_voter"}


# Keys ----------------------------------------------------------------------------------------------------------------


def test_a_new_key_signs_after_three_days_and_the_old_one_until_then(coop: Coop) -> None:
    assert refused(coop, "alice", "rotate-key", coop.rotation("alice", 2, retire=blob_of("alice"))) == set()
    begins = add(coop.now, "P3D")
    old, new = coop.member("alice").keys
    assert (new.active_at, old.retired_at) == (begins, begins)
    coop.at(add(begins, "P1D"))
    number = coop.open("bob", "kettle", MOTION)
    coop.vote("alice", number, key=key_of("alice", 2))
    coop.vote("alice", number, branch=f"vote/{number}/alice-old")
    coop.run_clerk()
    assert coop.run.done == [f"{number} gathered 1 ballot"]
    assert coop.voided(number) == {"VOID:key_retired"}
    assert refused(coop, "alice", "resign") == {"REFUSE:key_retired"}
    assert refused(coop, "alice", "resign", key=key_of("alice", 2)) == set()


def test_a_recovery_key_registers_at_once_and_signs_nothing_else(coop: Coop) -> None:
    coop = with_second_keys(coop, "alice", use="recovery")
    number = coop.open("bob", "kettle", MOTION)
    coop.vote("alice", number, key=key_of("alice", 2))
    coop.run_clerk()
    assert coop.voided(number) == {"VOID:key_use"}
    assert refused(coop, "alice", "resign", key=key_of("alice", 2)) == {"REFUSE:key_use"}
    assert refused(coop, "alice", "rotate-key", coop.rotation("alice", 3), key=key_of("alice", 2)) == set()
    coop.vote("alice", number, key=key_of("alice", 3))
    coop.run_clerk()
    assert coop.voided(number) == set()


def test_a_second_recovery_key_needs_the_first(coop: Coop) -> None:
    body = coop.rotation("alice", 2, use="recovery")
    assert refused(coop, "alice", "rotate-key", body) == set(), "the first one is registered with a signing key"
    coop.later("P3D")
    more = coop.rotation("alice", 3, use="recovery")
    assert refused(coop, "alice", "rotate-key", more) == {"REFUSE:key_use"}
    assert refused(coop, "alice", "rotate-key", more, key=key_of("alice", 2)) == set()


def test_a_key_comes_with_the_proof_of_its_owner_for_this_person_and_place(coop: Coop) -> None:
    for_bob = coop.rotation("alice", 2) | {"proof": coop.proof("alice", 2, "bob")}
    assert refused(coop, "alice", "rotate-key", for_bob) == {"REFUSE:proof_of_possession"}
    elsewhere = coop.another(nonce="2" * 32).rotation("alice", 2)
    assert refused(coop, "alice", "rotate-key", elsewhere) == {"REFUSE:proof_of_possession"}
    assert refused(coop, "alice", "rotate-key", coop.rotation("alice", 2)) == set()


def test_only_an_active_key_of_mine_for_this_use_is_retired(coop: Coop) -> None:
    for other in (blob_of("bob"), blob_of("alice", 2)):
        body = coop.rotation("alice", 2, retire=other)
        assert refused(coop, "alice", "rotate-key", body) == {"REFUSE:precondition"}


MAY_REVOKE = [
    # who signs, what is revoked, whether it falls
    ("sign", "sign", True),
    ("sign", "other", True),
    ("sign", "waiting", True),
    ("sign", "recovery", False),
    ("waiting", "waiting", True),
    ("waiting", "sign", False),
    ("waiting", "recovery", False),
    ("recovery", "sign", True),
    ("recovery", "waiting", True),
    ("recovery", "recovery", True),
    ("recovery", "recovery-2", False),
]


@pytest.mark.parametrize(("signer", "target", "falls"), MAY_REVOKE)
def test_who_may_revoke_what(coop: Coop, signer: str, target: str, falls: bool) -> None:
    names = {"sign": 1, "other": 2, "waiting": 3, "recovery": 4, "recovery-2": 5}
    keys = tuple(
        MemberKey(
            type="ssh-ed25519",
            blob=blob_of("alice", number),
            use="recovery" if name.startswith("recovery") else "sign",
            active_at=add(FOUNDED_AT, "P1D") if name == "waiting" else FOUNDED_AT,
        )
        for name, number in names.items()
    )
    coop = coop.another(people=[person("alice").changed(keys=keys), person("bob")])
    body = {"key": blob_of("alice", names[target])}
    seen = refused(coop, "alice", "revoke-key", body, key=key_of("alice", names[signer]))
    assert seen == (set() if falls else {"REFUSE:key_use"})
    key = coop.member("alice").key(blob_of("alice", names[target]))
    assert key is not None and key.is_revoked(coop.now) is falls


def test_a_revoked_key_states_nothing_and_is_revoked_once(coop: Coop) -> None:
    coop = with_second_keys(coop, "alice")
    assert refused(coop, "alice", "revoke-key", {"key": blob_of("alice")}) == set()
    assert refused(coop, "alice", "resign") == {"REFUSE:key_revoked"}
    again = refused(coop, "alice", "revoke-key", {"key": blob_of("alice")}, key=key_of("alice", 2))
    assert again == {"REFUSE:precondition"}
    assert refused(coop, "alice", "revoke-key", {"key": blob_of("bob")}, key=key_of("alice", 2)) == {
        "REFUSE:precondition"
    }


def test_an_objection_with_an_old_key_asks_for_three_quarters_and_more_time(coop: Coop) -> None:
    coop = with_second_keys(coop, "alice", revoked_at=FOUNDED_AT)
    number = coop.open("bob", "keys", rekey(coop, "alice", key_of("alice", 3)))
    assert coop.entry(number).closes_at == add(coop.now, "P7D")
    assert refused(coop, "bob", "object-rekey", {"proposal": number}) == {"REFUSE:not_allowed"}
    revoked = refused(coop, "alice", "object-rekey", {"proposal": number}, key=key_of("alice", 2))
    assert revoked == {"REFUSE:key_revoked"}
    assert refused(coop, "alice", "object-rekey", {"proposal": number}) == set()
    assert coop.entry(number).closes_at == add(coop.entry(number).opened_at, "P14D")
    assert refused(coop, "alice", "object-rekey", {"proposal": number}) == {"REFUSE:precondition"}
    for voter in ("bob", "carol", "dan", "erin"):
        coop.vote(voter, number)
    coop.finish(number)
    assert coop.entry(number).status == "passed", "five of five are three quarters"
    assert [key.is_revoked(coop.now) for key in coop.member("alice").keys] == [True, True, False]


def test_the_contested_rule_takes_over_with_all_its_times(coop: Coop) -> None:
    def slow(data: dict[str, Any]) -> None:
        data["rules"]["rekey"] |= {"close": "settled"}
        data["rules"]["rekey-contested"] |= {"earliest": "P5D", "close": "everyone", "delay": "P10D"}

    coop = coop.another(bylaws=shipped_bylaws(slow))
    number = coop.open("bob", "keys", rekey(coop, "alice", key_of("alice", 3)))
    before = coop.entry(number)
    assert refused(coop, "alice", "object-rekey", {"proposal": number}) == set()
    entry = coop.entry(number)
    assert (entry.earliest_at, entry.close, entry.delay) == (add(before.opened_at, "P5D"), "everyone", "P10D")
    assert (before.earliest_at, before.close, before.delay) == (before.opened_at, "settled", "P3D")


def test_a_stopped_rotation_leaves_the_old_key_as_it_was(coop: Coop) -> None:
    assert refused(coop, "alice", "rotate-key", coop.rotation("alice", 2, retire=blob_of("alice"))) == set()
    assert refused(coop, "alice", "revoke-key", {"key": blob_of("alice", 2)}) == set()
    coop.later("P4D")
    assert coop.member("alice").keys[0].is_active(coop.now)
    assert refused(coop, "alice", "resign", key=key_of("alice", 2)) == {"REFUSE:key_revoked"}
    assert refused(coop, "alice", "resign") == set()


# Pages ---------------------------------------------------------------------------------------------------------------


def test_a_page_is_published_where_it_changes_free_paths_only(coop: Coop) -> None:
    page = coop.push_raw("page", {"docs/page.md": b"A page\n"})
    assert refused(coop, "carol", "publish", {"commit": page}) == set()
    assert coop.file("docs/page.md") == b"A page\n" and coop.hub.is_ancestor(page, coop.head)
    other = coop.push_raw("other", {"docs/other.md": b"Other\n", "registry/bylaws.yaml": b"mine: 1\n"})
    refused(coop, "carol", "publish", {"commit": other})
    assert coop.file("docs/other.md") is None and not coop.hub.is_ancestor(other, coop.head)
    assert coop.audit().ok


def test_a_page_of_a_foreign_history_is_not_published(coop: Coop) -> None:
    root = coop.commit(coop.tree(EMPTY_TREE, {"docs/page.md": b"A page\n"}), (), "Root\n", None)
    coop.hub.set_ref("refs/heads/page", root)
    refused(coop, "carol", "publish", {"commit": root})
    assert coop.file("docs/page.md") is None and coop.audit().ok


# Forms, times and people ----------------------------------------------------------------------------------------------


def test_a_statement_is_kept_in_the_one_canonical_form(coop: Coop) -> None:
    text = f'# a comment can lie\nmember: dan\nnumber: 1\nnot_after: "{coop.now}"\nkind: resign\nbody: {{}}\n'
    coop.state("dan", "resign", number=1, data=text.encode())
    coop.run_clerk()
    assert coop.refused("statement/dan/000001") == {"REFUSE:canonical"}


@pytest.mark.parametrize("text", ["kind: resign\n", 'kind: "resign"\nbody: {}\n'])
def test_a_statement_in_another_order_or_without_quotes_is_refused(coop: Coop, text: str) -> None:
    head = f'number: 1\nmember: "dan"\nnot_after: "{add(coop.now, "P20D")}"\n'
    body = "" if "body" in text else "body: {}\n"
    assert refused(coop, "dan", "resign", number=1, data=(head + text + body).encode()) == {"REFUSE:canonical"}
    made = Statement(member="dan", number=1, not_after=add(coop.now, "P20D"), kind="resign", body={})
    assert refused(coop, "dan", "resign", data=emit(made.data())) == set()
    assert coop.file(Statement.home.path("dan", 1)) == emit(made.data())


def test_a_statement_made_on_a_false_minute_that_nobody_authorised_is_refused(coop: Coop) -> None:
    newest, digest = coop.book.newest
    false = newest.changed(number=newest.number + 1, previous=digest, at="2036-01-01T00:00:00Z")
    void = coop.push_raw("main", {coop.layout.place(Minute.home.path(false.number)): false.as_file})
    coop.run_clerk()
    coop.state("dan", "resign", parent=void, not_after="2036-01-20T00:00:00Z")
    coop.run_clerk()
    assert coop.refused("statement/dan/000001") == {"REFUSE:ancestry"}
    assert refused(coop, "dan", "resign") == set()


# Keys that wait -------------------------------------------------------------------------------------------------------


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


def test_a_recovery_key_that_still_waits_is_stopped_by_a_signing_key_and_an_active_one_is_not(coop: Coop) -> None:
    recovery = coop.rotation("alice", 2) | {"use": "recovery"}
    assert refused(coop, "alice", "rotate-key", recovery) == set()
    assert refused(coop, "bob", "rotate-key", coop.rotation("bob", 2) | {"use": "recovery"}) == set()
    assert refused(coop, "alice", "revoke-key", {"key": blob_of("alice", 2)}) == set()
    coop.later("P9D")
    assert refused(coop, "bob", "revoke-key", {"key": blob_of("bob", 2)}) == {"REFUSE:key_use"}
    own = refused(coop, "bob", "revoke-key", {"key": blob_of("bob", 2)}, key=key_of("bob", 2))
    assert own == set() and coop.member("alice").keys[1].is_revoked(coop.now)


# Publications ---------------------------------------------------------------------------------------------------------


def test_who_has_left_publishes_nothing(coop: Coop) -> None:
    coop.state("dan", "resign")
    coop.run_clerk()
    page = coop.push_raw("", {"docs/x.md": b"x\n"}, key=key_of("dan"))
    coop.state("dan", "publish", {"commit": page})
    coop.run_clerk()
    assert coop.refused("statement/dan/000002") == {"REFUSE:not_allowed"}


def test_a_publication_is_merged_where_its_whole_way_changes_free_paths_only(coop: Coop) -> None:
    first = coop.push_raw("", {"docs/one.md": b"one\n"})
    page = coop.push_raw("page", {"docs/two.md": b"two\n"}, parent=first)
    assert refused(coop, "carol", "publish", {"commit": page}) == set()
    assert coop.file("docs/one.md") and coop.hub.is_ancestor(first, coop.head)


def test_a_publication_that_took_a_governed_change_back_is_not_merged(coop: Coop) -> None:
    was = coop.file(Bylaws.home.path())
    before = coop.push_raw("", {Bylaws.home.path(): b"mine: true\n"})
    page = coop.push_raw("page", {Bylaws.home.path(): was, "docs/page.md": b"page\n"}, parent=before)
    refused(coop, "carol", "publish", {"commit": page})
    assert coop.file("docs/page.md") is None and not coop.hub.is_ancestor(before, coop.head)


def test_a_publication_with_a_merge_in_it_is_not_merged(coop: Coop) -> None:
    stranger = coop.commit(coop.hub.loose_commit(coop.head).tree, (), "A stranger's history\n", None)
    page = coop.push_raw("page", {"docs/page.md": b"page\n"}, parents=(coop.head, stranger))
    refused(coop, "carol", "publish", {"commit": page})
    assert coop.file("docs/page.md") is None and not coop.hub.is_ancestor(stranger, coop.head)


def test_a_statement_that_is_on_main_is_not_judged_again(coop: Coop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The branches of years lie there: a look at main tells that they were taken."""
    assert refused(coop, "carol", "recuse", {"proposal": "tea", "holds": True}) == set()
    judged: list[str] = []
    monkeypatch.setattr(Session, "_take_statement", lambda _session, commit, ends: judged.append(commit))
    coop.run_clerk()
    assert judged == [] and coop.hub.ref("refs/heads/statement/carol/000001") is not None


def test_once_the_organisation_winds_up_people_go_and_nobody_comes() -> None:
    town = Books()
    assert town.pass_("- {action: wind-up, begin: true}") == "enacted"
    assert refusal(lambda: town.state("vera", "apply", {"wanted_minutes_per_week": 60})) == {"winding_up"}
    assert town.state("dan", "resign") and town.membership("dan") == "left"
