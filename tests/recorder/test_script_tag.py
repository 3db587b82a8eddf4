import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.script_tag import TAG, charset_of, wants_tag, with_tag

T = TAG.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<!doctype html><html><head>", b"<meta charset=utf-8><script>first()</script>"),
        (b"<!DOCTYPE html>\n<HTML lang='en'>\n<HEAD data-x='a>b'>", b"<title>x</title>"),
        (b"<!-- <head> --><!doctype html><html>\n<head>", b"</head>"),
        (
            b'<!doctype html PUBLIC "-//W3C" "http://x>y"><html xmlns="a"><head>',
            b"",
        ),
        (b'<?xml version="1.0"?><html><head>', b""),
        (b"<!doctype html>\n", b"<title>no head</title><p>text"),
        (b"<!doctype html><html>", b"<header><p>x</header>"),
        (b"<!doctype html><html>", b"<body><script>first()</script>"),
        (b"", b"<p>a fragment"),
        (b"", b"plain words <head>"),
        (b"", b""),
        (codecs.BOM_UTF8 + b"<html><head>", b"<title>\xc3\xa4</title>"),
        (b"<html><head>", b"<title>\xe4 in latin-1</title>"),
    ],
)
def test_the_tag_stands_first_in_the_head(before: bytes, after: bytes) -> None:
    assert with_tag(before + after) == before + T + after


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_a_wide_encoding_is_kept(mark: bytes, encoding: str) -> None:
    html = "<html><head><title>ä</title>"
    found = with_tag(mark + html.encode(encoding))
    assert found == mark + html.replace("<head>", f"<head>{TAG}").encode(encoding)


@given(st.binary(max_size=300) | st.text("<!->hdea tml\"' ", max_size=80).map(str.encode))
def test_nothing_else_is_changed(html: bytes) -> None:
    if html[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return
    assert with_tag(html).replace(T, b"", 1) == html


def test_a_long_comment_costs_no_time() -> None:
    html = b"<!--" * 50_000 + b"<html " * 50_000
    assert T in with_tag(html)


def test_only_a_page_that_is_shown_gets_the_tag() -> None:
    assert wants_tag(None)
    assert wants_tag("document")
    assert wants_tag("iframe")
    assert not wants_tag("empty")
    assert not wants_tag("document", "Attachment; filename=x.html")


def test_a_charset_is_named_only_where_the_document_does_not() -> None:
    assert charset_of("<p>ä".encode()) == "utf-8"
    assert charset_of(b"<p>\xe4") is None
    assert charset_of(b"<meta charset=latin-1><p>") is None
    assert charset_of(b"<meta http-equiv=content-type content='text/html;charset=x'>") is None
    assert charset_of(codecs.BOM_UTF8 + b"<p>") is None
