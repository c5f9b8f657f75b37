"""Content as rows of a workbook: the best and the weakest posts, formats, hashtags, and when posts are engaged with."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from kpi_excel.catalogue.datasets import DATASETS
from kpi_excel.engine.analysis.content import rate_posts, top_posts, weakest_posts, with_rate, without_bases
from kpi_excel.engine.analysis.posting_hours import BLOCK, DAYS, HOURS, PostingHours, posting_hours
from kpi_excel.engine.results import Results
from kpi_excel.language.numbers import number, whole
from kpi_excel.language.texts import Texts
from kpi_excel.model.calendar import JALALI, Calendar
from kpi_excel.model.front import LINK_LENGTH
from kpi_excel.model.kpi import Unit
from kpi_excel.report.values import Rows, columns_of, known_value, shown_day
from kpi_excel.workbook.sheet.cell_xml import MAX_TEXT
from kpi_excel.workbook.sheet.sheet_data import Value

CAPTION = 90  # characters
NOTHING = "–"
_DIRECTION_SIGNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))  # may not end
_JOINING = ("\u200d", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400)))  # with the character before


def top_posts_rows(results: Results, words: Texts) -> Rows:
    """Give the report period's posts with the most engagements, the best first."""
    return _posts(top_posts(rate_posts(results.content, _least(results)), DATASETS["top_posts"].most), results, words)


def bottom_posts_rows(results: Results, words: Texts) -> Rows:
    """Give the posts whose engagement rate is lowest beside their platform's median, the weakest first."""
    return _posts(
        weakest_posts(rate_posts(results.content, _least(results)), DATASETS["bottom_posts"].most), results, words
    )


def formats_rows(results: Results, words: Texts) -> Rows:
    """Give the formats dataset: each platform's formats, those with the most engagements per post first."""
    columns, ascending = DATASETS["formats"].order
    order = results.formats.sort_values(list(columns), ascending=list(ascending), ignore_index=True)
    frame = with_rate(order, _least(results))
    texts: dict[str, Sequence[Value]] = {
        "place": list(range(1, len(frame) + 1)),
        "platform_label": [words.platform(one) for one in frame["platform"]],
        "format_label": [_format(one, words) for one in frame["format"]],
        **_rate_columns(frame, results, words),
    }
    return columns_of(without_bases(order), known_value) | texts


def hashtags_rows(results: Results, words: Texts) -> Rows:
    """Give the hashtags whose posts have the most engagements, the best first."""
    frame = with_rate(results.hashtags.head(DATASETS["hashtags_top"].most), _least(results))
    shown = ("posts", "reach", "engagements", "engagements_per_post")
    return {
        "place": list(range(1, len(frame) + 1)),
        "hashtag": [one_line(one) for one in frame["hashtag"]],
        **{name: _shown(frame[name]) for name in shown},
        **_rate_columns(frame, results, words),
    }


def posting_hours_rows(results: Results, words: Texts) -> Rows:
    """Give engagements per post by weekday and hour: a row per weekday, in the order of the calendar's week.

    Columns ``h00`` to ``h23`` are hours and ``from_00`` to ``from_21`` blocks of three, empty where nothing was
    posted; ``n_00`` to ``n_21`` are the blocks' posts, and ``step_1`` to ``step_4`` the bounds between the fifths of
    all blocks that have a value. A post counts that has engagements and a time of day.
    """
    found = posting_hours(results.content)
    usual = int(words.text("content", "week", "first"))
    first = Calendar(JALALI).first_weekday + 1 if words.calendar == JALALI else usual
    days = [(first - 1 + index) % DAYS + 1 for index in range(DAYS)]
    starts = range(0, HOURS, BLOCK)
    return {
        "weekday": days,
        "day_label": [_day(day, found, words) for day in days],
        "engagements_per_post": _shown(found.daily[days]),
        "posts": [float(found.posts[day]) for day in days],
        **{f"h{hour:02}": _cells(found.hourly[days, hour]) for hour in range(HOURS)},
        **{f"from_{hour:02}": _cells(found.blocks[days, index]) for index, hour in enumerate(starts)},
        **{f"n_{hour:02}": _cells(found.block_posts[days, index]) for index, hour in enumerate(starts)},
        **{f"step_{place}": _cells([one] * DAYS) for place, one in enumerate(found.fifths, 1)},
    }


def one_line(text: object, width: int = CAPTION) -> str:
    r"""Shorten a text to one line, at a space if there is one near; a dash if there is no text.

    Example:
        >>> one_line("Fresh beans,\n today only", 14), one_line(None)
        ('Fresh beans,…', '–')
    """
    if not isinstance(text, str):
        return NOTHING
    line = text.translate(_DIRECTION_SIGNS)
    line = "".join(one for one in line if one.isspace() or unicodedata.category(one) not in ("Cc", "Cs"))
    line = " ".join(line.split())
    if len(line) <= width:
        return line or NOTHING
    end = width - 1
    while end and (line[end] in _JOINING or line[end - 1] == "\u200d" or unicodedata.combining(line[end])):
        end -= 1  # not inside an emoji or an accented letter
    space = line.rfind(" ", 0, end + 1)
    return (line[: space if space >= width * 2 // 3 else end or width - 1]).rstrip() + "…"


def _posts(posts: pd.DataFrame, results: Results, words: Texts) -> Rows:
    open_link = words.text("content", "words", "open")
    placements = words.section("dashboard", "placements")
    urls = [_url(one) for one in posts["url"]]
    keys = posts[["platform", "account", "post_id", "published", "url"]].itertuples(index=False)
    return {
        "place": list(range(1, len(posts) + 1)),
        "post_key": [_key(*one) for one in keys],
        "published": [shown_day(one, words) for one in posts["published"]],
        "platform_label": [words.platform(one) for one in posts["platform"]],
        "format_label": [_format(one, words) for one in posts["format"]],
        "caption": [one_line(one) for one in posts["caption"]],
        "placement_label": [str(placements[one]) for one in posts["placement"]],
        **{name: _shown(posts[name]) for name in ("reach", "impressions", "engagements")},
        **_rate_columns(posts, results, words),
        "against": _shown(posts["against"]),
        "url": urls,
        "link": [open_link if _leads_somewhere(one) else one for one in urls],
    }


def _key(platform: str, account: str, post_id: object, published: pd.Timestamp, url: object) -> str:
    named = next((one for one in (post_id, url) if isinstance(one, str) and one), published.isoformat())
    return f"{platform}|{account}|{named}"


def _url(text: object) -> str:
    """Give an address as it was typed, with its scheme."""
    url = one_line(text, MAX_TEXT)
    return f"https://{url}" if url.casefold().startswith("www.") else url


def _leads_somewhere(url: str) -> bool:
    """Tell whether a text is the address of a web page, as the template's formula does."""
    return re.match("https?://", url, re.IGNORECASE) is not None and len(url) <= LINK_LENGTH


def _least(results: Results) -> float:
    return results.inputs.settings.smallest_base


def _rate_columns(frame: pd.DataFrame, results: Results, words: Texts) -> dict[str, Sequence[Value]]:
    """Give rates and what they are divided by, or of what there is too little for a rate."""
    names = words.section("options", "basis")
    least = whole(_least(results), words)
    told = [
        str(names[basis]) if basis else _too_few(str(names[few]), least, words) if few else NOTHING
        for basis, few in zip(frame["basis"], frame["too_few"], strict=True)
    ]
    return {"rate": _shown(frame["rate"]), "basis": told}


def _too_few(basis: str, least: str, words: Texts) -> str:
    return words.text("content", "words", "too_few").format(basis=basis, least=least)


def _day(day: int, found: PostingHours, words: Texts) -> str:
    """Name a weekday, with its strongest block of those with enough posts to tell."""
    name = str(words.section("terms", "weekdays")["long"][day - 1])
    best = found.best_block(day)
    if best is None:
        return name
    return words.text("content", "words", "best").format(
        day=name,
        start=whole(best * BLOCK, words),
        end=whole((best + 1) * BLOCK, words),
        value=number(_as_shown(float(found.blocks[day, best])), Unit.COUNT, words),
        count=whole(float(found.block_posts[day, best]), words),
    )


def _as_shown(value: float) -> float:
    """Round as the heat map's number format does, halves up: sentence and cell are to say the same."""
    return math.floor(value + 0.5) if value >= 10 else math.floor(value * 10 + 0.5) / 10


def _format(name: object, words: Texts) -> str:
    return words.post_format(name) if isinstance(name, str) and name else NOTHING


def _shown(values: Iterable[Any]) -> Sequence[Value]:
    """Give numbers as a reader sees them: a dash where there is none."""
    return [NOTHING if one is None else one for one in _cells(values)]


def _cells(values: Iterable[Any]) -> list[Value]:
    return [known_value(float(one)) for one in values]
