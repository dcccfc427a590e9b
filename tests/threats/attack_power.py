"""Attacks by numbers: what a minority cannot force, and what a majority cannot take from a minority."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.times import add
from govtool.domain.constitution.bylaws import Bylaws
from govtool.errors import Refused
from tests.threats.attack_people import friends_of_candidate
from tests.world.coop import Coop
from tests.world.people import codes, person, shipped_bylaws, without_probation
from tests.world.words import MOTION

DUTY = "- {action: assign-duty, member: bob, duty: cook, holds: true}"


def amendment(*changes: str) -> str:
    """The action that changes the bylaws, as YAML."""
    return "- action: amend-bylaws\n  changes:\n" + "".join(f"    - {change}\n" for change in changes)


def result_with(coop: Coop, slug: str, actions: str, *voters: str) -> str:
    """What a proposal comes to with these people for it and the others silent."""
    number = coop.open("alice", slug, actions)
    for voter in voters:
        coop.vote(voter, number)
    coop.finish(number)
    assert coop.audit().ok
    return coop.entry(number).status


def at_close(coop: Coop, slug: str, actions: str, fewer: str, enough: str) -> set[str]:
    """That the fewer do not carry it and enough of them would; each in a copy of its own time."""
    lost = result_with(coop, slug, actions, *fewer.split())
    coop.later("P31D")
    won = result_with(coop, f"{slug}-again", actions, *enough.split())
    assert won == "passed", won
    return {lost}


# Minority


def half_and_one(coop: Coop) -> set[str]:
    three = result_with(coop, "three", MOTION, "alice", "carol")
    coop.later("P31D")
    return {f"3: {three}", f"4: {result_with(coop, 'four', MOTION, 'alice', 'bob')}"}


def three_quarters(coop: Coop) -> set[str]:
    """Exactly three quarters of a team are enough, three of five are not."""

    def by_team(data: dict[str, Any]) -> None:
        rule = dict(data["rules"]["ordinary"], clause="9 by the team")
        rule["electorate"] = {"who": "team", "team": "kitchen"}
        rule["outcomes"] = [{"result": "passed", "at_least": "3/4", "of": "eligible"}]
        data["rules"]["by-team"] = rule
        data["decisions"]["motion"] = {"rule": "by-team"}

    seen = set()
    for size, names in ((4, "alice carol dan"), (5, "alice bob carol")):
        coop = coop.another(f"team-of-{size}", bylaws=shipped_bylaws(by_team))
        coop.pass_(
            "alice",
            "kitchen",
            f"- {{action: form-team, team: kitchen, name: K, members: [{names.replace(' ', ', ')}]}}",
        )
        voters = ("alice", "carol")
        seen.add(f"3 of {size}: {result_with(coop, 'motion', MOTION, *voters)}")
    return seen


def boycott(coop: Coop) -> set[str]:
    return {result_with(coop, "kettle", MOTION, "alice", "carol")}


def asked_again(coop: Coop) -> set[str]:
    number = coop.open("alice", "kettle", DUTY)
    coop.finish(number)
    coop.propose("bob", "other-words", DUTY, extra="replaces: '0001'\n")
    coop.run_clerk()
    return coop.refused("proposal/other-words")


# Majority


def weaker_amend_rule(coop: Coop) -> set[str]:
    """Four of seven lower the hurdle of amending itself: the rule before asks for five."""
    action = amendment("{path: rules.amend.outcomes.0.at_least, from: 2/3, to: 1/2}")
    return at_close(coop, "lower", action, "alice bob", "alice bob carol")


def stronger_amend_rule(coop: Coop) -> set[str]:
    """Five of seven raise it to all: the rule after asks for seven."""
    action = amendment("{path: rules.amend.outcomes.0.at_least, from: 2/3, to: 1/1}")
    return at_close(coop, "higher", action, "alice bob carol", "alice bob carol dan erin")


def weaker_expulsion(coop: Coop) -> set[str]:
    action = amendment("{path: rules.expel.outcomes.0.at_least, from: 3/4, to: 1/2}")
    return at_close(coop, "expel", action, "alice bob carol", "alice bob carol dan")


def new_friends(coop: Coop) -> set[str]:
    coop = coop.another(bylaws=shipped_bylaws(without_probation))
    coop.pass_("alice", "frank", coop.admission("frank"))
    joined = coop.now
    before = coop.open("alice", "kettle", MOTION)
    coop.at(add(joined, "P14D"))
    after = coop.open("alice", "teapot", "- {action: assign-duty, member: bob, duty: cook, holds: true}")
    assert "frank" in coop.who_votes(coop.entry(after))
    return {"SAME"} if "frank" not in coop.who_votes(coop.entry(before)) else set()


def friends_in_team(coop: Coop) -> set[str]:
    """Who is moved into a team counts there two weeks later; a team of fewer than three asks all members."""
    friends_of_candidate(coop)

    def by_team(data: dict[str, Any]) -> None:
        rule = dict(data["rules"]["ordinary"], clause="9 by the person's team")
        rule["electorate"] = {"who": "team", "team": "subject", "at_least_heads": 3, "else": "members"}
        data["rules"]["by-team"] = rule
        data["decisions"]["assign-duty"] = {"rule": "by-team"}

    coop = coop.another(bylaws=shipped_bylaws(by_team))
    coop.pass_("alice", "kitchen", "- {action: form-team, team: kitchen, name: K, members: [carol, dan, erin]}")
    coop.pass_("alice", "friends", "- {action: change-team, team: kitchen, add: [alice, bob]}")
    moved = coop.now
    duty = "- {action: assign-duty, member: carol, duty: cook, holds: true}"
    before = coop.open("bob", "cook", duty)
    assert coop.who_votes(coop.entry(before)) == {"carol", "dan", "erin"}
    coop.at(add(moved, "P14D"))
    after = coop.open("bob", "baker", duty.replace("cook", "baker"))
    assert coop.who_votes(coop.entry(after)) == {"alice", "bob", "carol", "dan", "erin"}
    coop.pass_("alice", "small", "- {action: change-team, team: kitchen, remove: [alice, bob, dan]}")
    few = coop.open("bob", "washer", duty.replace("cook", "washer"))
    assert coop.who_votes(coop.entry(few)) == {"alice", "bob", "carol", "dan", "erin"}, (
        "two people are asked with all others"
    )
    return {"SAME"}


def moved_thresholds(coop: Coop) -> set[str]:
    """The rule of an open vote is that of its opening, whatever the bylaws say when it is decided."""

    def long_vote(data: dict[str, Any]) -> None:
        data["rules"]["ordinary"] |= {"period": "P30D", "close": "deadline"}

    coop = coop.another(bylaws=shipped_bylaws(long_vote))
    number = coop.open("alice", "kettle", MOTION)
    coop.pass_("bob", "harder", amendment("{path: rules.ordinary.outcomes.0.more_than, from: 1/2, to: 3/4}"))
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.finish(number)
    assert coop.audit().ok
    assert coop.book.state is coop.registry and coop.entry(number).status == "passed"
    return {"SAME"}


def impossible_bylaws(coop: Coop) -> set[str]:
    verdict = {"REFUSE:schema"}
    changes = (
        "{path: rules.ordinary.outcomes.0.more_than, from: 1/2, to: 0/1}",
        "{path: rules.ordinary.outcomes.0.more_than, from: 1/2, to: 3/2}",
        "{path: rules.ordinary.period, from: P7D, to: P0D}",
        "{path: classes.part-time.votes, from: 1, to: -1}",
        "{path: rules.amend.outcomes.0.of, from: eligible, to: cast}",
        "{path: decisions.motion.rule, from: ordinary, to: none-such}",
    )
    for number, change in enumerate(changes):
        coop.propose("alice", f"odd-{number}", amendment(change))
        coop.run_clerk()
        verdict &= coop.refused(f"proposal/odd-{number}")
    try:
        coop.another("rules-99", bylaws=Bylaws.read(shipped_bylaws().data() | {"rules_version": 99}))
    except Refused as error:
        verdict &= {f"REFUSE:{code}" for code in codes(error.findings)}
    return verdict


def hidden_powers(coop: Coop) -> set[str]:
    """Ways around the amend rule: each needs the rule that it weakens, or is refused outright."""
    # a decision moves to a weaker rule: the stronger one is asked too
    move = amendment("{path: decisions.rekey.contested, from: rekey-contested, to: ordinary}")
    verdict = {result_with(coop, "move", move, "alice", "bob", "carol")}
    # fifty votes for some touch every rule, so that of three quarters too
    votes = amendment("{path: classes.full-time.votes, from: 2, to: 50}")
    verdict &= {result_with(coop, "votes", votes, "alice", "bob", "carol")}
    for slug, changes in {
        "free": amendment('{path: paths.4, to: {match: "registry/**", free: true}}'),
        "case": amendment('{path: paths.4, to: {match: "proposals/*/*/x", free: true}}'),
        "out": amendment("{path: decisions.expel.rule, from: expel, to: ordinary}"),
        "unheard": amendment("{path: periods.notice, from: P28D, to: P1D}"),
        "one": amendment(
            "{path: rules.amend.electorate.who, from: members, to: duty}",
            "{path: rules.amend.electorate.duty, to: king}",
        ),
        "other": amendment(
            "{path: rules.king, to: {clause: '9', electorate: {who: duty, duty: king}, weight: class, "
            "outcomes: [{result: passed, more_than: 1/2, of: eligible}], otherwise: rejected, period: P7D, "
            "earliest: P0D, close: deadline, delay: P0D}}",
            "{path: decisions.amend-bylaws.rule, from: amend, to: king}",
        ),
    }.items():
        coop.propose("alice", slug, changes)
        coop.run_clerk()
        assert "REFUSE:schema" in coop.refused(f"proposal/{slug}"), slug
    return verdict | {"REFUSE:schema"}


def nobody_left(coop: Coop) -> set[str]:
    """Bands that leave nobody a vote, hours that take the last one, the last voter who resigns."""
    people = [person("alice", hours=600), person("bob", hours=120)]
    coop = coop.another(people=people)
    bands = amendment("{path: bands.part-time, from: 300, to: 1100}")
    number = coop.pass_("alice", "bands", bands)
    enacted = coop.entry(number).enacted
    assert enacted is not None and (enacted.result, enacted.reason) == ("failed", "no_voter")
    seen = set()
    less: dict[str, object] = {"from_minutes": 600, "to_minutes": 180}
    for kind, body in (("hours-down", less), ("away", {"until": add(coop.now, "P9D")}), ("resign", {})):
        coop.state("alice", kind, body)
        coop.run_clerk()
        assert coop.audit().ok and coop.member("alice").committed_minutes_per_week == 600
        seen.add(frozenset(coop.refused("statement/alice/000001")))
    assert len(seen) == 1
    return set(seen.pop())


def dropped_people(coop: Coop) -> set[str]:
    """Whoever leaves out all ballots of anybody can only make a proposal lose; the law is tried on all sets."""
    number = coop.open("alice", "kettle", MOTION)
    oids = {voter: coop.vote(voter, number, choice) for voter, choice in _SPLIT.items()}
    coop.later("P7D")
    for left_out in range(2 ** len(oids)):
        kept = [oid for place, oid in enumerate(oids.values()) if not left_out >> place & 1]
        gather = coop.gather(number, *kept) if kept else None
        event = coop.decision(number, gather=gather)
        assert event.result(coop.registry)[0] == "rejected"
    return {"SAME"}


_SPLIT = {"alice": "for", "bob": "against", "carol": "for", "dan": "against", "erin": "abstain"}


def text_and_actions(coop: Coop) -> set[str]:
    """The words promise tea, the action does something else: only the action is done."""
    action = "- {action: change-hours, member: carol, from_minutes: 600, to_minutes: 660}"
    text = coop.proposal_text("alice", "kettle", action).replace("About kettle", "Free tea for all")
    number = coop.open("alice", "kettle", action, text=text)
    for voter in ("alice", "bob"):
        coop.vote(voter, number)
    coop.finish(number)
    assert coop.member("carol").committed_minutes_per_week == 660
    assert not coop.registry.names("registry/policies")
    return {"SAME"}


def over_a_holiday(coop: Coop) -> set[str]:
    """A vote is never shorter than its earliest time, and the bylaws cannot make that period nothing."""
    number = coop.open("alice", "kettle", MOTION)
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, number)
    coop.later("P1DT23H59M")
    coop.run_clerk()
    assert coop.entry(number).is_open
    with pytest.raises(Refused):
        shipped_bylaws(lambda data: data["rules"]["ordinary"].update(period="P0D", earliest="P0D"))
    return {"SAME"}
