"""Make the two pictures of the README out of the portal's: ``python tests/screenshots.py``.

Each PNG says in its text what it was made of, so that a test can tell whether it is still
what the rows give, without comparing pixels that differ from one renderer to the next.
"""

from __future__ import annotations

import hashlib
import re
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

import vl_convert

import il2data
from il2data.site.picture import Picture, on_paper
from il2data.site.pictures import receptor_forms, responses

FOLDER = Path(__file__).parents[1] / "docs"
MODULES = (receptor_forms, responses)
WIDTH = 860
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def main(folder: Path = FOLDER) -> None:
    """Draw the pictures and write them into a folder."""
    release = il2data.open(Path(__file__).parents[1])
    write(folder, [module.picture(release) for module in MODULES])


def write(folder: Path, pictures: Iterable[Picture]) -> None:
    """Write pictures into a folder."""
    folder.mkdir(exist_ok=True)
    for picture in pictures:
        (folder / f"{picture.name}.png").write_bytes(png(picture))


def png(picture: Picture) -> bytes:
    """Return a picture on paper as a PNG, packed as tightly as its format can without loss."""
    svg = on_paper(picture.svg)
    wide = float(re.findall(r'viewBox="\S+ \S+ (\S+)', svg)[0])
    # The renderer cuts a fraction of a pixel off: a hair more gives the whole width.
    made = dict(chunks(vl_convert.svg_to_png(svg, scale=(WIDTH + 0.01) / wide)))
    made[b"IDAT"] = zlib.compress(zlib.decompress(made[b"IDAT"]), 9)
    return SIGNATURE + b"".join(
        [
            _chunk(b"IHDR", made[b"IHDR"]),
            *(_chunk(b"tEXt", f"{key}\0{text}".encode("latin-1")) for key, text in origin(picture).items()),
            _chunk(b"IDAT", made[b"IDAT"]),
            _chunk(b"IEND", b""),
        ]
    )


def origin(picture: Picture) -> dict[str, str]:
    """Return what a picture is made of: the renderer, and SHA-256 of its drawing and of what that says.

    The drawing may change with the renderer; its words, and the facts that it leads to,
    change with the rows alone.
    """
    drawing = ElementTree.fromstring(picture.svg)
    said = sorted(
        word for part in drawing.iter() for word in (part.text, part.get("href"), part.get("aria-label")) if word
    )
    digests = {"Drawing": picture.svg, "Words": "\n".join(said)}
    return {"Software": f"vl-convert {version('vl-convert-python')}"} | {
        key: hashlib.sha256(text.encode()).hexdigest() for key, text in digests.items()
    }


def texts(data: bytes) -> dict[str, str]:
    """Return the texts that a PNG carries, by keyword."""
    return dict(content.decode("latin-1").split("\0", 1) for kind, content in chunks(data) if kind == b"tEXt")


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of each part of a PNG (W3C PNG specification, section 5.3); the image data as one."""
    place, image = len(SIGNATURE), b""
    while place < len(data):
        size = struct.unpack_from(">I", data, place)[0]
        kind, content = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        if kind == b"IEND":
            yield b"IDAT", image
        if kind == b"IDAT":
            image += content
        else:
            yield kind, content
        place += 12 + size


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
