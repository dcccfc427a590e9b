"""`govtool federation case`: quarrels with an affiliate, their mediators, agreements and advice."""

from __future__ import annotations

import click

from govtool.cli.federation.argument import affiliate_typed
from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import joined, when
from govtool.core.finding import finding
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import is_federation
from govtool.domain.constitution.member import Member
from govtool.domain.federation.case import Advise, AgreeCase, AskAdvice, NameMediator, OpenCase
from govtool.domain.people.case import Case, Party, newest
from govtool.errors import Refused
from govtool.io.file.document import DocumentStore
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.document_service import digest_from
from govtool.roles.desk.lookup import member_by_id, party_by_id
from govtool.roles.people.mediation import SHOWN_FOR, Step, case_named, next_steps, party_of

_number = click.argument("number", metavar="NUMBER")
_document = click.argument("document", metavar="DIGEST|FILE")


@named_group("case", "govtool federation case open restaurant --for riverside --subject Fish --document FILE")
def command() -> None:
    """Put a quarrel before mediators. Nothing else waits for a case.

    Each party has 14 days to name a mediator, and both have 60 days to agree. The texts are kept outside: govtool
    documents add FILE. A case that failed can support a complaint on its ground.
    """


@statement_command("open", OpenCase, "govtool federation case open restaurant --subject Fish --document FILE")
@click.argument("against", metavar="AFFILIATE|PERSON")
@click.option("--for", "affiliate", metavar="AFFILIATE", help="Open it for this affiliate (default: for yourself).")
@click.option("--document", metavar="DIGEST|FILE", required=True, help="A salted document about it.")
@click.option("--person", is_flag=True, help="If a person and an affiliate have the same id: the person.")
def open_command(
    desk: Desk, against: str, affiliate: str | None, subject: str, document: str, ground: str | None, person: bool
) -> Meant:
    """Open a case against an affiliate or a person. Two persons cannot have a case.

    Then each party names a mediator within 14 days: govtool federation case name. Otherwise the case fails.
    """
    state = desk.book.state
    other = member_by_id(state, against) if person else party_by_id(state, against)
    field = "against_person" if isinstance(other, Member) else "against_affiliate"
    side = affiliate_typed(desk, affiliate) if affiliate is not None else None
    body = {
        "affiliate": side,
        field: other.id,
        "subject": subject,
        "text_digest": digest_from(document, DocumentStore()),
        "ground": ground,
    }
    told = f"You open a case for {side or 'yourself'} against {other.id}."
    return Meant(f"{told} It fails in 14 days unless each side names a mediator.", body)


@statement_command("name", NameMediator, "govtool federation case name 3 mia")
@_number
@click.argument("mediator", metavar="PERSON")
def name_command(desk: Desk, number: str, mediator: str) -> Meant:
    """Name the mediator of your side. Both sides can name the same person."""
    case = case_named(desk.book.state, number)
    body = {**_mine(desk, case), "mediator": member_by_id(desk.book.state, mediator).id}
    return Meant(f"You name {mediator} as a mediator in case {case.number}.", body)


@statement_command("agree", AgreeCase, "govtool federation case agree 3 FILE")
@_number
@_document
def agree_command(desk: Desk, number: str, document: str) -> Meant:
    """Sign an agreement. The case is over once both parties have signed the same text."""
    case = case_named(desk.book.state, number)
    body = {**_mine(desk, case), "text_digest": digest_from(document, DocumentStore())}
    return Meant(f"You sign an agreement in case {case.number}.", body)


@statement_command("ask", AskAdvice, "govtool federation case ask 3 --binding")
@_number
@click.option("--binding", is_flag=True, help="You follow the advice, if the other party says so too.")
def ask_command(desk: Desk, number: str, binding: bool) -> Meant:
    """Ask three mediators for advice. The case must have failed before."""
    case = case_named(desk.book.state, number)
    return Meant(f"You ask for advice in case {case.number}.", {**_mine(desk, case), "binding": binding})


@statement_command("advise", Advise, "govtool federation case advise 3 FILE")
@_number
@_document
def advise_command(desk: Desk, number: str, document: str) -> Meant:
    """Give advice with two more mediators. All three sign the same text: govtool sign."""
    case = case_named(desk.book.state, number)
    body = {"case": case.number, "text_digest": digest_from(document, DocumentStore())}
    return Meant(f"You give advice in case {case.number}. Two more mediators must sign it.", body)


@desk_command("show", "govtool federation case show 3")
@_number
def show_command(desk: Desk, number: str, as_json: bool) -> None:
    """Show a case, and what you can do in it."""
    case = case_named(desk.book.state, number)
    if as_json:
        print_json(case_data(desk, case))
    else:
        tell_mediation(desk, case)


def _steps(desk: Desk, case: Case) -> list[Step]:
    """The steps that the person of the desk can take in a case now."""
    member = desk.known_member
    return list(next_steps(desk.book.state, case, member, desk.at)) if member is not None else []


def case_data(desk: Desk, case: Case) -> dict[str, object]:
    """A case for a program."""
    return {**case.data(), "status": case.status(desk.at), "steps": _steps(desk, case)}


def tell_mediation(desk: Desk, case: Case) -> None:
    """Prints a case, and what the person of the desk can do in it."""
    now = desk.now
    say(f"Case {case.number}: {case.subject}", bold=True)
    say(f"  {case.complainant.id} against {case.respondent.id}, since {when(case.opened_at, now)}")
    say(f"  ground: {case.ground or 'none'}; text: {case.text_digest}")
    for party in case.parties:
        say(f"  {party.id}: {_did(party)}")
    say(f"  {_status(case, desk.at, now)}", bold=True)
    if case.advice is not None:
        kind = "binding advice" if case.is_binding else "advice"
        say(f"  {kind} of {joined(case.advised_by)}, {when(case.advised_at or '', now)}: {case.advice}")
    elif case.advise_by is not None:
        say(f"  advice of three mediators is due before {when(case.advise_by, now)}")
    for step in _steps(desk, case):
        say(f"  {step.what}", colour="yellow")
        say(f"  → {step.how}, before {when(step.by, now)}")


@desk_command("list", "govtool federation case list")
@click.option("--all", "everything", is_flag=True, help="Also those in which nothing can be done any more.")
def list_command(desk: Desk, everything: bool, as_json: bool) -> None:
    """List cases, the newest first."""
    state, at = desk.book.state, desk.at
    if not is_federation(state):
        raise Refused([finding("no_federation", what="a case")])
    found = list(Case.all(state, newest_first=True) if everything else newest(state, SHOWN_FOR, at))
    if as_json:
        print_json([{**picked(case, "number subject ground between"), "status": case.status(at)} for case in found])
        return
    table([(str(case.number), case.between, case.subject, case.ground or "", case.status(at)) for case in found])
    if not found:
        say("No case is open." if not everything else "There was no case.")
        if not everything:
            say("  → those that are over: govtool federation case list --all")


def _mine(desk: Desk, case: Case) -> dict[str, object]:
    """The fields of a statement in a case, for the party for which the person acts."""
    return {"affiliate": party_of(desk.book.state, case, desk.member, desk.at), "case": case.number}


def _did(party: Party) -> str:
    said = [f"mediator {party.mediator}" if party.mediator else "no mediator named"]
    said += [f"signed the agreement {party.agreed}"] if party.agreed else []
    said += ["follows the advice if the other does"] if party.binding else []
    return ", ".join(said)


def _status(case: Case, at: Instant, now: Instant) -> str:
    if case.agreed_at is not None:
        return f"agreed {when(case.agreed_at, now)}"
    fails = when(case.fails_at or at, now)
    if case.has_failed(at):
        return f"failed {fails}"
    needed = "they agree" if all(party.mediator for party in case.parties) else "each party names a mediator"
    return f"open; it fails {fails} unless {needed}"


for each in (open_command, name_command, agree_command, ask_command, advise_command, show_command, list_command):
    command.add_command(each)
