"""The words by which sources tell of molecules, cells and genes; `vocabulary` says how to read them."""

from __future__ import annotations

from il2data.checking.rules.vocabulary import ANY, NEVER, Words

BENCH: Words = {
    "affinities.fit": {"one_to_one": r"\bkon\b|\bkoff\b", "equilibrium": r"equilibrium"},
    "affinities.ligand_form": {
        "radioiodinated": r"125[- ]?I\b|iodinat", "biotinylated": r"biotinyl", "unlabelled": r"unlabel",
        "fab": r"\bFab\b",
    },
    "affinities.method": {
        "surface_plasmon_resonance": r"biacore|plasmon|\bSPR\b",
        "biolayer_interferometry": r"\boctet\b|biolayer|\bBLI\b",
        "competition_binding": r"competiti", "radioligand_saturation": r"scatchard",
        "isothermal_titration_calorimetry": r"calorimet|\bITC\b", "radioligand_kinetics": NEVER,
    },
    "affinities.quantity": {
        "Kd": r"\bKd\b|kd\b|dissociation constant", "kon": r"\bkon\b|association rate",
        "koff": r"\bkoff\b|off-rate",
        "no_binding": r"\bno binding|\bnot bind|\bcannot bind|inactive|loses its",
        "dissociation_half_time": r"half[- ]life", "relative_affinity": r"\d-fold lower", "Ka": r"\bKa\b",
        "kon_ratio": (NEVER, r"rate|kon"), "koff_ratio": (NEVER, r"rate|koff"),
        "association_half_time": (NEVER, r"half|assoc"),
    },
    "disease_links.specimen": {
        "serum": (r"\bserum|\bsera\b", ANY), "plasma": r"\bplasma\b", "csf": r"\bCSF\b|cerebrospinal",
        "striatum": r"striat", "hippocampal_formation": r"hippocamp",
    },
    "disease_links.evidence_level": {"meta_analysis": (NEVER, r"meta|studies|pooled")},
    "effects.measure": {
        "fold_expansion": (NEVER, r"fold|times"), "fold_increase": (NEVER, r"fold|times"),
        "fold_decrease": (NEVER, r"fold"),
        "fold_difference": (r"\d[- ]?fold\b", r"fold|times"), "percent_increase": (NEVER, r"%|percent|more"),
        "percent_decrease": (r"\d ?%|percent", r"%|percent"), "selectivity_ratio": (NEVER, ANY),
    },
    "effects.molecule_species": {
        "Homo sapiens": r"\bhuman\b|\brh(?:u|r)?IL", "Mus musculus": r"\bmouse|\bmurine|\brm(?:u|r)?IL",
    },
    "effects.perturbation": {
        "knocked_out": r"-/-|knock-?out|\bKO\b|2KO\b",
        "blocked": (NEVER, r"\banti|block|neutrali|antagon|inhibit|against"),
        "mutated": r"\bmutated", "overexpressed": (r"overexpress|transgenic", ANY), "added": (NEVER, ANY),
        "receptor_lost": (NEVER, ANY), "endogenous": (NEVER, ANY), "transferred": (NEVER, r"transfer"),
    },
    "experiments.response_statistic": {
        "mean": (r"\bmean\b", ANY), "median": r"\bmedian", "read_off_figure": r"read off",
    },
    "genetic_associations.direction": {
        "none": (r"\bno (?:significant )?(?:association|difference)", ANY), "unknown": (NEVER, ANY),
        "protective": (r"protect|lower risk", ANY), "risk": (r"raises the risk|higher risk", ANY),
    },
    "genetic_associations.population": {
        "japan": r"\bjapan", "germany": r"\bgerman", "poland": r"\bpoland|\bpolish", "colombia": r"\bcolombia",
        "serbia": r"\bserbia", "turkey": r"\bturk", "iran": r"\biran", "han_chinese": r"\bhan\b|chinese",
        "asian": r"\basians?\b", "caucasian": r"\bcaucasians?\b",
    },
    "genetic_associations.study_design": {
        "meta_analysis": (r"\bmeta\b|meta-analy|\d studies\b", r"meta|studies|scans|pool|combined|vs?\b"),
        "genome_wide": (r"genome[- ]wide|\bGWAS\b|\bin the scan", ANY),
        "families": (r"\bfamilies\b|\btrios\b", ANY), "cases_and_families": (NEVER, r"famil|trio"),
        "case_control": (NEVER, ANY),
    },
    "hot_spots.effect": {
        "weakens_binding": (r"\breduced|weaker|decreas", r"reduc|lower|weak|decreas|loses"),
        "abolishes_binding": r"\bloses|\babolish|\bno binding",
        "strengthens_binding": r"increas|strength|higher|enhanc",
    },
    "production.detected_as": {"reporter": r"\bGFP|reporter|NeuN", "mrna": r"\bmRNA|transcript"},
    "production.level": {
        "none": (r"\bno significant|\bno IL", r"\bno\b|undetect"), "detected": (NEVER, ANY),
        "low": (NEVER, r"\blow|little|small|trace|mean"),
        "high": (NEVER, r"high|strong|major|most|predomin|dominant"),
    },
    "receptor_abundance.method": {"quantitative_flow_cytometry": r"\bcounts\b|beads"},
    "receptor_expression.presence": {
        "induced": r"\binduce", "absent": r"\bneither|\babsent|undetect|not found|not detected",
        "present": (NEVER, ANY),
    },
    "receptor_turnover.fate": {
        "degraded": (r"degraded|lysosom", r"degrad|lysosom|proteasom"),
        "recycled": (r"recycl", r"recycl|plasma membrane"),
        "both": r"recycl",
    },
    "receptor_turnover.quantity": {
        "not_internalised": (r"\bnot internal|\bneither", r"\bnot?\b|neither|\bnor\b|alone|isolated|only"),
        "surface_half_life": (r"surface half", r"half"), "degradation_half_time": (NEVER, r"half"),
        "internalisation_half_time": (NEVER, r"half|min"), "internalised": (NEVER, ANY), "fate": (NEVER, ANY),
    },
    "regulation.direction": {
        "increases": (NEVER, ANY), "decreases": (r"\brepresses|\binhibits the", ANY), "required": (NEVER, ANY),
    },
    "regulation.stage": {
        "mrna_stability": r"mRNA stab|stabilis|stabiliz|stable|half-life|decay|degrad|mRNA binding",
        "translational": r"translation",
        "transcriptional": (r"transcription(?:al)? (?:from|act)|promoter activity", ANY),
        "overall": (NEVER, ANY),
    },
    "sequence_features.kind": {
        "disulfide_bond": r"\bSG\b|disul", "tyrosine": r"\btyr",
        "glycosylation_site": r"glycos|\bND2\b|acetylglucos",
        "signal_peptide": (r"signal peptide", r"signal|precursor|lower"), "transmembrane": r"transmembrane",
        "phosphorylation_site": r"phosphoryl|kinase|tyr",
    },
    "sequences.chain": {"light": r"\blight|\bLC\b|\blambda|\bkappa", "heavy": r"\bheavy|\bHC\b",
        "heavy_with_il2": (NEVER, r"heavy"),
        "heavy_without_il2": (NEVER, r"heavy")},
    "signalling_edges.stimulus": {"none": r"constitutive"},
    "structures.method": {"x_ray_diffraction": r"x-?ray|diffract|crystal",
        "electron_microscopy": r"electron|\bcryo|\bEM\b"},
    "substitutions.kind": {
        "deletion": (r"\bwithout the N|delet|terminal (?:\w+ )?(?:less|without)",
        r"delet|without|less|lack|truncat|terminal|active|des-"),
        "pegylation": r"\bPEG|polyethylene|conjugat", "fusion": (r"fusion protein", r"fus"),
        "substitution": (NEVER, ANY),
    },
}  # fmt: skip
