"""Which addresses may be fetched at all, and which machines may be connected to."""

import ipaddress
from dataclasses import dataclass

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from articles.importers.decoding import printable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = {"http": 80, "https": 443}
# Below this, only the ports of the web: services such as mail must not be spoken to.
_FIRST_OPEN_PORT = 1024
# What the standard library of some Pythons takes to be global, and is not for us: protocol
# assignments and relays, addresses that hide others, documentation, a cloud's metadata.
_NEVER = [
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
    )
]
# All of IPv6 that is given out: outside are mapped, translated, local and multicast addresses.
_IPV6 = ipaddress.IPv6Network("2000::/3")


def is_public(address: Address) -> bool:
    """Whether this is an address of one machine on the public internet, and nothing else."""
    if isinstance(address, ipaddress.IPv6Address) and address not in _IPV6:
        return False
    if any(address in network for network in _NEVER):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def is_any(address: Address) -> bool:
    """Whether an archive may connect that was told that it may connect anywhere."""
    return True


@dataclass(frozen=True, slots=True)
class Place:
    """An address of the web, taken apart."""

    scheme: str
    host: str  # as the server is to be told, in brackets if it is an IPv6 address
    port: int
    target: str

    @property
    def name(self) -> str:
        return self.host.strip("[]")


class RefusalError(Exception):
    """Carries a sentence for whoever registered the address."""


def address_problem(url: str) -> str:
    """Return why an address can never be fetched, as far as it alone tells; else nothing."""
    try:
        place_of(url)
    except RefusalError as refusal:
        return str(refusal)
    return ""


def place_of(url: str) -> Place:
    """Take an address apart; raise RefusalError if it is none that is fetched."""
    shown = printable(url)[:200]
    try:
        parsed = parse_url(url.strip())
    except LocationParseError:
        raise RefusalError(f"{shown} cannot be read as an address.") from None
    if parsed.scheme not in PORTS:
        raise RefusalError(f"{shown} is not an address of the web: only http and https are.")
    if not parsed.host:
        raise RefusalError(f"{shown} names no server.")
    if parsed.auth is not None:
        raise RefusalError(
            "The address contains a name or a password, which are not sent to anybody: "
            "leave them out."
        )
    port = PORTS[parsed.scheme] if parsed.port is None else parsed.port
    if port < _FIRST_OPEN_PORT and port not in PORTS.values():
        raise RefusalError(f"Port {port} is not one of the web: 80, 443 and those from 1024 are.")
    return Place(parsed.scheme, parsed.host, port, parsed.request_uri)
