"""A repository whose refs anybody may point anywhere, as who has the disk of a server can."""

from __future__ import annotations

from govtool.io.git.git import Git


class Hub(Git):
    """Git's objects and refs, and raw writes of refs: the product itself moves a ref only from where it saw it."""

    def set_ref(self, name: str, oid: str) -> None:
        """Points a ref at a commit, whatever it was before."""
        self._repository.references.create(name, oid, force=True)

    def delete_ref(self, name: str) -> None:
        """Removes a ref if it is there."""
        if name in self._repository.references:
            self._repository.references.delete(name)
