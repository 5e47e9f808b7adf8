"""A curated, validated dataset on human interleukin-2, with evidence for every row.

Everything is a table: `tables` names them, `catalogue` says what is in each, `load` gives one as a validated DataFrame.

>>> import il2data
>>> il2data.load("genes").query("symbol == 'IL2'")["gene_id"].item()
'HGNC:6001'

Any name finds its thing; rows are chosen by name too, and names can stand beside identifiers.

>>> il2data.find("NKTR-214")["label"].iloc[0]
'bempegaldesleukin'
>>> il2data.load("affinities", names=True, where={"target_id": "CD25"})["target_name"].iloc[0]
'Interleukin-2 receptor subunit alpha'

What is known of a thing, or of several together, how well it is supported, and by whom:

>>> il2data.about("Treg", "CD25")["status"].iloc[0]
'reported'
>>> il2data.evidence("aff-0001")["source_id"].iloc[0]
'DOI:10.1002/pro.5560051209'

The chains of proteins and medicines, as they are stored or as their changes make them:

>>> il2data.sequence("aldesleukin")[:10]
'PTSSSTKKTQ'

`describe` is the data dictionary of a table and `vocabulary` what its values mean; `validate` checks everything
offline, or a frame of yours; `open` opens another release; `claims` says what the founding documents got right; `cite`
how to cite it all.
"""

from il2data.errors import (
    AmbiguousNameError,
    Il2DataError,
    IntegrityError,
    PackageError,
    Problem,
    UnknownNameError,
    UnknownTableError,
    ValidationError,
)
from il2data.package import Package
from il2data.release import Release
from il2data.release import open_release as open
from il2data.sequences import SequenceError

_installed = Release(Package.installed())
tables = _installed.tables
catalogue = _installed.catalogue
load = _installed.load
describe = _installed.describe
vocabulary = _installed.vocabulary
schema = _installed.schema
path = _installed.path
evidence = _installed.evidence
find = _installed.find
about = _installed.about
claims = _installed.claims
sequence = _installed.sequence
validate = _installed.validate
cite = _installed.cite


def __getattr__(name: str) -> str:
    # Read on demand: importing il2data opens no file.
    if name in ("__version__", "data_version"):
        return _installed.data_version
    raise AttributeError(f"module 'il2data' has no attribute {name!r}")


__all__ = [
    "AmbiguousNameError",
    "Il2DataError",
    "IntegrityError",
    "PackageError",
    "Problem",
    "Release",
    "SequenceError",
    "UnknownNameError",
    "UnknownTableError",
    "ValidationError",
    "about",
    "catalogue",
    "cite",
    "claims",
    "describe",
    "evidence",
    "find",
    "load",
    "open",
    "path",
    "schema",
    "sequence",
    "tables",
    "validate",
    "vocabulary",
]
