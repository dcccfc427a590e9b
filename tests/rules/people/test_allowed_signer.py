"""The allowed signers file of OpenSSH, held against ssh-keygen itself on many lists, asked as git asks it."""

from __future__ import annotations

import calendar
import random
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.io.signature.signing import MemoryKey
from govtool.roles.people.allowed_signer import AllowedSigners, matches
from tests.world.handmade_signature import KEY, OTHER, P256, P256_BLOB, P384, blob_of, by_hand, elliptic_sign

TEXT = KEY.public_key.line.encode()
TYPE, BASE64 = TEXT.split(b" ")
ZONES = ("UTC", "Europe/Berlin")
LISTS_OF_A_ZONE, SEED = 60, 4711
FEWEST_LISTS = 107
"""The number of different lists that are held against ssh-keygen in one run, at the least."""
NOW = calendar.timegm((2023, 6, 15, 12, 0, 0))


class Keygen:
    """ssh-keygen in a folder with signatures of several keys over the same bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys: dict[str, bytes] = {}
        for name, key in (("ana", KEY), ("other", OTHER)):
            self._add(name, key.public_key.blob, key.sign(b"payload", "git"))
        for name, private, blob in (("p256", P256, P256_BLOB), ("p384", P384, blob_of(P384))):
            kind = f"ecdsa-sha2-nist{name}".encode()
            self._add(name, blob, by_hand(elliptic_sign(private, kind), blob, b"payload"))

    def _add(self, name: str, blob: bytes, armor: str) -> None:
        self.keys[name] = blob
        (self.folder / name).write_text(armor)

    def principal(self, data: bytes, name: str, at: int) -> str | None:
        """Whose signature it is, asked as git asks: find-principals, then verify with one after the other."""
        signers = self.folder / f"signers-{time.monotonic_ns()}-{name}-{at}"
        signers.write_bytes(data)
        when = "-Overify-time=" + datetime.fromtimestamp(at, UTC).strftime("%Y%m%d%H%M%SZ")
        common = ["-f", signers.name, "-s", name, when]
        found = self._run("find-principals", *common)
        for line in found.stdout.split(b"\n") if found.returncode == 0 else ():
            principal = line.removesuffix(b"\r")
            if principal and self._run("verify", "-n", "git", "-I", principal, *common).returncode == 0:
                return principal.decode("utf-8", "replace")
        return None

    def _run(self, *arguments: str | bytes) -> subprocess.CompletedProcess[bytes]:
        line = ["ssh-keygen", "-Y", *arguments]
        return subprocess.run(line, cwd=self.folder, input=b"payload", capture_output=True, check=False)


@pytest.fixture(scope="module")
def keygen(tmp_path_factory: pytest.TempPathFactory) -> Keygen:
    return Keygen(tmp_path_factory.mktemp("keygen"))


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def ours(data: bytes, blob: bytes, at: int) -> str | None:
    return AllowedSigners.parse(data).principal_of(blob, "git", at)


def line(options: bytes = b"", principals: bytes = b"alice", gap: bytes = b" ", key: bytes = TEXT) -> bytes:
    return principals + gap + (options + b" " if options else b"") + key


# Each case: a list, and whose signature it is.
ODD: dict[str, tuple[bytes, str | None]] = {
    "plain": (line(), "alice"),
    "a no-break space behind the principals": (line(gap=b"\xc2\xa0"), None),
    "a no-break space before the key": (line(gap=b" \xc2\xa0"), None),
    "a no-break space in the key": (line(key=TYPE + b"\xc2\xa0" + BASE64), None),
    "a form feed behind the principals": (line(gap=b"\f"), None),
    "a form feed for the gap in the key": (line(key=TYPE + b"\f" + BASE64), None),
    "a form feed beside the gap in the key": (line(key=TYPE + b" \f" + BASE64), "alice"),
    "spaces inside the base64": (line(key=TYPE + b" " + BASE64[:20] + b"\f\r\v" + BASE64[20:]), "alice"),
    "a carriage return behind the principals": (line(gap=b"\r"), "alice"),
    "a carriage return behind the options": (b'alice namespaces="git"\r' + TEXT, None),
    "tabs": (line(gap=b" \t ", key=TYPE + b"\t\t" + BASE64 + b"\tcomment"), "alice"),
    "quotes around": (line(principals=b'"alice smith"', gap=b""), "alice smith"),
    "a quote inside": (line(principals=b'ali"ce"'), "alice"),
    "a quote inside, with a blank": (line(principals=b'ali"ce smith"'), "alice smith"),
    "letters behind the quote": (line(principals=b'"alice"x'), None),
    "a quote without its twin": (line(principals=b'"alice'), None),
    "no principal": (line(principals=b'""'), None),
    "an empty principal first": (line(principals=b",alice"), None),
    "an empty principal between": (line(principals=b"!alice,,alice"), None),
    "an empty principal last": (line(principals=b"alice,"), "alice"),
    "an excluded principal": (line(principals=b"!alice,*"), "!alice"),
    "a byte that is no text": (line(principals=b"a\xff"), "a\ufffd"),
    "a mark of byte order": (b"\xef\xbb\xbf" + line(), "\ufeffalice"),
    "a carriage return in quotes": (line(principals=b'"alice\r"'), None),
    "1022 letters": (line(principals=b"x" * 1022 + b",alice"), "x" * 1022),
    "1023 letters": (line(principals=b"x" * 1023 + b",alice"), None),
    "before 1970": (line(b'valid-after="19691231Z"'), None),
    "the first second of 1970": (line(b'valid-after="19700101Z"'), None),
    "the second after it": (line(b'valid-after="19700101000001Z"'), "alice"),
    "before the first second": (line(b'valid-before="19700101Z"'), None),
    "30 February, after": (line(b'valid-after="20230230Z"'), "alice"),
    "30 February, before": (line(b'valid-before="20240230Z"'), "alice"),
    "32 January": (line(b'valid-before="20240132Z"'), None),
    "day 0": (line(b'valid-before="20240100Z"'), None),
    "second 60 is the next minute": (line(b'valid-after="20230615115960Z"'), "alice"),
    "second 61 is after it": (line(b'valid-after="20230615115961Z"'), None),
    "second 62": (line(b'valid-after="20200615115962Z"'), None),
    "hour 24": (line(b'valid-after="202006152400Z"'), None),
    "a blank in a number": (line(b'valid-after="2023 5 1Z"'), "alice"),
    "a dash in a number": (line(b'valid-after="2023-5-1Z"'), None),
    "utc": (line(b'valid-after="20200101uTc"'), "alice"),
    "only Z": (line(b'valid-after="Z"'), None),
    "a NUL behind the key": (line() + b"\0x", "alice"),
    "a NUL in the principals": (line(principals=b"ali\0ce"), None),
    "a NUL in the key": (line(key=TEXT[:-4] + b"\0" + TEXT[-4:]), None),
    "a NUL in one line, the next is good": (line(principals=b"ali\0ce") + b"\n" + line(), "alice"),
    "commas before an option": (line(b',,namespaces="git"'), "alice"),
    "commas behind the options": (line(b'namespaces="git",,'), None),
    "a quote within an option": (line(b'namespaces="g\\"it,git"'), "alice"),
    "a quote within, and none behind": (line(b'namespaces="git\\"'), None),
    "no namespace": (line(b'namespaces=""'), None),
    "an option twice": (line(b'namespaces="git",namespaces="git"'), None),
    "an authority twice": (line(b"cert-authority,cert-authority"), None),
    "an unknown option": (line(b'bogus="x"'), None),
    "an unknown option, the next is good": (line(b"bogus") + b"\n" + line(), "alice"),
    "two words of options": (line(b'namespaces="git" namespaces="git"'), None),
    "padding behind the key": (line() + b"==", None),
    "a quote behind the key": (line() + b'"', None),
    "a comment": (b"#" + line(), None),
    "the type in capitals": (line(key=TYPE.upper() + b" " + BASE64), None),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_list_means_what_ssh_keygen_makes_of_it(keygen: Keygen, name: str) -> None:
    data, expected = ODD[name]
    assert keygen.principal(data, "ana", NOW) == expected
    assert ours(data, KEY.public_key.blob, NOW) == expected


# Lists made at random ------------------------------------------------------------------------------------------------

NAMES = (
    *(b"alice@x", b"alice@x,bob@x", b"*@x", b"!alice@x,*@x", b'"alice smith@x"', b"a?ice@x", b"*,!bob@x", b"bob,,*"),
    *(b'ali"ce@x"', b",alice", b'"alice, bob"', b"al[i]ce,*", "józef@x,a*".encode(), b"\xa0", b"a\\*,?*", b"**"),
)
OPTIONS = (
    *(b'namespaces="git"', b'NAMESPACES="git"', b'namespaces="file,g*"', b'namespaces="file"', b'namespaces="!git,*"'),
    *(b"namespaces=git", b'valid-before="20200101Z"', b'valid-before="20230615120000Z"', b'valid-after="20230230Z"'),
    *(b'valid-after="20230615120000Z"', b'valid-after="202001010000"', b'valid-before="20300101000060"'),
    *(b'valid-after="20230615130000"', b'valid-before="20230615130000"', b'valid-after="19691231235959Z"'),
    *(b'valid-before="2020"', b"cert-authority", b"unknown", b"", b'valid-after="20230615135959"'),
)
GAPS = (b" ", b" ", b" ", b"\t", b"  ", b"\r", b"\f", b"\xa0", b"\xc2\xa0", b"")
TAILS = (b"", b"", b" comment", b"\r", b"\0rest", b"=", b'"', b"\f")
ODD_BYTES = (
    b'"',
    b",",
    b" ",
    b"\t",
    b"\r",
    b"\f",
    b"\v",
    b"\0",
    b"\xa0",
    b"\\",
    b"!",
    b"*",
    b"=",
    b"#",
    b"\n",
    b"\x85",
)


def signers_file(dice: random.Random, keys: dict[str, bytes]) -> bytes:
    lines = []
    for _ in range(dice.randint(1, 4)):
        key = b" ".join(_line_of(keys[dice.choice(("ana", "ana", *keys))]))
        gap = dice.choice(GAPS) if dice.random() < 0.3 else b" "
        options = b",".join(dice.sample(OPTIONS, dice.choice((0, 0, 1, 1, 2))))
        made = dice.choice(NAMES) + gap + (options + b" " if options else b"") + key + dice.choice(TAILS)
        if dice.random() < 0.3:
            place = dice.randint(0, len(made))
            made = made[:place] + dice.choice(ODD_BYTES) + made[place + dice.randint(0, 1) :]
        lines.append(dice.choice((made, made, made, b"  " + made, b"# " + made, b"nonsense")))
    return b"\n".join(lines)


def _line_of(blob: bytes) -> list[bytes]:
    from base64 import b64encode

    return [blob[4 : 4 + blob[3]], b64encode(blob)]


def lists_of(zone: str, keys: dict[str, bytes]) -> list[bytes]:
    """Different lists for a time zone, always the same ones, and other ones for another zone."""
    dice = random.Random(f"{SEED} {zone}")
    lists: dict[bytes, None] = {}
    while len(lists) < LISTS_OF_A_ZONE:
        lists[signers_file(dice, keys)] = None
    return list(lists)


def test_each_time_zone_has_lists_of_its_own(keygen: Keygen) -> None:
    made = [data for zone in ZONES for data in lists_of(zone, keygen.keys)]
    assert len(set(made)) >= FEWEST_LISTS
    assert lists_of(ZONES[0], keygen.keys) == made[:LISTS_OF_A_ZONE]


def test_generated_lists_mean_what_ssh_keygen_makes_of_them(keygen: Keygen, zone: str) -> None:
    lists = lists_of(zone, keygen.keys)
    asked = [("ana", NOW), ("ana", NOW - 3600), ("ana", 1420070400), ("other", NOW), ("p256", NOW), ("p384", NOW)]
    cases = [(data, name, at) for data in lists for name, at in asked]
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda case: keygen.principal(*case), cases))
    wrong = [
        (case, theirs)
        for case, theirs in zip(cases, said, strict=True)
        if ours(case[0], keygen.keys[case[1]], case[2]) != theirs
    ]
    assert not wrong
    assert sum(theirs is not None for theirs in said) > len(cases) // 10


@given(dice=st.randoms(use_true_random=False), name=st.sampled_from(("ana", "other")))
def test_any_list_means_what_ssh_keygen_makes_of_it(keygen: Keygen, dice: random.Random, name: str) -> None:
    data = signers_file(dice, keygen.keys)
    assert ours(data, keygen.keys[name], NOW) == keygen.principal(data, name, NOW)


def test_a_pattern_with_many_stars_takes_no_time() -> None:
    assert not matches("a" * 1000, "*a" * 500 + "b")


@pytest.mark.parametrize("hard", [b'"' * 50_000, b'\\"' * 50_000, b"a=" * 50_000, b"x \t" * 50_000, b'""' * 50_000])
def test_a_long_odd_line_takes_no_time(hard: bytes) -> None:
    for data in (hard, b"alice " + hard, b"alice namespaces=" + hard, b"alice ssh-ed25519 " + hard):
        assert ours(data, KEY.public_key.blob, 0) is None


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read_as_a_signers_file(data: bytes) -> None:
    assert ours(data, KEY.public_key.blob, 0) is None


def test_a_key_for_another_namespace_only_is_nobody_s() -> None:
    key = MemoryKey.from_seed(b"elsewhere".ljust(32)).public_key
    lines = AllowedSigners.parse(b'bo namespaces="file" ' + key.line.encode())
    assert (lines.principal_of(key.blob, "file", 1), lines.principal_of(key.blob, "git", 1)) == ("bo", None)
