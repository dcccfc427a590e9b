"""The state of an open vote in words: the votes that it still lacks, not its result if nobody else voted.

On its first day every vote "would be rejected", which helps nobody. Programs read the present result from `--json`.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core.phrase import counted, grouped, joined
from govtool.core.ranked import ChoiceTally
from govtool.core.tally import LIMITS, PASSED, Tally
from govtool.domain.decisions.decision import Outcome
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.said import choice as said

_SETTLED = "only a changed vote could alter that"


def result_words(entry: DocketEntry, outcome: Outcome) -> str:
    """The result in a sentence: as it was decided, or what an open vote lacks."""
    if entry.decided is not None:
        decided = entry.decided
        chosen = f"; chosen: {joined(decided.winners)}" if decided.winners else ""
        return f"result: {entry.status}{chosen}" + (f"; level: {joined(decided.tied)}" if decided.tied else "")
    if outcome.choice is not None:
        return choice_words(outcome.choice)
    if outcome.is_settled:
        return f"if it closed now: {outcome.result}; {_SETTLED}"
    return f"still open: {outlook(outcome)}"


def standing_words(outcome: Outcome) -> str:
    """The state of an open vote for its proposer."""
    if outcome.choice is not None:
        return choice_words(outcome.choice)
    return f"{outcome.result} if it closed now" if outcome.is_settled else f"open, {outlook(outcome)}"


def difference_words(now: Outcome, then: Outcome) -> str:
    """The effect of a vote on the state of all, in words."""
    if then.choice is not None:
        return choice_words(then.choice)
    if then.is_settled and now.is_settled and then.result == now.result:
        return f"it stays {then.result}"
    if then.is_settled:
        return f"it would be {then.result}; {_SETTLED}"
    return f"then {outlook(then)}"


def choice_words(choice: ChoiceTally) -> str:
    """The state of an open choice: what it would come to if it closed now, once an option passes."""
    if choice.result == "rejected":
        return "still open: no option passes yet"
    return f"if it closed now: {said.result_words(choice)}"


def outlook(outcome: Outcome) -> str:
    """The votes that an open vote lacks: `4 more votes for would pass it`; under several rules, for each of them."""
    if len(outcome.tallies) == 1:
        return of_rule(outcome.tallies[0][1])
    lacking = [(asked.rule, tally) for asked, tally in outcome.tallies if tally.result != PASSED]
    rows = grouped((rule, of_rule(tally)) for rule, tally in lacking or _named(outcome))
    return "; ".join(f"{rules}: {words}" for rules, words in rows)


def _named(outcome: Outcome) -> list[tuple[str, Tally]]:
    return [(asked.rule, tally) for asked, tally in outcome.tallies if not tally.settled]


def of_rule(tally: Tally) -> str:
    """The votes that one rule lacks."""
    # An outcome that holds without the quorum lacks nobody who takes part.
    lacking = [*(_quorum(tally) if tally.stage != "outcome" else ()), *_better(tally), *_spread(tally)]
    if not lacking:
        return f"{tally.result} as it stands" + ("" if tally.settled else ", which can still change")
    return (f"{tally.result} as it stands; " if tally.stage == "outcome" else "") + ", ".join(lacking)


def _quorum(tally: Tally) -> Iterator[str]:
    """The people or votes that the quorum still lacks."""
    heads = [need.missing for need in tally.needs if need.of in ("heads", "min_heads") and need.missing]
    weight = [need.missing for need in tally.needs if need.name == "quorum" and need.of == "weight" and need.missing]
    if heads:
        yield f"{_more(max(heads), 'person', 'people')} must take part"
    if weight:
        yield f"{_more(max(weight), 'vote', 'votes')} must take part"


def _better(tally: Tally) -> Iterator[str]:
    """The votes that would give a better result than now. Each name comes once, since several needs may share it."""
    silent = tally.sums.silent
    floor = [need.more_for(silent) for need in tally.needs if need.name == "floor"]
    named, missing = set[str](), {need.name for need in tally.needs if need.missing}
    for need in tally.needs:
        if need.name in LIMITS or need.name in named:
            continue
        if need.name == tally.result:
            return
        more = [need.more_for(silent), *floor]
        known = [each for each in more if each]
        if None not in more and known:
            verb = "pass it" if need.name == PASSED else f"make it {need.name}"
            anyway = " without the quorum" if "quorum" in missing and not need.needs_quorum else ""
            where = " if enough affiliates are for it" if "spread" in missing else ""
            yield f"{_more(max(known), 'vote', 'votes')} for would {verb}{anyway}{where}"
            named.add(need.name)


def _spread(tally: Tally) -> Iterator[str]:
    """The affiliates that the spread still lacks."""
    for need in tally.needs:
        if need.name == "spread" and need.missing:
            wins = f"it wins in {need.has} of {counted(need.base, 'affiliate')}"
            yield f"more affiliates must be for it ({wins}, and {need.needed} are needed)"


def _more(number: int, one: str, many: str) -> str:
    return f"{number} more {one if number == 1 else many}"
