"""Which proposals and people a person may be about to type: read from main as fetched last, unverified.

Nothing is decided by it and nothing remembered; a command that is then typed reads the verified book.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from govtool.core.ids import is_id
from govtool.core.state import State
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.io.git.store import layout_of
from govtool.roles.minutes.registry import state_of

_FEW = 20


def proposals_near(folder: Path, *, closed: bool) -> Iterator[DocketEntry]:
    """The open proposals of the repository at a folder, and with `closed` the last that were closed.

    Raises GovtoolError where there is no repository, and whatever a broken one makes of it.
    """
    state = state_near(folder)
    if state is None:
        return
    found = list(docket.open_entries(state))
    yield from (entry for entry in found if is_id(entry.slug) and (closed or entry.is_open))
    if closed:
        yield from (entry for entry in islice(docket.closed_entries(state), _FEW) if is_id(entry.slug))


def people_near(folder: Path, beginning: str) -> Iterator[Member]:
    """The people of the repository at a folder whose id begins so, by id. Raises as `proposals_near`."""
    state = state_near(folder)
    if state is not None:
        begun = (name for (name,) in Member.home.listed(state) if name.startswith(beginning))
        yield from (found for name in islice(begun, _FEW) if (found := Member.of(state, name)) is not None)


def state_near(folder: Path) -> State | None:
    """The state of main as it was fetched last, unverified; None if there is none. Raises as `proposals_near`."""
    git = Git(folder)
    head = Remote(git, git.setting("govtool.remote") or "origin").head("main") or git.ref("refs/heads/main")
    if head is None:
        return None
    tree = git.loose_commit(head).tree
    layout = layout_of(git, tree)
    return state_of(git, tree, layout) if layout is not None else None
