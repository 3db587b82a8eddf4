import msgspec
import pytest

from recorder.handshake import Hello, Problem, Stored


def hello(**changes: object) -> Hello:
    message = {"v": 1, "token": "t", "tracker": "0.1.0"} | changes
    return msgspec.json.decode(msgspec.json.encode(message), type=Hello)


def test_a_hello_needs_little() -> None:
    assert hello() == Hello(v=1, token="t", tracker="0.1.0")
    assert hello(origin_ms=None).origin_ms is None


@pytest.mark.parametrize(
    "changes",
    [{"token": ""}, {"token": "x" * 201}, {"tracker": "x" * 41}, {"tracker": "a\n"}, {"dpr": 0},
     {"dpr": 99}, {"width": 1e9}, {"origin_ms": 1e15}, {"v": None}],
)  # fmt: skip
def test_a_hello_out_of_bounds_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        hello(**changes)


def test_a_problem_leaves_out_what_it_does_not_have() -> None:
    said = msgspec.json.decode(msgspec.json.encode(Problem("busy", "Busy", 503, "Later.")))
    assert said == {"code": "busy", "title": "Busy", "status": 503, "detail": "Later."}


def test_an_acknowledgement_names_the_numbers() -> None:
    said = msgspec.json.encode(Stored([3], False, 5.0))
    assert said == b'{"stored":[3],"duplicate":false,"server_ms":5.0}'
