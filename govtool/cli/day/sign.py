"""`govtool sign`: signs what waits for your signature, after showing it in full."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import click

from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.json import picked, plain_fields, print_json
from govtool.cli.terminal.render import is_agreed, say, tell_findings
from govtool.cli.view.founding import tell_founding
from govtool.cli.view.hours import doubled_warnings, tell_named_hours
from govtool.cli.view.stuck import stuck_data, tell_stuck
from govtool.cli.view.unsent import tell_stranded, tell_stranded_filing
from govtool.domain.decisions.countersignature_list import MOST_ENTRIES, CountersignList
from govtool.errors import EXIT_FINDINGS, EXIT_OK, Refused, UsageError
from govtool.roles.day.waiting import ToSign, to_sign
from govtool.roles.decisions.proposal_service import Kept, file_again, stranded_filings
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.outbox import taken_back_by
from govtool.roles.desk.statement_service import (
    StatementSent,
    Stranded,
    judge_statement,
    make_statement,
    on_their_way,
    sign_again,
    stranded,
)
from govtool.roles.money.signature_service import is_in_lists, is_one_by_one, twin_warnings, warnings_of
from govtool.roles.money.stuck import Stuck, all_stuck, to_enter_anew

SHOWN: Mapping[str, Callable[[Desk, Mapping[str, object]], None]] = {
    "accept": lambda desk, body: tell_founding(desk),
    "approve-hours": tell_named_hours,
}
"""The function that shows a statement to its signer, by kind of statement."""


@dataclass(frozen=True)
class Warned:
    """An item that was not signed, because `--yes` skips items with a warning."""

    warnings: tuple[str, ...]


@desk_command("sign", "govtool sign")
@click.argument("digest", required=False)
@click.option("--yes", is_flag=True, help="Do not ask. Personal, permanent and warned items need their DIGEST.")
@click.option("--together", is_flag=True, help="Sign the waiting entries of the books by one statement.")
def command(desk: Desk, digest: str | None, yes: bool, together: bool, as_json: bool) -> int:
    """Sign what waits for your signature, such as the founding. govtool shows all of it first.

    If an earlier signature of yours made an item pointless, govtool says so, signs the rest and exits with 10. If
    another computer of yours used the number of a statement, govtool shows that statement first, and one key press
    signs it again. `--yes` skips items with a warning, such as money that is recorded already.

    `--together` shows all income, expenses and claims that wait, asks once, and signs them by one statement. It leaves
    out entries with a warning.

    With DIGEST (or its beginning) you sign only as the second person of that statement.
    """
    if together:
        if digest is not None:
            raise UsageError("--together signs everything in the books that waits", "leave out the digest")
        return _sign_together(desk, yes=yes, as_json=as_json)
    if digest is None:
        _offer_again(desk, yes=yes, quiet=as_json)
    waiting = to_sign(desk, desk.member.id)
    stuck = _stuck(desk, digest)
    if digest is not None:
        waiting = tuple(item for item in waiting if _is_named(_cited(item), digest))
    elif yes:
        waiting = _without_personal(desk, waiting, quiet=as_json)
    if not waiting:
        is_named = digest is not None and bool(stuck)
        if as_json:
            _print(desk, [], [stuck_data(desk.book.state, each) for each in stuck] if is_named else [], stuck)
        else:
            if not is_named:
                say("Nothing waits for your signature.")
            _tell_stuck(desk, stuck, named=is_named)
        return EXIT_FINDINGS if is_named else EXIT_OK
    if not yes and (as_json or not sys.stdin.isatty()):
        for item in waiting:
            _show(desk, item, error=as_json)
        raise UsageError("this is no terminal to ask on; nothing was signed", "read it, then: govtool sign --yes")
    named = digest is not None
    outcomes = [(item, _sign(desk, item, yes=yes, named=named, quiet=as_json)) for item in waiting]
    refused = [(item, found) for item, found in outcomes if isinstance(found, Refused)]
    if as_json:
        told = [(found, picked(item, "kind about", **_came_of(found))) for item, found in outcomes if found is not None]
        signed = [data for found, data in told if isinstance(found, StatementSent)]
        _print(desk, signed, [data for found, data in told if not isinstance(found, StatementSent)], stuck)
    else:
        _tell_stuck(desk, stuck)
    return EXIT_FINDINGS if refused else EXIT_OK


def _sign_together(desk: Desk, *, yes: bool, as_json: bool) -> int:
    """Shows all entries of the books that wait for a person, and signs those without a warning by one statement.

    Raises UsageError if there are no two of them, or there is no terminal to ask on.
    """
    waiting = [item for item in to_sign(desk, desk.member.id) if is_in_lists(desk.book.state, item.body)]
    items: list[ToSign] = []
    for item in waiting:
        others = [each.body for each in items]
        warnings = _warnings(desk, item) or twin_warnings(desk.book.state, item.body, others)
        if not warnings:
            items.append(item)
            continue
        say(f"Left out, because there is a warning: {item.about}", error=as_json)
        for line in warnings:
            say(f"  {line}", colour="yellow", error=as_json)
        say(f"  → read it, then: govtool sign {_cited(item)[:12]} --yes", error=as_json)
    items = items[:MOST_ENTRIES]
    if len(items) < 2:
        raise UsageError("there are no two entries of the books to sign together", "one by one: govtool sign")
    for item in items:
        _show(desk, item, error=as_json)
    if not yes and (as_json or not sys.stdin.isatty()):
        raise UsageError("this is no terminal to ask on; nothing was signed", "govtool sign --together --yes")
    if not is_agreed(f"Do you sign these {len(items)} entries?", yes=yes):
        return EXIT_OK
    sent = make_statement(desk, CountersignList.kind, {"confirms": [item.body["confirms"] for item in items]})
    if as_json:
        _print(desk, [{"kind": CountersignList.kind, **plain_fields(sent)}], [], ())
    else:
        say(f"  {_done(sent)} together; they take effect once the clerk records it. → govtool status")
    return EXIT_OK


def _offer_again(desk: Desk, *, yes: bool, quiet: bool) -> None:
    """Shows each statement and proposal that cannot be sent as signed. On a terminal one key press signs it again.

    It never does so without asking: the person may have signed the same on the other computer.
    """
    is_asked = not (yes or quiet) and sys.stdin.isatty()
    for paper in stranded(desk):
        tell_stranded(desk.book.state, paper, error=quiet)
        words = "Sign it again, under your next number?", "sign it again"
        drop = f"drop it: {taken_back_by(paper.place.branch)}"
        _do_again(partial(_signed_again, desk, paper), *words, drop, is_asked=is_asked)
    for kept in stranded_filings(desk):
        tell_stranded_filing(kept, error=quiet)
        drop = f"drop it: {taken_back_by(kept.branch)}"
        again = partial(_filed_again, desk, kept)
        _do_again(again, "Submit it under another name?", "submit it", drop, is_asked=is_asked)


def _signed_again(desk: Desk, paper: Stranded) -> str:
    sent = sign_again(desk, paper)
    return f"{_done(sent)} as your statement {sent.number}"


def _done(sent: StatementSent) -> str:
    return "signed and delivered" if sent.state == "delivered" else "signed, and kept until it can be sent"


def _stuck(desk: Desk, digest: str | None) -> tuple[Stuck, ...]:
    """The statements that nobody can sign any more: the named ones, or else those that the person can enter anew."""
    if digest is None:
        return tuple(to_enter_anew(desk.book.state, desk.member, desk.at))
    return tuple(each for each in all_stuck(desk.book.state, desk.at) if _is_named(each.digest, digest))


def _tell_stuck(desk: Desk, stuck: tuple[Stuck, ...], *, named: bool = False) -> None:
    for each in stuck:
        if named:
            tell_findings(each.findings)
        tell_stuck(desk.book.state, each)


def _is_named(cited: str, digest: str) -> bool:
    """Whether a statement is the one that a person named by its digest, or by how that begins."""
    start = digest.removeprefix("sha256:")
    return bool(start) and cited.removeprefix("sha256:").startswith(start)


def _filed_again(desk: Desk, kept: Kept) -> str:
    sent = file_again(desk, kept)
    done = "submitted" if sent.state == "delivered" else "signed, and kept until it can be sent,"
    return f"{done} as {sent.sheet.slug}"


def _do_again(again: Callable[[], str], question: str, what: str, drop: str, *, is_asked: bool) -> None:
    """Signs or submits again if a person says yes with one key, and prints the result. Otherwise it prints the choices.

    After a refusal it prints the reason and the other choice.
    """
    if not is_asked:
        say(f"  → {what}: govtool sign, in a terminal; or {drop}", error=True)
        return
    click.echo(f"  {question} [y/N] ", nl=False)
    key = click.getchar()
    say(key if key.isprintable() else "")
    if key.lower() != "y":
        say(f"  left as it is; {drop}")
        return
    try:
        done = again()
    except Refused as refused:
        tell_findings(refused.findings, error=True)
        say(f"  → {drop}", error=True)
    else:
        say(f"  {done}")


def _cited(item: ToSign) -> str:
    """The digest of the statement that an item cites, without its prefix."""
    return str(item.body.get("confirms", "")).removeprefix("sha256:")


def _without_personal(desk: Desk, waiting: tuple[ToSign, ...], *, quiet: bool) -> tuple[ToSign, ...]:
    """The items that may be signed without asking: nobody becomes a complainant by accident."""
    state = desk.book.state
    for item in waiting:
        if is_one_by_one(state, item.body):
            say(f"Not signed, because it must be signed by itself: {item.about}", error=quiet)
            say(f"  → read it, then: govtool sign {_cited(item)[:12]} --yes", error=quiet)
    return tuple(item for item in waiting if not is_one_by_one(state, item.body))


def _show(desk: Desk, item: ToSign, *, error: bool = False) -> None:
    say(f"Waits for your signature: {item.about}", bold=True, error=error)
    if item.kind in SHOWN and not error:
        SHOWN[item.kind](desk, item.body)
    for line in _warnings(desk, item):
        say(f"  {line}", colour="yellow", error=error)


def _warnings(desk: Desk, item: ToSign) -> tuple[str, ...]:
    """The warnings that a person sees before they sign an item."""
    if item.kind == "approve-hours":
        return doubled_warnings(desk, item.body)
    return warnings_of(desk, item.body) if item.kind == "countersign" else ()


def _sign(desk: Desk, item: ToSign, *, yes: bool, named: bool, quiet: bool) -> StatementSent | Refused | Warned | None:
    """Shows and signs one item. None if the person said no, the refusal if it cannot be signed (any more).

    It judges the item again, because an earlier signature may have made it pointless, or a reason to warn. With `yes`
    it skips an item with a warning, unless the person `named` it by its digest.
    """
    if not quiet:
        _show(desk, item)
    warnings = _warnings(desk, item) if yes and not named else ()
    if warnings:
        say(f"Not signed, because there is a warning: {item.about}", error=quiet)
        by_itself = f"govtool sign {_cited(item)[:12]}" if _cited(item) else "govtool hours approve"
        say(f"  → read it, then: {by_itself} --yes", error=quiet)
        return Warned(warnings)
    try:
        if not yes:
            judge_statement(desk, item.kind, item.body)
            if not is_agreed(f"Do you sign {item.about}?", yes=False):
                return None
        sent = make_statement(desk, item.kind, item.body)
    except Refused as refused:
        say(f"Not signed, because nobody can sign it now: {item.about}", colour="red", error=True)
        tell_findings(refused.findings, error=True)
        for each in all_stuck(on_their_way(desk)[0], desk.at):
            if each.digest == item.body.get("confirms"):
                say(f"  → {each.next_step}", error=True)
        return refused
    if not quiet:
        say(f"  {_done(sent)}; it takes effect once the clerk records it. → govtool status")
    return sent


def _print(desk: Desk, signed: object, not_signed: object, stuck: tuple[Stuck, ...]) -> None:
    anew = [stuck_data(desk.book.state, each) for each in stuck if each.is_anew]
    print_json({"signed": signed, "not_signed": not_signed, "enter_anew": anew})


def _came_of(found: StatementSent | Refused | Warned) -> dict[str, object]:
    """The result of signing an item, for a program."""
    if isinstance(found, StatementSent):
        return plain_fields(found)
    return {"findings": found.findings} if isinstance(found, Refused) else {"findings": (), "warnings": found.warnings}
