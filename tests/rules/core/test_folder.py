"""Values of the files of a kind: read once for each folder that did not change."""

from __future__ import annotations

from govtool.core.folder import Folders
from govtool.core.state import State
from govtool.domain.constitution.member import Member
from tests.world.people import person
from tests.world.source import Memory

Named = tuple[str, int]


class Stamped(Memory):
    """A source that tells its folders apart by the names in them and the bytes of their files."""

    def stamp(self, folder: str) -> str | None:
        """The names and bytes below a folder."""
        return repr(sorted((path, self.data(path)) for path in self.files if path.startswith(f"{folder}/")))


def reading() -> tuple[Folders[Named], list[str]]:
    """The length of each file, and the names that were really read. A file of nobody's is left out."""
    read: list[str] = []

    def length(name: str, data: bytes) -> Named | None:
        read.append(name)
        return None if name == "noname" else (name, len(data))

    return Folders(Member.home, length, size=10), read


def test_a_folder_is_read_once_while_its_stamp_stays() -> None:
    people = {member.path: member for member in map(person, ("bob", "alice", "albert", "noname"))}
    folders, read = reading()
    state = State(Stamped(people))
    expected = tuple((name, len(person(name).as_file)) for name in ("albert", "alice", "bob"))
    assert folders.all(state) == folders.all(state) == expected
    assert sorted(read) == ["albert", "alice", "bob", "noname"]
    read.clear()
    changed = state.keep(person("alice", hours=7))
    assert [name for name, _ in folders.all(changed)] == ["albert", "alice", "bob"]
    assert sorted(read) == ["albert", "alice"], "the other folders have their stamps"


def test_without_a_stamp_nothing_is_kept() -> None:
    folders, read = reading()
    state = State(Memory({person("alice").path: person("alice")}))
    assert folders.all(state) == folders.all(state) and read == ["alice", "alice"]
    assert folders.of(state, "registry/members/b/bo") == ()
