from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import msgspec
import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from analyzer.comparison_groups import Round
from analyzer.comparison_results import Comparison
from fixtures.compared import Person, round_of, two_variants
from recorder.groups import assign
from recorder.models import Study
from recorder.store import Store
from tests.web.conftest import EVIL, csrf_of
from web import jobs, results

PAGE = "/studies/shop/compare"


def kept(store: Store, made: Round) -> Study:
    """Put a study with its result into the store, without recordings."""
    study = store.add_study(made.definition)
    for code in {one.participant for one in made.analysis.sessions}:
        store.open_session(store.invite(study, code), "yes", 1_795_330_000_000)
    results.keep(results.result_folder(store, study), made.analysis, {}, {})
    return study


@pytest.fixture
def shop(store: Store) -> Study:
    return kept(store, two_variants())


def people(codes: Sequence[str]) -> list[Person]:
    return [Person(code, outcome="success") for code in codes]


def test_what_has_two_groups_is_compared_at_once(researcher: FlaskClient, shop: Study) -> None:
    page = researcher.get(PAGE).text.replace("\u00a0", " ")
    assert "<h1>A is better in 2 of 3 figures</h1>" in page
    assert "A is better: 90 % completed with A, 30 % with B" in page
    assert "Not enough data to tell: A takes 0.49 times as long as B" in page
    assert "N-1 chi-square, p = 0.008, adjusted p = 0.008 (Holm, 2 tests)" in page
    assert page.count('<div class="wide">') == 4  # a drawing of each measure
    assert "/studies/shop/sessions/shop-A0-A1/replay" in page


def test_correction_and_level_are_chosen_in_the_form(researcher: FlaskClient, shop: Study) -> None:
    page = researcher.get(f"{PAGE}?by=variant&group=B&group=A&correction=none&level=0.8").text
    assert "(no correction, 2 tests)" in page
    assert "80\u00a0% interval" in page
    assert "<strong>B</strong> with 10 participants, <strong>A</strong>" in page
    # What is no choice falls back to the default.
    assert "Holm, 2 tests" in researcher.get(f"{PAGE}?by=variant&correction=x&level=7").text


def test_rounds_are_compared_with_a_warning_across_protocols(
    researcher: FlaskClient, store: Store, shop: Study
) -> None:
    kept(store, round_of(people([f"P{at:02}" for at in range(6)]), slug="two", protocol="silent"))
    page = researcher.get(f"{PAGE}?by=round&with=two").text
    assert "Different think-aloud protocols" in page
    assert 'href="/studies/two">' in page
    assert "/studies/two/sessions/two-P00-1/replay" in page


def test_the_same_people_are_said_in_the_form(researcher: FlaskClient, store: Store) -> None:
    codes = [f"P{at:02}" for at in range(6)]
    kept(store, round_of(people(codes), slug="shop"))
    kept(store, round_of(people(codes), slug="two"))
    assert "taken for different people" in researcher.get(f"{PAGE}?by=round&with=two").text
    page = researcher.get(f"{PAGE}?by=round&with=two&same=yes").text
    assert "the same people, compared with themselves" in page
    assert "McNemar mid-P" in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?by=segment", "No participant of `shop` has a segment. Invite participants with one"),
        ("?by=variant&group=A&group=X", "has no variant `X`; it has A, B"),
        ("?by=variant&group=A", "needs two groups or more; `shop` has A, B."),
        ("?by=round", "Choose the study to compare this one with."),
        ("?by=round&with=shop", "cannot be compared with itself"),
    ],
)
def test_what_cannot_be_compared_is_said_with_what_to_do(
    researcher: FlaskClient, shop: Study, query: str, told: str
) -> None:
    answer = researcher.get(PAGE + query)
    assert answer.status_code == 200
    assert told in answer.text
    assert "What to compare" in answer.text


def test_nobody_and_no_report_each_say_what_to_do_next(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    page = researcher.get("/studies/lamp-shop/compare").text
    assert "thinkaloud invite lamp-shop --variant B" in page
    store.open_session(store.invite(study), "I agree.", 1)
    page = researcher.get("/studies/lamp-shop/compare").text
    assert "Calculate the report" in page


def test_the_other_rounds_report_is_asked_for(
    researcher: FlaskClient, store: Store, shop: Study, study: Study
) -> None:
    page = researcher.get(f"{PAGE}?by=round&with=lamp-shop").text
    assert "Nobody has taken part in Lamp shop, first round yet" in page
    answer = researcher.get(f"{PAGE}?by=round&with=nowhere")
    assert answer.status_code == 404


def test_reports_are_calculated_in_the_background_where_they_are_not_fresh(
    researcher: FlaskClient, store: Store, shop: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(jobs, "start", lambda _, study: started.append(study.slug))
    assign(store, store.participants(shop)[0], variant="B", segment=None)
    page = researcher.get(PAGE).text
    assert "have changed since the report was calculated" in page
    form = {"csrf": csrf_of(researcher, PAGE)}
    answer = researcher.post(f"{PAGE}?by=variant", data=form)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?by=variant")
    assert started == ["shop"]


def many(store: Store, count: int) -> None:
    codes = [f"P{at:02}" for at in range(count)]
    kept(store, round_of([Person(code, segment=f"s{at:02}") for at, code in enumerate(codes)]))


def test_of_many_groups_each_is_compared_with_a_base_that_can_be_chosen(
    researcher: FlaskClient, store: Store
) -> None:
    many(store, 12)
    page = researcher.get(f"{PAGE}?by=segment").text
    assert "Each group is compared with s00 alone: these 11 pairs are the family." in page
    assert '<option value="">each with the largest</option>' in page
    assert page.count(" and s00: different people.") == 11
    page = researcher.get(f"{PAGE}?by=segment&of=segment&base=s03").text
    assert "Each group is compared with s03 alone" in page
    assert 's03 <span class="soft small">the base</span>' in page
    assert '<option value="s03" selected>' in page
    assert "/compare.csv?by=segment&amp;base=s03" in page
    table = researcher.get("/studies/shop/compare.csv?by=segment&base=s03").text
    assert {row["second"] for row in csv.DictReader(io.StringIO(table))} == {"s03"}
    told = "`s03` is none of the groups that are compared; choose one of s00, s01."
    page = researcher.get(f"{PAGE}?by=segment&group=s00&group=s01&base=s03").text
    assert told in page
    # A base of segments means nothing to variants.
    assert told not in researcher.get(f"{PAGE}?by=variant&of=segment&base=s03").text


def test_a_page_of_forty_groups_has_a_line_a_group_and_not_one_a_pair_of_any(
    researcher: FlaskClient, store: Store
) -> None:
    many(store, 40)
    page = researcher.get(f"{PAGE}?by=segment").text
    assert page.count('<div class="pair-line">') == 4 * 39  # four measures of one task


def test_few_groups_are_compared_each_with_each_other_and_it_is_said(
    researcher: FlaskClient, store: Store
) -> None:
    many(store, 3)
    page = researcher.get(f"{PAGE}?by=segment").text
    assert "Each group is compared with each other: the 3 pairs are one family." in page
    assert '<option value="">each with each other</option>' in page


def test_the_first_report_under_way_is_said_and_followed(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    store.open_session(store.invite(study), "I agree.", 1)
    page = researcher.get("/studies/lamp-shop/compare").text
    assert page.count("known with the first report") == 3
    assert "none yet" not in page
    jobs.tell(store.data, "lamp-shop", jobs.Job("running", "analysing", 1, 4))
    page = researcher.get("/studies/lamp-shop/compare").text
    assert "The first report of Lamp shop, first round is being calculated." in page
    assert 'data-progress="/studies/lamp-shop/report/progress"' in page
    assert 'max="4" value="1"' in page
    assert page.count('<span class="hint">being calculated</span>') == 3
    assert "none yet" not in page
    assert "Calculate the report" not in page


def test_groups_that_a_report_lacks_are_none_also_while_it_is_calculated_again(
    researcher: FlaskClient, store: Store, shop: Study
) -> None:
    jobs.tell(store.data, "shop", jobs.Job("running", "analysing", 1, 4))
    page = researcher.get(PAGE).text
    assert "A (n\u00a0=\u00a010), B (n\u00a0=\u00a010)" in page
    assert page.count('<span class="hint">none yet</span>') == 1  # segments
    assert "The first report" not in page


def test_a_calculation_under_way_is_shown(
    researcher: FlaskClient, store: Store, shop: Study
) -> None:
    jobs.tell(store.data, "shop", jobs.Job("running", "analysing", 1, 4))
    assert 'data-progress="/studies/shop/report/progress"' in researcher.get(PAGE).text


def test_the_comparison_is_taken_away_as_json_and_csv(researcher: FlaskClient, shop: Study) -> None:
    answer = researcher.get("/studies/shop/compare.json?by=variant&correction=bh")
    found = msgspec.json.decode(answer.data, type=Comparison)
    assert (found.correction, len(found.tasks)) == ("bh", 1)
    table = researcher.get("/studies/shop/compare.csv?by=variant")
    assert "shop-comparison.csv" in table.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert rows[0]["better"] == "A"


def test_ticked_variants_do_not_stand_in_the_way_of_segments(
    researcher: FlaskClient, store: Store
) -> None:
    codes = [f"P{at:02}" for at in range(6)]
    kept(store, round_of([Person(c, "ABC"[at % 3], segment="xy"[at % 2])
                          for at, c in enumerate(codes)]))  # fmt: skip
    form = researcher.get(f"{PAGE}?by=variant").text
    assert '<input type="hidden" name="of" value="variant">' in form
    page = researcher.get(f"{PAGE}?of=variant&group=A&group=B&by=segment").text
    assert "<strong>x</strong> with 3 participants, <strong>y</strong>" in page
    page = researcher.get(f"{PAGE}?of=variant&group=A&group=B&by=variant").text
    assert "<strong>A</strong> with 2 participants, <strong>B</strong>" in page
    assert "<strong>C</strong>" not in page.partition("</p>")[0]


def test_what_cannot_be_taken_away_is_refused(
    researcher: FlaskClient, shop: Study, study: Study
) -> None:
    assert researcher.get("/studies/shop/compare.json?by=segment").status_code == 400
    assert researcher.get("/studies/lamp-shop/compare.csv?by=variant").status_code == 404


def test_a_table_of_nothing_is_refused_with_what_to_ask_for(
    researcher: FlaskClient, store: Store
) -> None:
    kept(store, round_of(people(["a", "b"])))
    answer = researcher.get("/studies/shop/compare.csv")
    assert answer.status_code == 400
    assert "by=variant" in answer.text


def test_strangers_see_nothing(stranger: FlaskClient, shop: Study) -> None:
    assert stranger.get(PAGE).status_code != 200
    assert stranger.get("/studies/shop/compare.json").status_code != 200


def test_hostile_names_stay_texts(researcher: FlaskClient, store: Store) -> None:
    evil = [Person(f"e{at}", EVIL, stumbles_at=(EVIL,)) for at in range(4)]
    made = round_of([*evil, *(Person(f"b{at}", "B") for at in range(4))])
    kept(store, Round(replace(made.analysis, title=EVIL), made.definition))
    page = researcher.get(PAGE).text
    assert "&lt;script&gt;alert(1)" in page
    assert EVIL not in page


def test_the_study_and_the_report_lead_here(researcher: FlaskClient, shop: Study) -> None:
    for page in ("/studies/shop", "/studies/shop/report"):
        assert f'href="{PAGE}"' in researcher.get(page).text
