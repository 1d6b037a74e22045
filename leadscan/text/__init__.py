"""Strings in, strings out: folding, languages, names, dates, charsets. Knows no record but the closed words of types."""
