"""``python -m leadscan.cli``."""

from leadscan.cli import main

if __name__ == "__main__":
    main()
