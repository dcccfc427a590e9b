"""Bundles are measured before git gets them: what they unpack to, whatever their headers say."""

from __future__ import annotations

import random
import tracemalloc
import zlib
from pathlib import Path

import pytest

from govtool.io.git import bundle
from govtool.io.git.bundle import MAX_OBJECT, MAX_UNPACKED, NoBundle, measure
from tests.conftest import Git as RunGit
from tests.world.clone import Clone
from tests.world.coop import Coop

HEAD = b"# v2 git bundle\n" + b"0" * 40 + b" refs/heads/vote/0001/bob\n\n"


def entry(kind: int, data: bytes, said: int | None = None, base: bytes = b"") -> bytes:
    """An object of a pack, which says that it has so many bytes."""
    size = len(data) if said is None else said
    head, size = kind << 4 | size & 15, size >> 4
    made = bytearray()
    while size:
        made.append(head | 0x80)
        head, size = size & 0x7F, size >> 7
    made.append(head)
    return bytes(made) + base + zlib.compress(data, 9)


def number(value: int) -> bytes:
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])


def packed(*entries: bytes) -> bytes:
    return HEAD + b"PACK" + (2).to_bytes(4, "big") + len(entries).to_bytes(4, "big") + b"".join(entries) + b"\0" * 20


def test_a_bundle_that_git_made_is_measured_to_its_end(coop: Coop, git: RunGit, tmp_path: Path) -> None:
    chance = random.Random(1)
    text = chance.randbytes(300_000)
    for place in range(20):
        coop.push_raw("main", {"docs/noise": text + bytes([place]), f"docs/{place}.md": b"x\n" * place})
    for name, options in (("whole", ("--all",)), ("part", ("main", "^main~5"))):
        git(coop.folder / "hub.git", "bundle", "create", "--quiet", str(tmp_path / name), *options)
        measure((tmp_path / name).read_bytes())


def test_an_object_has_its_bound() -> None:
    measure(packed(entry(3, b"\0" * MAX_OBJECT)))
    with pytest.raises(NoBundle, match="an object of more than"):
        measure(packed(entry(3, b"\0" * (MAX_OBJECT + 1))))
    with pytest.raises(NoBundle, match="an object of more than"):
        measure(packed(entry(3, b"\0" * (MAX_OBJECT + 1), said=5)))  # its header may say anything


def test_what_a_delta_makes_counts() -> None:
    good = number(100) + number(MAX_OBJECT) + b"\x91\0\x64"
    measure(packed(entry(7, good, base=b"0" * 20)))
    bad = number(100) + number(MAX_OBJECT + 1) + b"\x91\0\x64"
    for kind, base in ((7, b"0" * 20), (6, b"\x05")):
        with pytest.raises(NoBundle, match="an object of more than"):
            measure(packed(entry(kind, bad, base=base)))
    with pytest.raises(NoBundle, match="damaged"):
        measure(packed(entry(7, b"\xff", base=b"0" * 20)))


def test_all_together_have_a_bound() -> None:
    one = entry(3, b"\0" * MAX_OBJECT)
    measure(packed(*[one] * (MAX_UNPACKED // MAX_OBJECT)))
    with pytest.raises(NoBundle, match="unpacks to more than"):
        measure(packed(*[one] * (MAX_UNPACKED // MAX_OBJECT), entry(3, b"x")))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "does not begin"),
        (b"# v2 git bundle\n", "has no end"),
        (HEAD + b"PACK", "cut short"),
        (HEAD + b"KCAP" + b"\0" * 8, "no pack"),
        (packed(entry(3, b"x"))[:-24], "cut short"),
        (packed(entry(0, b"x")), "no kind"),
        (packed(b"\x31" + b"nonsense"), "damaged"),
    ],
)
def test_what_is_none_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(NoBundle, match=why):
        measure(data)


def test_a_small_bundle_of_100_megabytes_is_refused_in_little_memory(
    coop: Coop, git: RunGit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clone = Clone(coop, git, monkeypatch, capsys)
    zeros = tmp_path / "zeros"
    with zeros.open("wb") as file:
        file.truncate(100_000_000)
    hub = coop.folder / "hub.git"
    oid = git(hub, "hash-object", "-w", "-t", "blob", str(zeros)).strip()
    tree = git(hub, "mktree", stdin=f"100644 blob {oid}\tzeros\n").strip()
    commit = git(hub, "commit-tree", "-p", coop.head, "-m", "Zeros", tree).strip()
    git(hub, "update-ref", "refs/heads/vote/0001/bob", commit)
    made = tmp_path / "zeros.bundle"
    git(hub, "bundle", "create", "--quiet", str(made), "refs/heads/vote/0001/bob", "^refs/heads/main")
    assert made.stat().st_size < 1_000_000
    tracemalloc.start()
    status, said = clone.govtool("take", str(made))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert status == 1 and f"an object of more than {bundle.MAX_OBJECT} bytes" in said
    assert peak < 16 << 20
    assert git(clone.folder, "for-each-ref", "refs/govtool") == ""
