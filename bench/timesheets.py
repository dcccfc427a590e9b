"""Years of hours for the bench: people record theirs every week, and every month their teams approve them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.cooperative import Cooperative, name_of
from govtool.core.ids import MemberId
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of_days, days_of
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.work.timesheet import Timesheet, waiting_of
from govtool.domain.work.wage_change import SetWage

FIRST_MONDAY: Date = "2026-12-07"
PER_HOUR_MINOR = 2001
_TEAM_OF = 10
_DAY_MINUTES = 8 * 60


def teams_of(people: int, since: Instant) -> Mapping[str, Record]:
    """Everybody in a team of ten, to be founded with."""
    made: dict[str, Record] = {}
    for first in range(0, people, _TEAM_OF):
        names = sorted(map(name_of, range(first, min(first + _TEAM_OF, people))))
        seats = tuple(Seat(member=name, counts_at=since) for name in names)
        team = Team(id=f"team-{first // _TEAM_OF}", name=f"Team {first // _TEAM_OF}", seats=seats)
        made[team.path] = team
    return made


def set_wage(made: Cooperative) -> None:
    """The wage of an hour, by a vote; it holds from the first Monday."""
    action = SetWage.read(
        {
            "action": "set-wage",
            "class": "wage",
            "from_minor": 0,
            "to_minor": PER_HOUR_MINOR,
            "starts_on": FIRST_MONDAY,
        }
    )
    number = made.propose("wage", action)
    made.everybody(number)
    made.enact(number)


def week_entries(monday: Date) -> list[dict[str, object]]:
    """Five working days of eight hours, as far as they lie in the month in which the week begins."""
    days = [date_of_days(days_of(monday) + step) for step in range(5)]
    return [
        {"date": day, "minutes": _DAY_MINUTES, "task": "what there was to do"} for day in days if day[:7] == monday[:7]
    ]


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


def work(made: Cooperative, weeks: int) -> None:
    """So many weeks of everybody, recorded on each Saturday, and approved with the last week of a month."""
    monday = FIRST_MONDAY
    with made.at_once():
        for _ in range(weeks):
            made.now = f"{date_of_days(days_of(monday) + 5)}T10:00:00Z"
            for name in made.voters:
                made.state(name, "log-hours", {"entries": week_entries(monday)})
            following = date_of_days(days_of(monday) + 7)
            if following[:7] != monday[:7]:
                for approver, sheets in approvals(made.registry):
                    made.state(approver, "approve-hours", {"sheets": sheets})
            monday = following
    made.publish()
    made.later("P8D")
