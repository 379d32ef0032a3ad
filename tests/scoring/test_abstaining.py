"""What cannot be judged has no score and a reason; what can be read always has one."""

import pytest

from resume_pipeline.errors import StageFailedError
from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.score import Score
from resume_pipeline.stages.score.language import is_read
from resume_pipeline.wire.payloads import ReadingStatus
from resume_pipeline.wire.vacancy import Vacancy
from tests.stages.documents import (
    AS_OF,
    blind,
    demo,
    document,
    extract,
    make_demo,
    parse,
    picture_pdf,
)

ADVERT = Vacancy.from_text(demo("vacancy").decode())
RESUMES = [name for name in make_demo().files() if name.startswith("resumes/")]

#: A few sentences of working life, in languages whose sections and dates are not known.
FOREIGN = {
    "finnish": "Olen työskennellyt ohjelmistokehittäjänä kymmenen vuotta ja johtanut "
    "tiimiä, joka on "
    "vastannut maksupalveluista. Minulla on kokemusta tietokannoista ja niiden "
    "ylläpidosta, ja olen "
    "myös opettanut uusia työntekijöitä, kun he ovat aloittaneet.",
    "swedish": "Jag har arbetat som utvecklare i tio år och har lett en grupp som ansvarar för "
    "betalningar. Jag har erfarenhet av databaser och av att driva dem, och jag har också lärt upp "
    "nya medarbetare när de har börjat hos oss.",
    "swahili": "Nimefanya kazi kama mhandisi wa programu kwa miaka kumi na nimeongoza timu ya watu "
    "wanane katika kampuni ya malipo. Nina uzoefu wa hifadhidata na pia nimewafundisha wafanyakazi "
    "wapya wa kampuni hiyo kwa muda wa miaka mitatu.",
    "indonesian": "Saya telah bekerja sebagai pengembang perangkat lunak selama sepuluh tahun dan "
    "memimpin tim yang bertanggung jawab untuk layanan pembayaran. Saya juga memiliki pengalaman "
    "dengan basis data dan telah melatih karyawan baru di perusahaan ini.",
    "greek": "Εργάζομαι ως προγραμματιστής εδώ και δέκα χρόνια και έχω ηγηθεί ομάδας "
    "που είναι υπεύθυνη "
    "για τις πληρωμές. Έχω εμπειρία σε βάσεις δεδομένων και έχω εκπαιδεύσει νέους συναδέλφους.",
    "hindi": "मैंने दस वर्षों तक सॉफ्टवेयर डेवलपर के रूप में काम किया है और भुगतान "
    "सेवाओं की टीम का नेतृत्व किया है। "
    "मुझे डेटाबेस का अनुभव है और मैंने नए कर्मचारियों को प्रशिक्षित किया है।",
    "thai": "ฉันทำงานเป็นนักพัฒนาซอฟต์แวร์มาสิบปีและเป็นผู้นำทีมที่รับผิดชอบบริการชำระเงิน "
    "ฉันมีประสบการณ์ด้านฐานข้อมูลและได้ฝึกอบรมพนักงานใหม่",
    "georgian": "ათი წელი ვმუშაობდი პროგრამისტად და ვხელმძღვანელობდი გუნდს, რომელიც "
    "პასუხისმგებელია "
    "გადახდებზე. მაქვს გამოცდილება მონაცემთა ბაზებში და ვასწავლიდი ახალ თანამშრომლებს.",
    "amharic": "ለአስር ዓመታት የሶፍትዌር ገንቢ ሆኜ ሠርቻለሁ እና ለክፍያዎች ኃላፊነት ያለውን ቡድን መርቻለሁ። "
    "በመረጃ ቋቶች ልምድ አለኝ እናም አዳዲስ ሠራተኞችን አሠልጥኛለሁ።",
    "tamil": "நான் பத்து ஆண்டுகளாக மென்பொருள் உருவாக்குநராகப் பணியாற்றி, கட்டணச் "
    "சேவைகளுக்குப் பொறுப்பான "
    "குழுவை வழிநடத்தியுள்ளேன். தரவுத்தளங்களில் அனுபவம் உள்ளது.",
}
READ = {
    "english": "I have worked as a developer for ten years and have led a team that is "
    "responsible for "
    "payments, and I know how to run databases.",
    "german": "Ich habe zehn Jahre als Entwickler gearbeitet und ein Team geleitet, das für die "
    "Zahlungen verantwortlich ist, und kenne mich mit Datenbanken aus.",
    "french": "J'ai travaillé comme développeur pendant dix ans et dirigé une équipe qui est "
    "responsable des paiements, avec des bases de données.",
    "russian": "Я десять лет работал программистом и руководил командой, которая "
    "отвечает за платежи, "
    "и знаю, как работать с базами данных.",
    "arabic": "عملت مطور برمجيات لمدة عشر سنوات وقدت الفريق الذي كان مسؤولا عن المدفوعات",
    "chinese": "我担任软件工程师十年，带领团队负责支付服务，熟悉数据库的设计与维护。",
    "czech": "Pracoval jsem deset let jako vývojář a vedl jsem tým, který má na starosti platby, a "
    "umím se starat o databáze.",
    "skills only": "Python SQL Docker Kubernetes Terraform Kafka PostgreSQL Redis Java "
    "Spring Linux",
}


def card_of(text):
    return Score().run(Work(inputs=(blind(document(text)),), as_of=AS_OF, vacancy=ADVERT))


@pytest.mark.parametrize("language", FOREIGN)
def test_a_language_that_is_not_read_has_no_score(language):
    assert not is_read(FOREIGN[language])
    text = f"Kim Doe\nkim@example.org\n\n{FOREIGN[language]}\n\n" * 8
    card = card_of(text)
    assert (card.points, card.abstained) == (None, "unsupported_language")


@pytest.mark.parametrize("language", READ)
def test_a_language_that_is_read_is_told_from_others(language):
    assert is_read(READ[language])


@pytest.mark.parametrize(
    "text", ["", " \n ", "Kim Doe\nkim@example.org", "Kim Doe\nkim@example.org\n" + "x " * 150]
)
def test_too_little_has_no_score(text):
    assert card_of(text).abstained == "too_little_text"


def test_a_scan_or_an_empty_file_never_reaches_the_score():
    for content, status in ((picture_pdf(), ReadingStatus.SCANNED), (b"\n", ReadingStatus.EMPTY)):
        read = extract(content)
        assert read.status == status
        with pytest.raises(StageFailedError) as raised:
            parse(read)
        assert raised.value.code == status


@pytest.mark.parametrize("name", RESUMES)
def test_a_clean_resume_always_has_a_score(name):
    work = Work(inputs=(blind(extract(demo(name))),), as_of=AS_OF, vacancy=ADVERT)
    card = Score().run(work)
    assert card.abstained is None
    assert 0 <= card.points <= 100_000


def test_labelled_resumes_of_many_layouts_and_languages_are_never_refused(corpus):
    themes = ("docx-table", "elegant", "kendall", "latex-article", "paper")
    for path in sorted((corpus / "resumes").iterdir()):
        if path.suffix in (".pdf", ".docx") and path.stem.endswith(themes):
            assert is_read(blind(extract(path.read_bytes())).text), path.name
