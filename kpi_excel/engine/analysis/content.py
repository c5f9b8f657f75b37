"""Content: single posts ranked and rated, and posts grouped by format, by weekday and hour, and by hashtag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import narwhals as nw
import numpy as np
import pandas as pd

from kpi_excel.engine.frames import Frame, floats, plain, to_pandas
from kpi_excel.engine.slices.derive import fold, hashtags_of
from kpi_excel.engine.slices.group import columns_of, row_values, sums_and_counts
from kpi_excel.engine.slices.slices import evaluate
from kpi_excel.model.kpi import Kpi
from kpi_excel.model.measure import Aggregation, Measure
from kpi_excel.model.period import Period

_POST_COLUMNS = ("published", "platform", "placement", "account", "post_id", "campaign", "format", "caption", "url")
_GROUPED = ("posts", "impressions", "reach", "engagements", "clicks", "video_views")
_ADDED = (Aggregation.SUM, Aggregation.COUNT)
RATES = {  # the first that a post has is its rate
    "reach": "engagement_rate_by_reach",
    "impressions": "engagement_rate_by_impressions",
    "views": "engagement_rate_by_views",
    "followers": "engagement_rate",
}
_DENOMINATORS = {"reach": "reach", "impressions": "impressions", "views": "video_views", "followers": "audience"}
BASES = {basis: f"{column}_given_engagements" for basis, column in _DENOMINATORS.items()}
"""What each rate is divided by, counted only where engagements are told, too."""
_TINY = 0.1  # share of its platform's median audience below which a post's rate means nothing


def post_measures(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Give the measures that posts alone decide."""
    return {
        name: measure
        for name, measure in measures.items()
        if measure.tables == ("posts",) and measure.aggregation in _ADDED
    }


def shown_post_measures(measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """Name the measures that one post has, in its own right and not only beside another."""
    own = post_measures(measures)
    return tuple(name for name, measure in own.items() if not measure.given and measure.sources[0].column)


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
        (by engagements) and ``rank_reach`` (1 is best; equal values share a rank; NaN where there is no value), and
        the columns of `BASES`.
    """
    own = post_measures(measures)
    read = columns_of(own.values(), "posts")
    table = to_pandas(posts.select(*_POST_COLUMNS, *(nw.col(name).alias(f"c:{name}") for name in read)))
    columns = {name: floats(table[f"c:{name}"]) for name in read}
    values = {name: row_values(measure, "posts", columns, len(table)) for name, measure in own.items()}
    shown = {name: values[name] for name in shown_post_measures(measures)}
    rates = evaluate(post_kpis(kpis, measures), values)
    ranked = pd.DataFrame({**{name: plain(table[name]) for name in _POST_COLUMNS}, **rates, **shown})
    ranked = ranked[[*_POST_COLUMNS, *shown, *(name for name in rates if name not in shown)]].assign(
        rank_engagement=ranked["engagements"].rank(ascending=False, method="min"),
        rank_reach=ranked["reach"].rank(ascending=False, method="min"),
        **{base: values[base] for base in BASES.values() if base in values},
    )
    order = ["engagements", "reach", *_POST_COLUMNS]
    return ranked.sort_values(order, ascending=[False, False, *(True for _ in _POST_COLUMNS)], ignore_index=True)


def with_rate(frame: pd.DataFrame, least: float) -> pd.DataFrame:
    """Add to posts, or groups of them, the ``rate`` each has, and its ``basis``: what it is divided by.

    Three likes of four people are no rate of 75 %: a rate counts only if what it is divided by is large enough.

    Args:
        frame: has a column per rate of `RATES`, and those of `BASES`.
        least: what a rate must be divided by at least.

    Returns:
        A copy; NaN and an empty text where there is no rate. Where there is none because too little is known,
        ``too_few`` says of what.
    """
    rates = frame[list(RATES.values())].to_numpy(float)
    bases = frame[[BASES[basis] for basis in RATES]].to_numpy(float)
    known = ~np.isnan(rates)
    enough = known & (np.nan_to_num(bases) >= least)
    names = np.array(list(RATES), object)
    first, has = enough.argmax(axis=1), enough.any(axis=1)
    rate = np.where(has, rates[np.arange(len(frame)), first], np.nan)
    too_few = np.where(known.any(axis=1) & ~has, names[known.argmax(axis=1)], "")
    return frame.assign(rate=rate, basis=np.where(has, names[first], ""), too_few=too_few)


def rate_posts(content: pd.DataFrame, least: float) -> pd.DataFrame:
    """Add each post's rate, and ``against``, its share of the median of its platform's posts of the same basis.

    Platforms count reach and impressions differently, so a post is held against its own platform's posts only.

    Args:
        content: the posts of `rank_posts`.
        least: what a rate must be divided by at least.
    """
    rated = with_rate(content, least)
    medians = _medians(rated, rated["rate"])
    return rated.assign(against=rated["rate"] / medians.where(medians > 0))


def top_posts(rated: pd.DataFrame, most: int) -> pd.DataFrame:
    """Give the posts with the most engagements, the best first; none without any.

    Args:
        rated: the posts of `rate_posts`.
        most: how many at most.
    """
    return rated[rated["engagements"] > 0].head(most)  # they are in that order


def weakest_posts(rated: pd.DataFrame, most: int) -> pd.DataFrame:
    """Give the posts whose rate is lowest beside their platform's median, the weakest first.

    Left out are the top posts, posts that hardly anybody saw, and all from the median up.

    Args:
        rated: the posts of `rate_posts`.
        most: how many at most, and how many top posts there are.
    """
    seen = _audience(rated)
    weak = (rated["against"] < 1) & (seen >= _TINY * _medians(rated, seen))
    left = rated[weak & ~rated.index.isin(top_posts(rated, most).index)]
    return left.sort_values(["against", "rate"], kind="stable").head(most)


def _medians(rated: pd.DataFrame, values: pd.Series[float]) -> pd.Series[float]:
    """Give for each post the median of its platform's posts whose rate has the same denominator."""
    found: pd.Series[float] = values.groupby([rated["platform"], rated["basis"]]).transform("median")
    return found


def _audience(rated: pd.DataFrame) -> pd.Series[float]:
    """Give what each post's rate is divided by."""
    columns = [rated[column].to_numpy(float) for column in _DENOMINATORS.values()]
    chosen = [rated["basis"].to_numpy(object) == name for name in _DENOMINATORS]
    return pd.Series(np.select(chosen, columns, np.nan), rated.index)


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
        A row per group, sorted by the keys: the keys, ``posts``, the main measures, a column per rate, and the columns
        of `BASES`. Posts without a key are left out; NaN is no value.
    """
    own = post_measures(measures)
    named = posts.with_columns(**{f"k:{name}": expression for name, expression in keys.items()})
    grouped = sums_and_counts(named, [f"k:{name}" for name in keys], list(own.values()), "posts")
    groups = pd.DataFrame({name: grouped.keys[f"k:{name}"].array for name in keys}).dropna()
    groups = pd.DataFrame({name: plain(groups[name]) for name in keys}).sort_values(list(keys))
    grouped = grouped.take(groups.index.to_numpy())
    sums = np.where(grouped.counts > 0, grouped.sums, np.nan)
    values = {name: sums[:, index] for index, name in enumerate(own)}
    rates = evaluate(post_kpis(kpis, measures), values)
    shown = {name: values[name] for name in (*_GROUPED, *BASES.values()) if name in values}
    return pd.DataFrame({**groups.reset_index(drop=True), **shown, **rates})


def without_bases(frame: pd.DataFrame) -> pd.DataFrame:
    """Give posts, or groups of them, without the columns that only tell how much their rates rest on."""
    return frame.drop(columns=[base for base in BASES.values() if base in frame])


def rank_hashtags(posts: Frame, kpis: Iterable[Kpi], measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Rank hashtags: posts that carry each, their reach and engagements, and their rates.

    Returns:
        A row per hashtag in lower case, most engagements first; columns as in `group_posts`.
    """
    table = to_pandas(posts)
    tags = [sorted(set(hashtags_of(*pair))) for pair in zip(table["hashtags"], table["caption"], strict=True)]
    rows = np.repeat(np.arange(len(table)), [len(one) for one in tags])
    each = table.iloc[rows].reset_index(drop=True)
    each["hashtag"] = pd.Series([tag for one in tags for tag in one], dtype="str")
    frame = nw.from_native(each).lazy()
    grouped = group_posts(frame, {"hashtag": nw.col("hashtag")}, kpis, measures)
    return grouped.sort_values(["engagements", "posts", "hashtag"], ascending=[False, False, True], ignore_index=True)


def share_of_voice(mentions: Frame, period: Period) -> pd.DataFrame:
    """Add mentions up by brand.

    Returns:
        A row per brand, most mentions first: ``brand``, ``mentions``, ``share_of_voice`` (a fraction of all brands'
        mentions), ``positive``, ``neutral``, ``negative``, ``net_sentiment`` (points). NaN is no value.
    """
    table = to_pandas(in_period(mentions, period))
    columns = ["mentions", "positive", "neutral", "negative"]
    rows = pd.DataFrame({"brand": plain(table["brand"]).str.strip(), **{name: floats(table[name]) for name in columns}})
    # of the net sentiment, only rows count that give all three
    rows["rated"] = rows["positive"] + rows["neutral"] + rows["negative"]
    rows["net"] = (rows["positive"] - rows["negative"]).where(rows["rated"].notna())
    rows = rows.dropna(subset=["brand"]).sort_values("brand")
    by_brand = rows.groupby(rows["brand"].map(fold).rename("key"))
    added = by_brand[[*columns, "rated", "net"]].sum(min_count=1)
    result = added.assign(
        share_of_voice=added["mentions"] / added["mentions"].sum(),
        net_sentiment=100 * added["net"] / added["rated"].where(added["rated"] != 0),
    )
    result.insert(0, "brand", by_brand["brand"].first())
    columns = ["brand", "mentions", "share_of_voice", "positive", "neutral", "negative", "net_sentiment"]
    return result[columns].sort_values(["mentions", "brand"], ascending=[False, True], ignore_index=True)
