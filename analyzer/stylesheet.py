"""Style sheets as lists of rules, for the changes that scripts make to single rules.

CSS-in-JS inserts and deletes rules without touching the DOM, and a recording tells them by
their index. So a sheet's text is cut into rules, only as far as an index needs it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# What may hide a brace or a semicolon: comments, strings, escapes, and url() without quotes.
_TOKEN = re.compile(
    r"""/\*.*?(?:\*/|$)|"(?:\\.|[^"\\])*(?:"|$)|'(?:\\.|[^'\\])*(?:'|$)"""
    r"""|url\(\s*[^"'()\s][^)]*\)|\\.|[{};]""",
    re.DOTALL,
)


def split_rules(css: str) -> list[str]:
    """Cut a sheet (or the inside of a group rule) into its rules, comments left with them."""
    rules, depth, start = [], 0, 0
    for match in _TOKEN.finditer(css):
        found = match.group()
        if found == "{":
            depth += 1
        elif found == "}":
            depth = max(0, depth - 1)
        if depth == 0 and found in ("}", ";"):
            rules.append(css[start : match.end()].strip())
            start = match.end()
    rest = css[start:].strip()
    if rest and not _is_comment(rest):
        rules.append(rest)
    return [rule for rule in rules if rule != ";"]


def insert_rule(rules: list[str], rule: str, index: int | Sequence[int] | None) -> None:
    """Insert a rule as `insertRule` does; an index into groups is a list."""
    path = _path(index, 0)
    group = _open_groups(rules, path[:-1])
    if group is None:
        return
    group.insert(rule, path[-1])


def delete_rule(rules: list[str], index: int | Sequence[int]) -> None:
    """Delete a rule as `deleteRule` does."""
    path = _path(index, 0)
    group = _open_groups(rules, path[:-1])
    if group is not None:
        group.delete(path[-1])


def declare(
    rules: list[str], index: Sequence[int], name: str, value: str | None, priority: str | None
) -> None:
    """Set a declaration of a rule, or take it away where `value` is none."""
    path = _path(index, 0)
    group = _open_groups(rules, path[:-1])
    rule = group.rule(path[-1]) if group is not None else None
    if group is None or rule is None or "{" not in rule:
        return
    head, _, rest = rule.partition("{")
    body = rest.rstrip().removesuffix("}")
    kept = [part for part in split_rules(body) if part.partition(":")[0].strip() != name]
    if value is not None:
        kept.append(f"{name}: {value}{' !important' if priority else ''}")
    text = " ".join(part.rstrip(";") + ";" for part in kept)
    group.replace(path[-1], f"{head}{{ {text} }}")


class _Group:
    """The rules of a sheet or of a group rule in it, written back on every change."""

    def __init__(self, rules: list[str], owner: _Group | None = None, index: int = 0) -> None:
        self.rules = rules
        self._owner = owner
        self._index = index

    def rule(self, index: int) -> str | None:
        return self.rules[index] if 0 <= index < len(self.rules) else None

    def insert(self, rule: str, index: int) -> None:
        self.rules.insert(max(0, index), rule)
        self._write_back()

    def delete(self, index: int) -> None:
        if 0 <= index < len(self.rules):
            del self.rules[index]
            self._write_back()

    def replace(self, index: int, rule: str) -> None:
        self.rules[index] = rule
        self._write_back()

    def inner(self, index: int) -> _Group | None:
        rule = self.rule(index)
        if rule is None or "{" not in rule:
            return None
        body = rule.partition("{")[2].rstrip().removesuffix("}")
        return _Group(split_rules(body), self, index)

    def _write_back(self) -> None:
        if self._owner is not None:
            head = self._owner.rules[self._index].partition("{")[0]
            self._owner.replace(self._index, f"{head}{{ {' '.join(self.rules)} }}")


def _open_groups(rules: list[str], path: Sequence[int]) -> _Group | None:
    group: _Group | None = _Group(rules)
    for index in path:
        group = group.inner(index) if group is not None else None
    return group


def _path(index: int | Sequence[int] | None, default: int) -> list[int]:
    if index is None:
        return [default]
    if isinstance(index, int):
        return [index]
    return [part for part in index if isinstance(part, int)] or [default]


def _is_comment(text: str) -> bool:
    return text.startswith("/*") and text.endswith("*/") and text.find("*/") == len(text) - 2
