"""The data dictionary in Markdown names every table and column, in tables that Markdown readers can read."""

from __future__ import annotations

import re

import pytest

import il2data
from conftest import ROOT
from il2data import Release
from il2data.releases.formats import dictionary
from il2data.sentences import whole

UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")


@pytest.fixture(scope="module")
def release() -> Release:
    return il2data.open(ROOT)


@pytest.fixture(scope="module")
def sections(release: Release) -> dict[str, str]:
    """Text by heading."""
    parts = re.split(r"^## (.+)\n", dictionary.markdown(release), flags=re.MULTILINE)[1:]
    assert len({*parts[::2]}) == len(parts[::2])
    return dict(zip(parts[::2], parts[1::2], strict=True))


def cells(section: str) -> list[list[str]]:
    """Return the rows of a section's table without its header, split as Markdown does."""
    lines = [line for line in section.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in UNESCAPED_PIPE.split(line)[1:-1]] for line in lines]
    assert {len(row) for row in rows} == {len(rows[0])}, section
    assert set(rows[1]) == {"---"}
    return rows[2:]


def test_every_table_stands_in_the_overview_and_has_a_section(release: Release, sections: dict[str, str]) -> None:
    assert list(sections) == ["Tables", *release.tables()]
    catalogue = release.catalogue()
    found = [(row[0], row[2]) for row in cells(sections["Tables"])]
    assert found == [(f"[`{row.table}`](#{row.table})", str(row.rows)) for row in catalogue.itertuples()]


def test_every_column_stands_once_with_all_that_is_known_of_it(release: Release, sections: dict[str, str]) -> None:
    for name in release.tables():
        described = release.describe(name)  # type: ignore[arg-type]
        rows = [dict(zip(dictionary.COLUMNS, row, strict=True)) for row in cells(sections[name])]
        assert [row["Column"] for row in rows] == [f"`{column}`" for column in described["column"]]
        assert [row["Constraints"].strip("`").replace("\\|", "|") for row in rows] == described["constraints"].tolist()
        assert [row["Required"] == "yes" for row in rows] == described["required"].tolist()
        assert [row["Unit"].strip("`") for row in rows] == described["unit"].tolist()
        assert [row["Quantity"] for row in rows] == [dictionary.text(quantity) for quantity in described["quantity"]]


def test_a_pipe_stays_inside_its_cell(release: Release, sections: dict[str, str]) -> None:
    piped = [row.column for row in release.describe("trials").itertuples() if "|" in row.constraints]
    found = [
        row[0].strip("`") for row in cells(sections["trials"]) if "\\|" in row[dictionary.COLUMNS.index("Constraints")]
    ]
    assert piped and found == piped
    assert dictionary.text("a|b *c* [d] <e>") == r"a\|b \*c\* \[d\] \<e\>"


def test_links_lead_to_sections(release: Release, sections: dict[str, str]) -> None:
    links = {(name, target) for name, section in sections.items() for target in re.findall(r"\]\(#(\w+)\)", section)}
    assert {target for _, target in links} == set(release.tables())
    for name in release.tables():
        targets = {key["reference"]["resource"] for key in release.package.schema(name).get("foreignKeys", [])}
        assert targets == {target for source, target in links if source == name}


def test_statements_of_facts_are_explained(release: Release, sections: dict[str, str]) -> None:
    for name in release.tables():
        schema = release.package.schema(name)
        templates = [whole(schema, template["text"]) for template in schema.get("statement", [])]
        assert sections[name].count("\nStatement") == len(templates)
        assert all(f"`{template}`" in sections[name] for template in templates)


def test_every_value_of_a_vocabulary_is_explained(release: Release, sections: dict[str, str]) -> None:
    for name in release.tables():
        for row in release.vocabulary(name).itertuples():  # type: ignore[arg-type]
            assert (
                f"- `{row.value}` ({dictionary.text(row.label)}): {dictionary.text(row.description)}" in sections[name]
            )
