"""`govtool audit`: recompute everything that landed on main, trusting neither the Git host nor the clerk."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import folder_of, json_option, now, progress
from govtool.cli.terminal.json import answer, picked
from govtool.cli.terminal.render import say, table, tell_findings
from govtool.cli.terminal.text import counted
from govtool.domain.constitution.organization import organization_of
from govtool.errors import EXIT_FINDINGS, EXIT_OK, GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.io.signature.trust import TrustStore
from govtool.roles.decisions.receipt import judge_receipt
from govtool.roles.desk.inspection import Inspection, resolve
from govtool.roles.minutes.audit_report import Report


@click.command(
    "audit",
    epilog="Example: govtool audit. A receipt is a commit that you kept: govtool audit --receipt 3f2a91c. "
    "Exit status 0: every commit is authorised; 10: something is wrong.",
)
@click.option("--ref", metavar="REV", help="Audit this instead of main as it was fetched last.")
@click.option("--genesis", metavar="DIGEST", help="The founding fingerprint that the history must have: sha256:…")
@click.option(
    "--receipt",
    "receipts",
    metavar="COMMIT",
    multiple=True,
    help="A ballot receipt of the clerk, or a ballot, that a decision must contain. May be repeated.",
)
@click.option(
    "--full/--since-last",
    default=True,
    show_default="--full",
    help="Recompute from the founding, or from where this computer verified main last.",
)
@json_option
@click.pass_context
def command(
    ctx: click.Context, ref: str | None, genesis: str | None, receipts: tuple[str, ...], full: bool, as_json: bool
) -> int:
    """Recompute every vote and every change from the founding on.

    It reads this clone only: the bytes of its objects, and the pinned founding fingerprint.
    """
    git = Git(folder_of(ctx))
    inspection = Inspection(
        git,
        _head(git, ref),
        TrustStore(),
        now(quiet=as_json),
        genesis,
        full,
        ref is None,
        (lambda _done, _total: None) if as_json else progress,
    )
    report = inspection.run()
    _judge_receipts(inspection, report, receipts)
    answer(as_json, lambda: report_data(report), lambda: _tell(inspection, report))
    return EXIT_OK if report.ok else EXIT_FINDINGS


def _head(git: Git, ref: str | None) -> str:
    """Main by its full name, so that no tag and no other branch called main is taken for it."""
    if ref is not None:
        return resolve(git, ref)
    found = Remote(git, git.setting("govtool.remote") or "origin").head("main") or git.ref("refs/heads/main")
    if found is None:
        raise GovtoolError(
            "this repository has no branch main", "clone the co-operative's repository, or found one: govtool init"
        )
    return found


def _judge_receipts(inspection: Inspection, report: Report, receipts: tuple[str, ...]) -> None:
    if report.book is None:
        return
    for receipt in receipts:
        judged = judge_receipt(report.book, resolve(inspection.git, receipt))
        report.findings.extend(judged.findings)
        report.warnings.extend(judged.warnings)
        if judged.note:
            inspection.notes.append(judged.note)


def report_data(report: Report) -> dict[str, object]:
    """The report for a program."""
    return picked(
        report,
        "ok genesis head ballots signatures warnings",
        events=sum(report.events.values()),
        proposals=report.events.get("opened", 0),
        events_by_kind=dict(sorted(report.events.items())),
        findings=sorted(report.findings, key=lambda found: found.order),
    )


def _tell(inspection: Inspection, report: Report) -> None:
    book = report.book
    name = organization_of(book.state).name if book is not None else "the history"
    if report.ok:
        say(f"{name}: audit passed: every commit on main is authorised.", colour="green", bold=True)
    else:
        say(f"{name}: audit failed: {counted(len(report.findings), 'problem')}.", colour="red", bold=True)
    tell_findings(report.findings)
    tell_findings(report.warnings, colour="yellow")
    rows: list[tuple[str, object]] = [("events", sum(report.events.values()))]
    rows += [(f"  {name}", number) for name, number in report.events.items()]
    rows += [("ballots", report.ballots), ("signatures", report.signatures)]
    if book is not None:
        rows += [("last entry", f"{book.newest[0].number:06d} at {book.newest[0].at}")]
    rows += [("head", report.head), ("founding fingerprint", report.genesis or "unknown")]
    table(rows)
    for note in inspection.notes:
        say(f"({note})")
    if report.ok and book is not None:
        say("Compare the founding fingerprint with another member: it must be the same.")
