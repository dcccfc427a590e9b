"""An expulsion takes every one of its steps, none of them early, and leaves a person what is theirs."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.times import add
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.team import Team
from govtool.domain.people.complaint import Complaint
from govtool.domain.people.expulsion import appealable, entry_about, held_entry
from govtool.errors import Refused
from tests.world.coop import Coop
from tests.world.due_process import PARTICULARS, complain, complaint, last_digest, open_vote, passed, stated
from tests.world.money import Books
from tests.world.people import person, shipped_bylaws
from tests.world.words import MOTION

ANY_TIME = "2026-12-15T00:00:00Z"
DUTY = "- {action: assign-duty, member: dan, duty: treasurer, holds: true}"


def entry_of(coop: Coop, name: str) -> str:
    """The number of the open proposal whose slug begins so."""
    return next(entry.number for entry in coop.open_entries if entry.slug.startswith(name))


# The complaint -------------------------------------------------------------------------------------------------------


def test_two_members_complain_and_the_second_signature_is_the_notice(coop: Coop) -> None:
    digest = complain(coop, "dan")
    found = complaint(coop, digest)
    assert (found.respondent, found.complainants) == ("dan", ("alice", "carol"))
    assert (found.answer_by, found.opens_at) == (add(coop.now, "P14D"), add(coop.now, "P28D"))
    assert coop.audit().ok


def test_one_complaint_alone_opens_nothing(coop: Coop) -> None:
    assert stated(coop, "alice", "complain", {"about": "dan", "particulars": PARTICULARS}) == set()
    coop.later("P29D")
    coop.run_clerk()
    assert coop.open_entries == []
    coop.later("P2D")
    late = stated(coop, "carol", "countersign", {"confirms": last_digest(coop, "alice")})
    assert late == {"REFUSE:not_awaited"}, "the second has to come in time"


def test_the_second_is_another_member_and_not_the_person(coop: Coop) -> None:
    assert stated(coop, "alice", "complain", {"about": "dan", "particulars": PARTICULARS}) == set()
    digest = last_digest(coop, "alice")
    for who in ("alice", "dan", "vera"):
        assert stated(coop, who, "countersign", {"confirms": digest}) == {"REFUSE:own_case"}
    assert coop.registry.names("registry/complaints") == ()


def test_both_have_to_be_members_when_the_second_signs(coop: Coop) -> None:
    assert stated(coop, "carol", "complain", {"about": "dan", "particulars": PARTICULARS}) == set()
    digest = last_digest(coop, "carol")
    assert stated(coop, "carol", "resign", {}) == set()
    assert stated(coop, "alice", "countersign", {"confirms": digest}) == {"REFUSE:not_allowed"}


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("complain", {"particulars": PARTICULARS}, "complain about themselves"),
        ("report-incapacity", {"reason": "death"}, "report it of themselves"),
    ],
)
def test_who_states_it_of_themselves_is_told_so(coop: Coop, kind: str, body: dict[str, Any], told: str) -> None:
    assert stated(coop, "dan", kind, {"about": "dan", **body}) == {"REFUSE:not_allowed"}
    (found,) = coop.run.refused_branches["statement/dan/000001"]
    assert found.values["what"] == told


@pytest.mark.parametrize(("who", "about", "code"), [("vera", "dan", "not_allowed"), ("dan", "dan", "not_allowed"),
                                                    ("alice", "vera", "other_standing"),
                                                    ("alice", "noname", "unknown_member")])  # fmt: skip
def test_members_complain_about_other_members(coop: Coop, who: str, about: str, code: str) -> None:
    assert stated(coop, who, "complain", {"about": about, "particulars": PARTICULARS}) == {f"REFUSE:{code}"}


def test_particulars_are_a_text_or_the_digest_of_one_and_bounded(coop: Coop) -> None:
    both = {"text": "x", "text_digest": "sha256:" + "0" * 64}
    for words in ({}, both, {"text": "x" * 4001}, {"text": ""}, {"text_digest": "none"}):
        assert stated(coop, "alice", "complain", {"about": "dan", "particulars": words}) == {"REFUSE:schema"}
    kept_outside = {"text_digest": "sha256:" + "0" * 64}
    assert stated(coop, "alice", "complain", {"about": "dan", "particulars": kept_outside}) == set()


def test_with_nobody_left_to_be_the_second_it_is_done_single_handed_and_marked(coop: Coop) -> None:
    coop = coop.another(people=[person("alice"), person("bob")])
    assert stated(coop, "alice", "complain", {"about": "bob", "particulars": PARTICULARS}) == set()
    found = complaint(coop, last_digest(coop, "alice"))
    assert found.single_handed and found.complainants == ("alice",) and coop.audit().ok


# The notice and the answer -------------------------------------------------------------------------------------------


def test_the_vote_opens_by_itself_when_the_notice_is_over_and_not_before(coop: Coop) -> None:
    complain(coop, "dan")
    coop.at(add(coop.now, "P27DT23H59M"))
    coop.run_clerk()
    assert coop.open_entries == []
    coop.later("PT1M")
    coop.run_clerk()
    entry = coop.entry(entry_of(coop, "expel"))
    assert (
        coop.who_votes(entry) == {"alice", "bob", "carol", "erin"}
        and entry.cause == "statement"
        and entry.filing is None
    )
    assert coop.audit().ok


def test_nobody_files_an_expulsion(coop: Coop) -> None:
    digest = complain(coop, "dan")
    coop.propose("alice", "out", f"- {{action: expel, member: dan, complaint: '{digest}'}}")
    coop.propose("alice", "out-again", f"- {{action: confirm-expulsion, member: dan, complaint: '{digest}'}}")
    coop.run_clerk()
    assert coop.refused("proposal/out") == {"REFUSE:due_process"}
    assert "REFUSE:due_process" in coop.refused("proposal/out-again")


def test_the_person_answers_in_time_and_the_last_answer_stands(coop: Coop) -> None:
    digest = complain(coop, "dan")
    coop.later("P13D")
    assert stated(coop, "dan", "answer", {"complaint": digest, "words": {"text": "It was my own saw."}}) == set()
    assert stated(coop, "dan", "answer", {"complaint": digest, "words": {"text": "Ask Erin."}}) == set()
    found = complaint(coop, digest)
    assert found.answer is not None and found.answer.text == "Ask Erin."
    coop.at(found.opens_at)
    coop.run_clerk()
    late = stated(coop, "dan", "answer", {"complaint": digest, "words": {"text": "And Bob."}})
    assert late == {"REFUSE:expired"}, "the others vote on what they have read"


@pytest.mark.parametrize("late", ["PT1H", "P15D", "P29D"])
def test_an_answer_that_lay_there_is_heard_though_the_clerk_comes_late(coop: Coop, late: str) -> None:
    digest = complain(coop, "dan")
    coop.later("P13DT23H59M")
    coop.state("dan", "answer", {"complaint": digest, "words": {"text": "It was my own saw."}}, not_after=ANY_TIME)
    coop.later(late)
    coop.run_clerk()
    assert coop.run.refused_branches == {}
    answer = complaint(coop, digest).answer
    assert answer is not None and answer.text == "It was my own saw."
    assert [entry.opened_at for entry in coop.open_entries] == ([coop.now] if late != "PT1H" else [])
    assert coop.audit().ok


def test_nobody_answers_for_another(coop: Coop) -> None:
    digest = complain(coop, "dan")
    body: dict[str, object] = {"complaint": digest, "words": {"text": "He is sorry."}}
    assert stated(coop, "erin", "answer", body) == {"REFUSE:precondition"}
    assert stated(coop, "dan", "answer", {**body, "complaint": "sha256:" + "0" * 64}) == {"REFUSE:precondition"}


def test_a_complaint_is_withdrawn_by_either_of_the_two_until_it_is_decided(coop: Coop) -> None:
    digest = complain(coop, "dan")
    assert stated(coop, "bob", "withdraw-complaint", {"complaint": digest}) == {"REFUSE:precondition"}
    assert stated(coop, "carol", "withdraw-complaint", {"complaint": digest}) == set()
    assert complaint(coop, digest).end == "withdrawn"
    coop.later("P28D")
    coop.run_clerk()
    assert coop.open_entries == [] and coop.audit().ok


def test_a_complaint_that_is_withdrawn_closes_its_vote(coop: Coop) -> None:
    digest, number = open_vote(coop)
    assert stated(coop, "alice", "withdraw-complaint", {"complaint": digest}) == set()
    assert coop.entry(number).status == "withdrawn" and complaint(coop, digest).end == "withdrawn"
    assert coop.audit().ok


def test_who_proposed_the_vote_by_complaining_can_withdraw_it_as_any_proposal(coop: Coop) -> None:
    digest, number = open_vote(coop)
    assert stated(coop, "alice", "withdraw", {"proposal": number}) == set()
    assert complaint(coop, digest).end == "withdrawn" and coop.audit().ok


def test_a_complaint_cannot_be_withdrawn_once_the_others_have_decided(coop: Coop) -> None:
    digest, _ = passed(coop)
    assert stated(coop, "alice", "withdraw-complaint", {"complaint": digest}) == {"REFUSE:not_open"}


def test_a_complaint_about_somebody_who_leaves_comes_to_nothing(coop: Coop) -> None:
    complain(coop, "dan")
    assert stated(coop, "dan", "resign", {}) == set()
    coop.later("P30D")
    coop.run_clerk()
    assert coop.open_entries == [] and coop.member("dan").membership == "left"


# The vote ------------------------------------------------------------------------------------------------------------


def test_the_person_has_no_vote_and_three_quarters_of_all_others_are_needed(coop: Coop) -> None:
    digest, number = open_vote(coop)
    assert sum(coop.weights_of(coop.entry(number)).values()) == 6
    coop.vote("dan", number, "against")
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.run_clerk()
    assert coop.voided(number, "dan") == {"VOID:not_in_electorate"}
    coop.finish(number)
    assert coop.entry(number).status == "rejected", "4 of 6 are fewer than three quarters"
    assert complaint(coop, digest).end == "rejected" and coop.member("dan").membership == "member"
    assert coop.audit().ok


def test_exactly_three_quarters_expel(coop: Coop) -> None:
    coop = coop.another(people=[person(name, hours=600) for name in ("alice", "bob", "carol", "dan", "erin")])
    _, number = passed(coop, voters="alice bob carol")
    coop.finish(number)
    assert coop.member("dan").membership == "expelled"


def test_it_is_decided_at_the_deadline_and_not_before(coop: Coop) -> None:
    _, number = open_vote(coop)
    for voter in ("alice", "bob", "carol", "erin"):
        coop.vote(voter, number)
    coop.later("P13DT23H")
    coop.run_clerk()
    assert coop.entry(number).is_open, "everybody voted, and people may still change their minds"
    coop.later("PT1H")
    coop.run_clerk()
    assert not coop.entry(number).is_open


def test_an_expulsion_takes_effect_after_two_weeks_and_leaves_what_is_theirs(coop: Coop) -> None:
    coop.pass_("alice", "duty", DUTY)
    coop.pass_("alice", "team", "- {action: form-team, team: web, name: Web, members: [dan, erin]}")
    digest, number = passed(coop)
    other = coop.open("bob", "tea", MOTION)
    coop.vote("dan", other)
    coop.later("P2D")
    coop.run_clerk()
    coop.finish(number)
    dan, team = coop.member("dan"), Team.of(coop.registry, "web")
    assert (dan.membership, dan.duties, dan.left_at) == ("expelled", (), coop.now)
    assert team is not None and not team.has("dan") and complaint(coop, digest).end == "expelled"
    assert all(key.revoked_at is None and key.retired_at is None for key in dan.keys), "payments are confirmed with it"
    assert "dan" not in coop.who_votes(coop.entry(coop.open("bob", "later", MOTION)))
    assert coop.audit().ok


def test_ballots_that_were_cast_on_other_matters_stand(coop: Coop) -> None:
    _, number = passed(coop)
    coop.later("P13D")
    other = coop.open("bob", "tea", MOTION)
    for voter in ("dan", "bob", "erin"):
        coop.vote(voter, other)
    coop.finish(number)
    assert coop.member("dan").membership == "expelled"
    coop.finish(other)
    assert coop.entry(other).status == "passed", "2 + 1 + 1 of 7, with the vote that dan had when it opened"
    assert coop.audit().ok


def test_a_vote_that_nobody_counted_in_time_is_had_again(coop: Coop) -> None:
    digest, number = open_vote(coop)
    coop.later("P45D")
    coop.run_clerk()
    assert coop.entry(number).status == "lapsed" and complaint(coop, digest).end is None
    again = entry_of(coop, "expel")
    assert again != number and coop.entry(again).is_open and coop.audit().ok


def test_who_resigns_before_the_effect_has_left_and_is_not_expelled(coop: Coop) -> None:
    digest, number = passed(coop)
    assert stated(coop, "dan", "resign", {}) == set()
    coop.finish(number)
    assert (coop.entry(number).status, coop.member("dan").membership) == ("failed", "left")
    assert complaint(coop, digest).end == "failed" and coop.audit().ok


# The appeal ----------------------------------------------------------------------------------------------------------

REASON = {"text": "Erin was not heard."}


def test_who_leaves_during_the_second_vote_settles_nothing_before_it() -> None:
    books = Books()
    books.both("alice", "carol", "complain", {"about": "dan", "particulars": PARTICULARS})
    (found,) = Complaint.all(books.registry)
    books.later("P28D")
    books.open_due()
    books.agree("0001", "P14D")
    books.state("dan", "appeal", {"complaint": found.statement, "words": REASON})
    books.open_due()
    books.state("dan", "resign")
    first, second = books.entry("0001"), books.entry("0002")
    assert (first.held_at, first.enacted, second.is_open) == (books.now, None, True)
    assert [each.statement for each in Complaint.all(books.registry)] == [found.statement]


def test_an_appeal_holds_the_effect_back_until_a_second_vote_has_passed(coop: Coop) -> None:
    digest, number = passed(coop)
    coop.later("P13D")
    assert stated(coop, "dan", "appeal", {"complaint": digest, "words": REASON}) == set()
    second = entry_of(coop, "appeal")
    assert coop.entry(number).held_at == coop.now and coop.who_votes(coop.entry(second)) == {
        "alice",
        "bob",
        "carol",
        "erin",
    }
    coop.later("P2D")
    coop.run_clerk()
    assert coop.member("dan").membership == "member", "its time is over, and it waits"
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, second)
    coop.finish(second)
    assert (coop.entry(second).status, coop.entry(number).status) == ("passed", "passed")
    assert coop.member("dan").membership == "expelled" and complaint(coop, digest).end == "expelled"
    assert coop.audit().ok


def test_an_appeal_that_the_others_hear_ends_the_matter(coop: Coop) -> None:
    digest, number = passed(coop)
    assert stated(coop, "dan", "appeal", {"complaint": digest, "words": REASON}) == set()
    second = entry_of(coop, "appeal")
    coop.vote("alice", second)
    coop.finish(second)
    enacted = coop.entry(number).enacted
    assert coop.entry(second).status == "rejected" and enacted is not None
    assert (enacted.result, enacted.reason) == ("failed", "appeal_upheld")
    assert coop.member("dan").membership == "member" and complaint(coop, digest).end == "appeal-upheld"
    assert coop.open_entries == [] and coop.audit().ok


def test_only_the_person_appeals_once_and_only_against_what_has_passed(coop: Coop) -> None:
    digest, number = open_vote(coop)
    body: dict[str, object] = {"complaint": digest, "words": REASON}
    assert stated(coop, "dan", "appeal", body) == {"REFUSE:precondition"}, "nothing has passed yet"
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, number)
    coop.now = coop.entry(number).closes_at
    coop.run_clerk()
    assert complaint(coop, digest).appealed_at == coop.now, "the one that came early is taken once it can be"
    assert stated(coop, "erin", "appeal", body) == {"REFUSE:precondition"}
    assert stated(coop, "dan", "appeal", body) == {"REFUSE:precondition"}


def test_after_the_effect_there_is_nothing_to_appeal_against(coop: Coop) -> None:
    digest, number = passed(coop)
    coop.finish(number)
    assert stated(coop, "dan", "appeal", {"complaint": digest, "words": REASON}) == {"REFUSE:precondition"}


def test_an_appeal_that_lay_there_is_heard_though_the_clerk_comes_late(coop: Coop) -> None:
    digest, number = passed(coop)
    coop.later("P13D")
    coop.state("dan", "appeal", {"complaint": digest, "words": REASON})
    coop.later("P5D")
    coop.run_clerk()
    assert coop.entry(number).held_at is not None and coop.member("dan").membership == "member"
    assert coop.audit().ok


def test_what_the_person_sent_is_taken_before_their_expulsion_is_confirmed(coop: Coop) -> None:
    digest, _ = passed(coop)
    assert stated(coop, "dan", "appeal", {"complaint": digest, "words": REASON}) == set()
    second = entry_of(coop, "appeal")
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, second)
    coop.now = coop.entry(second).closes_at
    coop.state("dan", "resign")
    coop.run_clerk()
    assert coop.member("dan").membership == "left" and coop.audit().ok


def test_nothing_else_comes_before_an_effect_that_is_due(coop: Coop) -> None:
    _, number = passed(coop)
    coop.later("P15D")
    oid = coop.state("erin", "resign")
    coop.cheat(coop.taking(oid), oid)
    assert coop.failed() == {"FAIL:order"}
    assert number


def test_a_second_vote_that_nobody_counted_in_time_is_had_again_and_the_first_waits_on(coop: Coop) -> None:
    digest, number = passed(coop)
    assert stated(coop, "dan", "appeal", {"complaint": digest, "words": REASON}) == set()
    second = entry_of(coop, "appeal")
    coop.later("P45D")
    coop.run_clerk()
    again = entry_of(coop, "appeal")
    assert coop.entry(second).status == "lapsed" and again != second
    assert coop.entry(number).held_at is not None and coop.member("dan").membership == "member"
    assert coop.audit().ok


# Suspension ----------------------------------------------------------------------------------------------------------


def suspend(digest: str, lasts: str = "P30D") -> str:
    return f"- {{action: suspend, member: dan, complaint: '{digest}', lasts: {lasts}}}"


def test_a_suspension_rests_duties_and_takes_neither_pay_nor_votes(coop: Coop) -> None:
    coop.pass_("alice", "duty", DUTY)
    digest = complain(coop, "dan")
    number = coop.pass_("alice", "suspend", suspend(digest), voters="alice bob carol erin")
    dan = coop.member("dan")
    assert "dan" not in coop.who_votes(coop.entry(number)) and coop.entry(number).asked[0].rule == "suspend"
    assert dan.duties == ("treasurer",) and not dan.holds("treasurer", coop.now)
    assert dan.holds("treasurer", add(coop.now, "P30D")) and dan.membership == "member"
    assert "dan" in coop.who_votes(coop.entry(coop.open("bob", "tea", MOTION)))
    again = coop.propose("bob", "again", suspend(digest))
    coop.run_clerk()
    assert again and coop.refused("proposal/again") == {"REFUSE:precondition"}
    assert coop.audit().ok


def test_a_suspension_ends_with_the_complaint(coop: Coop) -> None:
    digest = complain(coop, "dan")
    coop.pass_("alice", "suspend", suspend(digest), voters="alice bob carol erin")
    assert coop.member("dan").is_suspended(coop.now)
    assert stated(coop, "alice", "withdraw-complaint", {"complaint": digest}) == set()
    assert coop.member("dan").suspended_until is None and coop.audit().ok


@pytest.mark.parametrize("lasts", ["P31D", "P0D"])
def test_a_suspension_lasts_no_longer_than_the_bylaws_allow(coop: Coop, lasts: str) -> None:
    coop.propose("alice", "suspend", suspend(complain(coop, "dan"), lasts))
    coop.run_clerk()
    assert coop.refused("proposal/suspend") == {"REFUSE:limits"}


def test_nobody_is_suspended_without_a_complaint(coop: Coop) -> None:
    coop.propose("alice", "suspend", suspend("sha256:" + "0" * 64))
    coop.run_clerk()
    assert coop.refused("proposal/suspend") == {"REFUSE:due_process"}


# What no vote can change ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("periods.notice", "P13D"),
        ("periods.answer", "P6D"),
        ("periods.answer", "P29D"),
        ("rules.expel.delay", "P6D"),
        ("rules.appeal.electorate", {"who": "team", "team": "platform"}),
        ("rules.appeal.outcomes", [{"result": "passed", "more_than": "1/3", "of": "eligible"}]),
        ("decisions.confirm-expulsion", None),
    ],
)
def test_bylaws_without_due_process_cannot_stand(path: str, value: object) -> None:
    def edit(data: dict[str, Any]) -> None:
        *way, last = path.split(".")
        for step in way:
            data = data[step]
        if value is None:
            del data[last]
        else:
            data[last] = value

    with pytest.raises(Refused):
        shipped_bylaws(edit)


def test_bylaws_with_the_least_of_due_process_can_stand() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["periods"] |= {"notice": "P14D", "answer": "P7D"}
        data["rules"]["expel"]["delay"] = "P7D"

    assert isinstance(shipped_bylaws(edit), Bylaws)


def test_bylaws_that_know_no_expulsion_take_no_complaint(coop: Coop) -> None:
    def edit(data: dict[str, Any]) -> None:
        del data["decisions"]["expel"]

    coop = coop.another(bylaws=shipped_bylaws(edit))
    assert stated(coop, "alice", "complain", {"about": "dan", "particulars": PARTICULARS}) == {"REFUSE:no_rule"}


def test_who_leaves_before_the_second_vote_can_open_has_left_and_is_not_expelled() -> None:
    books = Books()
    books.both("alice", "carol", "complain", {"about": "dan", "particulars": PARTICULARS})
    (found,) = Complaint.all(books.registry)
    books.later("P28D")
    books.open_due()
    assert entry_about(books.registry, found) is not None and held_entry(books.registry, found) is None
    books.agree("0001", "P14D")
    waiting = appealable(books.registry, found)
    assert waiting is not None and waiting.number == "0001"
    books.state("dan", "appeal", {"complaint": found.statement, "words": REASON})
    held = held_entry(books.registry, found)
    assert held is not None and held.number == "0001"
    assert appealable(books.registry, Complaint.one(books.registry, found.statement)) is None
    books.state("dan", "resign")
    enacted = books.entry("0001").enacted
    assert enacted is not None and (enacted.result, enacted.reason) == ("failed", "precondition")
    (settled,) = Complaint.all(books.registry, closed=True)
    assert (settled.end, settled.ended_at) == ("left", books.now)


def test_an_appeal_that_the_others_hear_is_the_reason_why_nobody_is_expelled() -> None:
    books = Books()
    books.both("alice", "carol", "complain", {"about": "dan", "particulars": PARTICULARS})
    (found,) = Complaint.all(books.registry)
    books.later("P28D")
    books.open_due()
    books.agree("0001", "P14D")
    books.state("dan", "appeal", {"complaint": found.statement, "words": REASON})
    books.open_due()
    books.now = books.entry("0002").closes_at
    assert books.decide("0002", dict.fromkeys(["alice", "bob", "carol", "erin"], "against"))
    enacted = books.entry("0001").enacted
    assert enacted is not None and (enacted.result, enacted.reason) == ("failed", "appeal_upheld")
    (settled,) = Complaint.all(books.registry, closed=True)
    assert settled.end == "appeal-upheld" and books.membership("dan") == "member"


def test_an_expulsion_of_who_has_left_fails_because_of_that() -> None:
    books = Books()
    books.both("alice", "carol", "complain", {"about": "dan", "particulars": PARTICULARS})
    books.later("P28D")
    books.open_due()
    books.agree("0001", "P14D")
    books.state("dan", "resign")
    assert books.enact("0001") == "precondition"
    assert [settled.end for settled in Complaint.all(books.registry, closed=True)] == ["failed"]
