"""The changes of a branch since main, path by path, judged by the bylaws' table of paths.

Promises:
- the branch is compared with the newest main that it holds, as a filing on top of it will be
- every path is under a rule, or free, or reported as a reason why the branch cannot be proposed
- it reads only commits, never uncommitted files, checks out or runs nothing of a branch, and files nothing
"""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from govtool.core.character import first_refused
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId
from govtool.core.state import Content
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.decisions.files import path_problem
from govtool.errors import GovtoolError, Refused, UsageError
from govtool.io.git.git import EXECUTABLE, FILE, GITLINK, SYMLINK, Change
from govtool.roles.clerk.filing import touched, way_from_main
from govtool.roles.desk.desk import Desk
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.verification import misnamed
from govtool.roles.said.form import cut
from govtool.roles.said.saying import LONGEST, LONGEST_TITLE

What = Literal["added", "changed", "deleted", "made executable", "made not executable"]
_KINDS = {SYMLINK: "a symbolic link", GITLINK: "a submodule"}


@dataclass(frozen=True)
class PathChange:
    """One file under a rule that a branch changes. `content` is its new content, None if the branch deletes it."""

    path: str
    what: What
    rule: str
    content: Content | None


@dataclass(frozen=True)
class BranchChange:
    """A branch's head, the commit of main that it is compared with, and what it changes.

    `free` are paths that need no vote; `restored` are those that its commits touch on the way and leave as they were.
    `way` are its own commits, the newest first.
    """

    name: str
    commit: CommitId
    base: CommitId
    listed: tuple[PathChange, ...]
    free: tuple[str, ...]
    restored: tuple[str, ...]
    way: tuple[CommitId, ...]

    @property
    def files(self) -> Mapping[str, Content | None]:
        """The files under a rule as they are to be, by path; None: taken away."""
        return {change.path: change.content for change in self.listed}


def branch_change(desk: Desk, revision: str) -> BranchChange:
    """The changes of a revision since the newest main that it holds.

    Raises:
    - Refused, with every path that no proposal can bring in
    - GovtoolError if the branch does not come from main, or main has changed the same files since
    - UsageError if nothing differs
    """
    book, git = desk.book, desk.git
    commit = git.resolve(revision)
    name = _name(desk, revision)
    problems: list[Finding] = []
    way, base = way_from_main(book, commit, problems)
    if any(found.code == "ancestry" for found in problems):
        raise GovtoolError(
            f"{name} does not come from main, or holds merges of other branches than main",
            f"put its commits on top of main, then type this again: {_switch(revision)}git rebase {main_name(desk)}",
        )
    if problems:
        raise Refused(problems)
    changes = sorted(
        git.changes(git.loose_commit(base).tree, git.loose_commit(commit).tree), key=lambda change: change.path
    )
    on_the_way = {change.path for change in touched(book, way)}
    if not changes and not on_the_way:
        raise UsageError(
            f"there is nothing to propose: main has everything that {name} has",
            "govtool proposes only committed files: git commit, then govtool propose files",
        )
    listed, free = _judged(book, changes)
    restored = tuple(sorted(on_the_way - {change.path for change in changes}))
    result = BranchChange(name, commit, base, listed, free, restored, tuple(way))
    _refuse_stale(desk, result, revision)
    return result


def refuse_unlisted(desk: Desk, change: BranchChange, revision: str) -> None:
    """Refuses a branch that brings in more than a vote on it would cover. Raises UsageError with what to type.

    Whoever votes for files must not let in others with them, and these would be undone on main, since only what is
    listed is enacted.
    """
    if not change.listed:
        raise UsageError(
            f"there is nothing to propose: {change.name} changes only unprotected files ({_few(change.free)})",
            "it needs no vote: push or merge it as usual",
        )
    if change.free:
        raise UsageError(
            f"{change.name} also changes unprotected files, which need no vote: {_few(change.free)}; "
            f"{_voted(desk, change)}",
            f"move the files to vote on to a branch of their own: {_split(desk, change)} && "
            "govtool propose files; or file it without "
            f"its branch: govtool propose change-files --from-branch {shlex.quote(revision)}. "
            "Merge the unprotected files as usual",
        )
    if change.restored:
        raise UsageError(
            f"commits of {change.name} touch files that it leaves as they were: {_few(change.restored)}; they would "
            "come into history without a vote",
            f"make one commit of the files to vote on: {_split(desk, change)} && govtool propose files",
        )


def main_name(desk: Desk) -> str:
    """The name of main in this clone, for a person to type."""
    return f"{desk.remote.name}/main" if desk.remote.head("main") else "main"


def _name(desk: Desk, revision: str) -> str:
    if revision != "HEAD":
        return revision
    branch = desk.git.head_branch
    return branch.removeprefix("refs/heads/") if branch else "the commit that is checked out"


def _switch(revision: str) -> str:
    """The command that checks a revision's branch out, before another one."""
    return "" if revision == "HEAD" else f"git switch {shlex.quote(revision)} && "


def _few(paths: tuple[str, ...]) -> str:
    return ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")


def _voted(desk: Desk, change: BranchChange) -> str:
    """The first commit of a branch that touches a file which needs a vote, with that file."""
    listed = {each.path for each in change.listed}
    for oid in reversed(change.way):
        path = next((each.path for each in touched(desk.book, [oid]) if each.path in listed), None)
        if path is not None:
            subject = _plain(desk.git.loose_commit(oid).message.partition("\n")[0])
            return f"commit {oid[:12]} ({cut(subject, 60)}) touches {path}, which needs one"
    return f"{change.listed[0].path} needs one"


def _split(desk: Desk, change: BranchChange) -> str:
    """The commands that make a branch of the files under a rule only."""
    branch = f"{change.name}-voted" if desk.git.ref(f"refs/heads/{change.name}") else "voted"
    paths = shlex.join(each.path for each in change.listed)
    # its author stays its author
    worded = next((oid for oid in change.way if len(desk.git.loose_commit(oid).parents) < 2), change.commit)
    return (
        f"git switch -c {shlex.quote(branch)} {main_name(desk)} && git restore --source {change.commit[:12]} "
        f"--staged --worktree -- {paths} && git commit -C {worded[:12]}"
    )


# Judging ---------------------------------------------------------------------------------------------------------


def _judged(book: Book, changes: list[Change]) -> tuple[tuple[PathChange, ...], tuple[str, ...]]:
    """The files under a rule, and the free paths. Raises Refused with every other path."""
    bylaws = bylaws_of(book.state)
    problems = [found for change in changes for found in _problems(book, bylaws, change)]
    if problems:
        raise Refused(problems)
    listed: list[PathChange] = []
    free: list[str] = []
    for change in changes:
        row = bylaws.judge_path(change.path)
        if row is not None and row.rule is not None:
            after = change.after
            content = None if after is None else Content(book.git.blob(after.oid), after.mode == EXECUTABLE)
            listed.append(PathChange(change.path, _what(change), row.rule, content))
        else:
            free.append(change.path)
    return tuple(listed), tuple(free)


def _problems(book: Book, bylaws: Bylaws, change: Change) -> Iterator[Finding]:
    path = change.path
    if book.layout.governed(path) is not None:
        yield finding("protected_path", path, target=path)
        return
    row = bylaws.judge_path(path)
    bad = path_problem(path, is_new=change.before is None)
    if row is not None and row.free:
        if (found := misnamed(change)) is not None:
            yield found
    elif bad is not None:
        yield bad.at(path)
    elif row is None:
        yield finding("path_denied", path, target=path)
    else:
        for entry in (change.after, change.before):
            if entry is not None and entry.mode not in (FILE, EXECUTABLE):
                yield finding("plain_file", path, target=path, what=_KINDS.get(entry.mode, f"of mode {entry.mode:o}"))
                return


def _what(change: Change) -> What:
    before, after = change.before, change.after
    if after is None:
        return "deleted"
    if before is None:
        return "added"
    if before.oid == after.oid:
        return "made executable" if after.mode == EXECUTABLE else "made not executable"
    return "changed"


def _refuse_stale(desk: Desk, change: BranchChange, revision: str) -> None:
    """Refuses where main changed a listed file since the branch left it: the change there would be undone unseen."""
    git, now = desk.git, desk.book.page.tree
    base = git.loose_commit(change.base).tree
    stale = tuple(each.path for each in change.listed if git.entry(base, each.path) != git.entry(now, each.path))
    if stale:
        raise GovtoolError(
            f"main has changed since {change.name} left it: {_few(stale)}",
            f"merge it first: {_switch(revision)}git merge {main_name(desk)} && govtool propose files",
        )


# Words of its commits --------------------------------------------------------------------------------------------


def title_and_summary(desk: Desk, change: BranchChange) -> tuple[str, str]:
    """The title and the summary of a proposal, taken from a branch's commits. The title is the first line of the first
    commit. The summary is the first paragraph below it, or else the first lines of all commits.
    """
    commits = [desk.git.loose_commit(oid) for oid in change.way]
    messages = [commit.message for commit in reversed(commits) if len(commit.parents) < 2]
    return words_of(messages, f"Change {change.listed[0].path}")


def words_of(messages: list[str], otherwise: str) -> tuple[str, str]:
    """A title and a summary from the messages of commits, the oldest first; `otherwise` where they say nothing."""
    messages = [message.strip("\n") for message in messages]
    subjects = [_plain(message.partition("\n")[0]) for message in messages]
    subjects = [subject for subject in subjects if len(subject) >= 3] or [_plain(otherwise)]
    paragraphs = messages[0].split("\n\n")[1:] if messages else []
    told = [_plain(text) for text in paragraphs if not _is_trailers(text)]
    summary = next((text for text in told if text), "") or "; ".join(dict.fromkeys(subjects))
    return cut(subjects[0], LONGEST_TITLE), cut(summary, LONGEST)


def _is_trailers(paragraph: str) -> bool:
    """Whether a paragraph holds `Signed-off-by: ...` and the like only."""
    return all(line.partition(": ")[1] and "-" in line.partition(": ")[0] for line in paragraph.strip().split("\n"))


def _plain(text: str) -> str:
    """Somebody's words on one line, without the characters that no record may hold."""
    kept = "".join(char for char in " ".join(text.split()) if first_refused(char) < 0)
    return unicodedata.normalize("NFC", " ".join(kept.split()))
