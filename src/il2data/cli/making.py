"""Commands that make files: of a checkout, of a release, and the portal."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from itertools import count

from il2data import output
from il2data.cli.printing import PROBLEMS, SOUND, print_rows
from il2data.errors import PackageError
from il2data.package import Package
from il2data.release import Release


def build(release: Release, options: argparse.Namespace) -> int:
    """Derive the files of a checkout."""
    from il2data import build

    stale = build.build(options.root, options.check, output.watched)
    if options.json:
        output.json_text(json.dumps(stale))
    else:
        for name in stale:
            output.line(f"{'stale' if options.check else 'wrote'} {name}")
        output.line(
            f"{len(stale)} file(s) {'to be written; run `il2data build`' if options.check else 'written'}."
            if stale
            else "Everything is fresh."
        )
    return PROBLEMS if stale and options.check else SOUND


def fit(release: Release, options: argparse.Namespace) -> int:
    """Fit the responses of a checkout anew."""
    try:
        from il2data import fitting
    except ModuleNotFoundError as error:
        raise PackageError(f"{error}. To fit needs more libraries: pip install 'il2data[fit]'.") from error
    number = fitting.fit(options.root)
    if options.json:
        output.json_text(json.dumps(number))
    else:
        output.line(f"{number} fits written to data/response_fits.csv. Run `il2data build`.")
    return SOUND


def refresh(release: Release, options: argparse.Namespace) -> int:
    """Make the snapshot of the registries' labels anew."""
    from il2data import refreshing

    done = refreshing.refresh(options.root, options.files)
    if options.json:
        output.json_text(
            json.dumps(
                [{**one._asdict(), "changes": [change._asdict() for change in one.changes]} for one in done],
                indent=2,
                ensure_ascii=False,
            )
        )
        return SOUND
    for one in done:
        output.line(
            f"{one.registry}, {one.version}: {one.found} of {one.used} identifiers in use,"
            f" {sum(change.field == 'new' for change in one.changes)} of them new."
        )
        for change in one.changes:
            if change.field != "new":
                output.line(f"  {change}")
    return SOUND


def publish(release: Release, options: argparse.Namespace) -> int:
    """Write the files of a release."""
    try:
        from il2data.releases import publishing
    except ModuleNotFoundError as error:
        raise PackageError(f"{error}. A release needs more libraries: pip install 'il2data[release]'.") from error
    since = Release(Package(options.since)) if options.since is not None else None
    with closing(output.watched(count(), "steps of the release")) as steps:

        def report(line: str) -> None:
            if not options.json:
                output.line(line)
            next(steps)

        artefacts = publishing.publish(release, options.folder, since, report, output.watched)
    if options.json:
        output.json_text(json.dumps([artefact._asdict() for artefact in artefacts], indent=2))
    else:
        output.line(f"{len(artefacts)} files in {options.folder}, {sum(a.bytes for a in artefacts):,} bytes.")
    return SOUND


def portal(release: Release, options: argparse.Namespace) -> int:
    """Build the portal, and show it if asked."""
    try:
        from il2data.site import building, serving
    except ModuleNotFoundError as error:
        raise PackageError(
            f"The portal needs {error.name}, which is not installed: pip install 'il2data[site]'"
        ) from error

    counts = building.build(
        release,
        options.folder,
        options.url,
        options.repository,
        (lambda line: None) if options.json else output.line,
        output.watched,
    )
    if options.json:
        output.json_text(json.dumps(counts))
    else:
        output.line(f"{sum(counts.values())} pages in {options.folder}; open {options.folder / 'index.html'}")
    if options.serve:
        serving.serve(options.folder)
    return SOUND


def contacts(release: Release, options: argparse.Namespace) -> int:
    """Print contacts or buried areas as rows of their table."""
    try:
        from il2data import coordinates
    except ModuleNotFoundError as error:
        raise PackageError(
            f"Coordinates are read with {error.name}, which is not installed: pip install 'il2data[structures]'"
        ) from error
    import pandas as pd

    rows = [coordinates.TABLES[options.table](file, release) for file in options.files]
    return print_rows(pd.concat(rows, ignore_index=True), "json" if options.json else "csv")
