"""What a bad clerk can do by leaving out what people sent: ballots, changes of mind, statements. And what proves it."""

from __future__ import annotations

from typing import Any

from govtool.core.times import add
from govtool.domain.decisions.draft import draft_of, text_of
from govtool.roles.decisions.receipt import judge_receipt
from govtool.roles.minutes import event_evidence
from tests.threats.attack_ballot import with_second_keys
from tests.threats.attack_main import opening_of
from tests.threats.attack_trial import DUTY, keep, tried
from tests.world.coop import Coop
from tests.world.forced import entered
from tests.world.newcomer import in_probation, vote_due, with_kitchen
from tests.world.people import blob_of, codes, key_of, public, refusal, shipped_bylaws
from tests.world.words import MOTION, TEA

LATE = "2026-11-30T00:00:00Z"


def decided(coop: Coop, number: str, *oids: str) -> str:
    """The clerk decides a vote at its close with these commits alone; gives the result."""
    gather = coop.gather(number, *oids) if oids else None
    coop.at(max(coop.now, coop.entry(number).closes_at))
    entered(coop, coop.decision(number, gather=gather), *((gather,) if gather else ()))
    assert coop.audit().ok, "the audit knows only what it is shown"
    return coop.entry(number).decided.result  # type: ignore[union-attr]


def receipts(coop: Coop, commit: str) -> tuple[set[str], set[str]]:
    """What a commit that somebody kept proves, and what it only reports."""
    found = judge_receipt(coop.book, commit)
    return codes(found.findings), codes(found.warnings)


# Ballots --------------------------------------------------------------------------------------------------------------


def test_the_ballots_of_whole_persons_left_out_reject_what_had_its_majority(coop: Coop) -> None:
    """Bob's vote lies in the repository, and the clerk never gathered it: all see that, and it proves nothing."""
    number = coop.open("alice", "kettle", MOTION)
    alice, bob = (coop.vote(voter, number) for voter in ("alice", "bob"))
    assert decided(coop, number, alice) == "rejected"
    assert coop.hub.ref(f"refs/heads/vote/{number}/bob") == bob
    assert receipts(coop, bob) == (set(), {"not_counted"})


def test_a_receipt_proves_that_a_ballot_was_left_out(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    alice, bob = (coop.vote(voter, number) for voter in ("alice", "bob"))
    coop.run_clerk()
    receipt = coop.hub.ref(f"refs/heads/gather/{number}") or ""
    assert decided(coop, number, alice) == "rejected"
    assert receipts(coop, receipt) == ({"omitted_ballot"}, set())
    coop.hub.delete_ref(f"refs/heads/gather/{number}")
    assert receipts(coop, receipt) == ({"omitted_ballot"}, set()), "taking the branch away takes nothing from a clone"
    assert bob


def test_a_changed_mind_left_out_passes_what_would_be_rejected(coop: Coop) -> None:
    number = coop.open("alice", "kettle", TEA, files={"tea.md": b"Tea\n"})
    alice, bob = (coop.vote(voter, number) for voter in ("alice", "bob"))
    coop.run_clerk()
    against = coop.vote("bob", number, "against", 2)
    assert decided(coop, number, alice, bob, coop.entry(number).filing or "") == "passed"
    assert receipts(coop, against) == (set(), {"not_counted"})


def test_one_of_two_ballots_that_contradict_each_other_left_out_makes_the_other_count(coop: Coop) -> None:
    """The voter who signs two choices under one number leaves the choice to the clerk."""
    number = coop.open("alice", "kettle", MOTION)
    alice, bob = (coop.vote(voter, number) for voter in ("alice", "bob"))
    other = coop.vote("bob", number, "against")
    both = coop.decision(number, coop.entry(number).closes_at, coop.gather(number, alice, bob, other))
    assert both.result(coop.registry)[0] == "rejected"
    assert decided(coop, number, alice, bob, coop.entry(number).filing or "") == "passed"
    assert receipts(coop, other) == (set(), {"not_counted"})


def test_a_block_left_out_passes_what_it_would_stop(coop: Coop) -> None:
    def consensus(data: dict[str, Any]) -> None:
        data["rules"]["ordinary"]["blocks"] = {"allowed": 0}

    coop = coop.another("consensus", bylaws=shipped_bylaws(consensus))
    number = coop.open("alice", "kettle", MOTION)
    oids = [coop.vote(voter, number) for voter in ("alice", "bob")]
    block = coop.vote("carol", number, "block")
    both = coop.decision(number, coop.entry(number).closes_at, coop.gather(number, *oids, block))
    assert both.result(coop.registry)[0] == "blocked"
    assert decided(coop, number, *oids, coop.entry(number).filing or "") == "passed"
    assert receipts(coop, block) == (set(), {"not_counted"})


def test_votes_against_left_out_pass_what_asks_only_those_who_vote(coop: Coop) -> None:
    def of_cast(data: dict[str, Any]) -> None:
        data["rules"]["ordinary"]["outcomes"][0]["of"] = "cast"

    coop = coop.another("of-cast", bylaws=shipped_bylaws(of_cast))
    number = coop.open("alice", "kettle", MOTION)
    alone, against = coop.vote("carol", number), coop.vote("alice", number, "against")
    both = coop.decision(number, coop.entry(number).closes_at, coop.gather(number, alone, against))
    assert both.result(coop.registry)[0] == "rejected"
    assert decided(coop, number, alone, coop.entry(number).filing or "") == "passed"


def test_votes_for_one_answer_left_out_let_another_one_win(coop: Coop) -> None:
    """Amber has 4 votes for it and Beryl 5. Without Carol they are tied; without Bob too, Beryl is rejected."""
    rename = "- {{action: rename-organization, from_name: Test Co-operative, to_name: {}}}"
    for who, name in (("alice", "Amber"), ("bob", "Beryl")):
        coop.open(who, name.lower(), rename.format(name), extra="answers: name\n")
    amber = [coop.vote(voter, "0001") for voter in ("alice", "bob")]
    beryl = [coop.vote(voter, "0002") for voter in ("alice", "bob", "carol")]
    receipt = coop.gather("0002", *beryl)
    assert decided(coop, "0001", *amber, coop.entry("0001").filing or "") == "passed"
    before = coop.head
    assert decided(coop, "0002", *beryl[:2], coop.entry("0002").filing or "") == "passed"
    ends = [coop.entry(number).decided for number in ("0001", "0002")]
    assert [end and end.lost for end in ends] == ["tied", "tied"]
    assert receipts(coop, beryl[2]) == (set(), {"not_counted"})
    assert receipts(coop, receipt) == ({"omitted_ballot"}, set())
    coop.put_on_main(before)
    assert decided(coop, "0002", *beryl[:1]) == "rejected"
    end = coop.entry("0001").decided
    assert end is not None and end.due_at is not None and end.lost is None


def test_votes_for_left_out_extend_or_end_a_probation(coop: Coop) -> None:
    """A rule of more than two results does something else where it does not do the first."""
    coop = with_kitchen(coop)
    in_probation(coop, "frank")
    entry = coop.entry(vote_due(coop, "frank"))

    def result(*voters: str, **against: str) -> str:
        """What these ballots come to: `for`, but for those who are named with another choice."""
        oids = [coop.vote(voter, entry.number, against.get(voter, "for")) for voter in voters]
        event = event_evidence.decision(coop.book, entry, coop.gather(entry.number, *oids), entry.closes_at, None)
        return event.result(coop.registry)[0]

    assert result("alice", "bob", "carol", "dan", "erin", erin="against") == "confirmed"
    assert result("alice", "carol", "dan", "erin", erin="against") == "extended"
    assert result("carol", "dan", "erin", erin="against") == "no-quorum"
    others = {"carol": "abstain", "dan": "against", "erin": "against"}
    assert result("alice", "bob", "carol", "dan", "erin", **others) == "extended"
    assert result("alice", "carol", "dan", "erin", **others) == "ended"


def test_votes_for_left_out_undo_a_trial(coop: Coop) -> None:
    """Silence restores what was before, and so does a clerk that hears nobody."""
    number = tried(coop, DUTY)
    vote = keep(coop, number)
    entry = coop.entry(vote)
    alice, bob = (coop.vote(voter, vote) for voter in ("alice", "bob"))

    def result(*oids: str) -> str:
        event = event_evidence.decision(coop.book, entry, coop.gather(vote, *oids), entry.closes_at, None)
        return event.result(coop.registry)[0]

    assert (result(alice, bob), result(alice)) == ("passed", "rejected")
    coop.at(entry.closes_at)
    texts = text_of(draft_of(entry).proposal)
    gather = coop.gather(vote, alice)
    entered(coop, event_evidence.decision(coop.book, entry, gather, coop.now, texts), gather)
    coop.finish(vote)
    assert "cook" not in coop.member("bob").duties and coop.audit().ok
    assert receipts(coop, bob) == (set(), {"not_counted"})


# Statements -----------------------------------------------------------------------------------------------------------


def test_a_revocation_held_back_lets_the_ballot_of_a_thief_count(coop: Coop) -> None:
    """From the minute on with which it is taken, it counts for nothing."""
    coop = with_second_keys(coop, "alice")
    number = coop.open("alice", "kettle", MOTION)
    oids = [coop.vote(voter, number) for voter in ("alice", "bob")]
    word = coop.state("alice", "revoke-key", {"key": blob_of("alice")}, key=key_of("alice", 2), not_after=LATE)
    assert decided(coop, number, *oids, coop.entry(number).filing or "") == "passed"
    entered(coop, event_evidence.enactment(coop.book, coop.entry(number), coop.now))
    entered(coop, coop.taking(word), word)
    number = coop.open("bob", "teapot", "- {action: assign-duty, member: bob, duty: cook, holds: true}")
    coop.vote("alice", number)
    coop.run_clerk()
    assert coop.voided(number) == {"VOID:key_revoked"} and coop.audit().ok


def test_a_withdrawal_held_back_lets_a_vote_go_on(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    oids = [coop.vote(voter, number) for voter in ("alice", "bob")]
    word = coop.state("alice", "withdraw", {"proposal": number}, not_after=LATE)
    assert decided(coop, number, *oids, coop.entry(number).filing or "") == "passed"
    assert codes(coop.taking(word).problems(coop.registry)) == {"not_open"}


def test_an_objection_held_back_gives_a_key_for_half_the_votes_and_it_votes_a_month_later(coop: Coop) -> None:
    """That month is the time for a handover that discards the minute. It brings no revoked key back: the others vote on
    one of her own.
    """
    key, proof = public(key_of("mallory")), coop.proof("mallory", member="alice").rstrip("\n").replace("\n", "\n    ")
    action = (
        f"- action: rekey\n  member: alice\n  key: {{type: {key.type}, blob: {key.blob}}}\n  proof: |\n    {proof}\n"
    )
    number = coop.open("bob", "keys", action)
    stands = coop.book.newest[1]
    oids = [coop.vote(voter, number) for voter in ("bob", "carol")]
    word = coop.state("alice", "object-rekey", {"proposal": number}, not_after=LATE)
    assert decided(coop, number, *oids, coop.entry(number).filing or "") == "passed"
    coop.later("P3D")
    entered(coop, event_evidence.enactment(coop.book, coop.entry(number), coop.now))
    given = coop.member("alice").key(key.blob)
    assert given is not None and given.votes_from == add(coop.now, "P30D")
    assert "key_revoked" in codes(coop.taking(word).problems(coop.registry))
    coop.hand_over("bob carol dan erin", key_of("new clerk"), stands=stands)
    (own,) = coop.member("alice").keys
    assert (own.blob, own.is_revoked(coop.now)) == (blob_of("alice"), True) and coop.audit().ok


def test_of_two_statements_under_one_number_the_clerk_takes_the_one_that_it_likes_and_no_other(coop: Coop) -> None:
    """Signed on two computers, or signed again before the first was taken."""
    first = coop.state("erin", "resign")
    second = coop.state("erin", "away", {"until": "2026-12-24T00:00:00Z"}, number=1)
    before = coop.head
    for taken, other in ((first, second), (second, first)):
        coop.put_on_main(before)
        entered(coop, coop.taking(taken), taken)
        assert coop.audit().ok
        assert "number" in codes(coop.taking(other).problems(coop.registry))


def test_of_two_filings_of_one_folder_the_clerk_opens_the_one_that_it_likes_and_no_other(coop: Coop) -> None:
    """The proposer withdraws what should not be voted on; before the opening nothing does but its `open_before`."""
    coop.propose("alice", "kettle", MOTION)
    first = opening_of(coop)
    coop.propose("alice", "kettle", TEA, files={"tea.md": b"Tea\n"})
    second = opening_of(coop)
    before = coop.head
    for taken, other in ((first, second), (second, first)):
        coop.put_on_main(before)
        entered(coop, taken)
        assert coop.audit().ok
        assert refusal(lambda other=other: entered(coop, other)) == {"content_frozen"}  # type: ignore[misc]


def test_a_person_whose_word_is_held_back_has_it_void_after_its_deadline_and_can_say_it_again(coop: Coop) -> None:
    word = coop.state("erin", "resign", not_after=add(coop.now, "P2D"))
    coop.later("P2DT1M")
    assert refusal(lambda: entered(coop, coop.taking(word), word)) == {"expired"}
    coop.state("erin", "resign", number=1)
    coop.run_clerk()
    assert coop.member("erin").membership == "left" and coop.audit().ok
