from analyzer.cif_words import count, figure, listed, table, to_fill
from analyzer.intervals import adjusted_wald, geometric_mean


def test_a_figure_has_its_n_its_interval_and_its_method() -> None:
    share = figure(adjusted_wald(5, 6), "share")
    assert share == ("6", "83%", "42% to 99% (95%)", "adjusted Wald")
    n, estimate, bounds, method = figure(geometric_mean([10.0, 20.0]), "s")
    assert (n, estimate) == ("2", "14.1 s")
    assert " to " in bounds
    assert method == "geometric mean, log-t"


def test_without_data_it_says_so() -> None:
    assert figure(geometric_mean([]), "s")[:3] == ("0", "no data", "none: n is too small")


def test_a_table_without_rows_says_none() -> None:
    assert table("Rules", ("A", "B"), []) == "<p>Rules: none.</p>\n"
    assert "<caption>Rules</caption>" in table("Rules", ("A", "B"), [("a", "b")])


def test_small_words() -> None:
    assert (count(1, "task"), count(2, "task")) == ("1 task", "2 tasks")
    assert listed(["a"]) == "<ul>\n<li>a</li>\n</ul>\n"
    assert "&lt;b&gt;" in to_fill("<b>")
