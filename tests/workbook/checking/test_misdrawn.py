"""What is drawn wrong is said with its place."""

from kpi_excel.workbook.checking.misdrawn import Misdrawn


def test_the_sentence_names_sheet_and_place() -> None:
    wrong = Misdrawn("Trends", "chart at B4", "two series draw the same cells.", "Choose Select Data.")
    assert str(wrong) == "Sheet 'Trends', chart at B4: two series draw the same cells."
