"""A bad network on loopback: an HTTP proxy that is slow, cuts connections, repeats and reorders."""

from __future__ import annotations

import http.client
import http.server
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

HOST = "127.0.0.1"
SEED = 3  # the same accidents in every run, as far as the order of requests is the same


@dataclass(frozen=True)
class Fault:
    """What the network does to a request.

    Parameters
    ----------
    delay_s
        One way, seconds; the answer takes as long.
    cut
        Share of connections that end without an answer, half of them before the server was asked.
    repeat
        Share of batches that are delivered once more, up to two seconds later: among newer ones.
    hold_s
        The longest that a batch is held back, seconds, so that those of one page overtake another.
    """

    delay_s: float = 0.0
    cut: float = 0.0
    repeat: float = 0.0
    hold_s: float = 0.0


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a browser that goes resets its connections."""


@contextmanager
def network(target: str, fault: Fault) -> Iterator[str]:
    """Stand before a server with a fault.

    Parameters
    ----------
    target
        The server's address.
    fault
        What is wrong with the network.

    Yields
    ------
    str
        The address under which a browser reaches the server through the fault.
    """
    place = urlsplit(target).netloc
    chance = random.Random(SEED)  # accidents, not secrets

    class Proxy(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self._pass(b"")

        def do_POST(self) -> None:
            self._pass(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _pass(self, body: bytes) -> None:
            is_batch = "/collect/v1/batches" in self.path
            draw = chance.random()
            time.sleep(fault.delay_s)
            if is_batch:
                time.sleep(chance.random() * fault.hold_s)
                if chance.random() < fault.repeat:
                    late = threading.Timer(2 * chance.random(), self._ask, (body,))
                    late.daemon = True
                    late.start()
            if draw < fault.cut / 2:
                return self._hang_up()
            status, headers, answer = self._ask(body)
            if draw < fault.cut:
                return self._hang_up()
            time.sleep(fault.delay_s)
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in {
                    "connection",
                    "transfer-encoding",
                    "content-length",
                    "date",
                    "server",
                }:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            return self._say(answer)

        def _say(self, answer: bytes) -> None:
            with suppress(OSError):  # the page has gone, as pages do here
                self.wfile.write(answer)

        def _hang_up(self) -> None:
            self.close_connection = True

        def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
            headers = {
                name: value for name, value in self.headers.items() if name.lower() != "host"
            }
            # To the server this is its own page: what is tested here is delivery, not origins.
            headers |= {"Host": place, "Connection": "close"}
            if "Origin" in headers:
                headers["Origin"] = target
            line = http.client.HTTPConnection(place, timeout=30)
            try:
                line.request(self.command, self.path, body or None, headers)
                answer = line.getresponse()
                return answer.status, answer.getheaders(), answer.read()
            except OSError:
                return 502, [], b""
            finally:
                line.close()

    with _Server((HOST, 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://{HOST}:{server.server_address[1]}"
        finally:
            server.shutdown()
