"""What stands side by side are facts of the things that are compared."""

from __future__ import annotations

import json
from typing import Any

import pytest

import il2data
from conftest import ROOT
from il2data.site import comparing
from il2data.site.content import Content
from il2data.site.fates import fates


@pytest.fixture(scope="module")
def content() -> Content:
    return Content(il2data.open(ROOT))


@pytest.fixture(scope="module")
def kinds(content: Content) -> dict[str, list[Any]]:
    text = comparing.script(content, fates(content.release))
    return {kind: rest for kind, *rest in json.loads(text.removeprefix("window.IL2DATA_COMPARE=").rstrip(";\n"))}


@pytest.mark.slow
def test_each_cell_holds_facts_of_its_thing(content: Content, kinds: dict[str, list[Any]]) -> None:
    for _, lines, things in kinds.values():
        assert len(things) >= 2
        for name, _, page, cells in things:
            assert page.startswith("entities/")
            assert len(cells) == len(lines)
            for facts, more in cells:
                assert len(facts) <= comparing.MOST or not more
                for fact, text, *status in facts:
                    assert text
                    assert name in content.mentions[fact] or content.facts[fact]["table"] == "trials"
                    assert status == (
                        []
                        if content.facts[fact]["status"] in ("reported", "corroborated")
                        else [content.facts[fact]["status"]]
                    )


def test_each_thing_has_something_to_compare(kinds: dict[str, list[Any]]) -> None:
    for kind, (_, _, things) in kinds.items():
        for name, *_, cells in things:
            assert any(facts for facts, _ in cells), (kind, name)


def test_a_cell_with_a_form_has_its_chains(content: Content, kinds: dict[str, list[Any]]) -> None:
    held: dict[str, set[str]] = {}
    for row in content.rows["receptor_subunits"]:
        held.setdefault(row["protein_id"], set()).add(row["receptor_form_id"])
    assert {chain: forms | set(comparing.HOLDING[chain]) for chain, forms in held.items()} == {
        chain: set(forms) for chain, forms in comparing.HOLDING.items()
    }
    _, lines, things = kinds["cells"]
    (cells,) = [cells for name, *_, cells in things if name == "CL:0000815"]
    assert cells[lines.index("Has the alpha chain (CD25)")][0]


def test_the_examples_can_be_compared(content: Content) -> None:
    found = comparing.things(content, fates(content.release))
    for kind, chosen in comparing.EXAMPLES.items():
        assert all(2 <= len(names) <= 4 and set(names) <= set(found[kind]) for names in chosen)
