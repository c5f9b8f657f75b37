"""Words that are shown nowhere and yet understood: those of the trade, and those of workbooks filled before."""

from pathlib import Path
from typing import Any

import pytest

import kpi_excel as kx
from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.language.texts import texts
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.workbook.vocabulary import (
    dashboard_headers,
    fold,
    header_names,
    kpis_called,
    option_names,
    platform_names,
    setting_names,
    table_names,
)
from tests.workbook.books import book

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@EACH_LANGUAGE
def test_every_alias_is_understood(language: str) -> None:
    aliases: Any = texts(language).files["aliases"]
    readers = {
        "platforms": platform_names(),
        "kpis": kpis_called(KPIS.values()),
        "settings": setting_names(),
        "tables": table_names(),
        "dashboard_columns": dashboard_headers(),
    }
    readers_by_part = {
        "columns": {table: header_names(table) for table in TABLES},
        "options": {vocabulary: option_names(vocabulary) for vocabulary in texts(language).files["options"]},
    }
    for section, names in readers.items():
        for word, key in aliases[section].items():
            assert names[fold(word)] == key, (section, word)
    for section, parts in readers_by_part.items():
        for part, block in aliases[section].items():
            for word, key in block.items():
                assert parts[part][fold(word)] == key, (section, part, word)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Jangkauan", "reach"),
        ("ریچ", "reach"),
        ("نرخ تعامل", "engagement_rate"),
        ("ایمپرشن", "impressions"),
        ("فالوور", "followers"),
        ("نرخ کلیک", "click_through_rate"),
        ("Tingkat interaksi per pengikut", "engagement_rate"),  # the label of earlier workbooks
        ("دنبال‌کنندگان", "followers"),
        ("CTR", "click_through_rate"),
    ],
)
def test_kpis_by_the_trade_s_and_by_earlier_words(typed: str, name: str) -> None:
    assert kpis_called(KPIS.values())[fold(typed)] == name


def test_targets_filled_with_earlier_words_are_read(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Tingkat interaksi per pengikut", "tetap di atau di atas", 0.02, "2026-07-01", "2026-09-30", "Reels"],
        ["Pengikut baru bersih", "ubah dalam persen", 0.1, "2026-07-01", "2026-09-30", "Tren"],
    ]
    labels = texts("id").section("tables", "targets")["columns"]
    headers: list[Any] = [labels[key]["label"] for key in ("kpi", "goal_kind", "goal", "start", "due")] + ["Bukti"]
    settings: list[list[Any]] = [["Mata uang", "rupiah"], ["Angka", None]]
    path = book(tmp_path / "old.xlsx", {"Target": [headers, *rows], "Pengaturan": [["Nama", "Nilai"], *settings]})
    inputs = kx.read(path)
    targets = inputs.tables["targets"]
    assert targets["kpi"].tolist() == ["engagement_rate", "net_new_followers"]
    assert targets["goal_kind"].tolist() == ["at_least", "change"]
    assert targets["evidence"].tolist() == ["Reels", "Tren"]
    assert inputs.settings.currency == "IDR"
    assert [issue.code for issue in inputs.issues if issue.severity == "fault"] == []


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Post_ID *", "post id"),
        ("  Link   clicks ", "link clicks"),
        ("دنبال‌کنندگان", "دنبال کنندگان"),  # with a half-space, and with a space
        ("كليك", "کلیک"),  # Arabic letters, and Persian ones
        ("\u200fReach\u200e", "reach"),
    ],
)
def test_spellings_that_are_one_word(written: str, same: str) -> None:
    assert fold(written) == fold(same)
