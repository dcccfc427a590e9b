"""`govtool simulate`: count made-up votes, choices and payouts, and try out bylaws that nobody has to live with yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from govtool.cli.terminal.context import desk_of, folder_of, json_option, now
from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.text import counted, votes
from govtool.core.simulation import ChoiceResult
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.errors import EXIT_FINDINGS, EXIT_OK
from govtool.io.git.git import Git
from govtool.io.git.place import NoRepository
from govtool.io.git.store import read_record
from govtool.roles.decisions.backtest import Backtest, VoteChange, backtest, vote_changes
from govtool.roles.decisions.trial import Trial, read_file, run_cases
from govtool.roles.desk.desk import Desk
from govtool.roles.minutes.identity import claimed_genesis
from govtool.roles.said.choice import WIDTH, option_rows, pair_lines, result_words
from govtool.roles.said.majority import Bar, Passing, passings, silence_words, span_words


@named_group("simulate", "govtool simulate tally cases.yaml")
def command() -> None:
    """Count made-up votes, choices and payouts, and try out bylaws.

    The same functions count here as in real votes. Nothing is changed. A case may say what it expects. If something
    else comes out, the exit status is 10.
    """


@command.command("tally", epilog="Example: govtool simulate tally cases.yaml --json")
@click.argument("file")
@json_option
@click.pass_context
def tally(ctx: click.Context, file: str, as_json: bool) -> int:
    """Count made-up votes. FILE is a list of cases with a rule and groups of people (- reads the standard input)."""
    return _tried(run_cases("tally", _named(ctx, file)), _tell_tally, as_json)


def _tell_tally(result: dict[str, object]) -> None:
    figures = ", ".join(f"{name} {result[name]}" for name in ("for", "against", "abstain", "block"))
    settled = "settled" if result["settled"] else "not settled"
    say(f"{result['name']}: {result['result']} ({settled}; {figures}; of {result['eligible']})")
    if isinstance(spread := result.get("spread"), dict):
        say("  it wins in {agree} of {chose} affiliates; {counted} are counted".format_map(spread))


@command.command("choice", epilog="Example: govtool simulate choice cases.yaml --json")
@click.argument("file")
@json_option
@click.pass_context
def choice(ctx: click.Context, file: str, as_json: bool) -> int:
    """Count made-up choices. FILE is a list of cases with options and rankings (- reads the standard input).

    A case has a rule, its options, and groups of people. A group has a ranking (best first), the options that it
    approves, or is silent.
    """
    return _tried(run_cases("choice", _named(ctx, file)), _tell_choice, as_json)


def _tell_choice(result: dict[str, object]) -> None:
    if isinstance(result, ChoiceResult):
        say(f"{result['name']}: {result_words(result.tally)}")
        table(option_rows(result.tally))
        for line in pair_lines(result.tally, WIDTH - 2):
            say(f"  {line}")


@command.command("payout", epilog="Example: govtool simulate payout cases.yaml --json")
@click.argument("file")
@json_option
@click.pass_context
def payout(ctx: click.Context, file: str, as_json: bool) -> int:
    """Divide made-up payouts. FILE is a list of cases with debts and an amount (- reads the standard input)."""
    return _tried(run_cases("payout", _named(ctx, file)), _tell_payout, as_json)


def _tell_payout(result: dict[str, object]) -> None:
    lines = result.get("lines")
    if not isinstance(lines, dict):
        say(f"{result['name']}: {result.get('error')}")
        return
    say(f"{result['name']}: {result['unallocated']} left over")
    table([(creditor, f"{amount:>12}") for creditor, amount in lines.items()])


def _named(ctx: click.Context, file: str) -> str:
    """A file as seen from the folder to work in, or the standard input."""
    return file if file == "-" else str(folder_of(ctx) / Path(file).expanduser())


def _tried(trial: Trial, tell: Callable[[dict[str, object]], None], as_json: bool) -> int:
    """Prints the results of the cases, and what came out otherwise than expected. Gives the exit status."""
    if as_json:
        print_json(trial.results)
    for result, differing, expected in zip(trial.results, trial.differing, trial.expected, strict=True):
        if not as_json:
            tell(result)
        for name in differing:
            whose = f"{result['name']}:" if as_json else " "
            came = f"expected {name} {expected.get(name)}, and it came out as {result.get(name, 'nothing')}"
            say(f"{whose} {came}", colour="red", error=as_json)
    if trial.is_as_expected:
        return EXIT_OK
    wrong = sum(bool(differing) for differing in trial.differing)
    say(f"{wrong} of {len(trial.results)} cases came out otherwise than expected", error=as_json, colour="red")
    return EXIT_FINDINGS


@command.command("bylaws", epilog="Example: govtool simulate bylaws registry/bylaws.yaml")
@click.argument("file")
@json_option
@click.pass_context
def bylaws(ctx: click.Context, file: str, as_json: bool) -> int:
    """Compare other bylaws with those in force. FILE has the other ones. It counts the members of today.

    It shows which people gain or lose votes, who could pass which decisions, and which past decisions would change with
    the same ballots. Nothing is changed. An amendment applies only to proposals that open later.
    """
    name = _named(ctx, file)
    read, desk = read_record(read_file(name), Bylaws, name), _desk(ctx)
    state, at = (desk.book.state, desk.now) if desk else (None, now(quiet=as_json))
    found = passings(read, state, at)
    before = {passing.rule: passing for passing in passings(bylaws_of(state), state, at)} if state else {}
    changes = vote_changes(bylaws_of(state), read, state) if state else ()
    past = tuple(backtest(desk, read)) if desk else ()
    if as_json:
        print_json(picked(read, "version", rules=map(_data, found), people=changes, past=past))
        return EXIT_OK
    say(f"these bylaws can stand: {len(read.rules)} rules, {len(read.decisions)} kinds of decision", colour="green")
    if state is None:
        say("  (no co-operative here: nobody is counted)")
    else:
        _tell_changes(changes)
        _tell_past(past)
    for passing in found:
        say(f"{passing.rule}, clause {passing.clause}: {passing.result}", bold=True)
        for line in _who(passing):
            say(f"  {line}")
        old = before.get(passing.rule)
        if old is not None and _who(old) != _who(passing):
            say(f"  as it is now: {' '.join(_who(old))}", colour="yellow")
        if passing.decides:
            say(f"  decides {', '.join(passing.decides)}")
    return EXIT_OK


def _tell_changes(changes: tuple[VoteChange, ...]) -> None:
    for change in changes:
        word = "gains" if change.after > change.before else "loses"
        colour = "green" if change.after > change.before else "red"
        amount = votes(abs(change.after - change.before))
        say(f"{change.member} {word} {amount}: {change.after} in place of {change.before}", colour=colour)
    if not changes:
        say("Nobody gains or loses a vote.")


def _tell_past(past: tuple[Backtest, ...]) -> None:
    others = [one for one in past if one.is_other]
    for one in others:
        say(f"{one.proposal} {one.title}: {one.was}; it would have been {one.would_be}", colour="yellow")
    untold = [one.proposal for one in past if one.would_be is None]
    counted_again = counted(len(past) - len(untold), "past decision")
    say(f"{counted_again} counted again with the ballots of then; {len(others)} would have come out otherwise.")
    if untold:
        say(f"  These could not have been opened under such bylaws, or their ballots are not here: {', '.join(untold)}")


def _who(passing: Passing) -> list[str]:
    if not passing.bars:
        return [words for words in ("nobody is on its voter list today", silence_words(passing.by_silence)) if words]
    who = f" ({passing.who})" if passing.who else ""
    people, votes = span_words(passing.heads), span_words(passing.votes)
    lines = [f"{people} people with {votes} votes are asked{who}; {_reach(passing.bars[0])}"]
    lines += [f"{bar.outcome.result}: {_reach(bar)}" for bar in passing.bars[1:]]
    lines += [f"spread: {passing.spread}"] if passing.spread else []
    return lines + ([words] if (words := silence_words(passing.by_silence)) else [])


def _reach(bar: Bar) -> str:
    people = span_words(bar.people)
    if bar.people[1] == 0:
        return "nobody has to vote for it"
    who = "1 person reaches" if bar.people == (1, 1) else f"{people} people reach"
    votes = f"; it takes {span_words(bar.needed)} votes for it" if bar.needed is not None else ""
    return f"at least {who} it while the others do not vote{votes}"


def _data(passing: Passing) -> dict[str, object]:
    first = passing.bars[0] if passing.bars else None
    (eligible, most), (heads, most_heads) = passing.votes, passing.heads
    return picked(
        passing,
        "rule clause result decides",
        asked=passing.who or "all members",
        eligible=eligible,
        eligible_heads=heads,
        fewest_heads=first.people[0] if first else None,
        needed=first.needed[0] if first and first.needed else None,
        most={"eligible": most, "eligible_heads": most_heads},
        outcomes=map(_bar_data, passing.bars),
        if_nobody_votes=passing.by_silence,
        **({"spread": passing.spread} if passing.spread else {}),
    )


def _bar_data(bar: Bar) -> dict[str, object]:
    (fewest, most), (needed, most_needed) = bar.people, bar.needed or (None, None)
    heads = {"fewest_heads": fewest, "most_fewest_heads": most}
    return picked(bar, "outcome.result", **heads, needed=needed, most_needed=most_needed)


def _desk(ctx: click.Context) -> Desk | None:
    """The desk of the co-operative here; None if there is none."""
    try:
        git = Git(folder_of(ctx))
    except NoRepository:
        return None
    head = git.ref("refs/remotes/origin/main") or git.ref("refs/heads/main")
    if head is None or claimed_genesis(git, head) is None:
        return None
    return desk_of(ctx, fetch=False)
