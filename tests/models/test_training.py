"""The training scripts on a handful of our own sentences, and what the shipped pipelines say of themselves."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leadscan import data
from leadscan.nlp import features

MODELS = Path(__file__).parents[2] / "models"
SHIPPED = [Path(str(data.place("models", f"{lang}_leadscan_ner"))) / "meta.json" for lang in ("en", "zh")]
LABELS = {"COMPANY", "ORG", "PERSON", "TITLE", "PLACE", "MONEY", "DATE", "PRODUCT"}

sys.path.insert(0, str(MODELS / "scripts"))
pytest.importorskip("spacy")

import convert  # noqa: E402
import reader  # noqa: E402
import silver  # noqa: E402


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_pipeline_trained_on_few_sentences_finds_firms_in_them(lang: str, tmp_path: Path) -> None:
    rng = random.Random(3)
    maker = silver.Maker(lang)
    rows = [maker.sentence(rng) for _ in range(40)]
    for part in ("train", "dev"):
        (tmp_path / f"{part}.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    embed = "components.ner.model.tok2vec.embed"
    small: dict[str, Any] = {
        "paths.lines": str(tmp_path), "training.max_steps": 140, "training.eval_frequency": 140, "training.batcher.size.start": 100, "training.batcher.size.stop": 100,
        "training.optimizer.learn_rate.warmup_steps": 5, "training.optimizer.learn_rate.initial_rate": 0.01, "components.ner.model.tok2vec.encode.depth": 1,
        "corpora.train.replace": 0.0, "corpora.train.silver_share": 0.0, "corpora.dev.sets": ["silver"],
    }  # fmt: skip
    small |= {f"{embed}.rows": [300, 100, 300, 100]} if lang == "en" else {f"{embed}.pair_rows": 300, f"{embed}.char_rows": 500}
    given = [part for name, value in small.items() for part in (f"--{name}", value if isinstance(value, str) else json.dumps(value))]
    subprocess.run(  # one thread of BLAS: more wait for each other on matrices this small
        [sys.executable, str(MODELS / "scripts" / "train.py"), str(MODELS / lang / "configs" / "cpu.cfg"), str(tmp_path / "out"), *given],
        check=True, timeout=120, capture_output=True, env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    import spacy

    loaded = spacy.load(tmp_path / "out" / "model-best")
    assert set(loaded.get_pipe("ner").labels) <= LABELS
    wanted = found = 0
    for row in rows:
        said = {(e.start_char, e.end_char) for e in loaded(row["text"]).ents if e.label_ == "COMPANY"}
        truth = {(a, b) for a, b, label in row["spans"] if label == "COMPANY"}
        wanted, found = wanted + len(truth), found + len(truth & said)
    assert found > wanted / 4
    again = spacy.util.load_model_from_config(loaded.config)
    again.from_bytes(loaded.to_bytes())
    assert [e.text for e in again(rows[0]["text"]).ents] == [e.text for e in loaded(rows[0]["text"]).ents]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_silver_span_is_the_fill_and_no_slot_is_left(lang: str) -> None:
    rng = random.Random(5)
    maker = silver.Maker(lang)
    kinds = set()
    for _ in range(400):
        row = maker.sentence(rng)
        assert "{" not in row["text"]
        assert all(first[1] <= second[0] for first, second in itertools.pairwise(row["spans"]))
        for start, end, label in row["spans"]:
            assert 0 <= start < end <= len(row["text"])
            assert row["text"][start:end].strip(" ") == row["text"][start:end]
            kinds.add(label)
    assert kinds == LABELS


def test_what_a_mask_covers_is_neither_a_name_nor_its_absence() -> None:
    import spacy

    row = {"text": "Velmora Inc hires Ada Quill as treasurer", "spans": [[0, 11, "COMPANY"]], "mask": [[18, 27]]}
    gold = reader.example(spacy.blank("en"), row).reference
    assert [token.ent_iob_ for token in gold] == ["B", "I", "O", "", "", "O", "O"]


def test_a_span_that_cuts_a_token_is_masked() -> None:
    import spacy

    row = {"text": "Velmorabank fell", "spans": [[0, 7, "COMPANY"]], "mask": []}
    assert [token.ent_iob_ for token in reader.example(spacy.blank("en"), row).reference] == ["", "O"]


def test_replaced_names_keep_every_span_and_mask_on_its_words() -> None:
    row = {"text": "甲乙科技與丙丁銀行簽約,甲乙科技股價升5%", "spans": [[0, 4, "COMPANY"], [5, 9, "COMPANY"], [12, 16, "COMPANY"]], "mask": [[19, 21]]}
    new = reader.replaced(row, lambda label, surface, rng: surface[0] * 7, random.Random(0))
    assert new["text"] == "甲甲甲甲甲甲甲與丙丙丙丙丙丙丙簽約,甲甲甲甲甲甲甲股價升5%"
    assert [new["text"][a:b] for a, b, _ in new["spans"]] == ["甲" * 7, "丙" * 7, "甲" * 7]
    assert [new["text"][a:b] for a, b in new["mask"]] == ["5%"]


def test_digits_of_a_masked_source_move_the_offsets_with_them() -> None:
    text, at = convert.digits("<N>年,明湖股份升<N>%", random.Random(1))
    assert text[at[5] : at[9]] == "明湖股份"
    assert "<N>" not in text


@pytest.mark.parametrize(("name", "lang", "kind"), [("Northgate Holdings", "en", "COMPANY"), ("University of Elm", "en", "ORG"), ("Quorra", "en", ""), ("明湖集团", "zh", "COMPANY"), ("青石大学", "zh", "ORG"), ("明湖", "zh", "")])
def test_an_undivided_organisation_is_called_what_its_words_say(name: str, lang: str, kind: str) -> None:
    assert convert.divided(name, lang) == kind


def test_character_features_differ_by_neighbour_and_mark_listed_words() -> None:
    patterns = features.table({"a": ["集团"], "b": ["王"]})
    first, second = features.rows("明集团", patterns), features.rows("王集团", patterns)
    assert first.shape == (3, features.COLUMNS)
    assert first[1, 0] == second[1, 0]
    assert first[1, 1] != second[1, 1]
    assert first[1, 4] == second[1, 4] != first[0, 4] != second[0, 4]
    assert features.rows("", patterns).shape == (0, features.COLUMNS)


@pytest.mark.parametrize("path", SHIPPED, ids=[path.parent.name for path in SHIPPED])
def test_a_shipped_pipeline_names_its_sets_licences_and_figures_and_is_small(path: Path) -> None:
    meta = json.loads(path.read_text(encoding="utf-8"))
    assert meta["license"] == "CC BY-SA 4.0"
    assert len(meta["sources"]) >= 5
    assert all(source["name"] and source["url"] and source["license"] and source["author"] for source in meta["sources"])
    assert meta["performance"]
    assert sum(file.stat().st_size for file in path.parent.rglob("*") if file.is_file()) <= 15_000_000


@pytest.mark.parametrize("path", [p for p in SHIPPED if "ner" in p.parent.name], ids=lambda path: path.parent.name)
def test_a_shipped_pipeline_loads_and_carries_no_words_of_its_training_texts(path: Path) -> None:
    import spacy

    nlp = spacy.load(path.parent)
    assert set(nlp.get_pipe("ner").labels) == LABELS
    strings = json.loads((path.parent / "vocab" / "strings.json").read_text(encoding="utf-8"))
    assert set(strings) <= LABELS | {"", "-", "||"}
    text = "Velmora Holdings Limited appoints Ada Quill as chief financial officer" if nlp.lang == "en" else "明湖科技股份有限公司委任王思敏为首席财务官"
    found = {e.label_ for e in nlp(text).ents}
    assert {"COMPANY", "TITLE"} <= found
