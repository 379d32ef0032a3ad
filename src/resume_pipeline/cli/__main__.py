"""``python -m resume_pipeline.cli``: the command where scripts are not on the path."""

from __future__ import annotations

import sys

from resume_pipeline.cli import main

sys.exit(main())
