"""A curated, validated dataset on human interleukin-2, with evidence for every row.

>>> import il2data
>>> il2data.load("genes").query("symbol == 'IL2'")["gene_id"].item()
'HGNC:6001'
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
    "tables",
    "validate",
    "vocabulary",
]
