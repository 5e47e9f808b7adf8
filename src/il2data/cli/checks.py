"""Commands that check or compare."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from il2data import output
from il2data.cli.printing import PROBLEMS, SOUND, print_problems
from il2data.errors import PackageError, Problems
from il2data.package import Package
from il2data.release import Release


def validate(release: Release, options: argparse.Namespace) -> int:
    """Check a release, what changed in a checkout, or files of a table."""
    from il2data.checking import formats, validation
    from il2data.checking.engines import brought

    version = release.data_version
    if options.path == "":
        raise PackageError("the path is empty. Name a folder or zip, or leave it out to check the installed release.")
    if options.table is not None:
        if options.path is None:
            raise PackageError("--table names the table of a file; name the file as well.")
        problems, paths = brought.check_files(release.package, options.path, options.table, options.engine)
        done = f"{options.path} is a valid table {options.table} of il2data {version}."
    elif options.engine is not None:
        raise PackageError("--engine checks files in the shape of a table; name the table with --table.")
    elif options.changed:
        from il2data.checking.changed import check_changed

        package = Package(options.path or Path())
        tables, problems = check_changed(package, output.watched)
        paths = {table: f"data/{table}.csv" for table in package.tables}
        done = (
            f"What changed is valid: {', '.join(tables)}. `il2data build` checks the rest."
            if tables
            else "Nothing changed since it was built."
        )
    else:
        package = Package(options.path) if options.path is not None else release.package
        problems = validation.check_package(package, output.watched)
        paths = {table: f"data/{table}.csv" for table in package.tables}
        done = f"{package.descriptor['name']} {package.descriptor['version']}: {len(package.tables)} tables are valid."
    format = "json" if options.json else options.format
    said = formats.FORMATS[format](Problems(problems).first(options.limit), paths, version)
    if format in ("json", "sarif"):
        output.json_text(said)
    elif format != "text":
        output.data(said)
    elif said:
        output.lines(said)
    if validation.errors(problems):
        return PROBLEMS
    if format == "text":
        output.line(f"{done} Warnings: {len(problems)}." if problems else done)
    return SOUND


def diff(release: Release, options: argparse.Namespace) -> int:
    """Compare two releases."""
    from il2data.releases import difference_report, differences

    old, new = (release.package if name == "installed" else Package(name) for name in (options.old, options.new))
    difference = differences.compare(old, new)
    format = "json" if options.json else options.format
    (output.json_text if format == "json" else output.lines)(difference_report.FORMATS[format](difference))
    return PROBLEMS if difference else SOUND


def verify(release: Release, options: argparse.Namespace) -> int:
    """Check the ledger of passages against the founding documents."""
    from dataclasses import asdict

    from il2data.checking import ledger

    coverage, problems = ledger.verify(release.load("documents"), release.load("passages"), options.folder)
    if options.json:
        output.json_text(
            json.dumps(
                {"coverage": [asdict(c) for c in coverage], "problems": [p._asdict() for p in problems]}, indent=2
            )
        )
    else:
        for c in coverage:
            output.line(
                f"{c.document_id}: {c.passages} passages cover {c.covered} of {c.total} code points"
                f" ({100 * c.covered / c.total:.1f} %)"
            )
        print_problems(problems, options)
    return PROBLEMS if problems else SOUND
