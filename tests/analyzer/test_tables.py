from analyzer.tables import Table, columns_of, integer, text
from fixtures.exported import material


def test_a_row_has_a_value_for_each_column() -> None:
    table = Table(
        "t",
        "Words.",
        (text("a", "itself", str), integer("n", "letters", len)),
        lambda _: ["x", "yy"],
    )
    assert list(table.rows(material())) == [("x", 1), ("yy", 2)]
    assert columns_of(table, material()) == {"a": ["x", "yy"], "n": [1, 2]}


def test_a_table_without_rows_has_empty_columns() -> None:
    table = Table("t", "Nothing.", (text("a", "itself", str),), lambda _: [])
    assert columns_of(table, material()) == {"a": []}
