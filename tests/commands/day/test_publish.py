"""What a member states beside the daily round: publishing a page, and objecting to new keys in their name."""

from __future__ import annotations

from tests.threats.attack_ballot import rekey
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of


def commits(laptop: Laptop, path: str, text: str) -> str:
    """A file, changed and committed with plain git."""
    file = laptop.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    laptop.git("add", path)
    laptop.git("-c", "user.name=dan", "-c", "user.email=dan@example.org", "commit", "-qm", f"Write {path}")
    return laptop.git("rev-parse", "HEAD").strip()


def test_a_page_is_published_without_a_right_to_push_main(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    commits(dan, "docs/tea.md", "# Tea\n")
    page = commits(dan, "docs/coffee.md", "# Coffee\n")
    said = dan.types("publish")
    assert dan.status == 0 and f"You ask the clerk to merge {page[:12]}." in said
    shown = said[: said.index("You ask")]
    assert "Write docs/coffee.md" in shown and "docs/tea.md (new)" in shown and "docs/coffee.md (new)" in shown
    coop.run_clerk()
    assert coop.run.done == ["took statement 1 of dan", f"published {page[:12]}"]
    assert coop.file("docs/tea.md") == b"# Tea\n" and coop.file("docs/coffee.md") == b"# Coffee\n"
    assert coop.audit().ok


def test_what_is_not_free_is_refused_before_anything_is_signed(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    commits(dan, "docs/tea.md", "# Tea\n")
    commits(dan, ".github/workflows/check.yml", "on: push\n")
    said = dan.types("publish")
    assert dan.status == 10 and ".github/workflows/check.yml" in said and "[protected_path]" in said
    assert coop.hub.refs("refs/heads/statement/") == {} and coop.hub.refs("refs/heads/publish/") == {}


def test_what_govtool_keeps_is_proposed_and_no_amendment_makes_it_free(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    commits(dan, "registry/bylaws.yaml", "bylaws: none\n")
    said = dan.types("publish")
    assert dan.status == 10 and "[protected_path]" in said and "[path_denied]" not in said
    assert coop.hub.refs("refs/heads/statement/") == {}


def test_what_main_holds_is_not_published_again(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    said = dan.types("publish", "origin/main")
    assert dan.status == 1 and "main holds" in said


def test_who_did_not_lose_their_keys_objects_and_more_votes_are_needed(coop: Coop) -> None:
    number = coop.open("bob", "keys", rekey(coop, "alice", key_of("alice", 3)))
    before = coop.entry(number).closes_at
    alice = Laptop(coop, "alice")
    said = alice.types("key", "object", number)
    assert alice.status == 0 and "You object to" in said
    coop.run_clerk()
    entry = coop.entry(number)
    assert entry.objected_at is not None and entry.closes_at > before


def test_nobody_objects_for_somebody_else(coop: Coop) -> None:
    number = coop.open("bob", "keys", rekey(coop, "alice", key_of("alice", 3)))
    dan = Laptop(coop, "dan")
    said = dan.types("key", "object", number)
    assert dan.status == 10 and "[not_allowed]" in said
