"""A roll (voter list): the electorate of one rule at one time, with weights. Computed when a proposal opens, and fixed
from then on.

It holds people with a weight above 0 who are not excluded; nobody else is in any figure. An empty electorate gives an
empty roll: only the rule's own `else` widens it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from govtool.core.ids import MemberId
from govtool.core.rule import Rule
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of, weight_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.team import Team


def counts(member: Member, at: Instant) -> bool:
    """Whether a person counts in rolls fixed at that time: a member whose seasoning is over."""
    return member.membership == "member" and member.counts_at is not None and member.counts_at <= at


def roll_of(
    state: State,
    bylaws: Bylaws,
    rule: Rule,
    at: Instant,
    subject: MemberId | None,
    aside: Collection[MemberId] = (),
) -> dict[MemberId, int]:
    """Weights by person, sorted by id, for a rule of these bylaws on this state at that time.

    The people in `aside` are not on it: those with a conflict of interest, and all persons of a vote about several.
    """
    excluded = set(aside) | ({subject} if subject and "subject" in rule.electorate.exclude else set())
    found = _weighed(_electorate(state, rule, at, subject), bylaws, rule, at, excluded)
    fallback = rule.electorate.otherwise
    enough = rule.electorate.at_least_heads or 0
    if fallback == "members" and len(found) < enough:
        return _weighed(Member.all(state), bylaws, rule, at, excluded)
    return found


def _weighed(
    people: Iterable[Member], bylaws: Bylaws, rule: Rule, at: Instant, excluded: Collection[MemberId]
) -> dict[MemberId, int]:
    # A class is a matter of membership and hours, in which most people are alike.
    known: dict[tuple[str, int], int] = {}
    weights: dict[MemberId, int] = {}
    for member in people:
        if counts(member, at) and member.id not in excluded:
            alike = (member.membership, member.committed_minutes_per_week)
            if alike not in known:
                known[alike] = weight_of(bylaws, member, rule.weight)
            weights[member.id] = known[alike]
    return {member: weights[member] for member in sorted(weights) if weights[member] > 0}


def _electorate(state: State, rule: Rule, at: Instant, subject: MemberId | None) -> Iterable[Member]:
    electorate = rule.electorate
    if electorate.who == "members":
        return Member.all(state)
    if electorate.who == "duty":
        return (member for member in Member.all(state) if electorate.duty and member.holds(electorate.duty, at))
    if electorate.team == "subject":
        # Moving the candidate into a team of friends must not change who votes: the subject's own seat is seasoned too.
        chosen = [
            team for team in Team.all(state) if any(s.member == subject and s.counts_at <= at for s in team.seats)
        ]
    else:
        found = Team.of(state, electorate.team or "")
        chosen = [found] if found else []
    ids = {seat.member for team in chosen for seat in team.seats if seat.counts_at <= at}
    return (member for name in sorted(ids) if (member := Member.of(state, name)) is not None)


def has_voter(state: State, at: Instant) -> bool:
    """Whether the organisation could still amend its bylaws: somebody on that roll has a vote. Stops at the first."""
    bylaws = bylaws_of(state)
    rule = bylaws.rules[bylaws.decisions["amend-bylaws"].rule]
    return any(_weighed((member,), bylaws, rule, at, ()) for member in Member.all(state))


def total(roll: Mapping[MemberId, int]) -> int:
    """The weight of a whole roll."""
    return sum(roll.values())
