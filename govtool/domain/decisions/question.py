"""The questions of a proposal: the rules that must pass, each with its voter list, found when it opens.

Each rule is there once, for all actions that need it. The rules of an option follow from its own actions alone. A
choice has a further voter list, on which its options are compared in pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from govtool.core.finding import finding
from govtool.core.ids import Digest, MemberId
from govtool.core.rule import Rule, eased
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import CHOOSE, Bylaws
from govtool.domain.decisions import recusal
from govtool.domain.decisions.action import Action, Need
from govtool.domain.decisions.asked import Asked, PairList
from govtool.domain.decisions.proposal import AnyAction, Proposal
from govtool.domain.decisions.roll import Electorate, Electorates, Roll, rolls_of, with_homes
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
    """The rules of a proposal as they are found, each once, with the rolls of their electorates."""

    inforce: Electorates
    slug: str
    asked: list[Asked] = field(default_factory=list)
    rolls: dict[Digest, Roll] = field(default_factory=dict)

    def add(self, actions: tuple[AnyAction, ...], first: int) -> frozenset[MemberId]:
        """Asks for the rules of actions that take effect together, the first of them at that position. Gives the people
        who may not vote on them.
        """
        excluded: frozenset[MemberId] = frozenset()
        for position, action in enumerate(actions, start=first):
            needs = action.needs(self.inforce.state, self.inforce.bylaws)
            if not needs:
                raise Refused([finding("no_rule", action=action.kind)])
            for need in needs:
                aside = recusal.recused(self.inforce.state, self.slug, _people(need))
                asked = self._ask(actions, need, action, position, aside)
                self._keep(asked, position)
                excluded |= aside | (frozenset(_people(need)) if asked.terms.electorate.exclude else frozenset())
        return excluded

    def keep_roll(self, electorate: Electorate) -> Digest:
        """The name of an electorate's roll, whose files are kept."""
        files = rolls_of(electorate.roll, electorate.homes)
        self.rolls |= {roll.digest: roll for roll in files}
        return files[0].digest

    def _ask(
        self, actions: tuple[AnyAction, ...], need: Need, action: Action, position: int, recused: frozenset[MemberId]
    ) -> Asked:
        bylaws, is_amended = self.inforce.bylaws, need.version == "amended"
        source = need.bylaws or (_amended(bylaws, actions) if is_amended else bylaws)
        name, rule = need.rule, need.terms or source.rules.get(need.rule)
        if rule is None:
            raise Refused([finding("no_rule", action=action.kind)])
        others = Electorates(self.inforce.state, source, self.inforce.at) if source is not bylaws else self.inforce
        electorate = _electorate(others, rule, need, recused)
        beyond = source.beyond(name, need.decision) if need.terms is None else None
        if beyond is not None and len(electorate.roll) >= beyond.heads:
            name, rule = beyond.rule, source.rules[beyond.rule]
            electorate = _electorate(others, rule, need, recused)
        if not electorate.heads and rule == bylaws.rules.get(name):
            # The same rule would have no voter afterwards: then the enactment fails, whoever agrees.
            electorate = _electorate(self.inforce, rule, need, recused)
        if not electorate.heads and (need.terms is not None or need.is_weakened):
            # Nobody is left whom that rule asks: the voters on bylaws decide. What an earlier vote began must end, and
            # a rule that asks the people of an affiliate concerned could else never change, since it is about none.
            rule = rule.changed(electorate=bylaws.rules[bylaws.decisions["amend-bylaws"].rule].electorate)
            electorate = _electorate(self.inforce, rule, need, recused)
        if not electorate.heads:
            raise Refused([finding("no_electorate", rule=name)])
        decision = bylaws.decisions.get(action.kind)
        contested = bylaws.rules.get(decision.contested) if decision and decision.contested else None
        if electorate.affiliates is None and contested is not None and contested.spread is not None:
            electorate = with_homes(self.inforce.state, electorate, contested.spread, self.inforce.at)
        return Asked(
            rule=name,
            version="amended" if is_amended else None,
            subject=need.subject,
            affiliate=need.affiliate,
            others=need.others,
            actions=(position,),
            terms=_terms(eased(rule, need.misses), action),
            contested=contested,
            roll=self.keep_roll(electorate),
            without=electorate.without,
            heads=electorate.heads,
            weight=electorate.weight,
            affiliates=electorate.affiliates,
        )

    def _keep(self, asked: Asked, position: int) -> None:
        same = next((i for i, old in enumerate(self.asked) if _is_same(old, asked)), None)
        if same is None:
            self.asked.append(asked)
        elif position not in self.asked[same].actions:
            self.asked[same] = self.asked[same].changed(actions=(*self.asked[same].actions, position))


def questions(state: State, bylaws: Bylaws, proposal: Proposal, at: Instant, slug: str = "") -> Questions:
    """The rules that must pass, in the order of the actions, each with its voter list. Raises Refused if there is none.
    A person who recused themselves from the proposal of that slug, or from votes about a person, is on no voter list.

    The rules of an option follow from its own actions alone.
    """
    asking, first = _Asking(Electorates(state, bylaws, at), slug), 0
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
    aside = recusal.recused(asking.inforce.state, asking.slug, ())
    rule, electorate = asking.inforce.choosing(aside)
    decision = asking.inforce.bylaws.decisions[CHOOSE]
    if decision.ballots and proposal.ballot not in decision.ballots:
        what = f"the bylaws know {' and '.join(decision.ballots)} ballots only, and this one is {proposal.ballot}"
        raise Refused([finding("not_in_a_choice", what=what)])
    return PairList(
        rule=rule,
        roll=asking.keep_roll(electorate),
        without=electorate.without,
        heads=electorate.heads,
        weight=electorate.weight,
    )


def _is_same(one: Asked, other: Asked) -> bool:
    """Whether two rules differ by nothing but the actions that need them."""
    fields = (name for name in Asked.model_fields if name != "actions")
    return all(getattr(one, name) == getattr(other, name) for name in fields)


def _electorate(electorates: Electorates, rule: Rule, need: Need, recused: frozenset[MemberId]) -> Electorate:
    """The electorate of a rule for a need, without the people who stand aside."""
    aside = recused.union(need.others if "subject" in rule.electorate.exclude else ())
    return electorates.of(rule, need.subject, aside, need.affiliate)


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
