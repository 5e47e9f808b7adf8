"""The small drawing that stands for each picture on the front page: few marks, one message, told from the same rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from il2data.site import counting_cards, measurement_cards
from il2data.site.card_shapes import Card
from il2data.site.content import Content

DRAW: Mapping[str, Callable[[Content], Card]] = {
    "receptor_forms": measurement_cards.of_receptor_forms,
    "affinities": measurement_cards.of_affinities,
    "rates": measurement_cards.of_rates,
    "copies": measurement_cards.of_copies,
    "makers": counting_cards.of_makers,
    "potencies": measurement_cards.of_potencies,
    "responses": measurement_cards.of_responses,
    "selectivity": measurement_cards.of_selectivity,
    "sequence": counting_cards.of_sequence,
    "signalling": counting_cards.of_signalling,
    "pipeline": counting_cards.of_pipeline,
    "low_dose": counting_cards.of_low_dose,
    "trials": counting_cards.of_trials,
    "adverse_reactions": counting_cards.of_adverse_reactions,
    "timeline": counting_cards.of_timeline,
}


def cards(content: Content) -> dict[str, Card]:
    """Return the card of each picture by the name of the picture."""
    return {name: draw(content) for name, draw in DRAW.items()}
