import re
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fixtures import batches
from recorder.decoding import decoder
from recorder.definition import Capture, StudyDefinition, TaskDefinition, parse_study, slug_of
from recorder.errors import StudyError

DOCS = Path(__file__).resolve().parents[2] / "docs" / "studies.md"


def test_a_study_is_read_with_its_defaults() -> None:
    study = parse_study(batches.STUDY, "other")
    assert (study.slug, study.start, study.locale, study.protocol) == (
        "checkout", "/", "en", "concurrent"
    )  # fmt: skip
    assert [(task.id, task.success.kind, task.success.value) for task in study.tasks] == [
        ("find", "url", "/lamp*"), ("buy", "moderator", None)
    ]  # fmt: skip
    assert study.tasks[0].ends_on_goal


def test_a_study_without_a_slug_takes_the_files_name() -> None:
    text = batches.STUDY.replace("slug: checkout\n", "")
    assert parse_study(text, "Mein Warenkorb_2").slug == "mein-warenkorb-2"
    assert slug_of("Größe!") == "groe"
    assert slug_of("結帳") == "study"


def test_json_is_read_too() -> None:
    study = parse_study(batches.STUDY, "x")
    assert parse_study(msgspec.json.encode(study).decode(), "x") == study


def one(change: str) -> str:
    return batches.STUDY + change


EACH = "{questionnaire: seq, when: after_task}"
SEQ = "{{questionnaire: seq, when: after_task, tasks: [{}]}}"


def asking(*asks: str) -> str:
    return one("questionnaires:\n" + "".join(f"  - {ask}\n" for ask in asks))


def test_one_questionnaire_may_be_asked_after_each_task_and_at_the_end() -> None:
    study = parse_study(
        asking("{questionnaire: csat, when: after_task}", "{questionnaire: csat}"), "x"
    )
    assert [ask.when for ask in study.questionnaires] == ["after_task", "after_study"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "a mapping"),
        ("- a", "a mapping"),
        ("title: [", "not valid YAML"),
        ("a: \0", "not valid YAML"),
        ("{" * 5_000, "not valid YAML"),
        ("title: X", "missing required field `tasks`"),
        ("title: X\ntasks: []", "tasks"),
        (one("titel: Y\n"), "unknown field `titel`"),
        (one("locale: no\n"), "locale: Expected `str`, got `bool`"),
        (one("locale: english please\n"), "locale"),
        (one("protocol: loud\n"), "protocol"),
        (one("origins: ['https://x/']\n"), "not an origin"),
        (one('origins: ["https://x\\n"]\n'), "not an origin"),
        (one("start: 'javascript:alert(1)'\n"), "start: give a path"),
        (asking("{questionnaire: suss}"), "0..questionnaire: there is no `suss`. Try: sus"),
        (asking("{questionnaire: SUS}"), "questionnaires.0..questionnaire"),
        (asking(SEQ.format("fnd")), "0..tasks: there is no task `fnd`. Try: find"),
        (asking("{questionnaire: sus, tasks: [find]}"), "0..tasks: after the study"),
        (asking("{questionnaire: nps, choices: [Price, Price]}"), "questionnaires.0..choices"),
        (asking(EACH, SEQ.format("buy")), "1.: `seq` is asked twice after the task `buy`"),
        (asking(SEQ.format("buy, buy")), "`seq` is asked twice after the task `buy`"),
        (asking("{questionnaire: sus}", "{questionnaire: sus}"), "twice after the study"),
        (one("start: 'http://[x'\n"), "start: give a path"),
        (one("thresholds: {a: .nan}\n"), "thresholds.a"),
        (one("thresholds: {a: b}\n"), "thresholds"),
        (one("1: 2\n"), "Expected `str`"),
        (one('thanks: "a\\0b"\n'), "NUL"),
        (batches.STUDY.replace("id: buy", "id: find"), r"tasks\[1\].id: `find` stands twice"),
        (batches.STUDY.replace("id: buy", "id: B U Y"), r"tasks\[1\].id"),
        (batches.STUDY.replace("{moderator: true}", "{}"), r"tasks\[1\].success: give exactly one"),
        (batches.STUDY.replace("{moderator: true}", "{url: /a, event: b}"), "exactly one"),
        (batches.STUDY.replace("title: Buy it", "title: 2024-01-01"), r"tasks\[1\].title"),
        (batches.STUDY.replace("    success: {mod", "    time_limit_s: .inf\n    success: {mod"),
         "time_limit_s"),
        (batches.STUDY.replace("    success: {mod", "    time_limit_s: -5\n    success: {mod"),
         "time_limit_s"),
        (batches.STUDY.replace("slug: checkout", "slug: No Good"), "slug"),
        ("x" * 1_000_001, "at most"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(text: str, expected: str) -> None:
    with pytest.raises(StudyError, match=expected) as told:
        parse_study(text, "default")
    assert "\n" not in str(told.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=9) | st.integers(), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(StudyDefinition.__struct_fields__), VALUES, max_size=4))
def test_any_yaml_is_a_study_or_a_study_error(changes: dict[str, object]) -> None:
    text = yaml.safe_dump(yaml.safe_load(batches.STUDY) | changes, allow_unicode=True)
    try:
        study = parse_study(text, "x")
    except StudyError:
        return
    # As the store reads it: JSON may hold characters, such as DEL, that YAML has to escape.
    assert decoder(StudyDefinition).decode(msgspec.json.encode(study)) == study


def test_the_documents_example_is_a_study_and_names_every_field() -> None:
    text = DOCS.read_text()
    found = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert found is not None
    written = yaml.safe_load(found[1])
    parse_study(found[1], "x")
    for kind, given_ in (
        (StudyDefinition, written),
        (TaskDefinition, written["tasks"][0]),
        (Capture, written["capture"]),
    ):
        assert set(kind.__struct_fields__) == set(given_)
        for name in kind.__struct_fields__:
            assert f"| `{name}` |" in text
