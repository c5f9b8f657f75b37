import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from kpi_excel.catalogue import BASE_MEASURES, KPIS, TABLES, kpi, measures_of
from kpi_excel.catalogue.custom import add_custom_kpis
from kpi_excel.errors import UsageError
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Category, Direction, Kind, Origin, Unit
from kpi_excel.model.settings import LANGUAGES
from kpi_excel.model.table import ColumnType

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
ENGLISH = texts("en")
COLUMNS_ONLY = {"customer_id"}  # restricts a measure and is none
OWN = ("words", "aliases")  # what each language says in its own way, so that one has what another has not
SHARED = [name for name in ENGLISH.files if name not in OWN]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from leaves(one, f"{path}.{key}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves(one, f"{path}[{number}]")
    else:
        yield path, value


# Every language says everything, and nothing else


@EACH_LANGUAGE
def test_every_language_has_the_same_texts(language: str) -> None:
    words = texts(language)
    assert set(words.files) == set(ENGLISH.files)
    for file in OWN:
        assert set(words.files[file]) == set(ENGLISH.files[file])
    for file in SHARED:
        assert {path for path, _ in leaves(words.files[file])} == {path for path, _ in leaves(ENGLISH.files[file])}, (
            file
        )


@EACH_LANGUAGE
def test_no_text_is_empty_but_caveats_and_remedies(language: str) -> None:
    for file in SHARED:
        english = dict(leaves(ENGLISH.files[file]))
        for path, value in leaves(texts(language).files[file]):
            assert isinstance(value, str), (file, path)
            if not path.endswith(
                ("separator", "phrases.or", "phrases.of", "said.or", ".between")
            ):  # which stand between two others
                assert value == value.strip(), (file, path)
            assert bool(value) == bool(english[path]), (file, path)
            if not value:
                assert path.endswith((".caveat", ".fix")), (file, path)


@EACH_LANGUAGE
def test_placeholders_are_the_same(language: str) -> None:
    for file in SHARED:
        english = dict(leaves(ENGLISH.files[file]))
        for path, value in leaves(texts(language).files[file]):
            found, expected = (sorted(re.findall(r"{(\w*)}", text)) for text in (value, english[path]))
            assert found == expected, (file, path)


@EACH_LANGUAGE
def test_every_kpi_has_its_texts_and_nothing_else_has(language: str) -> None:
    blocks = texts(language).files["kpis"]
    assert set(blocks) == set(KPIS)
    assert all(set(block) == {"label", "meaning", "caveat"} for block in blocks.values())
    labels = [block["label"] for block in blocks.values()]
    assert len(set(labels)) == len(labels)


@EACH_LANGUAGE
def test_every_measure_and_plain_argument_has_a_label(language: str) -> None:
    labels = texts(language).files["measures"]
    plain = {name for one in KPIS.values() if not one.answers for name in one.arguments}
    assert set(labels) == {"_given", "_in_12_months", *BASE_MEASURES, *plain, *COLUMNS_ONLY}
    for name in measures_of(KPIS.values()):
        assert texts(language).measure(name) not in ("", name)


@EACH_LANGUAGE
def test_every_argument_has_its_help(language: str) -> None:
    helps = texts(language).files["arguments"]
    assert {name for one in KPIS.values() for name in one.arguments} <= set(helps)
    assert set(helps) <= {*BASE_MEASURES, *(name for one in KPIS.values() for name in one.arguments)}


@EACH_LANGUAGE
def test_every_term_has_its_words(language: str) -> None:
    words = texts(language)
    expected: Mapping[str, set[str]] = {
        "categories": {*Category},
        "units": {*Unit},
        "directions": {*Direction},
        "kinds": {*Kind},
        "origins": {*Origin, "item"},
    }
    for section, names in expected.items():
        assert set(words.section("terms", section)) == names
        found = list(words.section("terms", section).values())
        assert len(set(found)) == len(found), section
    for length in ("long", "short"):
        assert len(words.section("terms", "weekdays")[length]) == 7
    for width in ("wide", "abbreviated"):
        assert len(words.months(width)) == 12


@EACH_LANGUAGE
def test_every_table_and_column_has_its_texts(language: str) -> None:
    blocks = texts(language).files["tables"]
    assert set(blocks) == set(TABLES)
    for name, table in TABLES.items():
        assert set(blocks[name]["columns"]) == {column.name for column in table.columns}
        labels = [block["label"].casefold() for block in blocks[name]["columns"].values()]
        assert len(set(labels)) == len(labels), name
    sheets = [block["label"].casefold() for block in blocks.values()]
    assert len(set(sheets)) == len(sheets)
    assert all(len(sheet) <= 31 and not set(sheet) & set("[]:*?/\\'") for sheet in sheets)  # what Excel allows


@EACH_LANGUAGE
def test_every_option_has_its_words(language: str) -> None:
    options = texts(language).files["options"]
    for table in TABLES.values():
        for column in table.columns:
            if column.type is ColumnType.OPTION:
                assert set(column.options) <= set(options[column.words]), column.name


# One text


def test_labels() -> None:
    assert ENGLISH.label("engagement_rate") == ENGLISH.label(kpi("engagement_rate")) == "Engagement rate by followers"
    assert texts("id").label("reach") != ENGLISH.label("reach") != texts("fa").label("reach")
    assert ENGLISH.label("unheard_of") == "unheard_of"


def test_meanings_carry_their_caveat() -> None:
    assert ENGLISH.meaning(kpi("response_rate")) == "Answered requests as a percentage of all requests received."
    assert ENGLISH.meaning(kpi("conversion_rate")) == (
        "Conversions as a percentage of the clicks on your posts and ads. Per click, not per visit: clicks of posts "
        "and ads are added, a boosted post's only once. There is no value where the posts or ads of a platform come "
        "without click numbers."
    )


def test_measures() -> None:
    assert ENGLISH.measure("ad_clicks") == "Ad clicks"
    assert ENGLISH.measure("engagements_given_reach") == "Engagements (where Reach is given)"
    assert ENGLISH.measure("orders_given_customer_id") == "Orders (where Customer ID is given)"
    assert ENGLISH.measure("orders_in_12_months") == "Orders in 12 months"
    assert (
        ENGLISH.measure("orders_in_12_months_given_customer_id") == "Orders in 12 months (where Customer ID is given)"
    )
    assert ENGLISH.measure("unheard_of") == "unheard_of"


def test_formulas_in_words_leave_out_which_rows_count() -> None:
    assert ENGLISH.formula(kpi("engagement_rate")) == "Engagements ÷ (Followers × Posts)"
    assert ENGLISH.formula(kpi("cost_per_mille")) == "1000 × Ad spend ÷ Ad impressions"
    assert ENGLISH.formula(kpi("net_sentiment")) == (
        "100 × (Positive mentions − Negative mentions) ÷ (Positive mentions + Neutral mentions + Negative mentions)"
    )


def test_origins() -> None:
    assert ENGLISH.origin(kpi("saves")) == "Persian source article (25 KPIs), no. 9"
    assert ENGLISH.origin(kpi("frequency")) == "Common practice in the field"


def test_custom_kpis_carry_their_own_words() -> None:
    block = {"formula": "saves / reach", "unit": "percent", "direction": "up"}
    found = add_custom_kpis({"mine": {**block, "label": "Mine", "meaning": "It tells."}, "bare": block}, "here")
    for language in LANGUAGES:
        words = texts(language)
        assert (words.label(found["mine"]), words.meaning(found["mine"])) == ("Mine", "It tells.")
        assert (words.label(found["bare"]), words.meaning(found["bare"])) == ("bare", "")
        assert words.origin(found["mine"]) == words.text("terms", "origins", "custom")
    assert ENGLISH.formula(found["mine"]) == "Saves ÷ Reach"


def test_platforms() -> None:
    assert [texts(language).platform("Instagram") for language in LANGUAGES] == ["Instagram"] * 3
    assert texts("fa").platform("All") == texts("fa").text("options", "platform", "all") != "All"


def test_post_formats() -> None:
    assert [texts(language).post_format("photo") for language in LANGUAGES] == ["photo", "foto", "عکس"]
    assert [texts(language).post_format("Hologram") for language in LANGUAGES] == ["Hologram"] * 3


def test_only_persian_is_written_from_right_to_left() -> None:
    assert [texts(language).right_to_left for language in ("en", "id", "fa")] == [False, False, True]


def test_texts_are_read_once_and_unknown_languages_refused() -> None:
    assert texts("fa") is texts("fa")
    with pytest.raises(UsageError) as error:
        texts("de")
    assert (error.value.message, error.value.fix) == ("There is no language “de”.", "Use one of: en, id, fa.")


# Columns


@EACH_LANGUAGE
def test_files_agree_on_the_labels_of_columns(language: str) -> None:
    files = ("dashboard", "targets", "findings", "content")
    merged = texts(language).columns(*files)
    differing = {key for file in files for key, label in texts(language).columns(file).items() if label != merged[key]}
    assert differing == set()
