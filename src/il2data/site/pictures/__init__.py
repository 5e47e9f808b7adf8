"""The pictures of the portal: a module each, which draws one from rows."""

from __future__ import annotations

from il2data.release import Release
from il2data.site.picture import Picture
from il2data.site.pictures import (
    adverse_reactions,
    affinities,
    copies,
    low_dose,
    makers,
    pipeline,
    potencies,
    rates,
    receptor_forms,
    responses,
    selectivity,
    sequence,
    signalling,
    timeline,
    trials,
)

# In the order in which the portal shows them: the molecule, the cell, the medicines, the history.
MODULES = (
    receptor_forms,
    affinities,
    rates,
    copies,
    makers,
    potencies,
    responses,
    selectivity,
    sequence,
    signalling,
    pipeline,
    low_dose,
    trials,
    adverse_reactions,
    timeline,
)


def all_pictures(release: Release) -> list[Picture]:
    """Return all pictures of a release, in the order in which the portal shows them."""
    return [module.picture(release) for module in MODULES]
