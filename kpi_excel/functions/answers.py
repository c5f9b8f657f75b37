"""KPIs from raw answers: each function counts, from scores, times or texts, the measures that its KPI's formula needs.

Functions bear the names of their KPIs; missing answers are left out. What follows the first line of a docstring is
shown to users.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from statistics import median
from typing import Any

from kpi_excel.functions.values import answers, flatten, is_missing, moment, number
from kpi_excel.model.text import count_characters, count_words


def customer_satisfaction(scores: Any, scale: Any, satisfied_from: Any) -> Mapping[str, float]:
    """Count satisfied answers.

    These are the two highest scores of the scale, which holds for every scale unless `satisfied_from` is given.

    Raises:
        TypeError: if a score, the scale or `satisfied_from` is not a number.
        ValueError: if a score or `satisfied_from` is below 0 or above the scale, or the scale is not above 0.
    """
    given, highest = _scores_on(scores, scale)
    lowest = number(satisfied_from, "satisfied_from")
    if lowest < 0 or lowest > highest:
        raise ValueError(f"satisfied_from: {lowest:g} is outside 0 to {highest:g}.")
    if math.isnan(lowest):
        lowest = highest - 1
    return {"csat_satisfied": sum(score >= lowest for score in given), "csat_responses": len(given)}


def customer_satisfaction_mean(scores: Any, scale: Any) -> Mapping[str, float]:
    """Add up scores.

    This function takes the scores as they are, all on one scale, which is 5 unless given.

    Raises:
        TypeError: if a score or the scale is not a number.
        ValueError: if a score is below 0 or above the scale, or the scale is not above 0.
    """
    given, _ = _scores_on(scores, scale)
    return {"csat_score_total": math.fsum(given), "csat_responses": len(given)}


def net_promoter_score(scores: Any) -> Mapping[str, float]:
    """Count promoters and detractors.

    Raises:
        TypeError: if a score is not a number.
        ValueError: if a score is below 0 or above 10.
    """
    given = _scores(scores, 10)
    return {
        "promoters": sum(score >= 9 for score in given),
        "detractors": sum(score <= 6 for score in given),
        "nps_responses": len(given),
    }


def average_response_time(received: Any, first_response: Any) -> Mapping[str, float]:
    """Add up the minutes until the first response.

    Times are datetimes, dates or Excel's serial numbers (days).

    Raises:
        TypeError: if something is not a date and time, or only one of two times has a time zone.
        ValueError: if a response is earlier than its request, or there are not as many responses as requests.
    """
    waited = _waited(received, first_response)
    return {"response_minutes": math.fsum(waited), "responded_requests": len(waited)}


def median_response_time(received: Any, first_response: Any) -> Mapping[str, float]:
    """Find the middle of the minutes until the first response.

    Times are datetimes, dates or Excel's serial numbers (days).

    Raises:
        TypeError: if something is not a date and time, or only one of two times has a time zone.
        ValueError: if a response is earlier than its request, or there are not as many responses as requests.
    """
    waited = _waited(received, first_response)
    return {"median_response_minutes": median(waited) if waited else math.nan}


def average_comment_length(texts: Any) -> Mapping[str, float]:
    """Count the characters of comments.

    Raises:
        TypeError: if something is neither a text nor a number.
    """
    counts = _counted(count_characters(_texts(texts)))
    return {"comment_characters": sum(counts), "comment_texts": len(counts)}


def average_comment_words(texts: Any) -> Mapping[str, float]:
    """Count the words of comments.

    Raises:
        TypeError: if something is neither a text nor a number.
    """
    counts = _counted(count_words(_texts(texts)))
    return {"comment_words": sum(counts), "comment_texts": len(counts)}


def _scores_on(scores: Any, scale: Any) -> tuple[list[float], float]:
    """Read scores and their scale; without a scale there are no answers that mean anything."""
    highest = number(scale, "scale")
    if highest <= 0:
        raise ValueError(f"scale: {highest:g} is not above 0.")
    return ([], highest) if math.isnan(highest) else (_scores(scores, highest), highest)


def _scores(scores: Any, highest: float) -> list[float]:
    given = [number(one, "scores") for one in answers(scores)]
    for score in given:
        if not 0 <= score <= highest:
            raise ValueError(f"scores: {score:g} is outside 0 to {highest:g}.")
    return given


def _waited(received: Any, first_response: Any) -> list[float]:
    """Give the minutes of each answered request."""
    asked, answered = list(flatten(received)), list(flatten(first_response))
    if len(asked) != len(answered):
        raise ValueError(f"received holds {len(asked)} times and first_response {len(answered)}; they belong in pairs.")
    minutes = []
    for request, response in zip(asked, answered, strict=True):
        if is_missing(request) or is_missing(response):
            continue
        start, end = moment(request, "received"), moment(response, "first_response")
        if (start.tzinfo is None) != (end.tzinfo is None):
            raise TypeError(f"received and first_response: only one of {request} and {response} has a time zone.")
        if end < start:
            raise ValueError(f"first_response: {end} is earlier than its request, {start}.")
        minutes.append((end - start) / timedelta(minutes=1))
    return minutes


def _texts(texts: Any) -> list[str]:
    """Give the texts; a comment that is a number, as a cell may hold it, counts as its digits."""
    read = []
    for answer in answers(texts):
        if isinstance(answer, str):
            read.append(answer)
        elif isinstance(answer, int | float) and not isinstance(answer, bool):
            read.append(str(int(answer)) if float(answer).is_integer() else str(answer))
        else:
            raise TypeError(f"texts: {answer!r} is not a text.")
    return read


def _counted(counts: Sequence[float | None]) -> list[float]:
    return [count for count in counts if count is not None]
