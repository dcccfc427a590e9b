"""The registry that a tree holds, as the version of the rules understands it that its own organization.yaml names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from govtool.core.catalogue import Catalogue
from govtool.core.record import Record
from govtool.core.state import State
from govtool.domain.constitution.organization import Organization
from govtool.errors import Refused
from govtool.io.git.git import Git
from govtool.io.git.store import Layout, TreeSource


def _version_1() -> tuple[type[Record], ...]:
    # Only who judges needs all kinds; loading them would double the time in which a balance is looked up.
    from govtool.domain.kinds import KINDS

    return KINDS


def _of_most_proposals() -> tuple[type[Record], ...]:
    from govtool.domain.decisions.files import ChangeFiles
    from govtool.domain.decisions.motion import Motion
    from govtool.domain.decisions.policy import AdoptPolicy

    return Motion, AdoptPolicy, ChangeFiles


NEWEST = Catalogue(1, _version_1, _of_most_proposals)
"""The version of the rules by which an organisation is founded today."""

CATALOGUES: Mapping[int, Catalogue] = MappingProxyType({NEWEST.version: NEWEST})
"""Every version of the rules that this program can verify, by its number in organization.yaml."""


def state_of(git: Git, tree: str, layout: Layout, catalogues: Mapping[int, Catalogue] = CATALOGUES) -> State:
    """The state that a tree holds, with the one of these catalogues that its version of the rules names."""
    return State(TreeSource(git, tree, layout, lambda: _catalogue_of(git, tree, layout, catalogues)))


def _catalogue_of(git: Git, tree: str, layout: Layout, catalogues: Mapping[int, Catalogue]) -> Catalogue:
    try:
        organization = TreeSource(git, tree, layout, lambda: NEWEST).record(Organization, Organization.home.path())
    except Refused:
        # Whoever reads the organisation is told what is wrong with the file; nothing is judged without reading it.
        return NEWEST
    return catalogues[organization.rules] if organization is not None else NEWEST
