"""Refusals: why a file cannot be taken."""

from __future__ import annotations


class RefusedError(Exception):
    """A file cannot be taken.

    Args:
        code: of the messages.
        values: what the sentence needs.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}
