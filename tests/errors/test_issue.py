import pytest

from kpi_excel.errors import Issue, Place, Severity

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
