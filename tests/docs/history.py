"""Makes the example history in docs/examples anew: `python -m tests.docs.history`, or `make history`.

It plays `govtool demo`, keeps main as a bundle, and lays the records of its newest commit beside it, so that people can
read them on a web page. The keys of the demo are new each time, so the bundle is never the same twice.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.world.place import ROOT

PLACE = ROOT / "docs" / "examples"
BUNDLE = PLACE / "kettle.bundle"
TREE = PLACE / "kettle"
FOLDERS = ("proposals", "registry")


def records(git: Path) -> dict[str, bytes]:
    """The records of the newest commit of main by path."""
    command = ["git", "archive", "--format=tar", "main", *FOLDERS]
    done = subprocess.run(command, cwd=git, capture_output=True, check=True)
    with tarfile.open(fileobj=BytesIO(done.stdout)) as tar:
        members = [member for member in tar.getmembers() if member.isfile()]
        return {member.name: found.read() for member in members if (found := tar.extractfile(member)) is not None}


def make() -> None:
    """Plays the demo, and replaces the bundle and the folder."""
    with TemporaryDirectory() as place:
        subprocess.run([sys.executable, "-m", "govtool.cli.main", "demo", "demo"], cwd=place, check=True)
        server = Path(place) / "demo" / "server" / "coop.git"
        subprocess.run(["git", "bundle", "create", "-q", str(BUNDLE), "HEAD", "main"], cwd=server, check=True)
        shutil.rmtree(TREE, ignore_errors=True)
        for name, data in records(server).items():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            (TREE / name).write_bytes(data)


if __name__ == "__main__":
    make()
