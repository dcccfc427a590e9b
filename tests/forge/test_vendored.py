"""The wheels of the packages in the repository: taken by digest, for the Python of the workflows, and all of them."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from govtool.cli.main import run
from govtool.errors import UsageError
from govtool.roles.forge import files as forge_files_module
from govtool.roles.forge.files import REQUIREMENTS, files_of_forge, forge_files, pin_of, problems
from govtool.roles.forge.wheels import of_the_lock


def wheel(folder: Path, name: str, tags: str = "py3-none-any", needs: str = "") -> Path:
    """A package with a module of its name, as pip installs it."""
    path = folder / f"{name}-1.0-{tags}.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"sample_of_{name}.py", "")
        need = f"Requires-Dist: {needs}\n" if needs else ""
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{need}")
        file.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tags}\n")
        file.writestr(f"{info}/RECORD", "")
    return path


def lock_of(*wheels: Path) -> str:
    """The lock of some packages, as the template has one."""
    lines = []
    for path in wheels:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        name = path.name.split("-")[0].replace("_", "-")
        lines.append(
            f"{name}==1.0 ; python_version > '3' \\\n    --hash=sha256:{'0' * 64} \\\n    --hash=sha256:{digest}\n"
        )
    return "# a comment\n" + "".join(lines)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with govtool's own wheel, and in `wheels` those of all that a small lock names."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    first, second = wheel(folder, "an_apple"), wheel(folder, "pear", needs="an-apple")
    lock = lock_of(first, second)
    monkeypatch.setattr(forge_files_module, "_lock", lambda: lock)
    wheel(tmp_path, "govtool_coop", needs="pear")
    return tmp_path


def test_pip_installs_all_of_it_from_the_repository_and_asks_no_index(place: Path) -> None:
    made = forge_files(pin_of(None, place / "govtool_coop-1.0-py3-none-any.whl", place / "wheels"))
    for path, data in made.items():
        (place / "top" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "top" / path).write_bytes(data)
    assert not list(problems(lambda path: (place / "top" / path).read_bytes()))
    target = place / "installed"
    command = [sys.executable, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
               "--require-hashes", "--only-binary", ":all:", "--requirement", REQUIREMENTS,
               "--target", target]  # fmt: skip
    # an index that nobody answers at: it must not be asked
    done = subprocess.run(
        [str(part) for part in command], cwd=place / "top", env={"PIP_INDEX_URL": "http://127.0.0.1:1", "PATH": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(path.name for path in target.glob("sample_*.py")) == [
        "sample_of_an_apple.py", "sample_of_govtool_coop.py", "sample_of_pear.py"
    ]  # fmt: skip


def test_what_lies_there_is_compared(place: Path) -> None:
    made = dict(forge_files(pin_of(None, place / "govtool_coop-1.0-py3-none-any.whl", place / "wheels")))
    assert not list(problems(made.get))
    pear = ".github/govtool/pear-1.0-py3-none-any.whl"
    assert any("pear-1.0-py3-none-any.whl has not the bytes" in one for one in problems({**made, pear: b"x"}.get))
    apple = made[REQUIREMENTS].replace(b"an_apple", b"an_orange")
    assert any("are missing: an-apple 1.0" in one for one in problems({**made, REQUIREMENTS: apple}.get))
    own = ".github/govtool/govtool_coop-1.0-py3-none-any.whl"
    assert any("is not the file that" in one for one in problems({**made, own: b"x"}.get))


@pytest.mark.parametrize(
    ("tags", "fits"),
    [
        ("py3-none-any", True),
        ("py2.py3-none-any", True),
        ("cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64", True),
        ("cp38-abi3-manylinux_2_28_x86_64", True),
        ("cp313-cp313-manylinux_2_28_x86_64", False),
        ("cp313-abi3-manylinux_2_28_x86_64", False),
        ("cp312-cp312-macosx_11_0_arm64", False),
        ("cp312-cp312-manylinux_2_28_aarch64", False),
        ("cp312-cp312-musllinux_1_2_x86_64", False),
        ("py2-none-any", False),
    ],
)
def test_a_wheel_must_fit_the_python_of_the_workflows(tmp_path: Path, tags: str, fits: bool) -> None:
    path = wheel(tmp_path, "pear", tags)
    lock = lock_of(path)
    if fits:
        assert list(of_the_lock(lock, {path.name: path.read_bytes()})) == [path.name]
        return
    with pytest.raises(UsageError, match=r"are missing: pear 1\.0"):
        of_the_lock(lock, {path.name: path.read_bytes()})


def test_a_wheel_of_another_version_or_package_is_left_out(tmp_path: Path) -> None:
    path, other = wheel(tmp_path, "pear"), wheel(tmp_path, "plum")
    files = {path.name: path.read_bytes(), other.name: other.read_bytes(), "pear-2.0-py3-none-any.whl": b"", "x": b""}
    assert list(of_the_lock(lock_of(path), files)) == [path.name]


def test_what_is_missing_is_named_with_the_line_that_fetches_it(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = str(place / "govtool_coop-1.0-py3-none-any.whl")
    pear = place / "wheels" / "pear-1.0-py3-none-any.whl"
    kept = pear.read_bytes()
    pear.unlink()
    assert run(["forge", "files", "--from-wheel", own, "--vendor", str(place / "wheels")]) == 2
    said = capsys.readouterr().err
    assert "are missing: pear 1.0" in said and "pip download --no-deps" in said
    (place / "empty").mkdir()
    assert run(["forge", "files", "--from-wheel", own, "--vendor", str(place / "empty")]) == 2
    assert "there are no wheels in" in capsys.readouterr().err
    line = "govtool-coop==1.0 --hash=sha256:" + "0" * 64
    assert run(["forge", "files", "--requirement", line, "--vendor", str(place / "wheels")]) == 2
    assert "add --from-wheel" in capsys.readouterr().err
    with pytest.raises(UsageError, match="for the workflows of a Git host"):
        files_of_forge(None, None, None, place / "wheels")
    pear.write_bytes(kept)
    assert ".github/govtool/pear-1.0-py3-none-any.whl" in files_of_forge("github", None, Path(own), place / "wheels")
