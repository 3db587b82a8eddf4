import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyzer.comparison_groups import Pairing, groups_of_rounds, groups_within, pairing
from analyzer.comparison_results import ComparedFigure
from analyzer.comparison_shares import share_figure
from fixtures.compared import Person, round_of


def independent(x: int, n1: int, y: int, n2: int) -> ComparedFigure:
    people = [Person(f"a{at}", "A") for at in range(n1)]
    people += [Person(f"b{at}", "B") for at in range(n2)]
    pair = pairing(*groups_within(round_of(people), "variant")[0])
    first = {f"a{at}": at < x for at in range(n1)}
    second = {f"b{at}": at < y for at in range(n2)}
    return share_figure(pair, "completion", first, second, level=0.95)


def same_people(a: int, b: int, c: int, d: int) -> ComparedFigure:
    codes = [f"person-{at}" for at in range(a + b + c + d)]
    rounds = [round_of([Person(code) for code in codes], slug=slug) for slug in ("one", "two")]
    pair: Pairing = pairing(*groups_of_rounds(rounds))
    kinds = [(True, True)] * a + [(True, False)] * b + [(False, True)] * c + [(False, False)] * d
    first = {code: kind[0] for code, kind in zip(codes, kinds, strict=True)}
    second = {code: kind[1] for code, kind in zip(codes, kinds, strict=True)}
    return share_figure(pair, "completion", first, second, level=0.95)


def test_the_n_1_chi_square_of_a_published_example() -> None:
    found = independent(11, 12, 5, 10)  # Sauro & Lewis (2016), ch. 5
    assert (found.test, found.form) == ("N-1 chi-square", "independent")
    assert found.statistic == pytest.approx(4.5573, abs=1e-4)
    assert found.p == pytest.approx(0.0328, abs=1e-4)


@pytest.mark.parametrize(
    ("counts", "bounds"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ],
)
def test_newcombes_published_intervals(
    counts: tuple[int, int, int, int], bounds: tuple[float, float]
) -> None:
    found = independent(*counts)  # Newcombe (1998), Statistics in Medicine 17:873, table II
    assert (found.effect.lower, found.effect.upper) == pytest.approx(bounds, abs=5e-5)


def test_an_expected_count_below_one_takes_fishers_mid_p() -> None:
    found = independent(20, 20, 5, 6)
    half = float(stats.hypergeom.pmf(20, 26, 25, 20)) / 2
    assert found.test == "Fisher mid-P"
    assert found.p == pytest.approx(float(stats.fisher_exact([[20, 0], [5, 1]]).pvalue) - half)


def test_mcnemars_mid_p_and_its_interval_of_a_published_example() -> None:
    # Cavo et al. (2012), as in Fagerland, Lydersen & Laake (2017), Statistical Analysis of
    # Contingency Tables, ch. 8: complete response before and after consolidation.
    found = same_people(59, 6, 16, 80)
    assert (found.test, found.form) == ("McNemar mid-P", "paired")
    assert found.p == pytest.approx(0.034690, abs=1e-6)
    ends = (found.effect.estimate, found.effect.lower, found.effect.upper)
    assert ends == pytest.approx((-0.0621, -0.1195, -0.0032), abs=5e-5)
    assert "6 in the first alone, 16 in the second alone" in found.notes[0]


def test_too_few_have_figures_and_no_test() -> None:
    found = independent(4, 4, 0, 4)
    assert (found.verdict, found.p, found.effect.estimate) == ("too_few", None, 1.0)
    assert found.detectable is None  # no difference would get a verdict


@pytest.mark.parametrize("found", [independent(9, 9, 6, 6), independent(0, 9, 0, 6),
                                   same_people(4, 0, 0, 3)])  # fmt: skip
def test_shares_that_cannot_differ_have_no_test_and_none_is_shown(found: ComparedFigure) -> None:
    assert (found.verdict, found.p, found.statistic) == ("none_shown", None, None)
    assert found.reason.endswith("there is nothing to test.")


def test_one_who_differs_makes_a_test() -> None:
    assert independent(8, 9, 6, 6).p is not None
    assert same_people(4, 1, 0, 3).p is not None


@given(st.integers(5, 30), st.integers(5, 30), st.data())
def test_the_chi_square_is_scipys_times_n_minus_1_over_n(
    n1: int, n2: int, data: st.DataObject
) -> None:
    x, y = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    found = independent(x, n1, y, n2)
    if found.test == "N-1 chi-square":
        table = [[x, n1 - x], [y, n2 - y]]
        pearson = float(stats.chi2_contingency(table, correction=False).statistic)
        assert found.statistic == pytest.approx(pearson * (n1 + n2 - 1) / (n1 + n2))
