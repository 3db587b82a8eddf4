"""Changes of a field put together to spells of editing: their length and timing, not the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analyzer.dom_node import Node
from recorder.protocol import Anchor, Event, InputEvent

PAUSE_MS = 4_000.0  # a longer rest ends a spell, as in the tracker (input.ts)
_CHOICES = frozenset({"checkbox", "radio"})


@dataclass(slots=True)
class _Spell:
    node: int
    stamp: dict[str, Any]
    anchor: Anchor
    field: str
    last_t: float
    length: int
    was_filled: bool
    is_checked: bool | None
    keys: int = 1
    deletions: int = 0


class Typing:
    """The spell of editing that is under way."""

    def __init__(self) -> None:
        self._spell: _Spell | None = None

    def add(
        self, stamp: dict[str, Any], node: Node, anchor: Anchor, data: Mapping[str, Any]
    ) -> list[Event]:
        """Take a change of a field; returns the spell that it ends, if it ends one."""
        t = float(stamp["t"])
        kind = node.attributes.get("type", "text") if node.tag == "input" else node.tag
        is_choice = kind in _CHOICES
        length = 0 if is_choice or kind == "password" else len(str(data.get("text") or ""))
        now = self._spell
        if now is not None and now.node == node.id and t - now.last_t <= PAUSE_MS and not is_choice:
            now.keys += 1
            now.deletions += length < now.length
            now.last_t, now.length = t, length
            return []
        ended = self.end()
        self._spell = _Spell(
            node=node.id,
            stamp=stamp,
            anchor=anchor,
            field=kind[:32],
            last_t=t,
            length=length,
            was_filled=bool(node.attributes.get("value")) and not is_choice,
            is_checked=data.get("isChecked") is True if is_choice else None,
        )
        return ended

    def end(self) -> list[Event]:
        """End the spell, if there is one."""
        spell, self._spell = self._spell, None
        if spell is None:
            return []
        begun = float(spell.stamp["t"])
        return [
            InputEvent(
                **spell.stamp, anchor=spell.anchor, field=spell.field, length=spell.length,
                duration_ms=max(0.0, spell.last_t - begun), keys=spell.keys,
                deletions=spell.deletions, was_filled=spell.was_filled,
                is_checked=spell.is_checked,
            )
        ]  # fmt: skip


def is_told_again(node: Node, data: Mapping[str, Any]) -> bool:
    """Tell whether an input event says what the mirror knows already.

    Recorders tell the state of fields anew after a snapshot, and of a group of radio buttons
    each one that has lost its mark.
    """
    kind = node.attributes.get("type", "")
    is_checked = data.get("isChecked") is True
    if kind == "radio" and not is_checked:
        return True
    if kind in _CHOICES:
        return is_checked == ("checked" in node.attributes)
    if node.tag == "select":
        return str(data.get("text") or "") in _chosen(node)
    return str(data.get("text") or "") == node.attributes.get("value", "")


def _chosen(select: Node) -> set[str]:
    stack, values = list(select.children), []
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        if node.tag == "option":
            text = "".join(child.text for child in node.children).strip()
            values.append(("selected" in node.attributes, node.attributes.get("value", text)))
    return {value for is_selected, value in values if is_selected}
