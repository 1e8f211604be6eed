"""Where a fetch may go: schemes, ports, and what is no machine of the open internet, however it is written."""

from __future__ import annotations

import ipaddress
import subprocess
import sys
from pathlib import Path

import pytest

from claims.fetching.addresses import Refused, checked, is_public, target_of

PORTS = {80, 443}
INNER = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1",
    "192.88.99.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", INNER)
def test_addresses_that_are_no_machine_of_the_internet_are_refused(address):
    assert not is_public(ipaddress.ip_address(address))
    with pytest.raises(Refused):
        checked([address])


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:2800:21f:cb07::1", "2a00:1450:4001::200e"])
def test_addresses_of_the_internet_are_let_through(address):
    assert [str(found) for found in checked([address])] == [address]


def test_one_inner_address_among_public_ones_refuses_all():
    with pytest.raises(Refused):
        checked(["93.184.215.14", "10.0.0.1"])


def test_a_network_that_is_named_is_allowed_and_its_neighbour_is_not():
    also = (ipaddress.ip_network("10.1.0.0/16"),)
    assert checked(["10.1.2.3"], also)
    with pytest.raises(Refused):
        checked(["10.2.0.1"], also)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://example.org/", "ftp://example.org/x", "data:text/html,x", "javascript:alert(1)", "example.org",
        "http://", "http://example.org:22/", "https://example.org:8443/", "http://example.org:99999/", "http://user:pass@example.org/",
        "http://user@example.org/", "http://exa mple.org/", "http://[::1/", "http://a..b/", "http://example.org\\@127.0.0.1/",
    ],
)  # fmt: skip
def test_other_schemes_ports_and_names_are_refused_before_anything_is_looked_up(url):
    with pytest.raises(Refused):
        target_of(url, PORTS)


def test_an_address_is_taken_apart():
    target = target_of("HTTPS://Bücher.Example/ä b?q=ü", PORTS)
    assert (target.scheme, target.host, target.port) == ("https", "xn--bcher-kva.example", 443)
    assert target.path == "/%C3%A4%20b?q=%C3%BC"
    assert target.host_header == "xn--bcher-kva.example"
    assert target_of("http://[2606:2800::1]/", PORTS).host_header == "[2606:2800::1]"


def test_a_line_break_cannot_add_a_header():
    target = target_of("http://example.org/a\r\nX-Evil: 1", PORTS)
    assert "\r" not in target.path
    assert "\n" not in target.path


def test_the_fetching_knows_no_django():
    code = "import sys, claims.fetching.web; print([n for n in sys.modules if n.split('.')[0] == 'django'])"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
