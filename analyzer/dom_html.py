"""A recorded page written out as static HTML: nothing in it runs, and it names no server anew.

What HTML's parser would not rebuild as it was (a table in a paragraph, a link in a link) is
put into a `<template data-thinkaloud-wrap>`, which no parser rule reaches into; the renderer
takes the wrapping off. It also opens modal dialogs (`data-thinkaloud-modal`) and popovers
(`data-thinkaloud-popover`) and scrolls inner scrollers (`data-thinkaloud-scroll`), as markup can
say none of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from analyzer.dom import Mirror
from analyzer.dom_node import DOCTYPE, DOCUMENT, ELEMENT, TEXT, Node, css_of
from analyzer.html_rules import RAW, VOID, Open, opened, parser_would_move
from analyzer.safe_attributes import safe_attributes
from recorder.assets import normal_url

EMPTIED = {"script": "display:none!important", "noscript": "display:none!important"}
BOXES = {"object", "embed", "applet", "portal", "fencedframe"}  # content that is never loaded
AS_DIV = {"frame", "frameset", "plaintext", "xmp", "noembed", "noframes", "listing"}
MAX_FRAMES_DEEP = 5
_TAG = re.compile(r"[a-z][a-z0-9._:-]*", re.IGNORECASE)
# Scripts off, no element is ever defined. The stand-in weighs the same in the cascade.
_DEFINED = re.compile(r":defined(?![\w-])", re.IGNORECASE)
_STAND_IN = ":not([data-thinkaloud-undefined])"
_PICTURE = re.compile(r"data:image/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]*")


@dataclass(frozen=True, slots=True)
class StaticPage:
    """A page to be drawn: its markup and what it was shown in."""

    html: str
    url: str
    width: float  # viewport, CSS px
    height: float


def static_page(mirror: Mirror) -> StaticPage:
    """Write a mirror's page as it stands now.

    Parameters
    ----------
    mirror
        With a document.

    Raises
    ------
    ValueError
        If the mirror has seen no snapshot yet.
    """
    if mirror.document is None:
        raise ValueError("no snapshot was applied yet")
    html = _Writer(mirror).document(mirror.document, depth=0)
    return StaticPage(
        # A lone half of a surrogate pair cannot be sent.
        html=html.encode("utf-8", "replace").decode(),
        url=mirror.url,
        width=mirror.width,
        height=mirror.height,
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes nodes; holds what all of them share."""

    mirror: Mirror

    def document(self, document: Node, depth: int) -> str:
        """Write a document, with its adopted sheets and added fonts at the head's end."""
        extra = "".join(self.mirror.fonts) + self._adopted_css(document)
        out: list[str] = []
        # What is to be written next stands last. No recursion: a forged tree may be deep.
        todo: list[tuple[Node, Open] | str] = [
            (child, Open()) for child in reversed(document.children)
        ]
        while todo:
            item = todo.pop()
            if isinstance(item, str):
                out.append(item)
                continue
            node, around = item
            if node.type == DOCTYPE:
                out.append(f"<!DOCTYPE {node.text}>")
            elif node.type == TEXT:
                out.append(_text(node, around))
            elif node.type == ELEMENT:
                todo += reversed(self._element(node, around, depth, extra))
        return "".join(out)

    def _element(
        self, node: Node, around: Open, depth: int, extra: str
    ) -> list[tuple[Node, Open] | str]:
        """Give an element's parts in the order of the markup."""
        tag, attributes = _shape(node, around)
        if tag is None:
            return []
        wraps = parser_would_move(tag, around)
        inner = opened(tag, Open() if wraps else around, is_svg=node.is_svg)
        parts: list[tuple[Node, Open] | str] = ["<template data-thinkaloud-wrap>"] if wraps else []
        if node.tag == "iframe":
            attributes |= {"srcdoc": self._frame(node, depth), "sandbox": ""}
        parts.append(_start(tag, attributes))
        if tag in VOID and not node.is_svg:
            pass
        elif tag in RAW:
            parts += [_raw(tag, node), f"</{tag}>"]
        elif node.tag in EMPTIED or node.tag in BOXES or node.tag in ("iframe", "canvas"):
            parts.append(f"</{tag}>")
        else:
            parts += self._shadow(node)
            parts += [(child, inner) for child in node.children if not child.in_shadow]
            if tag == "head" and extra:
                parts.append(_style(extra))
            parts.append(f"</{tag}>")
        return [*parts, "</template>"] if wraps else parts

    def _shadow(self, host: Node) -> list[tuple[Node, Open] | str]:
        inside = [child for child in host.children if child.in_shadow]
        if not inside and not host.adopted:
            return []
        css = self._adopted_css(host)
        return [
            '<template shadowrootmode="open">',
            *((child, Open()) for child in inside),
            _style(css) if css else "",
            "</template>",
        ]

    def _frame(self, frame: Node, depth: int) -> str:
        documents = [child for child in frame.children if child.type == DOCUMENT]
        if documents and depth < MAX_FRAMES_DEEP:
            return self.document(documents[0], depth + 1)
        source = frame.attributes.get("rr_src", "")
        if not source:
            return ""
        # A frame of another site cannot be recorded from this one: say so where it stood.
        return (
            '<body style="margin:0;height:100vh;display:grid;place-items:center;font:13px '
            'sans-serif;color:#666;background:#eee">Frame of '
            f"{escape(urlsplit(normal_url(source) or '').hostname or 'another site')}, not recorded"
        )

    def _adopted_css(self, node: Node) -> str:
        return "\n".join("\n".join(self.mirror.sheets.get(id_, ())) for id_ in node.adopted)


def _shape(node: Node, around: Open) -> tuple[str | None, dict[str, str]]:
    """Choose the tag and attributes that stand for an element in a page where nothing runs."""
    tag = node.tag if _TAG.fullmatch(node.tag) else "div"
    raw = node.attributes
    attributes = safe_attributes(tag, raw)
    if "rr_width" in raw or "rr_height" in raw:
        # An ignored element: only its size is known. Beside the body stands our own panel.
        if around.parent in (None, "html"):
            return None, {}
        size = f"width:{raw.get('rr_width', '0')};height:{raw.get('rr_height', '0')}"
        attributes["style"] = f"{size};box-sizing:border-box"
    if "-" in tag and not node.is_custom and not node.is_svg:
        attributes["data-thinkaloud-undefined"] = ""
    if node.scroll != (0.0, 0.0):
        attributes["data-thinkaloud-scroll"] = f"{node.scroll[0]:g} {node.scroll[1]:g}"
    if "data-ta-open" in raw:
        attributes["data-thinkaloud-popover"] = ""
    if tag == "link":
        return _link(node, attributes)
    if tag == "dialog" and raw.get("rr_open_mode") == "modal" and "open" in attributes:
        del attributes["open"]
        attributes["data-thinkaloud-modal"] = ""
    elif tag == "canvas":
        _add_style(attributes, f'content:url("{_canvas_picture(raw)}")')
    elif tag == "img" and _PICTURE.fullmatch(raw.get("rr_dataURL", "")):
        attributes["src"] = raw["rr_dataURL"]
        attributes.pop("srcset", None)
    elif tag in EMPTIED:
        attributes = {key: value for key, value in attributes.items() if key in ("id", "class")}
        attributes |= {"type": "text/plain", "style": EMPTIED[tag]}
    elif tag in BOXES:
        width, height = (raw.get(key, one) for key, one in (("width", "300"), ("height", "150")))
        _add_style(attributes, f"display:inline-block;width:{width}px;height:{height}px")
        tag = "span"
    elif tag in AS_DIV or (tag in ("html", "head", "body") and not _is_in_place(tag, around)):
        tag = "div"
    return tag, attributes


def _link(node: Node, attributes: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Keep what styles the page; preloads, icons and manifests only reach for the network."""
    if css_of(node):
        return "style", {k: v for k, v in attributes.items() if k in ("id", "class", "media")}
    if "stylesheet" in attributes.get("rel", "").lower().split():
        return "link", attributes
    return "link", {k: v for k, v in attributes.items() if k in ("id", "class")}


def _is_in_place(tag: str, around: Open) -> bool:
    return around.parent == (None if tag == "html" else "html")


def _canvas_picture(attributes: dict[str, str]) -> str:
    """Give a canvas's pixels, or an empty picture of its size: scripts off, it has no box."""
    picture = attributes.get("rr_dataURL", "")
    if _PICTURE.fullmatch(picture):
        return picture
    width, height = (
        value if (value := attributes.get(key, "")).isdecimal() else default
        for key, default in (("width", "300"), ("height", "150"))
    )
    return (
        "data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 "
        f"width=%27{width}%27 height=%27{height}%27/%3E"
    )


def _add_style(attributes: dict[str, str], css: str) -> None:
    own = attributes.get("style", "").rstrip("; ")
    attributes["style"] = f"{own};{css}" if own else css


def _start(tag: str, attributes: dict[str, str]) -> str:
    parts = [f'{name}="{escape(value)}"' for name, value in attributes.items()]
    return f"<{' '.join([tag, *parts])}>"


def _text(node: Node, around: Open) -> str:
    if around.parent in (None, "html", "head") and node.text.strip():
        return ""
    text = escape(node.text, quote=False)
    if around.parent in ("pre", "textarea"):
        text = text.replace("\n", "&#10;")  # the parser drops a first line break
    if around.is_table_frame and node.text.strip():
        return f"<template data-thinkaloud-wrap>{text}</template>"
    return text


def _raw(tag: str, node: Node) -> str:
    """Write the inside of an element whose text the parser does not read as markup."""
    if tag == "style":
        return _css_text(css_of(node))
    text = "".join(child.text for child in node.children if child.type == TEXT)
    if tag == "textarea":
        text = node.attributes.get("value", text)
        return "&#10;" * text.startswith("\n") + escape(text, quote=False)
    return escape(text, quote=False)


def _style(css: str) -> str:
    return f"<style>{_css_text(css)}</style>"


def _css_text(css: str) -> str:
    # In CSS a backslash before a slash changes nothing; in HTML it hides the end tag.
    css = re.sub(r"</(?=style)", r"<\\/", css, flags=re.IGNORECASE)
    return _DEFINED.sub(_STAND_IN, css)
