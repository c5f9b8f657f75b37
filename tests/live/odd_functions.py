"""Functions of every kind that xlwings knows and the catalogue does not need, for comparing wrappers."""

import xlwings as xw


@xw.func
def EVERYTHING(first, *others):  # type: ignore[no-untyped-def]  # noqa: N802
    "Every value."
    return first, others


@xw.func(category="Odd", volatile=True)
def OFTEN(name=None):  # type: ignore[no-untyped-def]  # noqa: N802
    "Changes."
    return name


@xw.func
def NOTHING():  # type: ignore[no-untyped-def]  # noqa: N802
    "Nothing at all."


@xw.func
def WHERE(one, caller):  # type: ignore[no-untyped-def]  # noqa: N802
    "Knows where."
    return one, caller
