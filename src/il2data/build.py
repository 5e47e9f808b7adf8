"""Derive everything that is derived, and seal the package once it has validated whole."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from il2data import canonical, derive, history
from il2data.canonical import rows_digest, to_csv
from il2data.errors import PackageError, ValidationError
from il2data.loading import read_csv
from il2data.output import Watch, unwatched
from il2data.package import DESCRIPTOR, digest, seal_of
from il2data.placing import replace, sweep
from il2data.tableschema import TableSchema, arrow
from il2data.validation import check_texts, errors

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
        A file was changed while it was being built; nothing more was written.
    """
    for folder in () if check else (root, root / "data", (root / NAMES).parent):
        sweep(folder)
    found = {path: (root / path).read_bytes() for path in _present(root)}
    wanted = contents(root, watch)
    stale = {name: data for name, data in wanted.items() if found.get(name) != data}
    if not check:
        # The descriptor goes last: until it is in place, `load` refuses what it does not match.
        for name in sorted(stale, key=lambda name: name == DESCRIPTOR):
            if (found.get(name) is not None or (root / name).exists()) and (root / name).read_bytes() != found.get(name):
                raise PackageError(f"{root / name} was changed while the package was being built; it is left as it is. Run `il2data build` again.")
            replace(root / name, stale[name])
    return sorted(stale)


def _present(root: Path) -> list[str]:
    """Return the paths of the files that `build` may write, as far as they are there."""
    paths = [root / DESCRIPTOR, root / NAMES, *(root / "data").glob("*.csv"), *(root / "data").glob("*.parquet")]
    return [path.relative_to(root).as_posix() for path in paths if path.is_file()]


def contents(root: Path, watch: Watch = unwatched) -> dict[str, bytes]:
    """Return the bytes that every file `build` is responsible for should have, by path."""
    descriptor = json.loads((root / DESCRIPTOR).read_bytes())
    schemas = {r["name"]: json.loads((root / "schemas" / f"{r['name']}.json").read_bytes()) for r in descriptor["resources"]}
    texts = {
        name: canonical.tidy(schema, (root / "data" / f"{name}.csv").read_bytes())
        for name, schema in schemas.items()
        if schema["kind"] != "derived"
    }
    problems = [p for name, data in texts.items() for p in canonical.problems(schemas[name], data)]
    if problems:
        raise ValidationError(problems)
    tables = {name: read_csv(data, schemas[name]) for name, data in texts.items()}
    for name, make in derive.DERIVED.items():
        texts[name] = to_csv(schemas[name], make(schemas, tables))
    tables, problems = check_texts(schemas, texts, watch)
    problems += history.problems(history.last(root), descriptor, schemas, texts)
    if errors(problems):
        raise ValidationError(problems)
    files: dict[str, bytes] = {f"data/{name}.csv": data for name, data in texts.items()}
    for resource in descriptor["resources"]:
        name = resource["name"]
        data = to_parquet(schemas[name], tables[name], descriptor, _sealed_bytes(root, resource))
        files[f"data/{name}.parquet"] = data
        resource.update(sealed(resource, root, texts[name], data, rows_digest(texts[name])))
    descriptor["seal"] = seal_of(descriptor)
    files[DESCRIPTOR] = (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode()
    files[NAMES] = names_module(list(schemas))
    return files


def _sealed_bytes(root: Path, resource: dict[str, Any]) -> bytes:
    """Return the Parquet file of a resource if its bytes are as they were sealed, else nothing.

    Damage that leaves the rows readable must not be taken over into a new seal.
    """
    path = root / "data" / f"{resource['name']}.parquet"
    data = path.read_bytes() if path.is_file() else b""
    return data if f"sha256:{digest(data)[1]}" == resource["parquet"].get("hash") else b""


def sealed(resource: dict[str, Any], root: Path, text: bytes, parquet: bytes, rows: str) -> dict[str, Any]:
    """Return the sizes and hashes of a resource's files, as the descriptor holds them."""
    name = resource["name"]

    def entry(data: bytes) -> dict[str, Any]:
        size, sha256 = digest(data)
        return {"bytes": size, "hash": f"sha256:{sha256}"}

    return {
        **entry(text),
        "rowsHash": rows,
        "schemaSeal": entry((root / "schemas" / f"{name}.json").read_bytes()),
        "parquet": {"path": f"data/{name}.parquet", **entry(parquet)},
    }


def to_parquet(schema: TableSchema, frame: pd.DataFrame, descriptor: dict[str, Any], existing: bytes) -> bytes:
    """Return a typed frame as Parquet with its Table Schema and licence in the metadata, and no version, so that a file changes only with its rows.

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
    table = pyarrow.Table.from_pandas(frame, schema=arrow(schema), preserve_index=False, nthreads=1).replace_schema_metadata(metadata)
    try:
        if pyarrow.parquet.ParquetFile(BytesIO(existing), pre_buffer=False).read(use_threads=False).equals(table, check_metadata=True):
            return existing
    except (pyarrow.ArrowException, OSError):
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
