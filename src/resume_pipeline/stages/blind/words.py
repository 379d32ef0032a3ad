"""Words in front of what says who somebody is, in the languages that resumes are read in."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

#: Headings of sections that say only who it is, whom to ask, or how to reach them.
_IDENTITY: Final = """
        contact, contact me, contact information, contact details, contacts, personal
        information, personal details, personal data, personal, personal profile details,
        coordonnées, informations personnelles, état civil, kontakt, kontaktdaten, persönliche
        daten, persönliches, angaben zur person, zur person, contacto, datos personales,
        información personal, datos de contacto, contato, dados pessoais, informações pessoais,
        contatti, dati personali, informazioni personali, contactgegevens, persoonlijke
        gegevens, persoonsgegevens, liên hệ, thông tin liên hệ, thông tin cá nhân, 联系方式,
        个人信息, 基本信息, 联系, 連絡先, 연락처, 인적사항, التواصل, معلومات الاتصال, البيانات
        الشخصية, المعلومات الشخصية, معلومات شخصية, بيانات الاتصال, الاتصال, dane osobowe, dane
        kontaktowe, osobní údaje, kontaktní údaje, kişisel bilgiler, iletişim, iletişim
        bilgileri, személyes adatok, elérhetőség, elérhetőségek, kapcsolat, date personale,
        informații personale, контакты, личные данные, личная информация, контактная
        информация, links, social, online profiles, social media"""
_REFERENCES: Final = """
        references, referees, reference, professional references, recommendations, références,
        referenzen, referencias, referências, referenze, referenties, người tham chiếu, người
        giới thiệu, tham chiếu, 推荐人, 证明人, 推薦者, 추천인, المراجع, المعرفون, جهات مرجعية,
        referencje, referanslar, referenciák, referințe, рекомендации, signature, unterschrift,
        firma"""
#: Headings that end such a section.
_CONTENT: Final = """
        experience, work experience, professional experience, employment, employment history,
        work history, career history, career, education, education and training, skills,
        technical skills, key skills, core skills, languages, projects, certificates,
        certifications, summary, profile, professional summary, about me, objective,
        publications, awards, interests, hobbies, volunteering, training, courses, expérience,
        expériences, expérience professionnelle, expériences professionnelles, formation,
        formations, compétences, langues, projets, certifications, centres d'intérêt, profil,
        berufserfahrung, beruflicher werdegang, ausbildung, bildung, studium, kenntnisse,
        fähigkeiten, sprachen, sprachkenntnisse, projekte, zertifikate, kurzprofil, interessen,
        experiencia, experiencia laboral, experiencia profesional, formación, formación
        académica, educación, habilidades, aptitudes, competencias, idiomas, proyectos,
        certificaciones, perfil, intereses, experiência, experiência profissional, formação,
        formação acadêmica, competências, certificações, projetos, esperienza, esperienze,
        esperienza professionale, esperienze professionali, istruzione, istruzione e
        formazione, competenze, lingue, progetti, certificazioni, profilo, werkervaring,
        opleiding, opleidingen, vaardigheden, talen, doświadczenie, doświadczenie zawodowe,
        wykształcenie, umiejętności, języki, pracovní zkušenosti, praxe, vzdělání, dovednosti,
        jazyky, deneyim, iş deneyimi, eğitim, beceriler, yetenekler, diller, munkatapasztalat,
        szakmai tapasztalat, tanulmányok, készségek, nyelvtudás, nyelvek, experiență,
        experiență profesională, educație, competențe, limbi străine, опыт, опыт работы,
        образование, навыки, ключевые навыки, языки, о себе, сертификаты, kinh nghiệm, kinh
        nghiệm làm việc, học vấn, kỹ năng, ngôn ngữ, dự án, chứng chỉ, 工作经历, 工作经验,
        教育背景, 教育经历, 专业技能, 技能, 语言, 语言能力, 项目经历, 项目经验, 证书, 自我评价,
        個人简介, 職務経歴, 職歴, 学歴, スキル, 경력, 학력, 기술, 언어, الخبرة, الخبرات, الخبرة
        العملية, الخبرات العملية, الخبرة المهنية, التعليم, المؤهلات, المهارات, مهارات, اللغات,
        المشاريع, الشهادات, الملخص, نبذة"""
#: Titles of the document itself, which are nobody's name.
_DOCUMENT: Final = """
        curriculum vitae, cv, c.v., resume, résumé, lebenslauf, curriculum, tabellarischer
        lebenslauf, currículum, currículum vitae, hoja de vida, currículo, cv européen,
        europass, życiorys, životopis, özgeçmiş, önéletrajz, sơ yếu lý lịch, hồ sơ xin việc,
        简历, 个人简历, 履歴書, 職務経歴書, 이력서, السيرة الذاتية, سيرة ذاتية, резюме"""
_NAME: Final = """
        name, full name, first name, last name, surname, given name, nom, prénom, nom et
        prénom, nachname, vorname, vorname und name, name vorname, nombre, nombre completo,
        apellido, apellidos, nombre y apellidos, nome, nome completo, nome e cognome, cognome,
        sobrenome, naam, họ và tên, họ tên, tên, 姓名, 名字, 氏名, 이름, 성명, الاسم, الاسم
        الكامل, imię i nazwisko, imię, nazwisko, jméno, jméno a příjmení, příjmení, ad soyad,
        adı soyadı, név, nume, nume și prenume, имя, фамилия, фио"""
#: Labels of what must not count, by what they say.
_TRAITS: Final = {
    "birth": """
        date of birth, dob, born, birth date, birthdate, birthday, place of birth, birthplace,
        age, date de naissance, lieu de naissance, né le, née le, né(e) le, âge, geburtsdatum,
        geburtsort, geburtstag, geboren, geboren am, geb., alter, fecha de nacimiento, lugar de
        nacimiento, edad, nacido el, data de nascimento, local de nascimento, idade, data di
        nascita, luogo di nascita, luogo e data di nascita, nato il, nata il, età,
        geboortedatum, geboorteplaats, leeftijd, data urodzenia, miejsce urodzenia, wiek, datum
        narození, narozen, věk, doğum tarihi, doğum yeri, yaş, születési idő, születési hely,
        születési dátum, életkor, data nașterii, locul nașterii, vârsta, дата рождения, место
        рождения, возраст, ngày sinh, nơi sinh, tuổi, năm sinh, 出生年月, 出生日期, 生日, 年龄,
        年齢, 生年月日, 생년월일, 나이, تاريخ الميلاد, مكان الميلاد, العمر, السن""",
    "gender": """
        gender, sex, pronouns, gender identity, sexe, genre, pronoms, geschlecht, pronomen,
        sexo, género, gênero, sesso, genere, geslacht, płeć, pohlaví, cinsiyet, nem, sex, пол,
        giới tính, 性别, 性別, 성별, الجنس, النوع""",
    "marital": """
        marital status, family status, civil status, children, dependants, situation familiale,
        état civil, statut marital, enfants, familienstand, kinder, estado civil, hijos,
        filhos, stato civile, figli, burgerlijke staat, kinderen, stan cywilny, rodinný stav,
        medeni hal, medeni durum, családi állapot, stare civilă, семейное положение, дети, tình
        trạng hôn nhân, hôn nhân, 婚姻状况, 婚姻, 婚姻狀況, 결혼, 결혼여부, 혼인상태, الحالة
        الاجتماعية, الحالة العائلية""",
    "nationality": """
        nationality, citizenship, citizen, ethnicity, ethnic group, race, religion,
        nationalité, citoyenneté, staatsangehörigkeit, staatsbürgerschaft, nationalität,
        konfession, religion, nacionalidad, ciudadanía, nacionalidade, cidadania, nazionalità,
        cittadinanza, nationaliteit, narodowość, obywatelstwo, národnost, státní příslušnost,
        občanství, uyruk, uyruğu, vatandaşlık, állampolgárság, nemzetiség, naționalitate,
        cetățenie, гражданство, национальность, quốc tịch, dân tộc, tôn giáo, 国籍, 民族, 籍贯,
        政治面貌, 國籍, 국적, الجنسية, الديانة""",
    "address": """
        address, home address, postal address, current address, permanent address, residence,
        place of residence, lives in, based in, location, postcode, zip code, adresse,
        domicile, anschrift, wohnort, dirección, domicilio, lugar de residencia, residencia,
        endereço, morada, residência, indirizzo, residenza, woonplaats, adres, adres
        zamieszkania, adresa, bydliště, trvalé bydliště, ikamet, ikametgah, lakcím, lakhely,
        cím, domiciliu, адрес, город, место жительства, địa chỉ, nơi ở, 地址, 现居地, 现居,
        所在地, 居住地, 住址, 住所, 주소, العنوان, مكان الإقامة, السكن""",
    "contact": """
        e-mail, email, mail, phone, tel, telephone, mobile, cell, phone number, fax, skype,
        linkedin, github, website, web, courriel, téléphone, portable, telefon, handy, mobil,
        teléfono, móvil, celular, correo, correo electrónico, telefone, telemóvel, telefono,
        cellulare, telefoon, mobiel, điện thoại, số điện thoại, sđt, 电话, 手机, 邮箱,
        电子邮箱, 電話, メール, 전화, 이메일, الهاتف, هاتف, جوال, الجوال, البريد الإلكتروني,
        البريد, телефон, почта, эл. почта""",
    "photo": "photo, photograph, foto, lichtbild, bewerbungsfoto, fotografía, fotografia, ảnh,"
    " 照片, 사진",
}


def folded(text: str) -> str:
    """``text`` in small letters without marks, and with single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKD", text.replace("İ", "i").casefold().replace("ı", "i"))
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


def _set(names: str) -> frozenset[str]:
    return frozenset(folded(name) for name in names.split(","))


@functools.cache
def _headings() -> dict[str, frozenset[str]]:
    named = {"contact": _IDENTITY, "reference": _REFERENCES, "content": _CONTENT}
    return {kind: _set(names) for kind, names in {**named, "document": _DOCUMENT}.items()}


def heading_of(text: str) -> str | None:
    """``contact``, ``reference``, ``content`` or ``document`` if a row is such a heading."""
    bare = folded(text).strip(" :•·-–—|#*_=~■◆●")
    return next((kind for kind, names in _headings().items() if bare in names), None)


@functools.cache
def _labels() -> dict[str, str]:
    names = {**_TRAITS, "name": _NAME}
    return {name: kind for kind, listed in names.items() for name in _set(listed)}


def label_of(text: str) -> str | None:
    """What a label like "Date of birth" says comes next, or None."""
    return _labels().get(folded(text).strip(" :•·-–—|*."))


#: What stands before a person's name.
HONORIFICS: Final = (
    r"Mr|Mrs|Ms|Miss|Mx|Sir|Madam|Dr|Prof|Professor|Herrn?|Frau|M|MM|Mme|Mlle|Monsieur|Madame"
    r"|Mademoiselle|Sr|Sra|Srta|Señor|Señora|Señorita|Don|Doña|D|Sig|Signor|Signora|Signorina"
    r"|Dott|Dottor"
    r"|Dottoressa|Dott\.ssa|Senhor|Senhora|Dhr|Mevr|Meneer|Mevrouw|Pan|Pani|Pán|Paní|Bay|Bayan|Dl"
    r"|Dna"
    r"|Ông|Bà|Anh|Chị|Cô|г-н|г-жа|господин|госпожа|السيد|السيدة|الآنسة|أستاذ|أستاذة|الدكتور"
    r"|الدكتورة"
)
#: What follows a name in Chinese, Japanese and Korean.
SUFFIXES: Final = r"先生|女士|小姐|同学|老师|さん|様|氏|씨|님"
#: What a person does; a name before it is the subject of the sentence.
VERBS: Final = (
    r"(?:(?:also|then|first|later|never|always|personally|successfully|single-handedly|recently)\s+)?"
    r"(?:had|has|have|was|is|did|does|can|could|would|(?:re|over|under|out|up|mis|with)?"
    r"(?:became|began|bought|brought|broke|built|came|chose|cut|dealt|drew|drove|fed|felt|fought|found"
    r"|gave|went|got|grew|held|hit|kept|knew|laid|led|left|lent|let|lost|made|met|oversaw|paid|put|ran"
    r"|read|rose|said|saw|sat|sold|sent|set|shot|showed|shut|spent|split|spoke|spread|stood|stuck|swept"
    r"|taught|took|thought|told|understood|won|wore|wrote|done)"
    r"|leads|works|manages|brings|takes|joins|speaks|builds|makes|writes|runs|keeps|holds|enjoys|likes"
    r"|hat|war|ist|wurde|leitete|führte|übernahm|entwickelte|baute|arbeitete|betreute|verantwortete"
    r"|a\s+\w+(?:é|i|u|is|it)|est|était|dirigeait|fue|era|dirigió|lideró|desarrolló|trabajó|gestionó|redujo"
    r"|foi|liderou|desenvolveu|trabalhou|geriu|reduziu|ha\s+\w+(?:to|so)|è|guidava"
    r"|leitet|führt|arbeitet|betreut|verantwortet|half|hielt|schrieb|stieg|trug|gab|ging|kam|nahm"
    r"|hizo|tuvo|puso|dio|condujo|produjo|dirige|lidera|gestiona|trabaja|coordina|fez|teve|lavora"
    r"|gestisce|travaille|gère|encadre|heeft|leidde|werkte|beheerde|ontwikkelde|gaf|był|była"
    r"|[a-z]{2,}ed)\b"
)
#: By language, how a verb ends that tells what one person did; English words end like it, too.
PAST: Final = {
    "de": r"[a-zäöüß]{3,}te\b",
    "es": r"[a-záéíóúñü]{2,}ó\b",
    "it": r"[a-zàèéìòù]{2,}ò\b",
    "pt": r"[a-zãõçáéíóúâê]{2,}(?:ou|eu|iu)\b",
    "fr": r"[a-zàâçéèêîïôûù]{2,}ait\b",
    "nl": r"[a-z]{3,}(?:de|te)\b",
    "pl": r"[a-ząćęłńóśźż]{2,}(?:ł|ła)\b",
    "ru": r"[а-яё]{2,}(?:л|ла|лся|лась)\b",
    "uk": r"[а-яіїєґ]{2,}(?:в|ла|вся|лася)\b",
}
#: What stands for a person as the subject of a sentence, and says the gender; it says other things
#: as well, so that a verb must follow.
_SUBJECTS: Final = {
    "de": "Er|Sie",
    "es": "Él|Ella|Elle",
    "it": "Egli|Lui|Lei",
    "pt": "Ele|Ela|Elu",
    "fr": "Il|Elle|Iel",
    "nl": "Hij|Zij",
    "pl": "On|Ona",
    "ru": "Он|Она",
    "uk": "Він|Вона",
}
#: The same in Chinese and Japanese, but not in words such as 其他 and 吉他.
UNSPACED_SUBJECTS: Final = r"(?<![其吉利维維])(?:他|她)(?![们們人])|彼女?(?=[はがもの])"
PRONOUNS: Final = re.compile(
    r"\b(?:he|she|they|him|her|hers|his|them|their|theirs|himself|herself|themselves|themself|xe"
    r"|xem|ze|zir|hir)"
    r"(?:\s?/\s?(?:he|she|they|him|her|hers|his|them|their|theirs|ze|zir|xe|xem))*\b"
    r"|\b(?:er/ihm|sie/ihr|il/lui|elle|ella|él/lo|ele/dele|ela/dela|lui/lei)\b(?=\s*[)/])"
    rf"|{UNSPACED_SUBJECTS}",
    re.IGNORECASE,
)


def _after_pronoun() -> str:
    each = (
        f"(?:{pronouns})(?=\\s+(?:{PAST[language]}|{VERBS}))"
        for language, pronouns in _SUBJECTS.items()
    )
    return "|".join(each)


#: A pronoun that begins a sentence or a point.
SUBJECT: Final = re.compile(rf"(?:^|[.!?:•*–-]\s+)(?:{_after_pronoun()})", re.MULTILINE)
