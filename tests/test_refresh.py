"""The snapshot of the registries' labels is made anew from their files, and is whole or untouched.

It tells what changed.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from il2data import refreshing
from il2data.cli import main
from il2data.errors import PackageError

OBO = """\
format-version: 1.2
data-version: eco/releases/2027-01-31/eco.owl
ontology: eco

[Term]
id: ECO:0000000
name: evidence

[Term]
id: ECO:0000001
name: inference
is_a: ECO:0000000 ! evidence

[Term]
id: ECO:0000305
name: judgement of a curator
is_a: ECO:0000001 {comment="by hand"} ! inference

[Term]
id: ECO:0000312
name: obsolete imported information
is_obsolete: true
replaced_by: ECO:0000305

[Typedef]
id: ECO:9000000
name: used_in
"""
ADDRESS = "http://purl.obolibrary.org/obo/"
GRAPHS = {
    "graphs": [
        {
            "id": f"{ADDRESS}eco.json",
            "meta": {"version": f"{ADDRESS}eco/releases/2027-01-31/eco.json"},
            "nodes": [
                {"id": f"{ADDRESS}ECO_0000000", "lbl": "evidence", "type": "CLASS"},
                {"id": f"{ADDRESS}ECO_0000001", "lbl": "inference", "type": "CLASS"},
                {"id": f"{ADDRESS}ECO_0000305", "lbl": "judgement of a curator", "type": "CLASS"},
                {
                    "id": f"{ADDRESS}ECO_0000312",
                    "lbl": "obsolete imported information",
                    "meta": {
                        "deprecated": True,
                        "basicPropertyValues": [{"pred": f"{ADDRESS}IAO_0100001", "val": f"{ADDRESS}ECO_0000305"}],
                    },
                },
                {"id": "http://example.org/part"},
            ],
            "edges": [
                {"sub": f"{ADDRESS}ECO_0000001", "pred": "is_a", "obj": f"{ADDRESS}ECO_0000000"},
                {"sub": f"{ADDRESS}ECO_0000305", "pred": "is_a", "obj": f"{ADDRESS}ECO_0000001"},
                {"sub": f"{ADDRESS}ECO_0000305", "pred": "http://example.org/part", "obj": f"{ADDRESS}ECO_0000312"},
            ],
        }
    ]
}
BRIEF = {
    "CL:0000000": {"label": "cell", "deprecated": False, "ancestors": {}},
    "CL:0000084": {"label": "T lymphocyte", "deprecated": False, "ancestors": {"CL:0000000": 2}},
    "CL:0000236": {"label": "obsolete B cell", "deprecated": True, "ancestors": {}, "replaced_by": "CL:9999999"},
}
HGNC = """\
hgnc_id\tsymbol\tname\tlocus_type\tstatus\talias_symbol\tdate_modified
HGNC:6001\tIL2\tinterleukin 2\tgene with protein product\tApproved\t"IL-2|TCGF"\t2026-12-01
HGNC:6008\tIL2RX\tinterleukin 2 receptor chain\tgene with protein product\tApproved\t\t2027-01-15
HGNC:4\tXXX\tused nowhere\tpseudogene\tApproved\t\t2025-01-01
"""
MGI = "IL2\t3558\tIl2\tMGI:96548\tMP:0005387\t\nIL2RA\t3559\tIl2rx\t  MGI:96549\t\t\n"
BABELON = (
    "subject_id\tpredicate_id\tsource_language\tsource_value\nHP:0001903\trdfs:label\ten\tLow"
    " hemoglobin\nHP:0001903\tIAO:0000115\ten\ta definition\n"
)


def cells(root: Path, table: str) -> pd.DataFrame:
    frame = pd.read_csv(root / f"data/{table}.csv", dtype="string", keep_default_na=False)
    return frame.set_index(frame.columns[0])


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    data = text.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def both(root: Path) -> tuple[bytes, bytes]:
    return (root / "data/registry_terms.csv").read_bytes(), (root / "data/registries.csv").read_bytes()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("eco.obo", OBO),
        ("eco.obo.gz", OBO),
        ("eco-basic.obo", OBO.replace("ontology: eco", "ontology: eco/eco-basic")),
        ("eco.json", json.dumps(GRAPHS)),
    ],
)
def test_an_ontology_gives_labels_kinds_and_successors(name: str, text: str, checkout: Path, tmp_path: Path) -> None:
    (done,) = refreshing.refresh(checkout, [written(tmp_path, name, text)])
    assert (done.registry, done.version, done.found) == ("eco", "2027-01-31", 2)
    terms = cells(checkout, "registry_terms")
    assert terms.loc["ECO:0000305"].tolist() == ["judgement of a curator", "", "false", "", "", "evidence", "eco"]
    assert terms.loc["ECO:0000312"].tolist() == [
        "obsolete imported information",
        "",
        "true",
        "ECO:0000305",
        "",
        "",
        "eco",
    ]
    assert "ECO:0000001" not in terms.index  # in the file, and not in use
    assert cells(checkout, "registries").loc["eco", ["version", "file"]].tolist() == ["2027-01-31", name]


def test_an_ontology_in_brief_takes_its_day_from_its_name(checkout: Path, tmp_path: Path) -> None:
    (done,) = refreshing.refresh(checkout, [written(tmp_path, "CL-ontology-v2027-02-01.json", json.dumps(BRIEF))])
    assert (done.registry, done.version) == ("cl", "2027-02-01")
    terms = cells(checkout, "registry_terms")
    assert terms.loc["CL:0000084", ["label", "type"]].tolist() == ["T lymphocyte", "cell"]
    assert terms.loc["CL:0000236", ["obsolete", "replaced_by"]].tolist() == ["true", "CL:9999999"]


def test_tables_of_genes_give_symbol_species_and_type(checkout: Path, tmp_path: Path) -> None:
    human, mouse = refreshing.refresh(
        checkout,
        [written(tmp_path, "hgnc_complete_set.txt", HGNC), written(tmp_path, "HMD_HumanPhenotype-2027-01-02.rpt", MGI)],
    )
    assert (human.registry, human.version, mouse.registry, mouse.version) == ("hgnc", "2027-01-15", "mgi", "2027-01-02")
    terms = cells(checkout, "registry_terms")
    assert terms.loc["HGNC:6008"].tolist() == [
        "interleukin 2 receptor chain",
        "IL2RX",
        "false",
        "",
        "Homo sapiens",
        "gene with protein product",
        "hgnc",
    ]
    assert terms.loc["MGI:96549"].tolist() == ["Il2rx", "Il2rx", "false", "", "Mus musculus", "", "mgi"]
    assert "HGNC:4" not in terms.index


def test_labels_in_babelons_form_are_read(checkout: Path, tmp_path: Path) -> None:
    (done,) = refreshing.refresh(checkout, [written(tmp_path, "hp-2027-03-04.tsv", BABELON)])
    assert (done.registry, cells(checkout, "registry_terms").loc["HP:0001903", "label"]) == ("hp", "Low hemoglobin")


def test_what_changed_is_told(checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(written(tmp_path, "eco.obo", OBO))
    assert main(["refresh", path, "--root", str(checkout)]) == 0
    out = capsys.readouterr().out
    assert "eco, 2027-01-31: 2 of 18 identifiers in use, 0 of them new." in out
    assert (
        "ECO:0000305: label was 'curator inference used in manual assertion', is now 'judgement of a curator'." in out
    )
    assert "ECO:0000312 became obsolete." in out
    assert "ECO:0000312: replaced_by was '', is now 'ECO:0000305'." in out
    assert "ECO:0000269 is gone: the file no longer has 'experimental evidence used in manual assertion'." in out
    assert main(["refresh", path, "--root", str(checkout), "--json"]) == 0
    (again,) = json.loads(capsys.readouterr().out)
    assert {change["field"] for change in again["changes"]} == {"absent"}  # what is gone stays missing


@pytest.mark.usefixtures("concerned")
def test_a_registry_renamed_a_thing_and_the_build_says_so(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refreshing.refresh(checkout, [written(tmp_path, "hgnc_complete_set.txt", HGNC)])
    assert main(["build", "--root", str(checkout)]) == 1
    out = capsys.readouterr().out
    assert "registry-label: HGNC:6008 is 'IL2RA' here, and 'IL2RX' in its registry." in out
    assert "registry-known: HGNC:6009 stands in no file of its registry that was read." in out
    assert "HGNC:6001 is" not in out


@pytest.mark.usefixtures("concerned")
def test_an_identifier_without_a_term_is_told_to_refresh(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = checkout / "data/cell_types.csv"
    path.write_text(path.read_text() + "CL:9999999,made-up cell,\n")
    assert main(["build", "--root", str(checkout)]) == 1
    assert (
        "CL:9999999 stands in no file of its registry that was read. Correct the identifier, or download a newer file"
        " of the registry and run `il2data refresh FILE`." in capsys.readouterr().out
    )


def test_a_new_identifier_is_taken_in_before_the_index_of_entities_has_it(checkout: Path, tmp_path: Path) -> None:
    path = checkout / "data/cell_types.csv"
    path.write_text(path.read_text() + "CL:9999999,made-up cell,\n")
    brief = {**BRIEF, "CL:9999999": {"label": "made-up cell", "deprecated": False, "ancestors": {"CL:0000000": 1}}}
    (done,) = refreshing.refresh(checkout, [written(tmp_path, "CL-2027-02-01.json", json.dumps(brief))])
    assert refreshing.Change("CL:9999999", "new", "", "made-up cell") in done.changes


def test_the_same_files_give_the_same_tables(checkout: Path, tmp_path: Path) -> None:
    files = [written(tmp_path, "eco.obo", OBO), written(tmp_path, "hgnc_complete_set.txt.gz", HGNC)]
    refreshing.refresh(checkout, files)
    first = both(checkout)
    assert all(
        change.field == "absent" for done in refreshing.refresh(checkout, files[::-1]) for change in done.changes
    )
    assert both(checkout) == first


def test_other_registries_stay_and_what_is_used_no_more_goes(checkout: Path, tmp_path: Path) -> None:
    before = cells(checkout, "registry_terms")
    path = checkout / "data/cell_types.csv"
    path.write_text(
        "".join(line for line in path.read_text().splitlines(keepends=True) if not line.startswith("CL:0002618,"))
    )
    refreshing.refresh(checkout, [written(tmp_path, "eco.obo", OBO)])
    after = cells(checkout, "registry_terms")
    assert before[before["registry"] != "eco"].drop("CL:0002618").equals(after[after["registry"] != "eco"])


@pytest.mark.parametrize("whole_first", [True, False])
def test_a_part_is_silent_where_the_whole_speaks(whole_first: bool, checkout: Path, tmp_path: Path) -> None:
    go = """format-version: 1.2
data-version: releases/2027-01-01
ontology: go

[Term]
id: GO:0030183
name: differentiation of B cells
"""
    whole = written(tmp_path, "go-basic.obo", go)
    part = written(
        tmp_path,
        "slim.obo",
        go.replace("ontology: go", "ontology: cl/subsets/blood_and_immune_upper_slim").replace("name: ", "name: old "),
    )
    refreshing.refresh(checkout, [whole, part] if whole_first else [part, whole])
    terms = cells(checkout, "registry_terms")
    assert terms.loc["GO:0030183", ["label", "registry"]].tolist() == ["differentiation of B cells", "go"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("notes.txt", "Dear curator,\n", "is no registry's file that is known. Expected OBO, OBO Graphs JSON"),
        ("empty.obo", "", "is no registry's file that is known. Expected OBO"),
        (
            "eco.obo",
            OBO[: OBO.index("inference")],
            "is damaged or of another form (ValueError: it ends in the middle of a line). Expected OBO",
        ),
        ("eco.obo", OBO.replace("name: inference", "inference"), "is damaged or of another form"),
        (
            "eco.obo",
            OBO.replace("ontology: eco\n", ""),
            "is damaged or of another form (ValueError: its header names no ontology)",
        ),
        ("eco.json", json.dumps(GRAPHS)[:-9], "is damaged or of another form (JSONDecodeError"),
        ("data.json", "{}", "is damaged or of another form"),
        ("data.json", '{"a": 1}', "is damaged or of another form"),
        ("hgnc.txt", HGNC.replace("\tpseudogene", ""), "line 4 has 6 cells and not 7"),
        ("hgnc.txt", HGNC.replace('TCGF"', "TCGF"), "is damaged or of another form"),
        (
            "HMD_HumanPhenotype.rpt",
            MGI,
            (
                "tells no day, neither inside nor in its name. Write the day of its download into the name, as in"
                " HMD_HumanPhenotype-2026-01-31.rpt."
            ),
        ),
        (
            "so.obo",
            OBO.replace("ontology: eco", "ontology: so"),
            "is of 'so', which data/registries.csv does not name. Add a row",
        ),
    ],
)
def test_what_cannot_be_read_is_named_in_one_line_and_nothing_is_written(
    name: str, text: str, said: str, checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, sound = both(checkout), written(tmp_path, "CL-2027-02-01.json", json.dumps(BRIEF))
    path = written(tmp_path, name, text)
    assert main(["refresh", str(sound), str(path), "--root", str(checkout)]) == 2
    error = capsys.readouterr().err
    assert str(path) in error and said in error and error.count("\n") == 1
    assert both(checkout) == before


@pytest.mark.slow
@pytest.mark.parametrize("name", ["eco.obo.gz", "eco.obo.zst"])
@pytest.mark.parametrize("damage", ["cut", "bits"])
def test_a_packed_file_that_is_damaged_is_refused(name: str, damage: str, checkout: Path, tmp_path: Path) -> None:
    packed = (
        gzip.compress(OBO.encode()) if name.endswith(".gz") else pa.Codec("zstd").compress(OBO.encode(), asbytes=True)
    )
    (tmp_path / name).write_bytes(packed)
    assert refreshing.refresh(checkout, [tmp_path / name])[0].found == 2
    (tmp_path / name).write_bytes(
        packed[:-20] if damage == "cut" else packed[:40] + bytes(byte ^ 0xFF for byte in packed[40:60]) + packed[60:]
    )
    with pytest.raises(PackageError, match="is damaged or of another form"):
        refreshing.refresh(checkout, [tmp_path / name])


def test_two_files_of_one_registry_and_a_missing_one_are_refused(checkout: Path, tmp_path: Path) -> None:
    one, other = written(tmp_path, "eco.obo", OBO), written(tmp_path, "eco.json", json.dumps(GRAPHS))
    with pytest.raises(PackageError, match=r"eco\.json is a second file of eco"):
        refreshing.refresh(checkout, [one, other])
    with pytest.raises(PackageError, match="is not there"):
        refreshing.refresh(checkout, [tmp_path / "nowhere.obo"])


def test_a_table_that_cannot_be_read_is_told(checkout: Path, tmp_path: Path) -> None:
    path = checkout / "data/cell_types.csv"
    path.write_text(path.read_text() + "a,b,c,d,e\n")
    with pytest.raises(PackageError, match="Run `il2data build`"):
        refreshing.refresh(checkout, [written(tmp_path, "eco.obo", OBO)])


def test_without_the_reader_of_obo_it_tells_what_to_install(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "obonet", None)
    with pytest.raises(PackageError, match=r"pip install 'il2data\[refresh\]'"):
        refreshing.refresh(checkout, [written(tmp_path, "eco.obo", OBO)])
