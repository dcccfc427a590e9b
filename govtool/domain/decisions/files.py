"""Files outside the governed folders that the bylaws' table of paths protects: only `change-files` changes them.

The files themselves are in the commit of the submission; the proposal lists them by digest, so that the vote covers
every byte. govtool never runs any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, digest_of
from govtool.core.path import link_problem, stands_for
from govtool.core.path import path_problem as name_problem
from govtool.core.record import Record
from govtool.core.state import Content, State
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import GOVERNED, Bylaws, bylaws_of
from govtool.domain.decisions.action import Action, Moment, Need
from govtool.errors import Refused

NO_FILE = "absent"
"""The word in place of the digest of a missing file."""

FileDigest = Digest | Literal["absent"]


class FileChange(Record):
    """One file: its digest now and after the change; `mode` is of the new file."""

    said: ClassVar[Wording | None] = wording(
        "{path} (changed)", ("from_", NO_FILE, "{path} (new)"), ("to", NO_FILE, "{path} (taken away)")
    )

    path: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="the path from the top of the repository"
    )
    mode: Literal["100644", "100755"] = Field(description="the mode of the new file")
    from_: Annotated[FileDigest, Field(alias="from")] = Field(description="the digest of the file now, or `absent`")
    to: FileDigest = Field(description="the digest of the file after the change, or `absent`")


class ChangeFiles(Action):
    """Change protected files. Examples are workflows and a specification."""

    kind: ClassVar[str] = "change-files"
    said: ClassVar[Wording | None] = wording("Changes protected files: {files:each}.")
    titled: ClassVar[Wording | None] = wording("Change {files:first path}")
    example: ClassVar[str] = "--file .github/workflows/clerk.yml --title 'Run the clerk at night'"

    action: Literal["change-files"]
    files: Annotated[tuple[FileChange, ...], Field(min_length=1, max_length=1000)] = Field(
        description="every file that changes, by digest, so that the vote covers each byte"
    )

    @property
    def touches(self) -> frozenset[str]:
        """The paths of the files, as touched things."""
        return frozenset(f"file {change.path}" for change in self.files)

    def needs(self, state: State, bylaws: Bylaws) -> tuple[Need, ...]:
        """The rule of each path, in the order of the files; none if a path has no rule."""
        rows = [bylaws.judge_path(change.path) for change in self.files]
        rules = [row.rule for row in rows if row is not None and row.rule is not None]
        return tuple(Need(rule) for rule in dict.fromkeys(rules)) if len(rules) == len(rows) else ()

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Every path has a rule, its file is unchanged since the proposal, and its new bytes are available."""
        bylaws = bylaws_of(state)
        seen: set[str] = set()
        for change in self.files:
            bad = path_problem(change.path, is_new=change.from_ == NO_FILE)
            if bad is not None:
                yield bad
                continue
            if change.path.casefold() in seen:
                yield finding("path", target=change.path, what="it is named twice")
            elif any(_lies_in(change.path, other) or _lies_in(other, change.path) for other in (*seen, *state.files)):
                yield finding("path", target=change.path, what="one of the files would be the folder of another")
            seen.add(change.path.casefold())
            yield from _row_problems(bylaws, change.path)
            yield from _content_problems(state, change, moment)

    def effect(self, state: State, moment: Moment) -> State:
        """The files are as the proposal said."""
        for change in self.files:
            content = None if change.to == NO_FILE else (moment.contents or {})[change.to]
            if content is not None:
                content = Content(content.data, change.mode == "100755")
            state = state.write(change.path, content)
        return state


def _lies_in(path: str, folder: str) -> bool:
    return path.casefold().startswith(folder.casefold() + "/")


def path_problem(path: str, *, is_new: bool = True) -> Finding | None:
    """Why no proposal can change a path: it leaves the repository, is governed, or is new and has a name that may not
    come to main. A file from before the founding can be changed and removed under its old name.
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return finding("path", target=path, what="it is not a plain path inside the repository")
    # in a clone on Windows or a Mac `Registry/` is `registry/`
    if any(stands_for(parts[0], folder) for folder in (*GOVERNED, ".governance")):
        return finding("path", target=path, what="only events change the governed folders")
    return entry_problem(path, is_new=is_new, is_link=False)


def entry_problem(path: str, *, is_new: bool, is_link: bool) -> Finding | None:
    """Why no commit may bring a file to main at a path, whoever makes it: the rule of names."""
    what = name_problem(path, is_link=is_link) if is_new else link_problem(path, is_link=is_link)
    return finding("path", path, target=path, what=what) if what else None


def _row_problems(bylaws: Bylaws, path: str) -> Iterator[Finding]:
    row = bylaws.judge_path(path)
    if row is None:
        yield finding("path_denied", target=path)
    elif row.free:
        yield finding("path", target=path, what="it is unprotected: change it without a proposal")


def _content_problems(state: State, change: FileChange, moment: Moment) -> Iterator[Finding]:
    try:
        now = state.file(change.path)
    except Refused as error:
        yield from error.findings
        return
    stands = NO_FILE if now is None else digest_of(now.data)
    if stands != change.from_:
        yield finding("precondition", what=f"{change.path} is {stands[:19]} now, not {change.from_[:19]}")
    if change.to == change.from_ and (now is None or now.executable == (change.mode == "100755")):
        yield finding("precondition", what=f"{change.path} would not change")
    if moment.contents is not None and change.to != NO_FILE and change.to not in moment.contents:
        yield finding("missing_file", name=change.path, action="change-files")
