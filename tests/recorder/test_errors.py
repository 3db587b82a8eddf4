import inspect

from recorder import errors


def test_all_errors_of_ours_stand_under_one_base_and_in_the_tree() -> None:
    ours = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if kind.__module__ == errors.__name__ and kind is not errors.ThinkaloudError
    ]
    assert len(ours) >= 6
    for kind in ours:
        assert issubclass(kind, errors.ThinkaloudError)
        assert f"x {kind.__name__} " in (errors.__doc__ or "")


def test_a_refusal_carries_what_a_program_needs() -> None:
    error = errors.RefusedError("seq_conflict", 409, "Another body.", [1, 2])
    assert (error.code, error.status, error.invalid) == ("seq_conflict", 409, [1, 2])
    assert str(error) == error.detail == "Another body."
