"""Turn sealed bytes into validated frames under the dtype contract."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from il2data import limits, parquet_pages
from il2data import tableschema as mapping
from il2data.errors import PackageError, Problem, Problems, ValidationError
from il2data.package import Format, Package

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow


# What the text of a cell becomes, by the type of its column.
CELLS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
}


def read_csv(data: bytes, schema: mapping.TableSchema) -> pd.DataFrame:
    """Read canonical CSV bytes into a frame under the dtype contract."""
    # Neither pandas, which reads decimals to the nearest double only in some versions, nor pyarrow.csv, whose pool
    # for input can abort an interpreter that is exiting.
    import pyarrow

    limits.shape(f"data/{schema['name']}.csv", data.count(b"\n"), len(schema["fields"]), len(data))
    rows = csv.reader(StringIO(data.decode(), newline=""), strict=True)
    cells = dict(zip(next(rows), zip(*rows, strict=True), strict=True))
    convert = {field["name"]: CELLS[field["type"]] for field in schema["fields"]}
    columns = [[convert[name](cell) if cell else None for cell in cells[name]] for name in convert]
    return mapping.from_arrow(
        pyarrow.Table.from_arrays(
            [pyarrow.array(c, f.type) for c, f in zip(columns, mapping.arrow(schema), strict=True)],
            schema=mapping.arrow(schema),
        )
    )


def read_parquet(data: bytes, schema: mapping.TableSchema) -> pd.DataFrame:
    """Read Parquet bytes written by `il2data.build` into a frame under the dtype contract; see `read_arrow`."""
    return mapping.from_arrow(read_arrow(data, schema))


def read_arrow(data: bytes, schema: mapping.TableSchema) -> pyarrow.Table:
    """Read Parquet bytes into Arrow, batch after batch, if they have the columns of the schema.

    Raises
    ------
    ArrowInvalid
        The file is damaged, or its columns are not those of the schema.
    PackageError
        The file asks for more rows, columns or memory than any table of il2data.
    """
    import pyarrow
    import pyarrow.parquet

    place, expected = f"data/{schema['name']}.parquet", mapping.arrow(schema)
    try:
        # Not read_table: it starts a pool for input, which can abort an interpreter that is exiting.
        file = pyarrow.parquet.ParquetFile(BytesIO(data), pre_buffer=False)
        footer = file.metadata
        encoded = sum(footer.row_group(at).total_byte_size for at in range(footer.num_row_groups))
        limits.shape(place, footer.num_rows, footer.num_columns, encoded)
        if (file.schema_arrow.names, file.schema_arrow.types) != (expected.names, expected.types):
            raise pyarrow.ArrowInvalid("its columns are not those of the schema, in its order and types")
        # The footer may lie, and few bytes stand for many rows of one long text: what comes out is counted.
        step = _rows_at_once(place, data, footer)
        batches, rows, decoded = [], 0, 0
        for batch in file.iter_batches(batch_size=step, use_threads=False):
            rows, decoded = rows + batch.num_rows, decoded + batch.nbytes
            limits.shape(place, rows, len(expected), decoded)
            batches.append(batch)
        table = pyarrow.Table.from_batches(batches, schema=file.schema_arrow).combine_chunks()
        table.validate(full=True)
        return table
    except (OSError, UnicodeError, parquet_pages.DamagedError) as error:  # that Arrow does not report as its own
        raise pyarrow.ArrowInvalid(f"damaged Parquet ({error})") from error


def _rows_at_once(place: str, data: bytes, footer: pyarrow.parquet.FileMetaData) -> int:
    """Return how many rows take up no more than a table may, whatever their cells are.

    Pages that unpack to more are refused. A reader unpacks a page as a whole, and of a dictionary every cell may be
    the longest text.
    """
    unpacked, longest = 0, dict.fromkeys(range(footer.num_columns), 0)
    for number, (column, size) in enumerate(parquet_pages.sizes(data, footer), start=1):
        unpacked, longest[column] = unpacked + size, max(longest[column], size)
        limits.pages(place, number, unpacked)
    return max(1, limits.MAX_DECODED // max(1, sum(longest.values())))


def schema_problems(frame: pd.DataFrame, schema: mapping.TableSchema, first_is_sound: bool = True) -> Problems:
    """Check a frame against its Table Schema, with pandera where something may be wrong.

    Parameters
    ----------
    frame
        Frame with the columns of the schema under the dtype contract; its rows are taken
        to stand in the order of the CSV file, from line 2 on.
    schema
        Table Schema of the table.
    first_is_sound
        Whether, of rows with one key, the first is taken to be the one that stays;
        otherwise each of them has its problem.

    Returns
    -------
    Problems
        Empty when the frame is valid.
    """
    try:
        if mapping.keeps(frame, schema):
            return Problems()
        shape = mapping.pandera(schema)
    except PackageError as error:
        raise PackageError(f"schemas/{schema['name']}.json: {error}") from error
    import pandera.errors
    from pandera.config import ValidationDepth, config_context

    # A user's environment may have switched pandera off; here it always runs in full.
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            shape.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as error:
            cases = error.failure_cases
        else:
            return Problems()
    fields = {field["name"]: field for field in schema["fields"]}
    problems, first = Problems(), _first_of_key(frame, schema) if first_is_sound else {}
    for case in cases.itertuples(index=False):
        column = str(case.column) if case.column in fields else ""
        line = int(case.index) + 2 if isinstance(case.index, int) else 0
        rule = f"schema-{_kind(str(case.check))}"
        if rule == "schema-unique" and line - 2 in first:
            continue  # told below, once for each row
        problems.append(
            Problem(
                schema["name"],
                line,
                column,
                rule,
                f"found {case.failure_case!r}, expected {_expected(str(case.check), fields.get(column))}.",
                f"See `il2data describe {schema['name']}` for what the column takes.",
            )
        )
    keys = list(schema["primaryKey"])
    for at, before in first.items():
        if at != before:
            same = frame.loc[at].equals(frame.loc[before])
            what = "the same row stands" if same else f"its key {'/'.join(map(str, frame.loc[at, keys]))} stands"
            problems.append(
                Problem(
                    schema["name"],
                    at + 2,
                    keys[0],
                    "schema-unique",
                    f"{what} in line {before + 2} too, expected once.",
                    "Remove one of the two, or give this row the next free identifier.",
                )
            )
    return problems


def _first_of_key(frame: pd.DataFrame, schema: mapping.TableSchema) -> dict[int, int]:
    """Return, for each row whose key stands twice, the position of the first with that key.

    An empty part of a key is a part.
    """
    keys = list(schema["primaryKey"])
    if not frame.columns.is_unique or not set(keys) <= set(frame.columns):
        return {}
    twice = frame.loc[frame.duplicated(keys, keep=False), keys]
    groups = twice.groupby(keys, dropna=False, sort=False).ngroup()
    first = groups.drop_duplicates()
    home = dict(zip(first, first.index, strict=True))
    return {int(at): int(home[group]) for at, group in groups.items()}


def _kind(check: str) -> str:
    for start, kind in (
        ("dtype", "type"),
        ("not_nullable", "required"),
        ("field_uniqueness", "unique"),
        ("multiple_fields", "unique"),
        (mapping.ONCE, "unique"),
        ("column_", "columns"),
    ):
        if start in check:
            return kind
    return "constraint"


def _expected(check: str, field: dict[str, object] | None) -> str:
    if "not_nullable" in check:
        return "a value"
    if "uniqueness" in check:
        return mapping.ONCE
    if "dtype" in check and field:
        return f"a column of type {field['type']}"
    if "column_" in check:
        return "exactly the columns of the schema, in its order"
    return f"{check}, such as {field['example']}" if field and "example" in field and "matches" in check else check


@cache
def _frame(package: Package, table: str) -> pd.DataFrame:
    import pyarrow

    format: Format = "parquet" if "parquet" in package.formats else "csv"
    data, schema = package.data(table, format), package.schema(table)
    try:
        if format == "parquet":
            arrow = read_arrow(data, schema)
            frame, size = mapping.from_arrow(arrow), arrow.nbytes
        else:
            frame, size = read_csv(data, schema), len(data)
    except (pyarrow.ArrowException, ValueError, KeyError, csv.Error) as error:
        raise PackageError(
            f"{package.root}: data/{table}.{format} cannot be read ({error}). Download the release again."
        ) from error
    package.decoded += size
    limits.size(f"{package.root}, decoded,", package.decoded, limits.MAX_TOTAL)
    return frame


@cache
def _validated(package: Package, table: str) -> None:
    problems = schema_problems(_frame(package, table), package.schema(table))
    if problems:
        raise ValidationError(problems)


def load(package: Package, table: str, validate: bool = True) -> pd.DataFrame:
    """Return a copy of one table of a package.

    The bytes are verified against the seal on first use; the rows are checked once a process
    for each table, and not at all with ``validate=False``.

    Raises
    ------
    UnknownTableError
        The package has no such table.
    IntegrityError
        The file is not the one that was sealed.
    ValidationError
        The rows break the table's schema.
    """
    if validate:
        _validated(package, table)
    return _frame(package, table).copy()
