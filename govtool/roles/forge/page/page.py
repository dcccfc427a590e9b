"""The page that a pull request should have: a value, made from the book alone.

It holds nothing that the passing of time alone would change, so a page is written again only if something happened. The
text that was on the page before is never read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govtool.core.code import advice_of, sentence_of
from govtool.core.finding import Finding
from govtool.core.ids import CommitId
from govtool.core.times import Instant
from govtool.io.forge.pull import StatusState
from govtool.roles.forge.page.markdown import code, few

MARK = "<!-- govtool:page -->"
"""The first line of our one comment. Only together with its author it makes the comment ours: anybody can write it."""
CONTEXT = "govtool/decision"
LABELS = "govtool: "
"""The beginning of our labels; all others are people's."""
LONGEST_DESCRIPTION = 140
"""So many letters of a status's line does a forge take."""
_MOST_FINDINGS = 50


@dataclass(frozen=True)
class CommitStatus:
    """A status: how it looks beside the commit, in one plain line."""

    state: StatusState
    description: str


@dataclass(frozen=True)
class Reminder:
    """A comment that is written once; `mark` is its first line."""

    mark: str
    text: str


@dataclass(frozen=True)
class Page:
    """The page that a pull request should have. None: left as it is; `label` empty: none of ours.

    `head` is the commit that the status is for, `about` the number of a proposal, if there is one. `note` is for
    whoever runs the clerk.
    """

    head: CommitId
    comment: str
    about: str = ""
    commit_status: CommitStatus | None = None
    label: str = ""
    is_open: bool | None = None
    reminder: Reminder | None = None
    note: str = ""


def time(instant: Instant) -> str:
    """An instant for people anywhere."""
    return f"{instant[:10]} {instant[11:16]} UTC"


def sentence(found: Finding) -> str:
    """The fault and its place, in one plain line."""
    place = f"{found.path}:{found.line}:{found.column}" if found.path and found.line else found.path
    return (f"{place}: " if place else "") + f"{sentence_of(found)} [{found.code}]"


def problem(found: Finding, whose: str = "") -> str:
    """One finding as a line of a list, with what to do next; `whose` is Markdown of ours."""
    return f"- {f'{whose}: ' if whose else ''}{code(sentence(found))} → {code(advice_of(found))}"


def problem_lines(findings: Sequence[Finding]) -> list[str]:
    """The faults, their places, and what to do next; a line each."""
    ordered = sorted(findings, key=lambda found: found.order)
    return few([problem(found) for found in ordered], _MOST_FINDINGS, "- and {left} more: `govtool check`")
