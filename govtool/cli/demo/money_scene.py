"""The scene of the demo with the founding document's example: 1000.00 is owed to three workers, and 100.00 is paid."""

from __future__ import annotations

import shutil

from govtool.cli.demo.stage import Stage
from govtool.core.times import Date, date_of, date_of_days, days_of

_WORKED = {
    "alice": ((5, "8:00", "the web shop"), (4, "7:00", "the web shop")),
    "bob": ((5, "7:30", "the web shop"), (3, "7:30", "its tests")),
    "frank": ((5, "6:00", "a course"), (4, "7:00", "its pages"), (2, "7:00", "its pages")),
}
"""For each person: how many days ago they worked, how long, on what. 15 h, 15 h and 20 h, at 20.00 an hour."""


def pay(stage: Stage) -> None:
    """Plays the scene; an hour's wage is 20.00, and Frank is a member."""
    stage.turn_clock("P14D")
    stage.scene("7. The founding document's example: 1000.00 is owed to three workers, and 100.00 is paid")
    for name in _WORKED:
        _write_hours(stage, name)
    line = "govtool hours log --csv hours.csv"
    stage.types("frank", line, shows=("recorded",), meanwhile=[(name, line.split()) for name in ("alice", "bob")])
    (stage.clone_of("erin") / "invoice.txt").write_text("A web shop: 100.00 EUR\n")
    stage.types("erin", "govtool treasury income 100.00 --source client --document invoice.txt")
    stage.run_clerk()
    stage.types("dan", "govtool hours approve --yes", shows=("You approve",))
    stage.types("dan", "govtool sign --yes")
    stage.narrate("(Dan is the second whom every income takes; approved hours count a week later)")
    stage.run_clerk()
    stage.turn_clock("P7D")
    stage.types("carol", "govtool owed", shows=("Wages owed", "  since"))
    line = "govtool propose pay-debts --amount 100.00 --from treasury"
    stage.types("bob", line, hidden=["--yes", "--title", "Pay 100.00"], shows=("decided by",))
    stage.run_clerk()
    stage.vote("8", dict.fromkeys(("alice", "bob", "frank"), "for"))
    stage.turn_clock("P7D")
    stage.run_clerk()
    stage.turn_clock("P1D")
    stage.clerk(shows=("0008",))
    stage.types("carol", "govtool treasury", shows=("payout 1",))
    _export(stage)


def _export(stage: Stage) -> None:
    stage.types("carol", "govtool export book --as hledger --to book.journal")
    if shutil.which("hledger") is None:
        stage.narrate("(hledger is not installed here; with it: hledger -f book.journal check -s)")
        return
    # --strict: every account is declared, and every balance that the book asserts is what hledger counts
    stage.types("carol", "hledger -f book.journal balance --strict --depth 2 owed", shows=("wages-owed",))


def _write_hours(stage: Stage, name: str) -> None:
    rows = "".join(f"{_days_ago(stage, days)},{time},{task}\n" for days, time, task in _WORKED[name])
    (stage.clone_of(name) / "hours.csv").write_text(f"date,time,task\n{rows}")


def _days_ago(stage: Stage, days: int) -> Date:
    return date_of_days(days_of(date_of(stage.now)) - days)
