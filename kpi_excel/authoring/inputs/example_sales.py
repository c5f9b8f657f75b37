"""What the example brand's posts and ads bring: visits, ads, orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from kpi_excel.authoring.inputs.example_data import DATA, END, PLATFORMS, Row
from kpi_excel.authoring.inputs.example_draws import (
    by_date,
    deal,
    demand_days,
    flow,
    in_season,
    months,
    progress,
    random_of,
    reports,
    scatter,
    whole,
)


def traffic_rows() -> Iterator[Row]:
    """Give visits to the site by platform, and what became of them."""
    rng, given = random_of("traffic"), DATA["traffic"]
    for report in reports():
        for platform in PLATFORMS.values():
            visits = platform.sessions
            sessions = flow(rng, visits.weekly, visits.growth, report)
            yield {
                "date": report[0],
                "platform": platform.name,
                "sessions": sessions,
                "bounces": round(sessions * rng.uniform(*given["bounces"]) * visits.bounces),
                "conversions": whole(rng, sessions * visits.conversions * rng.uniform(*given["conversions"])),
                "signups": whole(rng, sessions * rng.uniform(*given["signups"])),
                "leads": whole(rng, sessions * visits.leads),
            }


def website_rows() -> list[Row]:
    """Give all visits to the site."""
    rng, given = random_of("website"), DATA["website"]
    return [
        {"date": report[0], "sessions": flow(rng, given["weekly"], given["growth"], report)} for report in reports()
    ]


def ad_rows() -> Iterator[Row]:
    """Give the ads, report by report; the second campaign runs in the festive season only."""
    rng, given = random_of("ads"), DATA["ads"]
    campaigns = list(given["campaigns"].items())
    for day, days in reports():
        festive = in_season("ramadan", day) or [day.month, day.day] > given["festive_after"]
        for campaign, push in campaigns[: 1 + festive]:
            for platform, plan in given["platforms"].items():
                weeks = plan["weekly"] * push["weight"] * days / 7
                spend = weeks * given["spend_growth"] ** progress(day) * rng.uniform(*given["spend_spread"])
                yield {"date": day, "platform": platform, "campaign": campaign} | _ad(
                    rng, plan, push, day, round(spend, 2)
                )


def _ad(rng: Random, plan: Mapping[str, float], push: Mapping[str, float], day: date, spend: float) -> Row:
    """Give what an ad cost and brought; leads and revenue where the plan says so."""
    given = DATA["ads"]
    clicks = round(
        spend / (plan["cost_per_click"] * given["cost_growth"] ** progress(day) * rng.uniform(*given["cost_spread"]))
    )
    conversions = whole(rng, clicks * plan["conversions"] * push["conversions"])
    revenue, leads = plan.get("revenue"), plan.get("leads")
    return {
        "spend": spend,
        "impressions": round(clicks / (plan["ctr"] * rng.uniform(*given["ctr_spread"]))),
        "clicks": clicks,
        "engagements": round(clicks * rng.uniform(*given["engagements_per_click"])),
        "conversions": conversions,
        "leads": whole(rng, clicks * leads) if leads else None,
        "revenue": None if revenue is None else round(conversions * revenue * rng.uniform(*given["revenue_spread"]), 2),
    }


def order_rows() -> list[Row]:
    """Give orders by old and new customers, bags to office supplies, with a few refunds as orders of their own."""
    rng, given = random_of("orders"), DATA["orders"]
    days, refunds = demand_days(rng, given["count"], given["growth"]), given["refunds"]
    customers: list[str] = []
    rows: list[Row] = []
    for month in months():
        mine = [day for day in days if day.replace(day=1) == month]
        shares = _order_shares(month)
        kinds = [(platform, price) for price, _ in given["prices"] for platform in shares]
        weights = [shares[platform] * share for _, share in given["prices"] for platform in shares]
        dealt = deal(rng, kinds, weights, len(mine))
        for day, (platform, price), factor in zip(mine, dealt, scatter(rng, len(mine), given["spread"]), strict=True):
            new = not customers or rng.random() >= given["returning"]
            if new:
                customers.append(f"C-{len(customers) + 1:04d}")
            customer = customers[-1] if new else rng.choice(customers[-given["regulars"] :])
            order: Row = {"date": day, "platform": platform, "order_id": f"S-{len(rows) + 1:05d}"}
            paid = round(price * factor * given["price_growth"] ** progress(day), 2)
            rows.append(order | {"customer_id": customer if rng.random() < given["named"] else None, "revenue": paid})
            back = day + timedelta(days=rng.randrange(*refunds["days"]))
            if price < refunds["below"] and rng.random() < refunds["share"] and back <= END:
                rows.append(rows[-1] | {"date": back, "order_id": f"S-{len(rows) + 1:05d}", "revenue": -paid})
    return by_date(rows)


def _order_shares(month: date) -> dict[str, float]:
    """Give each platform's share of a month's orders: one platform takes more and more from others."""
    shares, rising = DATA["orders"]["shares"], DATA["orders"]["rising"]
    risen = rising["share"] + rising["growth"] * progress(month)
    taken = dict.fromkeys(rising["from"], risen / len(rising["from"]))
    return {name: risen if name == rising["platform"] else shares[name] - taken.get(name, 0) for name in PLATFORMS}
