"""What holds of the golden files for ever: each is read and written the same, and the signed ones still verify.

They are the examples of docs/reference/format/. Some were made in one small co-operative, and speak of one another.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest
from jsonschema import Draft202012Validator

from govtool.core.canonical import emit
from govtool.core.commit import Commit, parse_commit
from govtool.core.ids import Digest, digest_of
from govtool.core.minute import Minute
from govtool.core.state import Nothing, State
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.ballot import Ballot, vote_of
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.filing import FILING_TRAILER, FiledCommit
from govtool.domain.decisions.proposal import Proposal, content_digest, file_line
from govtool.domain.decisions.statement import Statement
from govtool.domain.lifecycle.handover import Handover
from govtool.domain.people.key import proof_problems
from govtool.domain.people.letter import Letter
from govtool.io.file.yamlfile import CLERK_LIMIT, load
from govtool.io.git.git import object_id
from govtool.io.git.store import read_canonical
from govtool.io.signature.signature import verify_commit
from govtool.roles.lifecycle.schema import KINDS, schema
from govtool.roles.minutes.event_evidence import KEYS
from govtool.roles.minutes.registry import NEWEST
from tests.world.golden import FILES, example, golden, signer
from tests.world.place import GOLDEN


def kinds_at(path: str) -> list[str]:
    """Every kind whose files may lie at a path."""
    return [kind for kind, model in KINDS.items() if model.home.match(path) is not None]


def test_every_kind_has_a_golden_file() -> None:
    missing = set(KINDS) - {kind for path in FILES for kind in kinds_at(path)}
    assert not missing, f"keep a file of {missing} below {GOLDEN / 'records'}, at the path where it lies"


def test_nothing_else_lies_among_them() -> None:
    folder = GOLDEN / "records"
    lying = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    assert lying == FILES.keys()


@pytest.mark.parametrize("path", FILES)
def test_a_golden_file_is_read_and_written_the_same_for_ever(path: str) -> None:
    (kind,) = kinds_at(path)
    model = KINDS[kind]
    assert NEWEST.at(path) is NEWEST.records.get(kind)
    record = read_canonical(FILES[path], model, path, kinds=NEWEST)
    assert emit(record.data()) == FILES[path]
    assert Draft202012Validator(schema(kind)).is_valid(load(FILES[path], path, CLERK_LIMIT).value)


# What they say of one another ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def state() -> State:
    """The registry that they are."""
    made = State(Nothing(NEWEST))
    for path, data in FILES.items():
        model = NEWEST.at(path)
        if model is not None:
            made = made.put(path, read_canonical(data, model, path, kinds=NEWEST))
    return made


def minutes() -> Mapping[int, tuple[Minute, Digest]]:
    return {minute.number: (minute, digest_of(FILES[path])) for path, minute in golden(Minute).items()}


def digest_at(number: int) -> Digest:
    return minutes()[number][1]


def filing() -> tuple[DocketEntry, Commit]:
    """A proposal that was filed, with the commit that filed it."""
    path, filed = example(FiledCommit)
    entry = next(entry for entry in golden(DocketEntry).values() if path.endswith(f"/{entry.number}.yaml"))
    return entry, parse_commit(object_id("commit", filed.raw), filed.raw)


def test_each_minute_names_the_one_before_it() -> None:
    pairs = [(old, new) for old, new in pairwise(minutes().values()) if new[0].number == old[0].number + 1]
    assert len(pairs) == 3
    for (_, digest), (minute, _) in pairs:
        assert minute.previous == digest


def test_the_filing_is_signed_by_the_proposer_and_stands_for_every_byte() -> None:
    entry, commit = filing()
    verdict = verify_commit(commit)
    assert verdict.is_good and commit.id == entry.filing
    _, alice = example(Member)
    assert entry.proposer == alice.id and verdict.key_blob in {key.blob for key in alice.keys}
    assert verdict.key_blob == signer("alice").public_key.base64
    path, _ = example(Proposal)
    assert file_line(path.rsplit("/", 1)[1], FILES[path]) in entry.files
    assert entry.content == content_digest(digest_at(0), entry.folder, entry.files) == commit.trailer(FILING_TRAILER)
    assert minutes()[1][0].content == entry.content


def test_a_filing_with_a_letter_changed_is_not_signed() -> None:
    _, commit = filing()
    raw = example(FiledCommit)[1].raw.replace(b"File tea", b"File ten")
    changed = parse_commit(object_id("commit", raw), raw)
    assert not verify_commit(changed).is_good and changed.id != commit.id


def test_the_ballot_names_the_opening_that_it_was_cast_on() -> None:
    entry, _ = filing()
    _, ballot = example(Ballot)
    assert (ballot.proposal, ballot.opening) == (entry.number, digest_at(entry.minute))


def test_the_minute_of_a_statement_names_every_byte_of_it() -> None:
    path, statement = example(Statement)
    (minute,) = (minute for minute, _ in minutes().values() if minute.event == "stated")
    assert (minute.member, minute.statement, minute.kind) == (statement.member, statement.number, statement.kind)
    assert minute.digest == digest_of(FILES[path])


def test_the_letter_proves_that_its_key_is_the_writer_s(state: State) -> None:
    _, letter = example(Letter)
    assert letter.key.blob == signer("frank").public_key.base64
    assert list(proof_problems(state, letter.id, letter.key, letter.proof, KEYS)) == []
    found = list(proof_problems(state, "mallory", letter.key, letter.proof, KEYS))
    assert [each.code for each in found] == ["proof_of_possession"]


def test_the_handover_names_the_organisation_and_its_newest_minute() -> None:
    _, handover = example(Handover)
    newest = digest_at(max(minutes()))
    assert (handover.genesis, handover.after, handover.stands) == (digest_at(0), newest, newest)


def test_the_choice_is_one_in_the_proposal_its_docket_its_ballot_and_its_minute() -> None:
    (entry,) = (entry for entry in golden(DocketEntry).values() if entry.options)
    (proposal,) = (proposal for proposal in golden(Proposal).values() if proposal.options)
    assert entry.proposal == proposal
    (ballot,) = (ballot for ballot in golden(Ballot).values() if ballot.ranking)
    assert vote_of(entry, ballot.says) == (("red-keys",),), "the last tier is left out"
    (minute,) = (minute for minute, _ in minutes().values() if minute.options)
    assert entry.decided is not None and (minute.winner,) == entry.decided.winners
    assert minute.options == entry.decided.options and minute.proposal == ballot.proposal == entry.number
