"""A git server over HTTP on this machine alone, for the demo and the tests.

It is git itself that serves (`git http-backend` behind `http.server`), so hooks, `--atomic` and refusals are those of
any git host; only the transport is ours. Promises:
- it listens on 127.0.0.1 only
- it reads nothing of the user's or the system's git configuration
- it asks for credentials before every push
- it leaves neither a process nor a file behind

It does not encrypt, limit or log: it is no server for the open internet.
"""

from __future__ import annotations

import base64
import binascii
import os
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast
from urllib.parse import quote, unquote

from govtool.errors import GovtoolError

BLOCK = 64 * 1024
LONGEST_LINE = 1024
ANYONE = "anyone"

# as socketserver has it; of TCP only the socket ever comes
_Request = socket.socket | tuple[bytes, socket.socket]

_BARE_SETTINGS = (
    ("receive.fsckObjects", "true"),
    # git would otherwise leave a collector running behind the answer to a push
    ("gc.auto", "0"),
    ("receive.autogc", "false"),
    ("maintenance.auto", "false"),
)


def git_environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The whole environment of git: of the caller's only PATH, no configuration but the repository's own."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        # the folder may belong to another user than the one who serves it, as in a container
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
        **(extra or {}),
    }


def create_bare(root: Path, name: str) -> Path:
    """Make the empty bare repository `root/NAME.git` whose branch is main, and give its path.

    Pushed objects are checked, and nothing is packed behind the back. `http.receivepack` stays unset on
    purpose: git then takes a push only from a user that the server has named. Raises GovtoolError when git
    cannot make it.
    """
    path = root / f"{name}.git"
    environment = git_environment(root)
    # an empty template: hooks are those that the caller writes, never the samples of the machine
    commands = [["git", "init", "--quiet", "--bare", "--template=", "-b", "main", str(path)]]
    commands += [["git", "-C", str(path), "config", key, value] for key, value in _BARE_SETTINGS]
    for command in commands:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        if done.returncode != 0:
            raise GovtoolError(f"git cannot make {path}: {done.stderr.strip()}", "install git 2.28 or newer")
    (path / "hooks").mkdir(exist_ok=True)
    return path


class GitServer:
    """Serves the repositories under `root`; a context manager, or `start()` and `stop()`.

    `users` maps a password (a token) to the name of its user, which a hook sees as REMOTE_USER. The user name that is
    typed is ignored, as with the tokens of a Git host. None lets anyone push. Reading is open to all. `environment` is
    added to what git and its hooks get.
    """

    def __init__(
        self, root: Path, users: Mapping[str, str] | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        self._root = root
        self._users = None if users is None else dict(users)
        self._environment = dict(environment or {})
        self._server: _Server | None = None
        self._home: Path | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        """Listen on a free port of 127.0.0.1."""
        self._home = Path(tempfile.mkdtemp(prefix="govtool-git-"))
        environment = git_environment(self._home, self._environment)
        environment["GIT_PROJECT_ROOT"] = str(self._root.resolve())
        environment["GIT_HTTP_EXPORT_ALL"] = "1"
        self._server = _Server(environment, self._users, self._home / "errors")
        # poll often: the pause is what every stop waits for
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening, end what still runs for a client and wait for it, remove the own files."""
        if self._server is None or self._thread is None or self._home is None:
            return
        self._server.shutdown()
        self._server.end_requests()
        self._server.server_close()
        self._thread.join()
        shutil.rmtree(self._home)
        self._server = self._thread = self._home = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port that it listens on. Raises GovtoolError when it is not running."""
        return int(self._running.server_address[1])

    @property
    def errors(self) -> str:
        """The words of git to the server and not to the client: the reason of an answer 500."""
        log = self._running.errors
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def url(self, name: str, user: str | None = None) -> str:
        """The address of `root/NAME.git` with the credentials of `user`, or of the first user listed.

        Raises GovtoolError for a user that it does not know.
        """
        for password, known in (self._users or {}).items():
            if user in (None, known):
                credentials = f"{quote(known, safe='')}:{quote(password, safe='')}@"
                return f"http://{credentials}127.0.0.1:{self.port}/{quote(name)}.git"
        if user is not None:
            raise GovtoolError(f"the git server knows no user {user}", "name one of its users")
        return self.public_url(name)

    def public_url(self, name: str) -> str:
        """The address of `root/NAME.git` without credentials: enough to read."""
        return f"http://127.0.0.1:{self.port}/{quote(name)}.git"

    def tell_hooks(self, name: str, value: str) -> None:
        """Sets a variable of the environment of git and its hooks, for the requests from now on: the time of a
        demonstration.
        """
        self._running.environment[name] = value

    @property
    def _running(self) -> _Server:
        if self._server is None:
            raise GovtoolError("the git server is not running", "start it, or use it in a with statement")
        return self._server


class _Server(socketserver.ThreadingTCPServer):
    """The socket, and what runs for its clients, so that a stop can end it.

    Not an HTTPServer, which asks the resolver for the name of the machine: slow where there is no network.
    """

    allow_reuse_address = True
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, environment: dict[str, str], users: dict[str, str] | None, errors: Path) -> None:
        self.environment = environment
        self.users = users
        self.errors = errors
        self._lock = threading.Lock()
        self._stopping = False
        self._connections: set[socket.socket] = set()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._backend = _backend(environment)
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: _Request, client_address: object) -> None:
        with self._lock:
            self._connections.add(cast(socket.socket, request))
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Request) -> None:
        with self._lock:
            self._connections.discard(cast(socket.socket, request))
        super().shutdown_request(request)

    def handle_error(self, request: _Request, client_address: object) -> None:
        """A client that has gone is no news: its git has ended. Anything else is a bug and is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def end_requests(self) -> None:
        """Hang up on every client and kill what runs for it, hooks included, by its own process group."""
        with self._lock:
            self._stopping = True
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            for process in self._processes:
                _kill_group(process)

    @contextmanager
    def backend(self, variables: Mapping[str, str], body: IO[bytes]) -> Iterator[BufferedReader]:
        """Run git for one request and give its answer; whatever happens, it has ended afterwards."""
        with self._lock, self.errors.open("ab") as errors:
            if self._stopping:
                raise ConnectionAbortedError
            process = subprocess.Popen(
                self._backend,
                stdin=body,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**self.environment, **variables},
                start_new_session=True,
            )
            self._processes.add(process)
        answered = False
        try:
            with cast(BufferedReader, process.stdout) as answer:
                yield answer
            answered = True
        finally:
            if not answered:
                _kill_group(process)
            status = process.wait()
            with self._lock:
                self._processes.discard(process)
        if status < 0:
            raise ConnectionAbortedError


def _backend(environment: Mapping[str, str]) -> list[str]:
    """The command for one request: the program itself, as a web server calls it; through `git` it takes twice as long
    to start.
    """
    asked = subprocess.run(
        ["git", "--exec-path"], env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    program = Path(asked.stdout.strip()) / "git-http-backend"
    return [str(program)] if program.is_file() else ["git", "http-backend"]


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    # before its wait() the id cannot have passed to a stranger
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


class _Handler(BaseHTTPRequestHandler):
    """One request: the checks that git leaves to a web server, then git's answer, passed on as it comes."""

    # chunks and 100-continue belong to 1.1
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Silence: the command that is being shown or tested has the terminal."""

    def _answer(self) -> None:
        server = cast(_Server, self.server)
        path, _, query = self.path.partition("?")
        with tempfile.TemporaryFile() as body:
            try:
                # also before a refusal: the client would find a broken pipe instead of the answer
                self._read_body(body)
                if "\0" in (place := unquote(path)):
                    raise ValueError("a path with NUL")
            except ValueError:
                self._refuse(HTTPStatus.BAD_REQUEST)
                return
            user = ANYONE if server.users is None else server.users.get(self._password(), "")
            # in the path or the query, however it is spelled: asking once too often is the safe side
            if "git-receive-pack" in unquote(self.path) and not user:
                self._refuse(HTTPStatus.UNAUTHORIZED)
                return
            length = body.tell()
            body.seek(0)
            with server.backend(self._variables(place, query, user, length), body) as answer:
                self._pass_on(answer)
            # only now: a pusher whose answer ends early must see it cut short, and waits for ever where it
            # looks whole
            self.wfile.write(b"0\r\n\r\n")

    def _variables(self, path: str, query: str, user: str, length: int) -> dict[str, str]:
        return {
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(length),
            "REMOTE_USER": user,
            "REMOTE_ADDR": self.client_address[0],
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }

    def _password(self) -> str:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return ""
        try:
            return base64.b64decode(token, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""

    def _read_body(self, body: IO[bytes]) -> None:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            self._copy(int(self.headers.get("Content-Length", "0")), body)
            return
        while size := int(self.rfile.readline(LONGEST_LINE).partition(b";")[0], 16):
            self._copy(size, body)
            if self.rfile.readline(LONGEST_LINE).strip():
                raise ValueError("a chunk is longer than it says")
        while self.rfile.readline(LONGEST_LINE).strip():
            pass

    def _copy(self, size: int, body: IO[bytes]) -> None:
        if size < 0:
            raise ValueError("a negative length")
        while size:
            block = self.rfile.read(min(size, BLOCK))
            if not block:
                raise ValueError("the body ends early")
            body.write(block)
            size -= len(block)

    def _pass_on(self, answer: BufferedReader) -> None:
        status, headers = HTTPStatus.OK, []
        while line := answer.readline().strip():
            name, _, value = line.decode("latin-1").partition(": ")
            if name.lower() == "status":
                status = HTTPStatus(int(value.split()[0]))
            else:
                headers.append((name, value))
        if not headers:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        while block := answer.read1(BLOCK):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(block), block))

    def _refuse(self, status: HTTPStatus) -> None:
        self.send_response_only(status)
        if status is HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", 'Basic realm="govtool", charset="UTF-8"')
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()
