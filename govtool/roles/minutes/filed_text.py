"""Compares the docket's entry on a proposal with the bytes that its proposer signed, if they are here.

Main keeps a proposal's text only if it passes. Of a rejected one it keeps the digests of its files, which the proposer
signed, and the clerk's own words: title, actions, and the digests of letters. By these digests the same text is known
when somebody proposes it again. The bytes themselves lie in the filed commit, which a clone has from the clerk's branch
`filing/NUMBER`.

Promises: every difference it reports is proved, since only bytes count whose digests the proposer signed. It decides
nothing: two clones agree on what main is, although one of them has more commits. It reads no more than a filing holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govtool.core.finding import Finding, finding
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.draft import draft_of
from govtool.domain.decisions.proposal import FILE, MAX_FILE_BYTES, Proposal, file_line, text_lines, text_names
from govtool.errors import GovtoolError, Refused
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.git import FILE as FILE_MODE
from govtool.io.git.store import read_record
from govtool.roles.minutes.book import Book


def differences(book: Book, entry: DocketEntry) -> Iterator[Finding]:
    """A warning for each thing that the docket says otherwise than the filing; none where the filing is not here."""
    for what in _different(book, entry):
        yield finding("docket_text", DocketEntry.home.path(entry.number), number=entry.number, what=what)


def _different(book: Book, entry: DocketEntry) -> Iterator[str]:
    filed = _files(book, entry, frozenset({FILE}))
    if not filed:
        return
    try:
        proposal = read_record(filed[FILE], Proposal, FILE, PERSON_LIMIT, kinds=book.state.catalogue)
    except Refused:
        yield "its text cannot be read"
        return
    said = draft_of(entry).proposal
    names = [name for name in Proposal.model_fields if getattr(proposal, name) != getattr(said, name)]
    if names:
        yield f"it has another {' and '.join(names)}"
        return
    files = _files(book, entry, text_names(proposal.actions))
    if files is not None and text_lines(proposal.actions, files) != entry.texts:
        yield "it has other letters in its texts"


def _files(book: Book, entry: DocketEntry, names: frozenset[str]) -> Mapping[str, bytes] | None:
    """Those of these files that the filing lists, each with the bytes that it was signed with; None where one is not
    here.
    """
    git, lines = book.git, {line.split(" ", 2)[2]: line for line in entry.files}
    if entry.filing is None or not git.has(entry.filing):
        return None
    files: dict[str, bytes] = {}
    try:
        tree = git.pushed_commit(entry.filing).tree
        for name in sorted(names & lines.keys()):
            found = git.entry(tree, book.layout.place(f"{entry.folder}/{name}"))
            if found is None or found.mode != FILE_MODE or git.size(found.oid) > MAX_FILE_BYTES:
                return None
            files[name] = git.blob(found.oid)
            if file_line(name, files[name]) != lines[name]:
                return None
    except GovtoolError:
        return None
    return files
