"""Filing a proposal at a member's desk: a folder of files, judged as the clerk will judge it, signed, sent.

It refuses whatever the clerk would refuse, before anything is signed. A filing is one commit on the verified head of
main that adds the folder and the files of its change-files. It can also be a commit on a branch that holds these files
already. A draft is the same without signature. Reads files that it is given; touches no work tree.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from govtool.core.catalogue import Catalogue
from govtool.core.commit import build_commit
from govtool.core.ids import CommitId, id_from
from govtool.core.minute import genesis_of
from govtool.core.state import Content, State
from govtool.core.times import Instant, add, date_of, longest, seconds_of
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.docket import DocketEntry, SlugUse
from govtool.domain.decisions.filing import FILING_TRAILER, identity_of
from govtool.domain.decisions.opening import make_entry
from govtool.domain.decisions.proposal import FILE, Proposal, content_digest, file_lines
from govtool.errors import GovtoolError, Refused, UsageError
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.git import EXECUTABLE, Entry
from govtool.io.git.git import FILE as FILE_MODE
from govtool.io.git.refs import Move
from govtool.io.git.remote import LostRace, Update
from govtool.io.git.store import folder_files, read_record
from govtool.roles.clerk.filing import Filing, is_filing, read_filing
from govtool.roles.decisions.effect import Effects, effects_on
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.outbox import OUTBOX, Place
from govtool.roles.desk.statement_service import Delivery

DEFAULT_OPEN_BEFORE = "P30D"
_TRIES = 10


@dataclass(frozen=True)
class Sheet:
    """The content of a filing: the slug, the files of its folder by name, and files outside it (None: deleted).

    With `onto` it is filed on top of that commit, the head of a branch that holds the files outside already.
    """

    slug: str
    files: Mapping[str, bytes]
    changed: Mapping[str, Content | None] = field(default_factory=dict)
    month: str = ""
    onto: CommitId | None = None

    def folder(self, now: Instant) -> str:
        """The folder that it is filed in."""
        return Proposal.home.folder(self.month or date_of(now)[:7], self.slug)


@dataclass(frozen=True)
class Preview:
    """A sheet that the clerk would open: the state with its rolls, its entry, and what it would do."""

    filing: Filing
    state: State
    entry: DocketEntry
    effects: Effects


@dataclass(frozen=True)
class FilingSent:
    """A filing or a draft that was put on its branch, and how far it has come."""

    commit: CommitId
    branch: str
    sheet: Sheet
    is_draft: bool
    state: Delivery


def slug_from(desk: Desk, title: str) -> str:
    """A slug made of the words of a title, which nothing has: no opened proposal, and no draft or filing either."""
    slug = id_from(title, "proposal")
    found, number, kept = slug, 2, desk.outbox.places("proposal/")
    while f"proposal/{found}" in kept or SlugUse.of(desk.book.state, found) is not None:
        found, number = f"{slug[:26]}-{number}", number + 1
    return found


def open_before_from(state: State, now: Instant) -> Instant:
    """The time before which a proposal asks to be opened unless its author says otherwise."""
    allowed = bylaws_of(state).periods.open_before
    return add(now, DEFAULT_OPEN_BEFORE if longest((DEFAULT_OPEN_BEFORE, allowed)) == allowed else allowed)


def read_proposal(data: bytes, kinds: Catalogue, path: str = FILE) -> Proposal:
    """The proposal in the bytes of proposal.yaml. Raises Refused, each finding with line and column."""
    return read_record(data, Proposal, path, PERSON_LIMIT, kinds=kinds)


def preview(desk: Desk, sheet: Sheet) -> Preview:
    """A sheet of mine as the clerk will see it, before anything is signed. Raises Refused with every reason against it,
    UsageError where it names another proposer.
    """
    seen = preview_commit(desk, _write(desk, sheet, signed=False))
    proposer = seen.entry.proposer
    if proposer != desk.member.id:
        raise UsageError(
            f"the proposer is {proposer}, and you are {desk.member.id}", f"write proposer: {desk.member.id}"
        )
    return seen


def preview_commit(desk: Desk, commit: CommitId) -> Preview:
    """Anybody's draft or filing as the clerk would open it now. Raises Refused with every reason against it."""
    filing = read_filing(desk.book, commit, desk.at)
    if filing.findings or filing.draft is None or filing.moment is None:
        # an amendment that does not fit is found by the action and again by its rules: people need it once
        raise Refused({found.order: found for found in filing.findings}.values())
    state, entry = make_entry(desk.book.state, filing.draft, desk.at)
    return Preview(filing, state, entry, effects_on(desk.book.state, entry, filing.moment))


def file_sheet(
    desk: Desk, sheet: Sheet, *, draft: bool, title: str | None = None, instead_of: Place | None = None
) -> FilingSent:
    """Puts a sheet on its branch: signed over its content, so that the clerk opens it, or as a draft.

    With `title` the slug was made of that: if another command files something under it first, here or on another
    computer, it is signed again under the next one. `instead_of` is a paper that leaves the outbox as this one is put
    there. A draft may still have faults. Raises Refused for a filing that the clerk would not open, and LostRace where
    somebody else was faster at a slug that was typed: nothing is sent then.
    """
    for _ in range(_TRIES):
        branch = f"proposal/{sheet.slug}"
        place = desk.outbox.place(branch)
        if title is not None and place.newest is not None:
            sheet = replace(sheet, slug=slug_from(desk, title))
            continue
        commit = _write(desk, sheet, signed=False) if draft else _signed(desk, sheet)
        try:
            sent = desk.send(place, commit, instead_of=instead_of, races=True)
        except LostRace as error:
            desk.look_again()
            mine = desk.outbox.place(branch)
            if title is None:
                desk.outbox.drop(branch, commit)
                raise LostRace(
                    f"something else was filed as {sheet.slug} at this moment; nothing was sent",
                    f"look at it, then do it again: govtool show {sheet.slug}",
                ) from error
            # if it was kept before the remote was asked, the next try takes it out as it puts the new one in
            instead_of = mine if mine.waiting == commit else instead_of
            sheet = replace(sheet, slug=slug_from(desk, title))
            continue
        return FilingSent(commit, branch, sheet, draft, "delivered" if sent else "signed")
    raise LostRace(
        "other commands of yours take every name first", "see what you submitted, then try again: govtool status"
    )


def _signed(desk: Desk, sheet: Sheet) -> CommitId:
    preview(desk, sheet)
    commit = _write(desk, sheet, signed=True)
    found = read_filing(desk.book, commit, desk.at).findings
    if found:
        raise Refused(found)
    return commit


def _write(desk: Desk, sheet: Sheet, *, signed: bool) -> CommitId:
    git, parent, folder = desk.git, sheet.onto or desk.book.page.good, sheet.folder(desk.now)
    entries: dict[str, Entry | None] = {
        desk.book.layout.place(f"{folder}/{name}"): Entry(FILE_MODE, git.write("blob", data))
        for name, data in sheet.files.items()
    }
    for path, content in sheet.changed.items():
        mode = EXECUTABLE if content is not None and content.executable else FILE_MODE
        entries[path] = None if content is None else Entry(mode, git.write("blob", content.data))
    tree = git.with_files(git.loose_commit(parent).tree, entries, write=True)
    if signed:
        digest = content_digest(genesis_of(desk.book.state), folder, file_lines(sheet.files))
        message = f"Propose {sheet.slug}\n\n{FILING_TRAILER}: {digest}\n"
        # The registry keeps the commit for ever, so it names nobody but by id.
        return desk.sign_tree(parent, tree, message, f"{identity_of(desk.member.id)} {seconds_of(desk.now)} +0000")
    message = f"Draft {sheet.slug}\n"
    return git.write("commit", build_commit(tree, (parent,), desk.author, desk.author, message, None))


# Drafts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """A proposal of mine that is not opened yet, as it lies on its branch."""

    branch: str
    commit: CommitId
    sheet: Sheet
    is_draft: bool


def kept_sheets(desk: Desk) -> dict[str, CommitId]:
    """The proposal branches that main does not know yet, by slug; those in the outbox over those that were fetched."""
    found = {branch.split("/", 1)[1]: oid for branch, oid in desk.remote.branches("proposal/").items()}
    found |= {ref.rsplit("/", 1)[-1]: oid for ref, oid in desk.git.refs(OUTBOX + "proposal/").items()}
    state = desk.book.state
    return {slug: oid for slug, oid in sorted(found.items()) if not SlugUse.of(state, slug)}


def kept_by_id(desk: Desk, text: str) -> Kept | None:
    """The draft or filing that a person means by its slug or a part that only one has; None where there is none.

    Raises UsageError where several fit.
    """
    typed = text.strip().rstrip("/").rsplit("/", 1)[-1].lower()
    sheets = kept_sheets(desk)
    slugs = [typed] if typed in sheets else [slug for slug in sheets if typed and typed in slug]
    if len(slugs) > 1:
        raise UsageError(f"{text} could be any of: {', '.join(slugs[:5])}", "type a little more of the name")
    return _read_kept(desk, slugs[0], sheets[slugs[0]]) if slugs else None


def _read_kept(desk: Desk, slug: str, commit: CommitId) -> Kept:
    git, book = desk.git, desk.book
    filing = read_filing(book, commit, desk.at)
    if not filing.folder:
        raise Refused(filing.findings)
    tree = git.loose_commit(commit).tree
    files = folder_files(git, tree, book.layout, filing.folder)
    base = next((oid for oid in git.first_parents(commit) if book.is_on_main(oid)), None)
    changed: dict[str, Content | None] = {}
    for change in git.changes(git.loose_commit(base).tree, tree) if base else ():
        if book.layout.governed(change.path) is None:
            after = change.after
            changed[change.path] = Content(git.blob(after.oid), after.mode == EXECUTABLE) if after else None
    sheet = Sheet(slug, files, changed, filing.folder.split("/")[1], _branch_below(desk, commit, filing.folder))
    return Kept(f"proposal/{slug}", commit, sheet, not is_filing(book, commit))


def _branch_below(desk: Desk, commit: CommitId, folder: str) -> CommitId | None:
    """The head of the branch that a filing was put on top of, so that it stays there; None where it is on main."""
    git, book = desk.git, desk.book
    parent = git.first_parent(commit)
    if parent is None or book.is_on_main(parent) or not is_filing(book, commit):
        return None
    is_drafted = git.entry(git.loose_commit(parent).tree, book.layout.place(folder)) is not None
    return None if is_drafted else parent


def remove_kept(desk: Desk, kept: Kept) -> None:
    """Takes a draft or filing that is not opened off its branch. Raises GovtoolError where the remote says no."""
    place = desk.outbox.place(kept.branch)
    if place.newest not in (None, kept.commit):
        raise LostRace(f"{kept.sheet.slug} was filed anew at this moment", "look again: govtool status")
    if place.waiting is not None:
        desk.outbox.drop(kept.branch, place.waiting)
    there = place.there
    if there is None:
        return
    if desk.is_alone:
        raise GovtoolError("that needs the remote", f"govtool withdraw {kept.sheet.slug}, without --offline")
    desk.remote.push([Update(f"refs/heads/{kept.branch}", None, there)])
    desk.git.move_refs(Move(f"refs/remotes/{desk.remote.name}/{kept.branch}", None, there))


# Never sent ------------------------------------------------------------------------------------------------------


def stranded_filings(desk: Desk) -> tuple[Kept, ...]:
    """My drafts and filings that can never be sent as they are, since something else has their name."""
    found = []
    for place in desk.outbox.stranded("proposal/"):
        with contextlib.suppress(GovtoolError):
            found.append(_read_kept(desk, place.branch.partition("/")[2], place.waiting or ""))
    return tuple(found)


def file_again(desk: Desk, kept: Kept) -> FilingSent:
    """Files what is stranded under another name, made of its title. Raises Refused, with every reason against it."""
    title = read_proposal(kept.sheet.files.get(FILE, b""), desk.book.state.catalogue).title
    sheet, place = replace(kept.sheet, slug=slug_from(desk, title)), desk.outbox.place(kept.branch)
    return file_sheet(desk, sheet, draft=kept.is_draft, title=title, instead_of=place)
