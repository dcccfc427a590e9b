"""The bytes of a commit: the one strict form, the tolerant reading, trailers, and writing commits."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.commit import Commit, CommitError, build_commit, parse_commit, parse_loosely, plain_first_parent
from govtool.core.finding import Finding
from tests.world.coop import Coop

TREE = "1" * 40
PARENT = "2" * 40
ANA = "Ana <ana@example.org> 1700000000 +0000"
BEN = "Ben Müller <ben@example.org> 1700000001 -0130"
ARMOR = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\nAAAA\n-----END SSH SIGNATURE-----\n"
FOLDED = b"gpgsig -----BEGIN SSH SIGNATURE-----\n U1NIU0lH\n AAAA\n -----END SSH SIGNATURE-----\n"
PLAIN = f"tree {TREE}\nparent {PARENT}\nauthor {BEN}\ncommitter {ANA}\n".encode()
MESSAGE = "Vote for the garden\n\nBallot: sha256:abc\n"
SIGNED = PLAIN + FOLDED + b"\n" + MESSAGE.encode()


def refusal(raw: bytes) -> Finding:
    with pytest.raises(CommitError) as caught:
        parse_commit("c0ffee", raw)
    return caught.value.finding


def with_message(message: str) -> Commit:
    return parse_commit("c0ffee", PLAIN + b"\n" + message.encode())


def trailer_refusal(message: str) -> Finding:
    with pytest.raises(CommitError) as caught:
        with_message(message).trailer("Ballot")
    return caught.value.finding


def test_a_signed_commit_is_taken_apart() -> None:
    commit = parse_commit("c0ffee", SIGNED)
    assert commit == Commit("c0ffee", TREE, (PARENT,), BEN, ANA, ARMOR, MESSAGE, PLAIN + b"\n" + MESSAGE.encode())


def test_an_unsigned_commit_is_read_and_has_no_signature() -> None:
    commit = parse_commit("c0ffee", PLAIN + b"\nHello\n")
    assert commit.signature is None
    assert commit.payload == PLAIN + b"\nHello\n"


@pytest.mark.parametrize("count", [0, 1, 2, 1000])
def test_any_number_of_parents_is_read_in_order(count: int) -> None:
    parents = [f"{number:040x}" for number in range(count)]
    assert parse_commit("", build_commit(TREE, parents, ANA, ANA, "m", None)).parents == tuple(parents)


def test_a_signature_block_in_the_message_is_only_text() -> None:
    commit = parse_commit("c0ffee", PLAIN + b"\n" + FOLDED + b"\n" + ARMOR.encode())
    assert commit.signature is None
    assert commit.payload.endswith(ARMOR.encode())


def test_an_openpgp_signature_is_still_a_signature() -> None:
    armor = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n \n"
    signature = parse_commit("c0ffee", PLAIN + armor + b"\nm\n").signature
    assert signature == "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n\n"


REFUSED = {
    "two signatures": (PLAIN + FOLDED + FOLDED + b"\nm", "the header gpgsig occurs twice"),
    "a second hash's signature": (
        PLAIN + FOLDED.replace(b"gpgsig", b"gpgsig-sha256") + b"\nm",
        "the header 'gpgsig-sha256' is not allowed",
    ),
    "mergetag": (
        PLAIN + b"mergetag object 1\n type commit\n" + FOLDED + b"\nm",
        "the header 'mergetag' is not allowed",
    ),
    "encoding": (PLAIN + b"encoding latin1\n" + FOLDED + b"\nm", "the header 'encoding' is not allowed"),
    "unknown header": (PLAIN + b"x-note hello\n\nm", "the header 'x-note' is not allowed"),
    "header after the signature": (
        PLAIN + FOLDED + b"x-note hello\n\nm",
        "the header 'x-note' is not allowed",
    ),
    "signature before the author": (
        f"tree {TREE}\n".encode() + FOLDED + f"author {ANA}\ncommitter {ANA}\n\nm".encode(),
        "the header author comes after gpgsig",
    ),
    "two trees": (f"tree {TREE}\n".encode() + SIGNED, "the header tree occurs twice"),
    "two authors": (
        SIGNED.replace(b"\ncommitter", f"\nauthor {ANA}\ncommitter".encode()),
        "the header author occurs twice",
    ),
    "no tree": (SIGNED.partition(b"\n")[2], "the header tree is missing"),
    "no committer": (f"tree {TREE}\nauthor {ANA}\n\nm".encode(), "the header committer is missing"),
    "empty author": (
        f"tree {TREE}\nauthor \ncommitter {ANA}\n\nm".encode(),
        "a header is empty or not an object id",
    ),
    "parents after the author": (
        f"tree {TREE}\nauthor {ANA}\nparent {PARENT}\ncommitter {ANA}\n\nm".encode(),
        "the header parent comes after author",
    ),
    "folded author": (
        SIGNED.replace(b"\ncommitter", b"\n goes on\ncommitter"),
        "the header 'goes on' is not allowed",
    ),
    "short id": (SIGNED.replace(b"parent 2", b"parent "), "a header is empty or not an object id"),
    "large letters in an id": (
        SIGNED.replace(TREE.encode(), b"A" * 40),
        "a header is empty or not an object id",
    ),
    "id of the other hash": (
        SIGNED.replace(TREE.encode(), b"1" * 64),
        "a header is empty or not an object id",
    ),
    "carriage return in a name": (
        SIGNED.replace(b"Ana", b"A\rna"),
        "a header contains a carriage return",
    ),
    "carriage returns in the signature": (
        PLAIN + FOLDED.replace(b"\n", b"\r\n") + b"\nm",
        "a header contains a carriage return",
    ),
    "NUL in the message": (SIGNED + b"\0", "it contains a NUL byte"),
    "NUL in a header": (SIGNED.replace(b"Ana", b"A\0a"), "it contains a NUL byte"),
    "not UTF-8": (PLAIN + b"\ncaf\xe9\n", f"byte {len(PLAIN) + 5} is not UTF-8"),
    "no blank line": (PLAIN, "there is no blank line between headers and message"),
    "nothing": (b"", "there is no blank line between headers and message"),
    "text after the signature": (
        PLAIN + FOLDED + b" and more\n\nm",
        "the signature header goes on after the end of the signature",
    ),
    "a second end after the signature": (
        PLAIN + FOLDED + b" more\n -----END SSH SIGNATURE-----\n\nm",
        "the signature header goes on after the end of the signature",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_in_the_strict_form_is_refused_with_its_reason(name: str) -> None:
    raw, what = REFUSED[name]
    found = refusal(raw)
    assert (found.code, found.commit, found.values["what"]) == ("grammar", "c0ffee", what)


def test_carriage_returns_in_the_message_are_the_authors_business() -> None:
    assert with_message("one\r\n\r\ntwo\r\n").message == "one\r\n\r\ntwo\r\n"


def test_the_tolerant_reading_takes_any_bytes_and_keeps_the_payload() -> None:
    raw = PLAIN + b"encoding latin1\n" + FOLDED + b"x-note hello\n\ncaf\xe9\0\n"
    commit = parse_loosely("c0ffee", raw)
    assert commit.payload == PLAIN + b"encoding latin1\nx-note hello\n\ncaf\xe9\0\n"
    assert commit.signature == ARMOR
    assert (commit.tree, commit.parents, commit.author, commit.committer) == (TREE, (PARENT,), BEN, ANA)
    assert commit.message == "caf\N{REPLACEMENT CHARACTER}\0\n"


@pytest.mark.parametrize("raw", [b"", b"\n", b"\n\n", b"tree", b"gpgsig", b"gpgsig x", b" \n \n\n"])
def test_the_tolerant_reading_does_not_stumble_over_ruins(raw: bytes) -> None:
    assert parse_loosely("", raw).id == ""


def test_a_line_goes_on_only_with_the_header_above_it() -> None:
    """An indented first line continues nothing, and whatever continues a strange signature is left out with it."""
    head = PLAIN + FOLDED
    for raw, payload in (
        (b" indented\n" + SIGNED, b" indented\n"),
        (SIGNED.replace(FOLDED, b"gpgsig-x a\n b\n" + FOLDED + b"gpgsig-x a\n b\nencoding c\n d\n"), b""),
    ):
        read = parse_loosely("", raw)
        rest = b"encoding c\n d\n" if b"encoding" in raw else b""
        assert read.signature == ARMOR and read.payload == payload + PLAIN + rest + raw[raw.index(b"\n\n") + 1 :]
    assert parse_loosely("", head + b" more\n\n").signature == ARMOR + "more\n"


def test_the_tolerant_reading_of_a_strict_commit_is_the_strict_one() -> None:
    assert parse_loosely("c0ffee", SIGNED) == parse_commit("c0ffee", SIGNED)


_PIECES = st.sampled_from(
    [*SIGNED.decode().splitlines(keepends=True), "\n", " ", "x", "\t", "parent ", "gpgsig ", "Ä\u2028", "\x1c", "\r"]
)


@given(st.lists(_PIECES, max_size=6), st.lists(st.integers(0, 9), max_size=6), st.integers(0, 4))
def test_whatever_the_strict_reading_takes_the_tolerant_one_reads_alike(
    more: list[str], places: list[int], parents: int
) -> None:
    """So the strict one, which is quicker, may read first."""
    lines = [f"tree {TREE}\n", *(f"parent {PARENT}\n" for _ in range(parents)), *PLAIN.decode().splitlines(True)[2:]]
    lines += [*FOLDED.decode().splitlines(True), "\n", MESSAGE]
    for piece, place in zip(more, places, strict=False):
        lines.insert(place, piece)
    raw = "".join(lines).encode()
    try:
        strict = parse_commit("c0ffee", raw)
    except CommitError:
        return
    assert parse_loosely("c0ffee", raw) == strict


@given(st.binary(max_size=80))
def test_without_a_signature_every_byte_is_payload(tail: bytes) -> None:
    raw = PLAIN + b"\n" + tail
    assert parse_loosely("", raw).payload == raw


@pytest.mark.parametrize(
    "message",
    [
        "Vote\n\nBallot: sha256:abc\n",
        "Vote\n\nBallot: sha256:abc",
        "Vote\n\nBallot: sha256:abc\n\n\n",
        "Vote\n\nLonger text.\n\nSigned-off-by: Ana\nBallot: sha256:abc\nReviewed-by: Ben\n",
        "Ballot: sha256:abc\n",
        "Vote\n \t\nBallot: sha256:abc\n",
    ],
)
def test_a_trailer_is_read_from_the_last_paragraph(message: str) -> None:
    assert with_message(message).trailer("Ballot") == "sha256:abc"


@pytest.mark.parametrize(
    ("message", "what"),
    [
        ("Vote\n", "it is missing"),
        ("", "it is missing"),
        ("Vote\n\nBallots: sha256:abc\n", "it is missing"),
        ("Vote\n\nBallot: sha256:abc\nBallot: sha256:abc\n", "it occurs more than once"),
        ("Vote\n\nBallot: sha256:abc\nballot:sha256:def\n", "it occurs more than once"),
        ("Ballot: sha256:abc\n\nVote\n\nBallot: sha256:abc\n", "it occurs more than once"),
        ("Vote\n\n  BALLOT : x\n\nBallot: sha256:abc\n", "it occurs more than once"),
        ("Vote\n\nBallot: sha256:abc\n\nP.S. hello\n", "it is not in the last paragraph of the message"),
        ("Vote\n\nBallot: \n", "write it as Ballot: VALUE, without further spaces"),
        ("Vote\n\nBallot:sha256:abc\n", "write it as Ballot: VALUE, without further spaces"),
        ("Vote\n\nballot: sha256:abc\n", "write it as Ballot: VALUE, without further spaces"),
        ("Vote\n\n Ballot: sha256:abc\n", "write it as Ballot: VALUE, without further spaces"),
        ("Vote\n\nBallot: sha256:abc \n", "write it as Ballot: VALUE, without further spaces"),
        ("Vote\n\nBallot: sha256:abc\r\n", "write it as Ballot: VALUE, without further spaces"),
        ("Vote\n\nBallot: sha256:abc\n  def\n", "it goes on in the next line"),
    ],
)
def test_a_trailer_that_two_readers_could_read_differently_is_refused(message: str, what: str) -> None:
    found = trailer_refusal(message)
    assert (found.code, found.commit) == ("trailer", "c0ffee")
    assert (found.values["trailer"], found.values["what"]) == ("Ballot", what)


def test_whether_a_trailer_was_meant_can_be_asked_without_an_error() -> None:
    assert with_message("Vote\n\nballot : x\n").has_trailer("Ballot")
    assert not with_message("Vote: yes\n").has_trailer("Ballot")


NAMES = st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=("Cs",)), min_size=1)
MESSAGES = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)))
IDS = st.text("0123456789abcdef", min_size=40, max_size=40)


@given(IDS, st.lists(IDS, max_size=3), NAMES, NAMES, MESSAGES, st.sampled_from([None, ARMOR]))
def test_reading_undoes_writing(
    tree: str, parents: list[str], author: str, committer: str, message: str, signature: str | None
) -> None:
    raw = build_commit(tree, parents, author, committer, message, signature)
    unsigned = build_commit(tree, parents, author, committer, message, None)
    assert parse_commit("c0ffee", raw) == Commit(
        "c0ffee", tree, tuple(parents), author, committer, signature, message, unsigned
    )
    assert parse_loosely("c0ffee", raw).payload == unsigned


@pytest.mark.parametrize(
    "parts",
    [
        ("1" * 39, [], ANA, ANA, "m", None),
        (TREE, ["HEAD"], ANA, ANA, "m", None),
        (TREE, [], f"{ANA}\ncommitter {BEN}", ANA, "m", None),
        (TREE, [], f"{ANA}\ncommitter {BEN}\n\n", ANA, "m", None),
        (TREE, [], ANA, f"{ANA}\n", "m", None),
        (TREE, [], ANA, f"{ANA}\n{FOLDED.decode().rstrip()}", "m", None),
        (TREE, [], "", ANA, "m", None),
        (TREE, [], ANA, ANA, "a\0b", None),
        (TREE, [], ANA, ANA, "lone \udc80", None),
        (TREE, [], ANA, ANA, "m", ARMOR + "more"),
    ],
)
def test_parts_that_would_not_read_back_are_never_written(
    parts: tuple[str, list[str], str, str, str, str | None],
) -> None:
    with pytest.raises(CommitError) as caught:
        build_commit(*parts)
    assert caught.value.finding.code == "grammar"


def test_an_id_in_capital_letters_is_the_same_id_for_git_and_in_no_grammar(coop: Coop) -> None:
    tree, head = coop.hub.loose_commit(coop.head).tree, coop.head
    who = "A <a@example.org> 1793527200 +0000"
    for first, second in ((tree, head.upper()), (tree.upper(), head), (tree, head[:20].upper() + head[20:])):
        raw = f"tree {first}\nparent {second}\nauthor {who}\ncommitter {who}\n\nx\n".encode()
        oid = coop.hub.write("commit", raw)
        said = subprocess.run(
            ["git", "-C", str(coop.hub.folder), "rev-parse", f"{oid}^", f"{oid}^{{tree}}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        read = parse_loosely(oid, raw)
        assert [*read.parents, read.tree] == said == [head, tree]
        assert read.id_problem is not None and read.id_problem.code == "grammar"
        with pytest.raises(CommitError):
            parse_commit(oid, raw)


def test_a_commit_with_plain_ids_has_no_problem_of_ids(coop: Coop) -> None:
    """Also one that is in no strict form otherwise: free commits are made with any tool."""
    assert coop.hub.loose_commit(coop.head).id_problem is None
    assert parse_loosely("", PLAIN + b"encoding latin1\n\nparent ABC\n").id_problem is None
    assert parse_loosely("", PLAIN.replace(b"parent ", b"parent  ") + b"\n\n").id_problem is not None


def test_parents_are_read_where_git_reads_them(coop: Coop) -> None:
    tree, head = coop.hub.loose_commit(coop.head).tree, coop.head
    who = "A <a@example.org> 1793527200 +0000"
    right = f"tree {tree}\nparent {head}\nauthor {who}\ncommitter {who}\n\nx\n".encode()
    wrong = f"tree {tree}\nauthor {who}\nparent {head}\ncommitter {who}\n\nx\n".encode()
    for raw, parents in ((right, (head,)), (wrong, ())):
        oid = coop.hub.write("commit", raw)
        said = subprocess.run(
            ["git", "-C", str(coop.hub.folder), "rev-list", "--max-count=1", "--parents", oid],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        assert parse_loosely(oid, raw).parents == parents == tuple(said[1:])


def test_the_first_parent_is_read_without_the_rest_where_a_commit_begins_as_git_writes_one() -> None:
    other = f"parent {'3' * 40}\n".encode()
    for raw in (SIGNED, PLAIN + b"\n", SIGNED.replace(b"author", other + b"author", 1)):
        assert plain_first_parent(raw) == parse_loosely("", raw).parents[0] == PARENT


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN.replace(f"parent {PARENT}\n".encode(), b"") + b"\n",
        SIGNED.replace(PARENT.encode(), b"A" * 40),
        SIGNED.replace(TREE.encode(), b"A" * 40),
        SIGNED.replace(b"\nparent", b"\nencoding latin-1\nparent"),
        SIGNED.replace(b"\nparent", b"\ngpgsig-sha256 x\nparent"),
        SIGNED.replace(PARENT.encode(), PARENT.encode()[:-1]),
        b"",
    ],
)
def test_of_any_other_commit_the_tolerant_reading_tells(raw: bytes) -> None:
    assert plain_first_parent(raw) is None
