"""Incidents as tables of other libraries: Arrow, pandas, Polars, GeoPandas, each imported when it is asked for.

The columns are those of the Parquet export: flat ones as in the CSV, then the nested lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from testimonia.model.errors import UsageError
from testimonia.model.world import Incident

if TYPE_CHECKING:
    import geopandas
    import pandas
    import polars
    import pyarrow

EXTRA = "pip install 'testimonia[frames]'"


def to_arrow(incidents: Iterable[Incident]) -> pyarrow.Table:
    """One row an incident, with the schema of the Parquet export (`geometry` is well-known binary)."""
    import pyarrow

    from testimonia.publish.parquet import SCHEMA, record

    return pyarrow.Table.from_pylist([record(i) for i in incidents], schema=SCHEMA)


def to_pandas(incidents: Iterable[Incident]) -> pandas.DataFrame:
    """One row an incident. Days are datetime64, whole numbers are nullable (Int64): what nobody said is NA, never 0.

    Raises UsageError, with what to install, where pandas is missing.
    """
    pd = _library("pandas")
    import pyarrow

    whole = {pyarrow.int64(): pd.Int64Dtype()}.get
    table = to_arrow(incidents).drop_columns(["geometry"])
    frame: pandas.DataFrame = table.to_pandas(date_as_object=False, types_mapper=whole)
    return frame


def to_polars(incidents: Iterable[Incident]) -> polars.DataFrame:
    """One row an incident; nested lists are Polars' lists of structs. Raises UsageError where Polars is missing."""
    frame: polars.DataFrame = _library("polars").from_arrow(to_arrow(incidents).drop_columns(["geometry"]))
    return frame


def to_geopandas(incidents: Iterable[Incident]) -> geopandas.GeoDataFrame:
    """The table of `to_pandas` with a point for each incident that has one (EPSG 4326); others have no geometry.

    Raises UsageError where GeoPandas is missing.
    """
    gpd = _library("geopandas")
    from testimonia.publish.parquet import wkb

    kept = list(incidents)
    points = gpd.GeoSeries.from_wkb([wkb(i) for i in kept], crs=4326)
    frame: geopandas.GeoDataFrame = gpd.GeoDataFrame(to_pandas(kept), geometry=points, crs=4326)
    return frame


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as fault:
        raise UsageError(f"{name} is not installed ({EXTRA})") from fault
