"""Words that say how well somebody does something, rather than what."""

from __future__ import annotations

import functools
from typing import Final

from resume_pipeline.stages.parse.months import folded

_LEVELS: Final = """beginner, novice, basic, elementary, intermediate, upper intermediate, advanced,
    expert, master, proficient, competent, professional, fluent, native, good, very good, excellent,
    working knowledge, familiar, experienced, skilled,
    débutant, notions, intermédiaire, avancé, confirmé, courant, maîtrise, bon niveau, bilingue,
    grundkenntnisse, anfänger, fortgeschritten, gut, sehr gut, experte, fließend,
    verhandlungssicher,
    básico, principiante, intermedio, avanzado, experto, fluido, nativo, intermediário, intermédio,
    avançado, especialista, fluente, base, intermedio, avanzato, esperto, ottimo, buono,
    beginner, gemiddeld, gevorderd, vloeiend, goed, uitstekend, moedertaal,
    cơ bản, trung bình, khá, tốt, thành thạo, nâng cao, chuyên gia,
    了解, 熟悉, 熟练, 精通, 掌握, 初级, 中级, 高级, 入门, 初級, 中級, 上級,
    مبتدئ, متوسط, متقدم, خبير, جيد, جيد جدا, ممتاز, محترف,
    podstawowy, średni, średniozaawansowany, zaawansowany, ekspert, biegły,
    začátečník, pokročilý, expert, základní, başlangıç, orta, ileri, iyi, çok iyi, uzman,
    alapfok, középfok, felsőfok, haladó, kezdő, începător, mediu, avansat,
    начальный, средний, продвинутый, эксперт, базовый, grundläggande, avancerad, flytande,
    a1, a2, b1, b2, c1, c2, native speaker, mother tongue, muttersprache, langue maternelle,
    lengua materna, madrelingua, língua materna, ojczysty, ana dil, родной, свободно, 母語, 母语,
    모국어, ビジネスレベル, 비즈니스"""


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(" ".join(folded(level).split()) for level in _LEVELS.split(","))


def is_level(text: str) -> bool:
    """Whether ``text`` is only a level."""
    return " ".join(folded(text).split()) in _known()
