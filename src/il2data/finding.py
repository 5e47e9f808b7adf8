"""Entities and facts by the names that people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from il2data.errors import AmbiguousNameError, UnknownNameError
from il2data.naming import key, one_thing, words

if TYPE_CHECKING:
    from il2data.contents import Contents

# Ways in which a name can fit, the best first.
MATCHES = ("exact", "prefix", "word")
# Words that ask and do not tell.
ASKING = frozenset([
    "a", "an", "and", "are", "by", "does", "do", "for", "from", "how", "in", "is", "it", "of", "on", "or",
    "that", "the", "to", "what", "which", "who", "with",
])  # fmt: skip
# Tables of what things are called, which stand behind what is said of them.
CALLED = ("names", "xrefs")


class Index:
    """The names of a release and the words of its sentences.

    Parameters
    ----------
    release
        The release; its tables are read once.
    """

    def __init__(self, release: Contents) -> None:
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
        self.names = (
            pd.concat([frame.set_axis(["entity_id", "name"], axis=1).assign(kind=frame.columns[1]) for frame in called])
            .dropna()
            .drop_duplicates(["entity_id", "name"])
        )
        bare = self.names[self.names["name"].str.fullmatch(r"[A-Za-z.]+:\S+")]
        self.names = pd.concat([self.names, bare.assign(name=bare["name"].str.partition(":")[2])], ignore_index=True)
        self.names = self.names[self.names["entity_id"].isin(entities["entity_id"])]
        self.names["words"] = _spaced(self.names["name"])
        self.names["key"] = self.names["words"].str.replace(" ", "")
        self.keys = set(self.names["key"])
        facts = release.load("facts")
        self.facts = facts.iloc[facts["table"].isin(CALLED).argsort(kind="stable")].reset_index(drop=True)
        self.said = _spaced(self.facts["statement"])
        asked = release.load("recommended").merge(self.facts[["fact_id", "table", "status"]], on="fact_id")
        self.asked, self.questions = asked, _spaced(asked["question"])
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
        wanted, sought = self._singular(key(text)), [word for word in words(text) if word not in ASKING] or words(text)
        columns = ["id", "label", "kind", "table", "match", "status"]
        if not wanted:
            return pd.DataFrame(columns=columns, dtype="string")
        exact, prefix = self.names["key"] == wanted, self.names["key"].str.startswith(wanted)
        word = _have(self.names["words"], words(text))
        hits = self.names[exact | prefix | word].assign(
            match=[
                MATCHES[0] if e else MATCHES[1] if p else MATCHES[2]
                for e, p, w in zip(exact, prefix, word, strict=True)
                if e or p or w
            ]
        )
        hits["rank"] = hits["match"].map(MATCHES.index)
        hits["told"] = hits["thing"].map(self.told).fillna(0)
        # Of a gene and its product, the one that bears the name; the product where both do.
        hits["order"] = hits["entity_id"] == hits["thing"]
        hits = hits.sort_values(
            ["rank", "told", "thing", "order", "entity_id"], ascending=[True, False, True, True, True]
        ).drop_duplicates("thing")
        found = self.entities.loc[hits["entity_id"]]
        things = pd.DataFrame(
            {
                "id": found.index,
                "label": found["label"].array,
                "kind": "entity",
                "table": found["table"].array,
                "match": hits["match"].array,
            }
        )
        named, rest = self._taken_apart(sought)
        with_all = (
            set.intersection(
                *(set(self.mentions.loc[self.mentions["entity_id"] == thing, "fact_id"]) for thing in named)
            )
            if named
            else set()
        )
        answers = self.asked[
            _have(self.questions, sought)
            | (self.asked["fact_id"].isin(with_all) & _have(self.questions, rest) & bool(rest))
        ]
        told = self.facts[_have(self.said, sought)]
        also = self.facts[
            self.facts["fact_id"].isin(with_all)
            & _have(self.said, rest)
            & (len(named) + len(rest) > 1)
            & ~self.facts["fact_id"].isin(told["fact_id"])
        ]
        frames = [things]
        for frame, label, kind, match in (
            (answers, "question", "answer", "word"),
            (told, "statement", "fact", "word"),
            (also, "statement", "fact", "mention"),
        ):
            frames.append(
                pd.DataFrame(
                    {
                        "id": frame["fact_id"],
                        "label": frame[label],
                        "kind": kind,
                        "table": frame["table"],
                        "match": match,
                        "status": frame["status"],
                    }
                )
            )
        return pd.concat(frames, ignore_index=True).reindex(columns=columns).astype("string")

    def _taken_apart(self, sought: list[str]) -> tuple[list[str], list[str]]:
        """Return the things that a question names, its longest names first found, and its other words."""
        named: list[str] = []
        rest: list[str] = []
        at = 0
        while at < len(sought):
            for end in range(len(sought), at, -1):
                things = self._things("".join(sought[at:end]))
                if len(things) == 1:
                    named.append(things[0])
                    break
            else:
                end = at + 1
                rest.append(sought[at])
            at = end
        return named, rest

    def entity(self, name: str) -> str:
        """Return the identifier of what a name means.

        Where it means a gene and its product, that of the gene, and of several species the human one.

        Raises
        ------
        UnknownNameError, AmbiguousNameError
            Nothing is called so, or more than one thing.
        """
        if name in self.entities.index:
            return str(self.names.loc[self.names["entity_id"] == name, "thing"].iloc[0])
        things = self._things(key(name))
        if not things:
            raise UnknownNameError(name, sorted(set(self.names["name"])))
        if len(things) > 1:
            raise AmbiguousNameError(name, {thing: str(self.entities.at[thing, "label"]) for thing in things})
        return things[0]

    def _things(self, wanted: str) -> list[str]:
        """Return what a name may mean.

        What has it as its label comes before what is also called so, and of several species counts the human thing.
        """
        wanted = self._singular(wanted)
        if wanted not in self.keys:
            return []
        bearers = self.names[self.names["key"] == wanted]
        labelled = bearers.loc[bearers["kind"] == "label", "thing"].unique()
        hits = labelled if len(labelled) else bearers["thing"].unique()
        return [
            str(thing)
            for thing in (dict.fromkeys(self.human.get(thing, thing) for thing in hits) if len(hits) > 1 else hits)
        ]

    def _singular(self, wanted: str) -> str:
        """Return a name as it is entered: without the ending of a plural, if only that is."""
        return wanted if wanted in self.keys else wanted.removesuffix("s")

    def all_of(self, name: str) -> set[str]:
        """Return the identifiers of what a name means, of a gene its products and those of other species.

        Raises as `entity` does.
        """
        thing = self.entity(name)
        return set(
            self.names.loc[(self.names["thing"] == thing) | (self.names["thing"].map(self.human) == thing), "entity_id"]
        )

    def about(self, *names: str) -> pd.DataFrame:
        """Return facts as `Release.about` does."""
        found: pd.DataFrame | None = None
        for name in names:
            mine = self.mentions[self.mentions["entity_id"] == self.entity(name)]
            roles = (
                mine.groupby("fact_id")["role"]
                .agg(lambda column: "; ".join(sorted(set(column))))
                .rename("role")
                .reset_index()
            )
            found = (
                roles
                if found is None
                else found.merge(roles, on="fact_id", suffixes=("", "_next"))
                .assign(role=lambda both: both["role"] + " / " + both["role_next"])
                .drop(columns="role_next")
            )
        assert found is not None
        order = self.facts[["fact_id", "statement", "status", "table"]]
        return order.merge(found, on="fact_id").astype("string")


def _spaced(texts: pd.Series[str]) -> pd.Series[str]:
    """Return texts as their words, each between blanks."""
    return pd.Series([f" {' '.join(words(text))} " for text in texts], index=texts.index, dtype="object")


def _have(texts: pd.Series[str], sought: list[str]) -> pd.Series[bool]:
    """Say of each text whether it has all words, in the singular or plural."""
    has = pd.Series(True, index=texts.index)
    for word in sought:
        has &= texts.str.contains(
            f" {word.removesuffix('s')}" if len(word) > 3 and word.endswith("s") else f" {word} ", regex=False
        )
    return has
