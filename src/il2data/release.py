"""One release of the dataset: its tables, what they say of a thing, and whether all holds together."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from il2data._tables import TableName
from il2data.contents import Contents
from il2data.errors import ValidationError
from il2data.package import Package

if TYPE_CHECKING:
    import pandas as pd

    from il2data.checking.engines.brought import EngineName


class Release(Contents):
    """A release of the dataset in a folder or zip.

    Parameters
    ----------
    package
        The package that holds it.
    """

    def evidence(self, name: str) -> pd.DataFrame:
        """Return the evidence of one fact, or of all facts of a table, with sources and passages.

        Parameters
        ----------
        name
            Identifier of a fact, or name of a table of facts.

        Returns
        -------
        DataFrame
            The columns of ``evidence``, then ``title``, ``published``, ``kind``, ``doi`` and
            ``url`` of the source and ``spans`` of the passage; all string.

        Raises
        ------
        UnknownTableError
            There is no such fact or table of facts.
        Il2DataError
            The fact was withdrawn; the message says when, why and what stands for it. Or the
            name is that of a founding document, of which `claims` tells what it said.
        """
        from il2data import tracing

        return tracing.evidence(self, name)

    def find(self, text: str) -> pd.DataFrame:
        """Search names and sentences, without regard to case, hyphens, spaces, and Greek or Latin letters.

        Parameters
        ----------
        text
            A name such as ``Treg``, ``cd25`` or ``NKTR-214``, or words of a sentence.

        Returns
        -------
        DataFrame
            Entities, those of the very name first, then those whose name begins so, then those
            with these words in their name; then the recommended answers to questions with these
            words, facts with these words in their sentence, and facts that mention what the words
            name. Columns ``id``, ``label`` (of an answer the question, of a fact the sentence),
            ``kind`` (entity, answer or fact), ``table``, ``match`` (exact, prefix, word or
            mention) and ``status`` (of a fact), all string. A gene and its protein are one hit;
            facts that only tell a name come last.
        """
        return self.index.find(text)

    def about(self, thing: str, *others: str) -> pd.DataFrame:
        """Return the facts that mention a thing, or all of several things.

        Parameters
        ----------
        thing, others
            Name, symbol or identifier of an entity, matched as `find` does.

        Returns
        -------
        DataFrame
            ``fact_id``, ``statement``, ``status``, ``table`` and ``role``, the columns that name
            the thing, for several things parted by a stroke; all string. What is said of a gene
            is said of its protein too, and of the mouse's.

        Raises
        ------
        UnknownNameError, AmbiguousNameError
            Nothing is called so; or more than one thing is, and the message lists them.
        """
        return self.index.about(thing, *others)

    def sequence(self, name: str, chain: str | None = None) -> str:
        """Return the amino-acid sequence of a protein or medicine, stored or built from its parent.

        Parameters
        ----------
        name
            Name, symbol or identifier, matched as `find` does; a gene stands for its protein.
        chain
            Which chain of several, such as ``heavy`` or ``light``; or which form of a chain, such
            as ``precursor``. Left out, it is the only chain, without its signal peptide where one
            is known. A built chain is that of a complete row of ``constructs``: its parent with
            the changed residues.

        Returns
        -------
        str
            Residues in one-letter code.

        Raises
        ------
        UnknownNameError, AmbiguousNameError
            Nothing is called so, or more than one thing is.
        SequenceError
            No sequence of it is known, it has no such chain, or it has several; the message lists them.
        """
        from il2data import chains

        return chains.one(self, name, chain).sequence

    def claims(self, document: str | None = None, verdict: str | None = None) -> pd.DataFrame:
        """Return what the founding documents said, and whether it was right, in reading order.

        Parameters
        ----------
        document
            One document only: its identifier ``il2d:doc-000``, or ``doc-000``, or ``000``.
        verdict
            Claims of one verdict only; `vocabulary` of ``claims`` lists and explains them.

        Returns
        -------
        DataFrame
            The columns of ``claims``, then ``facts``: which facts bear on the claim and how,
            such as ``agrees edge-0003; denies path-0004``, missing where none does; all
            string but the integer ``ordinal``.

        Raises
        ------
        UnknownTableError
            There is no such document or verdict.
        """
        from il2data import founding

        return founding.claims(self, document, verdict)

    def validate(
        self,
        target: str | os.PathLike[str] | pd.DataFrame | None = None,
        table: TableName | None = None,
        engine: EngineName | None = None,
    ) -> None:
        """Check a release, or a frame or files of yours against one table's schema, and report all problems at once.

        Parameters
        ----------
        target
            Folder or zip of a release; this release when left out; or a frame; or, with a table,
            a path or glob of CSV and Parquet files.
        table
            Name of the table whose schema the rows must fit. What they refer to must be in this
            release; their own identifiers are free.
        engine
            What checks files: ``duckdb``, which is asked for all but one small CSV file, or ``spark``.

        Raises
        ------
        ValidationError
            Something is wrong; ``.problems`` holds all of it, or the first 1,000 of each rule.
        PackageError
            A file is not there or cannot be read, or a library is missing.
        """
        from il2data.checking import validation
        from il2data.checking.engines import brought

        if target is None:
            problems = validation.check_package(self.package)
        elif isinstance(target, str | os.PathLike):
            problems = (
                brought.check_files(self.package, os.fspath(target), table, engine)[0]
                if table
                else validation.check_package(Package(target))
            )
        elif table is None:
            raise TypeError("validate(frame) needs the name of the table that the frame is of.")
        else:
            problems = brought.check_frame(self.package, target, table)
        if validation.errors(problems):
            raise ValidationError(problems)

    def cite(self, format: Literal["text", "bibtex", "ris"] = "text") -> str:
        """Return how to cite this release: in one line, as BibTeX or as RIS."""
        descriptor = self.package.descriptor
        by, title, year = descriptor["contributors"][0]["title"], descriptor["title"], descriptor["created"][:4]
        if format == "bibtex":
            return (
                f"@misc{{il2data-{self.data_version},\n  author = {{{{{by}}}}},\n  title = {{{title}}},\n  year ="
                f" {{{year}}},\n  version = {{{self.data_version}}},\n  note ="
                f" {{{descriptor['licenses'][0]['name']}}}\n}}"
            )
        if format == "ris":
            return f"TY  - DATA\nAU  - {by}\nTI  - {title}\nPY  - {year}\nET  - {self.data_version}\nER  - "
        return f"{by}. {title}, version {self.data_version}. {descriptor['licenses'][0]['name']}."


def open_release(path: str | os.PathLike[str]) -> Release:
    """Open another release of the dataset.

    Parameters
    ----------
    path
        Folder or zip with ``datapackage.json`` at its top.

    Raises
    ------
    PackageError, IntegrityError
        It is no release of il2data, or its descriptor was changed.
    """
    release = Release(Package(path))
    release.package.descriptor  # noqa: B018 - opening is where a bad package should fail
    return release
