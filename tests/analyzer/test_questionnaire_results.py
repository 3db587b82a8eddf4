from __future__ import annotations

import msgspec

from analyzer.pipeline import analyze
from analyzer.results import QuestionnaireResult
from fixtures.survey import BROOKE, rated


def test_a_result_is_written_as_json_and_read_again_alike() -> None:
    found = analyze(rated("sus", BROOKE)).questionnaires
    again = msgspec.json.decode(msgspec.json.encode(found), type=tuple[QuestionnaireResult, ...])
    assert again == found
