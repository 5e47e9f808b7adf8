"""Derive everything that is derived, and seal the package once it has validated whole."""

from __future__ import annotations

import json
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from il2data import derive, limits, profiles
from il2data.canonical import rows_digest, to_csv
from il2data.checking import csv_text
from il2data.checking.validation import check_relations, check_typed, complete, derived, errors
from il2data.errors import PackageError, Problems, ValidationError
from il2data.loading import read_arrow
from il2data.output import Watch, unwatched
from il2data.package import DESCRIPTOR, Package, digest, regular, seal_of
from il2data.placing import replace, sweep
from il2data.releases import records
from il2data.tableschema import TableSchema, arrow

NAMES = "src/il2data/_tables.py"


def build(root: Path, check: bool = False, watch: Watch = unwatched) -> list[str]:
    """Build the package in a checkout.

    Parameters
    ----------
    root
        Top folder of the checkout.
    check
        Only compare; write nothing.
    watch
        Is handed the tables and the laws, and shows how far the work is.

    Returns
    -------
    list of str
        The files that were (or, with ``check``, would be) written, relative to ``root``.

    Raises
    ------
    ValidationError
        The tables break a rule; nothing was written.
    PackageError
        A file is not of the shape it must have, is a link, or was changed while the package
        was being built; nothing (more) was written.
    """
    found = snapshot(root)
    wanted = contents(root, found, watch)
    stale = {name: data for name, data in wanted.items() if found.get(name) != data}
    if not check:
        for folder in (root, root / "data", (root / NAMES).parent):
            sweep(folder)
        # Whatever went into the seal must be as it was, also where it need not be written.
        now = snapshot(root)
        for name in sorted(found.keys() | now.keys()):
            _unchanged(root / name, found.get(name), now.get(name))
        # The descriptor goes last: until it is in place, `load` refuses what it does not match.
        for name in sorted(stale, key=lambda name: name == DESCRIPTOR):
            _unchanged(root / name, found.get(name), _present(root, name))
            replace(root / name, stale[name])
    return sorted(stale)


def _unchanged(path: Path, before: bytes | None, now: bytes | None) -> None:
    if before != now:
        raise PackageError(
            f"{path} was changed while the package was being built; it is left as it is. Run `il2data build` again."
        )


def _present(root: Path, name: str) -> bytes | None:
    """Return the bytes of a file that may be missing."""
    try:
        return regular(root, name, limits.MAX_FILE)
    except FileNotFoundError:
        return None


def snapshot(root: Path) -> dict[str, bytes]:
    """Return the bytes of all files of which a checkout's package is made, or into which it is written, by path.

    They are read as `Package` reads them: nothing from outside the checkout, and no link.
    """
    if not root.is_dir():
        raise PackageError(f"{root} is no folder. Name the top folder of a checkout.")
    package = Package(root)
    found = {DESCRIPTOR: package.read(DESCRIPTOR)}
    for resource in profiles.descriptor(root / DESCRIPTOR, found[DESCRIPTOR], sealed=False)["resources"]:
        table = resource["name"]
        for member in (f"schemas/{table}.json", f"data/{table}.csv", f"data/{table}.parquet"):
            made = member.endswith(".parquet") or (member.endswith(".csv") and table in derive.DERIVED)
            if not made or os.path.lexists(root / member):
                found[member] = package.read(member)
    names = _present(root, NAMES)
    return found if names is None else {**found, NAMES: names}


def contents(root: Path, found: dict[str, bytes], watch: Watch = unwatched) -> dict[str, bytes]:
    """Return the bytes that every file `build` is responsible for should have, by path.

    Parameters
    ----------
    root
        Top folder of the checkout, of which only the records of releases are read.
    found
        The `snapshot` of which all is made.
    watch
        Is handed the tables and the laws, and shows how far the work is.
    """
    descriptor = profiles.descriptor(root / DESCRIPTOR, found[DESCRIPTOR], sealed=False)
    names = [resource["name"] for resource in descriptor["resources"]]
    schemas = {
        name: profiles.schema(root / f"schemas/{name}.json", found[f"schemas/{name}.json"], name) for name in names
    }
    complete(root, schemas)
    typed = {name: schema for name, schema in schemas.items() if schema["kind"] != "derived"}
    texts = {name: csv_text.tidy(schema, found[f"data/{name}.csv"]) for name, schema in typed.items()}
    tables, problems = check_typed(schemas, texts, watch)
    _refuse(problems)
    followed = {name: to_csv(schemas[name], frame) for name, frame in derived(schemas, tables).items()}
    made, problems = check_typed(schemas, followed, watch)
    _refuse(problems)
    texts |= followed
    # In the order of the descriptor, which is that of the seal.
    tables = {name: (tables | made)[name] for name in names}
    texts = {name: texts[name] for name in names}
    _refuse(check_relations(schemas, tables, watch))
    _refuse(Problems(records.problems(records.last(root), descriptor, schemas, texts)))
    files: dict[str, bytes] = {f"data/{name}.csv": data for name, data in texts.items()}
    for resource in descriptor["resources"]:
        name = resource["name"]
        data = to_parquet(
            schemas[name], tables[name], descriptor, _sealed_bytes(found.get(f"data/{name}.parquet", b""), resource)
        )
        files[f"data/{name}.parquet"] = data
        resource.update(sealed(name, found[f"schemas/{name}.json"], texts[name], data, rows_digest(texts[name])))
    descriptor["seal"] = seal_of(descriptor)
    files[DESCRIPTOR] = (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode()
    files[NAMES] = names_module(names)
    return files


def _refuse(problems: Problems) -> None:
    """Raise `ValidationError` if a release would be invalid; what is checked later is not worth telling then."""
    if errors(problems):
        raise ValidationError(problems)


def _sealed_bytes(data: bytes, resource: dict[str, Any]) -> bytes:
    """Return the Parquet file of a resource if its bytes are as they were sealed, else nothing.

    Damage that leaves the rows readable must not be taken over into a new seal.
    """
    sealed = resource.get("parquet")
    return data if isinstance(sealed, dict) and f"sha256:{digest(data)[1]}" == sealed.get("hash") else b""


def sealed(name: str, schema: bytes, text: bytes, parquet: bytes, rows: str) -> dict[str, Any]:
    """Return the sizes and hashes of a resource's files, as the descriptor holds them."""

    def entry(data: bytes) -> dict[str, Any]:
        size, sha256 = digest(data)
        return {"bytes": size, "hash": f"sha256:{sha256}"}

    return {
        **entry(text),
        "rowsHash": rows,
        "schemaSeal": entry(schema),
        "parquet": {"path": f"data/{name}.parquet", **entry(parquet)},
    }


def to_parquet(schema: TableSchema, frame: pd.DataFrame, descriptor: dict[str, Any], existing: bytes) -> bytes:
    """Return a typed frame as Parquet, with its Table Schema and licence in the metadata.

    No version stands there, so that a file changes only with its rows.

    Parquet bytes carry the writer's version, so ``existing`` bytes are kept when they hold
    the same rows, schema and metadata.
    """
    import pyarrow
    import pyarrow.parquet

    metadata = {
        "table_schema": json.dumps(schema, ensure_ascii=False),
        "name": f"{descriptor['name']}/{schema['name']}",
        "licence": descriptor["licenses"][0]["name"],
    }
    table = pyarrow.Table.from_pandas(
        frame, schema=arrow(schema), preserve_index=False, nthreads=1
    ).replace_schema_metadata(metadata)
    try:
        if read_arrow(existing, schema).equals(table, check_metadata=True):
            return existing
    except (pyarrow.ArrowException, PackageError):
        pass
    sink = BytesIO()
    pyarrow.parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def names_module(names: list[str]) -> bytes:
    """Return the module that spells out the table names for editors and type checkers."""
    listed = "".join(f'    "{name}",\n' for name in names)
    return (
        '"""Names of the tables; written by `il2data build`."""\n\n'
        "from typing import Literal\n\n"
        f"TableName = Literal[\n{listed}]\n"
    ).encode()
