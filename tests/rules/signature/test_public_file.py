"""A public key as people give it: the line of a `.pub` file, or the file. A private key is never read as either."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.errors import UsageError
from govtool.io.signature.public_file import public_line
from tests.world.people import key_of

LINE = key_of("bob").public_key.line


@pytest.mark.parametrize("text", [LINE, f" {LINE}\n", f"{LINE} bob at home.pub", f"{LINE}\tbob"])
def test_a_line_is_read_as_it_is(text: str, tmp_path: Path) -> None:
    assert public_line(text, tmp_path) == text.strip()


@pytest.mark.parametrize("name", ["bob.pub", "ssh-bob.pub", "key of bob.pub", "bob"])
def test_any_other_text_names_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(f"{LINE} bob\r\n")
    assert public_line(f" {name} ", tmp_path) == f"{LINE} bob"
    assert public_line(str(tmp_path / name), Path("elsewhere")) == f"{LINE} bob"


def test_a_file_in_the_home_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "bob.pub").write_text(LINE)
    assert public_line("~/bob.pub", Path("elsewhere")) == LINE


def test_a_private_key_is_refused_with_the_name_of_the_public_one(tmp_path: Path) -> None:
    (tmp_path / "bob").write_text(key_of("bob").openssh_private())
    with pytest.raises(UsageError) as caught:
        public_line("bob", tmp_path)
    assert caught.value.message == "bob is a private key; never give it away"
    assert caught.value.hint == "name the public one: bob.pub"


def test_a_file_that_is_not_there_or_has_no_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large.pub").write_bytes(b"x" * ((1 << 16) + 1))
    for name in ("none.pub", "large.pub", "/dev/zero", ""):
        with pytest.raises(UsageError, match="cannot be read"):
            public_line(name, tmp_path)
