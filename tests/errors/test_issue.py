import pytest

from kpi_excel.errors import Issue, Place, Severity, by_kind

NEGATIVE = Issue(
    "negative-count", Severity.FAULT, Place("July.xlsx", "Posts", "F17"), {"column": "reach", "found": "-12"}
)


def test_an_issue_prints_its_code_place_and_values() -> None:
    assert str(NEGATIVE) == "[negative-count] July.xlsx, sheet 'Posts', cell F17: column reach, found -12"


def test_an_issue_without_a_place_prints_its_values() -> None:
    assert str(Issue("empty-table", Severity.NOTE, values={"table": "posts"})) == "[empty-table]: table posts"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(), ""),
        (Place("July.xlsx"), "July.xlsx"),
        (Place("July.xlsx", "Posts"), "July.xlsx, sheet 'Posts'"),
        (Place("July.xlsx", "Posts", "F17"), "July.xlsx, sheet 'Posts', cell F17"),
        (Place("July.xlsx", "Posts", "A1:A20"), "July.xlsx, sheet 'Posts', cells A1:A20"),
        (Place(sheet="پست‌ها"), "sheet 'پست‌ها'"),
    ],
)
def test_places(place: Place, expected: str) -> None:
    assert str(place) == expected


def test_severities_are_the_words_that_texts_use() -> None:
    assert [str(one) for one in Severity] == ["fault", "warning", "note"]


def test_issues_of_a_kind_stand_together_the_worst_first() -> None:
    def issue(code: str, severity: Severity, cell: str, column: str = "reach", sheet: str = "Posts") -> Issue:
        return Issue(code, severity, Place("a.xlsx", sheet, cell), {"column": column})

    note = issue("text-as-number", Severity.NOTE, "A1")
    low = [issue("negative-count", Severity.FAULT, cell) for cell in ("B2", "B9")]
    other = issue("negative-count", Severity.FAULT, "C2", column="likes")
    there = issue("negative-count", Severity.FAULT, "B3", sheet="Ads")
    assert by_kind([note, low[0], other, there, low[1]]) == [tuple(low), (other,), (there,), (note,)]
    assert by_kind([]) == []
