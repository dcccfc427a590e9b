"""The wheels of the packages that govtool needs, kept in the repository: no index need be there.

Promises: a wheel is taken only if the lock names its digest for its package and version. The Python of the workflows
can install it. Each package that the lock names has one. Nothing is fetched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from govtool.errors import UsageError
from govtool.io.file.document import read_file

_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)[^\n]*\n((?: +--hash=sha256:[0-9a-f]{64}[^\n]*\n)+)", re.MULTILINE)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_WHEEL = re.compile(r"([A-Za-z0-9_.]+)-([0-9][A-Za-z0-9_.!+]*)-([a-z0-9.]+)-([a-z0-9.]+)-([a-z0-9_.]+)\.whl")
# what setup-python gives to the workflows: CPython 3.12 on 64-bit Linux
_PYTHON = re.compile(r"(?:py2\.)?py3|cp312")
_PLATFORM = re.compile(r"any|(?:manylinux\w*_x86_64\.?)+")
FETCH = (
    "pip download --no-deps --dest WHEELS --require-hashes --only-binary :all: --python-version 3.12 "
    "--platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 --requirement .github/govtool-requirements.txt"
)
"""Brings them into a folder, once the other files are written."""


def wheels_in(folder: Path) -> dict[str, bytes]:
    """The wheels of a folder by name. Raises UsageError where there are none."""
    found = {path.name: read_file(path) for path in sorted(folder.glob("*.whl"))}
    if not found:
        raise UsageError(f"there are no wheels in {folder}", f"fetch them: {FETCH}")
    return found


def of_the_lock(lock: str, wheels: Mapping[str, bytes]) -> dict[str, bytes]:
    """The wheels that the lock's packages are installed from, by name; what is none of them is left out. Raises
    UsageError where one is missing, or has other bytes than the lock names.
    """
    packages = {_plain(name): (version, set(_HASH.findall(hashes))) for name, version, hashes in _PACKAGE.findall(lock)}
    chosen: dict[str, str] = {}
    for file, package, version in _fitting(wheels):
        if package in packages and packages[package][0] == version:
            if hashlib.sha256(wheels[file]).hexdigest() not in packages[package][1]:
                raise UsageError(f"{file} has not the bytes that the lock names", f"fetch it again: {FETCH}")
            chosen[package] = file
    missing = sorted(f"{name} {version}" for name, (version, _) in packages.items() if name not in chosen)
    if missing:
        raise UsageError(f"wheels for Python 3.12 on Linux are missing: {', '.join(missing)}", f"fetch them: {FETCH}")
    return {file: wheels[file] for file in sorted(chosen.values())}


def _fitting(wheels: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Each wheel that the workflows' Python can install: its file, package and version."""
    for file in sorted(wheels):
        match = _WHEEL.fullmatch(file)
        if match is None:
            continue
        name, version, python, abi, platform = match.groups()
        is_stable = abi == "abi3" and re.fullmatch(r"cp3(?:[2-9]|1[0-2])", python)
        if (is_stable or _PYTHON.fullmatch(python)) and _PLATFORM.fullmatch(platform):
            yield file, _plain(name), version


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
