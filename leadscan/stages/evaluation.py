"""Evaluation: how right the rules are on labelled sets. First set: the examples that travel with each trigger."""

from __future__ import annotations

from typing import Any


def trigger_examples() -> dict[str, Any]:
    """``{"right", "examples", "triggers": {type: (right, of)}}`` over every packaged trigger's own examples."""
    from leadscan.leads import examples

    figures = {trigger: (sum(ok for ok in results), len(results)) for trigger, results in examples.results().items()}
    return {"right": sum(right for right, _ in figures.values()), "examples": sum(total for _, total in figures.values()), "triggers": figures}
