"""A month of work in a real repository: recorded, approved, disputed, settled, owed, and recomputed by everybody."""

from __future__ import annotations

import pytest

from govtool.core.canonical import emit
from govtool.core.times import add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.tenure import Tenure
from govtool.domain.money.account import owed
from govtool.domain.work.month import WorkedMonth
from govtool.domain.work.wage import Wages
from govtool.errors import Refused
from tests.threats.attack_hours import approve, entry, log, named, raised, say, sheet
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, codes


def test_a_month_of_work_becomes_wages_owed_that_everybody_recomputes(coop: Coop) -> None:
    raised(coop, 0, 2000, "2026-11-15")
    coop.at("2026-11-23T10:00:00Z")
    assert log(coop, "carol", entry("2026-11-16", 300, "09:00"), entry("2026-11-18", 299)) == set()
    assert log(coop, "dan", entry("2026-11-17", 601)) == set()
    assert approve(coop, "alice", sheet(coop, "carol"), sheet(coop, "dan")) == set()
    first = sheet(coop, "dan").approvals[0].statement
    assert approve(coop, "bob", sheet(coop, "dan"), first=first) == set()
    assert say(coop, "erin", "dispute-hours", {**named(sheet(coop, "carol")), "reason": "I saw nobody"}) == set()
    coop.later("P7D")
    assert (owed(coop.registry, "carol", coop.now), owed(coop.registry, "dan", coop.now)) == (0, 20033)
    assert approve(coop, "bob", sheet(coop, "carol")) == set()
    settling = sheet(coop, "carol").settling[0].statement
    assert approve(coop, "dan", sheet(coop, "carol"), first=settling) == set()
    coop.later("P7D")
    assert owed(coop.registry, "carol", coop.now) == 599 * 2000 // 60 + 1
    report = coop.audit()
    assert report.ok and report.events["stated"] == 7


def test_a_cent_or_a_minute_moved_by_hand_fails_the_audit(coop: Coop) -> None:
    raised(coop, 0, 2000, "2026-11-15")
    coop.at("2026-11-23T10:00:00Z")
    log(coop, "carol", entry("2026-11-16", 300))
    approve(coop, "alice", sheet(coop, "carol"))
    head = coop.head
    for path in (WorkedMonth.home.path("2026-11", "carol"), sheet(coop, "carol").path, Wages.home.path()):
        data = coop.file(path)
        assert data is not None
        coop.tamper(path, data.replace(b"300", b"301").replace(b"2000", b"2001"))
        assert path in {problem.path for problem in coop.audit().findings}
        coop.put_on_main(head)
    assert coop.audit().ok


def test_a_clerk_who_pays_another_rate_fails_the_audit(coop: Coop) -> None:
    raised(coop, 0, 2000, "2026-11-15")
    coop.at("2026-11-23T10:00:00Z")
    log(coop, "carol", entry("2026-11-16", 300))
    oid = coop.state("alice", "approve-hours", {"sheets": [named(sheet(coop, "carol"))]})
    path = "registry/debts/2026/11/c/ca/carol-001.yaml"
    event = coop.taking(oid)
    honest = event.apply(coop.registry)[0].data(path)
    assert honest is not None
    coop.cheat(event, oid, files={path: honest.replace(b"10000", b"10001")})
    assert coop.failed() == {"FAIL:tree_not_derived"}


def test_what_somebody_was_before_a_change_is_kept_by_whatever_event_changed_it(coop: Coop) -> None:
    coop.pass_("alice", "more", "- {action: change-hours, member: carol, from_minutes: 600, to_minutes: 1200}")
    day = coop.now[:10]
    coop.state("carol", "resign")
    coop.run_clerk()
    tenure = Tenure.of(coop.registry, "carol")
    assert tenure is not None
    assert [(spell.membership, spell.committed_minutes_per_week) for spell in tenure.spells] == [
        ("member", 600),
        ("member", 1200),
    ]
    assert tenure.spells[0].until_on == day and coop.audit().ok
    assert coop.file(Tenure.home.path("carol")) == emit(tenure.data())


def test_an_approval_that_the_clerk_held_back_is_expired(coop: Coop) -> None:
    log(coop, "carol", entry(coop.now[:10]))
    body = {"sheets": [named(sheet(coop, "carol"))]}
    oid = coop.state("alice", "approve-hours", body, not_after=add(coop.now, "P1D"))
    event = coop.taking(oid)
    coop.later("P1DT1M")
    coop.cheat(event, oid, minute={"at": coop.now})
    assert coop.failed() == {"FAIL:expired"}


def test_a_founding_brings_no_hours_that_others_would_have_to_approve(coop: Coop) -> None:
    assert bylaws_of(coop.registry).periods.dispute == "P7D" and coop.now == FOUNDED_AT
    assert log(coop, "carol", entry("2026-10-30")) == set()
    made = sheet(coop, "carol", month="2026-10")
    with pytest.raises(Refused) as refused:
        coop.another(records={made.path: made})
    assert codes(refused.value.findings) == {"founded"}
