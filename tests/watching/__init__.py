"""Watching: while the suite runs, nothing that resumes say may be seen by those who operate.

``WATCHED=1 pytest …`` holds fifty strings of the suite's own resumes against everything that the
library and what it drives say: log records of any logger at DEBUG with their tracebacks, warnings,
messages of the library's errors and of jobs' errors, metrics, spans, uncaught exceptions, and
arguments and environments of the processes that the tests start; in those processes, too.

Not watched is what is meant for whoever named the file (R16 of the design): the output of a command
and its own arguments, answers of the API, reports.
"""

from __future__ import annotations

import re
from typing import Final

#: Names, addresses, numbers, employers and file names: of the demo's nine resumes, and of those
#: that the tests write themselves.
WORDS: Final = (
    *("Fernwood", "ada.fernwood@example.org", "7946 0018", "Harbour Lane Payments"),
    *("Tannenhof", "bruno.tannenhof@example.com", "30 901820", "Lindenwerk"),
    *("Morvan-Duval", "celine.morvan@example.org", "55 01 44 10", "Atelier des Rives"),
    *("Arroyo Montesinos", "diego.arroyo@example.com", "910 555 013", "Mercado Azul"),
    *("Mensah-Boateng", "efua.mensah@example.org", "117 496 0123", "Avonmead"),
    *("Valtorta", "giulia.valtorta@example.org", "5550 1420", "Banca del Sole"),
    *("Quillfeather", "harper.quillfeather@example.com", "010-0142", "Larkspur"),
    *("Mai Liên", "mailien.tran@example.com", "236 555 0179", "Sông Biếc"),
    *("林晓梅", "xiaomei.lin@example.com", "571 5550 0136", "青岚科技"),
    *("Ada Example", "ada@example.org", "Ada Example.pdf", "Jane Quill", "jane.quill@example"),
    *("jane@example", "Jane Doe", "Jane Doe.pdf", "Grace Example", "Xanthippe Sorrel"),
    *("Xanthippe00", "mail@planted.example", "sorrel@planted.example", "Ada Lovelace"),
)
PATTERN: Final = re.compile("|".join(sorted(map(re.escape, WORDS), key=len, reverse=True)))
