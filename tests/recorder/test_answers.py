import io
import json
from typing import Any

import pytest
from werkzeug.exceptions import BadRequest

from recorder.answers import answered, body_of, problem, query_of, token_of
from recorder.errors import NotFoundError, RefusedError, StoreError


def asked(query: str = "", body: bytes = b"", **more: Any) -> dict[str, Any]:
    return {"QUERY_STRING": query, "wsgi.input": io.BytesIO(body)} | more


def test_an_answer_is_json_that_nobody_keeps() -> None:
    answer = answered({"a": 1})
    assert (answer.line, answer.data) == ("200 OK", b'{"a":1}')
    assert ("Cache-Control", "no-store") in answer.headers
    assert ("Vary", "Origin") in answer.headers


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RefusedError("too_large", 413, "Less."), 413, "too_large"),
        (NotFoundError("Who?"), 401, "unknown_token"),
        (StoreError("Locked."), 503, "busy"),
        (BadRequest("No."), 400, "bad_request"),
        (ZeroDivisionError(), 500, "internal"),
    ],
)
def test_every_error_is_a_whole_problem(error: Exception, status: int, code: str) -> None:
    answer = problem(error)
    said = json.loads(answer.data)
    assert (answer.status, said["status"], said["code"]) == (status, status, code)
    assert ("Content-Type", "application/problem+json") in answer.headers
    assert (("Retry-After", "2") in answer.headers) == (status == 503)
    assert "invalid" not in said


def test_what_failed_inside_is_not_told_outside() -> None:
    assert b"secret" not in problem(ValueError("secret")).data


@pytest.mark.parametrize(
    ("query", "token"),
    [("token=abc", "abc"), ("a=1&token=a-_9&b=2", "a-_9"), ("xtoken=abc", ""), ("token=a%20b", ""),
     ("token=", ""), ("", ""), ("token=" + "a" * 201, "")],
)  # fmt: skip
def test_a_token_is_plain(query: str, token: str) -> None:
    assert token_of(asked(query)) == token


def test_a_value_of_the_query_is_unquoted() -> None:
    assert query_of(asked("token=x&url=http%3A%2F%2Fx%2Fa+b"), "url") == "http://x/a b"
    assert query_of(asked(), "url") == ""


def test_a_body_is_read_to_its_length_and_no_further() -> None:
    assert body_of(asked(body=b"abcdef", CONTENT_LENGTH="3"), 10) == b"abc"
    assert body_of(asked(body=b"abc", CONTENT_LENGTH="9"), 10) == b"abc"
    assert body_of(asked(body=b"abc"), 10) == b""
    assert body_of(asked(body=b"abc", **{"wsgi.input_terminated": True}), 3) == b"abc"


def test_a_body_that_comes_in_pieces_is_read_whole() -> None:
    class Pieces(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 2))

    request = asked(CONTENT_LENGTH="5") | {"wsgi.input": Pieces(b"abcdefg")}
    assert body_of(request, 10) == b"abcde"


@pytest.mark.parametrize("more", [{"CONTENT_LENGTH": "11"}, {"wsgi.input_terminated": True}])
def test_a_body_that_is_too_large_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(RefusedError) as refused:
        body_of(asked(body=b"x" * 11, **more), 10)
    assert refused.value.code == "too_large"
