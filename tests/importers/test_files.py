"""Files are found in folders and zip files, and what cannot be read is a sentence."""

import zipfile
from pathlib import Path

import pytest

from kpi_excel.errors import FileError
from kpi_excel.importers import files
from kpi_excel.importers.files import export_files


def test_files_folders_and_zip_files(tmp_path: Path) -> None:
    folder = tmp_path / "downloads"
    (folder / "Instagram").mkdir(parents=True)
    (folder / "Instagram" / "Reach.csv").write_bytes(b"a")
    (folder / "~$kpis.xlsx").write_bytes(b"lock")
    (folder / ".hidden.csv").write_bytes(b"x")
    (folder / "picture.png").write_bytes(b"x")
    with zipfile.ZipFile(folder / "tiktok.zip", "w") as archive:
        archive.writestr("Analytics/Content.csv", b"b")
        archive.writestr("readme.md", b"x")
        archive.writestr("inner.zip", b"x")
    named = tmp_path / "picture.png"
    named.write_bytes(b"c")
    files = [(file.name, file.folder, file.data) for file in export_files([folder, named])]
    assert files == [
        ("Reach.csv", "Instagram", b"a"),
        ("Content.csv", "tiktok.zip/Analytics", b"b"),
        ("picture.png", tmp_path.name, b"c"),  # a file that is named is looked into, whatever it is called
    ]


def test_the_same_content_is_known_again(tmp_path: Path) -> None:
    for name, data in (("a.csv", b"1"), ("b.csv", b"1"), ("c.csv", b"2")):
        (tmp_path / name).write_bytes(data)
    digests = [file.digest for file in export_files([tmp_path])]
    assert digests[0] == digests[1] != digests[2]


def test_a_file_that_is_not_there_stops(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="could not be read"):
        list(export_files([tmp_path / "gone.csv"]))


def test_what_is_damaged_or_too_large_is_refused_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 300)
    (tmp_path / "half.zip").write_bytes(b"PK\3\4")
    with zipfile.ZipFile(tmp_path / "more.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"x" * 1000)
    (tmp_path / "large.csv").write_bytes(b"x" * 301)
    refused = {file.name: file.refusal.code for file in export_files([tmp_path]) if file.refusal}
    assert refused == {"half.zip": "damaged-zip", "large.csv": "too-large", "a.csv": "too-large"}
