"""Ports and addresses of this machine."""

from __future__ import annotations

import socket
import sys
from urllib.parse import urlsplit

from recorder.errors import StoreError

DEFAULT_PORT = 8321


def free_port(host: str, first: int) -> int:
    """Find a port that can be bound, `first` or one of the next hundred."""
    for port in range(first, min(first + 100, 65_536)):
        if is_free(host, port):
            return port
    raise StoreError(
        f"No port from {first} to {first + 99} is free on {host}; give one with --port."
    )


def taken(host: str, port: int) -> int:
    """Return a port that was asked for; say so if another program has it."""
    if not is_free(host, port):
        raise StoreError(
            f"Port {port} of {host} is taken; stop what uses it or give another --port."
        )
    return port


def url_of(host: str, port: int) -> str:
    """Write the address under which people reach a bound host and port."""
    name = _own_address() if host in {"0.0.0.0", "::"} else host  # noqa: S104  # compared, not bound
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def reached_at(host: str) -> str:
    """Name the address under which this machine itself reaches a bound host."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared


def answers(host: str, port: int) -> bool:
    """Tell whether something takes connections there."""
    try:
        with socket.create_connection((reached_at(host), port), timeout=0.5):
            return True
    except OSError:
        return False


def is_served(url: str | None) -> bool:
    """Tell whether something takes connections at an address."""
    host, port = place_of(url)
    return bool(host and port) and answers(host, port)


def place_of(url: str | None) -> tuple[str, int]:
    """Read host and port from an address; empty and 0 where it names none."""
    try:
        parts = urlsplit(url or "")
        place = parts.hostname or "", parts.port or 0
    except ValueError:  # a bracket or a port that is none
        return "", 0
    return place


def is_free(host: str, port: int) -> bool:
    """Tell whether a port can be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if sys.platform != "win32":  # there it would let two programs share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _own_address() -> str:
    """Find this machine's address in its network; no packet is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: connecting a datagram socket only routes
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
