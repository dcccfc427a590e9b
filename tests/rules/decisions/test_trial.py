"""A trial: what may be tried, when the vote on it opens and under which rules, and what comes of each result."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.state import State
from govtool.core.times import add, date_of, subtract
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.policy import Policy
from govtool.domain.decisions.trial import LATEST, SOONEST, Keep, Trial, running
from govtool.domain.money.treasury import treasury_of
from tests.world.people import shipped_bylaws
from tests.world.source import folded
from tests.world.town import Town
from tests.world.words import names

PEOPLE = ["alice", "bob", "carol", "dan"]
DUTY = "- {action: assign-duty, member: dan, duty: cook, holds: true}"
TAKEN = "- {action: assign-duty, member: dan, duty: cook, holds: false}"
SHARE = "- {action: set-share, account: wages, to_share: 30%}"
NAME = "- {action: rename-organization, from_name: Test Co-operative, to_name: Red Keys}"
LONGER = "- action: amend-bylaws\n  changes: [{path: rules.ordinary.period, from: P7D, to: P10D}]"


def terms(town: Town, ahead: str = "P120D", owner: str = "dan") -> dict[str, str]:
    """How long something is tried, so long ahead."""
    return {"review_on": date_of(add(town.now, ahead)), "measure": "fewer burnt pots", "owner": owner}


def tried(town: Town, actions: str = DUTY, slug: str = "try", ahead: str = "P120D", **files: bytes) -> str:
    """A trial that all agreed on and that has begun; gives its number."""
    number = town.file("alice", slug, actions, trial=terms(town, ahead), **files)
    assert number, town.findings
    passed(town, number)
    assert running(town.registry, number) is not None
    return number


def passed(town: Town, number: str, choice: str = "for") -> str:
    """What a vote comes to in which all choose the same, after its delay."""
    town.now = max(town.now, town.entry(number).closes_at)
    assert town.decide(number, dict.fromkeys(PEOPLE, choice)), town.findings
    decided = town.entry(number).decided
    if decided is not None and decided.due_at is not None:
        town.now = max(town.now, decided.due_at)
        town.enact_due()
    return town.entry(number).status


def trial(town: Town, number: str) -> Trial:
    """The record of a trial, running or not."""
    return Trial.one(town.registry, number)


def keep(town: Town, number: str) -> DocketEntry:
    """The vote on a trial, which opens now by itself, at the day that the record names."""
    town.now = max(town.now, trial(town, number).due_at)
    town.open_due()
    return next(docket.asking(town.registry, Keep, lambda one: one.trial == number))


def duties(state: State, name: str = "dan") -> tuple[str, ...]:
    """The duties of a person."""
    return Member.one(state, name).duties


@pytest.fixture
def town() -> Town:
    """Four members of one vote each."""
    return Town(PEOPLE)


# What may be tried ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ahead", "opens"), [(SOONEST, True), ("P29D", False), (LATEST, True), ("P731D", False)])
def test_the_review_is_thirty_days_to_two_years_ahead(town: Town, ahead: str, opens: bool) -> None:
    assert bool(town.file("alice", "try", DUTY, trial=terms(town, ahead))) is opens
    assert town.refused == (set() if opens else {"review_on"})


@pytest.mark.parametrize("actions", ["- action: motion", "- {action: end-probation, member: dan}"])
def test_what_has_no_undo_cannot_be_tried(town: Town, actions: str) -> None:
    assert not town.file("alice", "try", actions, trial=terms(town))
    assert "no_undo" in town.refused


def test_one_action_without_an_undo_refuses_the_whole_trial(town: Town) -> None:
    assert not town.file("alice", "try", f"{DUTY}\n- action: motion", trial=terms(town))
    assert town.refused == {"no_undo"}
    assert town.file("alice", "try", f"{DUTY}\n- action: motion")


@pytest.mark.parametrize(("owner", "codes"), [("bob", set()), ("noname", {"unknown_member"})])
def test_the_owner_is_somebody_who_is_here(town: Town, owner: str, codes: set[str]) -> None:
    town.file("alice", "try", DUTY, trial=terms(town, owner=owner))
    assert town.refused == codes


def test_the_owner_has_not_left(town: Town) -> None:
    gone = Member.one(town.registry, "dan").changed(membership="left")
    town.registry = folded(town.registry.keep(gone))
    assert not town.file("alice", "try", SHARE, trial=terms(town)) and town.refused == {"unknown_member"}


# Beginning ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("actions", "period", "delay"), [(DUTY, "P7D", "P0D"), (LONGER, "P14D", "P7D")])
def test_a_trial_begins_with_its_effect_and_its_vote_opens_so_that_it_ends_by_the_review(
    town: Town, actions: str, period: str, delay: str
) -> None:
    number = tried(town, actions)
    found = trial(town, number)
    assert (found.started_at, found.ended, found.owner, found.note) == (town.now, None, "dan", None)
    assert add(add(found.due_at, period), delay) == f"{found.review_on}T00:00:00Z"
    town.now = subtract(found.due_at, "PT1M")
    town.open_due()
    assert not list(docket.asking(town.registry, Keep, lambda one: True)), "nothing opens before its time"
    vote = keep(town, number)
    assert (vote.cause, vote.proposer, vote.slug, vote.trial) == ("due", None, f"keep-{number}", None)
    assert (vote.closes_at, vote.delay) == (add(town.now, period), delay)


def test_the_vote_opens_at_once_if_the_review_is_near(town: Town) -> None:
    number = tried(town, LONGER, ahead=SOONEST)
    assert trial(town, number).due_at == town.now


def test_a_proposal_that_does_not_pass_leaves_no_trial(town: Town) -> None:
    number = town.file("alice", "try", DUTY, trial=terms(town))
    assert passed(town, number, "against") == "rejected"
    assert Trial.of(town.registry, number) is None and not duties(town.registry)


# What comes of the vote -----------------------------------------------------------------------------------------------


def values(state: State) -> dict[str, Any]:
    """All that these trials change."""
    bylaws = bylaws_of(state)
    shares = [each.data() for each in treasury_of(state).shares]
    texts = {name: value for name, value in bylaws.data().items() if name != "version"}
    return {"duties": duties(state), "name": organization_of(state).name, "shares": shares, "bylaws": texts}


ALL = [DUTY, SHARE, NAME, LONGER, "\n".join((DUTY, SHARE, NAME, LONGER))]
IDS = ["duty", "share", "name", "bylaws", "all of them"]


@pytest.mark.parametrize("actions", ALL, ids=IDS)
def test_a_vote_that_passes_keeps_what_is_tried_and_ends_the_trial(town: Town, actions: str) -> None:
    before = values(town.registry)
    number = tried(town, actions)
    during, vote = values(town.registry), keep(town, number)
    assert passed(town, vote.number) == "passed"
    assert values(town.registry) == during != before
    ended = trial(town, number).ended
    assert ended is not None and (ended.result, ended.by, ended.at) == ("kept", vote.number, town.now)
    assert running(town.registry, number) is None and list(Trial.all(town.registry)) == []


@pytest.mark.parametrize("actions", ALL, ids=IDS)
@pytest.mark.parametrize("choice", ["against", "silent"])
def test_a_vote_that_does_not_pass_restores_what_was_before(town: Town, actions: str, choice: str) -> None:
    before = values(town.registry)
    number = tried(town, actions)
    vote = keep(town, number)
    town.now = vote.closes_at
    assert town.decide(vote.number, dict.fromkeys(PEOPLE, choice) if choice != "silent" else {})
    town.now = add(town.now, vote.delay)
    town.enact_due()
    assert (town.entry(vote.number).status, values(town.registry)) == ("rejected", before)
    ended = trial(town, number).ended
    assert ended is not None and (ended.result, ended.by) == ("undone", vote.number)
    town.later("P60D")
    town.clerk()
    assert values(town.registry) == before and not list(docket.open_entries(town.registry))


def policy(town: Town, name: str = "tea") -> tuple[str, str | None, tuple[str, ...]] | None:
    """The title, the last day and the text of a policy; None if there is none."""
    found = Policy.of(town.registry, name)
    return (found.title, found.until, found.text) if found is not None else None


def adopts(version: int, title: str, until: str = "") -> str:
    """The action that gives the policy a text, from proposal.yaml."""
    last = f", until: '{until}'" if until else ""
    return f"- {{action: adopt-policy, policy: tea, title: {title}, text: tea.md, from_version: {version}{last}}}"


def test_a_new_policy_that_is_not_kept_is_repealed(town: Town) -> None:
    number = tried(town, adopts(0, "Tea"), tea=b"At four.\n")
    assert policy(town) == ("Tea", None, ("At four.",))
    assert passed(town, keep(town, number).number, "against") == "rejected"
    assert policy(town) is None and trial(town, number).is_closed


@pytest.mark.parametrize("until", ["", "2026-11-20"], ids=["without an end", "that would have ended"])
def test_the_text_of_a_policy_returns_with_its_title_and_its_last_day(town: Town, until: str) -> None:
    text = b"At four.\n\n  Or at five.\n\n"
    assert passed(town, town.file("alice", "tea", adopts(0, "Tea", until), tea=text)) == "passed"
    before = policy(town)
    number = tried(town, adopts(1, "Coffee"), tea=b"Never.\n")
    assert policy(town) == ("Coffee", None, ("Never.",))
    vote = keep(town, number)
    assert passed(town, vote.number, "against") == "rejected"
    assert policy(town) == before == ("Tea", until or None, ("At four.", "", "  Or at five.", ""))
    found = Policy.one(town.registry, "tea")
    assert (found.version, found.adopted_by, found.adopted_at) == (3, vote.number, town.now)


def test_a_policy_that_was_adopted_anew_is_not_undone(town: Town) -> None:
    number = tried(town, adopts(0, "Tea"), tea=b"At four.\n")
    assert not town.file("bob", "again", adopts(1, "Tea"), tea=b"At six.\n", trial=terms(town))
    assert town.refused == {"on_trial"}
    other = town.file("bob", "anew", adopts(1, "Tea"), tea=b"At four.\n")
    assert passed(town, other) == "passed"
    ended = trial(town, number).ended
    assert ended is not None and ended.result == "replaced", "a vote for good, even on the same text, ends the trial"


def with_rule(**fields: Any) -> Town:
    """The same four, whose ordinary decisions have these fields too."""
    return Town(PEOPLE, bylaws=shipped_bylaws(lambda data: data["rules"]["ordinary"].update(fields)))


@pytest.mark.parametrize(
    ("fields", "choices", "result"),
    [
        ({"quorum": {"at_least": "3/4", "of": "heads"}}, {"alice": "for"}, "no-quorum"),
        ({"blocks": {"allowed": 0}}, {"alice": "for", "bob": "for", "carol": "for", "dan": "block"}, "blocked"),
    ],
)
def test_a_vote_without_a_quorum_or_with_a_block_restores_it_too(
    fields: dict[str, Any], choices: dict[str, str], result: str
) -> None:
    town = with_rule(**fields)
    number = tried(town)
    vote = keep(town, number)
    town.now = vote.closes_at
    assert town.decide(vote.number, choices)
    town.enact_due()
    assert (town.entry(vote.number).status, duties(town.registry)) == (result, ())
    assert trial(town, number).is_closed


def test_a_vote_that_lapsed_opens_again_and_what_is_tried_stays_meanwhile(town: Town) -> None:
    number = tried(town)
    vote = keep(town, number)
    town.now = add(vote.lapses_at, "PT1M")
    assert town.decide(vote.number, dict.fromkeys(PEOPLE, "for"))
    assert town.entry(vote.number).status == "lapsed" and duties(town.registry) == ("cook",)
    assert trial(town, number).due_at == town.now
    again = keep(town, number)
    assert again.number != vote.number and passed(town, again.number) == "passed"


# The rules of the vote ------------------------------------------------------------------------------------------------


def rows(entry: DocketEntry) -> list[tuple[str, str, str]]:
    """The rules that must pass: each with its threshold and its period."""
    return [(each.rule, each.terms.outcomes[0].share, each.terms.period) for each in entry.asked]


def test_the_vote_is_held_under_the_rules_that_passed_the_trial(town: Town) -> None:
    half = "- action: amend-bylaws\n  changes: [{path: rules.amend.outcomes.0.at_least, from: 2/3, to: 1/2}]"
    number = tried(town, half)
    vote = keep(town, number)
    assert rows(vote) == rows(town.entry(number)) == [("amend", "2/3", "P14D"), ("amend", "1/2", "P14D")]
    town.now = vote.closes_at
    assert town.decide(vote.number, {"alice": "for", "bob": "for"}), "half of the votes are not two thirds"
    assert town.entry(vote.number).status == "rejected"


def test_the_voters_are_those_of_the_day_of_the_vote(town: Town) -> None:
    number = tried(town)
    assert town.who_votes(town.entry(number)) == set(PEOPLE)
    gone = Member.one(town.registry, "bob").changed(membership="left")
    town.registry = folded(town.registry.keep(gone))
    assert town.who_votes(keep(town, number)) == {"alice", "carol", "dan"}


def test_a_change_of_votes_is_judged_with_the_votes_before_it_too() -> None:
    town = Town(PEOPLE, hours=2400)
    single = "- action: amend-bylaws\n  changes: [{path: classes.full-time.votes, from: 2, to: 1}]"
    number = tried(town, single)
    opened, vote = town.entry(number), keep(town, number)
    assert {asked.weight for asked in vote.asked} == {asked.weight for asked in opened.asked} == {4, 8}


def test_all_members_vote_on_a_trial_if_nobody_is_left_whom_its_rule_asks(town: Town) -> None:
    """Otherwise what takes the last holder of a duty away would be a trial without end."""

    def holders(data: dict[str, Any]) -> None:
        asked = {"who": "duty", "duty": "cook"}
        data["rules"]["holders"] = {**data["rules"]["ordinary"], "electorate": asked}
        data["decisions"]["assign-duty"] = {"rule": "holders"}

    assert passed(town, town.file("alice", "first", DUTY)) == "passed"
    town.registry = folded(town.registry.keep(shipped_bylaws(holders)))
    number = tried(town, TAKEN)
    vote = keep(town, number)
    assert town.who_votes(vote) == frozenset(PEOPLE) and vote.asked[0].rule == "holders"
    assert passed(town, vote.number, "abstain") == "rejected" and duties(town.registry) == ("cook",)


# Another change of the same -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actions", "codes"),
    [
        (TAKEN, {"on_trial"}),
        ("- {action: assign-duty, member: dan, duty: steward, holds: true}", set()),
        ("- {action: assign-duty, member: bob, duty: cook, holds: true}", set()),
    ],
)
def test_what_is_on_trial_cannot_be_tried_otherwise(town: Town, actions: str, codes: set[str]) -> None:
    tried(town)
    town.file("bob", "again", actions, trial=terms(town))
    assert town.refused == codes


def amends(path: str, before: str, to: str) -> str:
    return f"- {{action: amend-bylaws, changes: [{{path: {path}, from: {before}, to: {to}}}]}}"


MOTIONS = amends("decisions.motion.rule", "ordinary", "amend")
OUT = amends("decisions.repeal-policy", "{rule: ordinary}", "null")


@pytest.mark.parametrize(("first", "second"), [(MOTIONS, OUT), (OUT, MOTIONS)])
def test_what_the_undo_of_a_trial_needs_is_not_on_another_one(town: Town, first: str, second: str) -> None:
    """What was taken out comes back only with the whole table: the end of the other trial would end this one."""
    tried(town, first)
    assert not town.file("bob", "second", second, trial=terms(town)) and town.refused == {"on_trial"}


def test_of_two_trials_whose_undos_meet_the_second_fails(town: Town) -> None:
    one, two = (
        town.file("alice", name, MOTIONS if name == "one" else OUT, trial=terms(town)) for name in ("one", "two")
    )
    town.now = town.entry(two).closes_at
    assert all(town.decide(number, dict.fromkeys(PEOPLE, "for")) for number in (one, two))
    town.later("P7D")
    town.enact_due()
    found = town.entry(two).enacted
    assert town.entry(one).status == "passed" and found is not None and found.reason == "on_trial"


@pytest.mark.parametrize(("path", "codes"), [("rules.ordinary.delay", set()), ("rules.ordinary", {"on_trial"})])
def test_a_part_of_what_is_on_trial_cannot_be_tried_otherwise(town: Town, path: str, codes: set[str]) -> None:
    tried(town, LONGER)
    rule = bylaws_of(town.registry).rules["ordinary"]
    change = {"path": path, "from": rule.delay, "to": "P1D"}
    if path == "rules.ordinary":
        change = {"path": path, "from": rule.data(), "to": {**rule.data(), "delay": "P1D"}}
    town.file("bob", "again", f"- {{action: amend-bylaws, changes: [{change}]}}".replace("'", '"'), trial=terms(town))
    assert town.refused == codes


def test_the_second_of_two_trials_that_were_open_together_fails(town: Town) -> None:
    first, second = (town.file("alice", slug, SHARE, trial=terms(town)) for slug in ("one", "two"))
    assert passed(town, first) == "passed"
    assert passed(town, second) == "failed"
    assert running(town.registry, first) is not None and Trial.of(town.registry, second) is None


def test_a_vote_without_a_trial_ends_the_trial_of_the_same(town: Town) -> None:
    number = tried(town)
    other = town.file("bob", "stop", TAKEN)
    assert passed(town, other) == "passed"
    ended = trial(town, number).ended
    assert ended is not None and (ended.result, ended.by) == ("replaced", other)
    assert duties(town.registry) == ()
    town.now = trial(town, number).due_at
    town.open_due()
    assert not list(docket.open_entries(town.registry)), "there is nothing to keep any more"
    assert town.file("bob", "again", DUTY, trial=terms(town))


def test_a_vote_on_something_else_ends_no_trial(town: Town) -> None:
    number = tried(town, LONGER)
    later = "- action: amend-bylaws\n  changes: [{path: rules.ordinary.delay, from: P0D, to: P1D}]"
    assert passed(town, town.file("bob", "delay", later)) == "passed"
    assert running(town.registry, number) is not None
    assert passed(town, keep(town, number).number, "against") == "rejected"
    rule = bylaws_of(town.registry).rules["ordinary"]
    assert (rule.period, rule.delay) == ("P7D", "P1D"), "only what was tried is undone"


def test_an_undo_that_cannot_be_done_changes_nothing(town: Town) -> None:
    number = tried(town, f"{SHARE}\n{DUTY}")
    gone = Member.one(town.registry, "dan").changed(membership="left", duties=())
    town.registry = folded(town.registry.keep(gone))
    vote = keep(town, number)
    before = values(town.registry)
    assert passed(town, vote.number, "against") == "failed"
    enacted = town.entry(vote.number).enacted
    assert enacted is not None and enacted.reason == "superseded"
    assert values(town.registry) == before, "the share, which could be undone, stays too"
    ended = trial(town, number).ended
    assert ended is not None and (ended.result, ended.by) == ("superseded", vote.number)
    town.clerk()
    assert not list(docket.open_entries(town.registry)), "it is over"


def test_a_vote_on_a_trial_that_ended_meanwhile_fails(town: Town) -> None:
    number = tried(town)
    vote = keep(town, number)
    other = town.file("bob", "stop", TAKEN)
    town.now = town.entry(other).closes_at
    assert town.decide(other, dict.fromkeys(PEOPLE, "for"))
    town.enact_due()
    assert passed(town, vote.number) == "failed" and duties(town.registry) == ()
    ended = trial(town, number).ended
    assert ended is not None and (ended.result, ended.by) == ("replaced", other)


# A clerk that does not open it ----------------------------------------------------------------------------------------


def test_any_member_can_submit_the_vote_that_the_clerk_has_not_opened_for_fourteen_days(town: Town) -> None:
    number = tried(town)
    action = f"- {{action: keep, trial: '{number}'}}"
    town.now = add(trial(town, number).due_at, "P13DT23H59M")
    assert not town.file("bob", "early", action) and town.refused == {"by_itself"}
    town.later("PT1M")
    vote = town.file("bob", "late", action)
    assert vote and rows(town.entry(vote)) == rows(town.entry(number))
    assert not town.file("alice", "later", action) and town.refused == {"precondition"}
    town.open_due()
    assert len(list(docket.open_entries(town.registry))) == 1, "the clerk does not open a second one"
    assert passed(town, vote, "against") == "rejected" and duties(town.registry) == ()


@pytest.mark.parametrize("number", ["0001", "0099"])
def test_nobody_votes_on_what_is_no_trial(town: Town, number: str) -> None:
    assert passed(town, town.file("alice", "plain", DUTY)) == "passed"
    assert not town.file("bob", "keep", f"- {{action: keep, trial: '{number}'}}")
    assert "precondition" in town.refused


def test_the_vote_on_a_trial_stands_alone(town: Town) -> None:
    """Otherwise whoever hangs something unpopular onto it would have the trial undone."""
    number = tried(town)
    town.now = add(trial(town, number).due_at, "P14D")
    assert not town.file("bob", "both", f"- {{action: keep, trial: '{number}'}}\n- action: motion")
    assert town.refused == {"stands_alone"}


def test_the_vote_on_a_trial_is_no_option_of_a_choice(town: Town) -> None:
    """Otherwise another option that is chosen would leave the trial without its vote, as often as somebody likes."""
    number = tried(town)
    town.now = add(trial(town, number).due_at, "P14D")
    kept = f"- {{option: keep, title: Keep it, actions: [{{action: keep, trial: '{number}'}}]}}\n"
    assert not town.offer("bob", "either", kept + names("kettle")) and town.refused == {"not_in_a_choice"}
    town.open_due()
    assert [entry.slug for entry in docket.open_entries(town.registry)] == [f"keep-{number}"]


# The report of its owner ----------------------------------------------------------------------------------------------


def test_the_owner_reports_and_the_newest_report_stands(town: Town) -> None:
    number = tried(town)
    for text in ("two pots", "one pot"):
        town.later("P1D")
        assert town.state("dan", "note-trial", {"trial": number, "text": text})
    note = trial(town, number).note
    assert note is not None and (note.text, note.at) == ("one pot", town.now)


def test_nobody_else_reports_and_nobody_on_a_trial_that_ended(town: Town) -> None:
    number = tried(town)
    assert not town.state("alice", "note-trial", {"trial": number, "text": "mine"}) and town.refused == {"not_allowed"}
    passed(town, keep(town, number).number)
    assert not town.state("dan", "note-trial", {"trial": number, "text": "late"}) and town.refused == {"precondition"}
    assert not town.state("dan", "note-trial", {"trial": "0099", "text": "what"}) and town.refused == {"precondition"}


def test_an_owner_who_has_left_reports_no_more(town: Town) -> None:
    """Their keys stay valid longer, and people read the report before they vote."""
    number = tried(town)
    gone = Member.one(town.registry, "dan").changed(membership="expelled")
    town.registry = folded(town.registry.keep(gone))
    assert not town.state("dan", "note-trial", {"trial": number, "text": "It works."})
    assert town.refused == {"not_allowed"} and trial(town, number).note is None
