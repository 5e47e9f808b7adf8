"""Write a release: every artefact, read back and compared before the release is said to be done."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from il2data import chains, placing
from il2data.checking.validation import check_package, errors
from il2data.errors import PackageError, ValidationError
from il2data.output import Watch, unwatched
from il2data.package import digest
from il2data.release import Release
from il2data.releases import notes, readers
from il2data.releases.formats import (
    archives,
    citation,
    croissant,
    databases,
    dictionary,
    kgx,
    rocrate,
    scripts,
    sssom,
    workbook,
)
from il2data.releases.records import digests

SUMS = "SHA256SUMS"
# What a member of a zip can state: seconds from 1980 to 2107.
EARLIEST, LATEST = 315532800, 4354819199


class Artefact(NamedTuple):
    """A file of a release: its name, size in bytes and SHA-256."""

    name: str
    bytes: int
    sha256: str


def publish(
    release: Release, target: Path, since: Release | None, report: Callable[[str], None], watch: Watch = unwatched
) -> list[Artefact]:
    """Write a release into a folder.

    The same release gives the same bytes with the same versions of the libraries; dates are
    those of SOURCE_DATE_EPOCH (reproducible-builds.org) where it is set, else of the
    descriptor's ``created``.

    Parameters
    ----------
    release
        What to release; it must be valid and hold its tables as CSV and as Parquet.
    target
        Folder that is not there yet or is empty. It appears when everything has been compared.
    since
        The release before, for the notes; none for the first.
    report
        Called with a line of progress after each step.
    watch
        Is handed the tables and the laws while they are checked, and shows how far the work is.

    Returns
    -------
    list of Artefact
        All files. ``.zenodo.json``, which is for the depositor and not summed, is the last.

    Raises
    ------
    ValidationError
        The release breaks a rule.
    PackageError
        The target is in use, or a reader finds other rows than were released.
    """
    with placing.folder(target, _check) as draft:
        problems = errors(check_package(release.package, watch))
        if problems:
            raise ValidationError(problems)
        report(f"il2data {release.data_version}: {len(release.tables())} tables are valid")
        if since is not None:
            report(f"the notes compare with {since.data_version}")
        return _fill(draft, release, since, report)


def _check(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise PackageError(f"{target} is in use. Name a new or empty folder for the release.")


def _fill(folder: Path, release: Release, since: Release | None, report: Callable[[str], None]) -> list[Artefact]:
    moment, name = moment_of(release), f"il2data-{release.data_version}"
    published = moment.date()
    done: list[Artefact] = []

    def add(file: str, content: bytes | str | Callable[[Path], None]) -> Path:
        path = folder / file
        if callable(content):
            content(path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        done.append(Artefact(file, *digest(path.read_bytes())))
        report(f"wrote {file}, {done[-1].bytes:,} bytes")
        return path

    # DuckDB calls an attached file by its name up to a dot; with a version in it, that would need quotation marks.
    data = {
        "csv": add(f"{name}-csv.zip", archives.data_package(release, "csv", moment)),
        "parquet": add(f"{name}-parquet.zip", archives.data_package(release, "parquet", moment)),
        "sqlite": add("il2data.sqlite", lambda path: databases.write_sqlite(release, path)),
        "duckdb": add("il2data.duckdb", lambda path: databases.write_duckdb(release, path)),
        "xlsx": add(f"{name}.xlsx", lambda path: workbook.write(release, path, moment)),
    }
    comparisons = []
    for comparison in readers.compare(release, data):
        comparisons.append(comparison)
        report(
            f"{comparison.reader} reads {comparison.artefact}: {comparison.tables} tables, {comparison.rows:,} rows,"
            " all equal"
        )
    add("load-duckdb.sql", scripts.duckdb(release))
    add("load-spark.sql", scripts.spark(release))
    add(f"{name}.sssom.tsv", sssom.tsv(release, published))
    add(f"{name}-nodes.tsv", kgx.nodes(release))
    add(f"{name}-edges.tsv", kgx.edges(release))
    add(f"{name}-digests.json", _json(digests(release)))
    add(f"{name}-sequences.fasta", "".join(chain.fasta() for chain in chains.chains(release)))
    add("DATA-DICTIONARY.md", dictionary.markdown(release))
    add("CITATION.cff", citation.cff(release, published))
    add("RELEASE-NOTES.md", notes.markdown(release, since, published, done, comparisons))
    add("croissant.json", _json(croissant.document(release, {a.name: (a.bytes, a.sha256) for a in done}, published)))
    add(
        "ro-crate-metadata.json",
        _json(rocrate.document(release, {a.name: (a.bytes, a.sha256) for a in done}, published)),
    )
    add(SUMS, "".join(f"{a.sha256}  {a.name}\n" for a in sorted(done)))
    add(".zenodo.json", _json(citation.zenodo(release, published)))
    return done


def moment_of(release: Release) -> datetime:
    """Return the time that a release's files carry: SOURCE_DATE_EPOCH, else the descriptor's ``created``."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.fromisoformat(release.package.descriptor["created"])
    if not epoch.isdecimal() or not EARLIEST <= int(epoch) <= LATEST:
        raise PackageError(
            f"SOURCE_DATE_EPOCH is {epoch!r}, expected whole seconds since 1970, of a day from 1980 to 2107, which a"
            " zip can state."
        )
    return datetime.fromtimestamp(int(epoch), UTC)


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
