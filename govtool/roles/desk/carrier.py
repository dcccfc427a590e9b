"""Carrying: one person signs a paper and another brings it in, as a file made by `git bundle`.

The carrier needs no right: the signature alone says what a commit is worth. Everything is judged before it goes on, and
nothing older replaces anything newer. A bundle is data: git checks its objects, they are only read, and nothing of them
is checked out or run.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Literal

from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId
from govtool.core.text import lines_of
from govtool.core.typed_name import count_of
from govtool.errors import GovtoolError
from govtool.io.file.document import read_file
from govtool.io.git.bundle import MAX_BUNDLE, NoBundle, measure
from govtool.io.git.process import last_words
from govtool.io.git.refs import Move
from govtool.roles.clerk.checker import Judgement, judge_change
from govtool.roles.clerk.push import blocks_others
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.outbox import OUTBOX

TAKEN = "refs/govtool/taken/"
CARRIED = ("vote", "statement", "proposal", "handover", "application")
MAX_BRANCHES = 1000
_MAKE = "make one with: govtool vote ID CHOICE --to FILE"

State = Literal["delivered", "kept", "there already", "older", "refused"]


@dataclass(frozen=True)
class Carried:
    """One branch of a bundle: what it is, what became of it, and why it was refused."""

    branch: str
    commit: CommitId
    title: str
    state: State
    findings: tuple[Finding, ...] = ()


def take(desk: Desk, file: Path) -> list[Carried]:
    """Brings in a bundle. Raises GovtoolError where it cannot be read or holds anything but what people sign."""
    data = read_file(file, most=MAX_BUNDLE)
    try:
        measure(data)
    except NoBundle as error:
        raise GovtoolError(f"{file} is no bundle that can be taken: {error}", f"ask for another; {_MAKE}") from error
    with tempfile.TemporaryDirectory(prefix="govtool-") as folder:
        # git is given the very bytes that were measured, whatever becomes of the file meanwhile
        measured = Path(folder) / "measured.bundle"
        measured.write_bytes(data)
        return _take_measured(desk, file, measured)


def _take_measured(desk: Desk, file: Path, measured: Path) -> list[Carried]:
    branches = _branches_of(desk, file, measured)
    # a place of its own: another command may be taking in the same branches
    place = f"{TAKEN}{token_hex(8)}/"
    _fetch(desk, file, measured, {ref: place + branch for branch, ref in branches.items()})
    there = desk.git.refs(place)
    try:
        return [_take_one(desk, branch, desk.git.resolve(there.get(place + branch, ""))) for branch in branches]
    finally:
        desk.git.move_refs(*(Move(ref, None, oid) for ref, oid in there.items()))


def _branches_of(desk: Desk, file: Path, measured: Path) -> dict[str, str]:
    """The refs of a bundle by the branch that each is for, sorted."""
    done = desk.git.run("bundle", "list-heads", str(measured))
    if done.returncode != 0:
        raise GovtoolError(f"{file} is no bundle that git can read", _MAKE)
    refs = [line.split(" ", 1)[1] for line in lines_of(done.stdout) if " " in line]
    found = {ref.removeprefix(OUTBOX).removeprefix("refs/heads/"): ref for ref in sorted(refs)}
    odd = [branch for branch in found if branch.split("/", 1)[0] not in CARRIED or blocks_others(branch)]
    if odd or len(found) != len(refs) or not found:
        what = f"it holds {odd[0]}" if odd else "it holds nothing, or a branch twice"
        raise GovtoolError(
            f"{file} holds more than signed papers: {what}",
            "ask for one with ballots, statements, proposals, handovers and applications only; nothing was taken",
        )
    if len(found) > MAX_BRANCHES:
        raise GovtoolError(f"{file} holds {len(found)} branches; at most {MAX_BRANCHES} are taken", "split it")
    return found


def _fetch(desk: Desk, file: Path, measured: Path, places: dict[str, str]) -> None:
    """The objects, checked by git, under refs of their own; exactly the refs that were looked at."""
    specs = [f"{ref}:{place}" for ref, place in places.items()]
    options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
    done = desk.git.run("-c", "fetch.fsckObjects=true", "fetch", *options, str(measured), *specs)
    if done.returncode != 0:
        raise GovtoolError(
            f"{file} could not be taken in: {last_words(done)}",
            "the commits it builds on are not here yet: fetch main, or ask for another bundle",
        )


def _take_one(desk: Desk, branch: str, commit: CommitId) -> Carried:
    at = max(desk.now, desk.book.newest[0].at)
    judged = judge_change(desk.book, commit, at)
    problems = tuple(_problems(branch, judged))
    if problems:
        return Carried(branch, commit, judged.title, "refused", problems)
    place = desk.outbox.place(branch)
    if place.there == commit:
        return Carried(branch, commit, judged.title, "there already")
    for lies in (place.there, place.waiting):
        if lies not in (None, commit) and not _replaces(desk, judged, commit, lies or "", at):
            return Carried(branch, commit, judged.title, "older")
    sent = desk.send(place, commit)
    return Carried(branch, commit, judged.title, "delivered" if sent else "kept")


def _problems(branch: str, judged: Judgement) -> Iterator[Finding]:
    for found in judged.findings:
        # An earlier statement of the same person may still be on its way: the clerk takes them in their order.
        if not (found.code == "number" and _is_ahead(found)):
            yield found
    if not judged.findings and judged.branch != branch:
        yield finding("reserved_branch", branch=branch, what=f"it carries {judged.title}")


def _is_ahead(found: Finding) -> bool:
    number, expected = (count_of(found.values.get(name, "")) for name in ("number", "expected"))
    return number is not None and expected is not None and number > expected


def _replaces(desk: Desk, judged: Judgement, commit: CommitId, there: CommitId, at: str) -> bool:
    """Whether a commit may take the place of the one on its branch. It may if it builds on that one, if that one is not
    valid, or if it is the later ballot of the same person.
    """
    if desk.git.is_ancestor(there, commit):
        return True
    old = judge_change(desk.book, there, at)
    return bool(old.findings) or (judged.kind == "ballot" and judged.cast > old.cast)
