"""`govtool show`: prints anything that has a name, from a proposal to a single entry.

Each kind of thing loads only what shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import click

from govtool.cli.terminal.completion import things
from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import when
from govtool.cli.view.critique import tell_critique
from govtool.cli.view.proposal import proposal_data, tell_as_filed, tell_draft, tell_draft_as_filed, tell_proposal
from govtool.core import typed_name
from govtool.core.ids import is_id
from govtool.core.minute import Minute
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import date_of
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.bylaws import bylaws_of, has_kind
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.critique import Critique
from govtool.domain.decisions.policy import Policy
from govtool.domain.decisions.statement import Statement, last_number
from govtool.domain.decisions.trial import Trial
from govtool.errors import UsageError
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import affiliate_by_id, member_by_id, slugs_of
from govtool.roles.said.near import nearest, offered

if TYPE_CHECKING:
    from govtool.domain.work.wage import Wages
    from govtool.roles.decisions.proposal_service import Kept

R = TypeVar("R", bound=Record)

# the name of something of a person: its last part is a number, so it is no draft's name
_NESTED = re.compile(r"[^/]+(?:/[0-9-]+)+")


@dataclass(frozen=True)
class Shown:
    """A thing that was found: functions that print it, give its data, and print its file if that differs."""

    tell: Callable[[], None]
    data: Callable[[], Mapping[str, object]]
    as_filed: Callable[[], None] | None = None


@desk_command("show", "govtool show 7; govtool show rule ordinary; govtool show minute 12")
@click.argument("what", nargs=-1, required=True, shell_complete=things)
@click.option("--as-filed", is_flag=True, help="The file itself, word for word, with its branches and commits.")
def command(desk: Desk, what: tuple[str, ...], as_filed: bool, as_json: bool) -> None:
    """Show anything: a proposal by number or name, a member, a team, a policy, a trial, bylaws, a rule, an entry.

    If a word could mean several things, add the kind: govtool show team web. A trial is trial NUMBER, an entry minute
    NUMBER, a statement MEMBER/NUMBER, a question, concern or objection NUMBER/NUMBER, and a timesheet
    MEMBER/MONTH/NUMBER, as `govtool hours list` prints it.
    """
    found = find(desk, what)
    if as_json:
        print_json(found.data())
        return
    if not as_filed:
        found.tell()
    elif found.as_filed is not None:
        found.as_filed()
    else:
        from govtool.cli.view.record import tell_data

        tell_data(found.data())


def find(desk: Desk, words: tuple[str, ...]) -> Shown:
    """The thing that the words name: a kind and a name, or one name. Raises UsageError."""
    kinds = _kinds(desk.book.state)
    if len(words) == 2 and words[0] in kinds:
        found = KINDS[words[0]](desk, words[1])
        if found is None:
            raise UsageError(f"there is no {words[0]} {words[1]!r}", _listing(words[0]))
        return found
    if len(words) == 2 and words[1] in kinds:
        right = f"govtool show {words[1]} {words[0]}"
        raise UsageError(f"the kind comes first{offered([right])}", right)
    if len(words) != 1:
        raise UsageError(f"{' '.join(words)!r} names nothing", f"govtool show {'|'.join(kinds)} NAME")
    word = words[0]
    if typed_name.number_of(word) is None:
        for look in (_fixed, _wages, _member, _team, _affiliate, _policy, _rule, _statement, _critique, _sheet, _file):
            found = look(desk, word)
            if found is not None:
                return found
    return _proposal(desk, word)


def _fixed(desk: Desk, word: str) -> Shown | None:
    state = desk.book.state
    if word == "bylaws":
        from govtool.cli.view.founding import tell_bylaws

        return Shown(lambda: tell_bylaws(state, desk.at), lambda: bylaws_of(state).data())
    if word == "organization":
        organization = organization_of(state)
        return _record(state, organization.name, organization)
    return None


def _proposal(desk: Desk, word: str) -> Shown:
    try:
        entry = entry_named(desk, word)
    except UsageError:
        if typed_name.number_of(word):
            raise
        from govtool.roles.decisions.proposal_service import kept_by_id

        kept = None if _NESTED.fullmatch(word) else kept_by_id(desk, word)
        if kept is None:
            raise _nothing(desk, word) from None
        return Shown(partial(tell_draft, desk, kept), partial(_draft_data, kept), partial(tell_draft_as_filed, kept))
    return Shown(
        lambda: tell_proposal(desk, entry), lambda: proposal_data(desk, entry), lambda: tell_as_filed(desk, entry)
    )


def _nothing(desk: Desk, word: str) -> UsageError:
    """The error for a name that nothing has, with the nearest names."""
    kinds = _kinds(desk.book.state)
    if word in kinds:
        return UsageError(f"say which {word}", f"govtool show {word} NAME; {_listing(word)}")
    state = desk.book.state
    known = [member.id for member in Member.all(state)] + [team.id for team in Team.all(state)]
    known += [affiliate.id for affiliate in Affiliate.all(state)]
    known += [*bylaws_of(state).rules, *slugs_of(state), *kinds]
    known += _of_person(state, word.lower().partition("/")[0]) if "/" in word else []
    asked = offered(nearest(word.lower(), known))
    return UsageError(
        f"nothing here is called {word!r}{asked}", "see what there is: govtool list, govtool list members"
    )


def _listing(kind: str) -> str:
    return f"see what there is: govtool {'show bylaws' if kind == 'rule' else f'list {kind}'}"


def _of_person(state: State, member: str) -> list[str]:
    """The names of a person's timesheets, and of their last statement."""
    if not is_id(member) or Member.of(state, member) is None:
        return []
    from govtool.domain.work.timesheet import Timesheet, months_of

    sheets = [sheet.name for month in months_of(state, member) for sheet in Timesheet.all(state, month, member)]
    last = last_number(state, member)
    return [*sheets, *([f"{member}/{last}"] if last else [])]


def _draft_data(kept: Kept) -> dict[str, object]:
    texts = {name: data.decode("utf-8", "replace") for name, data in kept.sheet.files.items()}
    return {"slug": kept.sheet.slug, "status": "draft", "files": texts}


def _shown(desk: Desk, record: R | None, tell: Callable[[Desk, R], None]) -> Shown | None:
    """A record, and the function that prints it; None if there is none."""
    return None if record is None else Shown(partial(tell, desk, record), record.data)


def _member(desk: Desk, word: str) -> Shown | None:
    return _shown(desk, Member.of(desk.book.state, word) if is_id(word) else None, _tell_member)


def _any_member(desk: Desk, word: str) -> Shown | None:
    return _shown(desk, member_by_id(desk.book.state, word), _tell_member)


def _tell_member(desk: Desk, member: Member) -> None:
    from govtool.cli.view.member import tell_member

    tell_member(desk, member)


def _team(desk: Desk, word: str) -> Shown | None:
    return _shown(desk, Team.of(desk.book.state, word) if is_id(word) else None, _tell_team)


def _tell_team(desk: Desk, team: Team) -> None:
    say(f"{team.name} ({team.id})", bold=True)
    for seat in team.seats:
        later = f", votes in it from {when(seat.counts_at, desk.now)} on" if seat.counts_at > desk.now else ""
        say(f"  {seat.member}{later}")
    if not team.seats:
        say("  nobody is in it")


def _affiliate(desk: Desk, word: str) -> Shown | None:
    found = Affiliate.of(desk.book.state, word) if is_id(word) else None
    return None if found is None else _shown_affiliate(desk, found)


def _any_affiliate(desk: Desk, word: str) -> Shown:
    return _shown_affiliate(desk, affiliate_by_id(desk.book.state, word))


def _shown_affiliate(desk: Desk, found: Affiliate) -> Shown:
    from govtool.cli.view.affiliate import affiliate_data, tell_affiliate

    return Shown(partial(tell_affiliate, desk, found), partial(affiliate_data, desk.book.state, found, desk.at))


def _case(desk: Desk, word: str) -> Shown | None:
    from govtool.cli.federation.case import case_data, tell_mediation
    from govtool.roles.people.mediation import case_named

    found = case_named(desk.book.state, word)
    return Shown(partial(tell_mediation, desk, found), partial(case_data, desk, found))


def _policy(desk: Desk, word: str) -> Shown | None:
    return _shown(desk, Policy.of(desk.book.state, word) if is_id(word) else None, _tell_policy)


def _tell_policy(desk: Desk, policy: Policy) -> None:
    say(f"{policy.title} ({policy.id}), version {policy.version}", bold=True)
    if policy.adopted_at is not None:
        say(f"  adopted by proposal {policy.adopted_by} on {when(policy.adopted_at, desk.now)}")
    if policy.until is not None:
        over = policy.until < date_of(desk.now)
        say(
            f"  ended: its last day was {policy.until}"
            if over
            else f"  in force until {policy.until}, that day included"
        )
    for line in policy.text:
        say(f"  {line}")


def _trial(desk: Desk, word: str) -> Shown | None:
    from govtool.cli.view.trial import tell_trial

    number = typed_name.number_of(word)
    return _shown(desk, Trial.of(desk.book.state, number) if number is not None else None, tell_trial)


def _rule(desk: Desk, word: str) -> Shown | None:
    state = desk.book.state
    rule = bylaws_of(state).rules.get(word)
    if rule is None:
        return None
    from govtool.cli.view.founding import tell_rule

    return Shown(lambda: tell_rule(state, word, desk.at), lambda: rule.data())


def _minute(desk: Desk, word: str) -> Shown | None:
    number = typed_name.count_of(word)
    return _shown(desk, Minute.of(desk.book.state, number) if number is not None else None, _tell_minute)


def _tell_minute(desk: Desk, minute: Minute) -> None:
    from govtool.cli.view.minute import tell_minute

    tell_minute(desk.book.state, minute, desk.book.commit_of(minute.number), desk.now)


def _statement(desk: Desk, word: str) -> Shown | None:
    name = typed_name.statement_of(word)
    found = Statement.of(desk.book.state, name.member, name.number) if name else None
    return _shown(desk, found, _tell_statement)


def _tell_statement(desk: Desk, statement: Statement) -> None:
    from govtool.cli.view.record import tell_record
    from govtool.roles.said.saying import stated

    state = desk.book.state
    words = stated(state, statement.kind, statement.body)
    say(f"Statement {statement.number} of {statement.member}: {words}", bold=True)
    tell_record(state, statement, ("member", "number", "kind", "not_after"))


def _critique(desk: Desk, word: str) -> Shown | None:
    name = typed_name.critique_of(word)
    found = Critique.of(desk.book.state, name.proposal, name.number) if name else None
    return _shown(desk, found, lambda desk, one: tell_critique(one, desk.now))


def _sheet(desk: Desk, word: str) -> Shown | None:
    name, state = typed_name.sheet_of(word), desk.book.state
    if name is None or not name.member:
        return None
    from govtool.cli.view.hours import sheet_data, tell_sheet
    from govtool.domain.work.timesheet import Timesheet

    sheet = Timesheet.of(state, name.month, name.member, name.number)
    if sheet is None:
        return None
    return Shown(partial(tell_sheet, desk, sheet), partial(sheet_data, state, sheet, desk.now))


def _wages(desk: Desk, word: str) -> Shown | None:
    """The wage schedule. The word `wages` means it even if a policy has that name too."""
    if word != "wages":
        return None
    from govtool.domain.work.wage import wages_of

    return _shown(desk, wages_of(desk.book.state), _tell_schedule)


def _tell_schedule(desk: Desk, wages: Wages) -> None:
    from govtool.cli.view.money import tell_wages

    say("The wage schedule, what an hour is paid:", bold=True)
    tell_wages(desk.book.state, wages, desk.at)
    if _policy(desk, "wages") is not None:
        say("  a policy has this name too: govtool show policy wages")


def _file(desk: Desk, word: str) -> Shown | None:
    """A record by its path."""
    path = desk.book.layout.governed(word) or word
    kind = desk.book.state.catalogue.at(path)
    record = desk.book.state.get(kind, path) if kind is not None else None
    return None if record is None else _record(desk.book.state, path, record)


def _record(state: State, title: str, record: Record) -> Shown:
    def tell() -> None:
        from govtool.cli.view.record import tell_record

        say(title, bold=True)
        tell_record(state, record)

    return Shown(tell, record.data)


KINDS: dict[str, Callable[[Desk, str], Shown | None]] = {
    "proposal": _proposal,
    "member": _any_member,
    "team": _team,
    "policy": _policy,
    "trial": _trial,
    "rule": _rule,
    "minute": _minute,
    "statement": _statement,
    "affiliate": _any_affiliate,
    "case": _case,
}


def _kinds(state: State) -> list[str]:
    """The kinds of things that can be named; only a federation has affiliates and cases."""
    return [kind for kind in KINDS if kind not in ("affiliate", "case") or has_kind(state, Affiliate)]
