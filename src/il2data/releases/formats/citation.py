"""How to cite a release, for GitHub and reference managers (CITATION.cff) and for Zenodo (.zenodo.json)."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from il2data.release import Release


def cff(release: Release, published: date | None = None) -> str:
    """Return the citation of a release in the Citation File Format 1.2.0.

    Parameters
    ----------
    release
        What is cited.
    published
        Day of the release; left out of the file in the repository, which is of no one day.

    Returns
    -------
    str
        YAML. Text stands in double quotes as in JSON, which every reader of YAML takes
        literally. The keys are those of the format's schema, citation-file-format.github.io.
    """
    descriptor = release.package.descriptor
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this dataset, please cite it with its version.",
        f"title: {_quoted(descriptor['title'])}",
        "type: dataset",
        "authors:",
        *(f"  - name: {_quoted(contributor['title'])}" for contributor in descriptor["contributors"]),
        f"abstract: {_quoted(descriptor['description'])}",
        f"version: {release.data_version}",
        *([f"date-released: {published.isoformat()}"] if published else []),
        f"license: {descriptor['licenses'][0]['name']}",
        "keywords:",
        *(f"  - {_quoted(keyword)}" for keyword in descriptor["keywords"]),
    ]
    return "\n".join(lines) + "\n"


def zenodo(release: Release, published: date) -> dict[str, Any]:
    """Return the metadata with which Zenodo files a release.

    Parameters
    ----------
    release
        What is deposited.
    published
        Day of the release.

    Returns
    -------
    dict
        Content of ``.zenodo.json``, by the deposit metadata of developers.zenodo.org.
    """
    descriptor = release.package.descriptor
    return {
        "title": descriptor["title"],
        "upload_type": "dataset",
        "description": descriptor["description"],
        "creators": [{"name": contributor["title"]} for contributor in descriptor["contributors"]],
        "access_right": "open",
        "license": descriptor["licenses"][0]["name"],
        "keywords": descriptor["keywords"],
        "version": release.data_version,
        "publication_date": published.isoformat(),
    }


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
