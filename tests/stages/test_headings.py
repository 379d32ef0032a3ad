"""Headings of sections, in the languages that resumes are read in."""

import pytest

from resume_pipeline.stages.parse.headings import section_of

#: Work, education, skills and languages, as resumes head them.
LANGUAGES = {
    "Arabic": "الخبرات العملية|التعليم|المهارات|اللغات",
    "Bulgarian": "Професионален опит|Образование|Умения|Езици",
    "Chinese": "工作经历|教育背景|专业技能|语言能力",
    "Croatian": "Radno iskustvo|Obrazovanje|Vještine|Jezici",
    "Czech": "Pracovní zkušenosti|Vzdělání|Dovednosti|Jazyky",
    "Danish": "Erhvervserfaring|Uddannelse|Kompetencer|Sprog",
    "Dutch": "Werkervaring|Opleiding|Vaardigheden|Talen",
    "English": "Work experience|Education|Skills|Languages",
    "Finnish": "Työkokemus|Koulutus|Taidot|Kielitaito",
    "French": "Expérience professionnelle|Formation|Compétences|Langues",
    "German": "Berufserfahrung|Ausbildung|Kenntnisse|Sprachen",
    "Greek": "Επαγγελματική εμπειρία|Εκπαίδευση|Δεξιότητες|Ξένες γλώσσες",
    "Hebrew": "ניסיון תעסוקתי|השכלה|כישורים|שפות",
    "Hindi": "कार्य अनुभव|शिक्षा|कौशल|भाषाएँ",
    "Hungarian": "Munkatapasztalat|Tanulmányok|Készségek|Nyelvtudás",
    "Indonesian": "Pengalaman kerja|Pendidikan|Keahlian|Bahasa",
    "Italian": "Esperienza lavorativa|Istruzione|Competenze|Lingue",
    "Japanese": "職務経歴|学歴|スキル|語学力",
    "Korean": "경력사항|학력사항|기술 스택|외국어",
    "Norwegian": "Arbeidserfaring|Utdanning|Ferdigheter|Språkkunnskaper",
    "Polish": "Doświadczenie zawodowe|Wykształcenie|Umiejętności|Języki obce",
    "Portuguese": "Experiência profissional|Formação|Competências|Línguas",
    "Romanian": "Experiență profesională|Educație|Competențe|Limbi străine",
    "Russian": "Опыт работы|Образование|Ключевые навыки|Иностранные языки",
    "Slovak": "Pracovné skúsenosti|Vzdelanie|Zručnosti|Cudzie jazyky",
    "Spanish": "Experiencia laboral|Formación académica|Habilidades|Idiomas",
    "Swedish": "Arbetslivserfarenhet|Utbildning|Kompetenser|Språk",
    "Turkish": "İş deneyimi|Eğitim|Yetenekler|Yabancı diller",
    "Ukrainian": "Досвід роботи|Освіта|Навички|Знання мов",
    "Vietnamese": "Kinh nghiệm làm việc|Học vấn|Kỹ năng|Ngoại ngữ",
}
SECTIONS = ["work", "education", "skills", "languages"]


@pytest.mark.parametrize("spelled", [str, str.upper, lambda text: f"{text}:"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_are_known_by_their_headings(language, spelled):
    headings = LANGUAGES[language].split("|")
    assert [section_of(spelled(heading)) for heading in headings] == SECTIONS


@pytest.mark.parametrize("text", ["", "Ada Example", "Skilled worker", "2019 - 2021", "a@b.org"])
def test_other_lines_head_nothing(text):
    assert section_of(text) is None
