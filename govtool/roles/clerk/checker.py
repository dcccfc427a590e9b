"""Judges a change before it lands: its kind, and everything that is wrong with it.

A change is one of these:
- a ballot or a statement
- a signature under a handover
- an application from outside
- a proposal, filed or a draft
- a change of free paths
- a direct change of a file that only events change

The clerk and the audit judge each with the same function. Objects are data: nothing of a change is checked out, run or
installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId
from govtool.core.minute import ALL, newest
from govtool.core.phrase import counted
from govtool.core.record import FileRecord
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions import docket
from govtool.domain.decisions import filing as filings
from govtool.domain.decisions.ballot import TRAILER as BALLOT
from govtool.domain.decisions.ballot import judge
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.proposal import FILE, VOTES, Proposal, folder_in, slug_of
from govtool.domain.decisions.statement import OUTSIDE_TRAILER, Statement
from govtool.domain.decisions.statement import TRAILER as STATEMENT
from govtool.domain.lifecycle import handover
from govtool.domain.people.letter import Letter
from govtool.errors import Refused
from govtool.io.file.yamlfile import load
from govtool.io.git.git import BrokenTree, Change
from govtool.io.git.remote import Remote
from govtool.roles.clerk.filing import MAX_COMMITS, Filing, is_filing, read_filing
from govtool.roles.clerk.intake import judged_statement
from govtool.roles.clerk.letter import judge_letter
from govtool.roles.clerk.local_schema import LocalSchemas
from govtool.roles.clerk.unasked import unasked
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.branch import application_branch, statement_branch, vote_branch
from govtool.roles.minutes.candidate import Candidates
from govtool.roles.minutes.handover import signature_of, standing_state
from govtool.roles.minutes.verification import free_problem

Kind = Literal[
    "ballot", "statement", "handover", "application", "proposal", "draft", "free change", "direct change", "nothing"
]


@dataclass(frozen=True)
class Judgement:
    """The kind of a change (`title` in words), and everything that is wrong with it.

    `branch` is the branch on which such a change travels, if it has one of its own. `cast` is only for a ballot.
    `warnings` refuse nothing.
    """

    kind: Kind
    title: str
    findings: tuple[Finding, ...]
    branch: str = ""
    cast: int = 0
    warnings: tuple[Finding, ...] = ()


def judge_change(book: Book, commit: CommitId, at: Instant) -> Judgement:
    """Judges a commit against the verified book, at a time."""
    try:
        changes = sorted(_changes(book, commit), key=lambda change: change.path)
        return _judge(book, commit, at, changes)
    except BrokenTree as error:
        return Judgement("direct change", "a change", (finding("name", name="?", what=error.message),))
    except Refused as error:
        return Judgement("direct change", "a change", error.findings)


def _judge(book: Book, commit: CommitId, at: Instant, changes: list[Change]) -> Judgement:
    found = book.git.pushed_commit(commit)
    governed = [path for change in changes if (path := book.layout.governed(change.path)) is not None]
    filed = [path for path in governed if path.startswith(f"{Proposal.home.top}/")]
    votes = [path for path in filed if f"/{VOTES}/" in path]
    if found.has_trailer(BALLOT) or (votes and len(changes) == len(votes) == 1):
        return _ballot(book, commit, at, votes)
    if found.has_trailer(STATEMENT) or (
        len(changes) == 1 and governed[:1] and governed[0].startswith(Statement.home.top)
    ):
        return _statement(book, commit, at)
    if found.has_trailer(handover.TRAILER):
        return _handover(book, commit, at)
    if found.has_trailer(OUTSIDE_TRAILER) or (len(changes) == 1 and _is_letter(book, changes[0].path)):
        return _letter(book, commit)
    if is_filing(book, commit) or filed:
        opened = _opened(book, commit, governed)
        return opened or _proposal(book, read_filing(book, commit, at))
    return _direct(book, changes)


def _changes(book: Book, commit: CommitId) -> Iterator[Change]:
    """The files that a change alters, compared with the newest commit of main that it builds on or holds by a merge."""
    git = book.git
    return git.changes(git.loose_commit(_base(book, commit)).tree, git.loose_commit(commit).tree)


def _base(book: Book, commit: CommitId) -> CommitId:
    """The commit of main to compare the change with. Raises Refused if the change comes from somewhere else."""
    oid = commit
    for _ in range(MAX_COMMITS):
        if book.is_on_main(oid):
            return oid
        parents = book.git.pushed_commit(oid).parents
        merged = next((parent for parent in parents[1:] if book.is_on_main(parent)), None)
        if merged is not None:
            return merged
        if not parents:
            raise Refused([finding("ancestry", commit=commit, what="the branch does not come from main")])
        oid = parents[0]
    raise Refused([finding("limits", commit=commit, what=f"more than {MAX_COMMITS} commits since main")])


# Each kind of change --------------------------------------------------------------------------------------------------


def _ballot(book: Book, commit: CommitId, at: Instant, votes: list[str]) -> Judgement:
    entry = _entry_of_ballot(book, commit, votes)
    if entry is None:
        name = slug_of(votes[0].split(f"/{VOTES}/")[0]) if votes else "?"
        return Judgement("ballot", "a ballot", (finding("unknown_proposal", commit=commit, id=name),))
    title = f"a ballot on proposal {entry.number}"
    findings: list[Finding] = []
    if not entry.is_open:
        findings.append(finding("not_open", commit=commit, number=entry.number))
    opening = book.opening(entry)
    verdict = judge(book.state, opening, event_evidence.ballot(book, opening, commit), at)
    branch, cast = "", 0
    if isinstance(verdict, Finding):
        findings.append(verdict)
    else:
        branch, cast = vote_branch(entry.number, verdict.ballot.voter), verdict.ballot.cast
        title = f"{verdict.ballot.voter}'s ballot on proposal {entry.number}: {verdict.ballot.says.words}"
        schemas = _local_schemas(book)
        findings += schemas.problems("ballot", load(verdict.data, votes[0]), votes[0]) if votes else ()
    return Judgement("ballot", title, tuple(findings), branch, cast)


def _entry_of_ballot(book: Book, commit: CommitId, votes: list[str]) -> DocketEntry | None:
    """The proposal that a ballot is for: by the folder that its file lies in, or by the opening that it names."""
    if votes:
        slug = slug_of(votes[0].split(f"/{VOTES}/")[0])
        return docket.entry_of_slug(book.state, slug)
    opening = event_evidence.opening_named(book, commit)
    return opening.entry if opening is not None else None


def _statement(book: Book, commit: CommitId, at: Instant) -> Judgement:
    remote = Remote(book.git, book.git.setting("govtool.remote") or "origin")
    event, _, problems = judged_statement(book, Candidates(book.git, remote), commit, at)
    findings = list(problems)
    if not findings:
        try:
            event.apply(book.state)
            document = load(event.paper.data, event.paper.path)
            findings += _local_schemas(book).problems("statement", document, event.paper.path)
        except Refused as error:
            findings += error.findings
    try:
        statement = Statement.read(event.paper.value, event.paper.path)
    except Refused:
        return Judgement("statement", "a statement", tuple(findings))
    branch = statement_branch(statement.member, statement.number)
    return Judgement("statement", f"{statement.member}'s statement: {statement.kind}", tuple(findings), branch)


def _is_letter(book: Book, path: str) -> bool:
    return (book.layout.governed(path) or path).startswith(f"{Letter.home.top}/")


def _letter(book: Book, commit: CommitId) -> Judgement:
    """The judgement of an application from outside, the same as when a member brings it in."""
    judged = judge_letter(book, commit)
    letter, findings = judged.letter, list(judged.findings)
    if letter is None:
        return Judgement("application", "an application", tuple(findings))
    if not findings:
        findings += _local_schemas(book).problems("letter", load(judged.data, letter.path), letter.path)
    what = "application" if letter.wants == "member" else "registration"
    return Judgement("application", f"{letter.id}'s {what}", tuple(findings), application_branch(letter.id))


def _handover(book: Book, commit: CommitId, at: Instant) -> Judgement:
    signature, title = signature_of(book, commit), "a signature under a handover"
    value = signature.paper.value
    stands = value.get("stands") if isinstance(value, dict) else None
    event = handover.HandOver(at, book.state, (signature,), ALL, event_evidence.KEYS)
    try:
        last = newest(standing_state(book, stands))[0] if isinstance(stands, str) else book.newest[0]
        verdict = event.judge(signature, last.at)
    except Refused as error:
        return Judgement("handover", title, error.findings)
    if isinstance(verdict, Finding):
        return Judgement("handover", title, (verdict,))
    return Judgement("handover", f"{verdict.member}'s signature under a handover", (), f"handover/{verdict.member}")


def _opened(book: Book, commit: CommitId, governed: list[str]) -> Judgement | None:
    """A filing that the clerk has opened already, by the very commit that the docket names."""
    for slug in {slug_of(folder) for folder in map(folder_in, governed) if folder}:
        entry = docket.entry_of_slug(book.state, slug)
        if entry is not None and entry.filing == commit:
            word = "open already" if entry.is_open else f"decided already ({entry.status})"
            return Judgement("proposal", f"a proposal: {slug}, {word} as {entry.number}", ())
    return None


def _proposal(book: Book, filing: Filing) -> Judgement:
    findings = list(filing.findings)
    data = filing.files.get(FILE)
    if data is not None and not findings:
        schemas = _local_schemas(book)
        findings += schemas.problems("proposal", load(data, f"{filing.folder}/{FILE}"), f"{filing.folder}/{FILE}")
        findings += _effect_problems(book, filing, schemas)
    slug = slug_of(filing.folder)
    title = f"{'a proposal' if filing.is_signed else 'a draft'}: {slug}"
    branch = f"proposal/{slug}" if slug else ""
    kind: Kind = "proposal" if filing.is_signed else "draft"
    return Judgement(
        kind,
        title,
        tuple(findings),
        branch,
        warnings=(*_name_warnings(book, filing), *(() if findings else _unasked_after(book, filing))),
    )


def _name_warnings(book: Book, filing: Filing) -> Iterator[Finding]:
    """The warnings about the author that a filing names beyond their id, as the registry keeps the commit."""
    proposer = filing.draft.proposal.proposer if filing.draft is not None else None
    if filing.is_signed and proposer is not None:
        yield from filings.named(book.git.loose_commit(filing.commit), proposer)


def _unasked_after(book: Book, filing: Filing) -> Iterator[Finding]:
    """The rules that would ask nobody after an amendment, and do not ask nobody now."""
    if filing.draft is None or filing.moment is None:
        return
    before = after = bylaws_of(book.state)
    for action in filing.draft.proposal.actions:
        after = action.amended(after)
    known = tuple(unasked(before, book.state, filing.moment.at))
    for found in unasked(after, book.state, filing.moment.at):
        if found not in known:
            yield found.at(f"{filing.folder}/{FILE}")


def _effect_problems(book: Book, filing: Filing, schemas: LocalSchemas) -> Iterator[Finding]:
    """The findings of the co-operative's own schemas on the records that the proposal would make."""
    if filing.draft is None or filing.moment is None or not schemas.kinds:
        return
    state = book.state
    # the number that it would have: some records name the proposal that they come from
    moment = replace(filing.moment, number=docket.next_number(state))
    for action in filing.draft.proposal.actions:
        try:
            state = action.effect(state, moment)
        except Refused as error:
            yield from error.findings
            return
    for path, record in sorted(state.records.items()):
        data = state.data(path)
        if record is not None and data is not None and data != book.state.data(path):
            yield from schemas.problems(
                record.home.kind if isinstance(record, FileRecord) else "", load(data, path, len(data)), path
            )


def _direct(book: Book, changes: list[Change]) -> Judgement:
    bylaws = bylaws_of(book.state)
    findings = [found for change in changes if (found := free_problem(book.layout, bylaws, change)) is not None]
    if not changes:
        return Judgement("nothing", "no change: main has all of it already", ())
    if findings:
        return Judgement("direct change", f"a direct change of {len(changes)} files", tuple(findings))
    return Judgement("free change", f"a change of {counted(len(changes), 'file')} not protected by a rule", ())


def _local_schemas(book: Book) -> LocalSchemas:
    return LocalSchemas(book.git, book.page.tree)
