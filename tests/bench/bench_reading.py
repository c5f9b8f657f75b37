"""Measure reading 100,000 posts, and starting the command line, against what everybody has: pandas and bare Python.

    python tests/bench/bench_reading.py [RUNS]

Each run starts fresh processes in turn, so that a busy machine slows both sides alike; what counts is the median of the
ratios. Nothing is asserted about times; that the command line's help loads neither pandas nor NumPy is.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import xlsxwriter

ROWS = 100_000
CHECKOUT = Path(__file__).resolve().parents[2]
COUNTS = ("likes", "comments", "shares", "saves", "clicks")
COLUMNS = (
    *("published", "platform", "placement", "account", "post_id", "format", "caption", "impressions", "reach"),
    *COUNTS,
    "video_views",
)

# A process's own peak; getrusage would begin with its parent's. Systems without /proc show no memory.
_REPORT = """
import json, pathlib
status = pathlib.Path("/proc/self/status")
peak = int(status.read_text().partition("VmHWM:")[2].split()[0]) if status.exists() else 0
print(json.dumps({"seconds": seconds, "peak": peak}))
"""
PROGRAMS = {
    "pandas": "import sys, time, pandas\nstart = time.perf_counter()\n"
    "pandas.read_excel(sys.argv[1], engine='calamine')\nseconds = time.perf_counter() - start" + _REPORT,
    "kpi_excel": "import sys, time, kpi_excel as kx\nkx.read, kx.compute\nstart = time.perf_counter()\n"
    "kx.compute(kx.read(sys.argv[1]))\nseconds = time.perf_counter() - start" + _REPORT,
    "kpi_excel.read": "import sys, time, kpi_excel as kx\nkx.read, kx.compute\nstart = time.perf_counter()\n"
    "kx.read(sys.argv[1])\nseconds = time.perf_counter() - start" + _REPORT,
}
_START = "import subprocess, sys, time\nstart = time.perf_counter()\nsubprocess.run([sys.executable, *{arguments}], "
_START += "check=True, stdout=subprocess.DEVNULL)\nseconds = time.perf_counter() - start\nimport json\n"
_START += "print(json.dumps({{'seconds': seconds, 'peak': 0}}))"
STARTS = {
    "import pandas": ["-c", "import pandas"],
    "import kpi_excel": ["-c", "import kpi_excel"],
    "python -c pass": ["-c", "pass"],
    "kpi-excel --help": ["-m", "kpi_excel", "--help"],
}
HEAVY = ("pandas", "numpy", "lxml", "python_calamine", "cellrune", "narwhals", "xlsxwriter")
LOADED = f"""
import sys
from kpi_excel.cli.main import cli
try:
    cli.main(["--help"], prog_name="kpi-excel", standalone_mode=False)
finally:
    sys.stderr.write(" ".join(name for name in {HEAVY} if name in sys.modules))
"""


def write_posts(path: Path, rows: int = ROWS) -> None:
    """Write posts of two years, with blanks where a platform gives no number."""
    chance = random.Random(1)
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("Posts")
    day = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    begin = datetime(2024, 10, 1)
    for row in range(1, rows + 1):
        platform = chance.choice(("Instagram", "Facebook", "X", "LinkedIn", "TikTok", "YouTube"))
        sheet.write_datetime(row, 0, begin + timedelta(minutes=chance.randrange(730 * 1440)), day)
        sheet.write_string(row, 1, platform)
        if chance.random() < 0.2:
            sheet.write_string(row, 2, "paid")
        texts = ("senja", f"p{row}", chance.choice(("photo", "video", "reel")), f"caption number {row} #tag{row % 50}")
        for column, text in enumerate(texts, 3):
            sheet.write_string(row, column, text)
        impressions = chance.randrange(1000, 90_000)
        sheet.write_number(row, 7, impressions)
        if platform != "X":
            sheet.write_number(row, 8, int(impressions * 0.8))
        for column in range(9, 9 + len(COUNTS)):
            sheet.write_number(row, column, chance.randrange(500))
        if platform in ("TikTok", "YouTube"):
            sheet.write_number(row, 14, impressions // 2)
    headers = [{"header": name} for name in COLUMNS]
    sheet.add_table(0, 0, rows, len(COLUMNS) - 1, {"name": "posts", "columns": headers})
    workbook.close()


def measure(program: str, *arguments: str) -> Mapping[str, float]:
    """Run a program in a fresh process."""
    path = os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def compare(title: str, programs: Mapping[str, str], base: str, runs: int, *arguments: str) -> None:
    """Run programs in turn and print each one's medians as ratios to the base."""
    results: dict[str, list[Mapping[str, float]]] = {name: [] for name in programs}
    for run in range(runs):
        for name in list(programs)[:: 1 if run % 2 else -1]:
            results[name].append(measure(programs[name], *arguments))
    _print(f"\n{title}, {runs} runs")
    for name in programs:
        seconds = median(one["seconds"] for one in results[name])
        line = f"  {name:18} {seconds:7.3f} s  time ratio {_ratio(results[name], results[base], 'seconds'):5.2f}"
        if any(one["peak"] for one in results[name]):
            line += f"  peak memory ratio {_ratio(results[name], results[base], 'peak'):5.2f}"
        _print(line)


def _ratio(results: list[Mapping[str, float]], base: list[Mapping[str, float]], key: str) -> float:
    return median(one[key] / other[key] for one, other in zip(results, base, strict=True) if other[key])


def prove_light_help() -> None:
    """Show that the command line's help loads nothing heavy."""
    path = os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert "check" in done.stdout, done.stdout
    assert not done.stderr, f"kpi-excel --help loads {done.stderr}"
    _print(f"\nkpi-excel --help loads none of {', '.join(HEAVY)}")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Run everything."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.xlsx"
        write_posts(path)
        compare(f"Reading {ROWS:,} posts", PROGRAMS, "pandas", runs, str(path))
    starts = {name: _START.format(arguments=arguments) for name, arguments in STARTS.items()}
    compare("Importing", {name: starts[name] for name in list(starts)[:2]}, "import pandas", 2 * runs)
    compare("Starting", {name: starts[name] for name in list(starts)[2:]}, "python -c pass", 2 * runs)
    prove_light_help()


if __name__ == "__main__":
    main()
