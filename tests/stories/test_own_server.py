"""The set-ups of docs/how-to/own-server.md, each played on the real programs with the files that the page shows: two
members vote, a third cannot push in their place, the clerk decides, and nothing bad reaches main.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from govtool.io.git.gitserver import GitServer
from tests.world.coop import Coop
from tests.world.host import Clone, Host, write_key
from tests.world.people import key_of
from tests.world.place import ROOT
from tests.world.programs import needed
from tests.world.ssh_server import SshServer, free_port, wait_for
from tests.world.words import MOTION

PAGE = ROOT / "docs" / "how-to" / "own-server.md"
PEOPLE = ("alice", "bob", "carol", "clerk")


def shown(before: str) -> str:
    """The file that the page shows below a line that ends with these words and a colon."""
    words = r"\s+".join(map(re.escape, before.split()))
    found = re.findall(words + r":\n\n```\n(.*?)```\n", PAGE.read_text("utf-8"), re.S)
    assert len(found) == 1, before
    return cast("str", found[0])


class OwnHost(Host):
    """A server as the page sets it up; `address` gives somebody's address of it."""

    def __init__(self, coop: Coop, bare: Path, address: Callable[[str], str]) -> None:
        super().__init__(coop)
        self.bare = bare
        self.server = cast("GitServer", _Addresses(address))


class _Addresses:
    def __init__(self, address: Callable[[str], str]) -> None:
        self._address = address

    def url(self, _repository: str, name: str) -> str:
        return self._address(name)


def play(host: OwnHost) -> None:
    """The story."""
    alice, bob, carol, clerk = (host.clone(name) for name in PEOPLE)
    alice.propose("alice", "kettle", MOTION)
    clerk.run_clerk()
    for member in (alice, bob, carol):
        member.fetch()
    alice.vote("alice", "0001")
    bob.vote("bob", "0001")
    carol.fetch()
    before = host.branches()
    assert {"vote/0001/alice", "vote/0001/bob", "filing/0001"} <= before.keys()

    # a ballot of Carol's in the place of Alice's, below it, and of hers alone
    ballot = Coop.vote(carol, "carol", "0001", "against")
    for branch in ("vote/0001/alice", "vote/0001/alice/carol", "statement/alice/1", "handover/alice", "main", "other"):
        assert_refused(host, carol, f"{ballot}:refs/heads/{branch}")
    assert_refused(host, carol, ":refs/heads/vote/0001/alice")
    assert_refused(host, carol, f"{ballot}:refs/tags/v1")
    assert carol.push_by_hand(f"{ballot}:refs/heads/vote/0001/carol").status == 0

    # the clerk may move main, and the guard judges what it brings
    clerk.fetch()
    bad = clerk.push_raw("", {"registry/bylaws.yaml": b"mine: all\n"}, key=clerk.clerk_key)
    said = assert_refused(host, clerk, f"{bad}:refs/heads/main")
    assert "this commit is not authorised" in said and "nothing has changed" in said

    host.coop.later("P8D")
    clerk.fetch()
    clerk.run_clerk()
    assert clerk.entry("0001").status == "passed"
    assert set(host.branches()) >= {"gather/0001"} and host.head == clerk.head
    newcomer = host.coop.folder / "new"
    subprocess.run(["git", "clone", "-q", str(host.bare), str(newcomer)], check=True)
    assert (newcomer / "registry" / "bylaws.yaml").is_file()


def assert_refused(host: OwnHost, member: Clone, refspec: str) -> str:
    """A push is refused, and moves nothing."""
    before = host.branches()
    done = member.push_by_hand("--force", refspec)
    assert done.status != 0 and host.branches() == before, done.said
    return done.err


def bare_in(coop: Coop, folder: Path) -> Path:
    """The repository of the co-operative, in a folder of the server, with the branch that the page names."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(coop.folder / "hub.git", folder)
    (folder / "hooks").mkdir(exist_ok=True)
    line = next(line for line in PAGE.read_text("utf-8").splitlines() if "symbolic-ref" in line)
    assert line == "git -C /srv/git/kettle.git symbolic-ref HEAD refs/heads/main"
    subprocess.run(line.replace("/srv/git/kettle.git", str(folder)).split(), check=True)
    return folder


def put_hook(bare: Path) -> None:
    """The rights of each person, as the page has them."""
    hook = bare / "hooks" / "update"
    hook.write_text(shown("put this into `hooks/update` of the repository, and type `chmod +x` for it"), "utf-8")
    hook.chmod(0o755)


@pytest.fixture
def coop(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Coop:
    """A co-operative whose people reach its server by the settings of the test alone."""
    monkeypatch.delenv("GIT_SSH_COMMAND", raising=False)
    return Coop.copied(tmp_path_factory, tmp_path)


# One ssh account -----------------------------------------------------------------------------------------------------


def ssh_names(server: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets everybody reach the server under their own name, as the settings of their ssh would."""
    lines = []
    for name in PEOPLE:
        lines += [
            f"Host {name}-there",
            f"  HostName 127.0.0.1\n  Port {server.port}\n  User {server.user}\n  IdentityFile {server.key(name)}",
            f"  IdentitiesOnly yes\n  UserKnownHostsFile {server.folder / 'known'}",
        ]
    settings = server.folder / "config"
    settings.write_text("\n".join(lines))
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {settings}")


def test_one_ssh_account(coop: Coop, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = bare_in(coop, coop.folder / "srv" / "git" / "kettle.git")
    put_hook(bare)
    # the account's shell is git-shell on a server; here each command goes through it all the same
    shell = f'ForceCommand={needed("git-shell", "git")} -c "$SSH_ORIGINAL_COMMAND"'
    option = "=".join(shown("`/etc/ssh/sshd_config`, and restart ssh").split())
    line = shown("Each person needs a line in the `.ssh/authorized_keys` of `git`").strip()
    with SshServer(coop.folder / "ssh", option, shell) as server:
        for name in PEOPLE:
            own = line.replace("alice", name).replace("AAAA…", key_of(name).public_key.base64)
            with server.authorized.open("a") as file:
                file.write(own + "\n")
        ssh_names(server, monkeypatch)
        host = OwnHost(coop, bare, lambda name: f"ssh://{name}-there{bare}")
        host.install_guard()
        play(host)
        shut = subprocess.run(
            ["ssh", "-F", server.folder / "config", "alice-there", "id"], capture_output=True, check=False
        )
        assert shut.returncode != 0 and b"uid=" not in shut.stdout


# nginx ---------------------------------------------------------------------------------------------------------------


@contextmanager
def nginx(folder: Path, projects: Path) -> Iterator[int]:
    """nginx with fcgiwrap behind it, with the page's file; gives its port."""
    programs = needed("nginx"), needed("fcgiwrap")
    folder.mkdir()
    port, socket, passwords = free_port(), folder / "fcgiwrap.socket", folder / "git.htpasswd"
    site = shown("Put this into the `server` block of your site")
    for there, here in (
        ("/etc/nginx/git.htpasswd", passwords),
        ("/srv/git", projects),
        ("/run/fcgiwrap.socket", socket),
    ):
        assert there in site
        site = site.replace(there, str(here))
    site = site.replace("include fastcgi_params", "include /etc/nginx/fastcgi_params")
    line = shown("Each person needs a line in the file of passwords").strip()
    for name in PEOPLE:
        typed = line.replace("alice", name).replace("passwd -apr1", f"passwd -apr1 {name}-token")
        subprocess.run(["sh", "-c", typed.replace("/etc/nginx/git.htpasswd", str(passwords))], check=True)
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
        f"http {{ access_log off; {temporary} server {{ listen 127.0.0.1:{port};\n{site}}} }}\n"
    )
    wrap = subprocess.Popen([programs[1], "-f", "-c", "2", "-s", f"unix:{socket}"], stderr=subprocess.DEVNULL)
    serve = subprocess.Popen([programs[0], "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        for process in (serve, wrap):
            process.terminate()
            process.wait()


def test_nginx(coop: Coop) -> None:
    projects = coop.folder / "srv"
    bare = bare_in(coop, projects / "kettle.git")
    put_hook(bare)
    allow = next(line for line in PAGE.read_text("utf-8").splitlines() if "http.receivepack" in line)
    subprocess.run(allow.replace("/srv/git/kettle.git", str(bare)).split(), check=True)
    with nginx(coop.folder / "nginx", projects) as port:
        host = OwnHost(coop, bare, lambda name: f"http://{name}:{name}-token@127.0.0.1:{port}/git/kettle.git")
        host.install_guard()
        play(host)
        stranger = f"http://alice:wrong@127.0.0.1:{port}/git/kettle.git"
        assert subprocess.run(["git", "ls-remote", stranger], capture_output=True, check=False).returncode != 0


# gitolite ------------------------------------------------------------------------------------------------------------


def test_gitolite(coop: Coop, monkeypatch: pytest.MonkeyPatch) -> None:
    gitolite, home = needed("gitolite", "gitolite3"), coop.folder / "git-home"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "USER": "git"}

    def types(*command: str | Path) -> str:
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    types(gitolite, "setup", "-pk", write_key(coop.folder, "clerk").with_suffix(".pub").rename(home / "clerk.pub"))
    settings = home / ".gitolite.rc"
    text = settings.read_text()
    for line in shown(
        "Then remove the `#` before these two lines of `.gitolite.rc`, and type `gitolite setup`"
    ).splitlines():
        assert f"# {line}" in text
        text = text.replace(f"# {line}", line)
    settings.write_text(text)
    hook = home / "local" / "hooks" / "repo-specific" / "govtool"
    hook.parent.mkdir(parents=True)
    script = shown("`local/hooks/repo-specific/govtool` in the home of `git`, and type `chmod +x` for it")
    hook.write_text(script.replace("/srv/govtool/bin/python", sys.executable))
    hook.chmod(0o755)
    (home / ".gitolite/conf/gitolite.conf").write_text(shown("These are the rights, in `conf/gitolite.conf`"))
    for name in PEOPLE:
        (home / f".gitolite/keydir/{name}.pub").write_text(f"ssh-ed25519 {key_of(name).public_key.base64}\n")
    bare = bare_in(coop, home / "repositories" / "kettle.git")
    types(gitolite, "compile")
    types(gitolite, "setup")
    types(gitolite, "trigger", "POST_COMPILE")
    with SshServer(coop.folder / "ssh", f"SetEnv=HOME={home}") as server:
        shutil.copy(home / ".ssh" / "authorized_keys", server.authorized)
        ssh_names(server, monkeypatch)
        play(OwnHost(coop, bare, lambda name: f"ssh://{name}-there/kettle"))


# The clerk -----------------------------------------------------------------------------------------------------------


def clerk_line(coop: Coop, line: str) -> str:
    """The page's line that runs the clerk, with the paths of the test."""
    for there, here in (
        ("/srv/govtool/bin/govtool", f"{Path(sys.executable).with_name('govtool')}"),
        ("/srv/clerk/clerk-ci", str(coop.folder / "clerk-ci")),
        ("sha256:…", coop.genesis),
        ("/srv/clerk/kettle", str(coop.folder / "clerk-clone")),
    ):
        line = line.replace(there, here)
    return line


def test_cron_runs_the_clerk_with_a_bare_environment(coop: Coop) -> None:
    coop.propose("alice", "kettle", MOTION)
    shutil.copy(write_key(coop.folder, "clerk"), coop.folder / "clerk-ci")
    subprocess.run(["git", "clone", "-q", coop.folder / "hub.git", coop.folder / "clerk-clone"], check=True)
    minutes, _, line = shown("Start it every five minutes, with cron").strip().partition("  ")
    assert minutes == "*/5 * * * *"
    bare = {"HOME": str(coop.folder), "PATH": "/usr/bin:/bin", "GOVTOOL_NOW": coop.now}
    run = subprocess.run(
        ["/bin/sh", "-c", clerk_line(coop, line)], env=bare, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0 and "0001 opened" in run.stdout, run.stderr


def test_systemd_takes_both_files(coop: Coop) -> None:
    program, folder = needed("systemd-analyze", "systemd"), coop.folder / "units"
    folder.mkdir()
    user = pwd.getpwuid(os.geteuid()).pw_name
    service = shown("The first is `govtool-clerk.service`")
    timer = shown("The second is `govtool-clerk.timer`. Type `systemctl enable --now govtool-clerk.timer`")
    (folder / "govtool-clerk.service").write_text(clerk_line(coop, service).replace("User=clerk", f"User={user}"))
    (folder / "govtool-clerk.timer").write_text(timer)
    done = subprocess.run(
        [program, "verify", folder / "govtool-clerk.service", folder / "govtool-clerk.timer"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "govtool-clerk" not in done.stderr, done.stderr
