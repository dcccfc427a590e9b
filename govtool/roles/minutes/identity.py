"""Finds which organisation a repository is, before it believes anything of it, and which others it could be taken for.

The identity is the founding's genesis. The words of the newest tree about itself are only a claim. Anybody who can push
to main can write another minute 0 there, which is an unauthorised change and makes no other organisation.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from govtool.core.ids import CommitId, Digest, digest_of
from govtool.core.minute import Minute
from govtool.core.text import name_key
from govtool.errors import Refused
from govtool.io.git.git import FILE, BrokenTree, Git
from govtool.io.git.store import Layout, layout_of
from govtool.io.signature.trust import Pin, TrustStore
from govtool.roles.minutes.registry import state_of


def claimed_genesis(git: Git, head: CommitId) -> Digest | None:
    """The genesis that the newest tree which holds one claims; None where nothing was ever founded. Not verified."""
    return next((found for oid in git.first_parents(head) if (found := genesis_at(git, oid)) is not None), None)


def holds_founding(git: Git, head: CommitId, genesis: Digest) -> bool:
    """Whether a tree of the history claims to be this organisation: then its audit says whether it is."""
    return any(genesis_at(git, oid) == genesis for oid in git.first_parents(head))


def genesis_at(git: Git, commit: CommitId) -> Digest | None:
    """The genesis that a commit's tree claims, not verified; None where it claims none or cannot be read."""
    try:
        tree = git.loose_commit(commit).tree
        layout = layout_of(git, tree)
        return genesis_of(git, tree, layout) if layout else None
    except (BrokenTree, Refused):
        return None


def genesis_of(git: Git, tree: str, layout: Layout) -> Digest | None:
    """The digest of minute 0 in a tree, None if it holds no such file. Raises Refused if that is no plain file.

    The file names everything that was founded, and is as long as all of it. A git object never changes, so it is read
    once, in whichever trees it lies.
    """
    path = Minute.home.path(0)
    entry, known = git.entry(tree, layout.place(path)), _digests.setdefault(git, {})
    if entry is not None and entry.mode == FILE and entry.oid in known:
        return known[entry.oid]
    data = state_of(git, tree, layout).data(path)
    if entry is None or data is None:
        return None
    return known.setdefault(entry.oid, digest_of(data))


_digests: WeakKeyDictionary[Git, dict[str, Digest]] = WeakKeyDictionary()
"""The digests of files that were read as minute 0, by their object, for each repository."""


def taken_for(trust: TrustStore, genesis: Digest, name: str, pinned: Digest | None) -> Pin | None:
    """The organisation that is known here under the same name with another genesis. None if this one is known too, or
    if a person said which one they mean: `pinned`, by this clone or in the command. Then that alone is compared.

    Names are compared as `name_key` does.
    """
    # One look, since another command may pin this very one in between.
    known = () if pinned is not None else tuple(trust.pins())
    if any(pin.genesis == genesis for pin in known):
        return None
    return next((pin for pin in known if pin.name and name_key(pin.name) == name_key(name)), None)
