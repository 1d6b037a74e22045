"""Who is it about: spaCy pipelines that find companies, people, posts, places, sums and dates in English and Chinese texts.

``reader`` runs a pipeline per language over texts; ``gazetteer``, ``mentions`` and ``roles`` are its components; ``chinese`` and ``english``
are the rules for names that no list holds; ``lexicon`` reads their words; ``sentences`` cuts texts.
"""
