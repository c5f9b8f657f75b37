"""The example brand's data: two years of a made-up coffee roaster, the same numbers in every language.

Nothing here is measured. Magnitudes are plausible, and each platform leaves out what the real one does not report.
"""

from __future__ import annotations

from kpi_excel.authoring.inputs import example_typed as typed
from kpi_excel.authoring.inputs.example_data import Row
from kpi_excel.authoring.inputs.example_draws import by_date, months
from kpi_excel.authoring.inputs.example_people import mention_rows, request_rows, survey_rows
from kpi_excel.authoring.inputs.example_posts import account_rows, comment_rows, post_rows
from kpi_excel.authoring.inputs.example_sales import ad_rows, order_rows, traffic_rows, website_rows
from kpi_excel.language.texts import texts


def example_tables(language: str = "en") -> dict[str, list[Row]]:
    """Give every input table of the example brand, the same on every run.

    Args:
        language: of the settings and of what people wrote about targets: en, id or fa.

    Returns:
        Rows by table name; a column that is None or absent in a row was not given.

    Raises:
        UsageError: if the language is not one of these.
    """
    words = texts(language)
    counts, accounts = account_rows()
    posts = post_rows(counts)
    return {
        "settings": typed.settings(words),
        "posts": posts,
        "accounts": accounts,
        "comments": by_date(comment_rows(posts)),
        "mentions": list(mention_rows()),
        "traffic": list(traffic_rows()),
        "website": website_rows(),
        "ads": list(ad_rows()),
        "requests": list(request_rows()),
        "surveys": by_date(survey_rows()),
        "orders": order_rows(),
        "costs": typed.costs(months()),
        "targets": typed.targets(words),
        "benchmarks": typed.benchmarks(words),
        "custom_kpis": typed.custom_kpis(words),
    }
