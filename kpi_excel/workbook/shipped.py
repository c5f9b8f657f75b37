"""Shipped templates: the one module that knows where the workbooks of ``workbook_templates/`` lie."""

from pathlib import Path

from kpi_excel.errors import FileError

_PACKAGE = Path(__file__).resolve().parent.parent
_FOLDERS = (_PACKAGE / "workbook_templates", _PACKAGE.parent / "workbook_templates")  # installed, or a checkout


def template_path(kind: str, language: str) -> Path:
    """Give the path of a shipped template.

    Args:
        kind: ``input`` or ``dashboard``.
        language: ``en``, ``id`` or ``fa``.

    Raises:
        FileError: if the installation lacks it.
    """
    for folder in _FOLDERS:
        path = folder / f"{kind}.{language}.xlsx"
        if path.is_file():
            return path
    raise FileError("template-missing", name=f"{kind}.{language}.xlsx")


def macro_folder() -> Path:
    """Give the folder of the templates of VBA modules.

    Raises:
        FileError: if the installation lacks it.
    """
    for folder in _FOLDERS:
        path = folder / "vba"
        if path.is_dir():
            return path
    raise FileError("macros-missing")
