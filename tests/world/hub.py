"""A repository whose refs anybody may point anywhere, as who has the disk of a server can."""

from __future__ import annotations

import subprocess
from pathlib import Path

from govtool.io.git.git import Git


def make_hub(folder: Path) -> None:
    """An empty bare repository. As on the server of the product, nothing is packed behind the back of a push."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    command = ["git", "init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    with (folder / "config").open("a") as config:
        config.write("[gc]\n\tauto = 0\n[receive]\n\tautogc = false\n")


class Hub(Git):
    """Git's objects and refs, and raw writes of refs: the product itself moves a ref only from where it saw it."""

    def set_ref(self, name: str, oid: str) -> None:
        """Points a ref at a commit, whatever it was before."""
        self._repository.references.create(name, oid, force=True)

    def delete_ref(self, name: str) -> None:
        """Removes a ref if it is there."""
        if name in self._repository.references:
            self._repository.references.delete(name)
