"""A ballot: what it must be made on, what it must name, and with which key."""

from __future__ import annotations

import pytest

from govtool.core.canonical import emit
from govtool.core.evidence import Paper, Signer
from govtool.core.finding import Finding, finding
from govtool.core.ids import digest_of
from govtool.core.times import add
from govtool.domain.constitution.member import Member, MemberKey
from govtool.domain.decisions.ballot import TRAILER, Ballot, CastBallot, Count, Opening, ballot_path, count, judge
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.motion import Motion
from govtool.errors import Refused
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, blob_of, key_of, person
from tests.world.town import Town
from tests.world.words import MOTION


def cast_on(coop: Coop, number: str, parent: str, voter: str = "alice") -> None:
    """A ballot that is made on a commit."""
    data = emit(coop.ballot(voter, number, "for").data())
    message = f"Vote\n\nBallot: {digest_of(data)}\n"
    place = ballot_path(coop.entry(number), voter)
    coop.push_raw(f"vote/{number}/{voter}", {place: data}, message=message, key=key_of(voter), parent=parent)


@pytest.mark.parametrize("base", ["founding", "opening", "page", "void", "later"])
def test_a_ballot_counts_on_any_commit_of_main(coop: Coop, base: str) -> None:
    """Also on one before the opening, and on one without authority: the file names the opening, and no parent does."""
    commits = {"founding": coop.head}
    number = coop.open("bob", "kettle", MOTION)
    commits["opening"] = coop.head
    commits["page"] = coop.tamper("docs/page.md", b"A page\n")
    commits["void"] = coop.tamper("registry/bylaws.yaml", b"mine: true\n")
    coop.run_clerk()
    coop.open("bob", "teapot", MOTION)
    commits["later"] = coop.head
    cast_on(coop, number, commits[base])
    coop.run_clerk()
    assert not coop.voided(number)
    coop.finish(number)
    decided = coop.entry(number).decided
    assert decided is not None and decided.questions[0].for_ == 2 and coop.audit().ok


@pytest.mark.parametrize("base", ["root", "ballot", "filing", "two parents"])
def test_a_ballot_on_anything_else_does_not_count(coop: Coop, base: str) -> None:
    filing = coop.propose("bob", "kettle", MOTION)
    coop.run_clerk()
    if base == "root":
        cast_on(coop, "0001", coop.commit(coop.hub.loose_commit(coop.head).tree, (), "Root\n", None))
    elif base == "ballot":
        cast_on(coop, "0001", coop.vote("bob", "0001", branch="somewhere/else"))
    elif base == "filing":
        cast_on(coop, "0001", filing)
    else:
        coop.vote("alice", "0001", parents=(coop.head, coop.book.founded))
    coop.run_clerk()
    assert "VOID:ancestry" in coop.voided("0001") or base == "ballot"
    coop.finish("0001")
    decided = coop.entry("0001").decided
    # Bob's own ballot, which lies beneath Alice's, counts for Bob.
    assert decided is not None and decided.questions[0].for_ == (2 if base == "ballot" else 0)
    assert decided.questions[0].voted_heads == (1 if base == "ballot" else 0)


def test_a_ballot_on_one_proposal_is_none_on_another(coop: Coop) -> None:
    first, second = coop.open("bob", "kettle", MOTION), coop.open("bob", "teapot", MOTION)
    coop.vote("alice", first, branch=f"vote/{second}/alice")
    coop.run_clerk()
    assert coop.voided(second) == {"VOID:opening"}


def test_a_pull_request_with_a_ballot_is_counted_where_its_file_belongs(coop: Coop) -> None:
    first, second = coop.open("bob", "kettle", MOTION), coop.open("bob", "teapot", MOTION)
    coop.hub.set_ref("refs/pull/3/head", coop.vote("alice", second))
    coop.hub.delete_ref(f"refs/heads/vote/{second}/alice")
    run = coop.run_clerk()
    assert run.done == [f"{second} gathered 1 ballot"] and not coop.voided(first)


# Keys within the second of an opening ---------------------------------------------------------------------------------


def with_key(coop: Coop, **values: object) -> Coop:
    """Alice has a second key."""
    second = {"type": "ssh-ed25519", "blob": blob_of("alice", 2), "use": "sign", "active_at": FOUNDED_AT, **values}
    alice = person("alice")
    people = [alice.changed(keys=(*alice.keys, MemberKey.read(second))), person("bob"), person("carol")]
    return coop.another(people=people)


OPENED_AT = add(FOUNDED_AT, "P1D")


@pytest.mark.parametrize(
    ("ended", "seen"),
    [
        ({"retired_at": OPENED_AT}, set()),
        ({"retired_at": "2026-11-02T09:59:59Z"}, {"VOID:key_retired"}),
        ({"retired_at": "2026-11-02T10:00:01Z"}, set()),
        # a key in other hands is revoked, which voids its ballots whenever that was
        ({"revoked_at": OPENED_AT}, {"VOID:key_revoked"}),
        ({"revoked_at": "2026-11-02T10:00:01Z"}, {"VOID:key_revoked"}),
    ],
)
def test_a_key_that_was_retired_in_the_second_of_the_opening_still_votes(
    coop: Coop, ended: dict[str, str], seen: set[str]
) -> None:
    """Nothing tells whether it was retired before; a planned rotation must lose no vote."""
    assert OPENED_AT == "2026-11-02T10:00:00Z"
    coop = with_key(coop, **ended)
    coop.at(OPENED_AT)
    number = coop.open("bob", "kettle", MOTION)
    coop.later("PT1H")
    coop.vote("alice", number, key=key_of("alice", 2))
    coop.run_clerk()
    assert coop.voided(number) == seen


@pytest.mark.parametrize("is_first", [True, False], ids=["retired, then opened", "opened, then retired"])
def test_the_order_within_the_second_of_the_opening_alters_nothing(coop: Coop, is_first: bool) -> None:
    """The owner rotates with the recovery key, at once; main holds both events of that second in either order."""
    coop = with_key(coop, use="recovery")
    body = coop.rotation("alice", 3, retire=blob_of("alice"))
    if is_first:
        coop.state("alice", "rotate-key", body, key=key_of("alice", 2))
        coop.run_clerk()
    number = coop.open("bob", "kettle", MOTION)
    if not is_first:
        coop.state("alice", "rotate-key", body, key=key_of("alice", 2))
        coop.run_clerk()
    assert (
        coop.entry(number).opened_at
        == coop.member("alice").keys[0].retired_at
        == coop.member("alice").keys[2].active_at
    )
    for key in (key_of("alice"), key_of("alice", 3)):
        coop.vote("alice", number, key=key)
        coop.run_clerk()
        assert coop.voided(number) == set()


@pytest.mark.parametrize(
    ("active", "votes", "seen"),
    [
        ("P0D", "P0D", set()),
        ("P1D", "P1D", {"VOID:key_too_new"}),
        ("P0D", "P1D", set()),
        ("P0D", "P2D", {"VOID:key_too_new"}),
    ],
)
def test_a_key_that_others_gave_in_the_second_of_the_opening_is_too_new(
    coop: Coop, active: str, votes: str, seen: set[str]
) -> None:
    coop = with_key(coop, active_at=add(FOUNDED_AT, active), votes_from=add(FOUNDED_AT, votes))
    coop.at(add(FOUNDED_AT, "P1D"))
    number = coop.open("bob", "kettle", MOTION)
    coop.later("PT1H")
    coop.vote("alice", number, key=key_of("alice", 2))
    coop.run_clerk()
    assert coop.voided(number) == seen


# What is judged, one thing after the other ----------------------------------------------------------------------------


class Vote:
    """A vote in memory on a motion of Bob's, and ballots on it."""

    def __init__(self) -> None:
        self.town = Town(["alice", "bob", "carol"])
        assert self.town.file("bob", "kettle", Motion(action="motion"))
        entry = DocketEntry.of(self.town.registry, "0001")
        assert entry is not None
        self.opening = Opening.of(self.town.registry, entry)

    def paper(self, by: str = "alice", **values: object) -> Paper:
        """A ballot as it ought to be, but for what is given of its file."""
        paper = self.town.ballot(self.opening.entry, by, "for")
        assert isinstance(paper.value, dict)
        file = {**paper.value, **values}
        data = emit(file)
        digest = digest_of(data)
        return paper._replace(value=file, data=data, digest=digest, trailers={TRAILER: digest})

    def code(self, paper: Paper) -> str:
        """Why it does not count; empty where it does."""
        found = judge(self.town.registry, self.opening, paper, self.town.now)
        return found.code if isinstance(found, Finding) else ""

    def count(self, *papers: Paper) -> Count:
        return count(self.town.registry, self.opening, papers, self.town.now)

    def alice_has(self, **values: object) -> None:
        """Something is so of Alice's key."""
        alice = Member.of(self.town.registry, "alice")
        assert alice is not None
        key = alice.keys[0].changed(**values)
        self.town.registry = self.town.registry.put(alice.path, alice.changed(keys=(key,)))


@pytest.fixture
def vote() -> Vote:
    return Vote()


def test_a_ballot_as_it_ought_to_be_counts(vote: Vote) -> None:
    paper = vote.paper()
    found = judge(vote.town.registry, vote.opening, paper, vote.town.now)
    assert isinstance(found, CastBallot)
    assert (found.ballot.voter, found.digest, found.commit, found.data) == (
        *("alice", paper.digest, paper.commit, paper.data),
    )
    assert vote.opening.voters.everybody == {"alice", "bob", "carol"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"opening": digest_of(b"another")}, "opening"),
        ({"proposal": "0002"}, "opening"),
        ({"choice": "maybe"}, "schema"),
        ({"choice": "block"}, "choice"),
        ({"choice": "abstain"}, ""),
        ({"choice": "against"}, ""),
        ({"voter": "bob"}, "extra_path"),
    ],
)
def test_a_ballot_is_of_this_vote_and_of_its_voter(vote: Vote, values: dict[str, object], code: str) -> None:
    assert vote.code(vote.paper(**values)) == code


def test_what_is_wrong_with_the_commit_comes_first(vote: Vote) -> None:
    problem = finding("ancestry", "x")
    assert vote.code(vote.paper(choice="maybe")._replace(problem=problem)) == "ancestry"
    assert vote.code(vote.paper()._replace(path="proposals/2026-11/kettle/votes/c/ca/carol.yaml")) == "extra_path"
    for trailers in ({}, {TRAILER: digest_of(b"another")}, {"Other": vote.paper().digest}):
        assert vote.code(vote.paper()._replace(trailers=trailers)) == "trailer"


def test_who_is_on_no_roll_has_no_ballot(vote: Vote) -> None:
    assert vote.code(vote.paper("mallory")) == "not_in_electorate"


def test_the_key_is_the_voter_s_and_the_clerk_s_is_nobody_s(vote: Vote) -> None:
    def signed(name: str, number: int = 1) -> Paper:
        return vote.paper()._replace(signer=Signer(blob_of(name, number), "a key"))

    assert vote.code(signed("alice")) == ""
    assert vote.code(signed("bob")) == vote.code(signed("alice", 2)) == "key_unknown"
    assert vote.code(signed("clerk")) == "key_role"
    broken = Signer(blob_of("alice"), "a key", finding("sig", what="x"))
    assert vote.code(vote.paper()._replace(signer=broken)) == "sig"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"use": "recovery"}, "key_use"),
        ({"revoked_at": FOUNDED_AT}, "key_revoked"),
        ({"revoked_at": "2026-11-01T10:00:01Z"}, ""),
        ({"retired_at": "2026-10-31T10:00:00Z", "active_at": "2026-10-01T10:00:00Z"}, "key_retired"),
        ({"retired_at": FOUNDED_AT, "active_at": "2026-10-01T10:00:00Z"}, ""),
        ({"votes_from": "2026-11-01T10:00:01Z"}, "key_too_new"),
        ({"votes_from": FOUNDED_AT}, "key_too_new"),
        ({"votes_from": FOUNDED_AT, "active_at": "2026-10-01T10:00:00Z"}, ""),
        ({"votes_from": "2026-10-31T10:00:00Z", "active_at": "2026-10-30T10:00:00Z"}, ""),
    ],
)
def test_the_key_was_the_voter_s_at_the_opening(vote: Vote, values: dict[str, object], code: str) -> None:
    vote.alice_has(**values)
    assert vote.code(vote.paper()) == code


def test_a_key_that_became_active_since_the_opening_counts(vote: Vote) -> None:
    vote.town.later("P1D")
    vote.alice_has(active_at=vote.town.now)
    assert vote.code(vote.paper()) == ""
    vote.alice_has(active_at=add(vote.town.now, "PT1M"))
    assert vote.code(vote.paper()) == "key_retired"


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ({"cast": 0}, False),
        ({"cast": 1}, True),
        ({"cast": 1000}, True),
        ({"cast": 1001}, False),
        ({"reason": ""}, False),
        ({"reason": "x"}, True),
        ({"reason": "x" * 2000}, True),
        ({"reason": "x" * 2001}, False),
    ],
)
def test_the_number_and_the_reason_of_a_ballot_are_bounded(values: dict[str, object], holds: bool) -> None:
    file = {"proposal": "0001", "opening": digest_of(b""), "voter": "alice", "choice": "for", "cast": 1, **values}
    if holds:
        assert Ballot.read(file).data() == file
    else:
        with pytest.raises(Refused):
            Ballot.read(file)


def test_a_ballot_lies_with_the_votes_of_its_proposal(vote: Vote) -> None:
    assert Ballot.home.kind == "ballot"
    path = ballot_path(vote.opening.entry, "alice")
    assert path == f"{vote.opening.entry.folder}/votes/a/al/alice.yaml" and Ballot.home.match(path)
    assert not Ballot.home.match(f"{vote.opening.entry.folder}/alice.yaml")


# Of several ballots of a person ---------------------------------------------------------------------------------------


def test_of_a_person_s_ballots_the_newest_counts_in_any_order(vote: Vote) -> None:
    first, second, other = vote.paper(), vote.paper(choice="against", cast=2), vote.paper("carol", choice="abstain")
    for papers in ((first, second, other), (other, second, first)):
        found = vote.count(*papers)
        assert found.votes == {"alice": "against", "carol": "abstain"} and found.refused == ()
        assert list(found.votes) == ["alice", "carol"]
    assert vote.count().votes == {}


def test_two_choices_under_one_number_count_for_nothing_and_an_older_one_does_not_come_back(vote: Vote) -> None:
    old, one, two = vote.paper(), vote.paper(cast=2), vote.paper(choice="against", cast=2)
    found = vote.count(old, one, two)
    assert found.votes == {} and len(found.refused) == 2
    assert {refusal.voter for refusal in found.refused} == {"alice"}
    values = found.refused[0].finding.values
    assert found.refused[0].finding.code == "equivocation"
    assert (values["voter"], values["cast"], values["next"], values["number"]) == ("alice", "2", "3", "0001")
    assert vote.count(one, two, vote.paper(cast=3)).votes == {"alice": "for"}


def test_the_same_choice_twice_counts_once_by_the_smallest_digest(vote: Vote) -> None:
    one, two = vote.paper(), vote.paper(reason="Because")
    found = vote.count(one, two), vote.count(two, one)
    assert found[0] == found[1] and len(found[0].counted) == 1 and found[0].refused == ()
    assert found[0].counted[0].digest == min(one.digest, two.digest)
    again = one._replace(commit="0" * 40)
    assert vote.count(one, again).counted[0].commit == vote.count(again, one).counted[0].commit == "0" * 40


def test_what_is_not_counted_says_whose_it_claims_to_be(vote: Vote) -> None:
    named = vote.paper("mallory")
    unreadable = vote.paper("carol")._replace(value="for", commit="1" * 40)
    odd = vote.paper("bob")._replace(value={"voter": 7}, commit="0" * 40)
    found = vote.count(named, unreadable, odd, vote.paper())
    assert [(refusal.voter, refusal.finding.code) for refusal in found.refused] == [
        ("bob", "schema"),
        ("carol", "schema"),
        ("mallory", "not_in_electorate"),
    ]
    assert found.votes == {"alice": "for"}
    same = vote.count(*(vote.paper("mallory")._replace(commit=digit * 40) for digit in "ba"))
    assert [refusal.commit[0] for refusal in same.refused] == ["a", "b"]
