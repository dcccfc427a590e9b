"""The page of numbers, made from the code and from the template of bylaws: exit statuses, limits, times, majorities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from govtool.core import canonical, phrase
from govtool.core.record import Record
from govtool.core.rule import Rule
from govtool.core.share import fraction_of
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.decisions import docket, filing, policy, proposal
from govtool.errors import (
    EXIT_BUG,
    EXIT_CANNOT_RUN,
    EXIT_FINDINGS,
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_UNDECIDED,
    EXIT_USAGE,
)
from govtool.io.file import yamlfile
from govtool.io.git import bundle, git
from govtool.roles.minutes import candidate
from govtool.roles.reference.format_page import NOTE, table
from govtool.roles.said.majority import Bar

_STATUSES = {
    EXIT_OK: "The command did its job.",
    EXIT_CANNOT_RUN: "The job cannot be done. The message says why, and what to do.",
    EXIT_USAGE: "The command line cannot be understood.",
    EXIT_BUG: "A bug of govtool.",
    EXIT_FINDINGS: "A rule refuses it, or the audit found something.",
    EXIT_UNDECIDED: "The result is not decided yet.",
    EXIT_INTERRUPTED: "You pressed Ctrl-C.",
}
_LIMITS = {
    "bytes of a file that a person writes": yamlfile.PERSON_LIMIT,
    "bytes of a file that the clerk writes": yamlfile.CLERK_LIMIT,
    "levels of a file": canonical.MAX_LEVELS,
    "files of a proposal": proposal.MAX_FILES,
    "bytes of one file of a proposal": proposal.MAX_FILE_BYTES,
    "bytes of the commit that submits a proposal": filing.MAX_BYTES,
    "bytes of a proposal's entry in the index": docket.MAX_BYTES,
    "lines of a policy": policy.MAX_LINES,
    "bytes of a pushed commit": git.MAX_PUSHED,
    "bytes of a commit on main": git.MAX_ON_MAIN,
    "commits below the head of a branch in which the clerk looks for a signed paper": candidate.MAX_SEARCHED,
    "bytes of a bundle that `govtool take` reads": bundle.MAX_BUNDLE,
}


def numbers_page(bylaws: Bylaws) -> str:
    """`docs/reference/numbers.md`, with the numbers of the template of bylaws."""
    lines = [
        *(NOTE, "", "# Numbers", ""),
        *("## Exit statuses", "", *table(("status", "meaning"), _STATUSES.items())),
        *("## Limits of the program", "", "A vote cannot change these.", ""),
        *table(("at most", "of what"), ((f"{most:,}", what) for what, most in _LIMITS.items())),
        *("## Times in the template of bylaws", "", "Your bylaws can have others: `govtool show bylaws`.", ""),
        *table(("field of `periods`", "template", "meaning"), _fields(bylaws.periods, phrase.duration)),
        *("## Limits in the template of bylaws", ""),
        *table(("field of `limits`", "template", "meaning"), _fields(bylaws.limits, _limit)),
        *(
            "## Majorities in the template of bylaws",
            "",
            "A share without a base is of all votes on the voter list. `govtool show RULE` shows a whole rule.",
            "",
        ),
        *table(("kind of decision", "needs", "open for", "takes effect after"), _majorities(bylaws)),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _fields(table: Record, said: Callable[[Any], str]) -> Iterator[Sequence[str]]:
    for name, field in type(table).model_fields.items():
        value = getattr(table, name)
        yield f"`{name}`", "not set" if value is None else said(value), field.description or ""


def _limit(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _majorities(bylaws: Bylaws) -> Iterator[Sequence[str]]:
    """Each row is one rule with the kinds that it decides: the highest threshold last, and then those of votes cast."""
    decided = sorted((found.rule, kind) for kind, found in bylaws.decisions.items())
    kinds = {rule: [kind for _, kind in group] for rule, group in groupby(decided, key=lambda each: each[0])}
    kinds |= {found.contested: [f"{kind} (contested)"] for kind, found in bylaws.decisions.items() if found.contested}
    for kind, found in bylaws.decisions.items():
        if found.beyond is not None:
            kinds.setdefault(found.beyond.rule, []).append(f"{kind} (from {found.beyond.heads} people on)")
    for name, rule in sorted(bylaws.rules.items(), key=_height):
        said = ", ".join(f"`{kind}`" for kind in kinds.get(name, [name]))
        delay = phrase.duration(rule.delay)
        needs = "; ".join(Bar(outcome, None, (0, 0)).words for outcome in rule.outcomes)
        yield said, needs, phrase.duration(rule.period), "at once" if delay == "no time" else delay


def _height(item: tuple[str, Rule]) -> tuple[object, ...]:
    outcome = item[1].outcomes[0]
    return outcome.of != "eligible", outcome.of, fraction_of(outcome.share), outcome.is_strict, item[0]
