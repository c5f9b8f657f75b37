"""Content: single posts ranked, and posts grouped by format, by weekday and hour, and by hashtag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import narwhals as nw
import numpy as np
import pandas as pd

from kpi_excel.engine.aggregate import sums_and_counts
from kpi_excel.engine.derive import hashtags_of
from kpi_excel.engine.frames import Frame
from kpi_excel.engine.slices import evaluate
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Aggregation, Measure
from kpi_excel.model.period import Period

_POST_COLUMNS = ("published", "platform", "placement", "account", "post_id", "campaign", "format", "caption", "url")
_GROUPED = ("posts", "impressions", "reach", "engagements", "clicks", "video_views")
_ADDED = (Aggregation.SUM, Aggregation.COUNT)


def post_measures(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Give the measures that posts alone decide."""
    return {
        name: measure
        for name, measure in measures.items()
        if measure.tables == ("posts",) and measure.aggregation in _ADDED
    }


def post_kpis(kpis: Iterable[Kpi], measures: Mapping[str, Measure]) -> list[Kpi]:
    """Give the ratios that posts alone decide, such as the engagement rates."""
    own = post_measures(measures)
    return [kpi for kpi in kpis if kpi.formula.divides and set(kpi.measures) <= set(own)]


def in_period(posts: Frame, period: Period) -> Frame:
    """Keep the posts published in a period."""
    first, last = pd.Timestamp(period.start), pd.Timestamp(period.end)
    return posts.filter(nw.col("day") >= first.to_pydatetime(), nw.col("day") <= last.to_pydatetime())


def rank_posts(posts: Frame, kpis: Iterable[Kpi], measures: Mapping[str, Measure]) -> pd.DataFrame:
    """List posts with their numbers, rates and ranks, most engagements first.

    Returns:
        A row per post: who, when, where, its numbers, a column per rate that posts alone decide, ``rank_engagement``
        (by engagements) and ``rank_reach`` (1 is best; equal values share a rank; NaN where there is no value).
    """
    own = post_measures(measures)
    columns = [name for name, measure in own.items() if not measure.given and measure.sources[0].column]
    source = {name: own[name].sources[0].column for name in columns}
    frame = posts.select(*_POST_COLUMNS, *(nw.col(column).alias(name) for name, column in source.items()))
    table = frame.collect("pandas").to_native().reset_index(drop=True)
    row_measures = {name: _of_row(measure, table, source, own) for name, measure in own.items()}
    rates = evaluate(post_kpis(kpis, measures), row_measures)
    ranked = table.assign(
        **{name: values for name, values in rates.items() if name not in table},
        rank_engagement=table["engagements"].rank(ascending=False, method="min"),
        rank_reach=table["reach"].rank(ascending=False, method="min"),
    )
    order = ["engagements", "reach", "published", "platform", "post_id"]
    return ranked.sort_values(order, ascending=[False, False, True, True, True], ignore_index=True)


def _of_row(
    measure: Measure, table: pd.DataFrame, source: Mapping[str, str], own: Mapping[str, Measure]
) -> np.ndarray:
    """Give a measure's value for each single post."""
    column = measure.sources[0].column
    by_column = {own[name].sources[0].column: name for name in source}
    values = table[by_column[column]].to_numpy(float) if column else np.ones(len(table))
    if measure.aggregation is Aggregation.COUNT and column:
        values = np.where(np.isnan(values), np.nan, 1.0)
    if measure.given in by_column:
        values = np.where(table[by_column[measure.given]].isna(), np.nan, values)
    return values


def group_posts(
    posts: Frame, keys: Mapping[str, nw.Expr], kpis: Iterable[Kpi], measures: Mapping[str, Measure]
) -> pd.DataFrame:
    """Add posts up by any keys and compute the rates that posts alone decide.

    Args:
        posts: prepared posts.
        keys: expressions that give each post's group, by column name.
        kpis: the KPIs to choose from.
        measures: all measures.

    Returns:
        A row per group, sorted by the keys: the keys, ``posts``, the main measures, a column per rate. Posts without
        a key are left out; NaN is no value.
    """
    own = post_measures(measures)
    named = posts.with_columns(**{f"k:{name}": expression for name, expression in keys.items()})
    names = [f"k:{name}" for name in keys]
    named = named.filter(*(~nw.col(name).is_null() for name in names))
    grouped = sums_and_counts(named, names, list(own.values()), "posts").sort_values(names, ignore_index=True)
    values = {name: np.where(grouped[f"{name}:n"] > 0, grouped[name], np.nan) for name in own}
    result = pd.DataFrame({name: grouped[f"k:{name}"] for name in keys})
    rates = evaluate(post_kpis(kpis, measures), values)
    return result.assign(**{name: values[name] for name in _GROUPED}, **rates)


def rank_hashtags(posts: Frame, kpis: Iterable[Kpi], measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Rank hashtags: posts that carry each, their reach and engagements, and their rates.

    Returns:
        A row per hashtag in lower case, most engagements first; columns as in `group_posts`.
    """
    table = posts.collect("pandas").to_native()
    tags = [sorted(set(hashtags_of(*pair))) for pair in zip(table["hashtags"], table["caption"], strict=True)]
    exploded = table.assign(hashtag=tags).explode("hashtag").dropna(subset=["hashtag"])
    if exploded.empty:
        exploded = exploded.assign(hashtag=pd.Series(dtype="str"))
    frame = nw.from_native(exploded.astype({"hashtag": "str"}).reset_index(drop=True)).lazy()
    grouped = group_posts(frame, {"hashtag": nw.col("hashtag")}, kpis, measures)
    return grouped.sort_values(["engagements", "posts", "hashtag"], ascending=[False, False, True], ignore_index=True)


def share_of_voice(mentions: Frame, period: Period) -> pd.DataFrame:
    """Add mentions up by brand.

    Returns:
        A row per brand, most mentions first: ``brand``, ``mentions``, ``share_of_voice`` (a fraction of all brands'
        mentions), ``positive``, ``neutral``, ``negative``, ``net_sentiment`` (points). NaN is no value.
    """
    rows = in_period(mentions, period).collect("pandas").to_native()
    rows["brand"] = rows["brand"].str.strip()
    columns = ["mentions", "positive", "neutral", "negative"]
    by_brand = rows.groupby(rows["brand"].str.lower().rename("key"))
    added = by_brand[columns].sum(min_count=1)
    rated = added["positive"] + added["neutral"] + added["negative"]
    result = added.assign(
        share_of_voice=added["mentions"] / added["mentions"].sum(),
        net_sentiment=100 * (added["positive"] - added["negative"]) / rated.where(rated != 0),
    )
    result.insert(0, "brand", by_brand["brand"].first())
    columns = ["brand", "mentions", "share_of_voice", "positive", "neutral", "negative", "net_sentiment"]
    return result[columns].sort_values(["mentions", "brand"], ascending=[False, True], ignore_index=True)
