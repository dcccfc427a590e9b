"""The questions of a proposal: the rules that must pass, each with its voter list, found when it opens.

Each rule is there once, for all actions that need it. The rules of an option follow from its own actions alone. A
choice has a further voter list, on which its options are compared in pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from govtool.core.finding import finding
from govtool.core.ids import Digest, MemberId, RuleName
from govtool.core.rule import Rule, eased
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import CHOOSE, Bylaws
from govtool.domain.decisions import recusal
from govtool.domain.decisions.action import Action, Need
from govtool.domain.decisions.asked import Asked, PairList
from govtool.domain.decisions.proposal import AnyAction, Proposal
from govtool.domain.decisions.roll import Electorate, Roll, electorate_of, rolls_of
from govtool.errors import Refused


class Questions(NamedTuple):
    """The rules that must pass, and the files of the rolls that they name. A choice also has the voter list for pairs,
    and for each option the people who may not vote on it.
    """

    asked: tuple[Asked, ...]
    rolls: tuple[Roll, ...]
    pairs: PairList | None = None
    aside: tuple[frozenset[MemberId], ...] = ()


@dataclass
class _Asking:
    """The rules of a proposal as they are found, each once."""

    state: State
    bylaws: Bylaws
    at: Instant
    slug: str
    asked: list[Asked] = field(default_factory=list)
    rolls: dict[Digest, Roll] = field(default_factory=dict)
    known: dict[tuple[RuleName, MemberId | None, frozenset[MemberId]], tuple[Electorate, Digest]] = field(
        default_factory=dict
    )

    def add(self, actions: tuple[AnyAction, ...], first: int) -> frozenset[MemberId]:
        """Asks for the rules of actions that take effect together, the first of them at that position. Gives the people
        who may not vote on them.
        """
        excluded: frozenset[MemberId] = frozenset()
        for position, action in enumerate(actions, start=first):
            needs = action.needs(self.state, self.bylaws)
            if not needs:
                raise Refused([finding("no_rule", action=action.kind)])
            for need in needs:
                aside = recusal.recused(self.state, self.slug, _people(need))
                asked = self._ask(actions, need, action, position, aside)
                self._keep(asked, position)
                excluded |= aside | (frozenset(_people(need)) if asked.terms.electorate.exclude else frozenset())
        return excluded

    def electorate(
        self, name: RuleName, rule: Rule, subject: MemberId | None = None, aside: frozenset[MemberId] = frozenset()
    ) -> tuple[Electorate, Digest]:
        """The electorate of a rule in force, with the name of its roll; found once for all options that are alike."""
        concerns = bool(rule.electorate.exclude) or rule.electorate.team == "subject"
        key = (name, subject if concerns else None, aside)
        if key not in self.known:
            self.known[key] = self._on_roll(electorate_of(self.state, self.bylaws, rule, self.at, subject, aside))
        return self.known[key]

    def _on_roll(self, electorate: Electorate) -> tuple[Electorate, Digest]:
        files = rolls_of(electorate.roll)
        self.rolls |= {roll.digest: roll for roll in files} if electorate.heads else {}
        return electorate, files[0].digest

    def _ask(
        self, actions: tuple[AnyAction, ...], need: Need, action: Action, position: int, recused: frozenset[MemberId]
    ) -> Asked:
        is_amended = need.version == "amended"
        source = need.bylaws or (_amended(self.bylaws, actions) if is_amended else self.bylaws)
        rule = need.terms or source.rules.get(need.rule)
        if rule is None:
            raise Refused([finding("no_rule", action=action.kind)])
        aside = recused.union(need.others if "subject" in rule.electorate.exclude else ())
        is_own = is_amended or need.terms is not None  # a rule, or bylaws, that are not those in force
        if is_own:
            found = self._on_roll(electorate_of(self.state, source, rule, self.at, need.subject, aside))
        if not is_own or (not found[0].heads and rule == self.bylaws.rules.get(need.rule)):
            # The same rule would have no voter afterwards: then the enactment fails, whoever agrees.
            found = self.electorate(need.rule, rule, need.subject, aside)
        if not found[0].heads and need.terms is not None:
            # Nobody is left whom that rule asks, and what an earlier vote began must end: the voters on bylaws decide.
            rule = rule.changed(electorate=self.bylaws.rules[self.bylaws.decisions["amend-bylaws"].rule].electorate)
            found = self._on_roll(electorate_of(self.state, self.bylaws, rule, self.at, need.subject, recused))
        electorate, roll = found
        if not electorate.heads:
            raise Refused([finding("no_electorate", rule=need.rule)])
        decision = self.bylaws.decisions.get(action.kind)
        contested = self.bylaws.rules.get(decision.contested) if decision and decision.contested else None
        return Asked(
            rule=need.rule,
            version="amended" if is_amended else None,
            subject=need.subject,
            others=need.others,
            actions=(position,),
            terms=_terms(eased(rule, need.misses), action),
            contested=contested,
            roll=roll,
            without=electorate.without,
            heads=electorate.heads,
            weight=electorate.weight,
        )

    def _keep(self, asked: Asked, position: int) -> None:
        same = next((i for i, old in enumerate(self.asked) if old.changed(actions=asked.actions) == asked), None)
        if same is None:
            self.asked.append(asked)
        elif position not in self.asked[same].actions:
            self.asked[same] = self.asked[same].changed(actions=(*self.asked[same].actions, position))


def questions(state: State, bylaws: Bylaws, proposal: Proposal, at: Instant, slug: str = "") -> Questions:
    """The rules that must pass, in the order of the actions, each with its voter list. Raises Refused if there is none.
    A person who recused themselves from the proposal of that slug, or from votes about a person, is on no voter list.

    The rules of an option follow from its own actions alone.
    """
    asking, first = _Asking(state, bylaws, at, slug), 0
    pairs = _pair_list(asking, proposal) if proposal.options else None
    aside: list[frozenset[MemberId]] = []
    for group in proposal.groups:
        aside.append(asking.add(group, first))
        first += len(group)
    return Questions(tuple(asking.asked), tuple(asking.rolls.values()), pairs, tuple(aside))


def _pair_list(asking: _Asking, proposal: Proposal) -> PairList:
    """The voter list on which options are compared: the electorate of the rule of `choose`, without who stands aside
    from the proposal.
    """
    decision = asking.bylaws.decisions.get(CHOOSE)
    if decision is None:
        raise Refused([finding("no_rule", action=CHOOSE)])
    if decision.ballots and proposal.ballot not in decision.ballots:
        what = f"the bylaws know {' and '.join(decision.ballots)} ballots only, and this one is {proposal.ballot}"
        raise Refused([finding("not_in_a_choice", what=what)])
    aside = recusal.recused(asking.state, asking.slug, ())
    electorate, roll = asking.electorate(decision.rule, asking.bylaws.rules[decision.rule], aside=aside)
    if not electorate.heads:
        raise Refused([finding("no_electorate", rule=decision.rule)])
    return PairList(
        rule=decision.rule,
        roll=roll,
        without=electorate.without,
        heads=electorate.heads,
        weight=electorate.weight,
    )


def _people(need: Need) -> tuple[MemberId, ...]:
    return (need.subject, *need.others) if need.subject else need.others


def _amended(bylaws: Bylaws, actions: tuple[Action, ...]) -> Bylaws:
    """The bylaws after all actions together. Raises Refused if they cannot be changed so."""
    for action in actions:
        bylaws = action.amended(bylaws)
    return bylaws


def _terms(rule: Rule, action: Action) -> Rule:
    """The rule as it applies to an action: if it has none of the action's results, its first outcome decides.

    So a rule about a probation, which confirms, extends or ends, can decide on an amendment that weakens it.
    """
    if any(outcome.result in action.results for outcome in rule.outcomes):
        return rule
    return rule.changed(outcomes=(rule.outcomes[0].changed(result="passed"),), otherwise="rejected")
