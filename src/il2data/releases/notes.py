"""The notes of a release: what it holds, what changed, which files there are and who has read them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from il2data.releases import difference_report
from il2data.releases.differences import compare

if TYPE_CHECKING:
    from il2data.release import Release
    from il2data.releases.publishing import Artefact
    from il2data.releases.readers import Comparison


def markdown(
    release: Release,
    since: Release | None,
    published: date,
    files: Sequence[Artefact],
    comparisons: Sequence[Comparison],
) -> str:
    """Return the release notes as Markdown.

    Parameters
    ----------
    release
        What is released.
    since
        The release before; none for the first.
    published
        Day of the release.
    files
        Files written so far, with their sizes.
    comparisons
        What each reader found.
    """
    facts, version = release.load("facts"), release.data_version
    statuses = ", ".join(
        f"{count} {status.replace('_', ' ')}" for status, count in facts["status"].value_counts().items()
    )
    parts = [
        f"# il2data {version} ({published})",
        (
            f"{len(release.tables())} tables, {len(facts)} facts ({statuses}), {len(release.load('sources'))} sources."
            f" {release.cite()}"
        ),
        "## Declared changes",
        _changes(release),
    ]
    if since is not None:
        difference = compare(since.package, release.package)
        # Sentences and labels follow from the rows that made them.
        parts.append(
            difference_report.markdown(
                replace(difference, tables=tuple(t for t in difference.tables if t.kind != "derived"))
            )
        )
    parts += [
        "## Files",
        difference_report.grid(("File", "Bytes"), ((f"`{file.name}`", f"{file.bytes:,}") for file in files)),
        "Beside them stand these notes, `croissant.json`, `ro-crate-metadata.json` and `SHA256SUMS`.",
        "## Read back before release",
        (
            "Every table in each of these files was read with the library named and equals the source, cell by cell and"
            " type by type."
        ),
        difference_report.grid(
            ("File", "Reader", "Tables", "Rows"),
            ((f"`{c.artefact}`", c.reader, c.tables, f"{c.rows:,}") for c in comparisons),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _changes(release: Release) -> str:
    changes = release.load("changes")
    mine = changes[changes["version"] == release.data_version].fillna({"row_key": "all that differ", "successor": ""})
    if mine.empty:
        return "None."
    return difference_report.grid(
        ("Table", "Row", "Kind", "Successor", "Reason"),
        mine[["table", "row_key", "kind", "successor", "reason"]].itertuples(index=False),
    )
