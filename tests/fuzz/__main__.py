"""Fuzz for a while: ``python -m tests.fuzz --minutes 30``, on Linux or a Mac.

Every fault is printed with its seed and what was done to the file; ``--case "input.xlsx 17"`` runs one again and keeps
the changed file. What is found is mended, and the smallest change that shows it becomes a test of the module to blame.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.mutate import mutate
from tests.fuzz.subjects import SUBJECTS, make_input
from tests.fuzz.trial import Outcome, cases, trial

_AT_A_TIME = 10


def fuzz(minutes: float, limit: int, first: int, only: str, folder: Path) -> Counter[str]:
    """Try cases of every subject in turn, as its share says, until the time is over or there are enough."""
    make_input(folder)
    subjects = {name: subject for name, subject in SUBJECTS.items() if only in ("", name)}
    sound = {name: subject.make(folder) for name, subject in subjects.items()}
    counts: Counter[str] = Counter()
    ends, round_ = time.monotonic() + 60 * minutes, first
    while time.monotonic() < ends and counts["cases"] < limit:
        for name, subject in subjects.items():
            size = subject.share * _AT_A_TIME // 10
            for outcome in cases(subject, sound[name], range(round_ * size, (round_ + 1) * size), folder):
                counts.update(["cases", name, f"{name} exit {outcome.code}", *filter(None, [outcome.fault])])
                if outcome.fault:
                    say(outcome)
        round_ += 1
        print(f"{counts['cases']} cases", {one: counts[one] for one in counts if one in FAULTS}, flush=True)  # noqa: T201
    return counts


FAULTS = ("crashed", "leaked", "silent", "not gated", "slow", "large")


def say(outcome: Outcome) -> None:
    """Print a fault: the last of what the command said comes first."""
    told = [
        f"{outcome.fault.upper()} {outcome.case}: {' '.join(outcome.command)}: exit {outcome.code}, "
        f"{outcome.seconds:.1f} s, {outcome.memory / 1e6:.0f} MB",
        *(f"  {change[:300]}" for change in outcome.changes),
        *(f"    {line[:300]}" for line in outcome.said.splitlines()[-12:]),
    ]
    print("\n".join(told), flush=True)  # noqa: T201


def again(case: str, folder: Path) -> Outcome:
    """Run one case again, and keep the changed file in the working folder."""
    name, _, number = case.rpartition(" ")
    subject = SUBJECTS[name]
    make_input(folder)
    data, changes = mutate(subject.make(folder), case)
    Path(f"fuzz-{number}-{name}").write_bytes(data)
    command = (*subject.commands[int(number) % len(subject.commands)], "--debug")
    return trial(case, data, name, command, changes, folder)


def main() -> int:
    """Run the command line; the exit code tells whether anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--cases", type=int, default=10**9, help="stop after so many")
    parser.add_argument("--first", type=int, default=0, help="the first round of seeds")
    parser.add_argument("--subject", choices=SUBJECTS, default="", help="change this file only")
    parser.add_argument("--case", help="run one case again, as it was printed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.case:
            outcome = again(given.case, Path(folder))
            say(outcome)
            return bool(outcome.fault)
        counts = fuzz(given.minutes, given.cases, given.first, given.subject, Path(folder))
    for name in sorted(counts):
        print(f"{counts[name]:7} {name}")  # noqa: T201
    return any(counts[one] for one in FAULTS)


if __name__ == "__main__":
    sys.exit(main())
