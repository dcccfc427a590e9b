"""Opens a repository for reading objects, once git has found it and judged that it may be used.

Promises: a repository is whole, or the error says how to make it so: shallow, grafted, or a partial clone that lacks an
object.
"""

from __future__ import annotations

from pathlib import Path

from govtool.errors import GovtoolError
from govtool.io.git.gitlibrary import pygit2
from govtool.io.git.place import NoRepository, Place
from govtool.io.git.settings import Settings
from govtool.io.git.tree import MissingObject

_FLAGS = pygit2.enums.RepositoryOpenFlag
_REFTABLE = "refstorage"


class PartialClone(GovtoolError):
    """A clone was made with a filter and lacks objects, so nothing can be verified in it and nobody accused."""

    def __init__(self, remote: str, wanted: str) -> None:
        unset = f"git config --unset remote.{remote}.partialclonefilter && " if wanted else ""
        refetch = "git fetch --refetch" + ("" if remote == "origin" else f" {remote}")
        super().__init__("this clone is partial: some files of its history are not here", unset + refetch)


def opened(place: Place) -> pygit2.Repository:
    """The repository at a place. Raises GovtoolError if its history is cut, or the library does not know its form."""
    try:
        found = pygit2.Repository(str(place.folder), _FLAGS.NO_SEARCH | _FLAGS.BARE)
    except (pygit2.GitError, KeyError, ValueError) as error:
        raise _unknown(place.folder, error) from error
    _refuse_cut(place)
    return found


def opened_for_a_hook(folder: Path) -> tuple[pygit2.Repository, Place]:
    """The repository whose hook git runs at this moment, with the objects in quarantine. Raises as `opened` does."""
    try:
        found = pygit2.Repository(str(folder), _FLAGS.FROM_ENV)
    except (pygit2.GitError, KeyError, ValueError) as error:
        raise _unknown(folder, error) from error
    place = Place(Path(found.path))
    _refuse_cut(place)
    return found, place


def _unknown(folder: Path, error: Exception) -> GovtoolError:
    if "could not find repository" in str(error):
        return NoRepository(f"there is no git repository at {folder}", "let git run it, as a pre-receive hook")
    hint = "git refs migrate --ref-format=files" if _REFTABLE in str(error).lower() else "tell which git made it"
    return GovtoolError(f"the repository at {folder} has a form that govtool cannot read: {error}", hint)


def _refuse_cut(place: Place) -> None:
    for name in {place.folder / "shallow", place.common / "shallow"}:
        if name.exists() and name.stat().st_size:
            raise GovtoolError("this clone is shallow: its history is cut", "fetch all of it: git fetch --unshallow")
    grafts = place.common / "info" / "grafts"
    if grafts.exists() and grafts.stat().st_size:
        raise GovtoolError("this repository has grafts, which change history", f"remove {grafts.name} from .git/info")


def refuse_filtered(settings: Settings) -> None:
    """Raises PartialClone for a clone that fetches with a filter: what it lacks would be missed sooner or later."""
    if (found := settings.partial) and found[1]:
        raise PartialClone(*found)


def missing(settings: Settings, oid: str, error: Exception) -> GovtoolError:
    """The error for an object that is not there: a partial clone left it out, or else it is missing."""
    return PartialClone(*settings.partial) if settings.partial else MissingObject(oid, str(error))
