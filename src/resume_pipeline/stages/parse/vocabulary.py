"""Words that tell a position from an employer and a degree from a school; language names."""

from __future__ import annotations

import functools
import re
from typing import Final

from resume_pipeline.stages.parse.months import folded

_POSITION: Final = """engineer developer programmer architect manager
director head lead leader chief
officer president founder cofounder owner partner consultant analyst
scientist researcher fellow
professor lecturer teacher tutor instructor trainer coach nurse
doctor physician surgeon therapist
pharmacist dentist midwife carer caregiver assistant associate secretary clerk administrator
coordinator supervisor specialist expert technician mechanic electrician operator worker intern
trainee apprentice student volunteer designer artist illustrator
writer editor journalist translator
photographer accountant auditor bookkeeper controller cashier buyer
planner agent broker advisor
adviser representative salesperson executive ambassador driver pilot
captain chef cook baker waiter
waitress barista bartender sous commis steward receptionist
housekeeper lawyer attorney paralegal
judge officer inspector investigator guard recruiter marketer strategist copywriter producer
postdoc postdoctoral principal senior junior staff freelance
freelancer cto ceo cfo coo vp dba sre
tester librarian curator geologist chemist biologist physicist economist statistician
ingénieur développeur développeuse chef responsable directeur
directrice chargé chargée gestionnaire
assistante comptable vendeur vendeuse infirmier infirmière enseignant
enseignante professeur stagiaire
alternant conseiller conseillère technicien technicienne analyste rédacteur concepteur adjoint
adjointe cuisinier serveur apprenti consultante
ingenieur ingenieurin entwickler entwicklerin leiter leiterin
referent referentin sachbearbeiter
sachbearbeiterin berater beraterin werkstudent werkstudentin
praktikant praktikantin auszubildender
kaufmann kauffrau fachkraft lehrer lehrerin krankenpfleger
mitarbeiter mitarbeiterin assistentin
geschäftsführer techniker meister projektleiter teamleiter disponent buchhalter verkäufer
ingeniero ingeniera desarrollador desarrolladora gerente jefe jefa director directora analista
asesor asesora vendedor vendedora contador contadora profesor
profesora maestro enfermero enfermera
técnico técnica practicante becario ejecutivo ejecutiva encargado encargada ayudante auxiliar
engenheiro engenheira desenvolvedor desenvolvedora coordenador
coordenadora estagiário professora
diretor diretora assistente consultor consultora
ingegnere sviluppatore sviluppatrice responsabile direttore
direttrice impiegato impiegata tirocinante
cuoco cuoca insegnante infermiere infermiera commesso capo addetto addetta tecnico
ontwikkelaar medewerker leidinggevende verpleegkundige docent stagiair adviseur beheerder
inżynier programista kierownik specjalista dyrektor asystent analityk nauczyciel praktykant
inženýr vývojář vedoucí manažer specialista mühendis mühendisi müdür
müdürü uzman uzmanı öğretmen
mérnök fejlesztő vezető menedzser
工程师 经理 主管 总监 助理 专员 设计师 分析师 开发 顾问 老师 教师 护士 会计 实习生
负责人 架构师 运营 产品
chuyên trưởng nhân kỹ sư giám kế toán trợ thực giáo
مهندس مدير محاسب مطور محلل مشرف مساعد أخصائي مسؤول معلم مدرس رئيس مراجع متدرب كاتب منسق"""
_POSITION_STEMS: Final = """ingenieur entwickler leiter berater
manager referent assistent techniker
pfleger lehrer kaufmann kauffrau ontwikkelaar medewerker mérnök fejlesztő"""
#: Words of Vietnamese are written apart; what a position is comes first.
_POSITION_PHRASES: Final = """quản lý, kỹ sư, trưởng nhóm, trưởng phòng, phó phòng, nhân viên,
    chuyên viên, chuyên gia, giám đốc, phó giám đốc, lập trình viên, kế toán, trợ lý,
    thực tập sinh, giáo viên, giảng viên, điều dưỡng, bác sĩ, tư vấn viên, thư ký, kiểm toán viên"""
_EMPLOYER_PHRASES: Final = """công ty, doanh nghiệp, tập đoàn, ngân hàng, bệnh viện, trung tâm,
    xí nghiệp, tổng công ty"""
_EMPLOYER: Final = """inc ltd llc llp plc corp corporation company co
gmbh ag kg ohg ug se sa sas sarl
srl spa bv nv ab oy aps kft zrt nyrt sro spol as oü sia kk pty pte
sdn bhd limited group holding
holdings partners associates solutions systems technologies technology labs laboratories studio
studios software services industries consulting bank insurance hospital clinic hotel restaurant
school university college institute foundation agency ministry
council trust nhs press media store
stores supermarket airlines logistics pharma energy networks ventures
capital works factory kitchen
ristorante trattoria osteria société groupe cabinet banque hôpital
clinique lycée université école
firma verlag bank klinikum krankenhaus universität hochschule gesellschaft stadtwerke
empresa grupo compañía universidad hospital colegio banco clínica
azienda gruppo ospedale università scuola spółka şirket şirketi
anonim ticaret sanayi üniversitesi
公司 集团 有限公司 银行 医院 大学 学院 科技 工厂 事务所
tnhh tập đoàn ngân phần
شركة مجموعة بنك مستشفى جامعة مؤسسة مكتب بيت دار"""
_SCHOOL: Final = """university college school institute academy faculty polytechnic mit eth
université école lycée collège institut iut faculté iae insa ens
universität hochschule fachhochschule technische gymnasium schule
akademie realschule berufsschule tu
universidad instituto escuela colegio facultad universidade faculdade escola
università politecnico istituto liceo scuola accademia
universiteit hogeschool school uniwersytet politechnika akademia szkoła liceum
univerzita technické gymnázium fakulta üniversitesi lisesi üniversite
egyetem főiskola gimnázium
universitatea 大学 学院 中学 学校 高中 đại học trường viện
جامعة كلية معهد مدرسة أكاديمية الجامعة"""
_DEGREE: Final = """bachelor bachelors bsc ba bs beng bcom bba llb
master masters msc ma ms meng mba
mphil llm phd dphil doctor doctorate doctoral diploma degree
associate certificate certification
honours honors ged gcse ab minor major postgraduate undergraduate
licence maîtrise doctorat bts dut baccalauréat bac diplôme mastère cap bep deug
diplom magister staatsexamen abitur promotion abschluss fachabitur lehre mittlere
licenciatura licenciado licenciada grado máster maestría doctorado
bachillerato título ingeniería
mestrado doutorado doutoramento graduação bacharelado técnico
laurea dottorato magistrale triennale maturità diploma
doctoraat propedeuse licencjat magister inżynier doktorat matura
bakalář inženýr magistr lisans yüksek doktora önlisans alapképzés mesterképzés diploma
本科 学士 硕士 博士 研究生 专科 大专 cử thạc tiến kỹ
بكالوريوس ماجستير دكتوراه دبلوم ليسانس"""
_LANGUAGES: Final = {
    "en": "english anglais englisch inglés inglês inglese engels tiếng anh 英语 英文 الإنجليزية "
    "الانجليزية الإنكليزية angielski angličtina ingilizce angol engleză",
    "fr": "french français französisch francés francês francese frans tiếng pháp 法语 الفرنسية "
    "francuski francouzština fransızca francia franceză",
    "de": "german allemand deutsch alemán alemão tedesco duits tiếng "
    "đức 德语 الألمانية niemiecki "
    "němčina almanca német germană",
    "es": "spanish espagnol spanisch español espanhol spagnolo spaans "
    "西班牙语 الإسبانية hiszpański "
    "španělština ispanyolca spanyol",
    "it": "italian italien italienisch italiano italiaans 意大利语 الإيطالية włoski italština "
    "italyanca olasz",
    "pt": "portuguese portugais portugiesisch portugués português portoghese portugees 葡萄牙语 "
    "البرتغالية portugalski",
    "nl": "dutch néerlandais niederländisch neerlandés holandês "
    "olandese nederlands 荷兰语 الهولندية",
    "vi": "vietnamese vietnamien vietnamesisch vietnamita tiếng việt 越南语 الفيتنامية",
    "zh": "chinese mandarin cantonese chinois chinesisch chino chinês "
    "cinese chinees tiếng trung "
    "中文 汉语 普通话 国语 粤语 الصينية çince",
    "ja": "japanese japonais japanisch japonés japonês giapponese japans tiếng nhật 日语 日本語 "
    "اليابانية",
    "ko": "korean coréen koreanisch coreano koreaans tiếng hàn 韩语 한국어 الكورية",
    "ar": "arabic arabe arabisch árabe arabo 阿拉伯语 العربية arapça",
    "ru": "russian russe russisch ruso russo tiếng nga 俄语 русский الروسية rosyjski ruština rusça",
    "pl": "polish polonais polnisch polaco polonês polacco pools polski polština",
    "tr": "turkish turc türkisch turco turks türkçe التركية",
    "cs": "czech tchèque tschechisch checo ceco čeština český",
    "hu": "hungarian hongrois ungarisch húngaro ungherese magyar",
    "sk": "slovak slowakisch slovenčina",
    "ro": "romanian roumain rumänisch rumano romeno română",
    "sv": "swedish suédois schwedisch sueco svedese svenska",
    "da": "danish danois dänisch danés dansk",
    "no": "norwegian norvégien norwegisch noruego norsk",
    "fi": "finnish finnois finnisch finlandés suomi",
    "el": "greek grec griechisch griego greco ελληνικά",
    "uk": "ukrainian ukrainien ukrainisch ucraniano українська",
    "hi": "hindi हिन्दी हिंदी 印地语",
    "bn": "bengali bangla",
    "ta": "tamil",
    "te": "telugu",
    "mr": "marathi",
    "gu": "gujarati",
    "pa": "punjabi",
    "ur": "urdu أردو",
    "kn": "kannada",
    "ml": "malayalam",
    "fa": "persian farsi فارسی",
    "he": "hebrew hébreu hebräisch hebreo עברית",
    "th": "thai ไทย",
    "id": "indonesian bahasa",
    "ms": "malay",
    "sw": "swahili kiswahili",
    "yo": "yoruba",
    "ig": "igbo",
    "ha": "hausa",
    "ca": "catalan català catalán",
    "ga": "irish gaelic",
    "cy": "welsh",
    "la": "latin",
    "hr": "croatian kroatisch hrvatski",
    "sr": "serbian serbisch srpski",
    "bg": "bulgarian bulgarisch български",
    "sl": "slovenian slovene slowenisch slovenščina",
    "af": "afrikaans",
    "tl": "tagalog filipino",
}
_WORD = re.compile(r"[^\W\d_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@functools.cache
def _folded_set(words: str) -> frozenset[str]:
    return frozenset(map(folded, words.split()))


def _score(low: str, vocabulary: str) -> int:
    """How many words of ``vocabulary`` a folded text has; in unspaced scripts, anywhere in it."""
    known = _folded_set(vocabulary)
    words = _WORD.findall(low.replace(".", ""))
    if low.isascii():
        return sum(map(known.__contains__, words))
    spaced = sum(1 for word in words if word in known or word.removeprefix("ال") in known)
    if not _CJK.search(low):
        return spaced
    return spaced + sum(1 for word in known if _CJK.match(word) and word in low)


@functools.cache
def _folded_phrases(phrases: str) -> tuple[str, ...]:
    return tuple(" ".join(folded(phrase).split()) for phrase in phrases.split(","))


@functools.cache
def _stems() -> tuple[str, ...]:
    return tuple(_folded_set(_POSITION_STEMS))


def position_score(text: str) -> int:
    """How much ``text`` sounds like a position."""
    low = folded(text)
    compounds = sum(1 for w in _WORD.findall(low) if len(w) > 9 and w.endswith(_stems()))
    begins = low.startswith(_folded_phrases(_POSITION_PHRASES))
    return _score(low, _POSITION) + compounds + 2 * begins


def employer_score(text: str) -> int:
    """How much ``text`` sounds like an employer."""
    low = folded(text)
    phrases = sum(phrase in low for phrase in _folded_phrases(_EMPLOYER_PHRASES))
    return _score(low, _EMPLOYER) + phrases


def school_score(text: str) -> int:
    """How much ``text`` sounds like a school."""
    low = folded(text)
    compound = any(stem in low for stem in ("universit", "hochschule", "gymnasium", "akademie"))
    return _score(low, _SCHOOL) + compound


def degree_score(text: str) -> int:
    """How much ``text`` sounds like a degree."""
    return _score(folded(text), _DEGREE)


@functools.cache
def _language_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, words in _LANGUAGES.items():
        for word in words.replace("tiếng ", "tiếng_").split():
            names[folded(word.replace("_", " "))] = code
    return names


def language_code(text: str) -> str | None:
    """ISO 639-1 code of the language that ``text`` names, or None."""
    low = folded(text).strip()
    first = _WORD.match(low)
    names = _language_names()
    code = names.get(low) or names.get(low.removeprefix("اللغة "))
    return code or (names.get(first[0]) if first else None)
