"""The words by which sources tell of medicines, trials and their results; `vocabulary` says how to read them."""

from __future__ import annotations

from il2data.checking.rules.vocabulary import ANY, NEVER, Told, Words

ALLOCATED: Told = {
    "randomised": r"(?<!non)(?<!non[- ])\brandomi[sz]|\brandomly|\b\d:\d(?::\d)?\b",
    "non_randomised": r"\bnon-?\s?randomi",
    "single_arm": (NEVER, r"\bsingle[- ](?:arm|group)|\bone (?:arm|group)|."),
}  # fmt: skip
TIMES: Told = {
    "min": r"\bmin", "h": r"\bhours?\b|\bhrs?\b|\d ?h\b|q\d+h",
    "d": (r"\b\d+[- ]days?\b|\bdays? \d", r"\bday|\bdaily|\d ?d\b|/d\b|\bD\d|q\d+d|month"),
    "wk": r"week|\bwks?\b|\bW\d|q\d*w", "mo": r"month|\bmo\b", "a": r"\byears?\b|\byrs?\b|annual",
}  # fmt: skip
EVERY: Told = {
    "h": (r"\bevery \d+ (?:hours|h)\b|\bq\d+h", r"\bhours?\b|\bhrs?\b|\d ?h\b|twice"),
    "d": (NEVER, r"\bday|\bdaily|\bq\d+d|/ ?d\b|\bQD\b"),
    "wk": (r"\bweekly|\bq\d*w", r"week|\bq\d*w"), "mo": (r"every month|monthly", r"month"),
}  # fmt: skip
RISKS: Told = {
    "hazard_ratio": r"hazard ratio|\bHR\b", "risk_ratio": r"\bRR\b|risk ratio|relative risk",
    "odds_ratio": r"odds ratio",
}  # fmt: skip

CLINIC: Words = {
    "allocation": ALLOCATED,
    "arms.n_kind": {
        "randomised": (r"\brandomi[sz]ed\b|\brandomly", ANY), "enrolled": (NEVER, ANY), "treated": (NEVER, ANY),
        "analysed": (NEVER, ANY),
    },
    "arms.role": {
        "placebo_comparator": (NEVER, r"placebo|vehicle|saline|control"),
        "no_treatment_comparator": (NEVER,
        r"\bno\b|\bnon|control|alone|without|none|observ|untreated|served|standard"),
    },
    "doses.cycle_length_unit": TIMES,
    "doses.dose_kind": {"unknown": r"amount not printed",
        "range_over_cohorts": (NEVER, r"\d|escalat|ascend|levels|cohort")},
    "doses.duration_unit": TIMES,
    "doses.interval_unit": EVERY,
    "doses.phase_of_treatment": {
        "induction": (r"\binduction", ANY), "maintenance": (r"\bmaintenance", ANY),
        "single": r"\bsingle[- ](?:dose|infusion)",
        "escalation_level": (NEVER, ANY), "priming": (NEVER, r"priming|step"),
    },
    "events.event": {
        "approved": r"\bapproved\b|\bconsents\b", "licensed": (r"exclusive (?:worldwide )?licen", ANY),
        "rejected": r"\brejected|refus|complete response letter", "clinical_hold": r"clinical hold",
        "cloned": r"\bcloned\b", "chain_identified": (NEVER, ANY),
        "acquisition_completed": r"completed .{0,40}acquisition",
    },
    "follow_up_unit": {"mo": r"month|\bmo\b|\bmedian", "a": r"\byears\b", "wk": r"week", "d": r"\bdays\b"},
    "indications.jurisdiction": {"EU": r"european|\bEU\b", "US": r"\bFDA\b|united states", "JP": r"japan|\bPMDA\b"},
    "label_provisions.kind": {
        "lactation": r"breast-?feed|\bbreast milk|stillen|muttermilch", "storage": (r"\bstore in|kühlschrank", ANY),
        "overdose": (r"\boverdos|überdos", ANY), "premedication": (r"acetaminophen", ANY),
        "preparation": (r"sterile water|reconstitute with", ANY),
        "pregnancy": (r"empfängnisverh|contracepti|schwanger", ANY), "monitoring": (NEVER, ANY),
        "warning": (NEVER, ANY),
        "contraindication": (NEVER, ANY), "reaction": (NEVER, ANY), "presentation": (NEVER, ANY),
        "interaction": (NEVER, ANY), "boxed_warning": (r"boxed warning", ANY), "exposure": (NEVER, ANY),
    },
    "label_provisions.organ_system": {
        "visual": r"visual|ophthal|vision|\beye", "hepatic": r"hepat|\bliver",
        "renal": r"renal|kidney|creatinin|dialysis",
        "respiratory": r"respirat|intubat|pulmon|\blung",
        "cardiovascular": r"cardi|arrhythm|tachyc|rhythm|blood pressure|angina",
        "neurologic": r"\bcoma|psychos|seizure|mental|neuro|\bCNS\b",
        "gastrointestinal": r"bowel|gastro|diarrh|ileus",
        "vascular_leak": r"\bCLS\b|capillary leak", "skin": r"\bskin|dermat|bullous",
        "infusion": r"infusion reaction",
    },
    "masking": {
        "double": r"double-?\s?(?:blind|mask)", "open": r"open[- ]label|no masking|non-?blind",
        "quadruple": r"quadruple",
        "triple": r"triple[- ]?(?:blind|mask)|\btriple\b", "single": r"single[- ](?:blind|mask)",
        "none": (NEVER, r"open|no masking"),
    },
    "marker_cutoffs.specimen": {"serum": (r"\bserum", ANY), "plasma": (r"\bplasma", ANY), "blood": (NEVER, ANY)},
    "medicine_owners.role": {
        "licensee": (r"licensing agreement|exclusive licen[cs]e", ANY),
        "designation_sponsor": r"designation granted|sponsorship",
        "label_holder": (NEVER, ANY), "manufacturer": (NEVER, r"manufact|makes|produc"),
    },
    "medicines.development_status": {
        "stopped": r"discontinued|terminated|development (?:was |has )?(?:ended|stopped)", "active": (NEVER, NEVER),
    },
    "medicines.half_life_extension": {"fc": r"\bFc\b|\bIgG", "albumin": r"albumin|\bHSA\b", "peg": r"\bPEG|pegyl"},
    "medicines.modality": {
        "il15_agonist": r"\bIL-?15(?! ?R)", "immunotoxin": r"toxin", "pegylated_il2": r"\bPEG|pegylated",
        "fusion_toxin": r"toxin", "il2_albumin_fusion": r"albumin|\bHSA\b",
    },
    "outcomes.analysis": {
        "interim": (r"\binterim", ANY), "post_hoc": r"post[- ]hoc", "prespecified": (r"pre-?specified", ANY),
        "ongoing": (NEVER, ANY),
    },
    "outcomes.analysis_set": {
        "intention_to_treat": (r"\bintention|\bintent-to|\bITT\b", ANY), "per_protocol": r"per[- ]protocol",
        "modified_intention_to_treat": (r"modified inten|\bmITT\b", ANY),
        "modified_intention_to_treat_evaluable": (NEVER, r"mITT"),
        "per_protocol_evaluable": (NEVER, r"per[- ]protocol"), "evaluable": (r"\bevaluable", ANY),
        "safety": (NEVER, ANY),
    },
    "outcomes.direction": {
        "higher": (r"\bhigher\b|greater|increas|\brose\b|longer",
        r"higher|greater|increas|more|rose|longer|improv|than|adjusted"),
        "lower": (r"\blower\b|decreas|fewer|shorter", r"lower|less|reduc|decreas|fewer|shorter|difference -"),
        "no_difference": (r"\bno difference|\bsimilar\b", ANY),
        "not_significant": (r"not? (?:statistically )?signif|nonsignif", r"\bnot?\b|nonsig"),
    },
    "outcomes.endpoint_role": {
        "primary": (r"(?<!co-)\bprimary (?:end ?point|outcome)", r"primary"),
        "secondary": r"secondary (?:end ?point|outcome)",
        "co_primary": (r"co-?primary", r"primary"), "exploratory": r"explorat", "safety": (NEVER, ANY),
    },
    "outcomes.interval_kind": {
        "confidence": (r"\bCI\b|confidence", r"\bCI\b|confidence|\d ?[-–] ?\d"),
        "interquartile": r"\bIQR\b|interquartile",
        "range": (NEVER, r"\brange\b|\bto\b|\d ?[-–]"), "confidence_no_level": (NEVER, r"\bCI\b|confidence"),
        "not_stated": (NEVER, ANY),
    },
    "outcomes.measure": {
        **RISKS, "median": (r"\bmedian\b", r"\bmedian|\d months|\bmo\b"), "mean": (NEVER, r"mean|±|\d"),
        "fold_change": (r"\d[- ]?fold\b", r"fold|times|rose|increas"), "difference": (NEVER, ANY),
        "direction": (NEVER, ANY),
        "response_rate": (NEVER, ANY), "event_rate": (NEVER, ANY), "count": (NEVER, ANY),
        "share_event_free": (NEVER, ANY),
    },
    "outcomes.met": {
        "not_met": r"\bnot\b|\bno\b|missed|fail|nonsignif|\bNS\b|P ?[=>]|\bns\b|1\.\d",
        "met": (
            r"\bmet\b|superior|achiev|(?<!not )(?<!not statistically )\bsignifican|P ?[<=]|lower|higher|reduc|increas"
            r"|better"
        ),
    },
    "outcomes.significance": {
        "not_significant": r"\bnot? (?:statistically )?signific|nonsignific|\bNS\b|no difference",
        "significant": (NEVER, ANY), "no_p_value": (NEVER, ANY),
    },
    "pharmacokinetics.interval_kind": {"deviation": (r"\bSD\b|deviation", r"±|\+/-|\bSD\b|deviation"),
        "error": (r"\bSEM?\b", r"\bSEM?\b|±"),
        "range": (r"\brange\b", ANY), "unstated": (NEVER, ANY)},
    "pharmacokinetics.parameter": {
        "half_life_elimination": (r"terminal half|eliminat\w+ half|T½", ANY),
        "half_life": (NEVER, r"half|t½|t1/2|clearance of"),
        "half_life_distribution": (r"distribution half", r"half|t1/2|distribut|alpha"),
        "clearance": (NEVER, r"clear"),
        "tmax": (r"\btmax\b|time to (?:peak|max)", r"max|peak"), "tmax_after_infusion": (NEVER, ANY),
        "cmax": (r"\bcmax\b", r"max|peak"),
        "trough_level": r"\btrough", "volume_steady_state": (r"\bVss\b", r"volum|V"),
        "bioavailability": r"bioavailab",
        "auc": r"\bAUC", "lag_time": r"\blag\b", "volume_central": r"central", "volume_peripheral": r"peripheral",
        "steady_state_level": (NEVER, r"steady|plateau|maintain|during|level"),
    },
    "enrolment_type": {
        "actual": (r"\bactual", ANY),
        "planned": (r"\banticipated|\bwill enroll", r"estimat|anticipat|planned|target|will|to be"),
    },
    "route": {
        "intravenous": (r"\bi\.v\.|\bIV\b (?:over|infus|bolus|every|q)|intraven|\bbolus",
        r"\bi\.?v\b|intraven|infus|bolus|\bCIV"),
        "subcutaneous": r"subcut|\bs\.?c\b|\bSQ\b", "intraperitoneal": r"intraperit|\bi\.p\b",
        "intradermal": r"intraderm", "intravesical": r"intraves|instillation",
        "intralesional": r"intralesional|intratumou?r",
        "inhaled": r"inhal|aerosol|nebuli", "intramuscular": r"intramusc|\bi\.m\b",
        "intralymphatic": (r"intralymph", ANY),
        "intrapleural": r"intrapleur", "perilymphatic": r"perilymph", "intrathecal": r"intrathec",
        "intracerebral": r"intracere|brain|\bi\.c", "systemic": (NEVER, ANY), "not_stated": (NEVER, ANY),
    },
    "species": {
        "Mus musculus": (r"\b(?:mice|murine|mouse)\b(?! (?:anti|monoclonal))", ANY),
        "Rattus norvegicus": r"\brats?\b(?! (?:anti|monoclonal))",
        "Macaca fascicularis": r"cynomolg|macaque|monkey",
        "Bos taurus": r"bovine|\bcalf|\bcalves|concanavalin", "Oryctolagus cuniculus": r"\brabbits?\b(?! anti)",
        "Homo sapiens": (NEVER,
        r"\bhuman|patient|volunteer|people|child|adult|donor|subject|Jurkat|men\b|participant|."),
        "mixed": (NEVER, ANY),
    },
    "statistic": {
        "mean": (r"\bmean\b", r"\bmean|average|±|\+/-|mittel"), "range_of_means": (NEVER, r"mean|range"),
        "median": r"\bmedian", "geometric_mean": r"geometric mean",
        "mean_as_headed": (NEVER, ANY),
    },
    "time_unit": TIMES,
    "trial_benefits.evidence_level": {
        "meta_analysis": (r"\bmeta-analy|\d+ (?:\w+ )?trials|\bRCTs", r"meta|trials|RCT|pooled"),
        "uncontrolled": (NEVER, ANY), "randomised": (NEVER, r"random|placebo|versus|\bvs|control|1:1|double"),
        "post_hoc": r"post[- ]hoc", "subgroup": (r"\bsubgroup", ANY), "not_randomised": (NEVER, ANY),
    },
    "trial_benefits.measure": RISKS | {"median": r"\bmedian"},
    "trial_safety.grade": {
        "any": (r"any grade|grade any|all grades", ANY),
        "3-5": (r"3 or (?:higher|more|above|greater)", r"3 or|≥|3[-–]5|or higher"),
        "3-4": (r"grade 3 or 4|grades? 3[-–/]4", r"3 or 4|3[-–/]4|3 and 4"),
        "3": (r"grade 3(?! or| and|[-–/]\d)", r"3"),
        "4": r"grade 4|\b4\b", "2": r"grade 2|\b2\b", "1": r"grade 1|\b1\b", "5": r"grade 5|\b5\b|died|fatal|death",
        "4-5": NEVER, "1-2": r"1 or 2|1[-–/]2|1 and 2",
    },
    "trial_safety.kind": {
        "serious_event": (r"\bserious (?:adverse )?event", ANY), "dose_limiting_toxicity": r"limiting|\bDLT",
        "maximum_tolerated_dose": r"\bMTD\b|maximum tolerated",
        "no_maximum_tolerated_dose": r"\bMTD\b|maximum tolerated",
        "discontinuation": (r"discontinu", r"discontinu|withdrew|stopped"),
        "dose_reduction": r"dose reduction|reduc",
        "treatment_related_death": r"death|died|fatal|lethal", "death": (NEVER, r"death|died|fatal|lethal"),
        "treatment_related_event": (r"treatment[- ]related (?:adverse )?event", ANY), "adverse_event": (NEVER, ANY),
        "toxic_effect": (NEVER, ANY), "adverse_reaction": (NEVER, ANY),
    },
}  # fmt: skip
