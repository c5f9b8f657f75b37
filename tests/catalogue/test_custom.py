from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kpi_excel.catalogue import KPIS
from kpi_excel.catalogue.custom import add_custom_kpis, read_custom_kpis
from kpi_excel.errors import CatalogueError, FileError, FormulaError
from kpi_excel.model.kpi import Category, Kind, Kpi, Origin


def add(**formulas: str) -> Mapping[str, Kpi]:
    blocks: dict[str, dict[str, Any]] = {
        name: {"formula": formula, "unit": "ratio", "direction": "up", "label": name.title()}
        for name, formula in formulas.items()
    }
    return add_custom_kpis(blocks, "here")


# What is added


def test_custom_kpis_come_after_the_catalogues_own() -> None:
    found = add(mine="saves / reach", other="mine * 2")
    assert list(found) == [*KPIS, "mine", "other"]
    assert all(found[name] is one for name, one in KPIS.items())
    assert add() == KPIS


def test_a_custom_kpi_has_the_usual_defaults() -> None:
    mine = add(mine="saves / reach")["mine"]
    assert (mine.function, mine.category, mine.kind) == ("MINE", Category.ENGAGEMENT, Kind.RATE)
    assert (mine.origin, mine.label) == (Origin.CUSTOM, "Mine")


@pytest.mark.parametrize(
    ("formula", "expanded"),
    [
        ("saves / reach", "saves / reach"),
        ("saves_given_reach / reach_given_saves", "saves_given_reach / reach_given_saves"),
        ("frequency * 2", "impressions_given_reach/reach_given_impressions*2"),
        ("1 / frequency", "1/(impressions_given_reach/reach_given_impressions)"),
        ("1 - bounce_rate", "1-bounces_given_sessions/sessions_given_bounces"),
        ("purchases / website_visits", "orders/sessions"),
        ("posts / likes", "posts / likes"),  # both a measure and a KPI: the measure
        ("helper + 1", "likes-saves+1"),
        ("2 * helper", "2*(likes-saves)"),
        ("half / helper", "(likes-saves)/2/(likes-saves)"),
    ],
)
def test_formulas_are_expanded_to_measures(formula: str, expanded: str) -> None:
    found = add(mine=formula, helper="likes - saves", half="helper / 2")
    assert found["mine"].formula.text == expanded
    assert not set(found["mine"].measures) & {"helper", "half"}


def test_expanding_keeps_the_value() -> None:
    mine = add(mine="return_on_investment / frequency")["mine"]
    values = {"revenue": 30, "cost": 10, "impressions_given_reach": 80, "reach_given_impressions": 20}
    assert mine.formula.evaluate(values) == 0.5  # (30 - 10) / 10 = 2, over 80 / 20 = 4
    assert mine.arguments == ("revenue", "cost", "impressions", "reach")


# What is refused


@pytest.mark.parametrize(
    ("formulas", "circle"),
    [
        ({"mine": "mine + 1"}, "mine → mine"),
        ({"mine": "other / 2", "other": "mine / 2"}, "mine → other → mine"),
        ({"mine": "other", "other": "third", "third": "likes - mine"}, "mine → other → third → mine"),
        ({"mine": "other", "other": "third", "third": "other + 1"}, "other → third → other"),
    ],
)
def test_circles_are_named(formulas: Mapping[str, str], circle: str) -> None:
    with pytest.raises(CatalogueError) as error:
        add(**formulas)
    assert error.value.message == f"KPIs refer to each other in a circle: {circle}."
    assert error.value.fix == "Remove one of the references."


def test_taken_names_are_refused() -> None:
    with pytest.raises(CatalogueError, match="here: the name engagement_rate is taken by a KPI of the catalogue"):
        add(engagement_rate="likes / reach")
    with pytest.raises(CatalogueError, match="here: the name spend is taken by a measure"):
        add(spend="likes / reach")


def test_taken_functions_are_refused() -> None:
    block = {"formula": "likes / reach", "unit": "ratio", "direction": "up", "function": "CTR"}
    with pytest.raises(CatalogueError, match="mine and click_through_rate share the function name CTR"):
        add_custom_kpis({"mine": block}, "here")


@pytest.mark.parametrize(
    ("formula", "name", "match"),
    [
        ("saved / reach", "saved", "saves"),
        ("engagement_rat * 2", "engagement_rat", "engagement_rate"),
        ("othr / 2", "othr", "other"),
        ("likes_given_spend / 2", "likes_given_spend", ""),
    ],
)
def test_unknown_names_list_close_matches(formula: str, name: str, match: str) -> None:
    with pytest.raises(FormulaError) as error:
        add(mine=formula, other="likes / 2")
    assert error.value.message == (
        f"here, mine: the formula “{formula}” uses “{name}”, which is neither a measure nor a KPI."
    )
    assert match in error.value.fix


def test_chains_that_grow_too_long_are_refused_with_their_name() -> None:
    chain = {f"k{i}_": f"k{i - 1}_ / (k{i - 1}_ + 1)" if i else "saves / likes" for i in range(30)}
    with pytest.raises(FormulaError, match=r"k\d+_: The formula is 1,\d+ characters long; 1,000 are allowed"):
        add(**chain)


def test_wrong_blocks_name_the_place() -> None:
    with pytest.raises(CatalogueError, match="here, mine: unit is missing"):
        add_custom_kpis({"mine": {"formula": "likes", "direction": "up"}}, "here")


# From a file


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "kpis.toml"
    text = (
        '[saves_per_post]\nformula = "saves / posts"\nunit = "per_post"\ndirection = "up"\nlabel = "ذخیره در هر پست"\n'
    )
    path.write_text(text, encoding="utf-8")
    for given in (path, str(path)):
        found = read_custom_kpis(given)["saves_per_post"]
        assert (found.function, found.label) == ("SAVES_PER_POST", "ذخیره در هر پست")


def test_faults_name_the_file_without_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "kpis.toml"
    path.write_text('[mine]\nformula = "likes"\nunit = "per_pst"\ndirection = "up"\n', encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        read_custom_kpis(path)
    assert error.value.message == "kpis.toml, mine: “per_pst” is not a unit."


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"^nothing\.toml could not be read: No such file"):
        read_custom_kpis(tmp_path / "nothing.toml")
    with pytest.raises(FileError, match="could not be read"):
        read_custom_kpis(tmp_path)
    for content in (b"[mine\n", b"mine = \n", b"label = '\xff'\n", b"[a]\n[a]\n"):
        (tmp_path / "wrong.toml").write_bytes(content)
        with pytest.raises(FileError, match=r"^wrong\.toml is not a (TOML|text) file") as error:
            read_custom_kpis(tmp_path / "wrong.toml")
        assert error.value.exit_code == 3
