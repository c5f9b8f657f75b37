import pandas as pd

from kpi_excel.workbook.reading.spellings import one_spelling, unify


def test_the_first_spelling_stands_for_the_others() -> None:
    texts = ["Sen\u200bja", "Senja", None, "senja", "Coffee\u00a0House", "Coffee House"]
    assert one_spelling(texts) == {"Senja": "Sen\u200bja", "Coffee House": "Coffee\u00a0House"}  # case is kept apart
    assert one_spelling(["Sen\u200bja", None]) == one_spelling([]) == {}


def test_tables_are_joined_by_one_spelling() -> None:
    posts = pd.DataFrame({"account": pd.array(["Senja", None], "str"), "likes": [1.0, 2.0]})
    accounts = pd.DataFrame({"account": pd.array(["Senja\ufeff"], "str")})
    unify({"posts": posts, "accounts": accounts, "website": pd.DataFrame({"date": []})}, ("account", "campaign"))
    assert accounts["account"].tolist() == ["Senja"]
    assert str(accounts["account"].dtype) == str(posts["account"].dtype)
    assert posts["account"].isna().tolist() == [False, True]
