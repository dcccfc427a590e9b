"""`govtool check`: judge a change before it lands on main."""

from __future__ import annotations

from dataclasses import dataclass

import click

from govtool.cli.terminal.context import desk_of, json_option, tell_notes
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say, tell_findings
from govtool.cli.terminal.text import counted
from govtool.core.finding import Finding
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.errors import EXIT_FINDINGS, EXIT_OK, GovtoolError, Refused
from govtool.io.git.git import Git
from govtool.roles.clerk.unasked import unasked
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.inspection import resolve
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.identity import claimed_genesis


@dataclass(frozen=True)
class Verdict:
    """The result of a check: its subject in words, the faults, and warnings that refuse nothing."""

    title: str
    findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...] = ()


@click.command(
    "check",
    epilog="Example: govtool check my-draft. Whether a commit can be relied on as one of main: govtool check --on-main "
    "COMMIT. Exit status 0: it can land; 10: it cannot.",
)
@click.argument("revision", metavar="[REV]", default="HEAD")
@click.option("--against", metavar="REV", help="Judge against this commit of main instead of main as fetched last.")
@click.option("--on-main", is_flag=True, help="Only say whether REV is a commit of main, and main passes its audit.")
@json_option
@click.pass_context
def command(ctx: click.Context, revision: str, against: str | None, on_main: bool, as_json: bool) -> int:
    """Judge a change before it lands: a proposal, a draft, a ballot, a statement, or a change of files.

    REV is the change (default: HEAD). govtool does not check it out and runs nothing of it.
    """
    desk = desk_of(ctx, fetch=False)
    git = desk.git
    try:
        verdict = _on_main(git, desk, revision) if on_main else _verdict(git, desk, revision, against, desk.now)
    except Refused as error:
        verdict = Verdict("main", error.findings)
    if as_json:
        findings = sorted(verdict.findings, key=lambda found: found.order)
        warnings = sorted(verdict.warnings, key=lambda found: found.order)
        print_json({"ok": not findings, "what": verdict.title, "findings": findings, "warnings": warnings})
    else:
        _tell(verdict)
        tell_notes(desk)
    return EXIT_FINDINGS if verdict.findings else EXIT_OK


def _tell(verdict: Verdict) -> None:
    tell_findings(verdict.warnings, colour="yellow")
    if not verdict.findings:
        say(f"{verdict.title}: nothing is wrong with it", colour="green")
        return
    tell_findings(verdict.findings)
    say(f"{verdict.title}: {counted(len(verdict.findings), 'thing')} to put right", bold=True)


def _on_main(git: Git, desk: Desk, revision: str) -> Verdict:
    from govtool.roles.decisions.receipt import chain_problem

    commit = resolve(git, revision)
    problem = chain_problem(git, desk.book, commit, desk.report.ok)
    findings = (*desk.report.findings, problem) if problem is not None else ()
    return Verdict(f"{commit[:12]} as a commit of main", findings)


def _verdict(git: Git, desk: Desk, revision: str, against: str | None, at: Instant) -> Verdict:
    commit = resolve(git, revision)
    book = _book(git, desk, against)
    if book is None:
        return _unfounded(git, commit, at)
    if book.is_on_main(commit):
        findings = () if against is not None else tuple(desk.report.findings)
        return Verdict(f"{commit[:12]}, which is on main already", findings, _unasked(book, at))
    # What is on main already is judged by no rule of a change: most of the program stays unread.
    from govtool.roles.clerk.checker import judge_change

    judged = judge_change(book, commit, max(at, book.newest[0].at))
    return Verdict(judged.title, judged.findings, judged.warnings)


def _unasked(book: Book, at: Instant) -> tuple[Finding, ...]:
    return tuple(found.at(Bylaws.home.path()) for found in unasked(bylaws_of(book.state), book.state, at))


def _book(git: Git, desk: Desk, against: str | None) -> Book | None:
    """The verified book to judge against; None if nothing is founded yet."""
    if against is not None:
        from govtool.roles.minutes.auditor import audit

        report = audit(git, resolve(git, against))
        if report.book is None or not report.ok:
            raise Refused(report.findings)
        return report.book
    head = desk.remote.head("main") or git.ref("refs/heads/main")
    if head is None or claimed_genesis(git, head) is None:
        return None
    return desk.book


def _unfounded(git: Git, commit: str, at: Instant) -> Verdict:
    from govtool.roles.clerk.template_check import template_at, template_problems
    from govtool.roles.minutes.auditor import audit

    if claimed_genesis(git, commit) is not None:
        report = audit(git, commit)
        return Verdict("a founding", tuple(report.findings), _unasked(report.book, at) if report.book else ())
    layout = template_at(git, commit)
    if layout is None:
        raise GovtoolError(
            "nothing is founded here, and there is no registry/ to check", "found a co-operative: govtool init"
        )
    return Verdict("a registry that nobody founded yet", tuple(template_problems(git, commit, layout)))
