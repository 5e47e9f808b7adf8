"""Run the command line with ``python -m il2data``."""

from il2data.cli import main

raise SystemExit(main())
