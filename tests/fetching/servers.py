"""Web servers of the test's own on this machine, which answer as they are told."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from claims.fetching.web import Limits

LOOPBACK = (ipaddress.ip_network("127.0.0.1/32"),)
CERTIFICATE = Path(__file__).parent / "localhost.pem"  # self-signed, for "localhost" only

Answer = Callable[[socket.socket, str], None]  # the connection, and the request's head


class Server:
    """Listens on a port of 127.0.0.1; `asked` keeps the head of each request."""

    def __init__(self, answer: Answer, *, tls: bool = False) -> None:
        self.asked: list[str] = []
        self._answer = answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._tls: ssl.SSLContext | None = None
        if tls:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(CERTIFICATE)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = connection.recv(4096)
                    if not piece:
                        return
                    head += piece
                self.asked.append(head.decode())
                self._answer(connection, head.decode())
        except OSError:
            return  # the fetcher has gone away, as it should

    def close(self) -> None:
        self._listening.close()


@contextmanager
def serving(answer: Answer, *, tls: bool = False) -> Iterator[Server]:
    server = Server(answer, tls=tls)
    try:
        yield server
    finally:
        server.close()


def saying(
    body: bytes = b"The ferry carried 40 cars.",
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    *headers: str,
) -> Answer:
    """Answers each request with that page."""

    def answer(connection: socket.socket, head: str) -> None:
        lines = [
            f"HTTP/1.1 {status}",
            f"Content-Type: {kind}",
            f"Content-Length: {len(body)}",
            "Connection: close",
            *headers,
        ]
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    return answer


def leading_to(address: str) -> Answer:
    return saying(b"", "302 Found", "text/plain", f"Location: {address}")


def allowed(server: Server, **changes: object) -> Limits:
    """Limits that let a fetch reach this server, and nothing else of this machine."""
    fields = {"seconds": 5.0, "ports": frozenset({80, 443, server.port}), "also": LOOPBACK} | changes
    return Limits(**fields)  # type: ignore[arg-type]
