"""What is said of a target, as worksheet formulas: the sentences of `report.target_texts`, from the same patterns.

Numbers are put together from digits, because the letters and signs of TEXT's formats differ between languages of Excel.
"""

import re
from collections.abc import Callable, Mapping

from kpi_excel.authoring.dashboard.marks import localized, sign
from kpi_excel.authoring.dashboard.target_formulas import Column, target_rules
from kpi_excel.catalogue.texts import Texts
from kpi_excel.engine.targets.rules import RULES, SMART

SAID = ("goal_value", "baseline", "gap", "needed_per_day")
SHARE_PLACES = "1"  # decimals of a share in percent
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def target_texts(c: Column, words: Texts) -> dict[str, str]:
    """Write the texts.

    Args:
        c: refers to a column of the row.
        words: the language.

    Returns:
        Formulas without ``=`` by column key.
    """
    found = {}
    for key in SAID:
        found[f"{key}_rounded"] = f"IF(ISNUMBER({c(key)}),{_rounded(c(key), c)},0)"
        number = _number(c(f"{key}_rounded"), _places(c(f"{key}_rounded"), c), words)
        minus = '""' if key == "gap" else f'IF({c(key)}<0,IF({c(f"{key}_rounded")}=0,"","-"),"")'
        after = c("gap_after" if key == "gap" else "unit_after")
        found[f"{key}_text"] = f'IF(ISNUMBER({c(key)}),{c("unit_before")}&{minus}&{number}&{after},"")'
    found["change_rounded"] = f"IF(ISNUMBER({c('goal')}),ROUND(100*ABS({c('goal')}),{SHARE_PLACES}),0)"
    found["change_text"] = f"{_number(c('change_rounded'), SHARE_PLACES, words)}&{sign('percent', words)}"
    for key in ("start", "due"):
        found[f"{key}_text"] = f'IF(ISNUMBER({c(key)}),{_date(c(key), words)},"")'
    return found | {
        "statement": _statement(c, words),
        "status_text": _choice(c("status_key"), words.section("targets", "statuses")),
        "what_to_do": _advice(c, words),
        "foreseen": _choice(c("forecast_method"), words.section("targets", "methods")),
        "lacking": _lacking(c, words),
    }


def _places(size: str, c: Column) -> str:
    """Give a number's decimals: the finer ones while it is small; which they are, filling tells by the KPI's unit."""
    return f"IF({size}<{c('fine_below')},{c('fine_places')},{c('coarse_places')})"


def _rounded(value: str, c: Column) -> str:
    size = f"ABS({value})*{c('unit_scale')}"
    return f"ROUND({size},{_places(size, c)})"


def _number(rounded: str, places: str, words: Texts) -> str:
    whole = f"INT({rounded})"
    fraction = f"ROUND(({rounded}-{whole})*10^{places},0)"
    digits = '"0"' if places == SHARE_PLACES else f'IF({places}=2,"00","0")'
    decimals = f"{sign('decimal', words)}&TEXT({fraction},{digits})"
    text = f'{_grouped(whole, words)}&IF({rounded}={whole},"",{decimals})'
    return localized(text, words)


def _grouped(whole: str, words: Texts) -> str:
    """Write a whole number in groups of three digits, with the group sign as plain text within the format."""
    group = sign("group", words)
    joint = f'"""&{group}&"""' if words.own_digits else group.replace('"', '""')
    formats = ['"' + joint.join(["0", *["000"] * groups]) + '"' for groups in range(4)]
    chosen = formats[3]
    for groups in (2, 1, 0):
        chosen = f"IF({whole}<{1000 ** (groups + 1)},{formats[groups]},{chosen})"
    return f"TEXT({whole},{chosen})"


def percent_text(share: str, words: Texts) -> str:
    """Write a share as a percentage, with one decimal where it has one."""
    return f"{_number(f'ROUND(100*{share},{SHARE_PLACES})', SHARE_PLACES, words)}&{sign('percent', words)}"


def whole_percent_text(share: str, words: Texts) -> str:
    """Write a share as a whole percentage."""
    return f"({localized(f'ROUND(100*{share},0)', words)}&{sign('percent', words)})"


def _date(day: str, words: Texts) -> str:
    months = ",".join(f'"{month}"' for month in words.section("terms", "months")["long"])
    parts = {"day": f"DAY({day})", "month": f"CHOOSE(MONTH({day}),{months})", "year": f"YEAR({day})"}
    return localized(joined(words.text("targets", "units", "date"), parts.__getitem__), words)


def joined(pattern: str, value: Callable[[str], str]) -> str:
    """Write a pattern with placeholders as a formula that joins its pieces.

    Example:
        >>> joined("by {due}.", lambda name: name.upper())
        '"by "&DUE&"."'
    """
    pieces = _PLACEHOLDER.split(pattern)
    texts = [f'"{piece}"' if number % 2 == 0 else value(piece) for number, piece in enumerate(pieces) if piece]
    return "&".join(texts)


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


def _lacking(c: Column, words: Texts) -> str:
    texts = words.section("targets", "smart")
    separator = words.text("targets", "numbers", "list_separator")
    parts = [_choice(c(key), {code: separator + texts[code] for code in RULES.codes(key) if code}) for key in SMART]
    found = "&".join(parts)
    empty = "&".join(c(key) for key in SMART)
    said = f'IF({empty}="","{texts["good"]}",MID({found},{len(separator) + 1},999))'
    return f'IF({target_rules(c).formula("not_asked")},"",{said})'
