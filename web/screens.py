"""A study's screens: their pictures, merged and split by hand, and pictures that a person gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from analyzer import screen_rules
from analyzer.census import SeenScreen, take_census
from recorder.definition import ScreenRules
from recorder.errors import NotFoundError, PictureError, RefusedError
from recorder.models import Screen, Study
from recorder.store import Store
from web import jobs, results
from web.security import require_key
from web.studies import the_store

screens = Blueprint("screens", __name__)

THUMB_PX = (480, 360)
MAX_KEY = 400
MAX_RULES = 500
A_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Card:
    """A screen in the gallery."""

    seen: SeenScreen
    picture: Screen | None
    note: str | None  # what its picture does not show
    group: tuple[str, ...]  # members of a merged screen, over all viewport classes


@screens.get("/studies/<slug>/screens")
@require_key
def show(slug: str) -> ResponseReturnValue:
    """Show all screens of a study."""
    store = the_store()
    study = store.study(slug)
    rules = store.definition(study).screens
    seen = take_census(store, slug)
    pictures = {(s.key, s.viewport_class): s for s in store.screens(study.id or 0)}
    groups: dict[str, set[str]] = {}
    for one in seen:
        groups.setdefault(one.key, set()).update(one.members)
    cards = [_card(one, pictures.pop((one.key, one.viewport_class), None), groups) for one in seen]
    return render_template(
        "screens.html",
        study=study,
        cards=cards,
        keys=sorted({one.key for one in seen}),
        merges=_by_target(rules),
        splits=rules.split,
        left_over=[s for s in pictures.values() if s.source == "uploaded"],
        n_sessions=len(store.sessions(study)),
        is_fresh=results.is_fresh(store, study),
        job=jobs.status(store.data, slug),
    )


@screens.post("/studies/<slug>/screens/merge")
@require_key
def merge(slug: str) -> ResponseReturnValue:
    """Count screens as one of them."""
    keys = sorted(set(map(_name, request.form.getlist("keys"))))
    into = _name(request.form.get("into", ""))
    if len(set(keys) | ({into} - {""})) < 2:
        flash("Choose two screens or more; then they can be one.", "danger")
        return _back(slug)
    if not into:
        chosen = [one.key for one in take_census(the_store(), slug) if one.key in keys]
        into = (chosen or keys)[0]  # the census begins with those that have most events
    rules = _rules(slug)
    count = len(set(keys) - {into})
    what = (
        f"{keys[0] if keys[0] != into else keys[-1]} counts"
        if count == 1
        else f"{count} screens count"
    )
    return _ruled(
        slug,
        screen_rules.merged_into(rules, [*_members(rules, keys), *keys], into),
        f"{what} as {into} now. Below the screens you can take it back.",
    )


@screens.post("/studies/<slug>/screens/part")
@require_key
def part(slug: str) -> ResponseReturnValue:
    """Take back what was merged into a screen."""
    key = _name(request.form.get("key", ""))
    return _ruled(
        slug,
        screen_rules.parted(_rules(slug), key),
        f"What had been merged into {key} stands for itself again.",
    )


@screens.post("/studies/<slug>/screens/split")
@require_key
def split(slug: str) -> ResponseReturnValue:
    """Make an address a screen of its own."""
    address = _name(request.form.get("address", "").strip())
    if not address.startswith(("/", "http://", "https://", "*")):
        flash("Give an address such as /lamps/sale or /lamps/sale*.", "danger")
        return _back(slug)
    return _ruled(
        slug,
        screen_rules.split_off(_rules(slug), address),
        f"{address} is a screen of its own now. Below the screens you can take it back.",
    )


@screens.post("/studies/<slug>/screens/join")
@require_key
def join(slug: str) -> ResponseReturnValue:
    """Take back that an address is a screen of its own."""
    address = _name(request.form.get("address", ""))
    return _ruled(
        slug,
        screen_rules.joined_again(_rules(slug), address),
        f"{address} belongs to the screen of its route again.",
    )


@screens.post("/studies/<slug>/screens/upload")
@require_key
def upload(slug: str) -> ResponseReturnValue:
    """Bind a picture to a screen."""
    from analyzer.uploads import upload_picture  # noqa: PLC0415  # OpenCV takes its time

    key, viewport_class = _which()
    file = request.files.get("file")
    if file is None or not file.filename:
        flash("Choose a picture first: PNG, JPEG or WebP.", "danger")
        return _back(slug)
    text = request.form.get("scale", "").strip()
    try:
        scale = float(text.replace(",", ".")) if text else None
        screen = upload_picture(the_store(), slug, key, viewport_class, file.read(), scale=scale)
    except (RefusedError, PictureError, NotFoundError) as error:
        flash(f"{file.filename[:80]}: {error}", "danger")
    except ValueError:
        flash(f"`{text[:20]}` is no number; leave the scale empty to have it derived.", "danger")
    else:
        flash(f"The picture stands for {key} ({viewport_class}) now: {screen.width} x "
              f"{screen.height} px of the page at a scale of {screen.scale:.3g}.", "")  # fmt: skip
    return _back(slug)


@screens.post("/studies/<slug>/screens/remove")
@require_key
def remove(slug: str) -> ResponseReturnValue:
    """Take an uploaded picture away, and have the screen drawn again."""
    from analyzer.uploads import remove_picture  # noqa: PLC0415  # OpenCV takes its time

    key, viewport_class = _which()
    store = the_store()
    remove_picture(store, slug, key, viewport_class)
    jobs.start(store, store.study(slug))
    flash(f"The uploaded picture of {key} ({viewport_class}) is gone; it is being drawn from the "
          "recording again.", "")  # fmt: skip
    return _back(slug)


@screens.get("/studies/<slug>/screens/<digest>.<kind>")
@require_key
def picture(slug: str, digest: str, kind: str) -> ResponseReturnValue:
    """Give a screen's picture: the whole as `png`, its top in small as `webp`."""
    from analyzer.render import thumbnail  # noqa: PLC0415  # OpenCV takes its time

    store = the_store()
    study = store.study(slug)
    if kind not in {"png", "webp"} or not _is_known(store, study, digest):
        raise NotFoundError("There is no such picture; it may have been drawn anew.")
    data = store.blobs.read(digest)
    body = data if kind == "png" else thumbnail(data, *THUMB_PX)
    response = Response(body, mimetype=f"image/{kind}")
    response.headers["Cache-Control"] = f"private, max-age={A_DAY_S}, immutable"
    return response


def _card(seen: SeenScreen, screen: Screen | None, groups: dict[str, set[str]]) -> Card:
    from analyzer.screens import cut_line  # noqa: PLC0415  # OpenCV takes its time

    note = cut_line(screen) if screen is not None else None
    return Card(seen, screen, note, tuple(sorted(groups[seen.key] - {seen.key})))


def _by_target(rules: ScreenRules) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for key, target in rules.merge.items():
        found.setdefault(target, []).append(key)
    return sorted((target, sorted(keys)) for target, keys in found.items())


def _members(rules: ScreenRules, keys: Sequence[str]) -> list[str]:
    """List what had been merged into screens that are merged themselves now."""
    return [key for key, target in rules.merge.items() if target in keys]


def _rules(slug: str) -> ScreenRules:
    store = the_store()
    return store.definition(store.study(slug)).screens


def _ruled(slug: str, rules: ScreenRules, said: str) -> ResponseReturnValue:
    """Keep rules in the study's next version, and say what that means."""
    if len(rules.merge) + len(rules.split) > MAX_RULES:
        abort(400, f"A study has at most {MAX_RULES} such rules; merge by a pattern with *.")
    store = the_store()
    definition = store.definition(store.study(slug))
    store.update_study(msgspec.structs.replace(definition, screens=rules))
    flash(said, "")
    return _back(slug)


def _is_known(store: Store, study: Study, digest: str) -> bool:
    return any(screen.digest == digest for screen in store.screens(study.id or 0))


def _which() -> tuple[str, str]:
    viewport_class = request.form.get("viewport_class", "")
    if viewport_class not in {"phone", "tablet", "desktop"}:
        abort(400, "A viewport class is phone, tablet or desktop.")
    return _name(request.form.get("key", "")), viewport_class


def _name(text: str) -> str:
    if len(text) > MAX_KEY or not text.isprintable():
        abort(400, f"A screen's name has at most {MAX_KEY} printable characters.")
    return text


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("screens.show", slug=slug), 303)
