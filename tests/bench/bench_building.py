"""Measure filling the example's dashboard against ``import pandas``, how time grows with rows, and peak memory.

    python tests/bench/bench_building.py [RUNS]

Judging the results (drivers, unusual points, benchmarks, targets, findings) is computing, not filling: it is measured
on its own, before filling. Everything is measured as the command line does it, garbage collection included, and with
compiled modules, as an installed package has them. Each run starts fresh processes in turn, so that a busy machine
slows both sides alike; what counts is the median of the ratios. Nothing is asserted.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import kpi_excel as kx
from kpi_excel.authoring.inputs.example import example_tables

CHECKOUT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

PANDAS = "import time\nstart = time.perf_counter()\nimport pandas\nprint(time.perf_counter() - start)"
BUILD = """
import sys, time
import kpi_excel as kx
from kpi_excel.cli.main import collect_seldom
from kpi_excel.report.build import build_dashboard
collect_seldom()
results = kx.compute(kx.read(sys.argv[1]))
start = time.perf_counter()
results.drivers, results.unusual, results.benchmarks, results.targets, results.findings
judged = time.perf_counter()
build_dashboard(results, sys.argv[2])
print(judged - start, time.perf_counter() - judged)
"""
DEMO = """
import subprocess, sys, time
start = time.perf_counter()
subprocess.run([sys.executable, "-m", "kpi_excel", "demo", "-d", sys.argv[1]], check=True, stdout=subprocess.DEVNULL)
print(time.perf_counter() - start)
"""
ROWS = """
import sys, time, tracemalloc
from pathlib import Path
from kpi_excel.workbook.parts.edit import Edit
from kpi_excel.workbook.filling.fill import Dataset, fill
from kpi_excel.workbook.parts.package import open_package
from kpi_excel.workbook.parts.structure import read_structure
rows, trace = int(sys.argv[2]), sys.argv[3] == "trace"
numbers = [float(number) for number in range(rows)]
dataset = Dataset({"platform": [f"platform {n}" for n in range(rows)], **{f"m{i}": numbers for i in range(10)}})
with open_package(sys.argv[1]) as package:
    edit = Edit(package)
    structure = read_structure(package)
    if trace:
        tracemalloc.start()
    start = time.perf_counter()
    filled = fill(edit, structure, {"platforms": dataset})
    filled.write_sheets()
    data = edit.save()
    seconds = time.perf_counter() - start
    if trace:
        print(tracemalloc.get_traced_memory()[1] / sum(len(edit.read(part)) for part in edit.changed()))
    else:
        print(seconds)
"""


def run(program: str, *arguments: str | int | Path) -> list[float]:
    """Run a program in a fresh process and give the numbers it prints."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    printed = subprocess.run(command, cwd=CHECKOUT, env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout
    return [float(one) for one in printed.split()]


def wide_template(path: Path) -> Path:
    """Write a template with one table of eleven columns."""
    import xlsxwriter  # noqa: PLC0415 - the only use

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data")
        columns = [{"header": "platform"}, *({"header": f"m{number}"} for number in range(10))]
        sheet.add_table(0, 0, 1, 10, {"name": "kpi_platforms", "columns": columns})
    return path


def main() -> None:
    """Print the ratios."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        ENVIRONMENT["PYTHONPYCACHEPREFIX"] = str(Path(folder, "compiled"))
        example = kx.write_input(example_tables(), Path(folder, "example.xlsx"))
        every = [
            (*run(PANDAS), *run(BUILD, example, Path(folder, "out.xlsx")), *run(DEMO, folder)) for _ in range(runs + 1)
        ][1:]  # the first run compiles
        template = wide_template(Path(folder, "template.xlsx"))
        times = {
            rows: median(run(ROWS, template, rows, "time")[0] for _ in range(runs)) for rows in (5_000, 10_000, 50_000)
        }
        (peak,) = run(ROWS, template, 10_000, "trace")
    pandas, judging, filling, demo = (median(numbers) for numbers in zip(*every, strict=True))
    print(f"import pandas                     {pandas:6.3f} s")  # noqa: T201
    print(f"judging                           {judging:6.3f} s  (before filling)")  # noqa: T201
    print(f"filling the example's dashboard   {filling:6.3f} s  "  # noqa: T201
          f"ratio {median(filled / imported for imported, _, filled, _ in every):.2f}")  # fmt: skip
    print(f"the whole demo                    {demo:6.3f} s  "  # noqa: T201
          f"over 3 x import pandas + 2 s: {median(one[-1] / (3 * one[0] + 2) for one in every):.2f}")  # fmt: skip
    for rows, seconds in times.items():
        print(f"filling {rows:6,} rows x 11 columns  {seconds:6.3f} s  {seconds / rows * 1e6:5.1f} µs a row")  # noqa: T201
    print(f"peak memory of filling over the uncompressed size of the changed parts: {peak:.1f}")  # noqa: T201


if __name__ == "__main__":
    main()
