"""After quiet weeks everybody signs on the same day, on the same head: nobody's evening is for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.domain.decisions.statement import last_number
from govtool.domain.money.account import owed
from govtool.domain.work.timesheet import Timesheet
from tests.world.coop import Coop
from tests.world.host import Clone, Host
from tests.world.people import person

TEN = ("alice", "bob", "carol", "dan", "erin", "frank", "grace", "heidi", "ivan", "judy")
LOG = ("hours", "log", "--on", "yesterday", "--hours", "6:30", "--task", "stock-taking")


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    """Ten people, of whom nobody did anything for 45 days."""
    coop = Coop.found(tmp_path / "ten", people=[person(name, hours=600) for name in TEN])
    coop.later("P45D")
    return coop


def log_hours(clone: Clone, *, is_late: bool) -> None:
    """Somebody records their hours; who is late has no network, and what they signed waits on their computer."""
    if is_late:
        clone.hub.set_setting("remote.origin.url", str(clone.folder / "no-such-host.git"))
    done = clone.types(*LOG)
    assert done.status == 0, done.said
    assert ("kept on this computer" if is_late else "signed and delivered") in done.out


def test_ten_people_record_their_hours_on_one_day_after_forty_five_quiet_ones(coop: Coop) -> None:
    with Host(coop, guarded=True, tokens={f"{name}-token": name for name in TEN}) as host:
        clerk, clones = host.clone("clerk"), [host.clone(name) for name in TEN]
        for place, clone in enumerate(clones):
            log_hours(clone, is_late=place % 3 > 0)
        for run in range(3):
            for clone in clones[run::3] if run else []:
                clone.connect()
                assert "records hours" not in clone.types("status").out
            clerk.run_clerk()
            assert clerk.run.refused_branches == {}
            assert len(clerk.run.done) == len(TEN[run::3])
            coop.later("P2D")
        judy = clones[-1]
        told = judy.types("status")
        assert "is not taken" not in told.out and "records hours (statement 1)" in told.out
        audited = judy.types("audit")
        assert audited.status == 0, audited.said
    for name in TEN:
        sheet = Timesheet.of(coop.registry, "2026-12", name, 1)
        assert last_number(coop.registry, name) == 1 and sheet is not None and sheet.minutes == 390
        assert owed(coop.registry, name, coop.now) == 0, "nobody approved them yet"
    report = coop.audit()
    assert report.ok and report.events["stated"] == len(TEN)
