"""Trains one pipeline: python train.py CONFIG OUT [--paths.lines DIR ...] (any config value may be given as --section.name value).

Like ``spacy train --code reader.py``, with numpy's own matrix product, which was three times as fast as blis on the machine of the experiments.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))


def word_lists() -> dict[str, list[str]]:
    """Words whose places the Chinese embedding marks, out of the package's lexicon; they go into the config and so into the pipeline."""
    from leadscan.nlp.lexicon import words
    from leadscan.text import people

    def of(*keys: tuple[str, str]) -> list[str]:
        return sorted({word for file, section in keys for word in words("zh", file, section) if 0 < len(word) <= 12})

    titles = sorted({word for post in ("cfo", "finance", "ceo", "chair", "secretary", "founder", "owner", "director", "other", "public") for word in words("zh", "titles", "posts", post)})
    return {
        "a_firm": of(("companies", "legal"), ("companies", "strong")),
        "b_office": of(("organisations", "names"), ("organisations", "heads")),
        "c_place": of(("places", "names")),
        "d_post": titles,
        "e_surname": sorted(people.surnames()),
        "f_ordinary": of(("companies", "ordinary")),
    }


def run(config_path: Path, out: Path, overrides: dict[str, Any]) -> Any:
    """Trains by a config and returns the pipeline; model-best and model-last are written under ``out``."""
    import reader  # noqa: F401  # registers the streams and the embedding
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train
    from spacy.util import load_config
    from thinc.api import NumpyOps, set_current_ops

    out.mkdir(parents=True, exist_ok=True)
    set_current_ops(NumpyOps(use_blis=False))
    config = load_config(config_path, overrides=overrides, interpolate=False)
    if config["paths"].get("init"):  # goes on from a trained pipeline
        config["components"] = {name: {"source": config["paths"]["init"]} for name in config["components"]}
    for component in (c for c in config["components"].values() if "model" in c):
        embed = component["model"].get("tok2vec", {}).get("embed", {})
        if embed.get("@architectures", "").startswith("leadscan.CharFeatEmbed"):
            embed["words"] = word_lists()
    nlp = init_nlp(config, use_gpu=-1)
    train(nlp, out, use_gpu=-1, stdout=sys.stdout, stderr=sys.stderr)
    return nlp


def main() -> None:
    from spacy.cli._util import parse_config_overrides

    run(Path(sys.argv[1]), Path(sys.argv[2]), parse_config_overrides(sys.argv[3:]))


if __name__ == "__main__":
    main()
