"""Which addresses of the web may be fetched: the rules, before and after a name is resolved; pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SCHEMES = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Routable by their numbers, and yet no site of anybody's: 6to4 relays, and the old site-local range.
NOWHERE = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "fec0::/10")))


class Refused(Exception):
    """What may not be fetched, in words that a person can act on. Trying again changes nothing."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Target:
    """One address taken apart: where to connect, and what to ask for there."""

    scheme: str
    host: str  # ASCII, lower case, without brackets
    port: int
    path: str  # with its query

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == SCHEMES[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, ports: Iterable[int]) -> Target:
    """The address, taken apart. Raises Refused for other schemes and ports, and for names and passwords in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("This is no web address.") from error
    if parts.scheme not in SCHEMES:
        raise Refused("Only http and https addresses are fetched.")
    if parts.username is not None or parts.password is not None:
        raise Refused("An address with a name or a password in it is not fetched.")
    port = SCHEMES[parts.scheme] if port is None else port
    if port not in set(ports):
        raise Refused(f"Port {port} is not fetched from; only the usual ports of the web are.")
    path = _ascii(parts.path or "/") + (f"?{_ascii(parts.query)}" if parts.query else "")
    return Target(parts.scheme, _host(parts.hostname or ""), port, path)


def _host(host: str) -> str:
    try:
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise Refused("The host in this address is no name of the web.") from error
    if not ascii_host or any(not (c.isalnum() or c in ".-_:") for c in ascii_host):
        raise Refused("The host in this address is no name of the web.")
    return ascii_host.lower()


def _ascii(words: str) -> str:
    """Percent-encoded where a request line could not hold it: spaces, controls, letters beyond ASCII."""
    return "".join(
        c if "!" <= c <= "~" else "".join(f"%{byte:02X}" for byte in c.encode("utf-8", "replace")) for c in words
    )


def is_public(address: Address, also: Sequence[Network] = ()) -> bool:
    """Whether it is a machine of the open internet, or one of the networks named in `also`.

    Private, loopback, link-local, shared, reserved, documentation and multicast ranges are not (IANA's registries), nor is
    an IPv6 address that only wraps one of them.
    """
    if any(address in network for network in also):
        return True
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            return False
        if any(not is_public(inner) for inner in _wrapped(address)):
            return False
    if address.is_multicast or address.is_unspecified or any(address in network for network in NOWHERE):
        return False
    return address.is_global


def _wrapped(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 one leads to: mapped, 6to4, Teredo, NAT64."""
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [inner for inner in found if inner is not None]


def checked(found: Iterable[str], also: Sequence[Network] = ()) -> list[Address]:
    """The addresses that a name resolves to, if each one may be connected to; a single inner one refuses all, since a name
    that leads both out and in is set up to deceive."""
    addresses = []
    for words in found:
        try:
            address = ipaddress.ip_address(words)
        except ValueError as error:
            raise Refused("The host's network address cannot be understood.") from error
        if not is_public(address, also):
            raise Refused("This address leads into a private network, or to this machine itself, so it is not fetched.")
        addresses.append(address)
    return addresses
