import json
import unicodedata

import pytest

from kpi_excel.catalogue import KPIS, kpi
from kpi_excel.catalogue.custom import add_custom_kpis
from kpi_excel.catalogue.declarations import declaration_of
from kpi_excel.catalogue.reference import as_json, as_markdown, explain, list_kpis
from kpi_excel.errors import UsageError
from kpi_excel.language.texts import texts
from kpi_excel.model.kpi import Category
from kpi_excel.model.settings import LANGUAGES

ALL = list(KPIS.values())
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EACH_TEXT = pytest.mark.parametrize("write", [list_kpis, as_json, as_markdown])


def columns(text: str) -> int:
    return sum(unicodedata.category(letter) not in ("Mn", "Me", "Cf") for letter in text)


# One KPI, word for word


def test_list_of_two() -> None:
    assert list_kpis([kpi("NPS"), kpi("CTR")]) == (
        "Conversion\n"
        "  CTR  Click-through rate (CTR)  percent\n"
        "\n"
        "Customer service\n"
        "  NPS  Net Promoter Score (NPS)  points"
    )


def test_explained() -> None:
    assert explain(kpi("engagement_rate")) == (
        "Engagement rate by followers\n"
        "=ENGAGEMENT_RATE(engagements, followers, [posts])\n"
        "\n"
        "Engagements ÷ (Followers × Posts)\n"
        "percent · Higher is better · A ratio, never added up\n"
        "\n"
        "What an average post got in engagements, as a percentage of the followers its account had when it\n"
        "was published.\n"
        "\n"
        "An average per post, weighted by followers: for one account with steady followers it equals\n"
        "engagements ÷ (followers × posts), and in a cell the number of posts may be left out and is then 1.\n"
        "\n"
        "engagements  Likes, comments, shares and saves, added.\n"
        "followers    Number of followers, at the end of the period where growth is measured.\n"
        "posts        Number of posts; rates by followers take 1 if it is left out.\n"
        "\n"
        "Persian source article (25 KPIs), no. 10"
    )


def test_json() -> None:
    assert json.loads(as_json([kpi("amplification_rate")])) == [
        {
            "name": "amplification_rate",
            "function": "AMPLIFICATION_RATE",
            "label": "Amplification rate",
            "category": "engagement",
            "formula": "shares_given_audience / audience_given_shares",
            "arguments": [
                {"name": "shares", "help": "Shares, reposts and retweets.", "optional": False},
                {
                    "name": "followers",
                    "help": "Number of followers, at the end of the period where growth is measured.",
                    "optional": False,
                },
                {
                    "name": "posts",
                    "help": "Number of posts; rates by followers take 1 if it is left out.",
                    "optional": True,
                },
            ],
            "cell_formula": "shares / (followers * posts)",
            "measures": ["shares_given_audience", "audience_given_shares"],
            "unit": "percent",
            "direction": "up",
            "kind": "rate",
            "meaning": "Shares of an average post as a percentage of the followers its account had when it was "
            "published: how strongly followers spread your content.",
            "caveat": "Divides by followers. Others give shares per post without dividing, or divide by reach or "
            "impressions (see the virality rate). An average per post, weighted by followers, as is the engagement "
            "rate by followers; in a cell the number of posts may be left out and is then 1.",
            "source": "Persian source article (25 KPIs), no. 11",
        }
    ]


def test_markdown() -> None:
    assert as_markdown([kpi("bounce_rate")]) == (
        "# Social media KPIs\n"
        "\n"
        "## Conversion\n"
        "\n"
        "### Bounce rate\n"
        "\n"
        "`=BOUNCE_RATE(bounces, sessions)`\n"
        "\n"
        "**Bounces ÷ Website visits from social** · percent · Lower is better · A ratio, never added up\n"
        "\n"
        "Visits from social media that ended without any further step, as a percentage of those visits. "
        "What counts as a bounce is decided by your web statistics: older tools count every visit to a single page, "
        "Google Analytics 4 only visits that are short, too, and lead to nothing. Compare only numbers of the same "
        "tool.\n"
        "\n"
        "- `bounces`: Visits that ended without any further step.\n"
        "- `sessions`: Visits to the website that came from social media.\n"
        "\n"
        "*Persian source article (25 KPIs), no. 15*"
    )


# Every KPI in every language


@EACH_LANGUAGE
def test_the_list_shows_every_kpi_aligned_within_100_columns(language: str) -> None:
    words = texts(language)
    lines = list_kpis(ALL, language).split("\n")
    assert "\x1b" not in "".join(lines)
    assert all(columns(line) <= 100 and line == line.rstrip() for line in lines)
    rows = [line for line in lines if line.startswith("  ")]
    assert len(rows) == len(ALL)
    starts = set()
    for one in ALL:
        row = next(row for row in rows if row.split()[0] == one.function)
        unit = words.text("terms", "units", one.unit)
        assert words.label(one) in row
        assert row.endswith(f"  {unit}")
        starts.add((columns(row[: row.index(words.label(one))]), columns(row.removesuffix(unit))))
    assert len(starts) == 1
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert headings == [words.text("terms", "categories", category) for category in Category]


@EACH_LANGUAGE
def test_every_kpi_is_explained_in_full(language: str) -> None:
    words = texts(language)
    for one in ALL:
        text = explain(one, language)
        assert all(columns(line) <= 100 and line == line.rstrip() for line in text.split("\n"))
        assert "\n\n\n" not in text
        flowing = " ".join(text.split())
        facts = [words.text("terms", section, value) for section, value in _terms(one.unit, one.direction, one.kind)]
        helps = [words.text("arguments", name) for name in one.arguments]
        meant = words.meaning(one)
        for part in (
            words.label(one),
            declaration_of(one, words).call,
            words.formula(one),
            *facts,
            *helps,
            meant,
            words.origin(one),
        ):
            assert " ".join(part.split()) in flowing, (one.name, part)


def _terms(unit: str, direction: str, kind: str) -> list[tuple[str, str]]:
    return [("units", unit), ("directions", direction), ("kinds", kind)]


@EACH_LANGUAGE
def test_json_holds_every_kpi_with_every_fact(language: str) -> None:
    facts = json.loads(as_json(ALL, language))
    assert [one["name"] for one in facts] == list(KPIS)
    for fact, one in zip(facts, ALL, strict=True):
        assert set(fact) == set(facts[0])
        assert fact["label"] == texts(language).label(one)
        assert [argument["name"] for argument in fact["arguments"]] == list(one.arguments)
        assert " ".join(part for part in (fact["meaning"], fact["caveat"]) if part) == texts(language).meaning(one)
    assert "\\u" not in as_json(ALL, language)


@EACH_LANGUAGE
def test_markdown_has_a_section_per_category_and_a_block_per_kpi(language: str) -> None:
    words = texts(language)
    text = as_markdown(ALL, language)
    sections = text.split("\n## ")[1:]
    assert [section.split("\n")[0] for section in sections] == [
        words.text("terms", "categories", category) for category in Category
    ]
    for category, section in zip(Category, sections, strict=True):
        members = [one for one in ALL if one.category is category]
        blocks = section.split("\n### ")[1:]
        assert [block.split("\n")[0] for block in blocks] == [words.label(one) for one in members]
        assert [block.split("\n")[2] for block in blocks] == [f"`{declaration_of(one, words).call}`" for one in members]


@EACH_TEXT
def test_unknown_languages_are_refused(write: object) -> None:
    assert callable(write)
    with pytest.raises(UsageError, match="There is no language “de”"):
        write(ALL, "de")
    with pytest.raises(UsageError, match="There is no language “de”"):
        explain(ALL[0], "de")


def test_no_kpis() -> None:
    assert list_kpis([]) == ""
    assert as_json([]) == "[]"
    assert as_markdown([]) == "# Social media KPIs"


def test_custom_kpis_are_shown_with_their_own_words() -> None:
    block = {
        "label": "Saves | *per* follower_of_ours, a name that goes on and on so that no list can hold it in one line",
        "formula": "saves / audience",
        "unit": "percent",
        "direction": "up",
        "meaning": "",
    }
    custom = add_custom_kpis({"saves_per_head": block}, "kpis.toml")["saves_per_head"]
    lines = list_kpis([custom]).split("\n")
    assert lines[0] == "Engagement"
    assert len(lines) > 2
    assert all(len(line) <= 100 for line in lines)
    assert explain(custom).endswith(
        "saves     Saves and bookmarks.\naudience  Followers at publication\n\nDefined by you"
    )
    assert "### Saves \\| \\*per\\* follower\\_of\\_ours" in as_markdown([custom])
    assert json.loads(as_json([custom]))[0]["caveat"] == ""
