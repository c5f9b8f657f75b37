"""Pivot tables and other caches: a copy holds no row, item or value that no cell shows, and says what it cannot do."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import kpi_excel as kx
from kpi_excel.errors import InputError
from kpi_excel.report.share import share
from kpi_excel.workbook.checking.lint import lint
from kpi_excel.workbook.xml import parse
from tests.rings import SHARED_DATA, recalculate, validate
from tests.workbook.caches import FORMER, NOW, with_caches
from tests.workbook.planted import found_in
from tests.workbook.rich import package_of, parts, rich, write_parts

POSTS = [{"published": f"2026-07-0{day}", "platform": "X", "likes": day} for day in (1, 2)]
CACHE = "xl/pivotCache/pivotCacheDefinition{}.xml"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_caches(tmp_path_factory.mktemp("caches") / "own.xlsx")


@pytest.fixture(scope="module")
def copy(template: Path) -> Path:
    source = kx.write_input({"posts": POSTS}, template.with_name("kpis.xlsx"))
    return kx.build(source, template.with_name("copy.xlsx"), template, share=True).path


def items(path: Path, number: int, field: str) -> list[str]:
    root = parse(parts(path)[CACHE.format(number)])
    node = next(one for one in root.iter("{*}cacheField") if one.get("name") == field)
    return [one.get("v") for one in node.find("{*}sharedItems")]


def test_every_kind_of_cache_is_planted(template: Path) -> None:
    found = {one.partition(" in ")[2] for one in found_in(template, FORMER)} - {"the zip file itself"}
    kinds = {re.sub(r"[0-9]*\.xml", "", one) for one in found}
    assert kinds == {
        "xl/pivotCache/pivotCacheDefinition", "xl/pivotCache/pivotCacheRecords", "xl/pivotTables/pivotTable",
        "xl/queryTables/queryTable", "xl/connections", "customXml/item", "xl/charts/chart", "xl/sharedStrings",
        "xl/richData/rdrichvalue", "xl/richData/rdarray",
    }  # fmt: skip


def test_no_part_of_the_copy_holds_what_no_cell_shows(copy: Path) -> None:
    assert found_in(copy, FORMER, "88213", "1971") == []
    assert not [name for name in parts(copy) if re.search("Records|query|connection|customXml", name)]


def test_what_cells_show_stays_in_its_place(copy: Path) -> None:
    assert items(copy, 1, "who") == [NOW, "… 2", "Sari", "… 4"]
    # 12 and 7.5 are paid in cells; 88213.5 is not, and half numbers stand for such because not all were whole
    assert items(copy, 1, "paid") == ["12", "0.5", "7.5"]
    # 46204 is 2026-07-01: 46023 is 2026-01-01, and 181 days later
    assert items(copy, 1, "day") == ["2026-07-01T00:00:00", "1900-01-01T00:00:00"]
    root = parse(parts(copy)[CACHE.format(1)])
    assert (root.get("saveData"), root.get("refreshOnLoad")) == ("0", None)
    assert not [key for key in root.attrib if key.endswith("}id") or key in ("refreshedBy", "recordCount")]
    ends = [
        {key: one.get(key) for key in ("minValue", "maxValue", "minDate", "maxDate") if one.get(key)}
        for one in root.iter("{*}sharedItems")
    ]
    assert ends == [
        {}, {"minValue": "0.5", "maxValue": "12"}, {"minDate": "1900-01-01T00:00:00", "maxDate": "2026-07-02T00:00:00"}
    ]  # fmt: skip
    rich = parts(copy)["xl/richData/rdrichvalue.xml"].decode()
    assert re.findall("<v>(.*?)</v>|<v/>|<fb[^>]*/>", rich) == ["Jakarta", "3", NOW, "0", "0", "", "0"]
    assert b"kept" in parts(copy)["xl/richData/rdarray.xml"]
    cells = openpyxl.load_workbook(copy)["Pivots"]
    assert [[one.value for one in row] for row in cells["A5:B8"]] == [
        ["Row Labels", "Sum of paid"], [NOW, 12], ["Sari", 7.5], ["Grand Total", 19.5],
    ]  # fmt: skip


def test_a_pivot_table_over_a_filled_table_is_refreshed_by_excel_and_stale_nowhere(copy: Path) -> None:
    root = parse(parts(copy)[CACHE.format(2)])
    assert (root.get("refreshOnLoad"), root.get("missingItemsLimit"), root.get("saveData")) == ("1", "0", "0")
    book = openpyxl.load_workbook(copy)
    stale = book["Stale"]
    assert [one.value for row in stale["A3:B7"] for one in row] == [None] * 10
    assert stale["E5"].value == "beside it"
    assert {name: book[name].protection.sheet for name in book.sheetnames} == {
        "Own": True, "Pivots": True, "Stale": False
    }  # fmt: skip
    chart = parse(parts(copy)["xl/charts/chart1.xml"])
    assert [one.text for one in chart.iter("{*}f")] == ["Stale!$A$6:$A$7", "Stale!$B$6:$B$7"]
    assert not list(chart.iter("{*}strCache", "{*}numCache"))


@pytest.mark.validator
def test_it_is_valid(template: Path, copy: Path) -> None:
    assert validate(template) == []
    assert validate(copy) == []
    assert lint(package_of(copy)) == []


@pytest.mark.libreoffice
def test_libreoffice_reads_it(copy: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(recalculate(copy, tmp_path))
    assert book["Pivots"]["A6"].value == NOW
    assert book["Own"]["A2"].value == "All"


def test_a_cache_that_is_refreshed_anyway_is_treated_so(template: Path, tmp_path: Path) -> None:
    content = parts(template)
    content[CACHE.format(1)] = content[CACHE.format(1)].replace(b" recordCount", b' refreshOnLoad="1" recordCount')
    path = tmp_path / "own.xlsx"
    path.write_bytes(share(write_parts(tmp_path / "asks.xlsx", content).read_bytes(), "asks.xlsx", {}, ""))
    assert parse(parts(path)[CACHE.format(1)]).get("refreshOnLoad") == "1"
    assert openpyxl.load_workbook(path)["Pivots"]["A6"].value is None


@pytest.mark.shared_data
@pytest.mark.validator
def test_pivot_tables_and_slicers_that_excel_saved_keep_their_items(tmp_path: Path) -> None:
    source = SHARED_DATA / "excel_saved" / "dashboard_pivot_slicers.xlsx"
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(share(source.read_bytes(), source.name, {}, ""))
    before, after = parts(source), parts(copy)
    assert "xl/pivotCache/pivotCacheRecords1.xml" not in after
    assert {name for name in before if "slicer" in name or "pivotTables/pivot" in name} <= set(after)
    assert items(copy, 1, "Outlet Type") == items(source, 1, "Outlet Type")  # the sheet of the data shows them all
    kinds = [{re.sub(r".*\]: ", "", one) for one in validate(path)} for path in (source, copy)]
    assert len(validate(copy)) <= len(validate(source))
    assert kinds


def linked(path: Path, formula: str) -> Path:
    """Write a workbook with a link to another one that a formula looks through, or none does."""
    content = dict(parts(rich(path)))
    links = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    added = f'<Relationship Id="rIdX" Type="{kind}" Target="externalLinks/externalLink1.xml"/></Relationships>'
    content[links] = content[links].replace(b"</Relationships>", added.encode())
    content["xl/externalLinks/externalLink1.xml"] = f"<externalLink><v>{FORMER} link</v></externalLink>".encode()
    book = content["xl/workbook.xml"].replace(b"reaches", b"reaches").replace(b"Data!$C$5", formula.encode(), 1)
    references = b'<externalReferences><externalReference r:id="rIdX"/></externalReferences><definedNames>'
    content["xl/workbook.xml"] = book.replace(b"<definedNames>", references)
    return write_parts(path, content)


def test_a_link_that_nothing_looks_through_goes_and_another_is_refused(tmp_path: Path) -> None:
    path = linked(tmp_path / "unused.xlsx", "Data!$C$5")
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(share(path.read_bytes(), path.name, {}, ""))
    assert found_in(copy, FORMER, "externalLink", "externalReference") == []
    path = linked(tmp_path / "used.xlsx", "[1]Data!$C$5")
    with pytest.raises(InputError, match=r"used\.xlsx has formulas that look into other files"):
        share(path.read_bytes(), path.name, {}, "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("xl/workbook.xml", "powerPivotData", "model/item.data"), "holds a data model"),
        (("xl/workbook.xml", "customDataProps", "customData/itemProps1.xml"), "holds a data model"),
    ],
)
def test_rows_that_cannot_go_are_refused(template: Path, tmp_path: Path, change: Any, said: str) -> None:
    _, kind, target = change
    content, links = dict(parts(template)), "xl/_rels/workbook.xml.rels"
    added = f'<Relationship Id="rIdM" Type="http://x/{kind}" Target="{target}"/></Relationships>'
    content[links] = content[links].replace(b"</Relationships>", added.encode())
    content[f"xl/{target}"] = FORMER.encode()
    path = write_parts(tmp_path / "model.xlsx", content)
    with pytest.raises(InputError, match=rf"^model\.xlsx {said}"):
        share(path.read_bytes(), path.name, {}, "")


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/slicerCaches/slicerCache1.xml", rb"<tabular.*?</tabular>", b'<olap pivotCacheId="1"/>',
         "has a slicer over"),
        (CACHE.format(1), rb'<cacheSource type="worksheet">.*?</cacheSource>', b'<cacheSource type="external"/>',
         "has a pivot table over data of another program"),
        ("xl/worksheets/sheet2.xml", rb"<c r=\"B6\".*?</c>", b'<c r="B6"><f>CUBEVALUE("Sales","[all]")</f></c>',
         ": sheet 'Pivots' has formulas that ask another program"),
    ],
)  # fmt: skip
def test_what_asks_another_program_is_refused(
    template: Path, tmp_path: Path, part: str, old: bytes, new: bytes, said: str
) -> None:
    content = dict(parts(template))
    changed = re.sub(old, new, content[part], count=1)
    assert changed != content[part]
    path = write_parts(tmp_path / "asks.xlsx", {**content, part: changed})
    with pytest.raises(InputError, match=rf"^asks\.xlsx ?{re.escape(said)}"):
        share(path.read_bytes(), path.name, {}, "")
