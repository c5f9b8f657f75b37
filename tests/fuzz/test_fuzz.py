"""A few hundred cases of fuzzing with every run of the tests, and the fuzzing itself."""

import hashlib
import os
from pathlib import Path

import pytest

from tests.fuzz.guided import change, look_at
from tests.fuzz.mutate import PART_CHANGES, ZIP_CHANGES, mutate
from tests.fuzz.subjects import SUBJECTS, make_input, make_template
from tests.fuzz.trial import MEMORY, SECONDS, Outcome, cases, trial

pytestmark = pytest.mark.slow

CASES = 240
FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="cases run in forks of the process")


def outcome(code: int = 0, said: str = "Wrote out.xlsx", seconds: float = 1.0, memory: int = 0) -> Outcome:
    return Outcome("input.xlsx 1", ("check",), (), code, seconds, memory, said)


@FORKS
@pytest.mark.parametrize("name", SUBJECTS)
def test_no_changed_file_breaks_a_command(tmp_path: Path, name: str) -> None:
    make_input(tmp_path)
    subject = SUBJECTS[name]
    found = [
        (one.fault, one.case, one.changes, one.said[-500:])
        for one in cases(subject, subject.make(tmp_path), range(CASES * subject.share // 100), tmp_path)
        if one.fault
    ]
    assert found == []


@FORKS
@pytest.mark.parametrize("name", SUBJECTS)
def test_the_sound_files_work(tmp_path: Path, name: str) -> None:
    """Otherwise everything would end at the door, and nothing be tried."""
    make_input(tmp_path)
    subject = SUBJECTS[name]
    data = subject.make(tmp_path)
    for command in set(subject.commands):
        done = trial(name, data, name, command, [], tmp_path)
        assert (done.fault, done.code) == ("", 0), done


@FORKS
def test_a_crash_and_a_leak_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_it() -> None:
        raise ValueError

    for broken, fault in ((os.abort, "crashed"), (raise_it, "leaked")):
        monkeypatch.setattr("tests.fuzz.trial.main", broken)
        assert trial("x", b"", "input.xlsx", ("check",), [], tmp_path).fault == fault


def test_what_is_a_fault() -> None:
    assert outcome().fault == ""
    assert outcome(3, "Error: f.xlsx is damaged.").fault == ""
    assert outcome(4, "Error: Something happened").fault == "leaked"
    assert outcome(1, "thread panicked\nError: x").fault == "leaked"
    assert outcome(-11).fault == "crashed"
    assert outcome(3, "").fault == "silent"
    assert outcome(0, "a\x1b[2J").fault == "not gated"
    assert outcome(seconds=SECONDS + 1).fault == "slow"
    assert outcome(memory=MEMORY + 1).fault == "large"


def test_a_seed_is_a_case(tmp_path: Path) -> None:
    """The same on every machine and in every process; every change is made by some seed."""
    sound = make_input(tmp_path)
    made = {number: mutate(sound, f"input.xlsx {number}") for number in range(400)}
    assert all(mutate(sound, f"input.xlsx {number}") == made[number] for number in range(0, 400, 40))
    assert len({hashlib.sha256(data).digest() for data, _ in made.values()}) > 350
    names = {change.split()[0] for _, changes in made.values() for change in changes}
    assert names == {one.__name__ for one, _ in PART_CHANGES} | {one.__name__ for one in ZIP_CHANGES}


def test_guided_fuzzing_looks_at_files_of_every_kind(tmp_path: Path) -> None:
    for make in (make_input, make_template):
        data = make(tmp_path)
        for seed in range(12):
            changed = change(data, 10_000_000, seed)
            look_at(changed, tmp_path / "f.xlsx")
    assert change(b"no zip file", 100, 1) == b"no zip file"
    assert change(make_input(tmp_path), 10, 1) == make_input(tmp_path)
