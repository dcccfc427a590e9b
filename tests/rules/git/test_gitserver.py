"""The git server of the demo and the tests: a real git host on this machine, nothing simulated."""

from __future__ import annotations

import gzip
import http.client
import os
import select
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.errors import GovtoolError
from govtool.io.git.gitserver import GitServer, create_bare
from tests.conftest import Git

USERS = {"ana-token": "ana", "b:o/b@ token": "bob"}


@pytest.fixture
def hosted(tmp_path: Path) -> Path:
    root = tmp_path / "a host"
    root.mkdir()
    create_bare(root, "coop")
    return root


@pytest.fixture
def server(hosted: Path) -> Iterator[GitServer]:
    with GitServer(hosted, USERS) as running:
        yield running


@pytest.fixture
def work(tmp_path: Path, git: Git) -> Path:
    return a_repository(tmp_path / "work", git)


def a_repository(folder: Path, git: Git, name: str = "text.md") -> Path:
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return a_commit(folder, git, name)


def a_commit(folder: Path, git: Git, name: str, text: bytes = b"hello\n") -> Path:
    (folder / name).write_bytes(text)
    git(folder, "add", name)
    git(folder, "commit", "-q", "-m", f"add {name}")
    return folder


def a_hook(root: Path, script: str, name: str = "pre-receive") -> None:
    hook = root / "coop.git" / "hooks" / name
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)


def refused(folder: Path, *arguments: str) -> str:
    """What git says when the command fails, as it must."""
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode != 0, done.stdout + done.stderr
    return done.stderr


def test_what_is_pushed_is_what_is_cloned(server: GitServer, work: Path, tmp_path: Path, git: Git) -> None:
    git(work, "push", "-q", server.url("coop"), "main")
    git(tmp_path, "clone", "-q", server.public_url("coop"), "copy")
    assert git(tmp_path / "copy", "rev-parse", "HEAD") == git(work, "rev-parse", "HEAD")
    assert (tmp_path / "copy" / "text.md").read_text() == "hello\n"


def test_a_second_user_pushes_with_a_token_that_needs_quoting(server: GitServer, work: Path, git: Git) -> None:
    git(work, "push", "-q", server.url("coop", "bob"), "main")
    assert "refs/heads/main" in git(work, "ls-remote", server.public_url("coop"))


def test_a_push_without_credentials_is_refused_and_reading_is_not(server: GitServer, work: Path, git: Git) -> None:
    said = refused(work, "push", server.public_url("coop"), "main")
    assert "could not read Username" in said
    assert git(work, "ls-remote", server.public_url("coop")) == ""


def test_a_wrong_token_is_refused(server: GitServer, work: Path) -> None:
    address = f"http://ana:guess@127.0.0.1:{server.port}/coop.git"
    assert "Authentication failed" in refused(work, "push", address, "main")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/coop.git/info/refs?service=git-receive-pack"),
        ("GET", "/coop.git/info/refs?service=git%2Dreceive-pack"),
        ("POST", "/coop.git/git-receive-pack"),
        ("POST", "/coop.git/git-receive%2Dpack"),
    ],
)
@pytest.mark.parametrize("authorization", ["", "Basic", "Basic !!!", "Basic /w==", "Basic YW5h", "Bearer ana-token"])
def test_the_answer_to_a_push_without_good_credentials_is_401(
    server: GitServer, method: str, path: str, authorization: str
) -> None:
    status, headers, _ = asked(server, method, path, b"0000", {"Authorization": authorization})
    assert status == 401
    assert headers["WWW-Authenticate"].startswith("Basic ")


def asked(
    server: GitServer, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, answer.headers, text


def test_a_server_without_users_takes_the_push_of_anyone(hosted: Path, work: Path, git: Git) -> None:
    with GitServer(hosted) as server:
        git(work, "push", "-q", server.url("coop"), "main")
        assert "refs/heads/main" in git(work, "ls-remote", server.url("coop"))


def test_the_pusher_reads_why_the_hook_refused(server: GitServer, hosted: Path, work: Path, git: Git) -> None:
    a_hook(hosted, "echo 'main moves by the clerk only' >&2; exit 1")
    said = refused(work, "push", server.url("coop"), "main")
    assert "remote: main moves by the clerk only" in said
    assert "pre-receive hook declined" in said
    assert git(work, "ls-remote", server.public_url("coop")) == ""


def test_a_hook_that_agrees_is_told_what_moves_and_who_pushes(
    server: GitServer, hosted: Path, work: Path, git: Git
) -> None:
    a_hook(hosted, 'cat > seen; echo "$REMOTE_USER" >> seen')
    git(work, "push", "-q", server.url("coop", "bob"), "main")
    head = git(work, "rev-parse", "HEAD").strip()
    assert (hosted / "coop.git" / "seen").read_text() == f"{'0' * 40} {head} refs/heads/main\nbob\n"


def test_a_hook_gets_the_added_environment_and_nothing_of_the_callers(
    hosted: Path, work: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_hook(hosted, "env > seen")
    monkeypatch.setenv("A_SECRET_OF_THE_CALLER", "1")
    monkeypatch.setenv("GIT_DIR_OF_THE_CALLER", "1")
    with GitServer(hosted, USERS, {"GOVTOOL_NOW": "2026-11-22T21:00:00Z"}) as server:
        git(work, "push", "-q", server.url("coop"), "main")
    seen = (hosted / "coop.git" / "seen").read_text().splitlines()
    assert "GOVTOOL_NOW=2026-11-22T21:00:00Z" in seen
    assert "GIT_CONFIG_NOSYSTEM=1" in seen
    assert f"HOME={os.environ['HOME']}" not in seen
    assert not [line for line in seen if "CALLER" in line]


def test_of_an_atomic_push_all_refs_move_or_none(server: GitServer, hosted: Path, work: Path, git: Git) -> None:
    a_hook(hosted, 'test "$1" != refs/heads/closed', "update")
    both = ["main:refs/heads/open", "main:refs/heads/closed"]
    assert "atomic" in refused(work, "push", "--atomic", server.url("coop"), *both)
    assert git(work, "ls-remote", server.public_url("coop")) == ""
    refused(work, "push", server.url("coop"), *both)
    assert git(work, "ls-remote", server.public_url("coop")).endswith("refs/heads/open\n")


def test_of_two_pushes_of_one_branch_from_one_state_the_second_is_refused(
    server: GitServer, work: Path, tmp_path: Path, git: Git
) -> None:
    git(work, "push", "-q", server.url("coop"), "main")
    git(tmp_path, "clone", "-q", server.public_url("coop"), "late")
    git(a_commit(work, git, "first.md"), "push", "-q", server.url("coop"), "main")
    late = a_commit(tmp_path / "late", git, "second.md")
    assert "fetch first" in refused(late, "push", server.url("coop"), "main")


def test_pushes_at_the_same_moment_all_arrive(server: GitServer, hosted: Path, work: Path, git: Git) -> None:
    # the hooks wait for each other, so the pushes can only succeed if they are served side by side
    names = ["ana", "bob", "carol"]
    waiting = " && ".join(f"test -e here-{name}" for name in names)
    a_hook(
        hosted,
        f'read old new ref; touch "here-${{ref##*/}}"; until {waiting}; do sleep 0.01; done',
    )
    pushes = [
        subprocess.Popen(
            ["git", "-C", str(work), "push", "-q", server.url("coop"), f"main:refs/heads/vote/0007/{name}"]
        )
        for name in names
    ]
    assert [push.wait() for push in pushes] == [0, 0, 0]
    listed = git(work, "ls-remote", server.public_url("coop")).split()[1::2]
    assert listed == [f"refs/heads/vote/0007/{name}" for name in names]


def test_a_push_larger_than_the_post_buffer_arrives_in_chunks(
    server: GitServer, work: Path, tmp_path: Path, git: Git
) -> None:
    noise = os.urandom(3_000_000)
    a_commit(work, git, "large.bin", noise)
    sent = subprocess.run(
        ["git", "-C", str(work), "-c", "http.postBuffer=65536", "push", server.url("coop"), "main"],
        env={**os.environ, "GIT_TRACE_CURL": "1", "GIT_TRACE_CURL_NO_DATA": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Transfer-Encoding: chunked" in sent.stderr
    git(tmp_path, "clone", "-q", server.public_url("coop"), "copy")
    assert (tmp_path / "copy" / "large.bin").read_bytes() == noise


def test_the_newest_git_protocol_is_spoken_when_asked_for(server: GitServer, work: Path, git: Git) -> None:
    git(work, "push", "-q", server.url("coop"), "main")
    path = "/coop.git/info/refs?service=git-upload-pack"
    _, _, newest = asked(server, "GET", path, headers={"Git-Protocol": "version=2"})
    _, _, oldest = asked(server, "GET", path)
    assert b"version 2" in newest
    assert b"version 2" not in oldest


def test_a_compressed_body_is_the_same_as_a_plain_one(server: GitServer, work: Path, git: Git) -> None:
    git(work, "push", "-q", server.url("coop"), "main")
    body = b"0014command=ls-refs\n0000"
    headers = {"Content-Type": "application/x-git-upload-pack-request", "Git-Protocol": "version=2"}
    plain = asked(server, "POST", "/coop.git/git-upload-pack", body, headers)
    packed = asked(
        server,
        "POST",
        "/coop.git/git-upload-pack",
        gzip.compress(body),
        headers | {"Content-Encoding": "gzip"},
    )
    assert plain[0] == packed[0] == 200
    assert b"refs/heads/main" in plain[2]
    assert plain[2] == packed[2]


def test_a_shallow_clone_is_cut_and_can_be_deepened(server: GitServer, work: Path, tmp_path: Path, git: Git) -> None:
    git(a_commit(work, git, "more.md"), "push", "-q", server.url("coop"), "main")
    git(tmp_path, "clone", "-q", "--depth=1", server.public_url("coop"), "cut")
    cut = tmp_path / "cut"
    assert git(cut, "rev-list", "--count", "HEAD") == "1\n"
    assert git(cut, "rev-parse", "--is-shallow-repository") == "true\n"
    git(cut, "fetch", "-q", "--unshallow")
    assert git(cut, "rev-list", "--count", "HEAD") == "2\n"


def test_a_malformed_object_is_refused(server: GitServer, work: Path, git: Git) -> None:
    # fsck of receive-pack: a commit without an author's e-mail address
    tree = git(work, "rev-parse", "HEAD^{tree}").strip()
    text = f"tree {tree}\nauthor nobody\ncommitter A <a@example.org> 0 +0000\n\nx\n"
    bad = git(work, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text).strip()
    assert "unpack failed" in refused(work, "push", server.url("coop"), f"{bad}:refs/heads/bad")


def test_a_repository_that_is_not_there_is_not_found(server: GitServer, tmp_path: Path) -> None:
    assert "not found" in refused(tmp_path, "clone", server.public_url("other"))
    assert "does not exist" in server.errors or "Not a git repository" in server.errors


@pytest.mark.parametrize(
    "path", ["/../secret.git/HEAD", "/%2e%2e/secret.git/HEAD", "/coop.git/%00", "/coop.git/config"]
)
def test_nothing_but_the_repositories_is_served(server: GitServer, hosted: Path, path: str) -> None:
    create_bare(hosted.parent, "secret")
    status, _, text = asked(server, "GET", path)
    assert status in (400, 403, 404, 500)
    assert b"refs/heads" not in text and b"bare" not in text


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 9\r\n\r\nshort",
        b"Transfer-Encoding: chunked\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n2\r\nlonger\r\n0\r\n\r\n",
    ],
)
def test_a_body_that_is_not_what_it_says_is_a_bad_request(server: GitServer, headers: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"POST /coop.git/git-upload-pack HTTP/1.1\r\nHost: here\r\n" + headers)
        client.shutdown(socket.SHUT_WR)
        answer = client.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_a_chunked_body_is_put_together(server: GitServer, work: Path, git: Git) -> None:
    git(work, "push", "-q", server.url("coop"), "main")
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(
            b"POST /coop.git/git-upload-pack HTTP/1.1\r\nHost: here\r\nGit-Protocol: version=2\r\n"
            b"Content-Type: application/x-git-upload-pack-request\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"a;note=1\r\n0014comman\r\nE\r\nd=ls-refs\n0000\r\n0\r\nTrailer: x\r\n\r\n"
        )
        answer = client.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"refs/heads/main" in answer


def test_it_listens_on_this_machine_only(server: GitServer) -> None:
    assert server.public_url("coop") == f"http://127.0.0.1:{server.port}/coop.git"
    # every address of 127/8 would answer if it listened on all interfaces
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port))


def test_after_a_stop_nobody_listens_and_no_thread_or_folder_is_left(hosted: Path) -> None:
    threads = threading.active_count()
    with GitServer(hosted) as server:
        port = server.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    assert threading.active_count() == threads
    with pytest.raises(GovtoolError, match="not running"):
        server.url("coop")
    server.stop()


class Waiting:
    """A pre-receive hook that waits for ever, and holds a pipe open as long as it lives."""

    def __init__(self, root: Path) -> None:
        os.mkfifo(root / "alive")
        a_hook(root, "exec 3>../alive; echo . >&3; exec sleep 1000000")
        self.pipe = os.open(root / "alive", os.O_RDONLY | os.O_NONBLOCK)

    def says(self) -> bytes:
        """What it writes next; nothing when it has ended."""
        assert select.select([self.pipe], [], [], 60)[0], "the hook lives on and says nothing"
        return os.read(self.pipe, 2)

    def close(self) -> None:
        os.close(self.pipe)


@pytest.fixture
def waiting(hosted: Path) -> Iterator[Waiting]:
    hook = Waiting(hosted)
    yield hook
    hook.close()


def a_push(work: Path, server: GitServer) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["git", "-C", str(work), "push", "-q", server.url("coop"), "main"], stderr=subprocess.DEVNULL
    )


def test_a_stop_ends_a_hook_that_never_would_and_the_pusher_is_told(hosted: Path, work: Path, waiting: Waiting) -> None:
    with GitServer(hosted) as server:
        push = a_push(work, server)
        assert waiting.says() == b".\n"
    assert waiting.says() == b""
    assert push.wait() != 0


def test_a_stop_hangs_up_on_a_client_that_says_nothing(hosted: Path) -> None:
    with GitServer(hosted) as server:
        silent = socket.create_connection(("127.0.0.1", server.port))
        # one that came later has been served, so the silent one is inside
        asked(server, "GET", "/coop.git/HEAD")
    with silent:
        assert silent.recv(1) == b""


def test_a_hook_whose_pusher_went_away_ends_with_the_stop(hosted: Path, work: Path, waiting: Waiting) -> None:
    with GitServer(hosted) as server:
        push = a_push(work, server)
        assert waiting.says() == b".\n"
        push.kill()
        push.wait()
    assert waiting.says() == b""


def test_an_unknown_user_has_no_address(server: GitServer) -> None:
    with pytest.raises(GovtoolError, match="no user mallory"):
        server.url("coop", "mallory")


def test_a_bare_repository_has_main_and_checks_what_comes_in(tmp_path: Path, git: Git) -> None:
    path = create_bare(tmp_path, "coop")
    assert git(path, "symbolic-ref", "HEAD") == "refs/heads/main\n"
    assert git(path, "config", "receive.fsckObjects") == "true\n"
    assert list((path / "hooks").iterdir()) == []


def test_a_bare_repository_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "coop.git").write_text("a file in the way")
    with pytest.raises(GovtoolError, match="git cannot make"):
        create_bare(tmp_path, "coop")
