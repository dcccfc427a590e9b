"""The page of a pull request that brought no open proposal: a filing or draft, a ballot, a statement, or files.

The clerk and the audit judge each with the same function. A paper for the clerk alone, a ballot or a statement, gets
its answer here and is closed then: it stays in the pull request's head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govtool.core.finding import Finding
from govtool.core.ids import CommitId
from govtool.domain.decisions.ballot import judge
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.clerk.checker import Judgement, judge_change
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import standing_of
from govtool.roles.forge.page.markdown import code, joined_within, visible
from govtool.roles.forge.page.page import LABELS, MARK, CommitStatus, Page, problem_lines, sentence, time
from govtool.roles.minutes import event_evidence

REFUSED = f"{LABELS}refused"
_AGAIN = (
    "Closing a pull request withdraws nothing: the clerk looks at its commits again in every run. "
    "To send something else, open another one. It is never merged, so GitHub may let the job of its author wait "
    "for a member's click, next time too. The clerk needs no such job."
)
_FILES = (
    "Protected files change by a vote. To propose this branch, check it out and type `govtool propose files`. "
    "Anybody who may make proposals can do this."
)
_FREE = (
    "It changes unprotected files only, which need no vote. If only the clerk moves main, a member asks it "
    "to merge this: "
    "`govtool publish {head}`."
)


def paper_page(desk: Desk, head: CommitId) -> Page:
    """The page of a pull request with this head."""
    judged = judge_change(desk.book, head, desk.at)
    if judged.kind == "ballot":
        return _ballot(desk, head, judged)
    if judged.kind == "statement":
        return _statement(desk, head, judged)
    if judged.kind in ("proposal", "draft"):
        return _proposal(head, judged)
    if judged.kind == "direct change":
        commit_status = CommitStatus(
            "failure", "it brings no proposal; protected files change by a vote: govtool propose files"
        )
        return replace(_page(head, judged.title, judged.findings, _FILES), commit_status=commit_status, label=REFUSED)
    is_free = judged.kind == "free change" and not judged.findings
    return _page(head, judged.title, judged.findings, _FREE.format(head=head) if is_free else "")


def _page(head: CommitId, title: str, findings: Sequence[Finding], *lines: str) -> Page:
    blocks = [[MARK, f"### {code(title)}"], problem_lines(findings), *([line] for line in lines)]
    return Page(head=head, comment=joined_within(blocks))


def _proposal(head: CommitId, judged: Judgement) -> Page:
    if judged.findings:
        first = sorted(judged.findings, key=lambda found: found.order)[0]
        commit_status = CommitStatus("failure", visible(f"not opened: {sentence(first)}"))
        again = (
            "The clerk does not open it as it is. Correct it (`govtool edit`), which signs it again, and push it here."
        )
        return replace(_page(head, judged.title, judged.findings, again), commit_status=commit_status, label=REFUSED)
    if judged.kind == "draft":
        said = "Nothing is wrong with it. It is a draft until its proposer submits it: `govtool edit --as-is`."
        commit_status = CommitStatus("pending", "a draft, which its proposer has not submitted yet")
    else:
        said = "Nothing is wrong with it: the clerk opens it in its next run."
        commit_status = CommitStatus("pending", "submitted; the clerk opens it in its next run")
    return replace(_page(head, judged.title, (), said), commit_status=commit_status)


# Ballots and statements ---------------------------------------------------------------------------------------------


def _ballot(desk: Desk, head: CommitId, judged: Judgement) -> Page:
    entry = _entry_of(desk, head)
    if entry is None:
        page = _page(head, judged.title, judged.findings, "**It is not counted.**", _AGAIN)
        return replace(page, is_open=False)
    answer, findings = _ballot_answer(desk, head, entry)
    title = f"A ballot on {entry.number}"
    return replace(_page(head, title, findings, answer, _AGAIN), is_open=False, about=entry.number)


def _ballot_answer(desk: Desk, head: CommitId, entry: DocketEntry) -> tuple[str, tuple[Finding, ...]]:
    """Whether a ballot is counted, in words, and why not."""
    standing = standing_of(desk, entry)
    paper = event_evidence.ballot(desk.book, standing.opening, head, standing.state)
    verdict = judge(standing.state, standing.opening, paper, standing.at)
    if any(cast.commit == head for cast in standing.count.counted):
        until = "as it stands now" if entry.decided is None else f"in the decision of {time(entry.decided.at)}"
        return f"**It is counted** {until}.", ()
    refusal = next((no for no in standing.count.refused if no.commit == head), None)
    if refusal is not None or isinstance(verdict, Finding):
        found = refusal.finding if refusal is not None else verdict
        return "**It is not counted.**", (found,) if isinstance(found, Finding) else ()
    voter = verdict.ballot.voter
    if voter in standing.count.words:
        return f"**Another ballot of {voter} is counted**, which says {standing.count.words[voter]}.", ()
    if entry.decided is not None:
        return "**It is not counted**: it came after the vote closed.", ()
    return "**It is not counted yet**: the clerk looks at it in its next run.", ()


def _entry_of(desk: Desk, head: CommitId) -> DocketEntry | None:
    """The proposal that a ballot was made for: the ballot names its opening."""
    found = event_evidence.opening_named(desk.book, head)
    return found.entry if found is not None else None


def _statement(desk: Desk, head: CommitId, judged: Judgement) -> Page:
    paper = event_evidence.statement(desk.book, head, desk.at).paper
    if paper.path and desk.book.state.data(paper.path) == paper.data:
        return replace(_page(head, judged.title, (), "**It is taken**, and in the registry.", _AGAIN), is_open=False)
    if not judged.findings:
        return _page(head, judged.title, (), "Nothing is wrong with it: the clerk takes it in its next run.")
    return replace(_page(head, judged.title, judged.findings, "**It is not taken.**", _AGAIN), is_open=False)
