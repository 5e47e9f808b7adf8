"""Made-up rows of low-dose IL-2 in diseases, and of how tightly it binds."""

from __future__ import annotations

from typing import Any

from world import Row, World

TREG = "regulatory T cell count"


def _trial(number: int, disease: str, agent: str = "x:low", **cells: Any) -> Row:
    name = {"fact_id": f"trl-{number}", "trial_id": f"x:t{number}", "name": f"the phase II trial of T{number}"}
    return {**name, "agent_id": agent, "disease_id": disease, "study_type": "INTERVENTIONAL", **cells}


def low_dose() -> World:
    randomised = {"allocation": "randomised", "phase": "PHASE2"}
    primary = {"endpoint_role": "primary", "endpoint_id": "e:score"}
    count = {"endpoint_id": "e:treg", "endpoint_role": "secondary"}
    gain = {"agent_id": "x:low", "result": "benefit", "population": "adults"}
    return World(
        {
            "x:low": "Low-dose IL-2", "x:plain": "Plain IL-2", "x:sle": "lupus (of all kinds)", "x:t1d": "diabetes",
            "x:als": "ALS", "x:ms": "MS", "x:ra": "arthritis", "x:hcv": "vasculitis", "x:gvhd": "GVHD",
            **{f"x:t{number}": f"Trial {number}" for number in range(1, 9)},
        },
        medicines=[
            {"fact_id": "med-1", "agent_id": "x:low", "modality": "dosing_scheme", "bias_claimed": "treg_selective"},
            {"fact_id": "med-2", "agent_id": "x:plain", "modality": "recombinant_il2"},
        ],
        endpoints=[
            {"endpoint_id": "e:score", "name": "score", "kind": "efficacy"},
            {"endpoint_id": "e:treg", "name": TREG, "kind": "biomarker"},
            {"endpoint_id": "e:tox", "name": "toxicity", "kind": "safety"},
        ],
        trials=[
            _trial(1, "x:sle", acronym="LUPIL", enrolment=60, status="COMPLETED", **randomised),
            _trial(2, "x:sle", name="the trial of He (He-Lu 2020)", enrolment=60, **randomised),
            _trial(3, "x:t1d", enrolment=24, **randomised | {"phase": "PHASE1/PHASE2"}),
            _trial(4, "x:als", enrolment=None, **randomised),
            _trial(5, "x:ms", phase="EARLY_PHASE1"),
            _trial(6, "x:ra", agent="x:plain", phase="PHASE3"),
            _trial(7, "x:gvhd", agent="x:plain"),
            _trial(8, "x:hcv", phase="NA"),
        ],
        arms=[{"fact_id": "arm-1", "trial_id": "x:t6", "name": "low dose"}],
        outcomes=[
            {"fact_id": "out-1", "trial_id": "x:t1", "met": "met", "value": 55.5, "comparator_value": 30, "unit": "%",
             "p_value": 0.04, "p_relation": "<", "measure": "response_rate", **primary},
            {"fact_id": "out-2", "trial_id": "x:t2", "met": "not_met", "count": 3, "n": 30, **primary},
            {"fact_id": "out-3", "trial_id": "x:t2", "value": 150, "unit": "%", "measure": "percent_of_baseline",
             "baseline_value": 5, **count},
            {"fact_id": "out-4", "trial_id": "x:t3", "met": "met", "value": 2, "unit": "{fold}", "time": 3,
             "time_unit": "mo", "arm_id": "arm-1", "analysis_set": "per_protocol",
             **count | {"endpoint_role": "primary"}},
            {"fact_id": "out-5", "trial_id": "x:t3", "direction": "higher", "subgroup": "aged 10", "time": 6,
             "time_unit": "mo", **count},
            {"fact_id": "out-6", "trial_id": "x:t6", "value": 0.2, "unit": "1", "measure": "risk_reduction",
             "endpoint_id": "e:score", "endpoint_detail": "after a year", "arm_id": "arm-1"},
            {"fact_id": "out-7", "trial_id": "x:t6", "endpoint_id": "e:treg", "superseded_by": "out-8", "value": 1},
            {"fact_id": "out-8", "trial_id": "x:t6", "endpoint_id": "e:treg"},
            {"fact_id": "out-9", "trial_id": "x:t5", "endpoint_id": "e:tox", "count": 0, "n": 9},
        ],
        doses=[
            {"fact_id": "dos-1", "trial_id": "x:t1", "agent_id": "x:low", "value": 1.5, "unit": "10*6.[IU]",
             "interval": 2, "interval_unit": "d", "route": "subcutaneous"},
            {"fact_id": "dos-2", "trial_id": "x:t1", "agent_id": "x:low", "lower": 1, "upper": 3, "unit": "10*6.[IU]",
             "per": "day"},
            {"fact_id": "dos-4", "trial_id": "x:t2", "agent_id": "x:low", "value": 1, "unit": "10*6.[IU]",
             "interval": 1, "interval_unit": "d"},
            {"fact_id": "dos-3", "trial_id": "x:t1", "agent_id": "x:low", "route": "subcutaneous"},
        ],
        trial_benefits=[
            {"fact_id": "ben-1", "disease_id": "x:sle", "trial_id": "x:t2", "evidence_level": "post_hoc", **gain},
            {"fact_id": "ben-2", "disease_id": "x:als", "trial_id": "x:t4", "evidence_level": "randomised",
             "endpoint": "death", **gain | {"result": "harm"}},
            {"fact_id": "ben-3", "disease_id": "x:hcv", "evidence_level": "uncontrolled", "n": 10,
             "endpoint": "remission", "regimen": "five days a week", **gain},
        ],
    )  # fmt: skip


def affinities() -> World:
    il2, alpha, form = "UniProtKB:P60568", "UniProtKB:P01589", "il2d:receptor-beta-gamma"
    kd = {"quantity": "Kd", "relation": "=", "unit": "nmol/L", "species": "Homo sapiens", "value_origin": "measured"}
    mine, other = {"ligand_id": il2, "target_id": alpha}, {"ligand_id": "il2d:agent-x", "target_id": alpha}
    return World(
        {il2: ("Interleukin-2", "proteins"), alpha: ("Alpha chain", "proteins"), "il2d:agent-x": "Mutein X",
         form: ("Intermediate receptor", "receptor_forms"), "CL:1": ("T cell (mature)", "cell_types")},
        affinities=[
            {"fact_id": "aff-1", "value": 37.0, "method": "surface_plasmon_resonance", "receptor_state": "ectodomain",
             **kd, **mine},
            {"fact_id": "aff-2", "lower": 10.0, "upper": 40.0, "cell_type_id": "CL:1", "receptor_state": "on_cells",
             **kd | {"species": "Mus musculus"}, **mine},
            {"fact_id": "aff-3", "value": 2.0, **kd | {"relation": ">", "unit": "umol/L", "value_origin": "quoted"},
             **other},
            {"fact_id": "aff-4", "tested_up_to": 10.0, "tested_up_to_unit": "nmol/L",
             **kd | {"quantity": "no_binding", "unit": None, "relation": None}, **other},
            {"fact_id": "aff-5", "value": 0.25, **kd | {"quantity": "relative_affinity", "unit": "1"}, **other},
            {"fact_id": "aff-6", "value": 1.0, "cells_in_source": "YT cells", "status_of_fact": "disputed",
             **kd | {"relation": "~"}, "ligand_id": il2, "target_id": form},
            {"fact_id": "aff-7", "value": 9.0, **kd | {"quantity": "koff", "unit": "/s"}, **mine},
            {"fact_id": "aff-8", "value": 3.0, **kd, "ligand_id": alpha, "target_id": form},
            {"fact_id": "aff-9", "value": 5.0, "cells_in_source": "a line of fifty letters, which is as long as it is",
             "cell_type_id": "CL:1", **kd, **mine},
            {"fact_id": "aff-10", "value": 6.0, "cell_type_id": "CL:1",
             "cells_in_source": "a line of one letter more, which is too long by it.",
             **kd | {"value_origin": "review"}, **mine},
        ],
    )  # fmt: skip
