"""Files are found in folders and zip files, and what cannot be read is a sentence."""

import zipfile
from pathlib import Path

import pytest

from kpi_excel.errors import FileError
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


@pytest.mark.parametrize(
    ("name", "data", "said"), [("gone.csv", None, "cannot be read"), ("half.zip", b"PK\3\4", "damaged")]
)
def test_what_cannot_be_read_is_a_sentence(name: str, data: bytes | None, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(FileError, match=said):
        list(export_files([path]))
