"""Time of worksheet functions over 10,000 cells, beside an xlwings function that gives back what it gets.

Run ``python -m tests.bench.bench_functions``. Both run through xlwings' own conversion of ranges and results, behind
the stand-in for Windows of ``tests.live.windows``. A function of two columns is compared with one that takes two. The
time that Excel takes to hand over the cells is not in it; it would only bring the two nearer to each other.
"""

import random
import sys
import time
import types
from pathlib import Path

from tests.live.calling import OpenBook
from tests.live.windows import LEFT_OUT, CellRange, Excel

ROWS = 10_000
RUNS = 15
CALLS = 5_000
DASHBOARD = Path(__file__).resolve().parents[2] / "examples" / "dashboard.en.xlsx"
MODULE = "tests_bench_unchanged"


def main() -> None:
    excel = Excel("kpi_excel.live.udfs")
    xw = excel.parts.xw
    unchanged = types.ModuleType(MODULE)
    unchanged.__file__ = __file__

    @xw.func
    @xw.arg("cells", ndim=2)
    def SAME(cells):  # type: ignore[no-untyped-def]  # noqa: N802
        return cells

    @xw.func
    @xw.arg("cells", ndim=2)
    @xw.arg("others", ndim=2)
    def SAME_OF_TWO(cells, others):  # type: ignore[no-untyped-def]  # noqa: ARG001, N802
        return cells

    unchanged.SAME, unchanged.SAME_OF_TWO = SAME, SAME_OF_TWO  # type: ignore[attr-defined]
    sys.modules[MODULE] = unchanged
    random.seed(6)
    one, two = (CellRange([[float(random.randint(1, 9999))] for _ in range(ROWS)]) for _ in range(2))
    gaps = CellRange([[None if row % 7 == 0 else float(row)] for row in range(ROWS)])
    texts = CellRange([["n/a" if row % 7 == 0 else float(row)] for row in range(ROWS)])

    def milliseconds(module: str, function: str, *arguments: object) -> float:
        start = time.perf_counter()
        excel.call_in(module, function, *arguments)
        return 1000 * (time.perf_counter() - start)

    print(f"{ROWS:,} rows, least of {RUNS} calls each, in turn")  # noqa: T201
    for title, base, function, arguments in (
        ("one column", "SAME", "REACH", (one,)),
        ("one column and a number", "SAME", "CTR", (one, 5.0)),
        ("one column with blanks", "SAME", "CTR", (gaps, 5.0)),
        ("two columns", "SAME_OF_TWO", "ENGAGEMENT_RATE", (one, two, LEFT_OUT)),
        ("one column with texts", "SAME", "CTR", (texts, 5.0)),
    ):
        given = arguments[:2] if base == "SAME_OF_TWO" else arguments[:1]
        pairs = [
            (milliseconds(MODULE, base, *given), milliseconds(excel.module, function, *arguments)) for _ in range(RUNS)
        ]
        unchanged_ms, ours = map(min, zip(*pairs, strict=True))
        times = f"unchanged {unchanged_ms:6.1f} ms, {function} {ours:6.1f} ms"
        print(f"{title:26} {times}, ratio {ours / unchanged_ms:.2f}")  # noqa: T201

    book = OpenBook(DASHBOARD)
    xw.Book.caller = classmethod(lambda _: book)
    first = milliseconds(excel.module, "CTR", LEFT_OUT, LEFT_OUT)
    others = sum(milliseconds(excel.module, "CTR", LEFT_OUT, LEFT_OUT) for _ in range(CALLS))
    print(f"without arguments: first call {first:.0f} ms, {CALLS:,} more {others:.0f} ms, {book.looks} ranges read")  # noqa: T201


if __name__ == "__main__":
    main()
