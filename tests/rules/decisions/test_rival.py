"""Rivals: who may answer a question, when its votes close, and which of those that passed takes effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from govtool.core.record import SchemaError
from govtool.core.times import add, subtract
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket, rival
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.enactment import Enact
from govtool.domain.decisions.motion import Motion
from govtool.domain.decisions.rejection import rejected_before
from govtool.domain.decisions.rival import RivalQuestion
from tests.world.money import Books
from tests.world.people import FOUNDED_AT, refusal, shipped_bylaws
from tests.world.town import KEYS

OPENED = FOUNDED_AT
JOINS_UNTIL = add(OPENED, "P7D")
CLOSES_AT = add(OPENED, "P21D")
WAGE = "- {action: set-wage, class: wage, from_minor: 0, to_minor: 1500, starts_on: '2026-12-24'}"
EVERYBODY = "alice bob carol dan erin"


def rename(name: str) -> str:
    return f"- {{action: rename-organization, from_name: Test Co-operative, to_name: {name}}}"


def answer(books: Books, who: str, name: str, answers: str | None = "name", actions: str = "") -> str:
    """Somebody answers the question with a name; gives the number."""
    return books.file(who, name.lower(), actions or rename(name), answers=answers)


def asked(*names: str) -> Books:
    """A question with answers by alice, bob, carol ..., in this order, on one day."""
    books = Books()
    for who, name in zip(EVERYBODY.split(), names, strict=False):
        answer(books, who, name)
    return books


def with_bylaws(edit: Callable[[dict[str, Any]], None]) -> Books:
    books = Books()
    books.registry = books.registry.keep(shipped_bylaws(edit))
    return books


def question(books: Books, slug: str = "name") -> RivalQuestion:
    found = RivalQuestion.of(books.registry, slug)
    assert found is not None
    return found


def voted(books: Books, **people: str) -> None:
    """The votes for each name: `amber="alice bob"`. All others vote against."""
    for name, voters in people.items():
        entry = docket.entry_of_slug(books.registry, name)
        assert entry is not None
        for voter in EVERYBODY.split():
            if voter in entry.voters(books.registry):
                books.vote(voter, entry.number, "for" if voter in voters.split() else "against")


def decide(books: Books, *numbers: str) -> None:
    """The votes close, and the clerk decides these."""
    books.now = max(books.now, CLOSES_AT)
    for number in numbers:
        assert books.decide(number)


def results(books: Books) -> dict[str, str]:
    """What came of each proposal: its status, with the reason of a failure."""
    found = sorted(
        [*docket.open_entries(books.registry), *docket.closed_entries(books.registry)], key=lambda e: e.number
    )
    return {e.slug: (e.enacted.reason if e.enacted else None) or e.status for e in found}


# Joining ---------------------------------------------------------------------------------------------------------


def test_the_first_answer_makes_the_question_and_the_others_join_it() -> None:
    books = asked("Amber")
    first = question(books)
    assert (first.joins_until, first.closes_at, first.rule) == (JOINS_UNTIL, CLOSES_AT, "ordinary")
    assert dict(first.voters(books.registry)) == {"alice": 2, "bob": 2, "carol": 1, "dan": 1, "erin": 1}
    assert (first.heads, first.weight) == (5, 7)
    books.later("P3D")
    answer(books, "bob", "Beryl")
    both = question(books)
    assert [each.proposal for each in both.entries] == ["0001", "0002"]
    assert (both.joins_until, both.closes_at) == (JOINS_UNTIL, CLOSES_AT), "joining moves no deadline"
    for number in ("0001", "0002"):
        assert (books.entry(number).closes_at, books.entry(number).close) == (CLOSES_AT, "deadline")
    assert [each.number for each in rival.beside(books.registry, books.entry("0001"))] == ["0002"]


def test_the_record_holds_one_to_twenty_answers_by_its_short_name() -> None:
    books = asked("Amber")
    found = question(books)
    assert found.path == "registry/questions/name.yaml" and RivalQuestion.home.kind == "question"
    assert len(found.changed(entries=found.entries * 20).entries) == 20
    for entries in ((), found.entries * 21):
        with pytest.raises(SchemaError):
            found.changed(entries=entries)
    assert found.changed(entries=(found.entries[0].changed(weight=0),)).entries[0].weight == 0
    for changes in ({"heads": 0}, {"weight": 0}):
        with pytest.raises(SchemaError):
            found.changed(**changes)


def test_what_answers_no_question_is_beside_nothing() -> None:
    books = asked("Amber")
    alone = answer(books, "bob", "Beryl", answers=None)
    assert rival.beside(books.registry, books.entry(alone)) == () and books.entry(alone).answers is None
    assert books.entry(alone).close == "settled"
    assert rival.question_of(books.registry, books.entry(alone)) is None
    books.later("P7D")
    assert books.decide(alone, dict.fromkeys(EVERYBODY.split(), "for"))
    decided = books.entry(alone).decided
    assert decided is not None and decided.due_at == books.now and question(books).entries[0].weight is None


def test_the_vote_lasts_as_long_as_the_first_rule_asks_if_that_is_more_than_two_weeks() -> None:
    for period, lasts in (("P14D", "P21D"), ("P15D", "P22D")):
        books = with_bylaws(lambda data, period=period: data["rules"]["ordinary"].update(period=period))  # type: ignore[misc]
        answer(books, "alice", "Amber")
        assert question(books).closes_at == add(OPENED, lasts)


def test_the_bylaws_set_how_long_others_join_and_vote_and_how_many_they_are() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["periods"] |= {"gather": "P3D", "rivals": "P10D"}
        data["limits"]["rivals"] = 2

    books = with_bylaws(edit)
    answer(books, "alice", "Amber")
    found = question(books)
    assert (found.joins_until, found.closes_at) == (add(OPENED, "P3D"), add(OPENED, "P13D"))
    answer(books, "bob", "Beryl")
    assert refusal(lambda: answer(books, "carol", "Coral")) == {"limits"}


def test_others_join_before_the_end_of_the_week_and_not_at_it() -> None:
    books = asked("Amber")
    books.now = subtract(JOINS_UNTIL, "PT1M")
    answer(books, "bob", "Beryl")
    books.now = JOINS_UNTIL
    assert refusal(lambda: answer(books, "carol", "Coral")) == {"question_closes"}


def test_a_rule_whose_vote_would_end_after_the_question_is_refused() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"][data["decisions"]["set-wage"]["rule"]]["period"] = "P20D"

    books = with_bylaws(edit)
    answer(books, "alice", "Amber")
    books.now = add(OPENED, "P1D")
    answer(books, "bob", "Beryl", actions=WAGE)
    books.later("PT1M")
    again = WAGE.replace("1500", "1600")
    assert refusal(lambda: answer(books, "carol", "Coral", actions=again)) == {"question_closes"}


def test_each_person_has_one_answer_and_a_withdrawn_one_is_none() -> None:
    books = asked("Amber", "Beryl")
    assert refusal(lambda: answer(books, "bob", "Coral")) == {"not_a_rival"}
    books.state("bob", "withdraw", {"proposal": "0002"})
    assert [each.proposal for each in question(books).entries] == ["0001"]
    answer(books, "bob", "Coral")
    assert [each.proposal for each in question(books).entries] == ["0001", "0003"]


def test_the_same_is_not_asked_twice_in_one_question() -> None:
    """Whoever is for it would vote for both, and nothing would take effect."""
    books = asked("Amber")
    assert refusal(lambda: books.file("bob", "clone", rename("Amber."), answers="name")) == {"not_a_rival"}
    books.file("bob", "clone", rename("Amber."), answers="another")


def test_an_eighth_answer_is_refused() -> None:
    books = asked("Amber", "Beryl", "Coral", "Diamond", "Emerald")
    entries = question(books).entries
    for count, codes in ((6, set[str]()), (7, {"limits"})):
        full = question(books).changed(entries=(*entries, *entries)[:count])
        state = books.registry.keep(full)
        entry = books.entry("0001")
        other = entry.proposal.changed(proposer="vera", own_actions=(Motion(action="motion"),))
        found = rival.problems(state, other, (), entry.asked, books.now)
        assert {problem.code for problem in found} == codes


def test_an_action_with_other_results_or_a_contested_rule_answers_no_question() -> None:
    books = asked("Amber")
    entry = books.entry("0001")

    class Odd(type(entry.actions[0])):  # type: ignore[misc]
        results = frozenset({"confirmed"})

    proposal = entry.proposal.changed(answers="other")
    odd = proposal.changed(own_actions=(Odd.model_construct(**entry.actions[0].__dict__),))
    contested = entry.asked[0].changed(contested=entry.asked[0].terms)
    for asked_for, filed, codes in (
        (entry.asked, proposal, set[str]()),
        (entry.asked, odd, {"not_a_rival"}),
        ((contested,), proposal, {"not_a_rival"}),
    ):
        found = rival.problems(books.registry, filed, (), asked_for, books.now)
        assert {problem.code for problem in found} == codes


def test_a_choice_answers_no_question() -> None:
    books = asked("Amber")
    options = "answers: name\noptions:\n" + "".join(
        f"- {{option: {name.lower()}, title: {name}, actions: [{rename(name)[2:]}]}}\n" for name in ("Beryl", "Coral")
    )
    assert refusal(lambda: books.offer("bob", "two-names", options)) == {"not_a_rival"}


def test_a_question_needs_a_rule_to_choose_by_and_somebody_who_may() -> None:
    def nothing(data: dict[str, Any]) -> None:
        del data["decisions"]["choose"]

    assert refusal(lambda: answer(with_bylaws(nothing), "alice", "Amber")) == {"no_rule"}

    def nobody(data: dict[str, Any]) -> None:
        data["rules"]["elders"] = {**data["rules"]["ordinary"], "electorate": {"who": "duty", "duty": "elder"}}
        data["decisions"]["choose"] = {"rule": "elders"}

    assert refusal(lambda: answer(with_bylaws(nobody), "alice", "Amber")) == {"no_electorate"}


# Which one takes effect ---------------------------------------------------------------------------------------------


def test_of_those_that_passed_the_one_with_the_most_weight_takes_effect() -> None:
    books = asked("Amber", "Beryl", "Coral")
    voted(books, amber="alice bob carol", beryl="alice bob carol dan", coral="erin")
    decide(books, "0001", "0002", "0003")
    entries = [books.entry(number) for number in ("0001", "0002")]
    assert [entry.decided and (entry.decided.lost, entry.decided.rival) for entry in entries] == [
        ("outvoted", "0002"),
        (None, None),
    ]
    books.enact_due()
    assert results(books) == {"amber": "outvoted", "beryl": "passed", "coral": "rejected"}
    assert organization_of(books.registry).name == "Beryl"
    failed = books.entry("0001").enacted
    assert failed is not None and (failed.result, failed.rival) == ("failed", "0002")
    assert RivalQuestion.of(books.registry, "name") is None, "its short name is free"


def test_equal_weight_is_a_tie_in_which_nothing_takes_effect() -> None:
    books = asked("Amber", "Beryl", "Coral")
    voted(books, amber="alice bob carol", beryl="alice bob dan", coral="alice bob")
    decide(books, "0001", "0002", "0003")
    books.enact_due()
    assert results(books) == {"amber": "tied", "beryl": "tied", "coral": "tied"}
    found = [books.entry(number).enacted for number in ("0001", "0002", "0003")]
    assert [each and each.rival for each in found] == ["0002", "0001", "0001"]
    assert organization_of(books.registry).name == "Test Co-operative"
    # no cooldown: they can be put again, under the same name of the question
    books.file("alice", "amber-again", rename("Amber"), answers="name")
    assert [each.proposal for each in question(books).entries] == ["0004"]


def test_what_was_outvoted_cannot_be_asked_again_before_the_cooldown_is_over() -> None:
    books = asked("Amber", "Beryl")
    voted(books, amber="alice bob", beryl="alice bob carol")
    decide(books, "0001", "0002")
    books.enact_due()
    again = rename("Amber").replace("Test Co-operative", "Beryl")
    assert results(books)["amber"] == "outvoted"
    cooldown = bylaws_of(books.registry).periods.cooldown
    (asks,) = books.entry("0001").rejected.values()
    assert rejected_before(books.registry, asks, books.now, cooldown) is not None
    books.now = subtract(add(CLOSES_AT, cooldown), "PT1M")
    assert rejected_before(books.registry, asks, books.now, cooldown) is not None
    books.now = add(CLOSES_AT, cooldown)
    assert rejected_before(books.registry, asks, books.now, cooldown) is None
    books.file("alice", "amber-again", again)


def test_nothing_is_due_before_the_last_one_is_decided() -> None:
    books = asked("Amber", "Beryl")
    voted(books, amber="alice bob", beryl="alice bob carol")
    decide(books, "0001")
    waits = books.entry("0001")
    assert waits.awaits_rivals and waits.is_pending and not waits.is_open
    assert waits.decided is not None and waits.decided.due_at is None and docket.waiting(books.registry) == []
    [row, other] = question(books).entries
    assert (row.weight, other.weight) == (4, None)
    assert refusal(lambda: books.take(Enact(books.now, "0001", Moment(at=books.now, keys=KEYS)))) == {"order"}
    books.later("P3D")
    decide(books, "0002")
    for number in ("0001", "0002"):
        decided = books.entry(number).decided
        assert decided is not None and decided.due_at == books.now, "from the last decision on"


def test_the_longest_delay_of_those_that_passed_holds_for_all() -> None:
    for winner in ("alice bob carol dan erin", "dan"):
        books = asked("Amber")
        answer(books, "bob", "Wage", actions=WAGE)
        delay = books.entry("0002").delay
        assert books.entry("0001").delay == "P0D" != delay
        voted(books, amber="alice bob carol", wage=winner)
        decide(books, "0001", "0002")
        decided = books.entry("0001").decided
        assert decided is not None and decided.due_at == add(CLOSES_AT, delay if "alice" in winner else "P0D")


@pytest.mark.parametrize("last", ["beryl", "amber"])
def test_the_order_of_the_decisions_changes_nothing(last: str) -> None:
    books = asked("Amber", "Beryl")
    voted(books, amber="alice bob", beryl="alice bob carol")
    decide(books, *(["0001", "0002"] if last == "beryl" else ["0002", "0001"]))
    books.enact_due()
    assert results(books) == {"amber": "outvoted", "beryl": "passed"}


def test_a_question_that_nothing_passes_ends_with_its_last_decision() -> None:
    books = asked("Amber", "Beryl")
    voted(books, amber="alice", beryl="bob")
    decide(books, "0001")
    assert RivalQuestion.of(books.registry, "name") is not None
    decide(books, "0002")
    assert RivalQuestion.of(books.registry, "name") is None
    assert results(books) == {"amber": "rejected", "beryl": "rejected"}


def test_one_that_nobody_decided_in_time_lapses_and_holds_up_the_others_no_longer() -> None:
    books = asked("Amber", "Beryl")
    voted(books, amber="alice bob", beryl="alice bob carol")
    decide(books, "0001")
    books.now = add(CLOSES_AT, "P30D")
    books.later("PT1M")
    assert books.decide("0002")
    books.enact_due()
    assert results(books) == {"amber": "passed", "beryl": "lapsed"}


def test_a_single_answer_passes_as_any_proposal_does() -> None:
    books = asked("Amber")
    voted(books, amber="alice bob")
    decide(books, "0001")
    books.enact_due()
    assert results(books) == {"amber": "passed"} and RivalQuestion.of(books.registry, "name") is None


def test_the_winner_may_fail_for_its_own_reason_and_lifts_nobody() -> None:
    books = asked("Amber", "Beryl")
    voted(books, amber="alice bob", beryl="alice bob carol")
    decide(books, "0001", "0002")
    changed = organization_of(books.registry).changed(name="Other")
    books.registry = books.registry.keep(changed)
    books.enact_due()
    assert results(books) == {"amber": "outvoted", "beryl": "precondition"}


# A rival that is withdrawn ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "between"])
def test_a_leading_rival_that_is_withdrawn_leaves_the_others_as_if_it_never_was(when: str) -> None:
    books = asked("Amber", "Beryl", "Coral")
    voted(books, amber="alice bob", beryl="alice bob carol", coral="dan")
    if when == "between":
        decide(books, "0001", "0003")
    books.state("bob", "withdraw", {"proposal": "0002"})
    assert question(books).closes_at == CLOSES_AT
    decide(books, *(("0001", "0003") if when == "before" else ()))
    books.enact_due()
    assert results(books) == {"amber": "passed", "beryl": "withdrawn", "coral": "rejected"}


def test_a_question_goes_with_its_only_answer() -> None:
    books = asked("Amber")
    books.state("alice", "withdraw", {"proposal": "0001"})
    assert RivalQuestion.of(books.registry, "name") is None
    books.later("P1D")
    answer(books, "bob", "Beryl")
    assert question(books).closes_at == add(CLOSES_AT, "P1D")


# The voter list that compares ---------------------------------------------------------------------------------------


def equal_weights(data: dict[str, Any]) -> None:
    data["rules"]["heads"] = {**data["rules"]["ordinary"], "weight": "equal"}
    data["decisions"]["choose"] = {"rule": "heads"}


def test_the_weights_are_those_of_the_rule_that_chooses() -> None:
    """By votes 4 to 5, by heads 2 to 3 and the other way round."""
    for edit, winner in ((None, "amber"), (equal_weights, "beryl")):
        books = with_bylaws(edit) if edit else Books()
        for who, name in (("alice", "Amber"), ("bob", "Beryl")):
            answer(books, who, name)
        voted(books, amber="alice bob carol", beryl="alice carol dan erin")
        decide(books, "0001", "0002")
        kept = [row.weight for row in question(books).entries]
        assert kept == ([5, 5] if winner == "amber" else [3, 4])
        books.enact_due()
        assert (results(books)["beryl"] == "passed") == (winner == "beryl")


def test_the_voter_list_is_that_of_the_birth_of_the_question() -> None:
    books = asked("Amber")
    books.registry = books.registry.keep(shipped_bylaws(equal_weights))
    answer(books, "bob", "Beryl")
    assert question(books).rule == "ordinary" and question(books).weight == 7


def test_nobody_counts_in_the_comparison_who_may_not_vote_on_one_that_passed() -> None:
    """Dan recused himself from the first: his vote for the second must not decide between them."""
    books = Books()
    books.state("dan", "recuse", {"proposal": "amber", "holds": True})
    for who, name in (("alice", "Amber"), ("bob", "Beryl"), ("carol", "Coral")):
        answer(books, who, name)
    assert "dan" not in books.entry("0001").voters(books.registry)
    voted(books, amber="alice bob carol", beryl="alice bob dan", coral="alice bob carol dan")
    decide(books, "0001", "0002", "0003")
    assert [(row.weight, row.apart) for row in question(books).entries] == [
        (5, None),
        (5, {"dan": 1}),
        (6, {"dan": 1}),
    ]
    cast = {
        "0001": ("alice", "bob", "carol"),
        "0002": ("alice", "bob", "dan"),
        "0003": ("alice", "bob", "dan", "erin"),
    }
    for passing, first in ((("0001", "0002"), ("0001",)), (("0002", "0003"), ("0003",)), ((), ())):
        choices = {number: dict.fromkeys(cast[number], "for") for number in passing}
        assert rival.leading(books.registry, question(books), choices) == first
    books.enact_due()
    assert results(books) == {"amber": "tied", "beryl": "tied", "coral": "tied"}


def test_whom_one_of_its_rules_leaves_out_does_not_help_a_proposal_to_win() -> None:
    """The first also gives Dan a duty, on which he may not vote: what he says to the rest of it decides nothing."""

    def but_its_person(data: dict[str, Any]) -> None:
        data["rules"]["duty"] = {**data["rules"]["ordinary"], "electorate": {"who": "members", "exclude": ["subject"]}}
        data["decisions"]["assign-duty"] = {"rule": "duty"}

    books = with_bylaws(but_its_person)
    duty = "- {action: assign-duty, member: dan, duty: cook, holds: true}"
    answer(books, "alice", "Amber", actions=f"{rename('Amber')}\n{duty}")
    answer(books, "bob", "Beryl")
    voted(books, amber="alice bob dan", beryl="alice bob")
    cast = {"0001": dict.fromkeys(("alice", "bob", "dan"), "for"), "0002": dict.fromkeys(("alice", "bob"), "for")}
    assert rival.leading(books.registry, question(books), cast) == ("0001", "0002")
    decide(books, "0001", "0002")
    books.enact_due()
    assert results(books) == {"amber": "tied", "beryl": "tied"}


def test_no_weight_on_the_list_that_compares_is_less_than_the_least() -> None:
    """Only Alice compares, with one vote: of two that all others passed, hers takes effect."""

    def alice_alone(data: dict[str, Any]) -> None:
        equal_weights(data)
        data["rules"]["heads"]["electorate"] = {"who": "duty", "duty": "treasurer"}

    books = with_bylaws(alice_alone)
    for who, name in (("alice", "Amber"), ("bob", "Beryl")):
        answer(books, who, name)
    assert (question(books).heads, question(books).weight) == (1, 1)
    voted(books, amber="bob carol dan erin", beryl="alice bob")
    decide(books, "0001", "0002")
    books.enact_due()
    assert results(books) == {"amber": "outvoted", "beryl": "passed"}


def test_a_recusal_from_one_that_did_not_pass_takes_nobodys_weight() -> None:
    books = Books()
    books.state("dan", "recuse", {"proposal": "amber", "holds": True})
    for who, name in (("alice", "Amber"), ("bob", "Beryl"), ("carol", "Coral")):
        answer(books, who, name)
    voted(books, amber="alice", beryl="alice bob carol", coral="alice bob carol dan")
    decide(books, "0001", "0002", "0003")
    books.enact_due()
    assert results(books) == {"amber": "rejected", "beryl": "outvoted", "coral": "passed"}


def test_bylaws_and_entries_without_rivals_are_written_as_before() -> None:
    data = shipped_bylaws().data()
    assert not {"gather", "rivals"} & data["periods"].keys() and "rivals" not in data["limits"]
    entry = asked("Amber").entry("0001")
    assert isinstance(entry, DocketEntry) and "answers" not in entry.changed(answers=None).data()
