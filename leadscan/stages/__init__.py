"""The stairs, one module a stage: each takes its undone work from the store and leaves it done there, in one transaction a step.

``leadscan.pipeline`` says the order; nothing here knows what comes before or after.
"""
