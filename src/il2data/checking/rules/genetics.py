"""Laws of genetics: places of genes and exons, alleles, variants and verdicts on associations."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, together
from il2data.checking.rules.molecules import sequences


@rule(
    "gene-place",
    "A gene lies on one chromosome; its band names that chromosome, its bases stand in order, and a length in an"
    " assembly is that of its place there.",
    "Coordinates that count from 0 are off by one, and swapped ends by the gene.",
    reads=("gene_locations", "gene_structures"),
)
def gene_place(tables: Tables) -> Iterator[Finding]:
    places, structures = tables["gene_locations"], tables["gene_structures"]
    chromosome = places.groupby("gene_id")["chromosome"].agg(lambda found: found.mode().iloc[0])
    for row in places.itertuples():
        if row.chromosome != chromosome[row.gene_id]:
            yield (
                "gene_locations",
                row.Index,
                "chromosome",
                f"{row.gene_id} lies on {chromosome[row.gene_id]} elsewhere.",
                "Check the gene and the chromosome.",
            )
        elif not pd.isna(row.band) and not str(row.band).startswith((f"{row.chromosome}p", f"{row.chromosome}q")):
            yield (
                "gene_locations",
                row.Index,
                "band",
                f"{row.band} is no band of chromosome {row.chromosome}.",
                "Correct the band or the chromosome.",
            )
        if (
            pd.isna(row.band) == pd.isna(row.start)
            or len({pd.isna(row.start), pd.isna(row.end), pd.isna(row.assembly), pd.isna(row.strand)}) > 1
        ):
            yield (
                "gene_locations",
                row.Index,
                "start",
                "the row gives neither a band alone nor assembly, strand and both ends.",
                "Enter the one or the other.",
            )
        elif not pd.isna(row.start) and row.start > row.end:
            yield "gene_locations", row.Index, "end", f"from {row.start} to {row.end}.", "Count on the plus strand."
    spans = {
        (row.gene_id, row.assembly): row.end - row.start + 1
        for row in places.dropna(subset=["start", "end"]).itertuples()
    }
    for row in structures[structures["feature"] == "gene_length"].dropna(subset=["assembly"]).itertuples():
        span = spans.get((row.gene_id, row.assembly), row.value)
        if row.value != span:
            yield (
                "gene_structures",
                row.Index,
                "value",
                f"{row.value:g} bases, and its place in {row.assembly} has {span}.",
                "Check the ends and the length.",
            )


@rule(
    "exon-parts",
    "The coding parts of a gene's exons follow each other and make up the precursor; there are no more of them than"
    " exons, and one intron less than exons.",
    "A residue that no exon codes for, or two do, is a slip of the count.",
    reads=("gene_structures", "proteins", "sequences"),
)
def exon_parts(tables: Tables) -> Iterator[Finding]:
    frame, stored = tables["gene_structures"], sequences(tables)
    protein = dict(zip(tables["proteins"]["gene_id"], tables["proteins"]["protein_id"], strict=True))
    for gene, mine in frame.groupby("gene_id"):
        count = dict(zip(mine["feature"], mine["value"], strict=True))
        parts = mine[mine["feature"] == "coding_part"].sort_values("exon")
        if {"exon_count", "intron_count"} <= count.keys() and count["exon_count"] != count["intron_count"] + 1:
            yield (
                "gene_structures",
                mine.index[mine["feature"] == "intron_count"][0],
                "value",
                f"{count['intron_count']:g} introns between {count['exon_count']:g} exons.",
                "Check both counts.",
            )
        due = 1
        for row in parts.itertuples():
            if (
                row.first_residue != due
                or row.value != row.last_residue - row.first_residue + 1
                or row.exon > count.get("exon_count", row.exon)
            ):
                yield (
                    "gene_structures",
                    row.Index,
                    "first_residue",
                    (
                        f"exon {row.exon} codes for {row.value:g} residues from {row.first_residue} to"
                        f" {row.last_residue}, expected a start at {due}."
                    ),
                    "Count the residues again.",
                )
            due = row.last_residue + 1
        whole = stored.get((protein.get(str(gene), ""), "precursor"), "")
        if len(parts) and whole and due != len(whole) + 1:
            yield (
                "gene_structures",
                parts.index[-1],
                "last_residue",
                f"the exons end at residue {due - 1} of {len(whole)}.",
                "Count the residues again.",
            )


@rule(
    "association-verdict",
    "An association's verdict agrees with its interval and p value.",
    "Associated and not associated are one word apart.",
    reads=("genetic_associations",),
)
def verdict(tables: Tables) -> Iterator[Finding]:
    frame = tables["genetic_associations"]
    for row in frame.itertuples():
        across = None if pd.isna(row.lower) or pd.isna(row.upper) else bool(row.lower < 1 < row.upper)
        if (
            row.relation == "associated_with"
            and pd.isna(row.remark)
            and (across or (not pd.isna(row.p_value) and row.p_value > 0.05))
        ):
            yield (
                "genetic_associations",
                row.Index,
                "relation",
                f"{row.relation} with {row.lower} to {row.upper}, P = {row.p_value}.",
                "Correct the relation or the numbers, or explain in the remark.",
            )
        if (
            row.relation == "not_associated_with"
            and pd.isna(row.remark)
            and (across is False or (not pd.isna(row.p_value) and row.p_value < 0.05))
        ):
            yield (
                "genetic_associations",
                row.Index,
                "relation",
                f"not associated with {row.lower} to {row.upper}, P = {row.p_value}.",
                "Correct the relation or the numbers, or explain in the remark.",
            )
        if pd.isna(row.effect_measure) != pd.isna(row.value):
            yield (
                "genetic_associations",
                row.Index,
                "effect_measure",
                f"{row.effect_measure} with the value {row.value}.",
                "Name the measure of the value, or leave both empty.",
            )


@rule(
    "allele-direction",
    "A higher or lower risk is that of an allele and on the side of 1 that its odds ratio says; no allele, no"
    " direction.",
    "The odds ratio of one allele is the inverse of the other's: without the letter its sign is a coin toss.",
    reads=("genetic_associations",),
)
def allele_direction(tables: Tables) -> Iterator[Finding]:
    frame = tables["genetic_associations"]
    for row in frame.itertuples():
        direction = None if pd.isna(row.direction) else row.direction
        if (direction == "none") != (row.relation == "not_associated_with") or (direction is None) != (
            row.relation == "candidate_causal"
        ):
            yield (
                "genetic_associations",
                row.Index,
                "direction",
                f"{row.relation} with the direction {direction}.",
                "Write none where no association was found, unknown where the source does not say.",
            )
        elif direction in ("risk", "protective"):
            if pd.isna(row.effect_allele):
                yield (
                    "genetic_associations",
                    row.Index,
                    "effect_allele",
                    f"{direction} of no allele.",
                    "Enter the allele, or make the direction unknown.",
                )
            elif not pd.isna(row.value) and (row.value > 1) != (direction == "risk"):
                yield (
                    "genetic_associations",
                    row.Index,
                    "direction",
                    f"{direction} with an odds ratio of {row.value}.",
                    "Correct the direction or the allele.",
                )


@rule(
    "allele-pair",
    "The two alleles of a variant are two letters, and the same two in all rows whose strand is settled.",
    "A/G of one paper are T/C of another; unaligned they contradict each other.",
    reads=("genetic_associations",),
)
def allele_pair(tables: Tables) -> Iterator[Finding]:
    frame = tables["genetic_associations"]
    for position in frame.index[(frame["effect_allele"] == frame["other_allele"]).fillna(False)]:
        yield (
            "genetic_associations",
            position,
            "other_allele",
            f"{frame.at[position, 'other_allele']} against itself.",
            "Correct one of the two.",
        )
    yield from together(tables, "genetic_associations", ("effect_allele", "strand"), ("effect_allele", "allele_source"))
    settled = frame[frame["strand"].isin(["forward", "aligned"]) & frame["other_allele"].notna()]
    pairs = (
        settled["effect_allele"].where(settled["effect_allele"] < settled["other_allele"], settled["other_allele"])
        + "/"
        + settled["effect_allele"].where(settled["effect_allele"] > settled["other_allele"], settled["other_allele"])
    )
    for _, own in pairs.groupby(settled["subject_id"]):
        for position in own.index[own != own.mode()[0]]:
            yield (
                "genetic_associations",
                position,
                "effect_allele",
                f"{own[position]}, elsewhere {own.mode()[0]}.",
                "Turn the letters to the strand of the other rows.",
            )


@rule(
    "variant-gene",
    "A row's gene is the gene of its variant, or the gene that it is about.",
    "The gene in the sentence is what a reader takes home.",
    reads=("genetic_associations", "mendelian_disorders", "variants"),
)
def variant_gene(tables: Tables) -> Iterator[Finding]:
    genes = dict(zip(tables["variants"]["variant_id"], tables["variants"]["gene_id"], strict=True))
    for table, column in (("genetic_associations", "subject_id"), ("mendelian_disorders", "variant_id")):
        frame = tables[table].dropna(subset=[column])
        for position in frame.index[frame[column].map(genes).fillna(frame[column]) != frame["gene_id"]]:
            yield (
                table,
                position,
                "gene_id",
                f"{frame.at[position, column]} is not of {frame.at[position, 'gene_id']}.",
                "Write the gene of the variant.",
            )
