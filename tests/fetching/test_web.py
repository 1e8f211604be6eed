"""Fetching from real servers on this machine, which are let in by the limits that the call names."""

from __future__ import annotations

import gzip
import socket
import time

import pytest

from claims.fetching.addresses import Refused
from claims.fetching.web import Failed, Limits, fetch
from tests.fetching.servers import CERTIFICATE, LOOPBACK, allowed, leading_to, saying, serving


def test_a_page_is_fetched_with_its_bytes_status_type_and_place():
    with serving(saying()) as server:
        page = fetch(f"http://127.0.0.1:{server.port}/a?b=c#part", allowed(server))
    assert (page.content, page.status, page.media_type) == (b"The ferry carried 40 cars.", 200, "text/html")
    assert page.url == f"http://127.0.0.1:{server.port}/a?b=c"
    head = server.asked[0]
    assert head.startswith("GET /a?b=c HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{server.port}" in head


@pytest.mark.parametrize("status", [404, 410, 500, 403])
def test_every_status_is_an_answer(status):
    with serving(saying(b"gone", f"{status} Whatever")) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/", allowed(server)).status == status


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "localhost.", "0x7f000001", "2130706433", "0", "127.1", "[::1]", "[::ffff:127.0.0.1]", "127。0。0。1",
    ]
)  # fmt: skip
def test_this_machine_is_refused_however_it_is_written_and_no_connection_is_made(host):
    with serving(saying()) as server:
        with pytest.raises((Refused, Failed)):
            fetch(f"http://{host}:{server.port}/", Limits(seconds=5, ports=frozenset({server.port})))
        assert server.asked == []


def test_a_name_that_leads_inside_at_the_moment_of_connecting_is_refused(monkeypatch):
    """A name may answer with a public address first and an inner one later; the address that is connected to is what counts."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, **_: [(2, 1, 6, "", (a, port)) for a in next(answers)]
    )
    connected = []
    real = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda self, to: connected.append(to) or real(self, ("127.0.0.1", 1)))
    with pytest.raises(Failed):
        fetch("http://rebinding.example/", Limits(seconds=3))
    assert connected == [("93.184.215.14", 80)]
    with pytest.raises(Refused):
        fetch("http://rebinding.example/", Limits(seconds=3))
    assert len(connected) == 1


def test_redirects_are_followed_and_the_last_address_is_kept():
    with serving(saying(b"here")) as server, serving(leading_to(f"http://127.0.0.1:{server.port}/b")) as first:
        limits = allowed(server, ports=frozenset({server.port, first.port}))
        page = fetch(f"http://127.0.0.1:{first.port}/a", limits)
    assert (page.content, page.url, len(page.hops)) == (b"here", f"http://127.0.0.1:{server.port}/b", 2)


@pytest.mark.parametrize(
    "onwards", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://localhost:22/", "gopher://x/"]
)  # fmt: skip
def test_a_redirect_to_where_one_may_not_go_is_refused(onwards):
    with serving(leading_to(onwards)) as server, pytest.raises(Refused):
        fetch(f"http://127.0.0.1:{server.port}/", allowed(server))


def test_a_fourth_redirect_is_one_too_many():
    with serving(leading_to("/again")) as server:
        with pytest.raises(Refused, match="more than 3"):
            fetch(f"http://127.0.0.1:{server.port}/", allowed(server))
        assert len(server.asked) == 4


def test_a_page_that_says_it_is_too_large_is_refused_unread():
    with serving(saying(b"x", "200 OK", "text/plain", "X: y")) as server:
        pass

    def huge(connection: socket.socket, head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")

    with serving(huge) as server, pytest.raises(Refused, match="larger than"):
        fetch(f"http://127.0.0.1:{server.port}/", allowed(server))


def test_an_endless_page_is_cut_at_the_size():
    def endless(connection: socket.socket, head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with serving(endless) as server, pytest.raises(Refused, match="larger than 1 MB"):
        fetch(f"http://127.0.0.1:{server.port}/", allowed(server, bytes=1024**2))


def test_a_page_that_unpacks_to_more_than_the_size_is_cut():
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    with (
        serving(saying(bomb, "200 OK", "text/html", "Content-Encoding: gzip")) as server,
        pytest.raises(Refused, match="unpacks to more"),
    ):
        fetch(f"http://127.0.0.1:{server.port}/", allowed(server, bytes=1024**2))


def test_a_packed_page_is_unpacked_and_a_broken_one_has_failed():
    packed = gzip.compress(b"The toll rose to 14.")
    with serving(saying(packed, "200 OK", "text/html", "Content-Encoding: gzip")) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/", allowed(server)).content == b"The toll rose to 14."
    with serving(saying(packed[:-9], "200 OK", "text/html", "Content-Encoding: gzip")) as server, pytest.raises(Failed):
        fetch(f"http://127.0.0.1:{server.port}/", allowed(server))
    with serving(saying(packed, "200 OK", "text/html", "Content-Encoding: br")) as server, pytest.raises(Refused):
        fetch(f"http://127.0.0.1:{server.port}/", allowed(server))


@pytest.mark.parametrize("place", ["head", "body"])
def test_a_page_that_drips_is_cut_at_the_time(place):
    def drip(connection: socket.socket, head: str) -> None:
        connection.sendall(
            b"HTTP/1.1 200 OK\r\n" + (b"X-Slow: " if place == "head" else b"Content-Length: 1000\r\n\r\n")
        )
        while True:
            time.sleep(0.1)
            connection.sendall(b"x")

    with serving(drip) as server:
        started = time.monotonic()
        with pytest.raises(Failed, match="longer than"):
            fetch(f"http://127.0.0.1:{server.port}/", allowed(server, seconds=1.0))
        assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", b"HTTP/1.1 abc\r\n\r\n"]
)
def test_what_is_no_whole_answer_has_failed(answer):
    with serving(lambda connection, head: connection.sendall(answer)) as server, pytest.raises(Failed):
        fetch(f"http://127.0.0.1:{server.port}/", allowed(server))


def test_no_proxy_netrc_or_cookie_goes_along(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password s3cret-word\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(saying(b"", "302 Found", "text/plain", "Location: /b", "Set-Cookie: id=1")) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        with pytest.raises(Refused):
            fetch(f"http://127.0.0.1:{server.port}/", allowed(server))
    assert len(server.asked) == 4
    for head in server.asked:
        assert not any(word in head.lower() for word in ("cookie", "authorization", "proxy", "referer"))


def test_a_certificate_is_checked_against_the_name_in_the_address(monkeypatch):
    with serving(saying(), tls=True) as server:
        with pytest.raises(Failed):
            fetch(f"https://localhost:{server.port}/", allowed(server))
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert fetch(f"https://localhost:{server.port}/", allowed(server)).status == 200
        assert f"Host: localhost:{server.port}" in server.asked[0]
        with pytest.raises(Failed):
            fetch(f"https://127.0.0.1:{server.port}/", allowed(server))


def test_a_site_that_is_not_there_has_failed():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Failed, match="could not be reached"):
        fetch(f"http://127.0.0.1:{port}/", Limits(seconds=3, ports=frozenset({port}), also=LOOPBACK))
    with pytest.raises(Failed, match="name cannot be found"):
        fetch("http://no-such-host.invalid/", Limits(seconds=5))
