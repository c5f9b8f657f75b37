"""Names within a sentence, in three languages."""

from kpi_excel.language.names import embedded, joined, label, listed, lowered, platform
from kpi_excel.language.texts import texts

EN, ID, FA = (texts(language) for language in ("en", "id", "fa"))


def test_labels_are_lowered_but_for_names_and_acronyms() -> None:
    assert [lowered(text, EN) for text in ("Reach", "CPM", "Net Promoter Score", "E-mail")] == [
        "reach", "CPM", "Net Promoter Score", "E-mail",
    ]  # fmt: skip
    assert lowered("نرخ", FA) == "نرخ"


def test_a_kpi_of_ones_own_keeps_its_label() -> None:
    assert label("my_rate", EN, "Coffee rate") == "coffee rate"
    assert label("", EN) == ""


def test_lists() -> None:
    assert [listed(["X", "TikTok"], words) for words in (EN, ID)] == ["X and TikTok", "X dan TikTok"]
    assert listed(["X", "TikTok", "Threads"], EN) == "X, TikTok, and Threads"
    assert listed(["X"], FA) == "X"
    assert joined(["X", "TikTok"], FA) == "X، TikTok"


def test_platforms_have_names_of_their_own() -> None:
    assert (platform("TikTok", EN), platform("TikTok", FA)) == ("TikTok", "تیک‌تاک")
    assert platform("Mastodon", FA) == "\u200f\u200eMastodon\u200e\u200f"


def test_latin_letters_are_held_together_in_persian_alone() -> None:
    assert embedded("USD", EN) == "USD"
    assert embedded("12", FA) == "12"
    assert embedded("برند ABC", FA) == "برند ABC"
