"""Attacks with hours and wages: who would be paid for what nobody worked, or otherwise than was promised."""

from __future__ import annotations

from govtool.core.times import add
from govtool.domain.decisions.statement import last_number
from govtool.domain.money.account import owed
from govtool.domain.work.month import month_of
from govtool.domain.work.timesheet import Timesheet
from govtool.domain.work.wage import wages_of
from tests.world.coop import Coop


def entry(date: str, minutes: int = 60, start: str | None = None, task: str = "shelves") -> dict[str, object]:
    """An entry as a worker writes it."""
    row: dict[str, object] = {"date": date, "minutes": minutes, "task": task}
    return {**row, "start": start} if start else row


def say(coop: Coop, who: str, kind: str, body: dict[str, object]) -> set[str]:
    """What the clerk says to a statement; empty where it takes it."""
    number = last_number(coop.registry, who) + 1
    coop.state(who, kind, body)
    coop.run_clerk()
    return coop.refused(f"statement/{who}/{number:06d}")


def log(coop: Coop, who: str, *entries: dict[str, object]) -> set[str]:
    """Somebody records hours."""
    return say(coop, who, "log-hours", {"entries": list(entries)})


def sheet(coop: Coop, who: str, number: int = 1, month: str = "2026-11") -> Timesheet:
    """A sheet as it stands."""
    found = Timesheet.of(coop.registry, month, who, number)
    assert found is not None
    return found


def named(found: Timesheet, first: str | None = None) -> dict[str, object]:
    """A sheet as statements name it."""
    names = {"member": found.member, "month": found.month, "number": found.number, "digest": found.digest}
    return {**names, "first": first} if first else names


def approve(coop: Coop, who: str, *sheets: Timesheet, first: str | None = None) -> set[str]:
    """Somebody approves sheets."""
    return say(coop, who, "approve-hours", {"sheets": [named(found, first) for found in sheets]})


def set_wage(before: int, after: int, starts_on: str) -> str:
    """The action that sets the wage."""
    return f'- {{action: set-wage, class: wage, from_minor: {before}, to_minor: {after}, starts_on: "{starts_on}"}}'


def raised(coop: Coop, before: int, after: int, starts_on: str) -> None:
    """The members set a wage."""
    number = coop.pass_("alice", f"wage-{after}", set_wage(before, after, starts_on))
    assert coop.entry(number).status == "passed" and wages_of(coop.registry).per_hour("wage", starts_on) == after


def volunteer_hours(coop: Coop) -> set[str]:
    """A volunteer's hours are recorded and approved, and owed nothing."""
    raised(coop, 0, 2000, "2026-11-15")
    coop.at("2026-11-20T10:00:00Z")
    assert log(coop, "vera", entry("2026-11-19", 600)) == set()
    assert approve(coop, "alice", sheet(coop, "vera")) == set()
    coop.later("P30D")
    month = month_of(coop.registry, "vera", "2026-11")
    assert (month.minutes(coop.now), month.wages_minor(coop.now)) == (600, 0)
    assert coop.registry.names("registry/debts") == () and owed(coop.registry, "vera", coop.now) == 0
    return {"SAME"} if coop.audit().ok else set()


def own_hours(coop: Coop) -> set[str]:
    """Somebody approves their own hours, or has them approved by whoever is no team-mate."""
    team = "- {action: form-team, team: shop, name: Shop, members: [carol, dan]}"
    coop.pass_("alice", "shop", team)
    log(coop, "carol", entry(coop.now[:10]))
    found = sheet(coop, "carol")
    verdict = approve(coop, "carol", found) & approve(coop, "alice", found) & approve(coop, "vera", found)
    assert sheet(coop, "carol") == found and approve(coop, "dan", found) == set()
    return verdict


def impossible_hours(coop: Coop) -> set[str]:
    """Two things at once, a day of more than 24 hours, a day that has not come."""
    today, later = coop.now[:10], add(coop.now, "P2D")[:10]
    assert log(coop, "carol", entry(today, 120, "08:00")) == set()
    verdict = log(coop, "carol", entry(today, 60, "09:59"))
    verdict &= log(coop, "carol", entry(today, 1321))
    verdict &= log(coop, "carol", entry(later))
    above = entry(today, 1000)
    assert log(coop, "carol", above) == set(), "work done is always recorded"
    assert log(coop, "carol", entry(add(coop.now[:10] + "T00:00:00Z", "P0D")[:4] + "-01-02")) == set()
    many, late = sheet(coop, "carol", 2), sheet(coop, "carol", 3, f"{today[:4]}-01")
    assert approve(coop, "alice", many, late) == set()
    waits = [sheet(coop, "carol", 2), sheet(coop, "carol", 3, f"{today[:4]}-01")]
    assert all(found.waits and len(found.approvals) == 1 for found in waits), "above the agreed hours, and late"
    return verdict


def before_a_raise(coop: Coop) -> set[str]:
    """Hours worked before a raise, and recorded after it, are paid as was promised."""
    raised(coop, 0, 1000, "2026-11-15")
    coop.later("P1D")
    raised(coop, 1000, 5000, "2026-12-15")
    coop.at("2026-12-20T10:00:00Z")
    assert log(coop, "carol", entry("2026-12-14"), entry("2026-12-15")) == set()
    assert approve(coop, "alice", sheet(coop, "carol", month="2026-12")) == set()
    return {"SAME"} if owed(coop.registry, "carol", add(coop.now, "P7D")) == 6000 and coop.audit().ok else set()


def wage_of_last_month(coop: Coop) -> set[str]:
    """A wage that would change what was worked already: refused at once, and failed where it has come to that since."""
    coop.propose("alice", "last-month", set_wage(0, 2000, "2026-10-01"))
    coop.run_clerk()
    verdict = coop.refused("proposal/last-month")
    number = coop.pass_("alice", "too-late", set_wage(0, 2000, add(coop.now, "P5D")[:10]))
    enacted = coop.entry(number).enacted
    assert enacted is not None and wages_of(coop.registry).rows == ()
    return verdict | {f"{enacted.result}: {enacted.reason}"}


def moved_wage(coop: Coop) -> set[str]:
    """Two proposals set the wage from 0: the first is enacted, the second fails, and changes nothing."""
    for slug, amount in (("low", 1500), ("high", 2000)):
        number = coop.open("alice", slug, set_wage(0, amount, "2026-12-24"))
        for voter in ("alice", "bob"):
            coop.vote(voter, number)
    coop.finish("0001")
    coop.finish("0002")
    assert wages_of(coop.registry).per_hour("wage", "2026-12-24") == 1500 and coop.audit().ok
    enacted = coop.entry("0002").enacted
    return {f"{enacted.result}: {enacted.reason}" if enacted else "not enacted"}


def fictional_hours(coop: Coop) -> set[str]:
    """Two mates approve each other's hours that nobody worked: a third sees them, and stops them in time."""
    raised(coop, 0, 2000, "2026-11-15")
    coop.at("2026-11-20T10:00:00Z")
    log(coop, "carol", entry("2026-11-19", 240, task="a report that nobody saw"))
    log(coop, "dan", entry("2026-11-19", 240, task="a report that nobody saw"))
    assert approve(coop, "carol", sheet(coop, "dan")) == set() == approve(coop, "dan", sheet(coop, "carol"))
    assert owed(coop.registry, "carol", coop.now) == 0, "nothing is owed before others could look"
    coop.later("P6D")
    found = sheet(coop, "carol")
    assert say(coop, "erin", "dispute-hours", {**named(found), "reason": "she was away that day"}) == set()
    assert approve(coop, "dan", sheet(coop, "carol")) == set()
    coop.later("P30D")
    assert owed(coop.registry, "dan", coop.now) == 8000, "nobody disputed his"
    assert owed(coop.registry, "carol", coop.now) == 0, "one mate settles no dispute"
    return {"SAME"} if coop.audit().ok else set()
