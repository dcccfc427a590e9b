"""Main that only a deploy key moves, on a real OpenSSH server: the ways of rescue name that key, and nobody else's way
is opened by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.io.git.git import Git
from govtool.io.git.remote import PushRefused, Remote, Update
from tests.world.coop import MAIN, Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.ssh_server import SshServer
from tests.world.words import MOTION

# What GitHub's ruleset does, in GitHub's words: branches are everybody's, and main is the deploy key's.
_RULESET = """#!/bin/sh
[ "$1" != refs/heads/main ] || [ "$WHO" = deploy ] || {
    echo 'error: GH013: Repository rule violations found for refs/heads/main.'
    echo '- Cannot update this protected ref.'
    exit 1
} >&2
"""


class RuledHost(SshServer):
    """A server for one repository, whose main only the key `deploy` moves; Dan may push the rest."""

    def __init__(self, coop: Coop) -> None:
        super().__init__(coop.folder / "ssh")
        self.bare = coop.hub.folder
        (self.bare / "hooks").mkdir(exist_ok=True)
        hook = self.bare / "hooks" / "update"
        hook.write_text(_RULESET)
        hook.chmod(0o755)
        lines = [
            f'restrict,command="WHO={name} sh -c \\"$SSH_ORIGINAL_COMMAND\\"" '
            f"ssh-ed25519 {key_of(name).public_key.base64}\n"
            for name in ("dan", "deploy")
        ]
        self.authorized.write_text("".join(lines))

    def connect(self, git: Git) -> None:
        """Lets a clone use it, with Dan's key, as somebody's own settings would."""
        git.set_setting("core.sshCommand", self.command("dan"))
        git.set_setting("remote.origin.url", self.url(str(self.bare.resolve())))


@pytest.fixture
def dan(coop: Coop, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Laptop, RuledHost]]:
    """Dan's clone of a host whose main only the key `deploy` moves."""
    monkeypatch.delenv("GIT_SSH_COMMAND", raising=False)
    laptop = Laptop(coop, "dan")
    with RuledHost(coop) as host:
        host.connect(Git(laptop.folder))
        yield laptop, host


def test_a_handover_is_put_on_main_with_a_deploy_key(coop: Coop, dan: tuple[Laptop, RuledHost]) -> None:
    laptop, host = dan
    for name in ("alice", "bob", "carol"):
        coop.hub.set_ref(f"refs/heads/handover/{name}", coop.sign_handover(name, key_of("new clerk")))
    before = coop.head
    said = laptop.types("handover", "apply", "--yes")
    assert laptop.status == 1 and coop.head == before, said
    assert "Cannot update this protected ref" in said and "--push-with KEYFILE" in said
    key = host.key("deploy")
    said = laptop.types("handover", "apply", "--yes", "--push-with", str(key))
    assert laptop.status == 0, said
    assert coop.head != before and coop.audit().ok


def test_the_clerk_is_run_elsewhere_with_a_deploy_key(coop: Coop, dan: tuple[Laptop, RuledHost]) -> None:
    laptop, host = dan
    coop.propose("carol", "kettle", MOTION)
    before = coop.head
    signing = host.key("clerk")
    signing.write_text(coop.clerk_key.openssh_private())
    said = laptop.types("clerk", "--key", str(signing))
    assert laptop.status == 1 and coop.head == before and "--push-with KEYFILE" in said
    said = laptop.types("clerk", "--key", str(signing), "--push-with", str(host.key("deploy")))
    assert laptop.status == 0 and "0001 opened" in said and coop.audit().ok


def test_a_key_that_the_host_does_not_know_opens_nothing(coop: Coop, dan: tuple[Laptop, RuledHost]) -> None:
    """Dan's own key comes after it, and opens what it always does."""
    laptop, host = dan
    remote = Remote(Git(laptop.folder), push_key=host.key("mallory"))
    remote.push([Update("refs/heads/vote/0001/dan", coop.head)])
    laptop.git("-c", "user.name=Dan", "-c", "user.email=dan@example.org", "commit", "-qm", "x", "--allow-empty")
    ahead = Git(laptop.folder).ref(MAIN)
    with pytest.raises(PushRefused):
        remote.push([Update(MAIN, ahead)])


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://github.com/kettle/books.git", "ssh://git@github.com/kettle/books.git"),
        ("https://dan:secret@git.example:8443/kettle/books", "ssh://git@git.example/kettle/books"),
        ("git@github.com:kettle/books.git", "git@github.com:kettle/books.git"),
        ("ssh://git@git.example:2222/kettle", "ssh://git@git.example:2222/kettle"),
    ],
)
def test_the_address_for_ssh_is_that_of_the_remote(coop: Coop, tmp_path: Path, url: str, address: str) -> None:
    git, key = Git(Laptop(coop, "dan").folder), tmp_path / "a key"
    key.write_text("any")
    git.set_setting("remote.origin.url", url)
    place, environment = Remote(git)._keyed(key)
    assert (
        place == address and f"-o IdentitiesOnly=yes -o IdentityAgent=none -i '{key}'" in environment["GIT_SSH_COMMAND"]
    )


@pytest.mark.parametrize("url", ["/srv/git/kettle.git", "file:///srv/git/kettle.git", "../kettle.git"])
def test_a_remote_without_an_address_for_ssh_takes_no_key(coop: Coop, tmp_path: Path, url: str) -> None:
    git, key = Git(Laptop(coop, "dan").folder), tmp_path / "key"
    git.set_setting("remote.origin.url", url)
    with pytest.raises(Exception, match="there is no key"):
        Remote(git)._keyed(key)
    key.write_text("any")
    with pytest.raises(Exception, match="is no address for ssh"):
        Remote(git)._keyed(key)
