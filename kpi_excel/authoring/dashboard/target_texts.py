"""What is said of a target, as worksheet formulas: the sentences of `report.target_texts`, from the same patterns.

Numbers are put together from digits, because the letters and signs of TEXT's formats differ between languages of Excel.
"""

import re
from collections.abc import Callable, Mapping

from kpi_excel.authoring.dashboard.marks import localized, sign
from kpi_excel.authoring.dashboard.target_formulas import Column
from kpi_excel.language import cldr
from kpi_excel.language.numbers import POWERS, SMALL, change_rounding
from kpi_excel.language.texts import Texts
from kpi_excel.model.kpi import ChangeUnit
from kpi_excel.model.target import Advice, GoalKind, Reason

SAID = ("goal_value", "baseline", "gap", "needed_per_day")
SMART = ("smart_s", "smart_m", "smart_a", "smart_r", "smart_t")
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
    found: dict[str, str] = {}
    for key in SAID:
        unit = "gap" if key == "gap" else "unit"
        found |= _rounded(key, f"ABS({c(key)})*{c('unit_scale')}", (c("whole_from"), c("tenths_from")), c)
        minus = '""' if key == "gap" else f'IF({c(key)}<0,IF({c(f"{key}_rounded")}=0,"","{_minus(words)}"),"")'
        one = f"IF({c(f'{key}_rounded')}=1,{c(f'{key}_power')}=0,FALSE)"
        after = f"IF({one},{c(f'{unit}_after_one')},{c(f'{unit}_after')})"
        said = f"{c(f'{unit}_before')}&{minus}&{_said(key, c, words, c('cents'))}&{after}"
        found[f"{key}_text"] = f'IF(ISNUMBER({c(key)}),{said},"")'
    change = change_rounding(ChangeUnit.PERCENT)
    found |= _rounded("change", f"ABS({c('goal')})*100", (str(change.whole_from), str(change.tenths_from)), c, "goal")
    found["change_text"] = f"{_said('change', c, words)}&{sign('percent', words)}"
    for key in ("start", "due"):
        found[f"{key}_text"] = f'IF(ISNUMBER({c(key)}),{_date(c(key), words)},"")'
    return found | {
        "statement": _statement(c, words),
        "status_text": _choice(c("status_key"), words.section("targets", "statuses")),
        "what_to_do": _advice(c, words),
        "foreseen": _choice(c("forecast_method"), words.section("targets", "methods")),
        "lacking": _lacking(c, words),
    }


def _rounded(name: str, size: str, steps: tuple[str, str], c: Column, value: str = "") -> dict[str, str]:
    """Round a number as `language.numbers` does.

    Args:
        name: of what is rounded.
        size: its size as a formula.
        steps: the sizes from which on it has no decimals and one.
        c: refers to a column of the row.
        value: the column of the number, if it is not called so.

    Returns:
        The size, the power of ten with whose word it is said, the decimals and the rounded number, by column key.
    """
    own, power, places = (c(f"{name}_{part}") for part in ("size", "power", "places"))
    whole, tenths = steps
    found = "0"
    for one in reversed(POWERS):
        found = f"IF({own}>={10**one},{one},{found})"
    small = f"IF({own}<{SMALL},1-INT(LOG10({own})),IF({own}>={tenths},1,2))"
    plain = f"IF({own}=0,0,IF({own}>={whole},0,{small}))"
    return {
        f"{name}_size": f"IF(ISNUMBER({c(value or name)}),{size},0)",
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
    """Write a whole number in groups of three digits, with the group sign as plain text within the format."""
    group = sign("group", words)
    joint = f'"""&{group}&"""' if words.own_digits else group.replace('"', '""')
    formats = ['"' + joint.join(["0", *["000"] * groups]) + '"' for groups in range(2)]
    return f"TEXT({whole},IF({whole}<1000,{formats[0]},{formats[1]}))"


def percent_text(share: str, words: Texts) -> str:
    """Write a share as a percentage, with one decimal where it has one."""
    return f"{_number(f'ROUND(100*{share},{SHARE_PLACES})', SHARE_PLACES, words)}&{sign('percent', words)}"


def whole_percent_text(share: str, words: Texts) -> str:
    """Write a share as a whole percentage."""
    return f"({localized(f'ROUND(100*{share},0)', words)}&{sign('percent', words)})"


def _date(day: str, words: Texts) -> str:
    months = ",".join(f'"{month}"' for month in words.months())
    parts = {"day": f"DAY({day})", "month": f"CHOOSE(MONTH({day}),{months})", "year": f"YEAR({day})"}
    return localized(joined(words.text("words", "dates", "day"), parts.__getitem__), words)


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
    patterns = words.section("targets", "statements")
    columns = {"kpi": "phrase", "where": "where", "goal": "goal_value_text", "baseline": "baseline_text"}

    def said(name: str) -> str:
        return joined(patterns[name], lambda one: c(columns.get(one, f"{one}_text")))

    kind = c("goal_kind_key")
    only = f"IF({c('goal')}>=0,{said('increase_only')},{said('reduce_only')})"
    whole = f"IF({c('goal')}>=0,{said('increase')},{said('reduce')})"
    change = f"IF(ISNUMBER({c('goal_value')}),{whole},{only})"
    amount = f"IF({c('better')}>0,{said('amount_up')},{said('amount_down')})"
    value = f'IF({c("judging")}="prorated",{amount},IF({c("better")}>0,{said("value_up")},{said("value_down")}))'
    stays = f'IF({kind}="{GoalKind.AT_LEAST}",{said("at_least")},{said("at_most")})'
    clear = f'IF({kind}="{GoalKind.CHANGE}",{change},IF({c("stays")},{stays},{value}))'
    return f"IF({c('dated')},IF(ISNUMBER({c('goal')}),{clear},{said('unclear')}),{said('unclear')})"


def _choice(code: str, texts: Mapping[str, str]) -> str:
    formula = '""'
    for key, text in reversed(list(texts.items())):
        formula = f'IF({code}="{key}","{text}",{formula})'
    return formula


def _advice(c: Column, words: Texts) -> str:
    advice = words.section("targets", "advice")
    columns = {"gap": "gap_text", "needed": "needed_per_day_text"}
    names = ("catch_up", "catch_up_per_day", "slow_down")
    catch_up, per_day, slow_down = (joined(advice[name], lambda one: c(columns[one])) for name in names)
    plain = {str(key): advice[key] for key in (Advice.MET_EARLY, Advice.OUT_OF_REACH, Advice.STALE)}
    said = f"IF(ISNUMBER({c('needed_per_day')}),{per_day},{catch_up})"
    others = f'IF({c("advice")}="{Advice.SLOW_DOWN}",{slow_down},{_choice(c("advice"), plain)})'
    said = f'IF({c("advice")}="{Advice.CATCH_UP}",{said},{others})'
    return f'IF({c("reason")}="",{said},{_choice(c("reason"), words.section("targets", "reasons"))})'


def _lacking(c: Column, words: Texts) -> str:
    texts = words.section("targets", "smart")
    separator = words.text("words", "forms", "between_clauses")
    codes = {
        "smart_s": ("no_platform", "no_placement", "no_slice"),
        "smart_m": ("never_measured", "no_value_now"),
        "smart_a": ("too_easy", "beyond_all", "unknown"),
        "smart_r": ("no_objective",),
        "smart_t": ("dates", "short", "long", "no_review"),
    }
    parts = [_choice(c(key), {code: separator + texts[code] for code in codes[key]}) for key in SMART]
    found = "&".join(parts)
    empty = "&".join(c(key) for key in SMART)
    said = f'IF({empty}="","{texts["good"]}",MID({found},{len(separator) + 1},999))'
    at_fault = ",".join(f'{c("reason")}="{reason}"' for reason in Reason if reason.in_row)
    return f'IF(OR({at_fault}),"",{said})'
