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

from il2data.errors import IntegrityError, PackageError, UnknownTableError

Format = Literal["csv", "parquet"]

DESCRIPTOR = "datapackage.json"
MEMBER = re.compile(r"\A(?:datapackage\.json|data/[a-z][a-z0-9_]*\.(?:csv|parquet)|schemas/[a-z][a-z0-9_]*\.json)\Z")
# Larger than any table of the package by two orders of magnitude; stops zip bombs.
MAX_BYTES = 256 * 1024 * 1024


def digest(data: bytes) -> tuple[int, str]:
    """Return the size in bytes and the SHA-256, in hexadecimal, of ``data``."""
    import hashlib

    return len(data), hashlib.sha256(data).hexdigest()


def seal_of(descriptor: dict[str, Any]) -> str:
    """Return the SHA-256 of a descriptor without its own ``seal``, as canonical JSON."""
    rest = {key: value for key, value in descriptor.items() if key != "seal"}
    return digest(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode())[1]


class Package:
    """An il2data package in a folder or a zip.

    Parameters
    ----------
    root
        Folder or zip file.

    Raises
    ------
    PackageError
        When ``root`` holds no descriptor, or the descriptor names anything but the
        package's own data and schema files.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root)
        self._zip = self.root.is_file()

    @classmethod
    def installed(cls) -> Package:
        """Return the package that came with the code: the wheel's own, else the checkout's."""
        here = Path(__file__).resolve().parent
        inside = here / "_package"
        return cls(inside if (inside / DESCRIPTOR).is_file() else here.parents[1])

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
        from zipfile import BadZipFile

        try:
            return self._read_zip(member) if self._zip else self._read_folder(member)
        except (OSError, KeyError, BadZipFile, RuntimeError, NotImplementedError) as error:
            raise PackageError(
                f"{self.root}: cannot read {member} ({error}). "
                "Expected the root of an il2data release: a folder or zip with datapackage.json in it."
            ) from error

    def _read_folder(self, member: str) -> bytes:
        path = self.root / member
        for part in (path, *path.parents):
            if part == self.root:
                break
            if part.is_symlink():
                raise PackageError(f"{part} is a symbolic link. Replace it with the file itself.")
        if path.stat().st_size > MAX_BYTES:
            raise PackageError(f"{path} is larger than {MAX_BYTES} bytes; no table of il2data is.")
        return path.read_bytes()

    def _read_zip(self, member: str) -> bytes:
        import zipfile

        with zipfile.ZipFile(self.root) as archive:
            for name in archive.namelist():
                if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
                    raise PackageError(f"{self.root} holds the unsafe member {name!r}. Download the release again.")
            info = archive.getinfo(member)
            if info.file_size > MAX_BYTES:
                raise PackageError(f"{self.root}: {member} is larger than {MAX_BYTES} bytes; no table of il2data is.")
            with archive.open(info) as stream:
                data = stream.read(info.file_size + 1)
            if len(data) != info.file_size:
                raise PackageError(f"{self.root}: {member} does not have the size that the zip declares.")
            return data

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The content of ``datapackage.json``, its seal and every path in it checked."""
        try:
            descriptor = json.loads(self.read(DESCRIPTOR))
            resources = descriptor["resources"]
            paths = [
                (r["path"], r["parquet"]["path"], r["schema"])
                == (f"data/{r['name']}.csv", f"data/{r['name']}.parquet", f"schemas/{r['name']}.json")
                for r in resources
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise PackageError(f"{self.root}/{DESCRIPTOR} is not an il2data descriptor ({error!r}).") from error
        if not all(paths):
            raise PackageError(f"{self.root}/{DESCRIPTOR}: each resource must name its own data and schema files.")
        if descriptor.get("seal") != seal_of(descriptor):
            raise IntegrityError(DESCRIPTOR, (0, str(descriptor.get("seal"))), (0, seal_of(descriptor)))
        return descriptor  # type: ignore[no-any-return]

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables in the order of the descriptor."""
        return tuple(resource["name"] for resource in self.descriptor["resources"])

    def resource(self, table: str) -> dict[str, Any]:
        """Return the descriptor's entry for ``table``; raise `UnknownTableError` if there is none."""
        for resource in self.descriptor["resources"]:
            if resource["name"] == table:
                return resource  # type: ignore[no-any-return]
        raise UnknownTableError("table", table, self.tables)

    def schema(self, table: str) -> dict[str, Any]:
        """Return the Table Schema of ``table``, its seal checked."""
        resource = self.resource(table)
        return json.loads(self._sealed(resource["schema"], resource["schemaSeal"]))  # type: ignore[no-any-return]

    def data(self, table: str, format: Format = "parquet") -> bytes:
        """Return the bytes of ``table`` in ``format``; raise `IntegrityError` if they are not as sealed."""
        entry = self.resource(table)
        if format == "parquet":
            entry = entry["parquet"]
        return self._sealed(entry["path"], entry)

    def _sealed(self, member: str, entry: dict[str, Any]) -> bytes:
        data = self.read(member)
        expected = (entry["bytes"], entry["hash"].removeprefix("sha256:"))
        if digest(data) != expected:
            raise IntegrityError(member, expected, digest(data))
        return data
