"""File names: the one gate through which words of a workbook go into the name of a file."""

import re
import unicodedata

_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_JOINERS = "\u200c\u200d"  # Persian and emoji need them; other signs that cannot be seen are left out
_LONGEST = 150  # bytes, of which most systems allow 255


def as_file_name(text: str) -> str:
    r"""Write a text as part of a file's name that every system takes.

    What no name may hold becomes a hyphen; what cannot be seen, or would turn the name round, is left out. A long text
    is cut between letters.

    Example:
        >>> as_file_name("A/B: \u202eTest.\n"), len(as_file_name("\u2615" * 300).encode())
        ('A-B- Test.', 150)
    """
    seen = "".join(one for one in text if one in _JOINERS or one.isspace() or unicodedata.category(one)[0] != "C")
    safe = _UNSAFE.sub("-", " ".join(seen.split()))
    return safe.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore")
