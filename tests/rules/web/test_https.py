"""One request over https: bounded in time and size, to the address that was named and no other. Servers are real."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator

import pytest

from govtool.errors import UsageError
from govtool.io.https import NoReply, Reply, host_of, is_loopback, request
from tests.world.dripping import dripping
from tests.world.webhook_service import SECRET, Service

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
MOST = 1000


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as service:
        yield service


def asked(port: int, *, within: float = 20, most: int = MOST, path: str = SECRET) -> Reply | NoReply:
    """What comes of a GET from a server of this computer."""
    return request("GET", f"http://127.0.0.1:{port}{path}", {}, None, within=within, most=most)


def threads() -> list[threading.Thread]:
    """The requests that are still on their way."""
    return [thread for thread in threading.enumerate() if thread.name == "https"]


def test_an_answer_comes_with_status_headers_and_body(service: Service) -> None:
    data = json.dumps({"text": "x"}).encode()
    reply = request("POST", service.url, {"User-Agent": "govtool"}, data, within=20, most=MOST)
    assert isinstance(reply, Reply) and (reply.status, reply.is_good, reply.data) == (204, True, b"")
    assert service.got == [(SECRET, {"text": "x"})] and reply.headers["Content-Length"] == "0"


@pytest.mark.parametrize("status", [404, 500])
def test_a_refusal_is_an_answer_too(service: Service, status: int) -> None:
    service.answers = [(status, {"Retry-After": "7"})]
    reply = request("POST", service.url, {}, b"{}", within=20, most=MOST)
    assert isinstance(reply, Reply) and (reply.status, reply.is_good) == (status, False)
    assert reply.headers["Retry-After"] == "7"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["/elsewhere", "http://localhost:1/elsewhere", "file:///etc/passwd"])
def test_a_redirection_is_not_followed(service: Service, status: int, target: str) -> None:
    service.answers = [(status, {"Location": target})]
    reply = request("POST", service.url, {}, b"{}", within=20, most=MOST)
    assert isinstance(reply, Reply) and reply.status == status and len(service.got) == 1


# Time -----------------------------------------------------------------------------------------------------------------

SLOW = {
    "nothing at all": (b"", b""),
    "a status line": (b"", b"H"),
    "continue without end": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a header": (HEAD + b"X: ", b"x"),
    "a body": (HEAD + b"Content-Length: 1000\r\n\r\n", b"x"),
    "a body without a length": (HEAD + b"\r\n", b" "),
    "a body in pieces": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "the body of a refusal": (b"HTTP/1.1 500 Busy\r\n\r\n", b"x"),
}


@pytest.mark.parametrize("case", SLOW)
def test_a_server_that_drips_is_given_up_at_the_deadline(case: str) -> None:
    first, drip = SLOW[case]
    # a drop comes much sooner than the deadline, so that no single read ever runs out of time
    with dripping(first, drip) as port:
        began = time.monotonic()
        reply = asked(port, within=0.5, most=1 << 40)
        took = time.monotonic() - began
        assert reply == NoReply("TimeoutError", is_late=True)
        assert 0.4 <= took < 10, "in all, not once for each byte"
        for thread in threads():
            thread.join(10)
        assert threads() == [], "nothing of it is left behind, though the server goes on"


def test_a_server_that_drips_over_tls_is_given_up_at_the_deadline() -> None:
    with dripping(drip=b"\x16") as port:
        reply = request("GET", f"https://127.0.0.1:{port}/x", {}, None, within=0.5, most=MOST)
    assert isinstance(reply, NoReply) and SECRET not in reply.kind


@pytest.mark.parametrize("within", [0, -1])
def test_without_time_left_nobody_is_waited_for(within: float) -> None:
    with dripping() as port:
        assert asked(port, within=within) == NoReply("TimeoutError", is_late=True)


# Size -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "is_read"), [(0, True), (MOST - 1, True), (MOST, True), (MOST + 1, False)])
@pytest.mark.parametrize("is_told", [True, False], ids=["with its length", "until the end"])
def test_an_answer_is_read_up_to_its_bound(size: int, is_read: bool, is_told: bool) -> None:
    head = HEAD + (b"Content-Length: %d\r\n" % size if is_told else b"Connection: close\r\n") + b"\r\n"
    reply = answered(head + b"x" * size)
    if is_read:
        assert isinstance(reply, Reply) and reply.data == b"x" * size
    else:
        assert reply == NoReply("ValueError", is_lost=False)


def test_an_answer_that_nobody_wants_is_not_read() -> None:
    with dripping(HEAD + b"Content-Length: 1000\r\n\r\n", b"x") as port:
        reply = asked(port, most=0)
    assert isinstance(reply, Reply) and reply.is_good and reply.data == b""


def test_an_answer_that_is_cut_short_is_none() -> None:
    reply = answered(HEAD + b"Content-Length: 10\r\n\r\n" + b"x" * 9)
    assert reply == NoReply("IncompleteRead")


@pytest.mark.parametrize("data", [b"", b"what?\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"])
def test_what_is_no_answer_is_told_by_its_kind(data: bytes) -> None:
    reply = answered(data)
    assert isinstance(reply, NoReply) and reply.is_lost and not reply.is_late and reply.kind


def answered(data: bytes) -> Reply | NoReply:
    """What comes of a server that says so much, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(65536)
                line.sendall(data)

        talking = threading.Thread(target=talk, daemon=True)
        talking.start()
        reply = asked(listening.getsockname()[1])
        talking.join()
        return reply


def test_nobody_there_is_a_lost_connection() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert asked(free.getsockname()[1]) == NoReply("ConnectionRefusedError")


def test_a_host_that_nobody_vouches_for_gets_nothing() -> None:
    """A plain server in the place of one with a certificate: the request never leaves."""
    with Service() as service:
        reply = request("POST", f"https://127.0.0.1:{service.port}{SECRET}", {}, b"{}", within=20, most=MOST)
        assert isinstance(reply, NoReply) and issubclass(getattr(ssl, reply.kind), ssl.SSLError)
        assert service.got == []


# Addresses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/hook?x=1", "example.org"),
        ("https://example.org:1/hook", "example.org"),
        ("https://example.org:65535", "example.org"),
        ("http://127.0.0.1:8080/x", "127.0.0.1"),
        ("http://127.255.255.255/x", "127.255.255.255"),
        ("http://[::1]:8080/x", "::1"),
        ("http://localhost/x", "localhost"),
    ],
)
def test_https_and_this_computer_are_let_through(url: str, host: str) -> None:
    assert host_of(url, "the API", "look") == host


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/s3cret",
        "http://127.0.0.1.example.org/s3cret",
        "http://128.0.0.1/s3cret",
        "http://10.0.0.1/s3cret",
        "file:///s3cret",
        "ftp://127.0.0.1/s3cret",
        "https:///s3cret",
        "https://user:s3cret@example.org/",
        "https://s3cret@example.org/",
        "https://example.org/a s3cret",
        "https://example.org/\r\nX: s3cret",
        "https://example.org:0/s3cret",
        "https://example.org:65536/s3cret",
        "https://[::1/s3cret",
        "s3cret",
        "",
    ],
)
def test_another_address_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(UsageError) as raised:
        host_of(url, "the API", "look")
    assert "s3cret" not in raised.value.message + raised.value.hint


@pytest.mark.parametrize("end", ["?x=1", "#x"])
def test_below_a_base_others_are_made_so_it_ends_in_a_path(end: str) -> None:
    assert host_of(f"https://example.org/api{end}", "the API", "look") == "example.org"
    with pytest.raises(UsageError):
        host_of(f"https://example.org/api{end}", "the API", "look", is_base=True)


@pytest.mark.parametrize(
    ("host", "is_here"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::2", False)]
)
def test_this_computer_is_known_by_its_own_addresses(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here
