"""What building, verifying and looking at templates says: sentences that a marketer understands, and no more."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

import kpi_excel as kx
from kpi_excel.cli.verification import print_verification
from kpi_excel.language.texts import texts
from kpi_excel.workbook.checking.lint import Flaw
from kpi_excel.workbook.checking.verify import Difference, Verification
from kpi_excel.workbook.shipped import template_path
from tests.cli.test_main import run

pytestmark = pytest.mark.slow

POSTS = [{"published": date(2026, 7, day), "platform": "X", "likes": day, "impressions": 10} for day in (1, 2)]
AGREE = "  All numbers agree: Python and the workbook's own formulas give the same."


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Write an input with a warning: a target for reach, of which there are no numbers."""
    settings = [{"name": "as_of", "value": date(2026, 7, 31)}]
    target = [{"kpi": "reach", "goal_kind": "value", "goal": 5, "start": date(2026, 7, 1), "due": date(2026, 7, 31)}]
    return kx.write_input({"posts": POSTS, "settings": settings, "targets": target}, tmp_path / "kpis.xlsx")


def template(path: Path, rows: int = 0, formula: str = "", issues: bool = False) -> Path:
    """Write a table of days with notes beside rows that will be gone, and a formula over a measure."""
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Own"), book.add_format({"num_format": "d mmm yyyy"})
        columns = [{"header": name} for name in ("published", "engagements", "Note", "When")]
        sheet.add_table(0, 0, max(rows, 1), 3, {"name": "kpi_top_posts", "columns": columns})
        for row in range(1, rows + 1):
            sheet.write_datetime(row, 0, date(2019, 1, row), day)
            sheet.write(row, 2, f"note {row}")
            sheet.write_datetime(row, 3, date(2018, 1, row), day)
        if formula:
            sheet.write_formula("G1", formula, None, 0)
        if issues:
            columns = [{"header": "message"}]
            book.add_worksheet("Look here").add_table("A1:A2", {"name": "kpi_issues", "columns": columns})
    return path


def lines(found: object) -> list[str]:
    """Give what a command printed, and nothing went wrong."""
    assert getattr(found, "stderr") == ""  # noqa: B009 - any finished command
    return str(getattr(found, "stdout")).splitlines()  # noqa: B009


def test_the_dashboard_says_that_all_numbers_agree_and_counts_only_if_asked(source: Path, tmp_path: Path) -> None:
    plain, told = (lines(run("build", source, *more, folder=tmp_path)) for more in ((), ("-v",)))
    assert plain[:2] == ["Wrote kpis-dashboard.xlsx", AGREE]
    assert plain[2].endswith(" in kpis.xlsx: see the sheet Issues.")
    assert len(plain) == 3
    assert next(line for line in told if line not in plain).endswith(" of them compared with Python's numbers.")
    assert not [line for line in plain if "formulas," in line]


def test_issues_are_looked_for_where_they_are(source: Path, tmp_path: Path) -> None:
    without = run("build", source, "-t", template(tmp_path / "own.xlsx"), "-o", "a.xlsx", folder=tmp_path)
    assert lines(without)[-1].endswith(" in kpis.xlsx: to see what, run kpi-excel check kpis.xlsx")
    own = template(tmp_path / "own.xlsx", issues=True)
    assert lines(run("build", source, "-t", own, "-o", "a.xlsx", folder=tmp_path))[-1].endswith(
        " in kpis.xlsx: see the sheet Look here."
    )


def test_nothing_is_said_to_agree_where_nothing_was_compared(source: Path, tmp_path: Path) -> None:
    own = template(tmp_path / "own.xlsx", formula="=1+1")
    assert AGREE not in lines(run("build", source, "-t", own, "-o", "a.xlsx", folder=tmp_path))
    found = lines(run("build", source, "--no-calculate", folder=tmp_path))
    assert AGREE not in found
    assert found[1].endswith(" formulas have no value until Excel opens the file.")


def test_what_is_lost_is_grouped_and_dates_are_dates(source: Path, tmp_path: Path) -> None:
    own = template(tmp_path / "own.xlsx", rows=5)
    found = lines(run("build", source, "-t", own, "-o", "a.xlsx", folder=tmp_path))
    assert found[1:-1] == [
        "  5 entries in the column Note of the table kpi_top_posts are not in it, because their rows are gone:",
        "    “note 1” beside 2019-01-01",
        "    “note 2” beside 2019-01-02",
        "    “note 3” beside 2019-01-03",
        "    and 2 more; -v lists all of them",
        "  5 entries in the column When of the table kpi_top_posts are not in it, because their rows are gone:",
        "    “2018-01-01” beside 2019-01-01",
        "    “2018-01-02” beside 2019-01-02",
        "    “2018-01-03” beside 2019-01-03",
        "    and 2 more; -v lists all of them",
    ]
    every = lines(run("build", source, "-t", own, "-o", "a.xlsx", "-v", folder=tmp_path))
    assert "    “note 5” beside 2019-01-05" in every
    assert not [line for line in every if "-v lists" in line]
    one = lines(run("build", source, "-t", template(own, rows=1), "-o", "a.xlsx", folder=tmp_path))
    assert one[1] == "  1 entry in the column Note of the table kpi_top_posts is not in it, because its row is gone:"


def test_a_template_is_described_in_words(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "own.xlsx") as book:
        sheet = book.add_worksheet("Mine")
        columns = [
            {"header": "platform"},
            {"header": "reach", "formula": "=1"},
            {"header": "Note"},
            {"header": "Reahc"},
        ]
        sheet.add_table("A1:D2", {"name": "kpi_platforms", "columns": columns})
        sheet.add_table("F1:F2", {"name": "kpi_platfrom", "columns": [{"header": "platform"}]})
    found = lines(run("template", "own.xlsx", folder=tmp_path))
    assert found[:5] == [
        "Table kpi_platforms on the sheet Mine",
        "  filled: platform",
        "  keep your formulas, whose results must agree with Python's numbers: reach",
        "  left to you: Note, Reahc",
        "  “Reahc” is left to you, but looks like a column that could be filled. Did you mean reach?",
    ]
    assert found[5] == "Table kpi_platfrom on the sheet Mine"
    assert found[6].startswith("  is left alone: there is nothing of this name to fill it with. Did you mean platforms")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            Verification(9, (), {"cellrune": 9, "IronCalc": 7, "LibreOffice": 9}, (), ()),
            "a.xlsx: all numbers agree. cellrune, IronCalc, and LibreOffice calculated its formulas and got what is "
            "stored, wherever they can.",
        ),
        (
            Verification(9, (), {"cellrune": 9, "LibreOffice": 0}, (), ()),
            "a.xlsx: all numbers agree. cellrune calculated its formulas and got what is stored, wherever they can.",
        ),
        (
            Verification(9, (), {"cellrune": 0}, (), ()),
            "a.xlsx: no program at hand could calculate its formulas, so nothing was compared.",
        ),
        (Verification(0, (), {}, (), ()), "a.xlsx: it has no formulas, so there is nothing to compare."),
        (
            Verification(0, (), {}, (), (Flaw("name x", "it leads nowhere (#REF!)."),)),
            "a.xlsx: not everything is right: 1 flaw that Excel would repair.",
        ),
        (
            Verification(
                9,
                (("Own", 1, 1), ("Own", 2, 1)),
                {"cellrune": 9, "IronCalc": 9},
                (Difference("Own", "B7", 1.0, 2.0, "cellrune"), Difference("Own", "B7", 1.0, 2.0, "IronCalc")),
                (),
            ),
            "a.xlsx: not everything is right: 1 number that differs, 2 formulas without a value.",
        ),
    ],
)
def test_the_verdict(found: Verification, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_verification(found, Path("a.xlsx"), texts("en"))
    assert capsys.readouterr().out.splitlines()[-1] == expected


def test_engines_are_counted_only_if_asked(capsys: pytest.CaptureFixture[str]) -> None:
    found = Verification(9, (), {"cellrune": 9, "IronCalc": 7}, (), ())
    print_verification(found, Path("a.xlsx"), texts("en"))
    assert len(capsys.readouterr().out.splitlines()) == 1
    print_verification(found, Path("a.xlsx"), texts("en"), verbose=True)
    assert capsys.readouterr().out.splitlines()[:2] == [
        "cellrune: 9 of 9 formulas calculated, 0 different.",
        "IronCalc: 7 of 9 formulas calculated, 0 different.",
    ]


def test_what_was_not_asked_is_said_with_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    found = Verification(9, (), {"cellrune": 9}, (), (), absent={"IronCalc": "install_ironcalc"})
    print_verification(found, Path("a.xlsx"), texts("en"))
    assert capsys.readouterr().out.splitlines()[0] == (
        'IronCalc was not asked, because it is not on this computer. Run: python -m pip install "kpi-excel[ironcalc]".'
    )


def test_the_shipped_dashboard_has_a_sheet_of_issues(source: Path, tmp_path: Path) -> None:
    report = kx.build(source, tmp_path / "a.xlsx", template_path("dashboard", "id"), calculate=False)
    assert report.issues_sheet == "Masalah"
    assert report.compared == 0
