"""Which machines may be reached: those with a public address, unless a person asks for others.

A name is resolved once, the addresses are checked, and the connection goes to a checked address: what the name leads to
a moment later (DNS rebinding) makes no difference. The tables of addresses are those of IANA's registries of special
purpose addresses, as Python's `ipaddress` keeps them.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from testimonia.model.errors import InputError

#: Ports of the web; others belong to mail, databases and the like.
PORTS = frozenset({80, 443, 8000, 8080, 8443})
#: IPv6 addresses that carry an IPv4 address in their last bits, for translators (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_TRIED = 4  # addresses of one host
_LOCAL = "give --allow-local, if this machine is meant"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Network(NamedTuple):
    """What is asked of the network: `resolve(host, port)` gives a host's addresses, `connect(address, port, seconds)` a
    socket. Both raise OSError."""

    resolve: Callable[[str, int], list[str]]
    connect: Callable[[str, int, float], socket.socket]


def is_public(address: str) -> bool:
    """Whether an address is one of the public network: not private, loopback, link-local, shared, multicast, reserved,
    nor an IPv6 address that carries one of these.

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        one: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped:
        one = one.ipv4_mapped
    return all(a.is_global and not a.is_multicast for a in (one, *_carried(one)))


def _carried(one: Address) -> list[Address]:
    """The IPv4 addresses that an IPv6 address carries."""
    if isinstance(one, ipaddress.IPv4Address):
        return []
    carried: list[Address | None] = [one.sixtofour, *(one.teredo or ())]
    if one in _TRANSLATED:
        carried.append(ipaddress.IPv4Address(int(one) & 0xFFFFFFFF))
    if int(one) >> 32 == 0 and int(one) > 1:  # "IPv4-compatible", deprecated and still understood by some
        carried.append(ipaddress.IPv4Address(int(one)))
    return [a for a in carried if a is not None]


def reached(host: str, port: int, url: str, seconds: float, network: Network, local: bool) -> socket.socket:
    """A socket that is connected to one of the host's addresses, within `seconds`. `local`: also to addresses that are
    not public, and on any port.

    Raises InputError, which names `url`, where the port or all addresses are refused; OSError where nobody answers.
    """
    if not local and port not in PORTS:
        raise InputError(url, f"asks for port {port}, which is none of the web's", _LOCAL)
    addresses = _resolved(host, port, seconds, network)
    chosen = [a for a in addresses if local or is_public(a)]
    if not chosen:
        raise InputError(url, f"leads to {addresses[0]}, an address that is not public", _LOCAL)
    fault: OSError = OSError(f"{host} has no address")
    for address in chosen[:_TRIED]:
        try:
            return network.connect(address, port, seconds / min(len(chosen), _TRIED))
        except OSError as error:
            fault = error
    raise fault


def _resolved(host: str, port: int, seconds: float, network: Network) -> list[str]:
    """The host's addresses. The system's resolver knows no limit of time: it is asked in a thread of its own."""
    found: list[list[str] | OSError] = []

    def ask() -> None:
        try:
            found.append(network.resolve(host, port))
        except OSError as error:
            found.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    if not found:
        raise TimeoutError(f"the name {host} was not resolved within {seconds:.0f} seconds")
    if isinstance(found[0], OSError):
        raise found[0]
    if not found[0]:
        raise OSError(f"{host} has no address")
    return found[0]


def _system_resolve(host: str, port: int) -> list[str]:
    got = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in got))


def _system_connect(address: str, port: int, seconds: float) -> socket.socket:
    made = socket.create_connection((address, port), timeout=seconds)
    with suppress(OSError):
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


#: The network of this machine.
SYSTEM = Network(_system_resolve, _system_connect)
