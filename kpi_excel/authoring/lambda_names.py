"""LAMBDA names: the KPI functions as defined names, for Excel without Python (365, 2024, Mac, web).

A name is written as Excel stores it: ``_xlfn.LAMBDA(_xlop.clicks,...,_xlpm.clicks/...)``. ``_xlop.`` declares a
parameter that may be left out, ``_xlpm.`` uses one. Programs without LAMBDA keep the names and never calculate them,
as no shipped cell calls them.

Called with no argument a function gives the current selection's value, where the workbook has one. Else every
parameter without a default is needed; missing ones give the call as it should be written. A blank, an error or a zero
denominator gives an empty text; a text where a number belongs, a short text.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from xlsxwriter import Workbook

from kpi_excel.catalogue import KPIS, TABLES
from kpi_excel.catalogue.declarations import declaration_of
from kpi_excel.language.texts import Texts
from kpi_excel.model.declaration import Argument
from kpi_excel.model.kpi import Kpi

VIEW = "kpi_view"
Given = Mapping[str, str]
"""How a definition writes each argument."""

_MILLISECONDS = 86_400_000  # of a day; times are exact to the millisecond, as in kpi_excel.functions
_SPACES = (9, 10, 11, 12, 13, 160)  # characters that part words besides the space


def define_lambdas(workbook: Workbook, words: Texts, *, selection: bool, taken: Collection[str] = ()) -> None:
    """Define the KPI functions in a workbook.

    Args:
        workbook: the workbook that XlsxWriter writes.
        words: its language.
        selection: whether it has the table ``kpi_view``, whose first row is the current selection.
        taken: names of its tables, which cannot name a function too.
    """
    for name, formula in lambda_names(KPIS.values(), words, selection=selection, taken=taken).items():
        workbook.define_name(name, f"={formula}")


def input_lambdas(workbook: Workbook, words: Texts) -> None:
    """Define the KPI functions in an input workbook: its tables keep their names, so POSTS, say, is no function there.

    The functions left out only give back what they are given, such as ``POSTS(posts)``.
    """
    define_lambdas(workbook, words, selection=False, taken=TABLES)


def lambda_names(
    kpis: Iterable[Kpi], words: Texts, *, selection: bool, taken: Collection[str] = ()
) -> Mapping[str, str]:
    """Give the definitions by name, without ``=``; see `define_lambdas`."""
    used = {name.casefold() for name in taken}
    return {
        kpi.function: lambda_formula(kpi, words, selection=selection)
        for kpi in kpis
        if kpi.function.casefold() not in used
    }


def lambda_formula(kpi: Kpi, words: Texts, *, selection: bool) -> str:
    """Write one KPI's definition.

    Example:
        >>> from kpi_excel.catalogue import kpi
        >>> from kpi_excel.language.texts import texts
        >>> lambda_formula(kpi("reach"), texts("en"), selection=True)[:70]
        '_xlfn.LAMBDA(_xlop.reach,IF(_xlfn.ISOMITTED(_xlpm.reach),IFERROR(INDEX'
    """
    declaration = declaration_of(kpi, words)
    usage = _text(declaration.call)
    nothing = f'IFERROR(INDEX({VIEW}[{kpi.name}],1),"")' if selection else usage
    names = [one.name for one in declaration.arguments]
    needed = [one.name for one in declaration.arguments if not one.optional]
    given = {one.name: _given(one) for one in declaration.arguments}
    body = _ANSWERS[kpi.name](given, words) if kpi.answers else _arithmetic(kpi, given, words)
    if len(names) > 1:
        body = f"IF({'+'.join(map(_omitted, needed))},{usage},{body})"
    parameters = ",".join(f"_xlop.{name}" for name in names)
    return f"_xlfn.LAMBDA({parameters},IF({'*'.join(map(_omitted, names))},{nothing},{body}))"


def _arithmetic(kpi: Kpi, given: Given, words: Texts) -> str:
    """Write the formula over parameters, element by element where they are ranges."""
    numbers = "*".join(f"ISNUMBER({value})" for value in given.values())
    refused = '""'
    for name, value in reversed(list(given.items())):
        refused = f"IF({_is_text(value)},{_not_a_number(name, words)},{refused})"
    return f'IFERROR(IF({numbers},{kpi.plain_formula.excel(given.__getitem__)},{refused}),"")'


def _net_promoter_score(_: Given, words: Texts) -> str:
    value = f"100*({_how_many('>=9')}-{_how_many('<=6')})/{_how_many()}"
    return _of_scores(value, "10", words)


def _customer_satisfaction(given: Given, words: Texts) -> str:
    lowest = _used("satisfied_from")
    cut = f'IF({_omitted("satisfied_from")},_xlpm.top-1,IF({lowest}="",_xlpm.top-1,{lowest}))'
    value = _of_scores(f"{_how_many('>=_xlpm.cut')}/{_how_many()}", "_xlpm.top", words)
    outside = _out_of_range("satisfied_from", "_xlpm.top", words)
    value = f"IF((_xlpm.cut<0)+(_xlpm.cut>_xlpm.top),{outside},{value})"
    value = f"_xlfn.LET(_xlpm.cut,{cut},IF(ISNUMBER(_xlpm.cut),{value},{_not_a_number('satisfied_from', words)}))"
    return _on_scale(given, value, words)


def _customer_satisfaction_mean(given: Given, words: Texts) -> str:
    scores = _used("scores")
    return _on_scale(
        given, _of_scores(f"SUM(IF(ISNUMBER({scores}),{scores},0))/{_how_many()}", "_xlpm.top", words), words
    )


def _average_response_time(_: Given, words: Texts) -> str:
    return _of_waits(f"SUM(IF({_PAIRED},{_WAITED},0))/_xlpm.pairs", words)


def _median_response_time(_: Given, words: Texts) -> str:
    return _of_waits(f"MEDIAN(IF({_PAIRED},{_WAITED}))", words)


def _average_comment_words(_: Given, __: Texts) -> str:
    text = _used("texts")
    for code in _SPACES:
        text = f'SUBSTITUTE({text},_xlfn.UNICHAR({code})," ")'
    text = f'IFERROR(TRIM({text}),"")'
    count = 'LEN(_xlpm.t)-LEN(SUBSTITUTE(_xlpm.t," ",""))+1'
    return f'_xlfn.LET(_xlpm.t,{text},IFERROR(SUM(IF(LEN(_xlpm.t),{count},0))/SUM((LEN(_xlpm.t)>0)*1),""))'


def _average_comment_length(_: Given, words: Texts) -> str:
    """Say that this takes Python: Excel counts the units of a text's encoding, up to eleven for one emoji."""
    return _text(words.text("functions", "needs_python"))


_PAIRED = "ISNUMBER(_xlpm.received)*ISNUMBER(_xlpm.first_response)"
_WAITED = f"ROUND((_xlpm.first_response-_xlpm.received)*{_MILLISECONDS},0)/60000"  # minutes
_ANSWERS: Mapping[str, Callable[[Given, Texts], str]] = {
    "net_promoter_score": _net_promoter_score,
    "customer_satisfaction": _customer_satisfaction,
    "customer_satisfaction_mean": _customer_satisfaction_mean,
    "average_response_time": _average_response_time,
    "median_response_time": _median_response_time,
    "average_comment_words": _average_comment_words,
    "average_comment_length": _average_comment_length,
}


def _on_scale(given: Given, value: str, words: Texts) -> str:
    """Name the highest score ``top``, and give no value without one."""
    top = given["scale"]
    refused = f'IF({_is_text("_xlpm.top")},{_not_a_number("scale", words)},"")'
    return f"_xlfn.LET(_xlpm.top,{top},IF(N(_xlpm.top)>0,{value},{refused}))"


def _of_scores(value: str, highest: str, words: Texts) -> str:
    scores = _used("scores")
    outside = f"SUM(IF(ISNUMBER({scores}),({scores}<0)+({scores}>{highest}),0))"
    value = f'IF({outside},{_out_of_range("scores", highest, words)},IFERROR({value},""))'
    return f"IF({_any_text('scores')},{_not_a_number('scores', words)},{value})"


def _of_waits(value: str, words: Texts) -> str:
    early = f"SUM(IF({_PAIRED},(_xlpm.first_response<_xlpm.received)*1,0))"
    later = words.text("functions", "not_in_order").format(later="first_response", earlier="received")
    value = f'_xlfn.LET(_xlpm.pairs,SUM({_PAIRED}),IF(_xlpm.pairs=0,"",IF({early},{_text(later)},{value})))'
    for name in ("first_response", "received"):
        value = f"IF({_any_text(name)},{_not_a_number(name, words)},{value})"
    return value


def _how_many(condition: str = "") -> str:
    """Count the scores that are numbers, or those of them under a condition."""
    scores = _used("scores")
    return f"SUM(IF(ISNUMBER({scores}),({scores}{condition})*1,0))" if condition else f"SUM(ISNUMBER({scores})*1)"


def _given(argument: Argument) -> str:
    """Write an argument, or what holds where it is left out."""
    used = _used(argument.name)
    return used if argument.default is None else f"IF({_omitted(argument.name)},{argument.default:g},{used})"


def _used(name: str) -> str:
    return f"_xlpm.{name}"


def _omitted(name: str) -> str:
    return f"_xlfn.ISOMITTED(_xlpm.{name})"


def _is_text(value: str) -> str:
    return f"ISTEXT({value})*(LEN({value})>0)"


def _any_text(name: str) -> str:
    return f"SUM(IFERROR({_is_text(_used(name))},0))"


def _not_a_number(name: str, words: Texts) -> str:
    return _text(words.text("functions", "not_a_number").format(argument=name))


def _out_of_range(name: str, highest: str, words: Texts) -> str:
    before, after = words.text("functions", "out_of_range").split("{highest}")
    return f"{_text(before.format(argument=name))}&{highest}" + (f"&{_text(after)}" if after else "")


def _text(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
