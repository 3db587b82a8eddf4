from typing import Any

from analyzer.dom_node import Node
from analyzer.imported_typing import PAUSE_MS, Typing, is_told_again
from recorder.protocol import Anchor, InputEvent

ANCHOR = Anchor(tag="input", path="input", box=(0, 0, 0, 0))


def _node(id_: int = 1, tag: str = "input", **attributes: str) -> Node:
    return Node(id=id_, type=2, tag=tag, attributes=attributes)


def _spells(*changes: tuple[float, Node, dict[str, Any]]) -> list[InputEvent]:
    typing = Typing()
    made = []
    for t, node, data in changes:
        made += typing.add({"t": t, "page": "p", "screen": "/"}, node, ANCHOR, data)
    made += typing.end()
    return [event for event in made if isinstance(event, InputEvent)]


def test_changes_of_one_field_are_one_spell_until_a_rest() -> None:
    field = _node()
    spells = _spells((0, field, {"text": "a"}), (500, field, {"text": "ab"}),
                     (501 + PAUSE_MS, field, {"text": "abc"}))  # fmt: skip
    assert [(one.keys, one.length, one.duration_ms) for one in spells] == [
        (2, 2, 500.0),
        (1, 3, 0.0),
    ]


def test_another_field_ends_the_spell() -> None:
    assert len(_spells((0, _node(1), {"text": "a"}), (1, _node(2), {"text": "b"}))) == 2


def test_of_a_password_not_even_the_length_is_told() -> None:
    (spell,) = _spells((0, _node(type="password"), {"text": "secret"}))
    assert spell.length == 0


def test_a_choice_is_a_spell_of_its_own() -> None:
    (spell,) = _spells((0, _node(type="checkbox"), {"text": "on", "isChecked": True}))
    assert (spell.field, spell.is_checked, spell.length) == ("checkbox", True, 0)


def test_what_the_page_shows_already_is_told_again() -> None:
    assert is_told_again(_node(value="a"), {"text": "a"})
    assert not is_told_again(_node(value="a"), {"text": "ab"})
    assert is_told_again(_node(type="checkbox", checked=""), {"isChecked": True})
    assert not is_told_again(_node(type="checkbox"), {"isChecked": True})
    assert is_told_again(_node(type="radio", checked=""), {"isChecked": False})


def test_an_option_that_was_chosen_before_is_told_again() -> None:
    select = _node(tag="select")
    select.children = [_node(2, "option", value="a", selected=""), _node(3, "option", value="b")]
    assert is_told_again(select, {"text": "a"})
    assert not is_told_again(select, {"text": "b"})


def test_without_a_change_there_is_no_spell() -> None:
    assert Typing().end() == []
