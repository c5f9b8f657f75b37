from datetime import datetime, timedelta, timezone

from kpi_excel.model.clock import day_in


def test_the_day_is_that_of_the_zone() -> None:
    """Kiritimati is 14 hours ahead of UTC, Pago Pago 11 behind: 25 hours apart, it is never the same day."""
    before = datetime.now(timezone.utc)  # noqa: UP017 - beside the offsets below
    east, west = day_in("Pacific/Kiritimati"), day_in("Pacific/Pago_Pago")
    after = datetime.now(timezone.utc)  # noqa: UP017 - as above
    assert (before + timedelta(hours=14)).date() <= east <= (after + timedelta(hours=14)).date()
    assert (before - timedelta(hours=11)).date() <= west <= (after - timedelta(hours=11)).date()
    assert (east - west).days in (1, 2)
