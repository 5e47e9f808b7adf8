"""The pictures of the README are what ``python tests/screenshots.py`` makes of the rows as they are."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ROOT

pytest.importorskip("vl_convert", reason="pictures are drawn by an optional library: pip install 'il2data[site]'")
import screenshots
from il2data.site.picture import Picture

LARGEST = 200_000


@pytest.fixture(scope="module")
def made(pictures: dict[str, Picture], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    screenshots.write(folder, [pictures[module.__name__.rpartition(".")[2]] for module in screenshots.MODULES])
    return folder


def test_the_pictures_are_as_the_rows_give_them(made: Path) -> None:
    committed = {path.name: screenshots.texts(path.read_bytes()) for path in screenshots.FOLDER.glob("*.png")}
    now = {path.name: screenshots.texts(path.read_bytes()) for path in made.iterdir()}
    assert {name: text["Words"] for name, text in committed.items()} == {
        name: text["Words"] for name, text in now.items()
    }, "python tests/screenshots.py"
    for name, text in now.items():
        # Another version of the renderer may draw the same words a little differently.
        if text["Software"] == committed[name]["Software"]:
            assert text["Drawing"] == committed[name]["Drawing"], "python tests/screenshots.py"


def test_the_pictures_are_whole_small_and_on_paper(made: Path) -> None:
    for path in [*screenshots.FOLDER.glob("*.png"), *made.iterdir()]:
        assert path.stat().st_size < LARGEST, path
        parts = dict(screenshots.chunks(path.read_bytes()))
        wide, high, depth, colour = struct.unpack(">IIBB", parts[b"IHDR"][:10])
        pixels = zlib.decompress(parts[b"IDAT"])
        assert (wide, depth, colour) == (screenshots.WIDTH, 8, 6)
        assert len(pixels) == high * (1 + 4 * wide), path
        assert pixels[1:5] == b"\xff\xff\xff\xff", f"{path} has no paper"


def test_the_readme_shows_them() -> None:
    readme = (ROOT / "README.md").read_text()
    for path in screenshots.FOLDER.glob("*.png"):
        assert f"](docs/{path.name})" in readme


def test_a_picture_of_other_rows_is_another(pictures: dict[str, Picture]) -> None:
    picture = pictures["receptor_forms"]
    renamed, moved = picture.svg.replace("IL-2", "IL-3", 1), picture.svg.replace(' cx="', ' cx="1', 1)
    origin, other, same = (screenshots.origin(replace(picture, svg=svg)) for svg in (picture.svg, renamed, moved))
    assert origin["Words"] != other["Words"]
    assert origin["Words"] == same["Words"] and origin["Drawing"] != same["Drawing"]
