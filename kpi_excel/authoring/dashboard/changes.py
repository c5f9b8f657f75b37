"""Changes on dashboards: their formula and how they are shown, the same on the first page and on the Scorecard."""

from kpi_excel.authoring import style as look
from kpi_excel.authoring.dashboard.tables import NO_VALUE, Page, TemplateTable
from kpi_excel.model.kpi import ChangeUnit, Direction, Unit

_PLACES = {ChangeUnit.PERCENTAGE_POINTS: 1, ChangeUnit.POINTS: 1, ChangeUnit.PERCENT: 3}  # of the number, not as shown


def change_formula(value: str, before: str, unit: str) -> str:
    """Write a change: in percent relative to what was, else a difference (of fractions: in percentage points).

    Args:
        value: refers to the value now.
        before: refers to the value then.
        unit: refers to what the change is counted in.

    Returns:
        A formula without ``=``; a dash where a value is missing, or the earlier one is zero and percent are asked for.
    """
    hundredths = f'IF({unit}="{ChangeUnit.PERCENTAGE_POINTS}",0.01,1)'
    whole = f'IF({unit}="{ChangeUnit.PERCENT}",ABS({before}),{hundredths})'
    return f'IFERROR(({value}-{before})/{whole},"{NO_VALUE}")'


def add_change_rules(page: Page, table: TemplateTable, key: str, unit: str, direction: str) -> None:
    """Give each unit of change its format, once per colour: a program may apply only the first rule that holds.

    A change that shows as zero has no direction, and no sign either.

    Args:
        page: the page.
        table: the table whose field holds changes.
        key: the field.
        unit: refers to what the change is counted in.
        direction: refers to which way the KPI is better.
    """
    numbers = {
        ChangeUnit.PERCENTAGE_POINTS: f'0.0"{_points(page)}"',
        ChangeUnit.POINTS: "0.0",
        ChangeUnit.PERCENT: "0.0%",
    }
    cell = table.cell(key)
    signed = f'{cell}*(({direction}="{Direction.UP}")-({direction}="{Direction.DOWN}"))'
    colours = ((f"{signed}>0", look.BETTER), (f"{signed}<0", look.WORSE), ("TRUE", look.MUTED))
    for name, number in numbers.items():
        holds = f'IF(ISNUMBER({cell}),AND({unit}="{name}",{{}}),FALSE)'.format
        still = holds(f"ROUND({cell},{_PLACES[name]})=0")
        page.add_formula_rule(table, key, still, num_format=f"{number};{number}", font_color=look.MUTED)
        arrows = f'"▲ "{number};"▼ "{number};{number}'
        for test, colour in colours:
            page.add_formula_rule(table, key, holds(test), num_format=arrows, font_color=colour)


def add_effect_rules(page: Page, table: TemplateTable, key: str, unit: str) -> None:
    """Show effects on a KPI in its unit, those on a percentage in percentage points.

    Args:
        page: the page.
        table: the table whose field holds effects.
        key: the field.
        unit: refers to the KPI's unit.
    """
    points = _points(page)
    page.add_formula_rule(table, key, f'{unit}="{Unit.PERCENT}"', num_format=f'+0.00"{points}";-0.00"{points}";0')
    page.add_unit_rules(table, key, unit)


def add_difference_rules(page: Page, table: TemplateTable, key: str, unit: str) -> None:
    """Show differences with their sign, in the unit of change that a cell gives; the arguments are as above."""
    points = _points(page)
    formats = {
        ChangeUnit.PERCENTAGE_POINTS: f'+0.0"{points}";-0.0"{points}";0',
        ChangeUnit.PERCENT: "+0.0%;-0.0%;0%",
        ChangeUnit.POINTS: "+0.0;-0.0;0",
    }
    for name, number in formats.items():
        page.add_formula_rule(table, key, f'{unit}="{name}"', num_format=number)


def _points(page: Page) -> str:
    return " " + page.style.texts.text("dashboard", "change_units", ChangeUnit.PERCENTAGE_POINTS)
