"""A study's tidy tables in a notebook."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from analyzer.material import material_of
from analyzer.pipeline import analyze_study
from analyzer.study_tables import TABLES
from analyzer.tables import columns_of
from recorder.store import Store

# pandas types that keep "no value" apart from 0 and False.
_TYPES = {"text": "string", "integer": "Int64", "real": "float64", "boolean": "boolean"}


def tables(where: Store | Path, slug: str, *, as_pandas: bool | None = None) -> dict[str, Any]:
    """Analyse a study and give its tables by name.

    Parameters
    ----------
    where
        A store, or a data folder.
    slug
        The study's short name.
    as_pandas
        DataFrames, or dicts of columns; absent: DataFrames where pandas is installed.
    """
    if not isinstance(where, Store):
        with Store.open(where) as store:
            return tables(store, slug, as_pandas=as_pandas)
    material = material_of(where, slug, analyze_study(where, slug))
    found = {table.name: columns_of(table, material) for table in TABLES}
    pandas = _pandas() if as_pandas is not False else None
    if pandas is None:
        return dict(found)
    return {
        table.name: pandas.DataFrame(
            {
                column.name: pandas.Series(
                    found[table.name][column.name], dtype=_TYPES[column.kind]
                )
                for column in table.columns
            }
        )
        for table in TABLES
    }


def _pandas() -> Any:
    try:
        return importlib.import_module("pandas")
    except ImportError:
        return None
