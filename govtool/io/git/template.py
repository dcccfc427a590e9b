"""The door to what comes with the program as data.

That is the registry that a new organisation begins with, the bylaws of a federation, the files for a forge, and the
layouts of banks.

The registry is read from the installed package; in a checkout that is installed for editing, from the checkout's own
`registry/`, which is the same folder. Promises: only bytes, nothing of it is run, and nothing outside the package is
read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from govtool.errors import GovtoolError

FOLDER = "registry"
FEDERATION = "federation"
FORGE = ".github"
BANKS = "banks"


def template_files() -> Mapping[str, bytes]:
    """The files of the template by governed path (`registry/bylaws.yaml`), sorted. Raises GovtoolError where the
    installation is not whole.
    """
    return {f"{FOLDER}/{name}": data for name, data in sorted(_walk(_folder(), ""))}


def federation_bylaws() -> bytes:
    """The bylaws of a federation that writes none of its own. Raises GovtoolError if the installation is not whole."""
    path = files("govtool") / "template" / FEDERATION / "bylaws.yaml"
    if not path.is_file():
        raise GovtoolError("the bylaws of a federation are missing from this installation", "install govtool again")
    return path.read_bytes()


def bank_layouts() -> Mapping[str, bytes]:
    """The layouts of banks' tables by name, sorted. Raises GovtoolError if the installation is not whole."""
    folder = files("govtool") / "template" / BANKS
    if not folder.is_dir():
        raise GovtoolError("the layouts of banks are missing from this installation", "install govtool again")
    return {name.removesuffix(".yaml"): data for name, data in sorted(_walk(folder, ""))}


def forge_template() -> Mapping[str, bytes]:
    """The files for a forge by their path from the top of a repository (`.github/workflows/check.yml`), sorted. Raises
    GovtoolError where the installation is not whole.
    """
    folder = files("govtool") / "template" / FORGE
    if not folder.is_dir():
        raise GovtoolError("the workflows are missing from this installation", "install govtool again")
    return {f"{FORGE}/{name}": data for name, data in sorted(_walk(folder, "", ""))}


def _folder() -> Traversable:
    package = files("govtool")
    packed = package / "template" / FOLDER
    if packed.is_dir():
        return packed
    beside = Path(str(package)).parent / FOLDER
    if (beside / "bylaws.yaml").is_file():
        return beside
    raise GovtoolError("the template of the registry is missing from this installation", "install govtool again")


def _walk(folder: Traversable, prefix: str, ending: str = ".yaml") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/", ending)
        elif entry.name.endswith(ending):
            yield prefix + entry.name, entry.read_bytes()
