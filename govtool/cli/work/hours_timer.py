"""`govtool hours start` and `stop`: a timer on this computer, and what it measured as recorded hours."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_command, desk_of, json_option
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import when
from govtool.cli.terminal.typed import prompted, today
from govtool.cli.work.hours_log import tell_recorded, tell_work
from govtool.domain.work.work_entry import DAY_MINUTES, WorkEntry
from govtool.errors import UsageError
from govtool.io.file.timer import Running, Timer
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import project_by_id
from govtool.roles.work.hours_clock import minutes_between, recorded_start
from govtool.roles.work.hours_service import record


@click.command("start", epilog="Example: govtool hours start --task 'shelves for the shop'")
@click.option("--task", default="", metavar="TEXT", help="What you do; you can also say it at the stop.")
@click.option("--project", default="", metavar="ID", help="For which project.")
@json_option
@click.pass_context
def start(ctx: click.Context, task: str, project: str, as_json: bool) -> None:
    """Start a timer. It runs on this computer only, and nobody sees it."""
    desk = desk_of(ctx, offline=True)
    timer = Timer(desk.book.genesis)
    running = timer.read()
    if running is not None:
        raise UsageError(f"a timer runs since {when(running.started_at, desk.now)}", "govtool hours stop")
    known = project_by_id(desk.book.state, project).id if project.strip() else ""
    timer.write(Running(desk.now, task.strip(), known))
    if as_json:
        print_json({"started_at": desk.now, "task": task.strip() or None, "project": known or None})
        return
    say("The timer runs.", bold=True)
    say("  → govtool hours stop records what it measured")


@desk_command("stop", "govtool hours stop --task 'shelves for the shop'")
@click.option("--task", metavar="TEXT", help="What you did.")
@click.option("--project", metavar="ID", help="For which project.")
@click.option("--discard", is_flag=True, help="Record nothing.")
def stop(desk: Desk, task: str | None, project: str | None, discard: bool, as_json: bool) -> None:
    """Stop the timer, and record the hours. It counts whole minutes, and the last begun one too."""
    timer = Timer(desk.book.genesis)
    running = timer.read()
    if running is None:
        raise UsageError("no timer runs", "govtool hours start")
    if discard:
        timer.clear()
        if as_json:
            print_json({"minutes": 0, "entries": [], "statements": []})
        else:
            say("The timer is stopped; nothing was recorded.")
        return
    minutes = max(1, minutes_between(running.started_at, desk.now))
    if minutes > DAY_MINUTES:
        raise UsageError(
            f"the timer runs since {when(running.started_at, desk.now)}, which is more than a day",
            "govtool hours stop --discard, then govtool hours log says how long it was",
        )
    entry = _measured(running, minutes, task, project)
    if not as_json:
        tell_work(desk, (entry,))
    sent = record(desk, (entry,))
    timer.clear()
    tell_recorded(desk, (entry,), sent, as_json=as_json)


def _measured(running: Running, minutes: int, task: str | None, project: str | None) -> WorkEntry:
    task = task or running.task
    if not task:
        task = prompted("Your task", "say what it was; the timer still runs", "govtool hours stop --task 'what I did'")
    value: dict[str, object] = {
        "date": today(running.started_at),
        "minutes": minutes,
        "task": task,
    }
    start = recorded_start(running.started_at, minutes)
    if start is not None:
        value["start"] = start
    if project or running.project:
        value["project"] = project or running.project
    return WorkEntry.read(value)
