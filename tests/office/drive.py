# mypy: ignore-errors
"""Drives LibreOffice from its own Python: opens a workbook, changes cells one after the other, reads what follows.

Run by a Python that has LibreOffice's `uno` module, which the tests' own usually lacks:

    python3 drive.py SOFFICE JOB.json

The job names the workbook, the ranges to read (``Sheet!A1:B2``) and the steps, each a list of cells with new contents;
the answer, a list of read ranges per step, is printed as JSON. An error value is null. A job without a workbook is
answered with the names of LibreOffice's own functions.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

CONNECT_SECONDS = 60


def hidden():
    """Give the option to load a document without a window."""
    option = PropertyValue()
    option.Name, option.Value = "Hidden", True
    return (option,)


def connect(pipe):
    """Connect to the started office once it listens."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + CONNECT_SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def place(document, address):
    """Find a cell or a range by its address with the sheet."""
    sheet, _, cells = address.rpartition("!")
    return document.Sheets.getByName(sheet.strip("'").replace("''", "'")).getCellRangeByName(cells)


def change(document, address, value):
    """Write a cell: text as text, numbers as numbers, nothing as an empty cell."""
    cell = place(document, address)
    if isinstance(value, (int, float)):
        cell.Value = value
    else:
        cell.String = value or ""


def read(document, address):
    """Read a range: numbers and texts; an error is null."""
    area = place(document, address)
    rows = [list(row) for row in area.getDataArray()]
    errors = area.queryFormulaCells(4)  # com.sun.star.sheet.FormulaResult.ERROR
    first = area.RangeAddress
    for found in errors.RangeAddresses:
        for row in range(found.StartRow, found.EndRow + 1):
            for column in range(found.StartColumn, found.EndColumn + 1):
                rows[row - first.StartRow][column - first.StartColumn] = None
    return rows


def steps(context, job):
    """Open the job's workbook and do its steps; give what was read after each."""
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(pathlib.Path(job["workbook"]).as_uri(), "_blank", 0, hidden())
    answers = []
    for step in job["steps"]:
        for address, value in step:
            change(document, address, value)
        document.calculate()
        answers.append([read(document, address) for address in job["read"]])
    document.close(False)
    return answers


def functions(context):
    """Name the functions that formulas can call."""
    known = context.ServiceManager.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", context)
    return [one.Value for number in range(known.Count) for one in known.getByIndex(number) if one.Name == "Name"]


def main():
    """Do the job."""
    office, job = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        pipe = f"kpi{time.time_ns()}"
        profile = pathlib.Path(folder, "profile")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(job["profile"], encoding="utf-8")
        command = [office, "--headless", "--norestore", "--nolockcheck", f"--accept=pipe,name={pipe};urp;"]
        started = subprocess.Popen([*command, f"-env:UserInstallation={profile.as_uri()}"])
        try:
            context = connect(pipe)
            answer = steps(context, job) if "workbook" in job else functions(context)
            print(json.dumps(answer))  # noqa: T201 - the answer
        finally:
            started.terminate()
            started.wait(20)


main()
