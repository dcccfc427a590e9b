"""The founder: makes the first commit of an organisation, from people, bylaws and keys.

The founder who makes the commit signs it, and has thereby accepted; the others accept by a statement. Earlier members,
volunteers and the like may already be in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from govtool.core.ids import CommitId, digest_of
from govtool.core.minute import TRAILER, Minute
from govtool.core.record import Record
from govtool.core.state import Content, State
from govtool.core.times import Instant, seconds_of
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import Organization
from govtool.domain.lifecycle.founding import minute_zero, problems
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import EMPTY_TREE, Git
from govtool.io.git.store import Layout, layout_of, tree_of
from govtool.io.signature.signature import SshKeys
from govtool.io.signature.signing import SigningKey, sign_commit
from govtool.roles.minutes.registry import state_of


@dataclass(frozen=True)
class Plan:
    """The plan of a founding: all that the first state holds. `records` are teams, policies and the like by path."""

    organization: Organization
    bylaws: Bylaws
    members: tuple[Member, ...]
    records: Mapping[str, Record]
    nonce: str
    at: Instant


def first_state(git: Git, tree: str, layout: Layout, plan: Plan) -> State:
    """The state of a plan, without its minute."""
    state = state_of(git, tree, layout)
    state = state.keep(plan.organization, plan.bylaws, *plan.members)
    for path, record in plan.records.items():
        state = state.put(path, record)
    return state


def refuse_second(git: Git, parent: CommitId | None) -> None:
    """Raises GovtoolError if the commit that a founding would come after holds a co-operative already."""
    if parent is not None and layout_of(git, git.loose_commit(parent).tree) is not None:
        raise GovtoolError("a co-operative is founded here already", "govtool status")


def found(
    git: Git,
    plan: Plan,
    key: SigningKey,
    author: str,
    *,
    layout: Layout | None = None,
    parent: CommitId | None = None,
    beside: Mapping[str, bytes] | None = None,
) -> CommitId:
    """Makes the founding commit and returns its id; no ref is moved. Raises Refused with all that is wrong.

    `beside` are files outside the governed folders, by their path from the top; one that is there already stays.
    """
    layout = layout or Layout()
    tree = git.loose_commit(parent).tree if parent else EMPTY_TREE
    refuse_second(git, parent)
    if git.entry(tree, layout.place("registry")) or git.entry(tree, layout.place("proposals")):
        raise GovtoolError(
            "the folders registry/ or proposals/ are there already, with something else in them",
            "move them away, or found below .governance/: govtool init --below .governance",
        )
    state = first_state(git, tree, layout, plan)
    files = {path: record.as_file for path, record in state.records.items() if record is not None}
    minute = minute_zero(plan.organization.name, plan.nonce, plan.at, files)
    broken = list(problems(state, minute, files, SshKeys()))
    if broken:
        raise Refused(broken)
    state = state.put(Minute.home.path(0), minute)
    for path, data in (beside or {}).items():
        if git.entry(tree, path) is None:
            state = state.write(path, Content(data))
    written = tree_of(git, tree, layout, state, write=True)
    message = f"Found {plan.organization.name}\n\n{TRAILER}: {digest_of(minute.as_file)}\n"
    signer = f"{author} {seconds_of(plan.at)} +0000"
    raw = sign_commit(key, written, (parent,) if parent else (), signer, signer, message)
    return git.write("commit", raw)
