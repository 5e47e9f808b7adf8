"""What the tables of a release are: their catalogue, their columns, and the values of their vocabularies."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from il2data.tableschema import entity_key

if TYPE_CHECKING:
    from il2data._tables import TableName
    from il2data.contents import Contents


def catalogue(release: Contents) -> pd.DataFrame:
    """Return what each table is, as `Release.catalogue` does."""
    rows = []
    for name in release.tables():
        schema = release.package.schema(name)
        count = len(release.load(name, validate=False))  # type: ignore[arg-type]
        rows.append(
            {
                "table": name,
                "kind": schema["kind"],
                "rows": count,
                "title": schema["title"],
                "description": schema["description"],
                "key": schema["primaryKey"][0],
                "entity": entity_key(schema) or "",
                "question": schema.get("question", ""),
            }
        )
    return pd.DataFrame(rows)


def columns(release: Contents, name: TableName) -> pd.DataFrame:
    """Return the data dictionary of a table, as `Release.describe` does."""
    schema = release.package.schema(name)
    targets = {f["fields"][0]: f["reference"] for f in schema.get("foreignKeys", [])}
    told = _quantities(release)
    rows = []
    for field in schema["fields"]:
        constraints = {k: v for k, v in field.get("constraints", {}).items() if k != "required"}
        target = targets.get(field["name"])
        rows.append(
            {
                "column": field["name"],
                "type": field["type"],
                "unit": field["unit"],
                "required": field.get("constraints", {}).get("required", False),
                "title": field["title"],
                "description": field["description"],
                "constraints": "; ".join(
                    f"{k}: {', '.join(map(str, v)) if isinstance(v, list) else v}" for k, v in constraints.items()
                ),
                "example": str(field["example"]),
                "references": f"{target['resource']}.{target['fields'][0]}" if target else "",
                "quantity": (
                    f"as {field['quantitiesBy']} says"
                    if "quantitiesBy" in field
                    else "; ".join(told[id] for id in field.get("quantities", []))
                ),
            }
        )
    return pd.DataFrame(rows)


def values(release: Contents, name: TableName) -> pd.DataFrame:
    """Return what each value of a table's vocabularies means, as `Release.vocabulary` does."""
    told = _quantities(release)
    rows = [
        (
            field["name"],
            value["value"],
            value["label"],
            value["description"],
            "; ".join(told[id] for id in value.get("quantities", [])),
        )
        for field in release.package.schema(name)["fields"]
        for value in field.get("categories", [])
    ]
    return pd.DataFrame(rows, columns=["column", "value", "label", "description", "quantity"], dtype="object")


@cache
def _quantities(release: Contents) -> dict[str, str]:
    """Return each quantity in words with its possible range; none in a release from before there were any."""
    if "quantities" not in release.package.tables:
        return {}
    rows = release.load("quantities", validate=False)
    bounded = rows.dropna(subset=["least", "most"])
    return {
        **dict(zip(rows["quantity_id"], rows["name"], strict=True)),
        **{
            row.quantity_id: (
                f"{row.name} ({row.least:,.10g} to {row.most:,.10g}{'' if row.unit == '1' else ' ' + row.unit})"
            )
            for row in bounded.itertuples()
        },
    }
