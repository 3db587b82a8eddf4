from __future__ import annotations

from typing import Any

import pytest

from analyzer.dom import Mirror
from analyzer.dom_html import static_page
from fixtures.studio import change, document, element, mirror, snapshot, still, text

PIXEL = "data:image/png;base64,iVBORw0KGgo="


def body(*nodes: Any) -> str:
    return still(*nodes).html.partition("<body>")[2].removesuffix("</body></html>")


def head(*nodes: Any) -> str:
    return still(head=nodes).html.partition("<head>")[2].partition("</head>")[0]


def test_without_a_snapshot_there_is_nothing_to_write() -> None:
    with pytest.raises(ValueError, match="no snapshot"):
        static_page(Mirror())


def test_a_page_keeps_its_doctype_and_its_texts() -> None:
    html = still("5 < 6 & “seven”").html
    assert html.startswith("<!DOCTYPE html><html><head></head><body>5 &lt; 6 &amp; “seven”")


def test_an_old_doctype_is_kept_as_it_decides_the_layout() -> None:
    page = document()
    page["childNodes"][0] |= {"publicId": "-//W3C//DTD HTML 4.01 Transitional//EN"}
    html = static_page(mirror(*snapshot(page))).html
    assert html.startswith('<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">')


def test_a_forged_doctype_makes_no_elements() -> None:
    page = document()
    page["childNodes"][0] |= {"name": "html><img src=x>"}
    assert static_page(mirror(*snapshot(page))).html.startswith("<!DOCTYPE html><html>")


def test_attributes_cannot_break_out_of_their_quotes() -> None:
    assert body(element("p", title='"><img src=x>')) == (
        '<p title="&quot;&gt;&lt;img src=x&gt;"></p>'
    )


def test_a_forged_tag_name_makes_no_other_element() -> None:
    assert body(element("p><script", "x")) == "<div>x</div>"


@pytest.mark.parametrize("tag", ["script", "noscript"])
def test_scripts_keep_their_place_but_not_their_content(tag: str) -> None:
    html = body(element(tag, "alert(1)", src="http://x/", id="s"))
    assert html == f'<{tag} id="s" type="text/plain" style="display:none!important"></{tag}>'


def test_a_sheet_cannot_end_its_element() -> None:
    html = body(element("style", "a::after { content: '</style><img src=x>' }"))
    assert "<img" not in html.partition("</style>")[2]
    assert r"<\/style>" in html


def test_a_linked_sheet_whose_text_was_recorded_is_written_in_place() -> None:
    link = element("link", id="main", media="print", _cssText="a { top: 0 }")
    assert head(link) == '<style id="main" media="print">a { top: 0 }</style>'


def test_a_linked_sheet_without_text_is_asked_for() -> None:
    assert head(element("link", rel="stylesheet", href="http://x/a.css")) == (
        '<link rel="stylesheet" href="http://x/a.css">'
    )


@pytest.mark.parametrize("rel", ["preload", "preconnect", "icon", "manifest", "prefetch", ""])
def test_other_links_name_no_address(rel: str) -> None:
    assert head(element("link", rel=rel, href="http://x/", id="l")) == '<link id="l">'


def test_shadow_roots_are_declared_before_the_light_children() -> None:
    host = element("x-card", element("p", "inside", shadow=True), "light")
    assert '<template shadowrootmode="open"><p>inside</p></template>light' in body(host)


def test_adopted_sheets_stand_at_the_end_of_their_shadow_root() -> None:
    host = element("x-card", element("p", shadow=True))
    rules = [{"rule": ":host { top: 0 }", "index": 0}]
    made = mirror(
        *snapshot(document(host)),
        change(15, id=host["id"], styleIds=[4], styles=[{"styleId": 4, "rules": rules}]),
    )
    assert "<p></p><style>:host { top: 0 }</style></template>" in static_page(made).html


def test_what_was_never_defined_is_told_apart_from_what_was() -> None:
    defined = element("x-yes") | {"isCustom": True}
    html = still(element("style", "a:not(:defined) {}"), defined, element("x-no")).html
    assert "a:not(:not([data-thinkaloud-undefined])) {}" in html
    assert "<x-yes></x-yes>" in html
    assert '<x-no data-thinkaloud-undefined="">' in html


def test_a_frame_carries_its_document_and_runs_nothing() -> None:
    frame = element("iframe", document(element("p", '"x"')), width="300")
    html = body(frame)
    assert html.startswith('<iframe width="300" srcdoc="&lt;!DOCTYPE html&gt;')
    assert 'sandbox=""></iframe>' in html
    assert "&amp;quot;x&amp;quot;" not in html


def test_a_frame_of_another_site_says_whose_it_is() -> None:
    assert "Frame of pay.test, not recorded" in body(element("iframe", rr_src="https://pay.test/a"))
    assert "Frame of another site, not" in body(element("iframe", rr_src="https://[pay"))


def test_frames_in_frames_end_somewhere() -> None:
    frame = element("iframe")
    for _ in range(20):
        frame = element("iframe", document(frame))
    assert len(body(frame)) < 100_000


def test_a_canvas_is_a_picture_of_its_pixels_or_of_its_size() -> None:
    assert f"content:url(&quot;{PIXEL}&quot;)" in body(element("canvas", rr_dataURL=PIXEL))
    html = body(element("canvas", width="40", height="x"))
    assert "width=%2740%27 height=%27150%27" in html.replace("&#x27;", "'")


def test_a_canvas_cannot_smuggle_in_an_address() -> None:
    html = body(element("canvas", rr_dataURL='data:image/png;base64,"),url(http://x/'))
    assert "http://x/" not in html


def test_an_ignored_element_keeps_its_room() -> None:
    html = body(element("div", rr_width="30px", rr_height="20px", class_="secret"))
    assert html == '<div class="secret" style="width:30px;height:20px;box-sizing:border-box"></div>'


def test_an_ignored_element_beside_the_body_is_our_own_panel_and_is_left_out() -> None:
    page = document("x")
    page["childNodes"][1]["childNodes"].append(element("div", rr_width="300px", rr_height="90px"))
    assert "300px" not in static_page(mirror(*snapshot(page))).html


def test_a_modal_dialog_is_opened_by_the_renderer_and_others_by_their_attribute() -> None:
    assert body(element("dialog", "x", open="", rr_open_mode="modal")) == (
        '<dialog data-thinkaloud-modal="">x</dialog>'
    )
    assert body(element("dialog", "x", open="", rr_open_mode="non-modal")) == (
        '<dialog open="">x</dialog>'
    )


def test_an_open_popover_is_opened_by_the_renderer() -> None:
    html = body(element("div", popover="", data_ta_open=""))
    assert "data-thinkaloud-popover" in html


def test_inner_scrollers_keep_their_offset() -> None:
    assert body(element("div", rr_scrollTop=40)) == '<div data-thinkaloud-scroll="0 40"></div>'


def test_typed_text_is_shown_in_fields_and_text_areas() -> None:
    assert body(element("input", value="***")) == '<input value="***">'
    assert body(element("textarea", value="\n**<")) == (
        '<textarea value="\n**&lt;">&#10;\n**&lt;</textarea>'
    )


def test_a_first_line_break_in_preformatted_text_survives_the_parser() -> None:
    assert body(element("pre", "\nx")) == "<pre>&#10;x</pre>"


def test_plug_ins_become_empty_boxes_of_their_size() -> None:
    html = body(element("object", element("img", src="x"), data="http://x/", width="90"))
    assert html == ('<span width="90" style="display:inline-block;width:90px;height:150px"></span>')


def test_text_straight_in_a_table_is_wrapped() -> None:
    assert body(element("table", "x")) == (
        "<table><template data-thinkaloud-wrap>x</template></table>"
    )


def test_comments_and_data_sections_are_left_out() -> None:
    comment = {"type": 5, "textContent": "--><img src=x>", "id": 990}
    assert body(comment, {"type": 4, "textContent": "", "id": 991}, text("x")) == "x"


def test_half_an_emoji_is_replaced() -> None:
    assert "\ufffd" in body("\ud83d") or "?" in body("\ud83d")
    body("\ud83d").encode()
