"""Filings of the venues: found on their lists, read, and folded into cases."""

from leadscan.filings.reading import read

__all__ = ["read"]
