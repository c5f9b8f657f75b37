"""The commands. Each imports what it needs when it runs, so that help appears at once."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kpi_excel import __version__
from kpi_excel.cli import voice
from kpi_excel.cli.terminal import echo, echo_json
from kpi_excel.errors import KpiExcelError, UsageError
from kpi_excel.model.settings import LANGUAGES

if TYPE_CHECKING:
    from kpi_excel.importers.into import Imported

_LANGUAGE = click.Choice(LANGUAGES)
_Command = TypeVar("_Command", bound=Callable[..., None])


class _File(click.Path):
    """A file's name, which is at least a name."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        if not str(value).strip():
            self.fail("a file name is missing.", parameter, context)
        return super().convert(value, parameter, context)


_FILE = _File()
_VERBOSE = click.option("--verbose", "-v", is_flag=True, help="Count formulas, and list what is otherwise summed up.")
_GARBAGE = 200_000  # objects made before Python looks for unused ones among all, as it does every 700 otherwise
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _own_language(told: str) -> Callable[[_Command], _Command]:
    """Give the option of commands that work on no workbook yet."""
    default = "your system's if it is one of them, else en"
    return click.option(
        "--language", "-l", type=_LANGUAGE, default=voice.system_language, show_default=default, help=told
    )


class _Group(click.Group):
    """The commands, each of which takes ``--debug``, wherever it is typed."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        cmd.params.append(_DEBUG)
        super().add_command(cmd, name)


@dataclass
class _Run:
    """One run of the command line.

    Args:
        doing: the command; empty until it is known.
        debug: whether tracebacks are shown.
    """

    doing: str = ""
    debug: bool = False


def _note_debug(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    run = context.ensure_object(_Run)
    run.doing = context.info_name or ""
    run.debug |= value


_DEBUG = click.Option(
    ["--debug"],
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_note_debug,
    help="Show the traceback of an error; it may quote cells.",
)


_WITH = click.option(
    "--with",
    "with_",
    multiple=True,
    metavar="SHEET",
    help="Show a sheet, and the columns of a sheet, that stay out of sight until they are needed, such as coverage or "
    "posts. May be given several times.",
)
_FORCE = click.option("--force", is_flag=True, help="Replace a file even if kpi-excel did not make it.")


def _beside(path: Path) -> Path:
    from kpi_excel.api import dashboard_path  # noqa: PLC0415

    return dashboard_path(path)


def collect_seldom() -> None:
    """Let Python look for garbage seldom: in a process of seconds it costs a tenth of the time and frees little."""
    gc.set_threshold(_GARBAGE)


def _refuse_beside_into(into: Path | None, output: Path | None, template: Path | None) -> None:
    """Refuse files that ``--into`` names already.

    Raises:
        UsageError: if ``--into`` stands with one of them.
    """
    if into and (output or template):
        raise UsageError("into-with-others")


def main() -> None:
    """Run the command line; every error is one sentence and its remedy, never a traceback unless it is asked for."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # old Windows consoles know neither – nor ش
    collect_seldom()
    run, color = _Run(), False if os.environ.get("NO_COLOR") else None
    try:
        cli.main(prog_name="kpi-excel", standalone_mode=False, color=color, obj=run)
        sys.stdout.flush()
    except KpiExcelError as error:
        _stop(run, error, error)
    except click.ClickException as error:
        _show(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        echo(_said("stopped"), err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:  # what no command expected, such as a full disk behind a pipe or a name that is too long
        with contextlib.suppress(OSError):
            name = error.filename or _said("the_output")
            echo(f"{_said('error')} {_said('system').format(reason=error.strerror or error, name=name)}", err=True)
        os._exit(3)  # leaving as usual would write to the same output again
    except BaseException as error:
        from kpi_excel.errors.unforeseen import unforeseen  # noqa: PLC0415
        from kpi_excel.workbook.native import is_failure  # noqa: PLC0415

        if not is_failure(error):
            raise
        _stop(run, unforeseen(error, run.doing), error)


def _said(key: str) -> str:
    return voice.words().text("commands", "error", key)


def _show(error: click.ClickException) -> None:
    """Say what is wrong with what was typed, and how to learn more."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        usage = f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n"
        echo(usage, err=True, lines=True)
    echo(f"{_said('error')} {error.format_message()}", err=True)


def _stop(run: _Run, said: KpiExcelError, cause: BaseException) -> None:
    """Say what stopped the work, and end with its exit code."""
    from kpi_excel.cli.output import print_error  # noqa: PLC0415

    if run.debug:
        echo("".join(traceback.format_exception(cause)), err=True, lines=True)
    print_error(said)
    sys.exit(said.exit_code)


@click.group(context_settings=_CONTEXT, cls=_Group, params=[_DEBUG])
@click.version_option(__version__, "-V", "--version", prog_name="kpi-excel", message="%(prog)s %(version)s")
def cli() -> None:
    """Social media KPIs in Excel: fill a workbook, get a dashboard whose numbers are right and live.

    \b
    First steps:
      kpi-excel demo                              an example workbook and the dashboard built from it
      kpi-excel new kpis.xlsx                     an empty input workbook to fill
      kpi-excel import downloads --into kpis.xlsx the platforms' own exports, into an input workbook
      kpi-excel check kpis.xlsx                   every fault in it, with its cell and its remedy
      kpi-excel build kpis.xlsx -o dashboard.xlsx the dashboard

    Exit codes: 0 done, 1 faults in the input, 2 wrong usage, 3 a file could not be read or written,
    4 something that kpi-excel was not made for: one sentence, and a report without any cell of the input.
    """  # noqa: D301 - click marks lines to leave alone with a backspace
    voice.speak(None)


@cli.command()
@click.argument("path", type=_FILE)
@_own_language("Of what is written and said.")
@_WITH
@click.option("--force", is_flag=True, help="Replace an existing file.")
def new(path: Path, language: str, with_: tuple[str, ...], force: bool) -> None:
    """Write an empty input workbook to fill.

    Named .xlsm, it has buttons that check it and refresh the dashboard, and the KPI functions, for Excel on this
    computer.
    """
    from kpi_excel.cli.output import print_new, refuse_existing  # noqa: PLC0415
    from kpi_excel.workbook.atomic import write_atomically  # noqa: PLC0415
    from kpi_excel.workbook.shipped import template_path  # noqa: PLC0415

    voice.speak(language)
    refuse_existing(path, force)
    if path.suffix.lower() == ".xlsm":
        from kpi_excel.live.macros import macro_workbook  # noqa: PLC0415

        data = macro_workbook(language)
    else:
        data = template_path("input", language).read_bytes()
    if with_:
        from kpi_excel.workbook.filling.reveal import with_tables  # noqa: PLC0415
        from kpi_excel.workbook.vocabulary import tables_called  # noqa: PLC0415

        data = with_tables(data, path.name, tables_called(with_))
    write_atomically(path, data)
    print_new(path)


@cli.command()
@click.argument("path", type=_FILE)
@click.option("--language", "-l", type=_LANGUAGE, help="Of what is said [default: the workbook's setting].")
@click.option(
    "--quiet", "-q", is_flag=True, help="Leave out notes on what was read differently from how it was written."
)
@click.option("--all", "-a", "every", is_flag=True, help="List each cell; else the first ones of each kind of fault.")
def check(path: Path, language: str | None, quiet: bool, every: bool) -> None:
    """Check an input workbook: every kind of fault with sheet, cells and remedy, and what was read.

    It fails (exit code 1) where there is a fault, and where no dashboard could be built.
    """
    from kpi_excel.cli.output import print_issues, print_summary  # noqa: PLC0415
    from kpi_excel.cli.progress import progress  # noqa: PLC0415

    voice.speak_of(path, language)
    with progress() as step:
        step("read")
        from kpi_excel.api import every_issue, read  # noqa: PLC0415
        from kpi_excel.language.texts import texts_for  # noqa: PLC0415

        inputs = read(path)
        words = voice.speak_in(texts_for(inputs.settings, language))
        step("compute")
        issues = every_issue(inputs)
    print_issues(issues, words, quiet, every)
    print_summary(inputs, issues, words)
    sys.exit(1 if any(issue.severity == "fault" for issue in issues) else 0)


@cli.command("import")
@click.argument("paths", metavar="FILES...", nargs=-1, type=_FILE)
@click.option("--into", type=_FILE, help="The input workbook to fill; made if there is none.")
@click.option("--language", "-l", type=_LANGUAGE, help="Of a workbook that is made, and of what is said.")
@click.option("--account", default="", help="Whose figures they are, where a file names no account.")
@click.option("--platform", default="", help="Where a file names no platform, such as Instagram.")
@click.option("--period", help="What figures without days count: FROM..TO, a period as in the settings, or lifetime.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day on which the files were downloaded.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="Of dates such as 03/04/2026.")
@click.option("--question", default="", help="The header of a survey's question that is the score.")
@click.option("--kind", type=click.Choice(["nps", "csat", "review"]), help="What that question asks.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask before writing.")
@click.option("--json", "as_json", is_flag=True, help="Print what happened as JSON; nothing is asked.")
@click.option("--formats", "list_formats", is_flag=True, help="List the formats that are known.")
def import_(
    paths: tuple[Path, ...],
    into: Path | None,
    language: str | None,
    period: str | None,
    as_of: datetime | None,
    date_order: str | None,
    kind: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    list_formats: bool,
    **answers: str,
) -> None:
    """Import the platforms' own exports: files, folders and zip files, as they were downloaded.

    New rows are added, newer figures replace those of an earlier import, and what you typed or edited stays. A file
    that cannot be taken says why, and the others are taken; the exit code is 1 then.
    """
    from kpi_excel.cli import importing  # noqa: PLC0415
    from kpi_excel.cli.progress import progress  # noqa: PLC0415
    from kpi_excel.importers.into import import_exports  # noqa: PLC0415
    from kpi_excel.workbook.parts.kinds import refuse_other_endings  # noqa: PLC0415

    words = voice.speak_of(into if into and into.exists() else None, language)
    if list_formats:
        importing.print_formats(words)
        return
    if not (paths and into):
        raise UsageError("import-without-files")
    refuse_other_endings(into)
    day = as_of.date() if as_of else None
    told = importing.answers_of(period, as_of=day, order=date_order or "", kind=kind or "", **answers)
    asks = not (yes or as_json or dry_run) and sys.stdin.isatty()
    shown: list[bool] = []

    with contextlib.ExitStack() as bar:
        bar.enter_context(progress())("read")

        def agrees(done: Imported) -> bool:
            bar.close()  # nothing moves on the terminal while somebody is asked
            shown.append(True)
            return not dry_run if as_json else importing.agrees(done, words, dry_run, asks)

        done = import_exports(paths, into, told, language=words.language, agrees=agrees)
    if as_json:
        echo_json(importing.as_json(done, words))
    else:
        if not shown:
            importing.print_files(done.exports.files, words)
        importing.print_end(done, words, dry_run)
    sys.exit(0 if done.is_complete else 1)


@cli.command()
@click.argument("path", metavar="INPUT", type=_FILE)
@click.option(
    "--output",
    "-o",
    type=_FILE,
    help="The dashboard to write [default: INPUT-dashboard.xlsx]; named .xlsm, it keeps the macros of your template.",
)
@click.option(
    "--template",
    "-t",
    type=_FILE,
    help="A workbook with kpi_ tables to fill instead of the shipped dashboard.",
)
@click.option("--into", type=_FILE, help="A dashboard to fill again, keeping what you changed in it.")
@click.option("--language", "-l", type=_LANGUAGE, help="Of the dashboard [default: the workbook's setting].")
@click.option(
    "--no-calculate",
    is_flag=True,
    help="Do not recalculate formulas: cells whose value Python does not know stay without a stored value until a "
    "spreadsheet program opens the file; KPI cells still carry Python's.",
)
@click.option(
    "--calculator",
    type=click.Choice(["cellrune", "ironcalc"]),
    help="What calculates the formulas [default: the first of them that is installed].",
)
@click.option(
    "--share",
    is_flag=True,
    help="Make the copy to hand out: selectors, comments and goals open, all else protected; no macros, links to "
    "files, authors or words of the input's cells. Named after brand and period unless -o names a file.",
)
@_VERBOSE
@_FORCE
def build(
    path: Path,
    output: Path | None,
    template: Path | None,
    into: Path | None,
    language: str | None,
    no_calculate: bool,
    calculator: str | None,
    share: bool,
    verbose: bool,
    force: bool,
) -> None:
    """Build the dashboard from an input workbook.

    An earlier dashboard of that name is replaced, any other file only with --force; with --into it is filled again, and
    what you added, restyled or typed in it stays.
    """
    from kpi_excel.cli.output import print_report, refuse_as_output  # noqa: PLC0415
    from kpi_excel.cli.progress import progress  # noqa: PLC0415

    voice.speak_of(path, language)
    _refuse_beside_into(into, output, template)
    if calculator and no_calculate:
        raise UsageError("no-calculate-with-calculator")
    if into and share:
        raise UsageError("into-with-share")
    output = into or output or (path.parent if share else _beside(path))
    if not (share and output.is_dir()):
        refuse_as_output(output, path, template, into, share)
    template = into or template
    with progress() as step:
        from kpi_excel.api import build as build_dashboard  # noqa: PLC0415

        report = build_dashboard(path, output, template, language, step, not no_calculate, share, force, calculator)
    print_report(report, path, verbose)


@cli.command()
@click.argument("path", metavar="INPUT", type=_FILE)
@click.option("--output", "-o", type=_FILE, help="The dashboard to write [default: INPUT-dashboard.xlsx].")
@click.option("--template", "-t", type=_FILE, help="A workbook with kpi_ tables to fill.")
@click.option("--into", type=_FILE, help="A dashboard to fill again each time, keeping what you changed in it.")
@click.option("--language", "-l", type=_LANGUAGE, help="Of the dashboard [default: the workbook's setting].")
@_FORCE
def watch(
    path: Path, output: Path | None, template: Path | None, into: Path | None, language: str | None, force: bool
) -> None:
    """Build the dashboard now and each time the input workbook is saved, until Ctrl+C.

    Faults are shown, and the next save is waited for.
    """
    from kpi_excel.cli.output import refuse_as_output  # noqa: PLC0415
    from kpi_excel.cli.watching import watch_and_build  # noqa: PLC0415

    voice.speak_of(path, language)
    _refuse_beside_into(into, output, template)
    target = into or output or _beside(path)
    refuse_as_output(target, path, template, into)
    watch_and_build(path, target, into or template, language, force)


@cli.command()
@click.argument("path", required=False, metavar="[WORKBOOK]", type=_FILE)
def doctor(path: Path | None) -> None:
    """Find what keeps buttons and functions from working in Excel, with the remedy."""
    from kpi_excel.cli.output import print_checks  # noqa: PLC0415
    from kpi_excel.live.doctor import examine  # noqa: PLC0415

    sys.exit(1 if print_checks(examine(path, words=voice.speak_of(path))) else 0)


@cli.command()
@click.argument("path", metavar="INPUT", type=_FILE)
@_WITH
def upgrade(path: Path, with_: tuple[str, ...]) -> None:
    """Give an input workbook of an earlier version the sheets, columns and settings that it lacks.

    They come out of sight, at the right or below; nothing that you made is moved.
    """
    from kpi_excel.cli.output import print_upgraded  # noqa: PLC0415
    from kpi_excel.workbook.upgrading.upgrade import upgrade as upgrade_workbook  # noqa: PLC0415
    from kpi_excel.workbook.vocabulary import tables_called  # noqa: PLC0415

    voice.speak_of(path)
    print_upgraded(upgrade_workbook(path, tables_called(with_)))


@cli.command("upgrade-macros")
@click.argument("path", type=_FILE)
def upgrade_macros(path: Path) -> None:
    """Write the macros of a workbook anew, after an update of xlwings or kpi-excel; all else stays."""
    from kpi_excel.cli.output import print_upgrade  # noqa: PLC0415
    from kpi_excel.live.macros import upgrade  # noqa: PLC0415

    voice.speak_of(path)
    print_upgrade(upgrade(path))


@cli.command()
@click.option(
    "--folder",
    "-d",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where to write [default: this folder].",
)
@_own_language("Of what is written and said.")
@_FORCE
def demo(folder: Path, language: str, force: bool) -> None:
    """Write an example input workbook and the dashboard built from it."""
    from kpi_excel.cli.output import print_demo  # noqa: PLC0415
    from kpi_excel.cli.progress import progress  # noqa: PLC0415

    voice.speak(language)
    with progress() as step:
        from kpi_excel.cli.demo import write_demo  # noqa: PLC0415

        example, report = write_demo(folder, language, force, step)
    print_demo(example, report)


@cli.command()
@click.argument("path", metavar="INPUT", type=_FILE)
@click.option("--language", "-l", type=_LANGUAGE, help="Of the sentences [default: the workbook's setting].")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def targets(path: Path, language: str | None, as_json: bool) -> None:
    """Review the targets of an input workbook: status, progress, forecast, next step, and what each lacks."""
    from kpi_excel.cli.progress import progress  # noqa: PLC0415

    voice.speak_of(path, language)
    with progress() as step:
        step("compute")
        from kpi_excel.cli import targets as output  # noqa: PLC0415

        results, phrases = output.review(path, language)
    if as_json:
        echo_json(output.as_json(results, phrases))
    else:
        output.print_targets(results, phrases, path)


@cli.command()
@click.argument("path", type=_FILE)
def template(path: Path) -> None:
    """Say what would be filled in a workbook of your own."""
    from kpi_excel.cli.template import print_template  # noqa: PLC0415
    from kpi_excel.report.template import refuse_without_tables, report_template  # noqa: PLC0415

    words = voice.speak_of(path)
    found = report_template(path)
    print_template(found, words)
    refuse_without_tables(path, [table.table for table in found.tables if table.dataset], found.notices)


@cli.command()
@click.argument("name", required=False)
@_own_language("Of headers and meanings.")
@click.option("--json", "as_json", is_flag=True, help="For machines, with every column.")
def datasets(name: str | None, language: str, as_json: bool) -> None:
    """List what tables of a workbook of your own can be filled with, or explain one: its columns and headers."""
    from kpi_excel.catalogue.datasets import DATASETS, dataset  # noqa: PLC0415
    from kpi_excel.report import dataset_reference  # noqa: PLC0415

    voice.speak(language)
    chosen = dataset(name) if name else None
    if as_json:
        echo_json(dataset_reference.datasets_as_json([chosen] if chosen else DATASETS.values(), language))
    elif chosen:
        echo(dataset_reference.explain_dataset(chosen, language), lines=True)
    else:
        echo(dataset_reference.list_datasets(language), lines=True)


@cli.command()
@click.argument("path", type=_FILE)
@_VERBOSE
def verify(path: Path, verbose: bool) -> None:
    """Recalculate a workbook with independent programs and compare every stored value."""
    from kpi_excel.cli.progress import progress  # noqa: PLC0415
    from kpi_excel.cli.verification import print_verification  # noqa: PLC0415

    words = voice.speak_of(path)
    with progress() as step:
        step("calculate")
        from kpi_excel.workbook.checking.verify import verify as verify_workbook  # noqa: PLC0415

        found = verify_workbook(path)
    print_verification(found, path, words, verbose)
    sys.exit(0 if found.right else 1)


@cli.command()
@click.argument("name", required=False)
@_own_language("Of labels and meanings.")
@click.option("--custom", "-c", type=_FILE, help="A TOML file with KPIs of your own, checked and listed too.")
@click.option("--measures", is_flag=True, help="List the names that a formula of your own may use.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--markdown", "as_markdown", is_flag=True, help="For documents.")
def kpis(
    name: str | None, language: str, custom: Path | None, measures: bool, as_json: bool, as_markdown: bool
) -> None:
    """List the KPIs, or explain one: formula, unit, function, meaning, caveat, source."""
    from kpi_excel.catalogue import KPIS, kpi, reference  # noqa: PLC0415
    from kpi_excel.catalogue.custom import read_custom_kpis  # noqa: PLC0415

    voice.speak(language)
    if as_json and as_markdown:
        raise UsageError("json-or-markdown")
    known = read_custom_kpis(custom) if custom else KPIS
    if name:
        one = kpi(name, known)
        known = {one.name: one}
    if measures:
        echo(reference.list_names(known.values(), language), lines=True)
    elif as_json:
        echo_json(reference.as_json(known.values(), language))
    elif as_markdown:
        echo(reference.as_markdown(known.values(), language), lines=True)
    elif name:
        echo(reference.explain(one, language), lines=True)
    else:
        echo(reference.list_kpis(known.values(), language), lines=True)
