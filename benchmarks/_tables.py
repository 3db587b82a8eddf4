"""The same features by pandas, Polars and DuckDB from one Parquet file: for `analysis.py`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks._shoppers import CLICK, END, RAGE_S, START, Features

NEEDED = {"pandas": ("pandas", "pyarrow"), "Polars": ("polars",), "DuckDB": ("duckdb",)}


def is_there(name: str) -> bool:
    """Tell whether a library is installed."""
    return all(find_spec(module) is not None for module in NEEDED[name])


def by_pandas(path: Path) -> Features:
    """Answer with pandas."""
    pandas: Any = import_module("pandas")
    rows = pandas.read_parquet(path)
    clicks, starts, ends = (rows[rows.kind == kind] for kind in (CLICK, START, END))
    tries = starts.merge(ends, on=["session", "task"], suffixes=("", "_end"))
    tries = tries[["session", "task", "t", "t_end"]].rename(columns={"t": "start"})
    met = pandas.merge_asof(
        clicks[["session", "t"]].sort_values("t"), tries.sort_values("start"),
        left_on="t", right_on="start", by="session",
    )  # fmt: skip
    counted = met[met.t < met.t_end].groupby(["session", "task"]).size()
    ordered = clicks.sort_values(["session", "location", "t"])
    before = ordered.groupby(["session", "location"]).t.shift(2)
    raged = (ordered.t - before <= RAGE_S).groupby(ordered.session).sum()
    return Features(
        rows.groupby("session").size().to_dict(),
        {(int(s), int(t)): int(n) for (s, t), n in counted.items()},
        {(r.session, r.task): r.t_end - r.start for r in tries.itertuples()},
        {int(s): int(n) for s, n in raged.items()},
    )


def by_polars(path: Path) -> Features:
    """Answer with Polars."""
    polars: Any = import_module("polars")
    c = polars.col
    rows = polars.read_parquet(path)
    clicks, starts, ends = (rows.filter(c("kind") == kind) for kind in (CLICK, START, END))
    tries = starts.join(ends, on=["session", "task"], suffix="_end")
    tries = tries.select("session", "task", start="t", end="t_end").sort("start")
    met = clicks.select("session", "t").sort("t").join_asof(
        tries, left_on="t", right_on="start", by="session", check_sortedness=False
    )  # fmt: skip
    counted = met.filter(c("t") < c("end")).group_by("session", "task").len()
    ordered = clicks.sort("session", "location", "t")
    apart = c("t") - c("t").shift(2).over("session", "location")
    raged = ordered.with_columns(raged=apart <= RAGE_S).group_by("session").agg(c("raged").sum())
    return Features(
        dict(rows.group_by("session").len().iter_rows()),
        {(s, t): n for s, t, n in counted.iter_rows()},
        {(s, t): end - start for s, t, start, end in tries.iter_rows()},
        dict(raged.iter_rows()),
    )


def by_duckdb(path: Path) -> Features:
    """Answer with DuckDB."""
    duckdb: Any = import_module("duckdb")
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE rows AS SELECT * FROM read_parquet('{path}')")
        database.execute(
            "CREATE TABLE tries AS SELECT s.session, s.task, s.t AS begun, e.t AS ended "
            f"FROM rows s JOIN rows e USING (session, task) WHERE s.kind = {START} "
            f"AND e.kind = {END}"
        )

        def asked(query: str) -> list[tuple[Any, ...]]:
            found: list[tuple[Any, ...]] = database.execute(query).fetchall()
            return found

        events = asked("SELECT session, count(*) FROM rows GROUP BY 1")
        clicks = asked(
            "SELECT c.session, a.task, count(*) FROM rows c ASOF JOIN tries a "
            f"ON c.session = a.session AND c.t >= a.begun WHERE c.kind = {CLICK} "
            "AND c.t < a.ended GROUP BY 1, 2"
        )
        times = asked("SELECT session, task, ended - begun FROM tries")
        raged = asked(
            "SELECT session, count(*) FILTER (apart <= 1.0) FROM (SELECT session, t - lag(t, 2) "
            "OVER (PARTITION BY session, location ORDER BY t) AS apart FROM rows "
            f"WHERE kind = {CLICK}) GROUP BY 1"
        )
    return Features(
        dict(events),  # type: ignore[arg-type]  # pairs
        {(s, t): n for s, t, n in clicks},
        {(s, t): lasted for s, t, lasted in times},
        dict(raged),  # type: ignore[arg-type]  # pairs
    )


WAYS: dict[str, Callable[[Path], Features]] = {
    "pandas": by_pandas,
    "Polars": by_polars,
    "DuckDB": by_duckdb,
}


def write(columns: dict[str, Any], path: Path) -> bool:
    """Write the table as Parquet with what is there; False where nothing can."""
    if find_spec("polars") is not None:
        import_module("polars").DataFrame(columns).write_parquet(path)
    elif find_spec("pyarrow") is not None and find_spec("pandas") is not None:
        import_module("pandas").DataFrame(columns).to_parquet(path)
    else:
        return False
    return True
