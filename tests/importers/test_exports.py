"""Files of exports, together: the newest figures count, whatever the order, and no fault of one stops another."""

import io
import zipfile
from datetime import date
from itertools import permutations
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import kpi_excel as kx
from kpi_excel.errors import FileError
from tests.importers.exports import FACEBOOK_DAILY, GA4, INSTAGRAM, TIKTOK, YOUTUBE

TODAY = date(2026, 8, 10)
_HEAD = "Post ID,Account username,Publish time,Permalink,Views,Likes\n"


def post(number: int, day: str, views: int, likes: int) -> str:
    return f"1790000000000000{number},senja.coffee,{day} 10:00,https://www.instagram.com/p/{number}/,{views},{likes}\n"


THREE = {  # the second post stands in the middle one only, and the first one's likes fall at last
    "Jun-01-2026_Jul-05-2026_1.csv": _HEAD + post(1, "07/02/2026", 10, 3),
    "Jun-01-2026_Jul-08-2026_2.csv": _HEAD + post(1, "07/02/2026", 15, 5) + post(2, "06/01/2026", 7, 1),
    "content.csv": _HEAD + post(1, "07/02/2026", 20, 4) + post(3, "07/09/2026", 8, 2),
}


def written(folder: Path, files: dict[str, str]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_newest_figures_count_whatever_the_order(order: tuple[int, ...], tmp_path: Path) -> None:
    paths = written(tmp_path, THREE)
    posts = kx.read_exports([paths[number] for number in order], today=TODAY).tables["posts"]
    names = [name[-1] for name in posts["post_id"]]
    figures = zip(posts["views"], posts["likes"], posts["snapshot"].dt.strftime("%Y-%m-%d"), strict=True)
    assert dict(zip(names, figures, strict=True)) == {
        "1": (20, 4, "2026-07-09"),
        "2": (7, 1, "2026-07-08"),
        "3": (8, 2, "2026-07-09"),
    }


def test_the_same_file_twice_is_the_file_once(tmp_path: Path) -> None:
    paths = written(tmp_path, {**THREE, "content (1).csv": THREE["content.csv"]})
    posts = kx.read_exports([*paths, *paths], today=TODAY).tables["posts"]
    assert (len(posts), posts["views"].sum()) == (3, 35)  # 20 + 7 + 8


def test_the_day_that_a_person_tells_is_the_snapshot(tmp_path: Path) -> None:
    (path,) = written(tmp_path, {"content.csv": THREE["content.csv"]})
    posts = kx.read_exports([path], kx.Answers(as_of=date(2026, 7, 20))).tables["posts"]
    assert set(posts["snapshot"]) == {pd.Timestamp("2026-07-20")}


def test_whatever_comes_is_a_sentence_and_the_others_are_taken(tmp_path: Path) -> None:
    paths = written(tmp_path, {"good.csv": INSTAGRAM, "half.csv": THREE["content.csv"][:-12], "header.csv": _HEAD})
    bad = {
        "a.pdf": (b"%PDF-1.7", "not-a-table"),
        "b.csv": (b"", "empty-file"),
        "c.csv": (b"Fruit,Price\nApple,3\n", "unknown-format"),
        "d.csv": (b"Post ID,Publish time,Permalink\n1,2,3\n", "near-format"),
        "e.xlsx": (b"PK\x03\x04 half", "damaged-workbook"),
        "f.zip": (b"PK\x03\x04 half", "damaged-zip"),
        "g.xls": (b"\xd0\xcf\x11\xe0 half", "damaged-workbook"),
    }
    for name, (data, _) in bad.items():
        (tmp_path / name).write_bytes(data)
    ours = kx.write_input({"ads": []}, tmp_path / "ours.xlsx")
    found = kx.read_exports([*(tmp_path / name for name in bad), ours, *paths], today=TODAY)
    codes = {report.name: [issue.code for issue in report.issues] for report in found.files}
    assert codes == {
        **{name: [code] for name, (_, code) in bad.items()},
        "ours.xlsx": ["own-workbook"], "half.csv": ["cut-off"], "good.csv": [], "header.csv": [],
    }  # fmt: skip
    assert [report.name for report in found.files if report.is_taken] == ["good.csv", "header.csv"]
    assert len(found.tables["posts"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        '"Instagram viewers"\n"Date","Primary"\n"2026-07-01T00:00:00","5"\n',
        "Page,Total Followers,New Followers,Total Post Engagements,Total posts\nA,5,1,3,2\n",
        "Gender,Distribution\nFemale,0.6\n",
        '"Date","Hour","Active followers"\n"July 1","0","5"\n',
    ],
)
def test_what_is_known_and_holds_nothing_for_the_workbook_is_no_fault(text: str, tmp_path: Path) -> None:
    found = kx.read_exports(written(tmp_path, {"download.csv": text}), today=TODAY)
    (report,) = found.files
    assert (report.is_taken, report.rows, report.issues, report.questions, dict(found.tables)) == (True, 0, (), (), {})


def test_a_path_that_is_not_there_stops() -> None:
    with pytest.raises(FileError):
        kx.read_exports(["nowhere.csv"])


def test_two_formats_in_one_file(tmp_path: Path) -> None:
    (path,) = written(tmp_path, {"both.csv": f"{_HEAD}{post(1, '07/02/2026', 10, 3)}\n{GA4}"})
    (report,) = kx.read_exports([path], today=TODAY).files
    assert [(table.format.name, table.rows) for table in report.tables] == [("instagram_posts", 1), ("ga4_website", 2)]


def test_questions_are_asked_and_answered(tmp_path: Path) -> None:
    reach, videos, answers = written(
        tmp_path,
        {
            "Reach.csv": FACEBOOK_DAILY.partition("\n\n")[0].replace("Facebook reach", "Reach"),
            "Table data.csv": YOUTUBE,
            "answers.csv": "Timestamp,Would you recommend us?\n7/2/2026 10:00,9\n7/15/2026 8:00,10 - surely\n",
        },
    )
    files = [reach, videos, answers]
    asked = kx.read_exports(files, today=TODAY)
    assert [report.questions for report in asked.files] == [("platform",), ("period",), ("question",)]
    assert not asked.tables
    told = kx.Answers(platform="Facebook", lifetime=True, question="Would you recommend us?", kind="nps")
    found = kx.read_exports(files, told, today=TODAY)
    assert [report.questions for report in found.files] == [(), (), ()]
    assert found.tables["daily"]["platform"].tolist() == ["Facebook"] * 2
    assert found.tables["surveys"][["kind", "score"]].to_numpy().tolist() == [["nps", 9], ["nps", 10]]


def test_the_name_of_the_zip_file_tells_the_span_of_videos(tmp_path: Path) -> None:
    path = tmp_path / "Content 2026-01-01_2026-06-30 Senja.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Table data.csv", YOUTUBE)
    videos = kx.read_exports([path], today=TODAY).tables["posts"]
    assert videos["figures_from"].tolist() == [pd.Timestamp("2026-01-01")]
    assert videos["figures_to"].tolist() == [pd.Timestamp("2026-06-30")]


def test_days_without_a_follow_are_zeros_inside_the_files_days(tmp_path: Path) -> None:
    text = '"Instagram follows"\n"Date","Primary"\n"2026-07-01T00:00:00","5"\n"2026-07-04T00:00:00","7"\n'
    (path,) = written(tmp_path, {"Follows.csv": text})
    accounts = kx.read_exports([path], today=TODAY).tables["accounts"]
    assert accounts["date"].dt.day.tolist() == [1, 2, 3, 4]
    assert accounts["new_followers"].tolist() == [5, 0, 0, 7]


def test_a_workbook_saved_again_gives_what_its_text_gives(tmp_path: Path) -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for line in THREE["content.csv"].splitlines():
        sheet.append(line.split(","))
    book.save(stream)
    (tmp_path / "content.xlsx").write_bytes(stream.getvalue())
    (path,) = written(tmp_path, {"content.csv": THREE["content.csv"]})
    first, second = (
        kx.read_exports([one], today=TODAY).tables["posts"].drop(columns=["file"])
        for one in (path, tmp_path / "content.xlsx")
    )
    pd.testing.assert_frame_equal(first, second)


def test_the_year_of_a_day_is_counted_back_from_the_day_of_the_export(tmp_path: Path) -> None:
    (path,) = written(tmp_path, {"Content.csv": TIKTOK})
    posts = kx.read_exports([path], today=TODAY).tables["posts"]
    assert posts["published"].tolist() == [pd.Timestamp("2025-07-16")]
    assert posts["snapshot"].tolist() == [pd.Timestamp("2026-02-28")]
