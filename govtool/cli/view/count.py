"""Shows proposals and counts: the blocks that `status`, `vote`, `show`, `tally` and `propose` share.

Prints for people, and makes the data for programs. Counts nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say, table, tell_finding
from govtool.cli.terminal.text import bar, counted, joined, one_line, people, tell_difference, votes, when
from govtool.cli.view.choice import choice_data, tell_choice
from govtool.cli.view.outlook import result_words
from govtool.core.code import sentence_of
from govtool.core.ids import MemberId
from govtool.core.rule import Outcome as Threshold
from govtool.core.rule import Rule
from govtool.core.state import State
from govtool.core.tally import Need, Tally, count_cast, fewest_heads
from govtool.core.times import Instant, date_of
from govtool.domain.decisions.asked import Asked
from govtool.domain.decisions.ballot import Refusal, Votes
from govtool.domain.decisions.decision import Outcome
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.roll import Electorate, VoterList
from govtool.roles.decisions.effect import Effects
from govtool.roles.desk.glance import Glance
from govtool.roles.desk.lookup import Arrived, Standing
from govtool.roles.said.majority import Bar, bars, silence_words
from govtool.roles.said.rival import rival_words
from govtool.roles.said.saying import asked_for
from govtool.roles.said.spread import condition_words, rest_words, won_words
from govtool.roles.said.tried import trial_lines, trial_mark

_MOST_TOLD = 20
"""The most refused ballots that are listed beside the figures of a large vote."""


def heading(entry: DocketEntry) -> str:
    """One line for a proposal."""
    return f"{entry.number} {entry.title}{trial_mark(entry)}"


def closing(entry: DocketEntry, now: Instant) -> str:
    """When the vote closes, or that its time is over."""
    if entry.decided is not None:
        why = rival_words(entry.enacted.reason, entry.enacted.rival) if entry.enacted else ""
        return f"{entry.status} on {when(entry.status_at, now)}" + (f"; proposal {why}" if why else "")
    if entry.closes_at <= now:
        return f"its time was over on {when(entry.closes_at, now)}; it closes in the clerk's next run"
    how = {"settled": ", sooner once the result cannot change", "everyone": ", sooner once all have voted"}
    return f"closes {when(entry.closes_at, now)}" + how.get(entry.close, "")


def passes(rule: Rule, electorate: Electorate) -> list[str]:
    """The thresholds of a rule for an electorate: `passed: more than 1/2 of all 7 votes = 4 votes (2 people or more)`.

    The people are the fewest who reach it with all that the rule asks. The last line says what happens if nobody votes.
    """
    needs = count_cast(rule, electorate.heads, electorate.weight, (), electorate.parts()).needs
    first = len(needs) - len(rule.outcomes)
    lines = [_limit_words(need, electorate.rest) for need in needs[:first] if need.name != "spread"]
    for need, each in zip(needs[first:], bars(rule, [electorate]), strict=True):
        lines.append(outcome_words(each.outcome, (need.base, need.base), each, rule))
    rest = rest_words(rule.spread, len(electorate.affiliates or ())) if rule.spread is not None else ""
    return lines + further_limits(rule) + ([rest] if rest else [])


def further_limits(rule: Rule) -> list[str]:
    """The effect of the spread, of blocks, and of missing votes, under a rule."""
    lines = [f"spread: {condition_words(rule.spread)}"] if rule.spread is not None else []
    lines += [f"not blocked: at most {people(rule.blocks.allowed)} may block"] if rule.blocks is not None else []
    return lines + ([words] if (words := silence_words(rule.by_silence)) else [])


def _limit_words(need: Need, roll: Mapping[str, int]) -> str:
    share = f"at least {need.share} of" if need.share else "at least"
    if need.of in ("heads", "min_heads"):
        return f"quorum: {share} {people(need.base)} = {people(need.needed)}"
    if need.of in _BASES:
        return f"{need.name}: {share} {_BASES[need.of]}"
    heads = fewest_heads(roll.values(), need.needed)
    words = f"{need.name}: {share} all {votes(need.base)} = {votes(need.needed)}"
    return words + (f" ({people(heads)} or more)" if heads else "")


def outcome_words(outcome: Threshold, all_votes: tuple[int, int], bar: Bar | None, rule: Rule, whom: str = "") -> str:
    """The threshold of an outcome in words.

    `all_votes` is the least and the most votes of `whom` (of all, if empty). `bar` is how few people reach it; None if
    the voter list is empty today.
    """
    share = f"{'more than' if outcome.is_strict else 'at least'} {outcome.share} of"
    base = _BASES.get(outcome.of, "")
    if whom:
        base = f"{base}, of {whom}" if base else whom
    words = f"{outcome.result}: {share} {base or f'all {_spanned(all_votes, votes)}'}"
    if bar is not None and bar.needed is not None:
        of = f" of {_spanned(all_votes, str)}" if whom else ""
        words += f" = {_spanned(bar.needed, str if of else votes)}{f'{of} votes' if of else ''}"
    if bar is not None and bar.people[1] > 0:
        words += f" ({_spanned(bar.people, people)} or more)"
    is_asked_anyway = rule.quorum is not None and outcome in rule.outcomes[: rule.needs_no_quorum]
    return words + (", also if the quorum is missed" if is_asked_anyway else "")


def _spanned(span: tuple[int, int], words: Callable[[int], str]) -> str:
    return words(span[0]) if span[0] == span[1] else f"{span[0]} to {words(span[1])}"


_BASES = {"cast": "the votes for and against", "present": "the votes of those who take part"}


def tell_rules(state: State, entry: DocketEntry) -> None:
    """Prints the thresholds, rule by rule."""
    for asked in entry.asked:
        rule = entry.terms(asked)
        about = f", about {asked.subject}" if asked.subject else ""
        version = " as it would be amended" if asked.version else ""
        say(
            f"  decided by {asked.rule}{version} ({rule.clause}){about}: "
            + "; ".join(passes(rule, asked.electorate(state)))
        )
    if entry.pairs is not None:
        people = counted(entry.pairs.heads, "person", "people")
        voters = f"{people} with {votes(entry.pairs.weight)} under {entry.pairs.rule}"
        say(f"  the options that pass are compared in pairs, by {voters}; if several are level, nothing changes")


def tell_asked(state: State, entry: DocketEntry) -> None:
    """Prints what a proposal is about, and what its actions ask for: once, if its author wrote nothing else. For a
    trial it prints until when, its report, and what undoes it.
    """
    summary, asked = asked_for(entry, state)
    if summary:
        say(f"  {summary}")
    for each in asked:
        say(f"  - {each}" if len(asked) > 1 else f"  {each}")
    tell_tried(state, entry)


def tell_tried(state: State, entry: DocketEntry) -> None:
    """Prints a trial, for its proposal and for the vote on it: until when, its report, and what undoes it."""
    for line in trial_lines(state, entry):
        say(f"  {line}")


def tell_effects(effects: Effects, chosen_by: MemberId | None = None) -> None:
    """Prints the effects of the actions, as differences of files, and payouts by their lines.

    Of a long payout it prints only the line of the person `chosen_by`, who made their choice already.
    """
    if not effects.texts_are_known:
        say("  Its effects cannot be computed, because its text is not here. Fetch it: git fetch", colour="yellow")
        return
    for option, inner in effects.options:
        say(f"  {option.option}: {one_line(option.title)}", bold=True)
        tell_effects(inner, chosen_by)
    if effects.options:
        return
    if effects.payouts:
        from govtool.cli.view.payout import tell_payouts

        tell_payouts(effects.payouts, chosen_by)
    if effects.due_at is not None:
        say(f"  Computed for {date_of(effects.due_at)}, the earliest day on which it can take effect.")
    if effects.problem is not None:
        tell_finding(effects.problem, "  As things are now it could not take effect: ", colour="yellow")
        return
    for each in effects.unpaid:
        say(f"  With it {each.words}", colour="yellow")
        say(f"    → {each.remedy}")
    if not effects.files:
        say("  It changes nothing in the registry.")
        return
    say(f"  If it is {effects.result}, this is what changes:")
    for line in effects.accounts:
        say(f"    {line}")
    if told := [file for file in effects.files if file.is_told]:
        say(
            f"    what these lines say, written into {counted(len(told), 'record')} of the books (each of them: --json)"
        )
    for file in effects.others:
        tell_difference(file.path, file.before, file.after)


def effects_data(effects: Effects) -> dict[str, object]:
    """The effects for a program."""
    each = {option.option: effects_data(inner) for option, inner in effects.options}
    return picked(
        effects,
        "result accounts",
        known=effects.texts_are_known,
        problem=sentence_of(effects.problem) if effects.problem else None,
        judged_on=date_of(effects.due_at) if effects.due_at else None,
        files=[picked(file, "path", before=_text(file.before), after=_text(file.after)) for file in effects.files],
        payouts=[picked(each, "account voted_minor unallocated_minor lines") for each in effects.payouts],
        **({"options": each} if each else {}),
    )


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "replace")


def so_far(tally: Tally) -> str:
    """The votes cast so far in one line."""
    sums = tally.sums
    parts = [f"{sums.for_} for", f"{sums.against} against"]
    parts += [f"{sums.abstain} abstain"] if sums.abstain else []
    parts += [f"{counted(sums.block_heads, 'block')}"] if sums.block_heads else []
    return f"{', '.join(parts)}, {counted(sums.silent, 'has not voted', 'have not voted')}, of {votes(sums.eligible)}"


def not_counted(entry: DocketEntry, arrived: Arrived) -> str:
    """The facts about a vote with so many ballots that nobody judged them."""
    more = f", {len(arrived.others)} more on their way" if arrived.others else ""
    return f"gathered: {len(arrived.gathered)}{more}, not counted yet; to count them: govtool tally {entry.number}"


def tell_tally(entry: DocketEntry, outcome: Outcome) -> None:
    """Prints each rule with what is needed, what there is and what is missing; of a choice, its options and pairs."""
    if outcome.choice is not None:
        tell_choice(entry, outcome.choice)
        say(f"  {result_words(entry, outcome)}", bold=True)
        return
    for asked, tally in outcome.tallies:
        say(f"  {asked.rule} ({entry.terms(asked).clause}): {so_far(tally)}")
        rows: list[tuple[object, ...]] = [("", "needed", "has", "missing", "")]
        for need in tally.needs:
            rows.append((need.name, need.needed, need.has, need.missing, bar(need.has, need.needed, need.base)))
        table(rows, indent="    ")
        if words := won_words(entry.terms(asked), tally):
            say(f"    {words}")
    say(f"  {result_words(entry, outcome)}", bold=True)


def tell_people(standing: Standing) -> None:
    """Prints each counted ballot with its weight, the people without a ballot, and why other ballots do not count."""
    opening = standing.opening
    rows = [
        (
            cast.ballot.voter,
            cast.ballot.says.words,
            votes(opening.voters.weight_of(cast.ballot.voter)),
            one_line(cast.ballot.reason or ""),
        )
        for cast in standing.count.counted
    ]
    if rows:
        say("  Ballots that count:")
        table(rows, indent="    ")
    quiet = sorted(opening.voters.everybody - standing.count.votes.keys())
    if quiet:
        say(f"  Have not voted: {joined(f'{name} ({votes(opening.voters.weight_of(name))})' for name in quiet)}")
    _tell_refused(standing.count.refused)


def _tell_refused(refused: Sequence[Refusal]) -> None:
    if refused:
        say("  Not counted:", colour="yellow")
        for refusal in refused:
            tell_finding(refusal.finding, f"    {refusal.voter or 'somebody'} ({refusal.commit[:12]}): ")


def tell_glance(entry: DocketEntry, glance: Glance) -> None:
    """Prints the figures of a vote with very many ballots, and why some do not count."""
    tell_tally(entry, glance.outcome)
    silent = counted(glance.silent, "person has not voted", "people have not voted")
    those = counted(glance.counted, "ballot counts", "ballots count")
    say(f"  {those}; {silent}; to list them: govtool tally {entry.number} --all")
    _tell_refused(glance.refused[:_MOST_TOLD])
    if len(glance.refused) > _MOST_TOLD:
        say(f"    and {len(glance.refused) - _MOST_TOLD:,} more")
    if entry.is_open:
        say(f"  {received_words(glance.received, glance.counted)}")


def received_words(received: int, those: int) -> str:
    """How many of the ballots that count the clerk has received."""
    return f"the clerk has received {received} of {counted(those, 'ballot that counts', 'ballots that count')}"


def tally_data(
    entry: DocketEntry, standing: Standing, outcome: Outcome | None = None, supposed: Votes | None = None
) -> dict[str, object]:
    """The count of a proposal for a program: the deciding rule's figures, every rule, and each person.

    With `supposed` votes the figures are those of `outcome`; `counted` stays what was really signed.
    """
    outcome = outcome or standing.outcome
    opening, lists = standing.opening, standing.opening.voters.lists
    voters: Mapping[MemberId, int] = lists[outcome.deciding]
    if outcome.choice is not None:
        voters = {name: opening.voters.weight_of(name) for name in sorted(opening.voters.everybody)}
        figures = choice_data(entry, outcome)
    else:
        figures = _figures(entry, outcome)
        figures["rules"] = [_rule_data(entry, *found, roll) for found, roll in zip(outcome.tallies, lists, strict=True)]
    return figures | picked(
        entry,
        "title status opened_at closes_at",
        proposal=entry.number,
        counted=[
            picked(
                cast,
                "commit ballot.voter ballot.cast ballot.reason",
                choice=cast.ballot.says.words,
                weight=voters.get(cast.ballot.voter, 0),
                gathered=cast.commit in standing.gathered,
            )
            for cast in standing.count.counted
        ],
        refused=[
            picked(refusal, "commit voter finding.code", message=sentence_of(refusal.finding))
            for refusal in standing.count.refused
        ],
        silent=[name for name in voters if name not in {**standing.count.votes, **(supposed or {})}],
    )


def _figures(entry: DocketEntry, outcome: Outcome) -> dict[str, object]:
    """The figures of the deciding rule."""
    asked, tally = outcome.tallies[outcome.deciding]
    figures = tally.data()
    if entry.decided is not None:
        figures["result"], figures["settled"] = entry.decided.result, True
    elif len(outcome.tallies) > 1:
        figures["settled"] = outcome.is_settled
    return figures | picked(asked, "rule", clause=entry.terms(asked).clause)


def _rule_data(entry: DocketEntry, asked: Asked, tally: Tally, roll: VoterList) -> dict[str, object]:
    needs = [picked(need, "name share of base needed has missing", strict=need.is_strict) for need in tally.needs]
    terms = entry.terms(asked)
    return picked(asked, "rule version", clause=terms.clause, **tally.data(), needs=needs, roll=dict(roll))
