from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import SQLModel

from recorder import models

TABLES = SQLModel.metadata.tables


def test_every_time_in_ms_is_64_bits_wide() -> None:
    times = [
        column
        for table in TABLES.values()
        for column in table.columns
        if column.name.endswith("_ms") and column.name != "origin_ms"
    ]
    assert len(times) >= 7
    assert all(isinstance(column.type, BigInteger) for column in times)


def test_every_constraint_has_a_name_that_a_migration_can_use() -> None:
    for table in TABLES.values():
        assert all(constraint.name for constraint in table.constraints), table.name


def test_a_batch_is_named_by_session_tab_stream_and_number() -> None:
    (unique,) = (
        constraint
        for constraint in TABLES[str(models.Batch.__tablename__)].constraints
        if isinstance(constraint, UniqueConstraint)
    )
    assert [column.name for column in unique.columns] == ["session_id", "tab", "stream", "seq"]
