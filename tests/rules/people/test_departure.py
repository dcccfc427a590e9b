"""Death, incapacity and an absent majority: what others may decide about somebody who does not answer."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.times import add
from govtool.domain.constitution.member import Member
from govtool.domain.people.dormancy import Naming, are_few
from govtool.domain.people.incapacity import Incapacity, Report
from tests.world.coop import Coop
from tests.world.due_process import last_digest, stated
from tests.world.money import Books
from tests.world.people import FOUNDED_AT, person, shipped_bylaws
from tests.world.town import Town
from tests.world.words import MOTION

EIGHT = ["alice", "ben", "carol", "dan", "erin", "fay", "gus", "hal"]


def entry_of(coop: Coop, name: str) -> str:
    """The number of the open proposal whose slug begins so."""
    return next(entry.number for entry in coop.open_entries if entry.slug.startswith(name))


# Death and incapacity ------------------------------------------------------------------------------------------------


def report(coop: Coop, about: str = "dan", by: str = "alice carol", reason: str = "death") -> str:
    """Two people report somebody; gives the number of the vote."""
    first, second = by.split()
    assert stated(coop, first, "report-incapacity", {"about": about, "reason": reason}) == set()
    assert stated(coop, second, "countersign", {"confirms": last_digest(coop, first)}) == set()
    return entry_of(coop, "incapacity")


def test_two_report_it_and_the_others_vote(coop: Coop) -> None:
    number = report(coop)
    assert coop.entry(number).asked[0].rule == "incapacity"
    assert coop.who_votes(coop.entry(number)) == {"alice", "bob", "carol", "erin"}
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.finish(number)
    dan = coop.member("dan")
    assert (dan.membership, dan.left_at) == ("left", coop.now) and Report.of(coop.registry, "dan") is None
    assert coop.audit().ok


def test_keys_that_were_left_behind_sign_nothing_and_a_recovery_key_stays(coop: Coop) -> None:
    rotation = coop.rotation("dan", 3, use="recovery")
    assert stated(coop, "dan", "rotate-key", rotation) == set()
    coop.later("P4D")
    number = report(coop)
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.finish(number)
    signing, recovery = coop.member("dan").keys
    assert signing.retired_at == coop.now and signing.revoked_at is None, "what it signed before stands"
    assert recovery.retired_at is None
    assert "REFUSE:key_retired" in stated(coop, "dan", "publish", {"commit": coop.head})


def test_whoever_signs_is_neither_dead_nor_unable_to_act(coop: Coop) -> None:
    number = report(coop)
    assert stated(coop, "dan", "back", {}) == set()
    assert coop.entry(number).status == "withdrawn" and Report.of(coop.registry, "dan") is None
    assert stated(coop, "dan", "back", {}) == {"REFUSE:precondition"}
    assert coop.member("dan").membership == "member" and coop.audit().ok


def test_a_signature_after_the_decision_still_ends_it(coop: Coop) -> None:
    number = report(coop)
    for voter in ("alice", "bob", "carol", "erin"):
        coop.vote(voter, number)
    coop.now = coop.entry(number).closes_at
    coop.run_clerk()
    assert stated(coop, "dan", "hours-down", {"from_minutes": 600, "to_minutes": 500}) == set()
    coop.finish(number)
    assert coop.entry(number).status == "failed" and coop.member("dan").membership == "member"
    assert coop.audit().ok


def test_a_ballot_that_counts_is_a_signature_too(coop: Coop) -> None:
    tea = coop.open("bob", "tea", MOTION)
    number = report(coop)
    for voter in ("alice", "bob", "dan"):
        coop.vote(voter, tea)
    coop.later("P2D")
    coop.run_clerk()
    assert coop.entry(tea).status == "passed" and coop.entry(number).status == "withdrawn" and coop.audit().ok


def test_a_proposal_of_theirs_that_opens_is_one_too(coop: Coop) -> None:
    number = report(coop)
    coop.open("dan", "tea", MOTION)
    assert coop.entry(number).status == "withdrawn" and coop.audit().ok


def test_nobody_files_it_and_one_report_is_none(coop: Coop) -> None:
    coop.propose("alice", "dead", f"- {{action: incapacity, member: dan, report: 'sha256:{'0' * 64}'}}")
    coop.run_clerk()
    assert coop.refused("proposal/dead") == {"REFUSE:by_itself"}
    assert stated(coop, "alice", "report-incapacity", {"about": "dan", "reason": "death"}) == set()
    coop.later("P9D")
    coop.run_clerk()
    assert coop.open_entries == []
    for who in ("alice", "dan", "vera"):
        confirms = {"confirms": last_digest(coop, "alice")}
        assert stated(coop, who, "countersign", confirms) == {"REFUSE:own_case"}


@pytest.mark.parametrize(("who", "about", "code"), [("dan", "dan", "not_allowed"), ("vera", "dan", "not_allowed"),
                                                    ("alice", "vera", "other_standing"),
                                                    ("alice", "noname", "unknown_member")])  # fmt: skip
def test_members_report_other_members(coop: Coop, who: str, about: str, code: str) -> None:
    assert stated(coop, who, "report-incapacity", {"about": about, "reason": "death"}) == {f"REFUSE:{code}"}


def test_what_two_have_reported_is_not_reported_again(coop: Coop) -> None:
    report(coop)
    again = {"about": "dan", "reason": "incapacity"}
    assert stated(coop, "bob", "report-incapacity", again) == {"REFUSE:precondition"}
    assert stated(coop, "dan", "back", {}) == set(), "he is heard from, and nothing is reported any more"
    assert stated(coop, "bob", "report-incapacity", again) == set()


@pytest.mark.parametrize(
    ("decision", "kind", "body"),
    [
        ("incapacity", "report-incapacity", {"about": "dan", "reason": "death"}),
        ("dormant", "name-dormant", {"members": ["dan"]}),
    ],
)
def test_bylaws_that_know_no_such_vote_take_no_word_that_asks_for_it(
    coop: Coop, decision: str, kind: str, body: dict[str, object]
) -> None:
    def edit(data: dict[str, Any]) -> None:
        del data["decisions"][decision]

    assert stated(coop, "alice", kind, body) == set()
    other = coop.another(bylaws=shipped_bylaws(edit))
    assert stated(other, "alice", kind, body) == {"REFUSE:no_rule"}


def test_a_report_that_the_others_reject_is_settled(coop: Coop) -> None:
    number = report(coop, reason="incapacity")
    coop.vote("alice", number)
    coop.finish(number)
    assert coop.entry(number).status == "rejected" and Report.of(coop.registry, "dan") is None
    coop.run_clerk()
    assert coop.open_entries == [] and coop.audit().ok


# An absent majority --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("weight", "few"), [("class", True), ("equal", False), (None, True)])
def test_the_weight_of_the_others_is_that_of_the_rule_or_of_their_class(weight: str | None, few: bool) -> None:
    """Carol is one of three people, with one vote of five. Bylaws may drop the rule while a list waits."""

    def edit(data: dict[str, Any]) -> None:
        if weight is None:
            del data["decisions"]["dormant"]
        else:
            data["rules"]["dormant"]["weight"] = weight

    town = Town([person("alice"), person("bob"), person("carol")], bylaws=shipped_bylaws(edit))
    assert are_few(town.registry, ("alice", "bob"), FOUNDED_AT) == few


def name(coop: Coop, members: list[str], by: str = "carol") -> None:
    assert stated(coop, by, "name-dormant", {"members": members}) == set()


def dormant_vote(coop: Coop, members: list[str], by: str = "carol", waits: str = "P28D") -> str:
    name(coop, members, by)
    coop.later(waits)
    coop.run_clerk()
    return entry_of(coop, "dormant")


def test_four_weeks_after_they_were_named_all_others_vote_and_the_absent_are_away(coop: Coop) -> None:
    name(coop, ["alice", "bob"])
    coop.later("P27DT23H")
    coop.run_clerk()
    assert coop.open_entries == []
    coop.later("PT1H")
    coop.run_clerk()
    number = entry_of(coop, "dormant")
    assert coop.weights_of(coop.entry(number)) == {"carol": 1, "dan": 1, "erin": 1}
    for voter in ("carol", "dan", "erin"):
        coop.vote(voter, number)
    coop.finish(number)
    assert [coop.member(who).membership for who in ("alice", "bob")] == ["away", "away"]
    assert coop.registry.names("registry/dormancies") == ()
    assert coop.who_votes(coop.entry(coop.open("carol", "tea", MOTION))) == {"carol", "dan", "erin"}
    assert stated(coop, "alice", "back", {}) == set()
    assert coop.member("alice").membership == "member" and coop.audit().ok


def test_three_quarters_of_all_the_others_are_needed(coop: Coop) -> None:
    number = dormant_vote(coop, ["alice", "bob"])
    for voter in ("carol", "dan"):
        coop.vote(voter, number)
    coop.finish(number)
    assert coop.entry(number).status == "rejected" and coop.registry.names("registry/dormancies") == ()
    assert coop.member("alice").membership == "member" and coop.audit().ok


def test_any_signature_takes_a_person_off_the_list(coop: Coop) -> None:
    name(coop, ["alice", "bob"])
    assert stated(coop, "alice", "back", {}) == set()
    found = Naming.of(coop.registry, "carol")
    assert found is not None and found.members == ("bob",)
    coop.later("P28D")
    coop.run_clerk()
    assert coop.who_votes(coop.entry(entry_of(coop, "dormant"))) == {"alice", "carol", "dan", "erin"}
    assert coop.audit().ok


def test_where_all_are_heard_from_their_vote_is_closed(coop: Coop) -> None:
    number = dormant_vote(coop, ["bob"])
    tea = coop.open("alice", "tea", MOTION)
    for voter in ("alice", "bob"):
        coop.vote(voter, tea)
    coop.later("P2D")
    coop.run_clerk()
    assert coop.entry(tea).status == "passed" and coop.entry(number).status == "withdrawn"
    assert coop.member("bob").membership == "member" and coop.audit().ok


def test_who_is_heard_from_late_stays_and_the_vote_must_hold_with_them_among_the_silent(coop: Coop) -> None:
    """Carol, Dan and Erin are 3 of 3. With Alice back that is 3 of 5, too few to send Bob away."""
    number = dormant_vote(coop, ["alice", "bob"])
    for voter in ("carol", "dan", "erin"):
        coop.vote(voter, number)
    coop.now = coop.entry(number).closes_at
    coop.run_clerk()
    assert stated(coop, "alice", "back", {}) == set()
    coop.finish(number)
    assert coop.entry(number).status == "failed"
    assert [coop.member(who).membership for who in ("alice", "bob")] == ["member", "member"]
    again = entry_of(coop, "dormant")
    assert coop.who_votes(coop.entry(again)) == {"alice", "carol", "dan", "erin"} and coop.audit().ok


def test_where_all_are_heard_from_after_the_decision_nobody_is_away(coop: Coop) -> None:
    number = dormant_vote(coop, ["alice"])
    for voter in ("bob", "carol", "dan", "erin"):
        coop.vote(voter, number)
    coop.now = coop.entry(number).closes_at
    coop.run_clerk()
    assert stated(coop, "alice", "back", {}) == set()
    coop.finish(number)
    enacted = coop.entry(number).enacted
    assert enacted is not None and (enacted.result, enacted.reason) == ("failed", "precondition")
    assert coop.member("alice").membership == "member" and coop.open_entries == [] and coop.audit().ok


def test_where_it_holds_with_them_too_the_others_are_away(coop: Coop) -> None:
    names = ["ana", "ben", "cleo", "dora", "emil", "fritz", "gina", "hugo"]
    coop = coop.another(people=[person(who, hours=600) for who in names] + [person("alice", hours=600)])
    number = dormant_vote(coop, ["gina", "hugo"], by="ana")
    for voter in ("ana", "ben", "cleo", "dora", "emil", "fritz"):
        coop.vote(voter, number)
    coop.now = coop.entry(number).closes_at
    coop.run_clerk()
    assert stated(coop, "gina", "back", {}) == set()
    coop.finish(number)
    assert coop.entry(number).status == "passed", "6 of 7, and of 8 they are three quarters still"
    assert [coop.member(who).membership for who in ("gina", "hugo")] == ["member", "away"] and coop.audit().ok


def test_one_who_names_all_the_others_waits_for_half_a_year(coop: Coop) -> None:
    """Carol has one vote of seven. What the others send may be held back by the clerk."""
    name(coop, ["alice", "bob", "dan", "erin"])
    found = Naming.of(coop.registry, "carol")
    assert found is not None and found.opens_at == add(coop.now, "P180D")
    coop.later("P179DT23H")
    coop.run_clerk()
    assert coop.open_entries == []
    coop.later("PT1H")
    coop.run_clerk()
    assert coop.who_votes(coop.entry(entry_of(coop, "dormant"))) == {"carol"} and coop.audit().ok


@pytest.mark.parametrize(
    ("people", "named", "notice"),
    [
        (3, 2, "P28D"),
        (4, 3, "P180D"),
        (6, 4, "P28D"),
        (7, 5, "P180D"),
        (9, 6, "P28D"),
    ],
    ids=["a third of three", "a quarter", "a third of six", "two of seven", "a third of nine"],
)
def test_the_long_notice_begins_below_a_third_of_all_weight(coop: Coop, people: int, named: int, notice: str) -> None:
    names = ["alice", "bob", "carol", "dan", "erin", "fay", "gus", "hal", "ina"][:people]
    coop = coop.another(people=[person(who, hours=600) for who in names])
    name(coop, names[:named], by=names[-1])
    found = Naming.of(coop.registry, names[-1])
    assert found is not None and found.opens_at == add(coop.now, notice)


def test_people_whom_such_a_vote_set_aside_count_in_all_weight(coop: Coop) -> None:
    """Six of one vote each, of whom two were set aside. Two who are left over are a third of six, and one is less."""
    names = ["alice", "bob", "carol", "dan", "erin", "fay"]
    coop = coop.another(people=[person(who, hours=600) for who in names])
    number = dormant_vote(coop, ["erin", "fay"], by="alice")
    for voter in names[:4]:
        coop.vote(voter, number)
    coop.finish(number)
    assert coop.member("erin").set_aside_at == coop.now
    name(coop, ["carol", "dan"], by="alice")
    name(coop, ["alice", "carol", "dan"], by="bob")
    for who, notice in (("alice", "P28D"), ("bob", "P180D")):
        found = Naming.of(coop.registry, who)
        assert found is not None and found.opens_at == add(coop.now, notice), who
    assert stated(coop, "erin", "back", {}) == set()
    assert coop.member("erin").set_aside_at is None


def test_the_notice_is_judged_again_when_the_vote_opens(coop: Coop) -> None:
    """Two of eight name the others by two lists at once. Each list leaves half of all weight over when it is made; once
    the first has taken effect, the two hold a quarter.
    """

    def edit(data: dict[str, Any]) -> None:
        data["rules"]["dormant"]["outcomes"] = [{"result": "passed", "at_least": "1/2", "of": "eligible"}]

    coop = coop.another(people=[person(who, hours=600) for who in EIGHT], bylaws=shipped_bylaws(edit))
    number = dormant_vote(coop, ["gus", "hal"], by="alice")
    for voter in ("alice", "ben", "carol"):
        coop.vote(voter, number)
    coop.finish(number)
    name(coop, ["carol", "dan"], by="alice")
    name(coop, ["erin", "fay"], by="ben")
    named_at = coop.now
    coop.later("P28D")
    coop.run_clerk()
    (first,) = coop.open_entries
    for voter in ("alice", "ben"):
        coop.vote(voter, first.number)
    coop.finish(first.number)
    assert [coop.member(who).membership for who in ("carol", "dan", "erin", "fay")] == ["away", "away"] + ["member"] * 2
    assert coop.open_entries == [], "56 days after they were named"
    coop.at(add(named_at, "P180D"))
    coop.run_clerk()
    assert coop.who_votes(coop.entry(entry_of(coop, "dormant"))) == {"alice", "ben"} and coop.audit().ok


def test_the_notice_is_judged_again_when_the_vote_takes_effect(coop: Coop) -> None:
    """Five of eight set three aside. Four of the five leave before it takes effect: the last holds a quarter."""
    coop = coop.another(people=[person(who, hours=600) for who in EIGHT])
    name(coop, ["fay", "gus", "hal"], by="alice")
    named_at = coop.now
    coop.later("P28D")
    coop.run_clerk()
    number = entry_of(coop, "dormant")
    for voter in EIGHT[:5]:
        coop.vote(voter, number)
    coop.now = coop.entry(number).closes_at
    coop.run_clerk()
    for who in EIGHT[1:5]:
        assert stated(coop, who, "resign", {}) == set()
    coop.finish(number)
    assert coop.entry(number).status == "failed" and coop.member("fay").membership == "member"
    assert coop.open_entries == [], "it does not open again at once"
    coop.at(add(named_at, "P180D"))
    coop.run_clerk()
    again = entry_of(coop, "dormant")
    coop.vote("alice", again)
    coop.finish(again)
    assert coop.member("fay").membership == "away" and coop.audit().ok


def test_a_minority_of_one_cannot_outvote_who_only_signs_once(coop: Coop) -> None:
    number = dormant_vote(coop, ["alice", "bob", "dan", "erin"], waits="P180D")
    assert coop.who_votes(coop.entry(number)) == {"carol"}
    coop.vote("carol", number)
    for who in ("alice", "bob", "dan"):
        assert stated(coop, who, "back", {}) == set()
    coop.finish(number)
    assert coop.entry(number).status == "failed" and coop.member("erin").membership == "member"
    assert coop.audit().ok


@pytest.mark.parametrize(
    ("who", "members", "code"),
    [
        ("vera", ["dan"], "not_allowed"),
        ("carol", ["carol"], "precondition"),
        ("carol", ["vera"], "other_standing"),
        ("carol", ["noname"], "unknown_member"),
        ("carol", ["erin", "dan"], "schema"),
        ("carol", [], "schema"),
    ],
)
def test_who_can_be_named_by_whom(coop: Coop, who: str, members: list[str], code: str) -> None:
    assert stated(coop, who, "name-dormant", {"members": members}) == {f"REFUSE:{code}"}


def test_one_list_of_a_person_at_a_time_and_nobody_files_it(coop: Coop) -> None:
    name(coop, ["bob"])
    assert stated(coop, "carol", "name-dormant", {"members": ["alice"]}) == {"REFUSE:precondition"}
    coop.propose("alice", "gone", f"- {{action: dormant, members: [bob], naming: 'sha256:{'0' * 64}'}}")
    coop.run_clerk()
    assert coop.refused("proposal/gone") == {"REFUSE:by_itself"}


def test_a_vote_that_nobody_counted_in_time_is_had_again(coop: Coop) -> None:
    number = dormant_vote(coop, ["bob"])
    coop.now = add(coop.entry(number).closes_at, "P30DT1M")
    coop.run_clerk()
    assert coop.entry(number).status == "lapsed" and entry_of(coop, "dormant") != number and coop.audit().ok


def test_nobody_votes_on_a_report_about_somebody_who_is_gone_already() -> None:
    books = Books()
    books.both("alice", "bob", "report-incapacity", {"about": "dan", "reason": "death"})
    assert [vote.action.subject for vote in Incapacity.automatic_votes(books.registry, books.now)] == ["dan"]
    dan = Member.one(books.registry, "dan").changed(membership="expelled", left_at=books.now)
    assert list(Incapacity.automatic_votes(books.registry.put(dan.path, dan), books.now)) == []
