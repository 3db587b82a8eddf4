from msgspec.structs import replace

from analyzer.intervals import adjusted_wald, empty, geometric_mean
from fixtures.compared import two_variants
from web.comparison_chart import COUNT, SECONDS, SHARE, curves, dots


def arrows(drawing: str) -> int:
    """Count open lines among a drawing's points: all other shapes are filled."""
    return drawing.count('stroke-width="2.5"')


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


def test_an_interval_that_is_cut_ends_in_an_arrow_and_the_text_says_whose() -> None:
    whole = geometric_mean([9.0, 10.0, 11.0])
    chart = dots([("A", geometric_mean([10.0, 400.0])), ("B", whole)], SECONDS, "Times")
    assert chart is not None
    told = "Times. The interval goes on beyond the drawing, where an arrow stands: A"
    assert chart.title == told
    for drawing in (chart.wide, chart.narrow):
        assert f'aria-label="{told}"' in drawing
        assert arrows(drawing) == 1
    chart = dots([("A", whole), ("B", whole)], SECONDS, "Times")
    assert chart is not None
    assert (chart.title, arrows(chart.wide)) == ("Times", 0)


def test_both_ends_of_an_interval_may_be_cut() -> None:
    wide = replace(adjusted_wald(1, 2), lower=-0.2, upper=1.4)
    chart = dots([("A", wide), ("B", wide)], SHARE, "Shares")
    assert chart is not None
    assert chart.title.endswith(
        "The intervals go on beyond the drawing, where an arrow stands: A, B"
    )
    assert arrows(chart.wide) == 4


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


def test_more_curves_than_can_be_told_apart_are_not_drawn() -> None:
    kept = two_variants().analysis.tasks[0].failures_kept
    assert kept is not None
    assert curves([(str(at), kept) for at in range(6)], "half") is not None
    assert curves([(str(at), kept) for at in range(7)], "half") is None


def test_a_hostile_name_stays_a_text() -> None:
    chart = dots([("<script>x</script>", adjusted_wald(1, 2))], SHARE, "<b>")
    assert chart is not None
    assert "<script>" not in chart.wide
    assert "<b>" not in chart.wide
