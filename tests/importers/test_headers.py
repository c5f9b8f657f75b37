"""Headers: which columns of an export give a column of ours."""

from kpi_excel.importers.format import formats
from kpi_excel.importers.headers import Headers, only_cell


def test_the_best_spelling_comes_first() -> None:
    declared = formats()["sprout_posts"]
    headers = Headers(("Likes", "Reactions", None))
    assert headers.places_of(declared.columns["likes"]) == [1, 0]
    assert headers.filled == 2


def test_a_part_of_a_header() -> None:
    declared = formats()["meta_ads"]
    headers = Headers(("Amount spent (UAH)", "Impressions"))
    assert headers.part(declared.columns["currency"]) == "UAH"
    assert headers.gives(declared.columns["spend"])
    assert not headers.gives(declared.columns["reach"])


def test_a_line_with_one_cell() -> None:
    assert (only_cell((None, " Reach ", None)), only_cell(("a", "b"))) == ("Reach", "")
