"""Rules that ask nobody: they name a team or a duty that does not exist, or that nobody with a vote has.

Such bylaws are valid, since a team can be formed and a duty given later. Until then nothing can pass under the rule, so
it is named where bylaws are founded, checked and looked after.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core.finding import Finding, finding
from govtool.core.rule import Rule
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.affiliate import affiliate_of
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.roll import electorate_of


def unasked(bylaws: Bylaws, state: State, at: Instant) -> Iterator[Finding]:
    """A warning for each such rule of bylaws, with the people of a state."""
    for name, rule in bylaws.rules.items():
        what = _problem(bylaws, rule, state, at)
        if what:
            yield finding("rule_asks_nobody", rule=name, what=what)


def _problem(bylaws: Bylaws, rule: Rule, state: State, at: Instant) -> str:
    team, duty, affiliate = rule.electorate.team, rule.electorate.duty, rule.electorate.affiliate
    if affiliate not in (None, "subject") and affiliate_of(state, affiliate, at) is None:
        return f"the people of the affiliate {affiliate}, which does not belong to the federation"
    if team is not None and team != "subject" and Team.of(state, team) is None:
        return f"the team {team}, which does not exist"
    is_for_all = duty is None and team in (None, "subject") and affiliate in (None, "subject")
    if is_for_all or electorate_of(state, bylaws, rule, at).rest:
        return ""
    if affiliate is not None:
        return f"the people of the affiliate {affiliate}, of whom nobody has a vote"
    if duty is not None:
        return f"those with the duty {duty}, which nobody with a vote has"
    return f"the team {team}, in which nobody has a vote"
