"""What several tests share: hand-computed cases, small tables of rows as inputs, and real exports as tables."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.engine.inputs import Inputs
from kpi_excel.model.period import Grain
from kpi_excel.model.settings import Settings
from kpi_excel.model.table import ColumnType

CASES = Path(__file__).parent / "catalogue" / "cases"
NO_VALUE = float("nan")
_DATES = (ColumnType.DATE, ColumnType.TIME)
_TEXTS = (ColumnType.TEXT, ColumnType.PLATFORM, ColumnType.OPTION, ColumnType.CURRENCY)


@dataclass(frozen=True)
class Case:
    """A KPI's value, computed by hand, with everything that must lead to it."""

    kpi: str
    number: int
    arithmetic: str
    expected: float
    arguments: Mapping[str, Any] | None
    measures: Mapping[str, float]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    settings: Mapping[str, Any]
    period: str
    platform: str
    placement: str

    def __str__(self) -> str:
        return f"{self.kpi}-{self.number}"


def load_cases() -> list[Case]:
    cases = []
    for name in KPIS:
        for path in sorted(CASES.glob("*.toml")):
            for number, block in enumerate(_cases_of(path).get(name, []), 1):
                cases.append(_case(name, number, block))
    return cases


_read: dict[Path, Mapping[str, Any]] = {}


def _cases_of(path: Path) -> Mapping[str, Any]:
    if path not in _read:
        _read[path] = tomllib.loads(path.read_text(encoding="utf-8"))
    return _read[path]


def _case(name: str, number: int, block: Mapping[str, Any]) -> Case:
    arguments = block["arguments"]
    return Case(
        name,
        number,
        block["arithmetic"],
        _number(block["expected"]),
        None if arguments == "skip" else {key: _blank(value) for key, value in arguments.items()},
        {key: _number(value) for key, value in block["measures"].items()},
        block["rows"],
        block.get("settings", {}),
        block.get("period", "2026-Q3"),
        block.get("platform", "All"),
        block.get("placement", "all"),
    )


def _number(value: Any) -> float:
    return NO_VALUE if value == "none" else float(value)


def _blank(value: Any) -> Any:
    if isinstance(value, list):
        return [_blank(one) for one in value]
    return None if value == "none" else value


def frame(table: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Build a table's data frame from rows, typed as the reader types it."""
    columns = {}
    for column in TABLES[table].columns:
        values = [row.get(column.name) for row in rows]
        if column.type in _DATES:
            columns[column.name] = pd.Series(pd.to_datetime(pd.Series(values, dtype=object))).astype("datetime64[us]")
        elif column.type in _TEXTS:
            columns[column.name] = pd.Series(values, dtype="str")
        else:
            columns[column.name] = pd.Series(values, dtype=float)
    return pd.DataFrame(columns)


def settings(values: Mapping[str, Any]) -> Settings:
    """Build settings from plain values; the brand is Senja and the last day 2026-09-30 unless given."""
    given = {"brand": "Senja", "as_of": date(2026, 9, 30), "report_period": "2026-Q3", **values}
    if isinstance(given.get("engagement_includes"), str):
        given["engagement_includes"] = tuple(part.strip() for part in given["engagement_includes"].split(","))
    if "trend_period" in given:
        given["trend_period"] = Grain(given["trend_period"])
    names = {field.name for field in fields(Settings)}
    return Settings(**{key: value for key, value in given.items() if key in names})


def inputs(rows: Mapping[str, Sequence[Mapping[str, Any]]], **values: Any) -> Inputs:
    """Build inputs from rows per table."""
    return Inputs({table: frame(table, table_rows) for table, table_rows in rows.items()}, settings(values))


def lines(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """Read an export's lines by its own headers."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def ads_tables(shared_data: Path) -> dict[str, Any]:
    """Give a month of real ads as tables and settings to write into an input workbook."""
    ads = [
        {
            "date": datetime.strptime(row["Date"], "%d-%m-%Y"),
            "platform": "Facebook",
            "campaign": row["xyz_campaign_id"],
            "ad": row["ad_id"],
            "spend": float(row["Spent"]),
            "impressions": float(row["Impressions"]),
            "clicks": float(row["Clicks"]),
            "conversions": float(row["Approved_Conversion"]),
        }
        for row in lines(shared_data / "ads" / "KAG_conversion_data.csv")
    ]
    return {"ads": ads, "settings": {"brand": "KAG", "report_period": "2023-08", "as_of": date(2023, 8, 31)}}
