"""The files of a release as an RO-Crate: what each is, how large, of which format and with which hash."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from il2data.errors import PackageError

if TYPE_CHECKING:
    from il2data.release import Release

Files = Mapping[str, tuple[int, str]]

# The first version of RO-Crate whose context knows sha256: www.researchobject.org/ro-crate/specification/1.2.
PROFILE = "https://w3id.org/ro/crate/1.2"
METADATA = "ro-crate-metadata.json"
TSV = "text/tab-separated-values"
# Media types are those that IANA has registered; it has none for DuckDB and FASTA.
KINDS = {
    "-csv.zip": ("application/zip", "Data Package: descriptor, schemas and each table as CSV."),
    "-parquet.zip": ("application/zip", "Data Package: descriptor, schemas and each table as Parquet."),
    ".sqlite": ("application/vnd.sqlite3", "All tables as an SQLite database with keys and views."),
    ".duckdb": ("application/octet-stream", "All tables as a DuckDB database with keys, comments and views."),
    ".xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Workbook with a sheet for each table and a data dictionary.",
    ),
    "load-duckdb.sql": (
        "application/sql",
        "Statements that create the tables in DuckDB from the CSV files, with their types.",
    ),
    "load-spark.sql": ("application/sql", "Statements that make the CSV files views in Spark, with their types."),
    ".sssom.tsv": (TSV, "Cross-references as mappings in SSSOM."),
    "-nodes.tsv": (TSV, "Nodes of the knowledge graph in KGX."),
    "-edges.tsv": (TSV, "Edges of the knowledge graph in KGX."),
    "-digests.json": ("application/json", "Digest of every row, with which the next release is compared."),
    "-sequences.fasta": (
        "text/plain",
        "Chains of proteins and medicines in FASTA, stored or built from their parents.",
    ),
    "DATA-DICTIONARY.md": ("text/markdown", "Every table and column: meaning, type, unit and constraints."),
    "RELEASE-NOTES.md": ("text/markdown", "What the release holds and what changed."),
    "CITATION.cff": ("application/yaml", "How to cite the release, in the Citation File Format."),
    "croissant.json": (
        "application/ld+json",
        "Tables, columns and keys as Croissant, which is also schema.org JSON-LD.",
    ),
}


def document(release: Release, files: Files, published: date) -> dict[str, Any]:
    """Return a release as RO-Crate 1.2.

    Parameters
    ----------
    release
        What is released.
    files
        Size in bytes and SHA-256 of each file that stands beside the metadata, by name. The
        metadata itself and a list of hashes that covers it cannot be among them.
    published
        Day of the release.

    Returns
    -------
    dict
        Content of ``ro-crate-metadata.json``.

    Raises
    ------
    PackageError
        It is not known what one of the files is.
    """
    descriptor, licence = release.package.descriptor, release.package.descriptor["licenses"][0]
    authors = [
        {"@id": f"#author-{number}", "@type": "Organization", "name": c["title"]}
        for number, c in enumerate(descriptor["contributors"], 1)
    ]
    described = describe(files)
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": descriptor["title"],
        "description": descriptor["description"],
        "version": release.data_version,
        "datePublished": published.isoformat(),
        "license": {"@id": licence["path"]},
        "author": [{"@id": author["@id"]} for author in authors],
        "creditText": release.cite(),
        "keywords": descriptor["keywords"],
        "hasPart": [{"@id": name} for name in described],
    }
    return {
        "@context": f"{PROFILE}/context",
        "@graph": [
            {"@id": METADATA, "@type": "CreativeWork", "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}},
            root,
            *({"@id": name, "@type": "File", **properties} for name, properties in described.items()),
            *authors,
            {"@id": licence["path"], "@type": "CreativeWork", "name": licence["title"], "identifier": licence["name"]},
        ],
    }


def describe(files: Files) -> dict[str, dict[str, str]]:
    """Return what each file is, by its name, in the words of schema.org.

    Returns
    -------
    dict
        In the order of the names: ``name``, ``description``, ``encodingFormat`` (media
        type), ``contentSize`` (bytes, as text) and ``sha256`` (hexadecimal).

    Raises
    ------
    PackageError
        It is not known what one of the files is.
    """
    described = {}
    for name in sorted(files):
        size, sha256 = files[name]
        media_type, description = _kind(name)
        described[name] = {
            "name": name,
            "description": description,
            "encodingFormat": media_type,
            "contentSize": str(size),
            "sha256": sha256,
        }
    return described


def _kind(name: str) -> tuple[str, str]:
    for ending, kind in KINDS.items():
        if name.endswith(ending):
            return kind
    raise PackageError(
        f"{name}: expected a file of a release, which ends in {', '.join(KINDS)}. Describe the new kind in"
        " il2data.releases.formats.rocrate.KINDS."
    )
