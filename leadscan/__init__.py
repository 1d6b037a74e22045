"""leadscan: the relationship manager's morning."""

__version__ = "0.1.0"
