from pathlib import Path

import pytest

from fixtures.synthetic import definition
from recorder.errors import StudyError
from recorder.groups import assign, checked
from recorder.store import Store


def test_a_participant_is_put_into_groups_and_taken_out(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        study = store.add_study(definition())
        person = store.invite(study, "P01")
        assign(store, person, variant=" B ", segment="experts")
        kept = store.participants(study)[0]
        assert (kept.variant, kept.segment) == ("B", "experts")
        assign(store, kept, variant="", segment=None)
        kept = store.participants(study)[0]
        assert (kept.variant, kept.segment) == (None, None)


def test_a_result_is_stale_once_somebody_is_in_another_group(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        study = store.add_study(definition())
        person = store.invite(study, "P01")
        before = store.state(study)
        assign(store, person, variant="B", segment=None)
        after = store.state(study)
        assert before != after
        assign(store, person, variant=None, segment=None)
        assert store.state(study) == before


@pytest.mark.parametrize("name", ["a,b", "x" * 61, "line\nbreak", "\x1b[31m"])
def test_a_name_that_no_list_could_show_is_refused(name: str) -> None:
    with pytest.raises(StudyError, match="without a comma"):
        checked("variant", name)


def test_nothing_but_spaces_is_no_name() -> None:
    assert checked("variant", "  ") is None
    assert checked("segment", None) is None
