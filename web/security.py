"""Who may see the researcher's pages, and what a browser may do with them.

A key is made with the data folder and printed at start, as Jupyter does. Whoever opens a page
with `?key=...` gets a cookie; it cannot be read by scripts and is not sent from other sites.
Cookies know no ports, so a prototype on the same host gets it with its own requests too: its
scripts cannot read it, its forms lack the CSRF token, and the headers keep it from framing.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import re
import secrets
import socket
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from recorder.errors import StoreError

P = ParamSpec("P")

COOKIE_DAYS = 30
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes

login = Blueprint("login", __name__)


def load_key(data: Path) -> str:
    """Read the researcher's key of a data folder; make it the first time.

    Parameters
    ----------
    data
        The data folder, which exists.

    Returns
    -------
    str
        43 characters that are safe in an address.

    Raises
    ------
    StoreError
        If the file of that name holds something else.
    """
    path = data / "key"
    if not path.exists():
        _make_key(path)
    # An empty or foreign file must not become a key that anybody can guess.
    key = path.read_bytes().strip().decode("ascii", "replace")
    if _KEY.fullmatch(key) is None:
        raise StoreError(
            f"{path} holds no key; remove it, and a new one is made at the next start."
        )
    return key


def _make_key(path: Path) -> None:
    """Write a new key aside and link it: nobody ever reads half of it, and the first one stays."""
    aside = path.with_name(f".key-{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        os.link(aside, path)
    except FileExistsError:
        pass  # of two programs that start at once, one makes the key
    except OSError:
        aside.replace(path)  # a file system without links
    finally:
        aside.unlink(missing_ok=True)


def install(app: Flask, key: str, hosts: frozenset[str] = frozenset()) -> None:
    """Guard an app: host check, key, CSRF, headers.

    Parameters
    ----------
    app
        The app whose researcher's pages use `require_key`.
    key
        The data folder's key.
    hosts
        Names under which the app may be addressed, beside loopback and bare IP addresses.
    """
    app.config["THINKALOUD_KEY"] = key
    guard_host(app, hosts)
    app.after_request(_add_headers)
    app.register_blueprint(login)
    app.jinja_env.globals["csrf"] = csrf_token


def guard_host(app: Flask, hosts: frozenset[str]) -> None:
    """Let an app answer under `hosts`, its machine's names, loopback and IP addresses alone."""
    app.config["THINKALOUD_HOSTS"] = hosts | _own_names() | _named_by_environment()
    app.before_request(_check_host)


def require_key(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Open a page to the researcher alone, and a form to the researcher's own pages alone."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        given = request.args.get("key")
        if given is not None and request.method == "GET":
            return _enter(given, _without_key())
        if not is_researcher():
            return _ask()
        if _is_foreign_request():
            abort(403, "This request came from another site's page.")
        if request.method not in {"GET", "HEAD"} and not _has_csrf():
            abort(403, "The form has expired. Open the page again and repeat.")
        return view(*args, **kwargs)

    return guarded


def is_researcher() -> bool:
    """Tell whether the request carries a valid cookie."""
    return is_signed(_key(), request.cookies.get(_cookie_name(), ""))


def is_signed(key: str, cookie: str) -> bool:
    """Tell whether a cookie was made with a data folder's key."""
    nonce, _, signature = cookie.partition(".")
    wanted = _signed(key, "cookie", nonce)
    return bool(nonce) and hmac.compare_digest(signature.encode(), wanted.encode())


def csrf_token() -> str:
    """Make the token that this browser's forms carry."""
    nonce = request.cookies.get(_cookie_name(), "").partition(".")[0]
    return _sign("csrf", nonce)


@login.post("/login")
def enter() -> ResponseReturnValue:
    """Take the key from the login form."""
    if _is_foreign_request():
        abort(403, "This request came from another site's page.")
    return _enter(request.form.get("key", "").strip(), _local(request.form.get("next", "/")))


def _enter(given: str, target: str) -> ResponseReturnValue:
    if not hmac.compare_digest(given.encode(), _key().encode()):
        return make_response(render_template("login.html", target=target, is_wrong=True), 403)
    nonce = secrets.token_urlsafe(16)
    response = redirect(target, 303)
    response.set_cookie(
        _cookie_name(),
        f"{nonce}.{_sign('cookie', nonce)}",
        max_age=COOKIE_DAYS * 86_400,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )
    return response


def _ask() -> Response:
    target = _without_key() if request.method == "GET" else "/"
    return make_response(render_template("login.html", target=target, is_wrong=False), 401)


def _has_csrf() -> bool:
    given = request.form.get("csrf") or request.headers.get("X-CSRF-Token", "")
    return hmac.compare_digest(given.encode(), csrf_token().encode())


def _is_foreign_request() -> bool:
    """Tell whether another origin's page sent this; following a link is not that."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site in {"none", "same-origin"}:
        return False
    return request.method not in {"GET", "HEAD"} or (
        request.headers.get("Sec-Fetch-Mode") != "navigate"
    )


def _check_host() -> Response | None:
    """Refuse foreign names: a rebound DNS name would make another site's page our origin."""
    name = urlsplit(f"//{request.host}").hostname or ""
    if name == "localhost" or name.endswith(".localhost") or _is_address(name):
        return None
    if name in current_app.config["THINKALOUD_HOSTS"]:
        return None
    # Plain text: addresses of style sheets cannot be built for a host that is none.
    text = (
        f"This server is not known as {name[:100]!r}. Open it by its address, or set "
        "THINKALOUD_HOSTS to the names under which it may answer.\n"
    )
    return Response(text, 400, mimetype="text/plain")


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if response.mimetype == "text/html":
        headers.setdefault("Cache-Control", "no-store")
    return response


def _key() -> str:
    return cast(str, current_app.config["THINKALOUD_KEY"])


def _sign(purpose: str, nonce: str) -> str:
    return _signed(_key(), purpose, nonce)


def _signed(key: str, purpose: str, nonce: str) -> str:
    return hmac.new(key.encode(), f"{purpose}:{nonce}".encode(), hashlib.sha256).hexdigest()


def _cookie_name() -> str:
    # Two servers on one host would overwrite each other's cookie: cookies know no ports.
    return f"thinkaloud-{urlsplit(f'//{request.host}').port or 80}"


def _without_key() -> str:
    """Give the path asked for without the key, so that no history keeps it."""
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != "key"]
    return _local(request.path + ("?" + urlencode(rest) if rest else ""))


def _local(target: str) -> str:
    # `//elsewhere` is another host, and browsers read a backslash as a slash.
    return "/" + target.lstrip("/\\") if target.startswith("/") else "/"


def _is_address(name: str) -> bool:
    # Nobody can rebind a bare IP address.
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset({name, f"{name}.local"})


def _named_by_environment() -> frozenset[str]:
    names = os.environ.get("THINKALOUD_HOSTS", "").lower().replace(",", " ").split()
    return frozenset(names)
