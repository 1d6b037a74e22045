"""Prefect flows over leadscan.pipeline: names, retries, schedules; no judgement."""
