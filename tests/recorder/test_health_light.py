from dataclasses import replace

import pytest

from recorder.health_light import OTHER_VERSION, Light, Measured, findings, light_of

WHOLE = Measured(
    stored=100, emitted=100, batches=40, replay_batches=20, missing=0, missing_replay=0, awaited=0,
    gaps_s=(), duplicates=0, damaged=0, recorder="full", documents=4, snapshots=4, gave_way=0,
    dropped=0, recovered=0, guarded_errors=0, tracker="0.1.0", is_closed=True, has_replay=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "light"),
    [
        ({}, "good"),
        ({"missing": 2, "gaps_s": (29.9,)}, "gaps"),
        ({"missing": 3, "gaps_s": (1.0,)}, "poor"),  # 3 of 43 is more than one in twenty
        ({"missing": 1, "gaps_s": (30.1,)}, "poor"),
        ({"missing_replay": 9}, "gaps"),
        ({"snapshots": 3}, "gaps"),
        ({"snapshots": 0}, "poor"),
        ({"documents": 0, "snapshots": 0}, "good"),
        ({"gave_way": 1}, "gaps"),
        ({"dropped": 1}, "gaps"),
        ({"emitted": 101}, "gaps"),
        ({"emitted": None}, "good"),
        ({"recorder": "sliced"}, "good"),
        ({"recorder": "failed"}, "gaps"),
        ({"recorder": "off", "has_replay": False}, "good"),
        ({"duplicates": 3, "guarded_errors": 1, "recovered": 2}, "good"),
        ({"is_closed": False}, "good"),
        ({"batches": 0, "stored": 0, "emitted": None}, "none"),
    ],
)
def test_the_light_follows_the_worst_finding(changes: dict[str, object], light: Light) -> None:
    found = findings(replace(WHOLE, **changes))  # type: ignore[arg-type]  # one field each
    assert light_of(found) == light
    assert all(finding.sentence.endswith(".") for finding in found)
    assert all(finding.remedy for finding in found if finding.weight != "note")


def test_the_worst_stands_first() -> None:
    found = findings(replace(WHOLE, dropped=1, snapshots=0, recovered=2))
    assert [finding.weight for finding in found] == ["poor", "gaps", "note"]


def test_a_script_of_another_version_is_told_with_what_to_do() -> None:
    said = replace(WHOLE, batches=0, stored=0, tracker=f"9.0.0{OTHER_VERSION}2")
    assert "9.0.0; speaks version 2" in findings(said)[0].sentence
    assert "Upgrade" in findings(said)[0].remedy


def test_a_lost_tail_is_not_told_twice() -> None:
    found = findings(replace(WHOLE, emitted=200, missing=1, gaps_s=(1.0,)))
    assert [finding.kind for finding in found] == ["gap"]
