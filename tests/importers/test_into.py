"""Exports into a workbook: in any order, any number of times, beside what people typed."""

import hashlib
from datetime import datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

import kpi_excel as kx
from kpi_excel.errors import InputError
from tests.importers.exports import INSTAGRAM
from tests.importers.test_exports import THREE, post, written

NOW = datetime(2026, 8, 10, 12)
pytestmark = pytest.mark.slow


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def figures(path: Path) -> dict[str, tuple[float, float]]:
    posts = kx.read(path).tables["posts"]
    names = [name[-1] for name in posts["post_id"]]
    return dict(zip(names, zip(posts["views"], posts["likes"], strict=True), strict=True))


def imported(paths: list[Path], into: Path, **given: Any) -> kx.Imported:
    return kx.import_exports(paths, into, now=NOW, **given)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_one_after_the_other_in_any_order(order: tuple[int, ...], tmp_path: Path) -> None:
    paths, into = written(tmp_path / "senja", THREE), tmp_path / "kpis.xlsx"
    for number in order:
        imported([paths[number]], into)
    assert figures(into) == {"1": (20, 4), "2": (7, 1), "3": (8, 2)}
    before = digest(into)
    done = imported(paths, into)
    assert (done.is_written, done.is_complete, digest(into)) == (False, True, before)


@pytest.mark.parametrize("language", ["en", "id", "fa"])
def test_a_new_workbook_is_of_the_accounts_brand_and_has_no_faults(language: str, tmp_path: Path) -> None:
    done = imported(written(tmp_path / "july", THREE), tmp_path / "kpis.xlsx", language=language)
    inputs = kx.read(done.path)
    assert (inputs.settings.brand, inputs.settings.language, done.is_new) == ("senja.coffee", language, True)
    assert [issue for issue in inputs.issues if issue.severity != "note"] == []
    assert sorted(inputs.tables["imports"]["file"]) == sorted(THREE)
    assert set(inputs.tables["imports"]["imported"]) == {NOW}


def test_what_a_person_typed_stays_and_so_does_what_stands_beside_it(tmp_path: Path) -> None:
    names = list(THREE)
    paths, into = written(tmp_path / "senja", THREE), tmp_path / "kpis.xlsx"
    imported([paths[0]], into)
    book = openpyxl.load_workbook(into)
    sheet = book["Posts"]
    table = sheet.tables["posts"]
    columns = {cell.value: cell.column for cell in sheet[table.ref.split(":")[0][1:]]}
    top = int(table.ref.split(":")[0][1:]) + 1
    sheet.cell(top, columns["Likes"]).value = 99
    book.save(into)
    done = imported([paths[2]], into)
    (plan,) = done.plans
    assert [(one.row, one.column) for one in plan.conflicts] == [(top, "likes")]
    assert figures(into) == {"1": (20, 99), "3": (8, 2)}
    assert kx.read(tmp_path / "kpis-before-import-1.xlsx").tables["posts"]["likes"].tolist() == [99]
    assert names[1] not in set(kx.read(into).tables["imports"]["file"])


def test_the_last_three_workbooks_are_kept(tmp_path: Path) -> None:
    into = tmp_path / "kpis.xlsx"
    for number in range(1, 6):
        text = f"Post ID,Account username,Publish time,Permalink,Views,Likes\n{post(number, '07/02/2026', number, 1)}"
        imported(written(tmp_path / "a", {f"{number}.csv": text}), into)
    kept = sorted(tmp_path.glob("kpis-before-import-*.xlsx"))
    assert [len(figures(path)) for path in kept] == [4, 3, 2]


def test_a_column_of_the_owners_own_keeps_its_formula(tmp_path: Path) -> None:
    paths, into = written(tmp_path / "senja", THREE), tmp_path / "kpis.xlsx"
    imported([paths[1]], into)
    book = openpyxl.load_workbook(into)
    book["Posts"]["A1"].comment = Comment("mine", "me")
    book.create_sheet("Mine")["A1"] = "=SUM(posts[Views])"
    book.save(into)
    imported([paths[2]], into)
    book = openpyxl.load_workbook(into)
    assert (book["Mine"]["A1"].value, book["Posts"]["A1"].comment.text) == ("=SUM(posts[Views])", "mine")
    ref = book["Posts"].tables["posts"].ref
    assert int(ref.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - int(ref.partition(":")[0][1:]) == 3


def test_a_table_does_not_grow_over_what_stands_below(tmp_path: Path) -> None:
    paths, into = written(tmp_path / "senja", THREE), tmp_path / "kpis.xlsx"
    imported([paths[0]], into)
    book = openpyxl.load_workbook(into)
    sheet = book["Posts"]
    bottom = int(sheet.tables["posts"].ref.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    sheet.cell(bottom + 1, 2).value = "my remark"
    book.save(into)
    before = digest(into)
    with pytest.raises(InputError, match="posts"):
        imported([paths[2]], into)
    assert digest(into) == before


def test_nobody_who_says_no_is_overruled(tmp_path: Path) -> None:
    into = tmp_path / "kpis.xlsx"
    done = imported(written(tmp_path / "a", {"a.csv": INSTAGRAM}), into, agrees=lambda _done: False)
    assert (done.has_changes, done.is_written, into.exists()) == (True, False, False)
