"""Declarations of formats are read as their head says."""

from kpi_excel.importers.format import Grain, header, read_formats


def test_a_declaration() -> None:
    (found,) = read_formats(
        {
            "tool": {
                "label": "Tool",
                "table": "ads",
                "grain": "span",
                "required": ["spend"],
                "columns": {
                    "spend": {"header": r"amount spent \(\w{3}\)"},
                    "clicks": ["Clicks", "Klik"],
                    "impressions": {"sum": ["Paid", ["Organic", "Free"]]},
                },
                "skip": [{"column": ["Campaign"], "reason": "total"}],
            }
        }
    ).values()
    assert (found.grain, found.is_recognised, found.asks) == (Grain.SPAN, True, False)
    assert found.columns["clicks"].headers == ("clicks", "klik")
    assert (found.columns["impressions"].added, found.columns["impressions"].calculates) == (
        (("paid",), ("organic", "free")), True,
    )  # fmt: skip
    assert found.columns["impressions"].shown == "paid"
    assert (found.skips[0].pattern, found.skips[0].reason) == (None, "total")


def test_soft_hyphens_and_letters_are_no_difference() -> None:
    assert header("Auf\u00adRUFE ") == header("Aufrufe")
