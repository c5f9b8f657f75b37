"""Let apt see Debian's backports suite, from the mirror that this machine already uses.

The machine's own apt source is copied with the suite's name changed, so no mirror is named here. Nothing is written
when a source of that suite exists already.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

LINE = re.compile(r"^(?P<head>deb\s+(?:\[[^\]]*\]\s+)?\S+\s+)(?P<suite>\S+)(?P<components>(?:\s+\S+)+)\s*$")


def stanzas(text: str) -> Iterator[str]:
    """Yield the enabled `deb` stanzas of a deb822 source file, without their comments."""
    lines = "\n".join(line.rstrip() for line in text.splitlines() if not line.startswith("#"))
    for stanza in re.split(r"\n{2,}", lines.strip()):
        if "deb" in words(stanza, "Types") and "no" not in words(stanza, "Enabled"):
            yield stanza


def words(stanza: str, name: str) -> list[str]:
    """Give the words of a stanza's field; an absent field has none."""
    found = re.search(rf"^{name}:(.*(?:\n[ \t].*)*)", stanza, re.MULTILINE | re.IGNORECASE)
    return found[1].split() if found else []


def entries(text: str, deb822: bool) -> Iterator[tuple[list[str], list[str], str]]:
    """Yield each source of a file: its suites, its components, and itself with `{suite}` for the suites.

    Args:
        text: The file's content.
        deb822: Whether it is written in stanzas rather than in lines.
    """
    if not deb822:
        for line in filter(None, map(LINE.match, text.splitlines())):
            yield [line["suite"]], line["components"].split(), f"{line['head']}{{suite}}{line['components']}\n"
        return
    for stanza in stanzas(text):
        copy = re.sub(r"^(Suites:).*(?:\n[ \t].*)*", r"\1 {suite}", stanza, flags=re.MULTILINE | re.IGNORECASE)
        yield words(stanza, "Suites"), words(stanza, "Components"), f"{copy}\n"


def add_backports(apt: Path, codename: str) -> Path | None:
    """Write a source file for a release's backports suite.

    Args:
        apt: The folder of apt's settings, usually /etc/apt.
        codename: The release's name, such as `bookworm`.

    Returns:
        The file written, or None when the suite is configured already.

    Raises:
        LookupError: No source of the release itself was found.
    """
    folder = apt / "sources.list.d"
    # Debian's own files come first: a third party's source may carry the release's name too.
    own = [folder / "debian.sources", apt / "sources.list"]
    files = [*own, *sorted({*folder.glob("*.sources"), *folder.glob("*.list")} - set(own))]
    found = [
        (file, suites, components, copy)
        for file in files
        if file.is_file()
        for suites, components, copy in entries(file.read_text(encoding="utf-8"), file.suffix == ".sources")
    ]
    wanted = f"{codename}-backports"
    if any(wanted in suites for _, suites, _, _ in found):
        return None
    for file, suites, components, copy in found:
        if "main" in components and {codename, "stable", "oldstable"} & set(suites):
            target = folder / f"{wanted}{'.sources' if file.suffix == '.sources' else '.list'}"
            folder.mkdir(exist_ok=True)
            target.write_text(copy.replace("{suite}", wanted), encoding="utf-8")
            return target
    raise LookupError(f"no apt source of {codename} was found under {apt}")


if __name__ == "__main__":
    add_backports(Path(sys.argv[1]), sys.argv[2])
