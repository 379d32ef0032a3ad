"""Rank resumes for adverts, and hold the order against TF-IDF and BM25.

    python -m tests.benchmarks.ranking [--weights must=35,relevance=25]

Labels are of occupations that people held. nDCG@10 with the mean over queries, and the paired
difference to each baseline with 95 percent bounds (bootstrap over queries). RESUME_CORPUS names a
folder of labelled resumes to rank as well. What blindness costs is the difference to the same
score of an unblinded view.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from resume_pipeline.stages.score.candidate import Candidate
from resume_pipeline.stages.score.card import findings
from resume_pipeline.stages.score.draft import drafted
from resume_pipeline.stages.score.vector import score
from resume_pipeline.wire.payloads import View
from resume_pipeline.wire.vacancy import Vacancy
from tests.stages.documents import AS_OF, blind, unblind

from .baselines import Bm25, TfIdf
from .measure import ndcg, paired
from .sets import RankingSet, all_sets

Scores = list[list[float]]


def ours(ranked: RankingSet, views: list[View], points: dict[str, int]) -> Scores:
    """Our scores by advert, of drafted criteria that nobody has edited."""
    found: Scores = []
    candidates = [Candidate(view) for view in views]
    for text in ranked.adverts:
        advert = Vacancy.from_text(text).model_copy(update={"points": points})
        criteria = drafted(advert.title, advert.text)
        vectors = [findings(advert, criteria, one, AS_OF) for one in candidates]
        weights = advert.weights()
        found.append([float(score([f.feature for f in one], weights)) for one in vectors])
    return found


def measured(ranked: RankingSet, scores: Scores) -> list[float]:
    """nDCG@10 by advert."""
    count = range(len(ranked.resumes))
    return [
        ndcg(row, [ranked.relevance.get((query, n), 0) for n in count])
        for query, row in enumerate(scores)
    ]


def methods(ranked: RankingSet, points: dict[str, int]) -> dict[str, list[float]]:
    """nDCG@10 by advert, of each method."""
    texts = [resume.text for resume in ranked.resumes]
    tfidf, bm25 = TfIdf(texts, ranked.adverts), Bm25(texts)
    by_method: dict[str, Callable[[], Scores]] = {
        "blind": lambda: ours(ranked, [blind(one) for one in ranked.resumes], points),
        "unblinded": lambda: ours(ranked, [unblind(one) for one in ranked.resumes], points),
        "tf-idf": lambda: [tfidf.scores(advert) for advert in ranked.adverts],
        "bm25": lambda: [bm25.scores(advert) for advert in ranked.adverts],
    }
    return {name: measured(ranked, made()) for name, made in by_method.items()}


def report(name: str, found: dict[str, list[float]]) -> None:
    """One set's means, and our differences with their bounds."""
    means = {method: sum(values) / len(values) for method, values in found.items()}
    print(f"{name} ({len(found['blind'])} adverts)")
    print("  nDCG@10  " + "  ".join(f"{method} {mean:.3f}" for method, mean in means.items()))
    for other in ("tf-idf", "bm25", "unblinded"):
        mean, low, high = paired(found["blind"], found[other])
        print(f"  blind - {other}: {mean:+.3f} [{low:+.3f}, {high:+.3f}]")


def main() -> None:
    """Measure every set, and all of them together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", default="")
    given = parser.parse_args().weights
    pairs = (pair.split("=") for pair in given.split(",") if pair)
    points = {kind: int(worth) for kind, worth in pairs}
    pooled: dict[str, list[float]] = {}
    for ranked in all_sets():
        found = methods(ranked, points)
        report(ranked.name, found)
        for method, values in found.items():
            pooled.setdefault(method, []).extend(values)
    report("pooled", pooled)


if __name__ == "__main__":
    main()
