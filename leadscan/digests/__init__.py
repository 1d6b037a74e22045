"""Leads in, one email out: what to tell (``build``), how sources stand (``health``), how it looks (``render``), its machine-readable twin (``twin``)."""
