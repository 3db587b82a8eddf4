from pathlib import Path

from analyzer.material import material_of
from analyzer.pipeline import analyze_study
from fixtures.synthetic import Recording, keep
from recorder.notes import add_note
from recorder.store import Store


def test_a_stored_study_comes_with_its_people_its_notes_and_its_sessions(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        (id_,) = keep(store, Recording("P01").page(0).task(1, "buy").click(2))
        add_note(store, id_, 1_500.0, "lost", 0)
        store.invite(store.study("shop"))
        found = material_of(store, "shop", analyze_study(store, "shop"))
        assert [person.code for person in found.people] == ["P01", "P02"]
        assert [(code, note.text) for code, note in found.notes] == [("P01", "lost")]
        for _ in range(2):  # tables read the sessions as often as they need them
            assert [one.clicks.t_s.tolist() for one in found.sessions()] == [[2.0]]
