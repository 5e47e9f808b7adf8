"""Find a package, read its descriptor and schemas, and verify every byte it hands out.

A package is a folder or zip that holds ``datapackage.json``, ``schemas/`` and ``data/``.
Only the standard library is used, and nothing is ever read from outside the package.
"""

from __future__ import annotations

import json
import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from il2data import limits, profiles
from il2data.errors import IntegrityError, PackageError, UnknownTableError

Format = Literal["csv", "parquet"]

DESCRIPTOR = "datapackage.json"
MEMBER = re.compile(r"\A(?:datapackage\.json|data/[a-z][a-z0-9_]*\.(?:csv|parquet)|schemas/[a-z][a-z0-9_]*\.json)\Z")


def digest(data: bytes) -> tuple[int, str]:
    """Return the size in bytes and the SHA-256, in hexadecimal, of ``data``."""
    import hashlib

    return len(data), hashlib.sha256(data).hexdigest()


def seal_of(descriptor: dict[str, Any]) -> str:
    """Return the SHA-256 of a descriptor without its own ``seal``, as canonical JSON."""
    rest = {key: value for key, value in descriptor.items() if key != "seal"}
    return digest(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode())[1]


def _limit(member: str) -> int:
    return limits.MAX_JSON if member.endswith(".json") else limits.MAX_FILE


def files_of(resource: dict[str, Any]) -> dict[Format, dict[str, Any]]:
    """Return the descriptor's entry for each file of a resource, by format.

    A checkout and an installed package hold a table as CSV and as Parquet; an archive of a
    release holds one of them, and its descriptor says which.
    """
    if resource["path"].endswith(".parquet"):
        return {"parquet": resource}
    return {"csv": resource, **({"parquet": resource["parquet"]} if "parquet" in resource else {})}


def sealed_as(entry: dict[str, Any]) -> tuple[int, str]:
    """Return the size and SHA-256 that an entry of a descriptor holds."""
    return entry["bytes"], entry["hash"].removeprefix("sha256:")


def regular(root: Path, member: str, limit: int) -> bytes:
    """Return the bytes of a file under ``root`` to which no link leads, and that has no more than ``limit``."""
    import stat

    path = root / member
    for part in (path, *path.parents):
        if part == root:
            break
        if part.is_symlink():
            raise PackageError(f"{part} is a symbolic link. Replace it with the file itself.")
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise PackageError(f"{path} is not a regular file. Replace it with the file itself.")
    limits.size(path, status.st_size, limit)
    return path.read_bytes()


class Package:
    """An il2data package in a folder or a zip.

    Parameters
    ----------
    root
        Folder or zip file.
    prefix
        Where in a zip the package stands, with a final slash; at its top when left out.

    Raises
    ------
    PackageError
        When ``root`` is empty or holds no descriptor, or the descriptor names anything but the
        package's own data and schema files.
    """

    def __init__(self, root: str | os.PathLike[str], prefix: str = "") -> None:
        if not os.fspath(root):
            raise PackageError("the path is empty. Name a folder or zip of a release.")
        self.root = Path(root)
        self._zip = self.root.is_file()
        self._prefix = prefix
        self._shaped: set[str] = set()
        # Bytes that the tables take up that were read of it, whoever read them.
        self.decoded = 0

    @classmethod
    def installed(cls) -> Package:
        """Return the package that came with the code: the wheel's own, also inside a zip, else the checkout's."""
        here = Path(__file__).resolve().parent
        inside = here / "_package"
        if (inside / DESCRIPTOR).is_file():
            return cls(inside)
        for parent in here.parents:
            if parent.is_file():
                return cls(parent, f"{inside.relative_to(parent).as_posix()}/")
        return cls(here.parents[1])

    def read(self, member: str) -> bytes:
        """Return the bytes of one member without checking its seal.

        Parameters
        ----------
        member
            Path inside the package, with forward slashes.
        """
        if not MEMBER.match(member):
            raise PackageError(
                f"{self.root}: {member!r} is not a file of an il2data package. "
                "Expected datapackage.json, data/<table>.csv, data/<table>.parquet or schemas/<table>.json."
            )
        try:
            return self._read_zip(self._prefix + member) if self._zip else regular(self.root, member, _limit(member))
        except PackageError:
            raise
        except (
            Exception
        ) as error:  # a damaged zip raises whatever the parts of zipfile raise: zlib.error, EOFError, struct.error
            archives = sorted(self.root.glob("il2data-*-csv.zip"))
            hint = (
                f"It holds the files of a release; name {archives[-1]}."
                if archives
                else "Expected the root of an il2data release: a folder or zip with datapackage.json in it."
            )
            raise PackageError(f"{self.root}: cannot read {member} ({error}). {hint}") from error

    def _read_zip(self, member: str) -> bytes:
        import zipfile

        if not self._prefix:  # a zip on the path of imports holds more than the package
            limits.directory(self.root)
        with zipfile.ZipFile(self.root) as archive:
            names = archive.namelist()
            for name in names:
                if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
                    raise PackageError(f"{self.root} holds the unsafe member {name!r}. Download the release again.")
            if names.count(member) > 1:
                raise PackageError(f"{self.root} holds {member} more than once. Download the release again.")
            info = archive.getinfo(member)
            # Only these two are decompressed in bounded steps.
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise PackageError(f"{self.root}: {member} is neither stored nor deflated. Download the release again.")
            limits.size(f"{self.root}: {member}", info.file_size, _limit(member))
            if not self._prefix:
                limits.size(
                    f"{self.root}, unpacked,", sum(listed.file_size for listed in archive.infolist()), limits.MAX_TOTAL
                )
            with archive.open(info) as stream:
                data = stream.read(info.file_size + 1)
            if len(data) != info.file_size:
                raise PackageError(f"{self.root}: {member} does not have the size that the zip declares.")
            return data

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The content of ``datapackage.json``, its shape, its seal and every path in it checked."""
        descriptor = profiles.descriptor(self.root / DESCRIPTOR, self.read(DESCRIPTOR))
        seal = seal_of(descriptor)
        if descriptor["seal"] != seal:
            raise IntegrityError(DESCRIPTOR, (0, descriptor["seal"]), (0, seal))
        return descriptor

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables in the order of the descriptor."""
        return tuple(resource["name"] for resource in self.descriptor["resources"])

    @cached_property
    def formats(self) -> tuple[Format, ...]:
        """Formats in which the package holds each table."""
        return tuple(files_of(self.descriptor["resources"][0]))

    def resource(self, table: str) -> dict[str, Any]:
        """Return the descriptor's entry for ``table``; raise `UnknownTableError` if there is none."""
        for resource in self.descriptor["resources"]:
            if resource["name"] == table:
                return resource  # type: ignore[no-any-return]
        raise UnknownTableError("table", table, self.tables)

    def schema(self, table: str) -> dict[str, Any]:
        """Return the Table Schema of ``table``, its seal and its shape checked."""
        resource = self.resource(table)
        data = self._sealed(resource["schema"], resource["schemaSeal"])
        if table not in self._shaped:
            profiles.schema(self.root / resource["schema"], data, table)
            self._shaped.add(table)
        return json.loads(data)  # type: ignore[no-any-return]

    def data(self, table: str, format: Format) -> bytes:
        """Return the bytes of ``table`` in ``format``; raise `IntegrityError` if they are not as sealed."""
        entry = files_of(self.resource(table)).get(format)
        if entry is None:
            raise PackageError(
                f"{self.root} holds its tables as {' and '.join(self.formats)} only. Open the archive of the release"
                f" that has {format}."
            )
        return self._sealed(entry["path"], entry)

    def _sealed(self, member: str, entry: dict[str, Any]) -> bytes:
        data = self.read(member)
        if digest(data) != sealed_as(entry):
            raise IntegrityError(member, sealed_as(entry), digest(data))
        return data
