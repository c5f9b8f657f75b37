import re
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
from jinja2.exceptions import SecurityError, UndefinedError

import kpi_excel as kx
from kpi_excel.catalogue import KPIS, TABLES, measures_of
from kpi_excel.engine.change import change, change_unit
from kpi_excel.engine.compute import compute
from kpi_excel.engine.findings.findings import findings, select
from kpi_excel.engine.findings.targets import target_counts
from kpi_excel.engine.results import Results
from kpi_excel.language.names import label, listed
from kpi_excel.language.texts import language_folder, texts
from kpi_excel.model.finding import Finding
from kpi_excel.model.settings import LANGUAGES, Settings
from kpi_excel.report.texts import (
    Sentence,
    Summary,
    environment,
    finished,
    sentence,
    sentences,
    shortened,
    summary_html,
)
from tests.engine.rows import Rows, few, tables
from tests.report.made_findings import MADE, SETTINGS, TARGETS
from tests.report.said import numbers_in, unknown_numbers
from tests.support import inputs

EXAMPLE = Path(__file__).parents[2] / "examples" / "example.en.xlsx"
GOLDEN = Path(__file__).parent / "golden"
MACRO = re.compile(r"{% macro (\w+)\(f\) %}")
ENOUGH_ROWS = 30.0  # of a month, as the sentences and the rules of targets say
CASES = [(language, case) for language in LANGUAGES for case in MADE]


def golden(language: str) -> dict[str, str]:
    lines = (GOLDEN / f"sentences.{language}.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_the_golden_ones(language: str) -> None:
    words = texts(language)
    assert {case: sentence(finding, words, SETTINGS) for case, finding in MADE.items()} == golden(language)


@pytest.mark.parametrize(("language", "case"), CASES)
def test_every_number_said_is_a_rounding_of_the_findings_own(language: str, case: str) -> None:
    text = sentence(MADE[case], texts(language), SETTINGS)
    assert unknown_numbers(text, MADE[case].numbers.values(), language) == []


@pytest.mark.parametrize(("language", "case"), CASES)
def test_sentences_are_finished(language: str, case: str) -> None:
    text = sentence(MADE[case], texts(language), SETTINGS)
    for fault in ("  ", " .", " ,", " ;", " :", " ؛", " ،", "..", ".;", "()", "no value", "{", "}", "_"):
        assert fault not in text
    assert not re.search(r"\bnan\b|\bNone\b(?! of)", text)
    assert text[0] == text[0].upper()
    assert text.endswith(".")
    assert not re.search(r"(?:by|naik|turun) [-−]", text)
    assert text.count("(") == text.count(")")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_macro_in_every_language(language: str) -> None:
    template = language_folder(language).joinpath("findings.j2").read_text(encoding="utf-8")
    kinds = {finding.kind for finding in MADE.values()}
    assert kinds <= set(MACRO.findall(template))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_brand_name(language: str) -> None:
    for case in ("a rank", "share of voice, first", "ahead of a competitor"):
        text = sentence(MADE[case], texts(language), Settings())
        assert "Senja" not in text
        assert text[0] == text[0].upper()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", [
    "duplicate", "fault", "unknown_kpi", "unknown_platform", "dates", "no_baseline", "zero_baseline",
    "goal_is_baseline", "baseline_unknown", "no_value", "incomplete",
])  # fmt: skip
def test_every_reason_can_be_told(language: str, reason: str) -> None:
    text = sentence(Finding("target_no_data", "reach", names={"reason": reason}), texts(language))
    assert "_" not in text
    assert text.endswith(".")


def test_numbers_are_found_in_every_language() -> None:
    for language, text in (
        ("en", "Reach rose by 24.7% to 1.31 million (Q2 2026: 929,793); USD 0.60 by 30 September 2026, −4.2 points."),
        ("id", "Jangkauan naik 24,7% menjadi 1,31 juta (kuartal II 2026: 929.793); USD 0,60 pada 30 September 2026, "
               "−4,2 poin."),
        ("fa", "ریچ با ۲۴٫۷٪ افزایش نسبت به سه‌ماهه دوم ۲۰۲۶ (۹۲۹٬۷۹۳) به ۱٫۳۱ میلیون رسید؛ ۰٫۶۰ دلار "
               "تا ۳۰ سپتامبر ۲۰۲۶، \u200e−۴٫۲ امتیاز."),
    ):  # fmt: skip
        for found in (numbers_in(text), numbers_in(text, language)):
            assert sorted(said.value for said in found) == [0.6, 4.2, 24.7, 929_793, 1_310_000]
    assert numbers_in("“100 % compostable” Cost per 1,000 impressions (CPM), week 7 of 2026") == []
    assert unknown_numbers("It rose by 24.8%.", [0.2468]) == ["24.8"]


def test_labels_in_sentences() -> None:
    assert label("share_of_voice", texts("en")) == "share of voice (SOV)"
    assert label("return_on_investment", texts("id")) == "imbal hasil investasi (ROI)"
    assert label("followers", texts("fa")) == "تعداد فالوورها"
    assert label("net_promoter_score", texts("id")) == "Net Promoter Score (NPS)"
    assert label("own", texts("en"), "CTR of stories") == "CTR of stories"
    for language in LANGUAGES:
        assert all(label(name, texts(language)) for name in KPIS)


def test_small_helpers() -> None:
    assert shortened("a“b”\n c") == "a'b' c"
    assert shortened("word " * 30) == "word " * 11 + "word…"
    assert listed(["X"], texts("en")) == "X"
    assert listed(["X", "Y", "Z"], texts("fa")) == "X،\u200f Y، و Z"
    assert finished("\n a  b. ") == "A b."


def summary_of(language: str, *cases: str) -> Summary:
    return sentences([MADE[case] for case in cases], texts(language), SETTINGS)


def test_a_summary_tells_the_selection() -> None:
    cases = ("summary, mixed", "off track, a rate to lower", "an amount up", "coverage")
    said = summary_of("en", *cases)
    assert said.headline is not None
    assert said.headline.finding is MADE["summary, mixed"]
    assert [one.finding for one in said.attention] == [MADE["off track, a rate to lower"]]
    assert [one.finding for one in said.findings] == [MADE["an amount up"]]
    assert [one.text for one in said.caveats] == [golden("en")["coverage"]]
    assert [one.finding for one in said.every] == [MADE[case] for case in cases]
    assert sentences([], texts("en")) == Summary(None, (), (), ())


def known_numbers(results: Results) -> list[float]:
    """Give every number of the frames that a dashboard holds, and the counts it shows."""
    frames = [
        results.scorecard, results.targets, results.drivers, results.unusual, results.benchmarks, results.content,
        results.formats, results.platforms, results.view, results.share_of_voice,
    ]  # fmt: skip
    values = [number for frame in frames for number in frame.select_dtypes("number").to_numpy(float).ravel().tolist()]
    sides = [side for sides in results.comparisons.values() for side in sides.values()]
    values += [number for side in sides for number in (side.now, side.then, len(side.common.now) if side.common else 0)]
    values += [float(issue.values["days"]) for issue in results.issues if "days" in issue.values]
    left_out = sum(summary.left_out for summary in results.inputs.summaries)
    shared = [*map(float, target_counts(results.targets).values()), float(left_out)]
    return [*values, *shared, *changes_of_platforms(results), ENOUGH_ROWS]


def changes_of_platforms(results: Results) -> list[float]:
    """Give what every KPI of every platform was before, and how it changed."""
    found = []
    for platform in results.axes.platforms:
        now, then = (results.select(one.name, platform, "all") for one in (results.periods.report, results.against))
        if len(now) and len(then):
            for name, kpi in results.kpis.items():
                sides = float(now[name].iloc[0]), float(then[name].iloc[0])
                found += [sides[1], float(change(*sides, change_unit(kpi)))]
    return found


def check(results: Results) -> None:
    """Check that findings can be told in every language, in finished sentences whose numbers are known."""
    found, known = findings(results), known_numbers(results)
    for language in LANGUAGES:
        for one in found:
            text = sentence(one, texts(language), results.inputs.settings)
            assert unknown_numbers(text, known, language) == [], text
            assert text.endswith(".")
            assert not re.search(r"\bnan\b|\bNone\b(?! of)|  | \.", text), text
        said = sentences(found, texts(language), results.inputs.settings)
        assert said.headline is not None
        assert len(said.findings) <= 6


@pytest.mark.parametrize("comparison", ["previous", "last_year"])
def test_the_examples_sentences_say_only_known_numbers(comparison: str) -> None:
    given = kx.read(EXAMPLE)
    check(kx.compute(replace(given, settings=replace(given.settings, comparison=comparison))))


@hypothesis.given(tables())
@few(12)
def test_any_tables_can_be_told(rows: Rows) -> None:
    check(compute(inputs(rows, trend_length=2), KPIS, measures_of(KPIS.values()), TABLES))


def test_html_is_escaped_once() -> None:
    names = {"what": "post", "caption": "<script>alert('x')</script> & \"tea\"", "published": "2026-09-30"}
    finding = Finding("best_content", "engagements", "X", numbers={"value": 5}, names=names | {"unit": "count"})
    said = sentences([TARGETS["summary, all well"], finding], texts("en"))
    assert "<script>" in said.findings[0].text
    html = summary_html(said, texts("en"))
    assert "<script>" not in html
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp;" in html
    assert "&amp;lt;" not in html
    assert 'lang="en" dir="ltr"' in html
    assert html.count("<h3>") == 1


def test_persian_html_runs_from_right_to_left() -> None:
    html = summary_html(summary_of("fa", "summary, mixed", "at risk, a rate", "coverage"), texts("fa"))
    assert 'lang="fa" dir="rtl"' in html
    assert "نیازمند توجه" in html


@pytest.mark.parametrize("text", [
    "{{ f.__class__.__mro__ }}",
    "{{ ''.__class__ }}",
    "{{ f['__class__'].__base__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ [].append(1) }}",
])  # fmt: skip
@pytest.mark.parametrize("html", [False, True])
def test_templates_run_in_a_sandbox(text: str, html: bool) -> None:
    with pytest.raises((SecurityError, UndefinedError)):
        environment(html=html).from_string(text).render(f={"value": "1"})


def test_what_a_finding_does_not_give_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        sentence(Finding("rank", "reach", numbers={"value": 3}), texts("en"))


def test_the_selection_of_the_made_findings_repeats_nothing() -> None:
    found = sorted(MADE.values(), key=lambda finding: -finding.importance)
    chosen = select(found)
    told = [chosen.headline, *chosen.attention, *chosen.findings, *chosen.caveats]
    assert len({id(finding) for finding in told}) == len(told)
    assert isinstance(sentences(found, texts("en"), SETTINGS).headline, Sentence)
