"""People who held an occupation come before others; a short form of the benchmark of rankings."""

import pytest

from tests.benchmarks.ranking.__main__ import measured, ours
from tests.benchmarks.ranking.baselines import Bm25, TfIdf
from tests.benchmarks.ranking.measure import ndcg, paired
from tests.benchmarks.ranking.resumes import RankingSet
from tests.benchmarks.ranking.sets import in_languages, with_skills
from tests.stages.documents import blind


@pytest.mark.slow
@pytest.mark.parametrize("made", [with_skills, in_languages])
def test_a_score_orders_no_worse_than_word_statistics(made):
    whole = made()
    some = RankingSet(whole.name, whole.adverts[:24], whole.resumes, whole.relevance)
    texts = [resume.text for resume in some.resumes]
    tfidf, bm25 = TfIdf(texts, whole.adverts), Bm25(texts)
    scored = measured(some, ours(some, [blind(resume) for resume in some.resumes], {}))
    for other in (
        [tfidf.scores(advert) for advert in some.adverts],
        [bm25.scores(advert) for advert in some.adverts],
    ):
        mean, _, high = paired(scored, measured(some, other))
        assert mean > -0.03
        assert high > 0


def test_ndcg_rewards_the_relevant_first_and_shares_ties():
    assert ndcg([3, 2, 1], [2, 1, 0]) == 1
    assert ndcg([1, 2, 3], [2, 1, 0]) < 1
    assert ndcg([0, 0], [1, 0]) == pytest.approx((1 + 0.6309297535714575) / 2)
    assert ndcg([0, 0], [0, 0]) == 0
