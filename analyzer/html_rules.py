"""Where HTML's parser would build another tree than the one that is written.

Scripts can build trees that no markup gives: a block in a paragraph, a row straight in a
table, a link in a link. The rules are those of "in body" and "in table" of the HTML Standard,
as far as they move or drop an element.
"""

from __future__ import annotations

from dataclasses import dataclass

VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr",
    }
)  # fmt: skip
RAW = frozenset({"style", "textarea", "title"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CLOSES_P = HEADINGS | {
    "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup",
    "hr", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table",
    "ul",
}  # fmt: skip
NOT_INTO_ITSELF = frozenset({"a", "button", "form", "nobr", "option", "optgroup", "li"})
# An item ends the item before it, unless one of these, or a list, stands between them.
ITEMS = {"li": "li", "dd": "dd", "dt": "dd"}
MARKERS = frozenset({"applet", "caption", "marquee", "object", "td", "th"})
LISTS_END = CLOSES_P - {"address", "div", "p", "li", "dd", "dt"}
TABLE_CHILDREN = {
    "table": {"caption", "colgroup", "tbody", "thead", "tfoot"},
    "tbody": {"tr"},
    "thead": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
    "colgroup": {"col"},
}
TABLE_PARTS = frozenset().union(*TABLE_CHILDREN.values()) - {"table"}
ANYWHERE = frozenset({"script", "style", "template"})
HEAD_CHILDREN = ANYWHERE | {"base", "link", "meta", "noscript", "title"}


@dataclass(frozen=True, slots=True)
class Open:
    """What is open around a place in the markup, as far as a rule asks for it."""

    parent: str | None = None
    tags: frozenset[str] = frozenset()
    is_svg: bool = False

    @property
    def is_table_frame(self) -> bool:
        """Whether only parts of a table may stand here."""
        return not self.is_svg and self.parent in TABLE_CHILDREN


def opened(tag: str, around: Open, *, is_svg: bool) -> Open:
    """Tell what is open inside an element."""
    tags = around.tags
    if is_svg or tag in MARKERS:
        tags = tags & {"form"}
    elif tag == "table":
        tags = tags & {"form", "a", "nobr"}
    elif tag == "button":
        tags = tags - {"p"}
    if tag in LISTS_END:
        tags = tags - {"li", "dd"}
    if tag in ITEMS:
        tags = tags | {ITEMS[tag]}
    elif tag in NOT_INTO_ITSELF or tag == "p":
        tags = tags | {tag}
    return Open(tag, tags, is_svg and tag.lower() not in ("foreignobject", "desc", "title"))


def parser_would_move(tag: str, around: Open) -> bool:
    """Tell whether an element, written in this place, would end up in another or nowhere."""
    if around.is_svg or around.parent in (None, "html"):
        return False
    if around.parent == "head":
        return tag not in HEAD_CHILDREN
    if around.parent in TABLE_CHILDREN:
        return tag not in TABLE_CHILDREN[around.parent] and tag not in ANYWHERE
    return (
        tag in TABLE_PARTS
        or (tag in HEADINGS and around.parent in HEADINGS)
        or (tag in CLOSES_P and "p" in around.tags)
        or (ITEMS.get(tag) or tag) in around.tags & (NOT_INTO_ITSELF | {"dd"})
    )
