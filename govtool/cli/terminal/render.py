"""The one renderer: findings and answers as text, or as annotations of a forge.

Sentences come from the table of codes, so that all forms say the same. Colour only on a terminal; text that came from
others is printed without control characters.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence

import click

from govtool.cli.terminal.json import said
from govtool.core.finding import Finding
from govtool.errors import GovtoolError, Refused, UsageError


def clean(text: object) -> str:
    """A text of others, safe to print: control characters, which could rewrite the screen, become visible."""
    return "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in str(text))


def say(text: str = "", *, bold: bool = False, colour: str | None = None, error: bool = False) -> None:
    """Prints a line for a person, without colour if `is_plain`."""
    click.secho(clean(text), bold=bold or None, fg=colour, err=error, color=False if is_plain() else None)


def is_plain() -> bool:
    """Whether the terminal shows text alone: NO_COLOR is set to anything (no-color.org), or TERM is dumb. Then nothing
    has a colour, and no line is written over.
    """
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def is_on_github() -> bool:
    """Whether a job of GitHub Actions runs this, whose log people open."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


YES = "Do not ask. Required without a terminal."
yes_option = click.option("--yes", is_flag=True, help=YES)
"""The option of a command that asks `is_agreed`."""


def is_agreed(question: str, *, yes: bool, as_json: bool = False, default: bool = False, done: str = "signed") -> bool:
    """Whether the person agrees, by --yes or by an answer; if not, it says that nothing was signed (or `done`).

    Raises UsageError if nobody can be asked: nobody signs what was not shown to them.
    """
    if yes:
        return True
    if as_json or not sys.stdin.isatty():
        raise UsageError(f"this is no terminal to ask on; nothing was {done}", "read it, then repeat it with --yes")
    if click.confirm(clean(question), default=default):
        return True
    say(f"Nothing was {done}.")
    return False


def place_of(finding: Finding) -> str:
    """`FILE:LINE:COL` or the commit, as far as known."""
    place = finding.path
    if place and finding.line:
        place += f":{finding.line}:{finding.column}"
    commit = f"commit {finding.commit[:12]}" if finding.commit else ""
    return " ".join(part for part in (commit, place) if part)


def finding_lines(finding: Finding) -> tuple[str, str]:
    """The fault and the next step, each as a line."""
    place, (sentence, advice) = place_of(finding), said(finding)
    what = (f"{place}: " if place else "") + f"{sentence} [{finding.code}]"
    # The name of a file can hold a line of its own, which would read as one of ours.
    return what.replace("\n", "\\n"), advice.replace("\n", "\\n")


def tell_findings(findings: Iterable[Finding], *, error: bool = False, colour: str = "red") -> None:
    """Prints findings, sorted, each with its next step. On a forge's runner also as annotations on the lines."""
    for finding in sorted(findings, key=lambda found: found.order):
        tell_finding(finding, colour=colour, error=error)
        if is_on_github():
            click.echo(annotation(finding), err=error)


def tell_finding(finding: Finding, about: str = "", *, colour: str | None = None, error: bool = False) -> None:
    """Prints a finding after the words `about`, and below them its next step, two spaces further in."""
    what, next_step = finding_lines(finding)
    say(f"{about}{what}", colour=colour, error=error)
    say(f"{' ' * (len(about) - len(about.lstrip()))}  → {next_step}", error=error)


def annotation(finding: Finding) -> str:
    """A finding as an annotation that a forge shows beside the line of the file."""
    from govtool.core.code import TABLE

    what = " → ".join(said(finding))
    escaped = clean(what).replace("%", "%25").replace("\n", "%0A")
    # The name of a file is its author's: unescaped it could end the line and give the runner commands of its own.
    path = clean(finding.path).translate({ord(char): f"%{ord(char):02X}" for char in "%\n\r:,"})
    place = f"file={path},line={max(finding.line, 1)},col={max(finding.column, 1)}," if path else ""
    kind = "warning" if TABLE[finding.code].verdicts == ("WARN",) else "error"
    return f"::{kind} {place}title={finding.code}::{escaped}"


def tell_error(error: GovtoolError) -> None:
    """Prints why a command could not do its job."""
    if isinstance(error, Refused) and error.findings:
        tell_findings(error.findings, error=True)
        return
    say(f"govtool: {error.message} [{error.code}]", colour="red", error=True)
    if error.hint:
        say(f"  → {error.hint}", error=True)


def table(rows: Sequence[Sequence[object]], *, indent: str = "  ") -> None:
    """Prints rows in columns that line up."""
    texts = [[clean(cell) for cell in row] for row in rows]
    widths = [
        max((len(row[i]) for row in texts if i < len(row)), default=0) for i in range(max(map(len, texts), default=0))
    ]
    for row in texts:
        cells = [cell.ljust(widths[i]) for i, cell in enumerate(row)]
        click.echo((indent + "  ".join(cells)).rstrip())


def paged(tell: Callable[[], None]) -> None:
    """Prints what `tell` prints; on a terminal on which it has no room, page by page."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        tell()
        return
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        tell()
    text = told.getvalue()
    if text.count("\n") < shutil.get_terminal_size().lines:
        click.echo(text, nl=False)
    else:
        click.echo_via_pager(text)
