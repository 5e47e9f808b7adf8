"""The tables of a release: which there are, what is in them, and what their columns and values mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from il2data._tables import TableName
from il2data.errors import PackageError
from il2data.package import Format, Package

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

    from il2data.finding import Index


class Contents:
    """The tables of a package, and the names in them.

    Parameters
    ----------
    package
        The package that holds them.
    """

    def __init__(self, package: Package) -> None:
        self.package = package

    @property
    def data_version(self) -> str:
        """Version of the data, the same as that of the code it was released with."""
        return str(self.package.descriptor["version"])

    def tables(self) -> tuple[str, ...]:
        """Return the names of all tables."""
        return self.package.tables

    def catalogue(self) -> pd.DataFrame:
        """Return what each table is.

        Returns
        -------
        DataFrame
            One row a table: ``table``, ``kind`` (entity, fact, measurement, evidence, reference or derived),
            ``rows``, ``title``, ``description``, ``key``, the column of the primary key,
            ``entity``, the column that identifies the entity of a row, empty where a row is
            of none, and ``question``, what the facts of a table answer, as the portal groups
            them (all text but the integer ``rows``).
        """
        from il2data import describing

        return describing.catalogue(self)

    def load(
        self, name: TableName, validate: bool = True, names: bool = False, where: Mapping[str, object] | None = None
    ) -> pd.DataFrame:
        """Load one table.

        Parameters
        ----------
        name
            Name of the table; `tables` lists them.
        validate
            Check the rows against the table's schema, once a process. ``False``
            skips only that; the bytes are verified in any case.
        names
            Put what each identifier means beside it, in a column ``cell_type_name`` for
            ``cell_type_id``, and ``statement`` and ``status`` of a fact at the end.
        where
            Only rows with these values, by column; a list means any of them, ``None`` an empty
            cell. The value of a column of identifiers may be any name of the thing; that of a
            gene stands for its protein too, and for those of mouse and rat unless it names the
            species. A value of a vocabulary may be given by its label.

        Returns
        -------
        DataFrame
            A copy, with columns of dtype string, Int64, float64 or boolean; `describe` tells
            each column's meaning and unit.

        Raises
        ------
        UnknownTableError, IntegrityError, ValidationError
            There is no such table, column or value of a vocabulary; its file is not as sealed;
            its rows break the schema.
        UnknownNameError, AmbiguousNameError
            A value of a column of identifiers is no name, or means more than one thing.
        """
        from il2data import loading

        frame = loading.load(self.package, name, validate)
        if not (names or where):
            return frame
        from il2data import selecting

        for column, value in (where or {}).items():
            frame = selecting.any_of(self, name, frame, column, value)
        return (selecting.named(self, name, frame) if names else frame).reset_index(drop=True)

    def describe(self, name: TableName) -> pd.DataFrame:
        """Return the data dictionary of a table.

        Returns
        -------
        DataFrame
            One row a column: ``column``, ``type``, ``unit``, ``required``, ``title``,
            ``description``, ``constraints``, ``example``, ``references`` and ``quantity``, what a
            number is with its possible range (all text but the boolean ``required``).
        """
        from il2data import describing

        return describing.columns(self, name)

    def vocabulary(self, name: TableName) -> pd.DataFrame:
        """Return what each value of a table's vocabularies means.

        Returns
        -------
        DataFrame
            One row a value of a column that takes certain values only: ``column``, ``value``,
            ``label``, ``description`` and ``quantity``, what a number is in a row with that
            value, with its possible range; all text.
        """
        from il2data import describing

        return describing.values(self, name)

    def schema(self, name: TableName) -> pa.DataFrameSchema:
        """Return the pandera schema of a table: strict, ordered, nothing coerced."""
        from il2data import tableschema

        return tableschema.pandera(self.package.schema(name))

    def path(self, name: TableName, format: Format = "csv") -> Path:
        """Return where a table's file stands, its bytes verified.

        Raises
        ------
        PackageError
            The release is a zip, in which files have no path of their own.
        """
        if self.package.root.is_file():
            raise PackageError(f"{self.package.root} is a zip. Unpack it to get at the path of a table, or use load.")
        self.package.data(name, format)
        return self.package.root / "data" / f"{name}.{format}"

    @cached_property
    def index(self) -> Index:
        """The names of this release and the words of its sentences, read when first asked for."""
        from il2data.finding import Index

        return Index(self)

    def __getitem__(self, name: TableName) -> pd.DataFrame:
        """Return `load` of a table: ``release["genes"]``, whose names IPython and Jupyter complete."""
        return self.load(name)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.tables())

    def __repr__(self) -> str:
        """Say what the release is and where."""
        return f"<il2data {self.data_version}: {len(self.tables())} tables, {self.package.root}>"
