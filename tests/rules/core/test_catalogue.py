"""The catalogue: what a file means follows from the kinds that its reader was given, and from nothing else."""

from __future__ import annotations

import subprocess
import sys
from typing import ClassVar, Literal, get_args

import pytest

from govtool.core.catalogue import NO_KINDS, Catalogue
from govtool.core.record import FileRecord, Record, SchemaError
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import Organization
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.motion import Motion
from govtool.domain.decisions.proposal import Proposal
from govtool.domain.decisions.statement import Body, Statement, read_body
from govtool.errors import Refused
from govtool.io.git.store import TreeSource
from govtool.roles.lifecycle.schema import differing, files
from govtool.roles.minutes.registry import CATALOGUES, NEWEST, state_of
from tests.world.coop import Coop
from tests.world.place import ROOT
from tests.world.words import MOTION

TEXT = {
    "title": "Tea",
    "summary": "We drink tea.",
    "proposer": "alice",
    "open_before": "2026-12-01T00:00:00Z",
    "actions": [{"action": "motion"}],
}


class Pour(Action):
    """An action of another version of the rules."""

    kind: ClassVar[str] = "pour"

    action: Literal["pour"]


LATER = Catalogue(2, lambda: (Proposal, DocketEntry, Pour))


def test_kinds_are_found_by_path_by_word_and_by_base() -> None:
    assert NEWEST.at("registry/members/a/al/alice.yaml") is Member and NEWEST.at("registry/secret.yaml") is None
    assert NEWEST.records["member"] is Member
    assert NEWEST.words(Action)["motion"] is Motion and "motion" not in NEWEST.words(Body)
    assert set(NEWEST.those(Record)) == set(NEWEST.kinds)


def test_the_catalogue_without_kinds_is_that_of_no_version() -> None:
    assert NO_KINDS.kinds == () and NO_KINDS.at("registry/bylaws.yaml") is None and NO_KINDS.words(Action) == {}
    assert NO_KINDS.version == 0 not in CATALOGUES, "the first version of the rules is 1"


def test_no_path_and_no_word_belongs_to_two_kinds() -> None:
    homes = [kind.home.kind for kind in NEWEST.kinds if issubclass(kind, FileRecord)]
    assert len(set(homes)) == len(homes) == len(NEWEST.records)
    for base in (Action, Body):
        assert len(NEWEST.words(base)) == len(NEWEST.those(base))


def test_a_proposal_holds_the_actions_of_the_catalogue_that_it_is_read_with() -> None:
    assert Proposal.read(TEXT, kinds=NEWEST).actions == (Motion(action="motion"),)
    poured = {**TEXT, "actions": [{"action": "pour"}]}
    assert Proposal.read(poured, kinds=LATER).actions == (Pour(action="pour"),)
    for text, kinds in ((TEXT, LATER), (poured, NEWEST), (TEXT, NO_KINDS)):
        with pytest.raises(SchemaError) as refused:
            Proposal.read(text, kinds=kinds)
        assert refused.value.locations == (("actions", 0),)


def test_to_read_a_proposal_without_a_catalogue_is_a_fault_of_the_program() -> None:
    with pytest.raises(LookupError, match="catalogue"):
        Proposal.read(TEXT)


def test_a_changed_proposal_keeps_its_actions_without_looking_them_up() -> None:
    proposal = Proposal.read(TEXT, kinds=NEWEST)
    assert proposal.changed(title="Coffee").actions == proposal.actions


def test_a_statement_of_an_unknown_kind_is_refused_with_those_that_there_are() -> None:
    made = Statement(member="alice", number=1, not_after="2026-12-01T00:00:00Z", kind="resign", body={})
    assert read_body(made, NEWEST).kind == "resign"
    with pytest.raises(SchemaError) as refused:
        read_body(made, LATER)
    assert refused.value.findings[0].values["where"] == "kind"


def test_one_file_read_by_two_versions_is_two_records(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    tree, path = coop.hub.loose_commit(coop.head).tree, DocketEntry.home.path(number)
    now = TreeSource(coop.hub, tree, coop.layout, lambda: NEWEST)
    later = TreeSource(coop.hub, tree, coop.layout, lambda: LATER)
    assert now.record(DocketEntry, path) is not None
    with pytest.raises(Refused):
        later.record(DocketEntry, path)
    assert now.record(DocketEntry, path) is not None


def test_the_state_brings_the_catalogue_of_its_own_rules(coop: Coop) -> None:
    assert coop.registry.catalogue is CATALOGUES[1] is NEWEST
    tree = coop.hub.loose_commit(coop.head).tree
    assert state_of(coop.hub, tree, coop.layout, {1: LATER}).catalogue is LATER


def test_there_is_a_catalogue_for_each_version_that_an_organisation_may_name() -> None:
    assert set(get_args(Organization.model_fields["rules"].annotation)) == set(CATALOGUES)
    assert [catalogue.version for catalogue in CATALOGUES.values()] == list(CATALOGUES)


def test_two_catalogues_of_one_version_do_not_share_what_they_read(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    tree = coop.hub.loose_commit(coop.head).tree
    assert TreeSource(coop.hub, tree, coop.layout, lambda: NEWEST).record(DocketEntry, DocketEntry.home.path(number))
    empty = Catalogue(NEWEST.version, tuple)
    for _ in range(2):  # the second time from what was remembered of the first
        with pytest.raises(Refused):
            TreeSource(coop.hub, tree, coop.layout, lambda: empty).record(DocketEntry, DocketEntry.home.path(number))


@pytest.mark.parametrize(
    "text", [b"rules: 2\n", b"rules: [\n", b"", b"\xff", b"name: x\nrules: 99999999999999999999\n"], ids=repr
)
def test_an_organisation_of_unknown_rules_is_refused_by_whoever_reads_it(coop: Coop, text: bytes) -> None:
    tree = coop.hub.loose_commit(coop.push_raw("", {Organization.home.path(): text})).tree
    state = state_of(coop.hub, tree, coop.layout)
    assert state.catalogue is NEWEST
    with pytest.raises(Refused):
        state.get(NEWEST.records["organization"], Organization.home.path())


def test_what_a_file_means_does_not_depend_on_what_is_loaded(coop: Coop) -> None:
    """A process that has loaded no kind but the docket's reads the same entry."""
    number = coop.open("alice", "kettle", MOTION)
    program = (
        "import sys\n"
        "from govtool.domain.decisions.docket import DocketEntry\n"
        "from govtool.io.git.git import Git\n"
        "from govtool.io.git.store import Layout\n"
        "from govtool.roles.minutes.registry import state_of\n"
        "from pathlib import Path\n"
        "assert 'govtool.domain.kinds' not in sys.modules\n"
        "git = Git(Path(sys.argv[1]))\n"
        "state = state_of(git, git.loose_commit(sys.argv[2]).tree, Layout())\n"
        "print([action.kind for action in DocketEntry.of(state, sys.argv[3]).actions])\n"
    )
    command = [sys.executable, "-c", program, str(coop.hub.folder), coop.head, number]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "['motion']\n"


@pytest.mark.parametrize("catalogue", CATALOGUES.values(), ids=lambda catalogue: str(catalogue.version))
def test_the_kinds_that_are_looked_at_first_are_kinds_of_the_same_words(catalogue: Catalogue) -> None:
    assert {*catalogue.first()} < {*catalogue.kinds}
    for base in (Action, Body):
        for word, kind in catalogue.words(base).items():
            assert catalogue.named(base, word) is kind
        assert catalogue.named(base, "nonsense") is None
    assert catalogue.named(Body, "motion") is None


def test_every_kind_is_what_its_published_schema_says() -> None:
    """Its name, its fields, and the limits of each: whoever reads our files with other programs relies on them."""
    assert differing(ROOT / "schemas", files()) == []
    assert {path.name for path in (ROOT / "schemas").glob("*.json")} == set(files())
