"""A pull request as a name for a proposal: `pr/12`, `#12`, `!12`, or its address on the Git host.

It reads the heads of pull requests as they were fetched last and asks no Git host. A pull request stands for the
proposal that its head files, or whose text it changes. Pull requests and proposals have numbers of their own. So a bare
`#12` that could be either is refused rather than guessed: a vote must never land on another proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from govtool.core.ids import proposal_number
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import entry_by_id
from govtool.roles.minutes.candidate import Candidates

_REQUEST = re.compile(
    r"(?:pr|pull|pull-request|mr|merge-request)/([1-9][0-9]{0,8})"
    r"|https?://\S+/(?:pull|pulls|merge_requests)/([1-9][0-9]{0,8})(?:[/?#]\S*)?"
    r"|!([1-9][0-9]{0,8})",
    re.IGNORECASE,
)
_SIGN = re.compile(r"#([1-9][0-9]{0,8})")


def entry_named(desk: Desk, text: str) -> DocketEntry:
    """The proposal that a person means: by a pull request, or by all that `entry_by_id` takes. Raises UsageError."""
    typed = text.strip()
    sure, maybe = _REQUEST.fullmatch(typed), _SIGN.fullmatch(typed)
    if sure:
        number = int(next(group for group in sure.groups() if group))
        found = _only(desk, number, text)
        if found is None:
            raise UsageError(
                f"pull request {number} brought no proposal that was opened, as of the last fetch",
                "see what there is: govtool list proposals",
            )
        return found
    if maybe:
        return _by_sign(desk, int(maybe[1]), text)
    return entry_by_id(desk.book.state, text)


def _by_sign(desk: Desk, number: int, text: str) -> DocketEntry:
    """The entry that `#12` means: the pull request or the proposal of that number, if only one of them exists."""
    requested = _only(desk, number, text)
    if requested is None:
        return entry_by_id(desk.book.state, text)
    numbered = DocketEntry.of(desk.book.state, proposal_number(number))
    if numbered is not None and numbered.number != requested.number:
        raise UsageError(
            f"{text} could be pull request {number} ({requested.slug}) or proposal {numbered.number} ({numbered.slug})",
            f"type pr/{number} or {numbered.number}",
        )
    return requested


def _only(desk: Desk, number: int, text: str) -> DocketEntry | None:
    found = {entry.number: entry for entry in _entries(desk, number)}
    if len(found) > 1:
        raise UsageError(f"{text} could be any of: {', '.join(sorted(found))}", "type the number of the proposal")
    return next(iter(found.values()), None)


def _entries(desk: Desk, number: int) -> Iterator[DocketEntry]:
    candidates = Candidates(desk.git, desk.remote)
    for name, head in desk.remote.requests().items():
        if name.rsplit("/", 1)[-1] == str(number):
            kind, _, slug = candidates.home(name, head).partition("/")
            entry = docket.entry_of_slug(desk.book.state, slug) if kind == "proposal" else None
            if entry is not None:
                yield entry
