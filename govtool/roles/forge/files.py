"""The files with which a Git host runs govtool for a co-operative: workflows, and the packages they install, by digest.

Promises: nothing is written without a pin, so the version you pin today is the version that runs. The bytes are a
function of the pin alone, so anybody can compare them. It does not fetch, install or run anything.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from govtool.errors import UsageError
from govtool.io.file.document import read_file
from govtool.io.git.template import forge_template
from govtool.roles.forge.wheels import of_the_lock, wheels_in

REQUIREMENTS = ".github/govtool-requirements.txt"
WHEELS = ".github/govtool/"

_NAME = r"govtool[-_.]coop"
_DIGEST = r"--hash=sha256:[0-9a-f]{64}"
_LINE = re.compile(rf"{_NAME}(?:==[0-9][0-9A-Za-z.!+]*| @ https://[^\s;#]+)(?: {_DIGEST})+", re.IGNORECASE)
_WHEEL_LINE = re.compile(rf"\./({re.escape(WHEELS)}{_NAME}-[0-9A-Za-z.!+_]+-py3-none-any\.whl) ({_DIGEST})")
_VENDORED_LINE = re.compile(rf"\./{re.escape(WHEELS)}([0-9A-Za-z_.!+-]+\.whl) {_DIGEST}")
_NO_INDEX = "--no-index"
_WHEEL_NAME = re.compile(rf"{_NAME}-[0-9][0-9A-Za-z.!+_]*-py3-none-any\.whl")
_EXAMPLE = "--requirement 'govtool-coop==0.1.0 --hash=sha256:...', or --from-wheel FILE.whl"
_HEADER = "# What the workflows install, and nothing else. Written by govtool forge files; a vote changes it.\n"


@dataclass(frozen=True)
class Pin:
    """The govtool to install: the line of a requirements file, and the files that it needs beside it. `vendored` are
    the wheels of all that it needs, by name, if they lie in the repository too.
    """

    line: str
    files: Mapping[str, bytes]
    vendored: Mapping[str, bytes] = field(default_factory=dict)


def pin_of(requirement: str | None, wheel: Path | None, vendor: Path | None = None) -> Pin:
    """The pin that somebody chose; `vendor` is a folder of wheels. Raises UsageError where there is none, or it does
    not fix the very bytes.
    """
    if vendor is not None:
        if wheel is None:
            raise UsageError("--vendor keeps every wheel in the repository, govtool's too", "add --from-wheel FILE.whl")
        return replace(pin_of(requirement, wheel), vendored=of_the_lock(_lock(), wheels_in(vendor)))
    if (requirement is None) == (wheel is None):
        what = "say which govtool the workflows install" if wheel is None else "name one place to install from, not two"
        raise UsageError(what, _EXAMPLE)
    if wheel is not None:
        if not _WHEEL_NAME.fullmatch(wheel.name):
            raise UsageError(f"{wheel.name} is no wheel of govtool", "make one in its checkout: pip wheel --no-deps .")
        data = read_file(wheel)
        return Pin(_wheel_line(wheel.name, data).strip(), {WHEELS + wheel.name: data})
    line = " ".join((requirement or "").split(" ")).strip()
    if not _LINE.fullmatch(line):
        raise UsageError(f"{line!r} does not name one version of govtool-coop and its digest", _EXAMPLE)
    return Pin(line, {})


def forge_files(pin: Pin) -> Mapping[str, bytes]:
    """Every file by its path from the top of the repository."""
    made = dict(forge_template())
    needed = made[REQUIREMENTS]
    if pin.vendored:
        # each by its path: then pip asks no index, and the wheels that lie there are exactly those that are named
        needed = "".join(_wheel_line(name, data) for name, data in pin.vendored.items()).encode()
    first = f"{_HEADER}{_NO_INDEX}\n" if pin.vendored else _HEADER
    made[REQUIREMENTS] = f"{first}{pin.line}\n".encode() + needed
    beside = {WHEELS + name: data for name, data in pin.vendored.items()}
    return dict(sorted({**made, **pin.files, **beside}.items()))


def _lock() -> str:
    return forge_template()[REQUIREMENTS].decode()


def _wheel_line(name: str, data: bytes) -> str:
    return f"./{WHEELS}{name} --hash=sha256:{hashlib.sha256(data).hexdigest()}\n"


def files_of_forge(
    forge: str | None, requirement: str | None, wheel: Path | None, vendor: Path | None = None
) -> Mapping[str, bytes]:
    """The files that a founding lays beside its registry: none without a forge. Raises UsageError."""
    if forge is not None:
        return forge_files(pin_of(requirement, wheel, vendor))
    if requirement is not None or wheel is not None or vendor is not None:
        raise UsageError(
            "--requirement, --from-wheel and --vendor are for the workflows of a Git host", "add --forge github"
        )
    return {}


def problems(read: Callable[[str], bytes | None]) -> Iterator[str]:
    """The faults of the files of a repository, in sentences; `read` gives the bytes at a path, if any."""
    text = (read(REQUIREMENTS) or b"").decode("utf-8", "replace")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    is_vendored = lines[:1] == [_NO_INDEX]
    line = next(iter(lines[is_vendored:]), "")
    vendored: Mapping[str, bytes] = {}
    if is_vendored:
        names = [match[1] for match in map(_VENDORED_LINE.fullmatch, lines[2:]) if match]
        try:
            vendored = of_the_lock(_lock(), {name: read(WHEELS + name) or b"" for name in names})
        except UsageError as error:
            yield error.message
            return
    wheel = _WHEEL_LINE.fullmatch(line)
    if wheel is None and not _LINE.fullmatch(line):
        yield f"{REQUIREMENTS} does not begin with one version of govtool and its digest"
    for path, data in forge_files(Pin(line, {}, vendored)).items():
        there = read(path)
        if there is None:
            yield f"{path} is missing"
        elif there != data:
            yield f"{path} is not what this govtool writes"
    if wheel is not None:
        packed = read(wheel[1])
        if packed is None or f"--hash=sha256:{hashlib.sha256(packed).hexdigest()}" != wheel[2]:
            yield f"{wheel[1]} is missing, or is not the file that {REQUIREMENTS} names"
