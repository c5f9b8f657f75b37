"""Derived columns: what follows from a single row, written as expressions that every data frame library runs alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import narwhals as nw

from kpi_excel.engine.frames import Frame, conform, distinct
from kpi_excel.engine.slices.accounts import audience_of_posts
from kpi_excel.model.settings import Settings
from kpi_excel.model.table import Table
from kpi_excel.model.text import count_characters, count_words, visible

_SOCIAL = "from_social"
_MARKS = r"#.,:;!?…،؛؟()\[\]{}<>«»“”‘’\"'|/\\*"  # end a tag in running text
_TAG_IN_TEXT = re.compile(rf"#[^\s{_MARKS}]+")
_TAG_IN_LIST = re.compile(r"[^\s#,;،؛]+")


def prepare(natives: Mapping[str, Any], tables: Mapping[str, Table], settings: Settings) -> dict[str, Frame]:
    """Give every input table with its derived columns and, where it has a date, the column ``day``.

    Args:
        natives: a frame per table that has rows; never changed.
        tables: the input tables' definitions.
        settings: which parts engagements have, survey scales, the own brand.
    """
    frames = {name: conform(native, tables[name]) for name, native in natives.items() if name in tables}
    for name, frame in frames.items():
        if date_column := tables[name].date_column:
            frames[name] = _from_social(frame, tables[name]).with_columns(day=nw.col(date_column).dt.truncate("1d"))
    if "comments" in frames:
        frames["comments"] = _comments(frames["comments"])
    derivations: dict[str, Callable[[Frame, Settings], Frame]] = {
        "posts": _posts,
        "mentions": _mentions,
        "requests": _requests,
        "surveys": _surveys,
    }
    for name, derivation in derivations.items():
        if name in frames:
            frames[name] = derivation(frames[name], settings)
    if "posts" in frames:
        frames["posts"] = audience_of_posts(frames["posts"], frames.get("accounts"))
    return frames


def _from_social(frame: Frame, table: Table) -> Frame:
    """Leave out rows that did not come from social media, which a shop or a help desk has too."""
    return frame.filter(nw.col(_SOCIAL).is_null() | (nw.col(_SOCIAL) != 0)) if table.has(_SOCIAL) else frame


def _posts(posts: Frame, settings: Settings) -> Frame:
    parts = [nw.col(part) for part in settings.engagement_includes]
    given = nw.any_horizontal(*(~part.is_null() for part in parts), ignore_nulls=True)
    derived = posts.with_columns(
        placement=nw.col("placement").fill_null("organic"),
        account=nw.col("account").fill_null(""),
        engagements=nw.when(given).then(nw.sum_horizontal(*parts)),
    )
    return _with_counts(derived, lambda frame: {"hashtag_count": _count_hashtags(frame)})


def _count_hashtags(posts: nw.DataFrame[Any]) -> list[float | None]:
    captions, listed = posts["caption"].to_list(), posts["hashtags"]
    if listed.is_null().all():
        find = _TAG_IN_TEXT.findall
        return [float(len(find(text))) if isinstance(text, str) else None for text in captions]
    return [
        float(len(hashtags_of(tags, text))) if isinstance(tags, str) or isinstance(text, str) else None
        for tags, text in zip(listed.to_list(), captions, strict=True)
    ]


def _with_counts(frame: Frame, count: Callable[[nw.DataFrame[Any]], Mapping[str, list[float | None]]]) -> Frame:
    """Add counts of texts, which data frame libraries count differently or not at all: the table is collected."""
    collected = frame.collect()
    return collected.with_columns(
        nw.new_series(name, values, nw.Float64, backend=collected.implementation)
        for name, values in count(collected).items()
    ).lazy()


def _mentions(mentions: Frame, settings: Settings) -> Frame:
    spellings = [name for name in distinct(mentions, "brand") if fold(name) == fold(settings.brand)]
    own = nw.col("brand").is_in([settings.brand, *spellings])
    filled = mentions.with_columns(
        mentions=nw.col("mentions").fill_null(1.0),
        rated=nw.col("positive") + nw.col("neutral") + nw.col("negative"),  # null unless all three are given
    )
    return filled.with_columns(
        nw.when(own).then(nw.col(column)).alias(name)
        for name, column in (
            ("brand_mentions", "mentions"),
            ("brand_positive", "positive"),
            ("brand_neutral", "neutral"),
            ("brand_negative", "negative"),
            ("brand_rated", "rated"),
        )
    )


def _requests(requests: Frame, _settings: Settings) -> Frame:
    waited = (nw.col("first_response") - nw.col("received")).dt.total_seconds()
    solved = nw.col("resolved").is_null() & ~nw.col("resolved_at").is_null()
    return requests.with_columns(
        response_minutes=nw.when(waited.is_null())
        .then(nw.col("first_response_minutes"))
        .otherwise(waited.cast(nw.Float64) / 60),
        resolved=nw.when(solved).then(nw.lit(1.0)).otherwise(nw.col("resolved")),
    )


def _surveys(surveys: Frame, settings: Settings) -> Frame:
    """Split surveys by kind and rescale scores. Satisfied are the top two boxes, unless the settings say otherwise."""
    score, scale = nw.col("score"), nw.col("scale")
    csat, nps, review = (nw.col("kind") == kind for kind in ("csat", "nps", "review"))
    csat_scale = scale.fill_null(settings.csat_scale)
    csat_cut = csat_scale - 1.0
    if settings.csat_satisfied_from is not None:
        own_cut = nw.when(csat_scale == settings.csat_scale).then(nw.lit(settings.csat_satisfied_from))
        csat_cut = own_cut.otherwise(csat_cut)
    review_scale = scale.fill_null(settings.review_scale)
    return surveys.with_columns(
        csat_score=nw.when(csat).then(score * settings.csat_scale / csat_scale),
        csat_satisfied=nw.when(csat).then((score >= csat_cut).cast(nw.Float64)),
        nps_score=nw.when(nps).then(score),
        nps_promoter=nw.when(nps).then((score >= 9.0).cast(nw.Float64)),
        nps_detractor=nw.when(nps).then((score <= 6.0).cast(nw.Float64)),
        review_score=nw.when(review).then(score * settings.review_scale / review_scale),
        review_positive=nw.when(review).then((score >= review_scale - 1.0).cast(nw.Float64)),
    )


def fold(brand: str) -> str:
    """Give a brand's name as it is compared: without case, outer spaces and invisible characters."""
    return visible(brand).casefold()


def _comments(comments: Frame) -> Frame:
    def count(frame: nw.DataFrame[Any]) -> dict[str, list[float | None]]:
        texts = frame["text"].to_list()
        return {"characters": count_characters(texts), "words": count_words(texts)}

    return _with_counts(comments, count)


def hashtags_of(hashtags: object, caption: object) -> list[str]:
    """List a post's hashtags in lower case, from the hashtags column, else from the caption.

    Example:
        >>> hashtags_of(None, "Good morning #Coffee!"), hashtags_of("#a, b", "#c")
        (['#coffee'], ['#a', '#b'])
    """
    if isinstance(hashtags, str) and hashtags.strip():
        return [f"#{tag.lower()}" for tag in _TAG_IN_LIST.findall(hashtags)]
    return [tag.lower() for tag in _TAG_IN_TEXT.findall(caption)] if isinstance(caption, str) else []
