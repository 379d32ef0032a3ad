"""Who somebody is moves no score: two thousand people by the stages, thirty by the pipeline.

`python -m tests.scoring.invariance` does the same for 25,000 and 500.
"""

import pytest

from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.score import Score
from resume_pipeline.wire.vacancy import Criterion, Vacancy
from tests.stages.documents import AS_OF, blind, document

from .invariance import ALL, by_functions, by_jobs
from .test_titles import FORMS

TITLES = [career.title for career in ALL]
FILLER = "\nInterests\n" + "Reading about the history of cartography and of small harbours.\n" * 7


@pytest.mark.slow
def test_two_thousand_people_have_one_score_each_career():
    found = by_functions(2_000)
    assert sorted(title for title, _, _ in found) == sorted(TITLES)
    points = sorted(points for _, points, _ in found)
    assert 25_000 < points[0] < points[2] < 70_000  # most may move either way


@pytest.mark.slow
def test_a_pipeline_gives_them_the_same_scores_in_every_format(tmp_path):
    found = by_jobs(36, str(tmp_path))
    assert sorted(title for title, _, _ in found) == sorted(TITLES)
    ceiling = {(title, points) for title, points, _ in found if points > 90_000}
    assert ceiling == {(t, points) for t, points, _ in by_functions(len(ALL)) if points > 90_000}


#: Sections and words of languages, with a place for a title.
CAREER = {
    "de": "Lebenslauf\n\nBerufserfahrung\n{title}, Hof GmbH\n03/2019 - heute\n- Leitet das Team",
    "fr": "Curriculum vitae\n\nExpérience\n{title}, Maison SARL\n03/2019 - présent\n- Dirige",
    "es": "Currículum\n\nExperiencia\n{title}, Casa SL\n03/2019 - actualidad\n- Dirige el equipo",
    "it": "Curriculum\n\nEsperienza\n{title}, Casa Chiara SRL\n03/2019 - oggi\n- Guida la squadra",
    "pt": "Currículo\n\nExperiência\n{title}, Casa Clara Lda\n03/2019 - atual\n- Lidera a equipa",
    "ru": "Резюме\n\nОпыт работы\n{title}, ООО Ромашка\n03/2019 - настоящее время\n- Ведет команду",
    "ar": "السيرة الذاتية\n\nالخبرة\n{title}، شركة النور\n03/2019 - الآن\n- يقود الفريق",
}


def points_of(language, title, advert):
    resume = CAREER[language].format(title=title)
    work = Work(
        inputs=(blind(document(f"Kim Doe\n{resume}\n{FILLER}")),), as_of=AS_OF, vacancy=advert
    )
    card = Score().run(work)
    assert card.abstained is None
    return card.points


@pytest.mark.parametrize("language", FORMS)
def test_every_form_of_a_title_in_a_resume_or_an_advert_scores_the_same(language):
    for row in FORMS[language]:
        forms = row.split("|")
        found = {
            points_of(language, said, Vacancy(criteria=(Criterion(kind="title", label=asked),)))
            for said in forms
            for asked in forms[:3]
        }
        assert len(found) == 1, (row, found)
        assert 0 not in found, row
