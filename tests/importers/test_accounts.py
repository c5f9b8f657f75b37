"""Rows without an account are those of the account that the folder's other files name."""

import pandas as pd

from kpi_excel.importers.accounts import with_accounts


def frame(folder: str, *accounts: str | None) -> pd.DataFrame:
    return pd.DataFrame({"platform": "Instagram", "account": list(accounts), "folder": folder})


def test_most_posts_of_the_folder_name_it() -> None:
    days = frame("a", None, None).drop(columns="account")
    found = with_accounts({"posts": [frame("a", "senja", "senja", "friend")], "daily": [days]})
    assert found["daily"][0]["account"].tolist() == ["senja", "senja"]
    assert found["posts"][0]["account"].tolist() == ["senja", "senja", "friend"]


def test_folders_are_accounts_where_two_of_them_name_none() -> None:
    found = with_accounts({"daily": [frame("x/a", None), frame("b", None)]})
    assert [part["account"].tolist() for part in found["daily"]] == [["a"], ["b"]]


def test_one_folder_that_names_none_stays_without() -> None:
    (days,) = with_accounts({"daily": [frame("a", None)]})["daily"]
    assert days["account"].isna().all()


def test_tables_without_accounts_stay() -> None:
    traffic = pd.DataFrame({"platform": ["X"], "folder": ["a"]})
    assert with_accounts({"traffic": [traffic]})["traffic"][0] is traffic
