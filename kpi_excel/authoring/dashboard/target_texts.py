"""What is said of a target, as worksheet formulas: the sentences of `report.target_texts`, from the same patterns.

Numbers are put together from digits, because the letters and signs of TEXT's formats differ between languages of Excel.
"""

from collections.abc import Mapping

from kpi_excel.authoring.dashboard import calendar_formulas
from kpi_excel.authoring.dashboard.marks import joined, localized, sign
from kpi_excel.authoring.dashboard.target_formulas import Column, target_rules
from kpi_excel.engine.targets.rules import RULES, SMART
from kpi_excel.language import cldr
from kpi_excel.language.numbers import POWERS, SMALL, change_rounding
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import ChangeUnit

SAID = ("goal_value", "baseline", "needed_per_day", "whole_value")
DIFFERENCES: Mapping[str, str] = {"gap": "gap", "by": "goal"}
"""Columns of differences that are said, by what their texts are called."""
SHARES: Mapping[str, str] = {"change": "goal", "share": "last_year_share"}
"""Columns of shares that are said, by what their texts are called."""
DAYS: Mapping[str, str] = {"start": "start_day", "due": "due_day", "first": "latest_start", "last": "latest_end"}
"""Columns of days that are said, by what their texts are called."""
SHARE_PLACES = "1"  # decimals of a share in percent


def target_texts(c: Column, words: Texts) -> dict[str, str]:
    """Write the texts.

    Args:
        c: refers to a column of the row.
        words: the language.

    Returns:
        Formulas without ``=`` by column key.
    """
    found: dict[str, str] = {}
    for key in SAID:
        found |= _value_text(key, c, words)
    for key, value in DIFFERENCES.items():
        found |= _value_text(key, c, words, value)
    change = change_rounding(ChangeUnit.PERCENT)
    steps = str(change.whole_from), str(change.tenths_from)
    for key, value in SHARES.items():
        found |= _rounded(key, f"ABS({c(value)})*100", steps, c, value)
        found[f"{key}_text"] = f"{_said(key, c, words)}&{sign('percent', words)}"
    for key, value in DAYS.items():
        day = c(value)
        found[f"{key}_text"] = f'IF(ISNUMBER({day}),{calendar_formulas.said(day, words)},"")'
    return found | {
        "statement": _statement(c, words),
        "status_text": _choice(c("status_key"), words.section("targets", "statuses")),
        "what_to_do": _advice(c, words),
        "judged_by": _judged_by(c, words),
        "foreseen": _choice(c("forecast_method"), words.section("targets", "methods")),
        "lacking": _lacking(c, words),
    }


def _value_text(key: str, c: Column, words: Texts, difference_of: str = "") -> dict[str, str]:
    """Say a number of the KPI's unit.

    Args:
        key: names the columns, the number's own included unless it is a difference.
        c: refers to a column of the row.
        words: the language.
        difference_of: the column of a difference, whose size is said.
    """
    value, unit = difference_of or key, "gap" if difference_of else "unit"
    found = _rounded(key, f"ABS({c(value)})*{c('unit_scale')}", (c("whole_from"), c("tenths_from")), c, value)
    negative = f'IF({c(value)}<0,IF({c(f"{key}_rounded")}=0,"","{_minus(words)}"),"")'
    one = f"IF({c(f'{key}_rounded')}=1,{c(f'{key}_power')}=0,FALSE)"
    after = f"IF({one},{c(f'{unit}_after_one')},{c(f'{unit}_after')})"
    minus = '""' if difference_of else negative
    said = f"{c(f'{unit}_before')}&{minus}&{_said(key, c, words, c('cents'))}&{after}"
    return found | {f"{key}_text": f'IF(ISNUMBER({c(value)}),{said},"")'}


def _rounded(name: str, size: str, steps: tuple[str, str], c: Column, value: str) -> dict[str, str]:
    """Round a number as `language.numbers` does.

    Args:
        name: of what is rounded.
        size: its size as a formula.
        steps: the sizes from which on it has no decimals and one.
        c: refers to a column of the row.
        value: the column of the number.

    Returns:
        The size, the power of ten with whose word it is said, the decimals and the rounded number, by column key.
    """
    own, power, places = (c(f"{name}_{part}") for part in ("size", "power", "places"))
    whole, tenths = steps
    found = "0"
    for one in reversed(POWERS):
        found = f"IF({own}>={10**one},{one},{found})"
    # differences are off by a last bit: programs must not disagree whether 0.1 is less than 0.1
    small = f"IF(ROUND({own},12)<{SMALL},1+ROUNDUP(ROUND(-LOG10({own}),9),0),IF({own}>={tenths},1,2))"
    plain = f"IF({own}=0,0,IF({own}>={whole},0,{small}))"
    return {
        f"{name}_size": f"IF(ISNUMBER({c(value)}),{size},0)",
        f"{name}_power": found,
        f"{name}_places": f"IF({power}>0,IF({own}<100*10^{power},2,1),{plain})",
        f"{name}_rounded": f"ROUND({own}/10^{power},{places})",
    }


def _minus(words: Texts) -> str:
    return words.text("words", "forms", "minus")


def _said(name: str, c: Column, words: Texts, cents: str = "0") -> str:
    """Write a rounded number, with the word for its power of ten."""
    rounded, power, places = (c(f"{name}_{part}") for part in ("rounded", "power", "places"))
    kept = f"IF({cents}=1,IF({places}=2,{power}=0,FALSE),FALSE)"
    magnitude = '""'
    for one in reversed(POWERS):
        magnitude = f'IF({power}={one},"{cldr.magnitude(words.locale, one, "long")}",{magnitude})'
    return f"{_number(rounded, places, words, kept)}&{magnitude}"


def _number(rounded: str, places: str, words: Texts, kept: str = "FALSE") -> str:
    """Write a rounded number without the zeros at its end, unless they are kept."""
    whole = f"INT({rounded})"
    fraction = f"ROUND(({rounded}-{whole})*10^{places},0)"
    zeros = f"IF({kept},0,IF(MOD({fraction},100)=0,2,IF(MOD({fraction},10)=0,1,0)))"
    decimals = f'{sign("decimal", words)}&TEXT({fraction}/10^{zeros},REPT("0",{places}-{zeros}))'
    text = f'{_grouped(whole, words)}&IF({rounded}={whole},"",{decimals})'
    return localized(text, words)


def _grouped(whole: str, words: Texts) -> str:
    """Write a whole number in groups of three digits, up to three: from a million on, most are said with a word."""
    group = sign("group", words)

    def after(size: str) -> str:
        return f'{group}&TEXT(MOD({size},1000),"000")'

    thousands = f"INT({whole}/1000)&{after(whole)}"
    millions = f"INT({whole}/10^6)&{after(f'INT({whole}/1000)')}&{after(whole)}"
    return f'IF({whole}<1000,TEXT({whole},"0"),IF({whole}<10^6,{thousands},{millions}))'


def percent_text(share: str, words: Texts) -> str:
    """Write a share as a percentage, with one decimal where it has one."""
    return f"{_number(f'ROUND(100*{share},{SHARE_PLACES})', SHARE_PLACES, words)}&{sign('percent', words)}"


def whole_percent_text(share: str, words: Texts) -> str:
    """Write a share as a whole percentage."""
    return f"({localized(f'ROUND(100*{share},0)', words)}&{sign('percent', words)})"


def _statement(c: Column, words: Texts) -> str:
    columns = {"kpi": "phrase", "where": "where", "goal": "goal_value_text", "baseline": "baseline_text"}

    def said(pattern: str) -> str:
        return joined(pattern, lambda one: c(columns.get(one, f"{one}_text")))

    patterns = words.section("targets", "statements")
    return target_rules(c).formula("statement_key", {code: said(pattern) for code, pattern in patterns.items()})


def _choice(code: str, texts: Mapping[str, str]) -> str:
    formula = '""'
    for key, text in reversed(list(texts.items())):
        formula = f'IF({code}="{key}","{text}",{formula})'
    return formula


def _advice(c: Column, words: Texts) -> str:
    columns = {"gap": "gap_text", "needed": "needed_per_day_text"}
    patterns = {**words.section("targets", "reasons"), **words.section("targets", "advice")}
    said = {code: joined(pattern, lambda one: c(columns[one])) for code, pattern in patterns.items()}
    return target_rules(c).formula("told", said)


def _judged_by(c: Column, words: Texts) -> str:
    columns = {"whole": "whole_value_text"}
    formula = '""'
    for code, pattern in reversed(list(words.section("targets", "judged").items())):
        said = joined(pattern, lambda one: c(columns.get(one, f"{one}_text")))
        formula = f'IF({c("basis")}="{code}",{said},{formula})'
    return formula


def _lacking(c: Column, words: Texts) -> str:
    texts = words.section("targets", "smart")
    separator = words.text("words", "forms", "between_clauses")
    parts = [_choice(c(key), {code: separator + texts[code] for code in RULES.codes(key) if code}) for key in SMART]
    found = "&".join(parts)
    empty = "&".join(c(key) for key in SMART)
    said = f'IF({empty}="","{texts["good"]}",MID({found},{len(separator) + 1},999))'
    return f'IF({target_rules(c).formula("not_asked")},"",{said})'
