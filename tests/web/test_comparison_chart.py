from analyzer.intervals import adjusted_wald, empty, geometric_mean
from fixtures.compared import two_variants
from web.comparison_chart import COUNT, SECONDS, SHARE, curves, dots


def test_each_group_is_drawn_with_its_name_and_its_own_shape() -> None:
    chart = dots([("A", adjusted_wald(9, 10)), ("B", adjusted_wald(3, 10))], SHARE, "A is better")
    assert chart is not None
    assert 'aria-label="A is better"' in chart.wide
    assert ">A</text>" in chart.wide
    assert ">B</text>" in chart.narrow
    assert ">100 %<" in chart.wide


def test_without_any_figure_there_is_no_drawing() -> None:
    assert dots([("A", empty("t", 0.95)), ("B", empty("t", 0.95))], SECONDS, "none") is None
    assert dots([("A", empty("t", 0.95)), ("B", geometric_mean([8.0]))], SECONDS, "one") is not None


def test_an_absurdly_wide_interval_does_not_crush_the_others() -> None:
    wide = geometric_mean([10.0, 400.0])
    assert (wide.upper or 0) > 10_000
    chart = dots([("A", wide), ("B", geometric_mean([9.0, 10.0, 11.0]))], SECONDS, "t")
    assert chart is not None
    assert ">2.5 min<" in chart.wide  # three times 63 s is the end
    assert ">10 min<" not in chart.wide


def test_nothing_but_zeros_can_be_drawn() -> None:
    from analyzer.intervals import event_rate

    assert dots([("A", event_rate([0, 0, 0])), ("B", event_rate([0]))], COUNT, "t") is not None


def test_curves_stand_in_one_drawing_with_a_key() -> None:
    kept = two_variants().analysis.tasks[0].failures_kept
    assert kept is not None
    chart = curves([("A", kept), ("B", kept)], "half")
    assert chart is not None
    assert "stroke-dasharray" in chart.wide
    assert ">B</text>" in chart.wide
    assert curves([], "none") is None


def test_a_hostile_name_stays_a_text() -> None:
    chart = dots([("<script>x</script>", adjusted_wald(1, 2))], SHARE, "<b>")
    assert chart is not None
    assert "<script>" not in chart.wide
    assert "<b>" not in chart.wide
