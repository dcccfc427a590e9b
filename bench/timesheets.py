"""Years of hours and payouts: people record theirs every week, teams approve them every month, and twice a year the
members pay a part of what is owed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.cooperative import Cooperative, Vote, name_of
from govtool.core.ids import MemberId, digest_of
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import Date, date_of, date_of_days, days_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.money.account import owed_all
from govtool.domain.money.allocation import PayDebts
from govtool.domain.work.timesheet import Timesheet, waiting_of
from govtool.domain.work.wage_change import SetWage
from tests.world.people import FOUNDED_AT

FIRST_MONDAY: Date = "2026-12-07"
PER_HOUR_MINOR = 2001
_TEAM_OF = 10
_PAID_AFTER_WEEKS = 26
_INCOME = {"currency": "USD", "source": "client", "document": digest_of(b"an invoice\n")}


def teams_of(people: int) -> Mapping[str, Record]:
    """Everybody in a team of ten, to be founded with."""
    made: dict[str, Record] = {}
    for first in range(0, people, _TEAM_OF):
        names = sorted(map(name_of, range(first, min(first + _TEAM_OF, people))))
        seats = tuple(Seat(member=name, counts_at=FOUNDED_AT) for name in names)
        team = Team(id=f"team-{first // _TEAM_OF}", name=f"Team {first // _TEAM_OF}", seats=seats)
        made[team.path] = team
    return made


def years(made: Cooperative, weeks: int) -> Iterator[tuple[int, Vote]]:
    """The wage by a vote, then so many weeks of everybody, recorded on each Saturday. Gives the votes on payouts, by
    the week after which they were.
    """
    _set_wage(made)
    monday = FIRST_MONDAY
    for week in range(1, weeks + 1):
        made.now = max(made.now, f"{date_of_days(days_of(monday) + 5)}T10:00:00Z")
        for name in made.voters:
            member = Member.of(made.registry, name)
            minutes = member.committed_minutes_per_week // 5 if member else 0
            made.state(name, "log-hours", {"entries": week_entries(monday, minutes)})
        following = date_of_days(days_of(monday) + 7)
        if following[:7] != monday[:7]:
            for approver, sheets in approvals(made.registry):
                made.state(approver, "approve-hours", {"sheets": sheets})
        if week % _PAID_AFTER_WEEKS == 0:
            yield week, _pay(made, f"pay-{week}")
        monday = following
    made.later("P8D")


def _set_wage(made: Cooperative) -> None:
    """The wage of an hour, by a vote; it holds from the first Monday."""
    values = {"class": "wage", "from_minor": 0, "to_minor": PER_HOUR_MINOR, "starts_on": FIRST_MONDAY}
    number = made.propose("wage", SetWage.read({"action": "set-wage", **values}))
    made.everybody(number)
    made.close(number)


def _pay(made: Cooperative, slug: str) -> Vote:
    """Income for a half of what is owed, and a vote that pays a third."""
    first, second = made.voters[:2]
    owed = sum(each.owed_minor for each in owed_all(made.registry, made.now))
    income = {"amount_minor": owed // 2, "received_on": date_of(made.now), **_INCOME}
    stated = made.state(first, "book-income", income)
    made.state(second, "countersign", {"confirms": stated})
    action = PayDebts.read({"action": "pay-debts", "amount_minor": owed // 3, "from": "treasury"})
    return made.decision(slug, action)


def week_entries(monday: Date, minutes: int) -> list[dict[str, object]]:
    """Five working days of so many minutes, as far as they lie in the month in which the week begins."""
    days = [date_of_days(days_of(monday) + step) for step in range(5)]
    return [{"date": day, "minutes": minutes, "task": "what there was to do"} for day in days if day[:7] == monday[:7]]


def named(sheet: Timesheet) -> dict[str, object]:
    """A sheet as an approval names it."""
    return {"member": sheet.member, "month": sheet.month, "number": sheet.number, "digest": sheet.digest}


def approvals(state: State) -> Iterator[tuple[MemberId, list[dict[str, object]]]]:
    """Who approves which waiting sheets: the first of a team those of the others, the second those of the first."""
    for team in Team.all(state):
        names = [seat.member for seat in team.seats]
        for approver, of in ((names[0], names[1:]), (names[1], names[:1])):
            sheets = [named(sheet) for name in of for sheet in waiting_of(state, name)]
            if sheets:
                yield approver, sheets
