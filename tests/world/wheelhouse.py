"""The wheel of this project, and those of the packages that it needs: made here, of what is installed, offline.

A wheel is the files that an installation lists, in a zip. So a folder of wheels from which pip installs into an empty
environment needs no network.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.world.place import ROOT

_BUILD = "import sys, setuptools.build_meta as build; build.build_wheel(sys.argv[1])"
_OF_THE_INSTALLER = ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json")


def built_wheel(folder: Path) -> Path:
    """The wheel of this project, built in a folder from a copy of the source."""
    source = folder / "source"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("govtool", "registry", "schemas"):
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, source / name)
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, folder], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("govtool_coop-*.whl")
    return wheel


def wheels_of(folder: Path, names: Iterable[str]) -> None:
    """Lays the wheels of installed packages into a folder, with those of all that they need."""
    todo, seen = list(names), set[str]()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            found = distribution(name)
            _pack(found, folder)
            todo += list(needs(found))


def needs(package: Distribution) -> Iterable[str]:
    """The names of the packages that one needs here, without its extras."""
    for line in package.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


def _pack(package: Distribution, folder: Path) -> None:
    files = package.files or []
    (info,) = {file.parent for file in files if file.name == "WHEEL"}
    tags = re.findall(r"^Tag: (.+)$", package.read_text("WHEEL") or "", re.MULTILINE)
    parts = (".".join(sorted({tag.split("-")[place] for tag in tags})) for place in range(3))
    name = re.sub(r"[-_.]+", "_", package.metadata["Name"])
    rows: list[tuple[str, str, str]] = []
    with zipfile.ZipFile(folder / f"{name}-{package.version}-{'-'.join(parts)}.whl", "w") as wheel:
        for file in files:
            # programs lie outside, and pip makes them again
            if file.parts[0] == ".." or file.suffix == ".pyc" or file.name in _OF_THE_INSTALLER:
                continue
            wheel.write(file.locate(), str(file))
            rows.append((str(file), f"{file.hash.mode}={file.hash.value}" if file.hash else "", str(file.size or "")))
        record = io.StringIO()
        csv.writer(record, lineterminator="\n").writerows([*rows, (f"{info}/RECORD", "", "")])
        wheel.writestr(f"{info}/RECORD", record.getvalue())
