"""The commands around Excel, run as a user runs them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kpi_excel as kx
from kpi_excel.language.texts import texts
from tests.cli.test_main import POSTS, run
from tests.live import books

pytestmark = pytest.mark.slow

ROOT = Path(kx.__file__).parent.parent
PATIENCE = 60.0


@pytest.mark.parametrize("language", ["en", "fa"])
def test_new_writes_a_macro_workbook(tmp_path: Path, language: str) -> None:
    found = run("new", "kpis.xlsm", "-l", language, folder=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    said = texts(language).section("commands", "new")
    wrote = said["wrote"].format(path="kpis.xlsm", command="kpi-excel check kpis.xlsm")
    assert found.stdout.splitlines()[:2] == [wrote, said["buttons"]]
    checked = run("check", "kpis.xlsm", folder=tmp_path)
    assert checked.returncode == 1  # there is nothing to build yet
    assert texts(language).text("messages", "no-dated-rows", "message") in checked.stdout
    assert run("new", "kpis.xlsm", folder=tmp_path).returncode == 2


def test_new_knows_two_kinds(tmp_path: Path) -> None:
    found = run("new", "kpis.xls", folder=tmp_path)
    assert found.returncode == 2
    assert "does not end in .xlsx or .xlsm" in found.stderr


def test_a_macro_workbook_is_built_like_any_other(tmp_path: Path) -> None:
    books.input_book(tmp_path)
    assert run("build", "kpis.xlsm", "--no-calculate", folder=tmp_path).returncode == 0
    assert (tmp_path / "kpis-dashboard.xlsx").exists()


def test_upgrade_macros(tmp_path: Path) -> None:
    books.input_book(tmp_path)
    found = run("upgrade-macros", "kpis.xlsm", folder=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("The macros of kpis.xlsm are those of xlwings ")
    kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    refused = run("upgrade-macros", "kpis.xlsx", folder=tmp_path)
    assert refused.returncode == 1
    assert "kpis.xlsx has no macros.\nFix: " in refused.stderr


def test_doctor(tmp_path: Path) -> None:
    books.input_book(tmp_path)
    found = run("doctor", "kpis.xlsm", folder=tmp_path)
    assert "Macros: for xlwings " in found.stdout
    if sys.platform not in ("win32", "darwin"):
        assert found.returncode == 0
        assert found.stdout.endswith("Nothing found that would stop Excel.\n")
    kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    stopped = run("doctor", "kpis.xlsx", folder=tmp_path)
    assert stopped.returncode == 1
    assert "would stop Excel" in stopped.stdout
    assert run("doctor", "absent.xlsm", folder=tmp_path).returncode == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no Ctrl+C to another process")
def test_watch_builds_on_each_save_through_faults_until_stopped(tmp_path: Path) -> None:
    path = kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    dashboard = tmp_path / "out.xlsx"
    printed = tmp_path / "printed.txt"
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-m", "kpi_excel", "watch", "kpis.xlsx", "-o", "out.xlsx"]
    with printed.open("w", encoding="utf-8") as stream:
        watching = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=stream, stderr=subprocess.STDOUT)

    def until(text: str, times: int = 1) -> None:
        end = time.monotonic() + PATIENCE
        while printed.read_text(encoding="utf-8").count(text) < times:
            assert watching.poll() is None, printed.read_text(encoding="utf-8")
            assert time.monotonic() < end, printed.read_text(encoding="utf-8")
            time.sleep(0.1)

    try:
        until("Wrote out.xlsx")
        first = dashboard.read_bytes()
        path.write_bytes(b"half a workbook")
        until("Waiting for the next save.")
        assert dashboard.read_bytes() == first
        kx.write_input({"posts": [*POSTS, {**POSTS[0], "platform": "TikTok", "likes": -1}]}, path)
        until("Wrote out.xlsx", 2)
        until("1 fault")
        assert dashboard.read_bytes() != first
    finally:
        watching.send_signal(signal.SIGINT)
        code = watching.wait(PATIENCE)
    assert code == 0
    assert printed.read_text(encoding="utf-8").endswith("Stopped watching kpis.xlsx.\n")


def test_watch_refuses_what_build_refuses(tmp_path: Path) -> None:
    kx.write_input({"posts": POSTS}, tmp_path / "kpis.xlsx")
    assert run("watch", "kpis.xlsx", "-o", "kpis.xlsx", folder=tmp_path).returncode == 2
    assert run("watch", "kpis.xlsx", "-o", "a.xlsx", "--into", "b.xlsx", folder=tmp_path).returncode == 2
    assert run("watch", "no/kpis.xlsx", folder=tmp_path).returncode == 3


@pytest.mark.parametrize("arguments", [[], ["--help"], ["watch", "--help"], ["new", "--help"]])
def test_help_loads_nothing_of_excel(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['kpi-excel', *sys.argv[1:]]\n"
        "import kpi_excel, atexit\n"
        "names = ('xlwings', 'watchfiles', 'pyopenvba', 'pandas')\n"
        "atexit.register(lambda: print([name for name in names if name in sys.modules]))\n"
        "from kpi_excel.cli.main import main; main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "[]"
