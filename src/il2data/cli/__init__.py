"""The command line: a thin shell over the Python API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from il2data import output
from il2data._tables import TableName
from il2data.cli.parsing import parser
from il2data.cli.printing import FAILED, INTERRUPTED, PROBLEMS, print_problems
from il2data.errors import Il2DataError, ValidationError
from il2data.package import Package
from il2data.release import Release

__all__ = ["FAILED", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        Words after the program's name; those of the process when left out.

    Returns
    -------
    int
        0 when all is sound, 1 when problems were found, 2 when the command could not run.
    """
    output.prepare()
    try:
        options = parser().parse_args(arguments)
        try:
            return int(options.run(Release(Package.installed()), options))
        except ValidationError as error:
            print_problems(error.problems, options, {table: f"data/{table}.csv" for table in get_args(TableName)})
            return PROBLEMS
    except KeyboardInterrupt:
        output.complaint("interrupted")
        return INTERRUPTED
    except (Il2DataError, OSError) as error:
        output.complaint(error)
        return FAILED
    finally:
        output.clear()
