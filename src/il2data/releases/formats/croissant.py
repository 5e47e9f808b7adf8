"""A release as Croissant: its files, tables, columns and keys in JSON-LD, which is schema.org for search engines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from il2data.errors import PackageError
from il2data.package import files_of, sealed_as
from il2data.releases.formats.rocrate import Files, describe
from il2data.tableschema import TableSchema

if TYPE_CHECKING:
    from il2data.release import Release

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
# docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html, "DataType".
DATA_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}
# The specification's appendix 1, and the four terms (path, repeated, replace, samplingRate) without
# which mlcroissant takes a context for an unusual one.
TERMS = """
    annotation arrayShape citeAs column containedIn equivalentProperty excludes extract field fileObject fileProperty
    fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path readLines recordSet references regex
    repeated replace samplingRate sdVersion separator source subField transform unArchive value
"""
# The specification writes schema.org with http; mlcroissant 1.1.1 takes https alone.
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in TERMS.split()},
}


def document(release: Release, files: Files, published: date) -> dict[str, Any]:
    """Return a release as Croissant 1.1.

    Parameters
    ----------
    release
        What is released.
    files
        Size in bytes and SHA-256 of each file that stands beside the metadata, by name; the
        archive of the CSV files must be among them.
    published
        Day of the release.

    Returns
    -------
    dict
        Content of ``croissant.json``: a schema.org Dataset in JSON-LD. Addresses of files
        are relative to it.

    Raises
    ------
    PackageError
        The archive of the CSV files is missing, or it is not known what one of the files is.
    """
    package, descriptor = release.package, release.package.descriptor
    archive = f"{descriptor['name']}-{release.data_version}-csv.zip"
    if archive not in files:
        raise PackageError(
            f"croissant.json describes the tables in {archive}, which is not among the files. Write the archives first."
        )
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": descriptor["title"],
        "alternateName": descriptor["name"],
        "description": descriptor["description"],
        # A property of the Data Package that the descriptor gets with the dataset's address.
        **({"url": descriptor["homepage"]} if "homepage" in descriptor else {}),
        "license": descriptor["licenses"][0]["path"],
        "version": release.data_version,
        "datePublished": published.isoformat(),
        "creator": [
            {"@type": "sc:Organization", "name": contributor["title"]} for contributor in descriptor["contributors"]
        ],
        "citeAs": release.cite(),
        "keywords": descriptor["keywords"],
        "distribution": [
            *(
                {"@type": "cr:FileObject", "@id": name, **properties, "contentUrl": name}
                for name, properties in describe(files).items()
            ),
            *(_file(package.resource(table), archive) for table in package.tables),
        ],
        "recordSet": [_record_set(package.schema(table), package.resource(table)["path"]) for table in package.tables],
    }


def _file(resource: dict[str, Any], archive: str) -> dict[str, Any]:
    entry = files_of(resource)["csv"]
    size, sha256 = sealed_as(entry)
    return {
        "@type": "cr:FileObject",
        "@id": entry["path"],
        "name": f"{resource['name']}.csv",
        "description": resource["description"],
        "encodingFormat": "text/csv",
        "contentSize": str(size),
        "sha256": sha256,
        "contentUrl": entry["path"],
        "containedIn": {"@id": archive},
    }


def _record_set(schema: TableSchema, path: str) -> dict[str, Any]:
    table = schema["name"]
    # mlcroissant 1.1.1 joins what is referenced, and can't read a record set that it must join to itself.
    targets = {
        key["fields"][0]: key["reference"]
        for key in schema.get("foreignKeys", [])
        if key["reference"]["resource"] != table
    }
    fields = []
    for column in schema["fields"]:
        target = targets.get(column["name"])
        # The specification's shorter {"@id": ...} for a reference stops mlcroissant 1.1.1.
        fields.append(
            {
                "@type": "cr:Field",
                "@id": f"{table}/{column['name']}",
                "name": column["name"],
                "description": column["description"] + _unit(column["unit"]),
                "dataType": DATA_TYPES[column["type"]],
                "source": {"fileObject": {"@id": path}, "extract": {"column": column["name"]}},
                **({"references": {"field": {"@id": f"{target['resource']}/{target['fields'][0]}"}}} if target else {}),
            }
        )
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": schema["description"],
        "key": [{"@id": f"{table}/{column}"} for column in schema["primaryKey"]],
        "field": fields,
    }


def _unit(unit: str) -> str:
    if unit == "none":
        return ""
    return f" Unit: that in column {unit.removeprefix('column:')}." if unit.startswith("column:") else f" Unit: {unit}."
