"""All cross-references as a mapping set in the Simple Standard for Sharing Ontological Mappings.

The format is SSSOM/TSV 1.1 in its canonical form (https://mapping-commons.github.io/sssom/spec-formats-tsv/).
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re

from il2data.errors import PackageError
from il2data.release import Release
from il2data.releases.formats.terms import categories

# What is minted here resolves nowhere, so its address is a name.
NAMESPACE = "urn:il2data:"
# Registries list mapping sets by https addresses; until the dataset has a homepage, by one that w3id.org can lead on.
PERMANENT = "https://w3id.org/"

# Known to every reader of SSSOM, and in canonical files not declared:
# https://mapping-commons.github.io/sssom/spec-model/
BUILT_IN = {"owl", "rdf", "rdfs", "semapv", "skos", "sssom"}

COLUMNS = (
    "record_id",
    "subject_id",
    "subject_label",
    "subject_category",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "see_also",
    "other",
)


def tsv(release: Release, published: datetime.date) -> str:
    """Return the cross-references of a release as SSSOM/TSV.

    Every row of ``xrefs`` is a mapping, whatever its status, which stands in ``other`` as
    ``fact_status=…``. A refuted cross-reference has the predicate modifier ``Not``, for records
    contradict it and none supports it. ``see_also`` are the addresses of the sources that
    support the row. Columns that no row fills are left out, as the format wants it.

    Parameters
    ----------
    release
        The release to export.
    published
        Day of its publication. When each mapping was made is not known.

    Returns
    -------
    str
        Metadata in YAML behind ``#``, then tab-separated rows sorted by ``record_id``.

    Raises
    ------
    PackageError
        A prefix is missing from ``prefixes``, or its address does not end in the identifier.
    """
    addresses = _addresses(release)
    facts, entities = (
        release.load("facts").set_index("fact_id")["status"],
        release.load("entities").set_index("entity_id")["label"],
    )
    kinds, seen = categories(release), _sources(release, addresses)
    rows = [
        {
            "record_id": f"il2d:{row.fact_id}",
            "subject_id": _curie(row.subject_id),
            "subject_label": entities[row.subject_id],
            "subject_category": f"biolink:{kinds[row.subject_id]}",
            "predicate_id": row.predicate_id,
            "predicate_modifier": "Not" if facts[row.fact_id] == "refuted" else "",
            "object_id": _curie(row.object_id),
            "object_label": row.object_label if isinstance(row.object_label, str) else "",
            "mapping_justification": row.mapping_justification,
            "see_also": "|".join(sorted(seen.get(row.fact_id, ()))),
            "other": f"fact_status={facts[row.fact_id]}",
        }
        for row in release.load("xrefs").sort_values("fact_id").itertuples()
    ]
    columns = [column for column in COLUMNS if any(row[column] for row in rows)]
    used = {row[column].split(":")[0] for row in rows for column in columns if column.endswith("_id")} - BUILT_IN
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return (
        _metadata(release, published, {prefix: _expansion(prefix, addresses) for prefix in sorted(used)})
        + text.getvalue()
    )


def _metadata(release: Release, published: datetime.date, prefixes: dict[str, str]) -> str:
    descriptor = release.package.descriptor
    lines = [
        'sssom_version: "1.1"',
        "curie_map:",
        *(f"  {prefix}: {_scalar(address)}" for prefix, address in prefixes.items()),
        f"mapping_set_id: {_scalar(descriptor.get('homepage', PERMANENT + descriptor['name']) + '#xrefs')}",
        f"mapping_set_version: {descriptor['version']}",
        f"mapping_set_title: {_scalar('Cross-references of ' + descriptor['name'])}",
        (
            "mapping_set_description:"
            f" {_scalar(release.package.schema('xrefs')['description'] + ' ' + descriptor['description'])}"
        ),
        "creator_label:",
        *(f"- {_scalar(person['title'])}" for person in descriptor["contributors"]),
        f"license: {descriptor['licenses'][0]['path']}",
        f"publication_date: {published.isoformat()}",
    ]
    return "".join(f"#{line}\n" for line in lines)


def _scalar(text: str) -> str:
    """Write text plain where YAML allows it without doubt, else between double quotes."""
    return text if re.fullmatch(r"[A-Za-z](?:\S*[^\s:]|[\w ,.()-]*)", text) else json.dumps(text, ensure_ascii=False)


def _curie(identifier: str) -> str:
    return f"clinicaltrials:{identifier}" if re.fullmatch(r"NCT\d{8}", identifier) else identifier


def _addresses(release: Release) -> dict[str, str]:
    """Return the address of a record of each prefix, with $1 for the identifier."""
    prefixes = release.load("prefixes").dropna(subset="uri_format")
    return dict(zip(prefixes["prefix"], prefixes["uri_format"], strict=True)) | {"il2d": f"{NAMESPACE}$1"}


def _expansion(prefix: str, addresses: dict[str, str]) -> str:
    address = addresses.get(prefix, "")
    if not address.endswith("$1"):
        raise PackageError(
            f"data/prefixes.csv: the uri_format of {prefix!r} is {address!r}. SSSOM needs one that ends in $1; choose"
            " such an address of the registry."
        )
    return address.removesuffix("$1")


def _sources(release: Release, addresses: dict[str, str]) -> dict[str, set[str]]:
    """Return the addresses of the sources that support each fact."""
    evidence = release.load("evidence").merge(release.load("sources")[["source_id", "url"]], on="source_id")
    found: dict[str, set[str]] = {}
    for row in evidence[evidence["stance"] == "supports"].itertuples():
        prefix, _, local = _curie(row.source_id).partition(":")
        address = (
            row.url if isinstance(row.url, str) else addresses[prefix].replace("$1", local) if prefix != "il2d" else ""
        )
        if address:
            found.setdefault(row.fact_id, set()).add(address.replace("\\", "\\\\").replace("|", "\\|"))
    return found
