"""Attacks by trials: what cannot be had more cheaply, kept by silence, undone by half, or lowered by the way back."""

from __future__ import annotations

from govtool.core.times import add, date_of
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.trial import Keep, Trial
from govtool.domain.lifecycle.amendment import AmendBylaws
from govtool.roles.day.trials import trial_news
from tests.threats.attack_main import opening_of
from tests.threats.attack_power import amendment
from tests.world.coop import Coop
from tests.world.forced import entered
from tests.world.people import refusal

HALF = amendment("{path: rules.amend.outcomes.0.at_least, from: 2/3, to: 1/2}")
STRONGER = amendment("{path: rules.amend.outcomes.0.at_least, from: 2/3, to: 3/4}")
DUTY = "- {action: assign-duty, member: bob, duty: cook, holds: true}"


def terms(coop: Coop) -> str:
    """The line of a proposal that is tried for 120 days."""
    review = date_of(add(coop.now, "P120D"))
    return f'trial: {{review_on: "{review}", measure: "nobody complains", owner: "dan"}}\n'


def tried(coop: Coop, actions: str) -> str:
    """A trial that all agreed on, and that has begun."""
    number = coop.pass_("alice", "try", actions, extra=terms(coop))
    assert Trial.one(coop.registry, number).ended is None
    return number


def keep(coop: Coop, number: str) -> str:
    """The number of the vote on a trial, which opens by itself on its day."""
    coop.at(max(coop.now, Trial.one(coop.registry, number).due_at))
    coop.run_clerk()
    return next(docket.asking(coop.registry, Keep, lambda one: one.trial == number)).number


def share(coop: Coop) -> str:
    """What an amendment needs now."""
    return bylaws_of(coop.registry).rules["amend"].outcomes[0].share


def result(coop: Coop, number: str, *voters: str) -> str:
    """What a vote comes to with these people for it."""
    for voter in voters:
        coop.vote(voter, number)
    coop.finish(number)
    assert coop.audit().ok
    return coop.entry(number).status


# Cheap majorities


def kept_by_the_rule_on_trial(coop: Coop) -> set[str]:
    """Half of the votes would keep "an amendment needs half", if the vote were held under the rule that is tried."""
    number = tried(coop, HALF)
    assert share(coop) == "1/2"
    vote = keep(coop, number)
    rules = [asked.terms.outcomes[0].share for asked in coop.entry(vote).asked]
    return {*rules, result(coop, vote, "alice", "bob"), f"back to {share(coop)}"}


def unopened(coop: Coop) -> set[str]:
    """A clerk that likes what is tried never opens the vote on it."""
    number = tried(coop, DUTY)
    trial, action = Trial.one(coop.registry, number), f"- {{action: keep, trial: '{number}'}}"
    coop.at(trial.due_at)
    coop.propose("erin", "soon", action)
    seen = refusal(lambda: entered(coop, opening_of(coop, "soon")))
    coop.at(add(trial.due_at, "P14D"))
    (news,) = trial_news(coop.registry, "erin", coop.now)
    assert (news.due_since, news.may_submit_at) == (trial.due_at, coop.now)
    coop.propose("erin", "late", action)
    entered(coop, opening_of(coop, "late"))
    vote = next(docket.asking(coop.registry, Keep, lambda one: one.trial == number))
    assert "cook" in coop.member("bob").duties and not list(trial_news(coop.registry, "erin", coop.now))
    result(coop, vote.number)
    assert "cook" not in coop.member("bob").duties
    return {f"REFUSE:{code}" for code in seen} | {f"submitted by {vote.proposer}"}


def superseded(coop: Coop) -> set[str]:
    """What was tried was amended since: the vote that is open already undoes nothing of it."""
    longer = ("{path: rules.ordinary.period, from: P7D, to: P10D}", "{path: rules.ordinary.delay, from: P0D, to: P1D}")
    number = tried(coop, amendment(*longer))
    vote = keep(coop, number)
    other = coop.open("bob", "otherwise", amendment("{path: rules.ordinary.period, from: P10D, to: P8D}"))
    assert result(coop, other, "alice", "bob", "carol", "dan", "erin") == "passed"
    status = result(coop, vote)
    enacted = coop.entry(vote).enacted
    rule = bylaws_of(coop.registry).rules["ordinary"]
    assert (rule.period, rule.delay) == ("P8D", "P1D"), "nothing of it is half undone"
    return {f"{status}: {enacted.reason if enacted else ''}"}


def wage_on_trial(coop: Coop) -> set[str]:
    """A wage that would be taken back for hours that were worked at it."""
    day = date_of(add(coop.now, "P40D"))
    wage = f'- {{action: set-wage, class: wage, from_minor: 0, to_minor: 100, starts_on: "{day}"}}'
    coop.propose("alice", "try", wage, extra=terms(coop))
    coop.run_clerk()
    return coop.refused("proposal/try")


def back_below(coop: Coop) -> set[str]:
    """Silence takes a stronger rule back to what held before. A clerk that takes it further is found, and so is one
    that wrote another undo down when the trial began.
    """
    number = coop.open("alice", "try", STRONGER, extra=terms(coop))
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, number)
    coop.at(coop.entry(number).closes_at)
    coop.run_clerk()
    waiting = coop.entry(number).decided
    assert waiting is not None and waiting.due_at is not None
    before, event = coop.head, coop.enactment(number, waiting.due_at)
    trial = Trial.one(event.apply(coop.registry)[0], number)
    assert isinstance(trial.undo[0], AmendBylaws)
    further = trial.undo[0].changed(changes=(trial.undo[0].changes[0].changed(to="1/2"),))
    coop.cheat(event, records={trial.path: trial.changed(undo=(further,))})
    seen = coop.failed()
    assert seen == {"FAIL:tree_not_derived"}
    coop.put_on_main(before)
    coop.finish(number)
    vote = keep(coop, number)
    coop.at(coop.entry(vote).closes_at)
    coop.run_clerk()
    due = coop.entry(vote).decided
    assert due is not None and due.due_at is not None
    before, event = coop.head, coop.enactment(vote, due.due_at)
    bylaws = bylaws_of(event.apply(coop.registry)[0])
    rule = bylaws.rules["amend"]
    lower = rule.changed(outcomes=(rule.outcomes[0].changed(at_least="1/2"),))
    coop.cheat(event, records={Bylaws.home.path(): bylaws.changed(rules={**bylaws.rules, "amend": lower})})
    seen |= coop.failed()
    coop.put_on_main(before)
    return seen | {result(coop, vote), f"back to {share(coop)}"}
