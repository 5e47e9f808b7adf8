"""What pictures and exports make of a few made-up rows is what was read by eye: each mark, word, line and colour."""

from __future__ import annotations

import pytest

pytest.importorskip("altair", reason="the pictures need the extra site: pip install 'il2data[site]'")

import worlds


@pytest.mark.slow
@pytest.mark.parametrize("name", worlds.WORLDS)
def test_it_says_what_was_read_by_eye(name: str) -> None:
    read = (worlds.FOLDER / f"{name}.txt").read_text("utf-8")
    assert worlds.said(name) == read, "read what it says now, then run python tests/worlds.py"


def test_every_world_was_read() -> None:
    assert {path.stem for path in worlds.FOLDER.iterdir()} == set(worlds.WORLDS)
