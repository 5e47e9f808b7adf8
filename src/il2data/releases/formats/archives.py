"""The Data Package of a release as zip archives: one of CSV, one of Parquet."""

from __future__ import annotations

import copy
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from il2data.package import DESCRIPTOR, Format, files_of, seal_of

if TYPE_CHECKING:
    from il2data.release import Release

# The IANA media type of Parquet.
MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def data_package(release: Release, format: Format, moment: datetime) -> bytes:
    """Return a release as a zip of its descriptor, its schemas and its tables in one format.

    Parameters
    ----------
    release
        Release that holds the tables in ``format``.
    format
        ``csv`` or ``parquet``.
    moment
        Time that all members carry, in UTC.

    Returns
    -------
    bytes
        A zip that `il2data.open` opens. The same release and moment give the same bytes.
    """
    package = release.package
    members = {DESCRIPTOR: _json(descriptor(package.descriptor, format))}
    for table in package.tables:
        members[f"schemas/{table}.json"] = package.read(f"schemas/{table}.json")
        members[f"data/{table}.{format}"] = package.data(table, format)
    return zipped(members, moment)


def descriptor(whole: dict[str, Any], format: Format) -> dict[str, Any]:
    """Return a descriptor that names the files of one format alone, sealed anew."""
    narrowed = copy.deepcopy(whole)
    for resource in narrowed["resources"]:
        resource.update({**files_of(resource)[format], "format": format, "mediatype": MEDIA_TYPES[format]})
        resource.pop("parquet", None)
        if format != "csv":
            resource.pop("encoding", None)
    narrowed["seal"] = seal_of(narrowed)
    return narrowed


def zipped(members: Mapping[str, bytes], moment: datetime) -> bytes:
    """Return a deflated zip with members in the order of their names, all dated ``moment``.

    Folders are members too: the Data Package client for JavaScript makes no folder that is not.
    """
    folders = {f"{name.rsplit('/', 1)[0]}/": b"" for name in members if "/" in name}
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, data in sorted({**members, **folders}.items()):
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED if data else zipfile.ZIP_STORED
            info.create_system = 3  # Unix, whatever the system that writes
            info.external_attr = (0o755 if name.endswith("/") else 0o644) << 16
            archive.writestr(info, data)
    return sink.getvalue()


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
