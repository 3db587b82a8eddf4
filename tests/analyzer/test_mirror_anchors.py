from analyzer.dom_node import Node
from analyzer.mirror_anchors import Anchors, is_interactive, text_hash
from fixtures.studio import document, element, mirror, snapshot
from recorder.protocol import Anchor


def _anchor(page: dict[str, object], hit: dict[str, object]) -> Anchor:
    made = mirror(*snapshot(page))
    node = made.node(hit["id"])
    assert isinstance(node, Node)
    return Anchors(made).anchor(node, 5.0, 6.0)


def test_the_nearest_interactive_ancestor_is_the_element() -> None:
    inner = element("span", "Buy now")
    anchor = _anchor(document(element("button", inner, id="buy")), inner)
    assert (anchor.tag, anchor.key, anchor.label, anchor.role) == (
        "button", "#buy", "Buy now", "button",
    )  # fmt: skip
    assert anchor.interactive
    assert anchor.box == (5.0, 6.0, 0.0, 0.0)


def test_without_a_key_the_path_leads_from_the_nearest_ancestor_that_has_one() -> None:
    second = element("a", "Two", href="/2")
    items = [element("li", element("a", "One", href="/1")), element("li", second)]
    anchor = _anchor(document(element("ul", *items, id="list")), second)
    assert anchor.key is None
    assert anchor.path == "#list > li:nth-of-type(2) > a"
    assert anchor.text == text_hash("Two")


def test_a_key_that_two_elements_have_is_none() -> None:
    one, two = element("button", "A", id="same"), element("button", "B", id="same")
    assert _anchor(document(one, two), one).key is None


def test_test_ids_come_before_ids_and_generated_ids_do_not_count() -> None:
    named = element("button", "A", id="a", data_testid="pay")
    counted = element("button", "B", id="ember1234")
    page = document(named, counted)
    assert _anchor(page, named).key == '[data-testid="pay"]'
    assert _anchor(page, counted).key is None


def test_fields_have_their_names_and_choices_their_values() -> None:
    field = element("input", name="city", placeholder="City")
    choice = element("input", name="pay", type="radio", value="card")
    page = document(field, choice)
    assert _anchor(page, field).key == 'input[name="city"]'
    assert _anchor(page, field).label == "City"
    assert _anchor(page, choice).key == 'input[name="pay"][value="card"]'


def test_an_element_in_a_shadow_root_is_named_through_its_host() -> None:
    inner = element("button", "Go", shadow=True, id="go")
    host = element("x-box", inner, id="host")
    page = document(host)
    assert _anchor(page, inner).key == "#host >>> #go"


def test_the_hash_is_the_trackers() -> None:
    assert text_hash("") is None
    # FNV-1a of "a", from the algorithm's own published test vectors.
    assert text_hash("A") == text_hash("a") == "e40c292c"


def test_what_takes_part_in_interaction() -> None:
    def made(tag: str, **attributes: str) -> bool:
        return is_interactive(Node(id=1, type=2, tag=tag, attributes=attributes))

    assert made("a", href="/")
    assert made("div", role="tab")
    assert made("div", tabindex="0")
    assert not made("a")
    assert not made("div")
    assert not made("input", type="hidden")
