"""The two commands that readers type, and the same for each shell with an environment of its own."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line for line in re.findall(r"^```\n(.*?)\n```$", README, re.MULTILINE) if line.startswith("python -m pip install")
]
TABLES = [
    dict(re.findall(r"^\| ([\w, ]+?) \| `(.+)` \|$", table, re.MULTILINE))
    for table in re.findall(r"^\| shell \| command \|\n\|---\|---\|\n((?:\|.*\n)+)", README, re.MULTILINE)
]
PAIRS = list(zip(COMMANDS, TABLES, strict=True))
UNIX = [shell for shell in ("bash", "zsh") if shutil.which(shell)]
STUB = """#!/bin/sh
printf '%s' "$(basename "$0")" >> "$TOLD"
for word in "$@"; do printf ' <%s>' "$word" >> "$TOLD"; done
printf '\\n' >> "$TOLD"
if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin"; for name in python kpi-excel; do cp "$0" "$3/bin/$name"; done; fi
[ -z "$FAILS" ] || [ "$2" != "$FAILS" ]
"""


def steps(command: str) -> list[str]:
    """Give what a row does after it made the environment, as the first command writes it."""
    nested = re.sub(r"if \(\$\?\) \{|\}", "", command).replace("; ", " && ")
    first, *more = [part.strip() for part in nested.split("&&")]
    assert re.fullmatch(r"(py|python3) -m venv \.venv", first)
    return [re.sub(r"^\.venv([/\\])(bin|Scripts)\1", "", step) for step in more]


def test_the_two_commands_are_what_they_were() -> None:
    assert COMMANDS == [
        "python -m pip install . && kpi-excel demo",
        'python -m pip install ".[test]" && python -m pytest',
    ]


@pytest.mark.parametrize(("command", "table"), PAIRS, ids=("demo", "test"))
def test_every_shell_does_the_same_in_an_environment_of_its_own(command: str, table: dict[str, str]) -> None:
    assert list(table) == ["bash, zsh", "PowerShell", "cmd"]
    for row in table.values():
        assert steps(row) == command.split(" && ")


@pytest.mark.parametrize(("_command", "table"), PAIRS, ids=("demo", "test"))
def test_windows_shells_get_their_own_words(_command: str, table: dict[str, str]) -> None:
    assert "&&" not in table["PowerShell"]  # which PowerShell 5.1 does not know
    assert table["PowerShell"].count("{") == table["PowerShell"].count("}") == table["PowerShell"].count("if ($?)")
    for shell in ("PowerShell", "cmd"):
        assert "/" not in table[shell]


@pytest.mark.skipif(os.name != "posix", reason="runs the row of a Unix shell")
@pytest.mark.parametrize("shell", UNIX)
@pytest.mark.parametrize(("command", "table"), PAIRS, ids=("demo", "test"))
@pytest.mark.parametrize("fails", ["", "pip"])
def test_a_shell_runs_each_step_and_stops_at_the_first_that_fails(
    command: str, table: dict[str, str], shell: str, fails: str, tmp_path: Path
) -> None:
    """Programs that only say how they were called stand in for Python: what is tried is the row, not the network."""
    stub, told = tmp_path / "python3", tmp_path / "told"
    stub.write_text(STUB, encoding="utf-8")
    stub.chmod(stub.stat().st_mode | stat.S_IXUSR)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "TOLD": str(told), "FAILS": fails}
    done = subprocess.run([shell, "-c", table["bash, zsh"]], cwd=tmp_path, env=environment, check=False, timeout=60)
    expected = ["python3 <-m> <venv> <.venv>"]
    for step in command.replace('"', "").split(" && "):
        program, *arguments = step.split(" ")
        expected.append(" ".join([program, *(f"<{argument}>" for argument in arguments)]))
    assert told.read_text(encoding="utf-8").splitlines() == (expected[:2] if fails else expected)
    assert (done.returncode == 0) == (not fails)
