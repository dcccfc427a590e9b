"""`govtool simulate`: count made-up votes and payouts, and try out bylaws, before anybody has to live with them."""

from __future__ import annotations

import click

from govtool.cli.context import desk_of, folder_of, json_option, now
from govtool.cli.render import as_json as print_json
from govtool.cli.render import say, table
from govtool.core.state import State
from govtool.errors import EXIT_FINDINGS, EXIT_OK, GovtoolError
from govtool.io.git import Git
from govtool.roles.identity import claimed_genesis
from govtool.roles.trial import Passing, Trial, passings, read_bylaws, run_cases


@click.group("simulate", epilog="Example: govtool simulate tally cases.yaml")
def command() -> None:
    """Count made-up votes and payouts, and try out bylaws.

    The same functions count here as in real votes. Nothing is changed. A case may say what it expects; where something
    else comes out the exit status is 10.
    """


@command.command("tally", epilog="Example: govtool simulate tally cases.yaml --json")
@click.argument("file")
@json_option
def tally(file: str, as_json: bool) -> int:
    """Count the votes of a file: a list of cases with a rule and groups of people (- reads the standard input)."""
    trial = run_cases("tally", file)
    if as_json:
        print_json(list(trial.results))
    else:
        for result, differing, expected in zip(trial.results, trial.differing, trial.expected, strict=True):
            figures = ", ".join(f"{name} {result[name]}" for name in ("for", "against", "abstain", "block"))
            settled = "settled" if result["settled"] else "not settled"
            say(f"{result['name']}: {result['result']} ({settled}; {figures}; of {result['eligible']})")
            _tell_difference(result, differing, expected)
    return _status(trial, as_json)


@command.command("payout", epilog="Example: govtool simulate payout cases.yaml --json")
@click.argument("file")
@json_option
def payout(file: str, as_json: bool) -> int:
    """Divide the payouts of a file: a list of cases with debts and an amount (- reads the standard input)."""
    trial = run_cases("payout", file)
    if as_json:
        print_json(list(trial.results))
    else:
        for result, differing, expected in zip(trial.results, trial.differing, trial.expected, strict=True):
            _tell_payout(result)
            _tell_difference(result, differing, expected)
    return _status(trial, as_json)


def _tell_payout(result: dict[str, object]) -> None:
    lines = result.get("lines")
    if not isinstance(lines, dict):
        say(f"{result['name']}: {result.get('error')}")
        return
    say(f"{result['name']}: {result['unallocated']} left over")
    table([(creditor, f"{amount:>12}") for creditor, amount in lines.items()])


def _tell_difference(result: dict[str, object], differing: tuple[str, ...], expected: dict[str, object]) -> None:
    for name in differing:
        say(f"  expected {name} {expected.get(name)}, and it came out as {result.get(name, 'nothing')}", colour="red")


def _status(trial: Trial, quiet: bool) -> int:
    if trial.is_as_expected:
        return EXIT_OK
    wrong = [str(result["name"]) for result, names in zip(trial.results, trial.differing, strict=True) if names]
    say(f"{len(wrong)} of {len(trial.results)} cases came out otherwise than expected", error=quiet, colour="red")
    if quiet:
        for result, names, expected in zip(trial.results, trial.differing, trial.expected, strict=True):
            for name in names:
                say(f"{result['name']}: expected {name} {expected.get(name)}, not {result.get(name)}", error=True)
    return EXIT_FINDINGS


@command.command("bylaws", epilog="Example: govtool simulate bylaws registry/bylaws.yaml")
@click.argument("file")
@json_option
@click.pass_context
def bylaws(ctx: click.Context, file: str, as_json: bool) -> int:
    """Read bylaws as they would be, and say who could pass what with the members of today."""
    read = read_bylaws(file)
    state = _state(ctx)
    found = passings(read, state, now(quiet=as_json))
    if as_json:
        print_json({"version": read.version, "rules": [_data(passing) for passing in found]})
        return EXIT_OK
    say(f"these bylaws can stand: {len(read.rules)} rules, {len(read.decisions)} kinds of decision", colour="green")
    if state is None:
        say("  (no co-operative here: nobody is counted)")
    for passing in found:
        say(f"{passing.rule}, clause {passing.clause}: {passing.result}", bold=True)
        say(f"  {_who(passing)}")
        if passing.decides:
            say(f"  decides {', '.join(passing.decides)}")
    return EXIT_OK


def _who(passing: Passing) -> str:
    if not passing.eligible_heads:
        return "nobody is on its roll as things are"
    roll = f"{passing.eligible_heads} people with {passing.eligible} votes are asked"
    if passing.fewest_heads is None:
        return f"{roll}; not even all together reach it"
    people = "1 person reaches" if passing.fewest_heads == 1 else f"{passing.fewest_heads} people reach"
    votes = f"; it takes {passing.needed} votes for it" if passing.needed is not None else ""
    return f"{roll}; at least {people} it while the others stay silent{votes}"


def _data(passing: Passing) -> dict[str, object]:
    return {
        "rule": passing.rule,
        "clause": passing.clause,
        "result": passing.result,
        "decides": list(passing.decides),
        "eligible": passing.eligible,
        "eligible_heads": passing.eligible_heads,
        "fewest_heads": passing.fewest_heads,
        "needed": passing.needed,
    }


def _state(ctx: click.Context) -> State | None:
    """The people of the co-operative here, where there is one."""
    try:
        git = Git(folder_of(ctx))
    except GovtoolError:
        return None
    head = git.ref("refs/remotes/origin/main") or git.ref("refs/heads/main")
    if head is None or claimed_genesis(git, head) is None:
        return None
    return desk_of(ctx, fetch=False).book.state
