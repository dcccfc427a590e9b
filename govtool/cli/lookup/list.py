"""`govtool list`: the records of one kind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import click
from click.shell_completion import CompletionItem

from govtool.cli.lookup.list_filter import Filter
from govtool.cli.terminal.completion import people, state_for
from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.json import answer, picked, print_json
from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.text import hours, local, one_line, votes
from govtool.cli.terminal.typed import DAY, MONTH, option
from govtool.cli.view.affiliation import belonging_words
from govtool.cli.view.money import tell_budgets, tell_entries, tell_wages
from govtool.cli.view.record import in_short
from govtool.core.code import sentence_of
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import Instant, date_of
from govtool.core.wording import Form, render
from govtool.domain.constitution.bylaws import bylaws_of, has_kind
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Statement
from govtool.domain.money.budget import Budget
from govtool.domain.money.treasury import Entry
from govtool.domain.work.wage import Wages, wages_of
from govtool.errors import UsageError
from govtool.roles.clerk.letter import JudgedLetter
from govtool.roles.day.waiting import MyFiling, filings
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.people.letter_service import waiting_letters
from govtool.roles.said.form import forms_of
from govtool.roles.said.near import nearest, offered
from govtool.roles.said.saying import stated

_OWN_TABLE = ("entry", "budget", "wages", "statement")
_OTHER_WORDS = {"proposal": "docket", "person": "member", "people": "member", "hours": "timesheet", "wage": "wages"}
_ELSEWHERE = {
    "ballot": "govtool tally PROPOSAL",
    "bylaws": "govtool show bylaws",
    "minute": "govtool log",
    "month": "govtool hours list",
    "organization": "govtool show organization",
    "recusal": "govtool show PROPOSAL",
    "treasury": "govtool treasury",
    "waiting": "govtool hours list",
}
"""Kinds of records that people do not read as a list, and the command that shows them."""
_FEW_CLOSED = 20


def _kinds(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The words for the kinds of records, for a shell."""
    state = state_for(ctx)
    known = ["open", *kinds_for_people(state)] if state is not None else []
    return [CompletionItem(name) for name in known if name.startswith(incomplete.lower())]


@desk_command("list", "govtool list open; govtool list proposals tea --by carol --since 2026-09-01")
@click.argument("kind", default="proposals", shell_complete=_kinds)
@click.argument("words", nargs=-1)
@click.option("--open", "only_open", is_flag=True, help="Only those that are open.")
@click.option("--by", metavar="PERSON", shell_complete=people, help="Only those of this person.")
@option(DAY, "--since", words="Only those of this day, or later")
@option(MONTH, "--month", words="Only those of this month")
@click.option("--all", "everything", is_flag=True, help="Every closed proposal too, not only the last 20.")
def command(
    desk: Desk,
    kind: str,
    words: tuple[str, ...],
    only_open: bool,
    by: str | None,
    since: str | None,
    month: str | None,
    everything: bool,
    as_json: bool,
) -> None:
    """List proposals, or another KIND: open, drafts, questions, trials, members, teams, policies, projects, payouts,
    entries, budgets, timesheets, debts, statements, applications, complaints.

    With WORDS only those in which all of these words stand. With --json it gives the records as the registry has them,
    of every kind that there is.
    """
    state = desk.book.state
    if kind.lower() == "open":
        kind, only_open = "proposals", True
    wanted = kind_of(kind, state, for_people=not as_json)
    person = member_by_id(state, by).id if by else None
    chosen = Filter(only_open, person, since, month, words)
    if wanted in ("letter", "draft"):
        if chosen != Filter(words=words):
            raise UsageError(f"{kind} can only be searched by words", f"govtool list {kind} WORDS")
        _list_letters(desk, chosen, as_json=as_json) if wanted == "letter" else _list_drafts(desk, chosen, as_json)
        return
    chosen.refuse_for(state.catalogue.records[wanted], kind)
    most = None if everything or as_json or not chosen.is_empty else _FEW_CLOSED
    rows = ((record, row_of(state, record, desk.now)) for record in records_of(state, wanted, most))
    found = [(record, row) for record, row in rows if chosen.fits(record, row)]
    if as_json:
        print_json([_with_status(record) for record, _ in found])
        return
    _tell(desk, wanted, found)
    outside = waiting_letters(desk) if wanted == "application" and chosen.is_empty else ()
    table([letter_row(judged) for judged in outside])
    if not found and not outside and (wanted != "wages" or not chosen.is_empty):
        say(f"Nothing yet: {kind}." if chosen.is_empty else f"None of the {kind} fits that.")


def _tell(desk: Desk, kind: str, found: list[tuple[Record, tuple[str, ...]]]) -> None:
    state, records = desk.book.state, [record for record, _ in found]
    if kind == "entry":
        tell_entries(state, (record for record in records if isinstance(record, Entry)))
    elif kind == "budget":
        tell_budgets(state, (record for record in records if isinstance(record, Budget)))
    elif kind == "wages":
        tell_wages(state, wages_of(state), desk.at)
    else:
        table([row for _, row in found])


def _list_drafts(desk: Desk, chosen: Filter, as_json: bool) -> None:
    drafts = [_draft_data(found) for found in filings(desk)]
    drafts = [draft for draft in drafts if chosen.fits_row(draft.values())]
    answer(as_json, lambda: drafts, lambda: table([tuple(draft.values()) for draft in drafts]))
    if not drafts and not as_json:
        say("Nothing yet: drafts.")


def _list_letters(desk: Desk, chosen: Filter, *, as_json: bool) -> None:
    """Prints the applications and registrations from outside that no member has brought in."""
    found = [judged for judged in waiting_letters(desk) if chosen.fits_row(letter_row(judged))]
    if as_json:
        print_json(
            picked(judged, "branch digest findings", **(judged.letter.data() if judged.letter else {}))
            for judged in found
        )
        return
    table([letter_row(judged) for judged in found])
    if not found:
        say("Nothing waits outside.")


def letter_row(judged: JudgedLetter) -> tuple[str, ...]:
    """An application from outside as one row for people."""
    letter = judged.letter
    if letter is None or judged.findings:
        why = sentence_of(judged.findings[0]) if judged.findings else ""
        return (letter.id if letter else "?", f"cannot be brought in: {why}", judged.branch)
    what = f"applies for {hours(letter.wanted_minutes_per_week)} a week" if letter.wants == "member" else "registers"
    return (letter.id, letter.name, f"{what}; outside", f"govtool receive {letter.id}")


def _draft_data(found: MyFiling) -> dict[str, str]:
    status = "draft" if found.is_draft else "cannot be opened" if found.findings else "filed"
    return {"slug": found.slug, "title": found.proposal.title if found.proposal else "?", "status": status}


def kind_of(word: str, state: State, *, for_people: bool = True) -> str:
    """The kind of record that a word means, singular or plural. People are offered only the kinds that have a table for
    them. A co-operative has no kinds of a federation. Raises UsageError.
    """
    every = {name: name for name, kind in state.catalogue.records.items() if has_kind(state, kind)}
    every |= {"draft": "draft", "letter": "letter"} | _OTHER_WORDS
    typed = word.lower()
    singular = typed[:-3] + "y" if typed.endswith("ies") else typed.removesuffix("s")
    found = every.get(typed) or every.get(singular)
    if found is not None and (not for_people or _has_table(state, found)):
        return found
    known = kinds_for_people(state)
    if found is not None:
        also = f"{_ELSEWHERE[found]}; " if found in _ELSEWHERE else ""
        raise UsageError(f"there is no list of {word!r} for people", f"{also}for a program: govtool list {word} --json")
    near = nearest(typed, ["open", *known, *(name for name in every if _has_table(state, every[name]))])
    hint = f"one of: open, {', '.join(known)}; or search: govtool list proposals {word}"
    raise UsageError(f"there is no kind {word!r}{offered(near)}", hint)


def kinds_for_people(state: State) -> list[str]:
    """The words that people type for the kinds that have a table."""
    found = (kind for kind, model in state.catalogue.records.items() if has_kind(state, model))
    named = (plural("proposal" if kind == "docket" else kind) for kind in found if _has_table(state, kind))
    return [*sorted(named), "drafts", "letters"]


def _has_table(state: State, kind: str) -> bool:
    model = state.catalogue.records.get(kind)
    return kind in _OWN_TABLE or model is None or bool(model.columns)


def plural(word: str) -> str:
    """More than one of a kind."""
    return word if word.endswith("s") else f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def records_of(state: State, kind: str, most: int | None = None) -> Iterator[Record]:
    """The records of a kind, by path; of the docket the open ones first, then the closed, the newest first."""
    if kind == "docket":
        yield from docket.open_entries(state)
        yield from islice(docket.closed_entries(state), most)
        return
    model = state.catalogue.records.get(kind)
    if model is not None:
        yield from model.all(state, closed=True) if model.home.closed else ()
        yield from model.all(state)


def _with_status(record: Record) -> dict[str, object]:
    data = record.data()
    return {**data, "status": record.status} if isinstance(record, DocketEntry) else data


def row_of(state: State, record: Record, now: Instant) -> tuple[str, ...]:
    """A record as one row for people."""
    if isinstance(record, Statement):
        return f"{record.member}/{record.number}", one_line(stated(state, record.kind, record.body))
    if isinstance(record, Budget | Entry | Wages) or not record.columns:
        return tuple(in_short(state, record.data()))
    words = {**forms_of(state), **forms(state, now)}
    return tuple(one_line(render(column, lambda name: getattr(record, name), words)) for column in record.columns)


def forms(state: State, now: Instant) -> dict[str, Form]:
    """The forms that only a list has: times in the time of this computer, and what the bylaws make of a person."""
    bylaws = bylaws_of(state)

    def class_of(value: object, _: str) -> str:
        member = Member.of(state, str(value))
        found = bylaws.class_of(member) if member is not None else None
        return found[0] if found else member.membership if member is not None else ""

    def share_of(value: object, _: str) -> str:
        member = Member.of(state, str(value))
        if member is None:
            return ""
        if bylaws.kind is not None:
            return belonging_words(state, member.id, now)
        return f"{hours(member.committed_minutes_per_week)} a week"

    def votes_of(value: object, _: str) -> str:
        member = Member.of(state, str(value))
        return votes(bylaws.votes_of(member)) if member is not None else ""

    return {
        "local": lambda value, _: local(str(value), now),
        "term": lambda value, _: f"{'until' if date_of(now) <= str(value) else 'ended on'} {value}",
        "expiry": lambda value, _: f"{'good until' if now < str(value) else 'expired'} {local(str(value), now)}",
        "class": class_of,
        "share": share_of,
        "votes": votes_of,
        "words": lambda value, _: str(value).replace("-", " "),
    }
