"""``python -m leadscan``."""

from leadscan.cli import main

if __name__ == "__main__":
    main()
