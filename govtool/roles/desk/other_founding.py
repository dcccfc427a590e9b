"""Says why a history is not the organisation that is pinned: another one, or a founding that its founders made again.

Only a founding that is signed by a person of the pinned one, which not all founders had accepted when it was last seen
here, is called founded again. It is refused all the same: each person decides for themselves, after they asked.
"""

from __future__ import annotations

from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, Digest
from govtool.core.state import State
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError
from govtool.io.git.commit_evidence import signer_of
from govtool.io.git.git import Git
from govtool.io.git.store import layout_of
from govtool.io.signature.trust import TrustStore
from govtool.roles.minutes.book import MAIN, origins_of
from govtool.roles.minutes.identity import genesis_at
from govtool.roles.minutes.registry import state_of


def other_founding(git: Git, head: CommitId, trust: TrustStore, genesis: str, pinned: Digest) -> Finding:
    """The finding for a history that begins with another genesis than the pinned one."""
    try:
        return _founded_again(git, head, trust, genesis, pinned) or finding("genesis", genesis=genesis, pinned=pinned)
    except (GovtoolError, LookupError):
        # what was pushed may be anything: then it is another one, and nothing more is said
        return finding("genesis", genesis=genesis, pinned=pinned)


def _founded_again(git: Git, head: CommitId, trust: TrustStore, genesis: str, pinned: Digest) -> Finding | None:
    old = _seen_last(git, trust, pinned)
    if old is None or not organization_of(old).founding:
        return None
    founding = next((oid for oid in reversed([*git.first_parents(head)]) if genesis_at(git, oid) == genesis), None)
    new = _state(git, founding) if founding is not None else None
    if founding is None or new is None or organization_of(new).name != organization_of(old).name:
        return None
    signer = signer_of(git.commit(founding), origins_of(new))
    who = [] if signer.problem else [each for each in Member.all(old) if each.key(signer.key) is not None]
    if not who:
        return None
    left = [each.id for each in Member.all(old) if Member.of(new, each.id) is None]
    name, without = organization_of(new).name, f" without {' and '.join(left)}" if left else ""
    return finding(
        "founded_again", genesis=genesis, pinned=pinned, name=name, who=f"{who[0].name} ({who[0].id})", without=without
    )


def _seen_last(git: Git, trust: TrustStore, pinned: Digest) -> State | None:
    """The newest state of the pinned founding that was verified here; else main of this clone, verified now."""
    pin = trust.find(pinned)
    if pin is not None and pin.good and git.has(pin.good):
        return _state(git, pin.good)
    here = git.ref(MAIN)
    if here is None or genesis_at(git, here) != pinned:
        return None
    from govtool.roles.minutes.auditor import audit

    report = audit(git, here, pinned)
    return report.book.state if report.book is not None and report.ok else None


def _state(git: Git, commit: CommitId) -> State | None:
    tree = git.loose_commit(commit).tree
    layout = layout_of(git, tree)
    return state_of(git, tree, layout) if layout is not None else None
