"""What a ranking is held against: TF-IDF with a proper corpus, and BM25."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[^\W_{_UNSPACED}]+(?:[+#]+|\.(?=js|net))?|[{_UNSPACED}]")


def words(text: str) -> list[str]:
    """Words in small letters; letters of unspaced scripts one by one."""
    return _WORD.findall(text.lower())


def pairs(text: str) -> list[str]:
    """Words, and pairs of words that follow each other."""
    single = words(text)
    return [*single, *(f"{a} {b}" for a, b in pairwise(single))]


class TfIdf:
    """Cosine of sublinear TF-IDF of words and pairs of words, fitted on all resumes and adverts."""

    def __init__(self, documents: Sequence[str], queries: Sequence[str]) -> None:
        texts = [*documents, *queries]
        counts = Counter(term for text in texts for term in set(pairs(text)))
        self.idf = {term: math.log((1 + len(texts)) / (1 + n)) + 1 for term, n in counts.items()}
        self.vectors = [self.vector(document) for document in documents]

    def vector(self, text: str) -> dict[str, float]:
        """The text's terms with unit length."""
        found = {t: (1 + math.log(n)) * self.idf[t] for t, n in Counter(pairs(text)).items()}
        length = math.sqrt(sum(weight * weight for weight in found.values())) or 1
        return {term: weight / length for term, weight in found.items()}

    def scores(self, query: str) -> list[float]:
        """One score a document."""
        asked = self.vector(query)
        return [sum(w * one[t] for t, w in asked.items() if t in one) for one in self.vectors]


class Bm25:
    """Okapi BM25 with k1 = 1.2 and b = 0.75, the whole advert as the query."""

    def __init__(self, documents: Sequence[str]) -> None:
        self.counts = [Counter(words(document)) for document in documents]
        self.lengths = [sum(count.values()) for count in self.counts]
        self.mean = sum(self.lengths) / len(documents)
        found = Counter(term for count in self.counts for term in count)
        total = len(documents)
        self.idf = {t: math.log(1 + (total - n + 0.5) / (n + 0.5)) for t, n in found.items()}

    def scores(self, query: str) -> list[float]:
        """One score a document."""
        asked = set(words(query))
        found = []
        for count, length in zip(self.counts, self.lengths, strict=True):
            room = 1.2 * (0.25 + 0.75 * length / self.mean)
            shared = asked & count.keys()
            found.append(sum(self.idf[t] * count[t] * 2.2 / (count[t] + room) for t in shared))
        return found
