"""What is no resume is told, and what may be one never is."""

import pytest

from resume_pipeline.engines.reading import read_resume
from resume_pipeline.errors import StageFailedError
from resume_pipeline.sandbox import InlineBox
from resume_pipeline.wire.payloads import ReadingStatus

from .documents import demo, document, make_demo, parse, pdf

INVOICE = """Harbour Lane Supplies Ltd
12 Quay Road, Leeds, United Kingdom
billing@harbourlane.example.com  +44 20 7946 0018
Invoice number 2024-0117
Invoice date: 17 January 2024    Due date: 31 January 2024
Bill to: Rookery Freight Systems, 4 Mill Street, York
Quantity    Unit price    Description    Amount
3           120.00        Office chairs  360.00
1           80.00         Delivery       80.00
Subtotal 440.00
VAT 20% 88.00
Total 528.00
IBAN GB33 BUKB 2020 1555 5555 55
Thank you for your business."""

RECHNUNG = """Muster Handel GmbH, Beispielweg 3, 10115 Berlin
Rechnung Nr. 4711 vom 03.02.2024
Menge Einzelpreis Betrag
2 Stühle 45,00 90,00
Lieferung am 01.02.2024
Summe netto 90,00
MwSt. 19 % 17,10
Gesamtbetrag 107,10 zahlbar bis 17.02.2024
Bankverbindung: IBAN DE02 1203 0000 0000 2020 51
Fragen? rechnung@muster.example.com Telefon +49 30 901820"""

LETTER = """Jane Quill
jane.quill@example.com

Dear Ms Fernwood,

I am writing to apply for the position of Senior Nurse at Saltcombe Hospital, which I saw on your
website last week. From 2019 to 2021 I worked at the University Hospital of Wexcombe, where I led
a ward of twenty beds and trained six younger colleagues.
I would be glad to tell you more in an interview.

Yours sincerely,
Jane Quill"""

ANSCHREIBEN = """Anna Beispiel
anna@example.org
Sehr geehrte Damen und Herren,
mit großem Interesse habe ich Ihre Anzeige gelesen und bewerbe mich hiermit um die Stelle als
Ingenieurin in Ihrem Werk. Seit drei Jahren arbeite ich in der Entwicklung von Getrieben.
Mit freundlichen Grüßen
Anna Beispiel"""

ARTICLE = """The harbour was quiet on the morning when the ferry did not come.
People waited on the quay with their bags, and nobody could say what had happened to it.
By noon the office had opened its window, and a man read a short notice to those who were left.
It said that the service would begin again in the spring, and that tickets would be paid back.
Questions may be sent to office@harbour.example.com by those who had bought one."""

RECIPE = """Lentil soup
For four people
200 g red lentils
1 onion, 2 carrots, 1 stick of celery
1 litre of stock, salt, pepper, olive oil
Chop the vegetables and fry them
Add the lentils and the stock
Cook for twenty minutes and season
Serve with bread and a slice of lemon"""

OTHERS = {
    "invoice": INVOICE,
    "rechnung": RECHNUNG,
    "letter": LETTER,
    "anschreiben": ANSCHREIBEN,
    "article": ARTICLE,
    "recipe": RECIPE,
}

NO_HEADINGS = """Jane Quill
jane.quill@example.com | +44 20 7946 0018
Senior Nurse, Saltcombe Hospital, 2019 - 2021
Led a ward of twenty beds and trained six younger colleagues in the care of the very ill.
Nurse, Wexcombe Clinic, 2015 - 2019
Looked after patients before and after operations, by day and by night, for four years."""

UNKNOWN_LANGUAGE = """Aino Esimerkki
aino@example.fi
Työkokemus
Sairaanhoitaja 2019 - 2021
Hoidin potilaita osastolla ja perehdytin uusia työntekijöitä.
Lähihoitaja 2015 - 2019
Autoin asukkaita arjessa ja kirjasin heidän vointinsa joka päivä.
Koulutus
Ammattikorkeakoulu"""


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_is_no_resume_is_told_and_makes_no_profile(text):
    with pytest.raises(StageFailedError) as failed:
        parse(text)
    assert failed.value.code == "not_a_resume"
    assert "Quill" not in str(failed.value)


@pytest.mark.parametrize(
    "text",
    [
        NO_HEADINGS,
        UNKNOWN_LANGUAGE,
        "Jane Quill\njane@example.com",  # too little to say what it is
        "Skills\n" + INVOICE,  # it may be by somebody who writes them
        f"{NO_HEADINGS}\nTotal, VAT, IBAN and invoices in SAP",
    ],
)
def test_what_may_be_a_resume_is_read(text):
    assert parse(text).resume is not None


@pytest.mark.parametrize("path", [path for path in make_demo().files() if "resumes/" in path])
def test_every_resume_of_the_demo_is_one(path):
    reading = read_resume(demo(path), box=InlineBox(allow_unsafe=True))
    assert (reading.status, bool(reading.profile.resume)) == ("ok", True)


@pytest.mark.slow
@pytest.mark.parametrize(("where", "step"), [("resumes", 29), ("resumes-extra", 1)])
def test_every_resume_of_the_corpus_is_one(corpus, where, step):
    files = [file for file in sorted((corpus / where).iterdir()) if file.suffix != ".json"][::step]
    box = InlineBox(allow_unsafe=True)
    found = {file.name: read_resume(file.read_bytes(), box=box).status for file in files}
    assert {name: status for name, status in found.items() if status != "ok"} == {}
    assert len(files) > 10


def test_another_file_that_is_no_resume_only_adds_evidence():
    assert parse(NO_HEADINGS, document(LETTER)).files[1:] == (document(LETTER).file_sha256,)


def test_the_reader_alone_tells_it_and_keeps_the_text():
    rows = [(50, 780 - 14 * n, line) for n, line in enumerate(INVOICE.split("\n"))]
    reading = read_resume(pdf(*rows), box=InlineBox(allow_unsafe=True))
    assert reading.status is ReadingStatus.NOT_A_RESUME
    assert reading.profile is None
    assert "Harbour Lane" in reading.document.text


def test_every_status_says_what_may_help():
    assert {status.remedy for status in ReadingStatus} == {"none", "settings", "file"}
    assert ReadingStatus.NOT_A_RESUME.remedy == "file"
    assert ReadingStatus.FONTS_UNMAPPABLE.remedy == "settings"
