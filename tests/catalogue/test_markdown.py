"""Markdown: texts stay texts, and tables have their lines."""

from kpi_excel.catalogue.markdown import code, escaped, table


def test_marks_stay_signs() -> None:
    assert escaped(r"a*b_c [x](y) `z` <i> | \ ") == r"a\*b\_c \[x\](y) \`z\` \<i\> \| \\ "


def test_names_are_code() -> None:
    assert code(["a", "b"]) == "`a`, `b`"
    assert code([]) == ""


def test_tables() -> None:
    assert table(["a", "b"], []) == "| a | b |\n|---|---|"
    assert table(["a"], [["1"], ["2"]]).splitlines()[2:] == ["| 1 |", "| 2 |"]
