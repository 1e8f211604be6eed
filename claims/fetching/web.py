"""Fetching one page: where each hop leads is checked at the moment of connecting, and time and size are bounded.

Nothing of this machine's surroundings goes along: no proxy, no netrc, no cookie, no referrer. Knows no Django.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import threading
import time
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urldefrag, urljoin

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from claims.fetching.addresses import Address, Network, Refused, Target, checked, target_of

AGENT = "Factdesk/1 (archives what a fact-check rests on)"
CHUNK = 64 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
LONGEST_ADDRESS = 2000


class Failed(Exception):
    """It did not work this time: no connection, too slow, a connection cut. Trying again may help."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a fetch may go. `also` are networks that are allowed besides the open internet."""

    seconds: float = 20.0  # for everything together: names, connections, redirects, the body
    bytes: int = 20 * 1024 * 1024  # as sent, and again as decoded
    redirects: int = 3
    ports: frozenset[int] = frozenset({80, 443})
    also: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: the body as decoded from its transfer, and where it was found in the end."""

    url: str
    status: int
    media_type: str
    content: bytes
    at: datetime
    hops: tuple[str, ...] = field(default=())


def fetch(url: str, limits: Limits) -> Fetched:
    """What stands at the address now, whatever the status. Raises Refused for what may not be fetched, Failed for what did not work."""
    deadline = time.monotonic() + limits.seconds
    hops: list[str] = []
    url = urldefrag(url).url
    while True:
        target = target_of(url, limits.ports)
        hops.append(url)
        try:
            with _Exchange(target, limits, deadline) as response:
                onwards = response.headers.get("Location") if response.status in REDIRECTS else None
                if onwards is None:
                    kind = (response.headers.get("Content-Type") or "").split(";")[0].strip().lower()[:100]
                    content = _body(response, limits, deadline)
                    if time.monotonic() >= deadline:  # cut within its head, which looks like an end
                        raise Failed(f"The page took longer than {limits.seconds:g} seconds.")
                    return Fetched(url, response.status, kind, content, datetime.now(UTC), tuple(hops))
        except (HTTPError, OSError, ValueError) as error:  # ValueError: a head that is none
            raise _failure(error, deadline, limits) from error
        if len(hops) > limits.redirects:
            raise Refused(f"The address leads on more than {limits.redirects} times.")
        url = urldefrag(urljoin(url, onwards)).url
        if len(url) > LONGEST_ADDRESS:
            raise Refused("The address leads on to one that is too long.")


def _failure(error: Exception, deadline: float, limits: Limits) -> Failed | Refused:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Refused | Failed):
            return cause
        cause = cause.__cause__ or cause.__context__
    if time.monotonic() >= deadline:
        return Failed(f"The page took longer than {limits.seconds:g} seconds.")
    return Failed("The site could not be reached, or broke the connection off.")


def _body(response: BaseHTTPResponse, limits: Limits, deadline: float) -> bytes:
    """The whole body, decoded; nothing beyond the limits is ever held."""
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise Refused("The page comes in an encoding that was not asked for.")
    unpacker = None if encoding in ("identity", "") else zlib.decompressobj(wbits=47 if encoding != "deflate" else 15)
    length = response.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length) > limits.bytes:
        raise _too_large(limits)
    content, sent = bytearray(), 0
    for chunk in response.stream(CHUNK, decode_content=False):
        sent += len(chunk)
        if sent > limits.bytes:
            raise _too_large(limits)
        if time.monotonic() >= deadline:
            raise Failed(f"The page took longer than {limits.seconds:g} seconds.")
        if unpacker is None:
            content += chunk
            continue
        try:
            content += unpacker.decompress(chunk, limits.bytes - len(content) + 1)
        except zlib.error as error:
            raise Failed("The page's compression is broken.") from error
        if len(content) > limits.bytes or unpacker.unconsumed_tail:
            raise Refused(f"The page unpacks to more than {limits.bytes // 1024**2} MB.")
    if unpacker is not None and sent and not unpacker.eof:
        raise Failed("The page's compression is broken.")
    return bytes(content)


def _too_large(limits: Limits) -> Refused:
    return Refused(f"The page is larger than {limits.bytes // 1024**2} MB.")


# --- one request ------------------------------------------------------------------------------------------------------


class _Exchange:
    """One request and its answer, on a connection of its own that is cut at the deadline, whatever the other side does."""

    def __init__(self, target: Target, limits: Limits, deadline: float) -> None:
        self._target, self._limits, self._deadline = target, limits, deadline
        self._cut: socket.socket | None = None
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._end)
        self._timer.daemon = True

    def __enter__(self) -> BaseHTTPResponse:
        target = self._target
        self._timer.start()
        timeout = urllib3.Timeout(total=max(0.1, self._deadline - time.monotonic()))
        self._pool = self._pool_of(target, timeout)
        headers = {
            "Host": target.host_header, "User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close",
        }  # fmt: skip
        try:
            return self._pool.urlopen(
                "GET", target.path, headers=headers, redirect=False, retries=False, assert_same_host=False,
                preload_content=False, decode_content=False,
            )  # fmt: skip
        except BaseException:
            self.__exit__()
            raise

    def _pool_of(self, target: Target, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
        connect = self._connect

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect()

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect()

        if target.scheme == "http":
            plain = urllib3.HTTPConnectionPool(target.host, target.port, timeout=timeout, retries=False)
            plain.ConnectionCls = Plain
            return plain
        secure = urllib3.HTTPSConnectionPool(
            target.host, target.port, timeout=timeout, retries=False, cert_reqs="CERT_REQUIRED",
            ca_certs=os.environ.get("SSL_CERT_FILE") or certifi.where(),
        )  # fmt: skip
        secure.ConnectionCls = Secure
        return secure

    def _connect(self) -> socket.socket:
        """A connection to an address that was just checked, and to no other one: the name is not resolved a second time."""
        addresses = checked(_resolved(self._target.host, self._target.port, self._deadline), self._limits.also)
        last: OSError | None = None
        for address in addresses:
            try:
                sock = _connected(address, self._target.port, max(0.1, self._deadline - time.monotonic()))
            except OSError as error:
                last = error
                continue
            checked([str(sock.getpeername()[0])], self._limits.also)  # what the system really connected to
            self._cut = sock.dup()
            if time.monotonic() >= self._deadline:  # the timer came before there was anything to cut
                sock.close()
                raise Failed(f"The page took longer than {self._limits.seconds:g} seconds.")
            return sock
        raise Failed("The site could not be reached.") from last

    def _end(self) -> None:
        """Cut the connection from beside: a reader that waits for a line wakes up."""
        cut = self._cut
        if cut is not None:
            with contextlib.suppress(OSError):  # it has ended already
                cut.shutdown(socket.SHUT_RDWR)

    def __exit__(self, *error: Any) -> None:
        self._timer.cancel()
        if self._cut is not None:
            self._end()
            self._cut.close()
        self._pool.close()


def _connected(address: Address, port: int, timeout: float) -> socket.socket:
    family = socket.AF_INET if isinstance(address, ipaddress.IPv4Address) else socket.AF_INET6
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout)
        sock.connect((str(address), port))
    except BaseException:
        sock.close()
        raise
    return sock


def _resolved(host: str, port: int, deadline: float) -> list[str]:
    """The network addresses behind a name. The system's resolver knows no deadline, so it is asked from beside."""
    answer: list[str] = []
    problem: list[Exception] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            problem.append(error)
        else:
            answer.extend(str(entry[4][0]) for entry in found)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(0.1, deadline - time.monotonic()))
    if problem or not answer:
        raise Failed("The site's name cannot be found at the moment.") from (problem[0] if problem else None)
    return list(dict.fromkeys(answer))
