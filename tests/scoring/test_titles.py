"""A title in its feminine, masculine and inclusive form is one title, to the last point."""

import pytest

from resume_pipeline.stages.score.titles import likeness
from resume_pipeline.stages.score.words import stem, stems

#: Forms of one title, by language; the first is what an advert may ask for.
FORMS = {
    "de": [
        "Softwareentwickler|Softwareentwicklerin|Softwareentwickler:in|Softwareentwickler*in"
        "|Softwareentwickler/in|Softwareentwickler/-in|Softwareentwickler(in)|SoftwareentwicklerIn"
        "|Softwareentwickler_in|Softwareentwickler (m/w/d)|Softwareentwickler (w/m/x)",
        "Krankenpfleger|Krankenschwester|Krankenpfleger/in|Krankenpfleger:in|Krankenpflegerin",
        "Kaufmann|Kauffrau|Kaufmann/-frau|Kaufmann/Kauffrau|Kaufleute",
        "Arzt|Ärztin|Ärzt:in|Arzt/Ärztin",
        "Koch|Köchin|Koch/Köchin|Köch*in",
        "Rechtsanwalt|Rechtsanwältin|Rechtsanwält:in",
        "Leitender Ingenieur|Leitende Ingenieurin|Leitende:r Ingenieur:in",
        "Steuerfachangestellter|Steuerfachangestellte|Steuerfachangestellte:r",
        "Pflegefachmann|Pflegefachfrau|Pflegefachmann/-frau",
        "Friseur|Friseurin|Friseuse|Friseur:in",
        "Lehrer|Lehrerin|Lehrer*innen|LehrerInnen",
    ],
    "fr": [
        "développeur|développeuse|développeur·euse|développeur·se|développeur/euse"
        "|développeur(se)|développeur (H/F)|développeur.euse",
        "infirmier|infirmière|infirmier·ère|infirmier/ière|infirmier(ère)|infirmier.ère",
        "directeur commercial|directrice commerciale|directeur·rice commercial·e"
        "|directeur/trice commercial(e)",
        "ingénieur|ingénieure|ingénieur·e|ingénieur (f/h)",
        "technicien|technicienne|technicien·ne|technicien(ne)|technicien/ne",
        "chef de projet|cheffe de projet|chef·fe de projet",
        "avocat|avocate|avocat·e|avocat(e)",
        "assistant administratif|assistante administrative|assistant·e administratif·ve",
        "vendeur|vendeuse|vendeur·se",
        "conseiller|conseillère|conseiller·ère",
        "éducateur spécialisé|éducatrice spécialisée|éducateur·rice spécialisé·e",
    ],
    "es": [
        "enfermero|enfermera|enfermero/a|enfermero(a)|enfermer@|enfermerx|enfermere",
        "profesor|profesora|profesor/a|profesor(a)",
        "director de operaciones|directora de operaciones|director/a de operaciones",
        "ingeniero mecánico|ingeniera mecánica|ingeniero/a mecánico/a|ingenier@ mecánic@",
        "abogado|abogada|abogado/a|abogad@",
        "jefe de proyecto|jefa de proyecto|jefe/a de proyecto",
        "desarrollador|desarrolladora|desarrollador/a|desarrollador(a)",
    ],
    "it": [
        "infermiere|infermiera|infermiere/a",
        "direttore|direttrice|direttore/direttrice|direttore/trice",
        "sviluppatore|sviluppatrice|sviluppatore/trice",
        "impiegato|impiegata|impiegato/a|impiegat*|impiegatə",
        "avvocato|avvocata|avvocatessa",
        "cuoco|cuoca|cuoco/a",
        "professore|professoressa",
    ],
    "pt": [
        "enfermeiro|enfermeira|enfermeiro(a)|enfermeiro/a|enfermeir@",
        "professor|professora|professor(a)|professor/a",
        "diretor|diretora|diretor(a)",
        "desenvolvedor|desenvolvedora|desenvolvedor(a)",
        "engenheiro civil|engenheira civil|engenheiro(a) civil",
        "advogado|advogada|advogado(a)",
    ],
    "ru": [
        "учитель|учительница|учитель(ница)",
        "программист|программистка|программист(ка)|программист/ка|программист_ка",
        "медбрат|медсестра",
        "переводчик|переводчица|переводчик/переводчица",
        "продавец|продавщица",
        "директор|директриса|директорша|директорка",
        "старший бухгалтер|старшая бухгалтер|старший(ая) бухгалтер",
        "менеджер|менеджерка",
    ],
    "ar": [
        "مهندس|مهندسة|مهندس/ة|مهندس(ة)|مهندس/مهندسة",
        "ممرض|ممرضة|ممرض/ة",
        "مدير مبيعات|مديرة مبيعات|مدير/ة مبيعات",
        "محاسب|محاسبة|المحاسبة",
        "محامي|محامية|محامٍ",
        "معلم|معلمة|معلم/معلمة",
    ],
}
ROWS = [(language, row.split("|")) for language, rows in FORMS.items() for row in rows]


@pytest.mark.parametrize(("language", "forms"), ROWS, ids=lambda value: str(value)[:40])
def test_every_form_is_the_same_title(language, forms):
    assert {stems(form) for form in forms} == {stems(forms[0])}, language


def test_every_form_scores_the_same_against_every_other():
    for _, forms in ROWS:
        assert {likeness(one, [other]) for one in forms for other in forms} == {10_000}
        strangers = [row[0] for _, row in ROWS]
        for stranger in strangers:
            assert len({likeness(form, [stranger]) for form in forms}) == 1


def test_different_occupations_stay_apart():
    names = ["nurse", "engineer", "teacher", "accountant", "chef", "lawyer", "driver", "architect"]
    alike = [likeness(a, [b]) for a in names for b in names if a != b]
    assert max(alike) < 5_000


def test_one_occupation_has_several_names():
    assert likeness("Softwareentwicklerin", ["Software Engineer"]) == 7_000
    assert likeness("infirmière", ["Registered Nurse"]) == 7_000
    assert likeness("бухгалтер", ["Accountant"]) == 7_000
    assert likeness("Gärtner", ["Accountant"]) == 0


def test_what_is_no_word_of_a_language_is_left_alone():
    assert [stem(word) for word in ("C++", "Node.js", "iso9001")] == ["c++", "node.js", "iso9001"]
