"""Entities and facts by the names that people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from il2data.errors import AmbiguousNameError, UnknownNameError
from il2data.naming import key, one_thing, words

if TYPE_CHECKING:
    from il2data.release import Release

# Ways in which a name can fit, the best first.
MATCHES = ("exact", "prefix", "word")


class Index:
    """The names of a release and the words of its sentences.

    Parameters
    ----------
    release
        The release; its tables are read once.
    """

    def __init__(self, release: Release) -> None:
        entities, names, xrefs = release.load("entities"), release.load("names"), release.load("xrefs")
        same = xrefs[xrefs["predicate_id"] == "skos:exactMatch"]
        trials = release.load("trials").dropna(subset=["acronym"])
        called = [
            entities[["entity_id", "label"]],
            entities[["entity_id", "prose"]],
            entities[["entity_id", "entity_id"]],
            names[["entity_id", "name"]],
            trials[["trial_id", "acronym"]],
            same[["subject_id", "object_id"]],
        ]
        self.names = pd.concat([frame.set_axis(["entity_id", "name"], axis=1) for frame in called]).dropna().drop_duplicates()
        bare = self.names[self.names["name"].str.fullmatch(r"[A-Za-z.]+:\S+")]
        self.names = pd.concat([self.names, bare.assign(name=bare["name"].str.partition(":")[2])], ignore_index=True)
        self.names = self.names[self.names["entity_id"].isin(entities["entity_id"])]
        self.names["words"] = [f" {' '.join(words(name))} " for name in self.names["name"]]
        self.names["key"] = self.names["words"].str.replace(" ", "")
        self.facts = release.load("facts")
        self.said = pd.Series([f" {' '.join(words(text))} " for text in self.facts["statement"]], index=self.facts.index)
        self.mentions = release.load("mentions")
        proteins = release.load("proteins")
        # A gene and its product are one thing.
        gene = dict(zip(proteins["protein_id"], proteins["gene_id"], strict=True))
        self.names["thing"] = self.names["entity_id"].map(gene).fillna(self.names["entity_id"])
        self.human = one_thing({"proteins": proteins, "xrefs": xrefs})
        self.entities = entities.set_index("entity_id")
        self.told = self.mentions.groupby("entity_id").size()

    def find(self, text: str) -> pd.DataFrame:
        """Return entities and facts as `Release.find` does."""
        wanted, sought = key(text), [f" {word} " for word in words(text)]
        columns = ["id", "label", "kind", "table", "match", "status"]
        if not wanted:
            return pd.DataFrame(columns=columns, dtype="string")
        exact, prefix = self.names["key"] == wanted, self.names["key"].str.startswith(wanted)
        word = pd.concat([self.names["words"].str.contains(part, regex=False) for part in sought], axis=1).all(axis=1)
        hits = self.names[exact | prefix | word].assign(match=[MATCHES[0] if e else MATCHES[1] if p else MATCHES[2] for e, p, w in zip(exact, prefix, word, strict=True) if e or p or w])
        hits["rank"] = hits["match"].map(MATCHES.index)
        hits["told"] = hits["thing"].map(self.told).fillna(0)
        # Of a gene and its product, the one that bears the name; the product where both do.
        hits["order"] = hits["entity_id"] == hits["thing"]
        hits = hits.sort_values(["rank", "told", "thing", "order", "entity_id"], ascending=[True, False, True, True, True]).drop_duplicates("thing")
        found = self.entities.loc[hits["entity_id"]]
        things = pd.DataFrame({"id": found.index, "label": found["label"].array, "kind": "entity", "table": found["table"].array, "match": hits["match"].array})
        told = self.facts[pd.concat([self.said.str.contains(part, regex=False) for part in sought], axis=1).all(axis=1)]
        facts = pd.DataFrame({"id": told["fact_id"].array, "label": told["statement"].array, "kind": "fact", "table": told["table"].array, "match": MATCHES[2], "status": told["status"].array})
        return pd.concat([things, facts], ignore_index=True).reindex(columns=columns).astype("string")

    def entity(self, name: str) -> str:
        """Return the identifier of what a name means: of the gene, where it means a gene and its product, and of the human one.

        Raises
        ------
        UnknownNameError, AmbiguousNameError
            Nothing is called so, or more than one thing.
        """
        if name in self.entities.index:
            return str(self.names.loc[self.names["entity_id"] == name, "thing"].iloc[0])
        hits = self.names[self.names["key"] == key(name)]
        things = list(dict.fromkeys(self.human.get(thing, thing) for thing in hits["thing"]))
        if not things:
            raise UnknownNameError(name, sorted(set(self.names["name"])))
        if len(things) > 1:
            raise AmbiguousNameError(name, {thing: str(self.entities.at[thing, "label"]) for thing in things})
        return str(things[0])

    def all_of(self, name: str) -> set[str]:
        """Return the identifiers of what a name means: of a gene and its products; raise as `entity` does."""
        thing = self.entity(name)
        return set(self.names.loc[self.names["thing"] == thing, "entity_id"])

    def about(self, *names: str) -> pd.DataFrame:
        """Return facts as `Release.about` does."""
        found: pd.DataFrame | None = None
        for name in names:
            mine = self.mentions[self.mentions["entity_id"] == self.entity(name)]
            roles = mine.groupby("fact_id")["role"].agg(lambda column: "; ".join(sorted(set(column)))).rename("role").reset_index()
            found = roles if found is None else found.merge(roles, on="fact_id", suffixes=("", "_next")).assign(role=lambda both: both["role"] + " / " + both["role_next"]).drop(columns="role_next")
        assert found is not None
        order = self.facts[["fact_id", "statement", "status", "table"]]
        return order.merge(found, on="fact_id").astype("string")
