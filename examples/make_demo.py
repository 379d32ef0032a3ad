"""Make the demo's resumes: people who do not exist, in several layouts, formats and languages.

    python examples/make_demo.py [FOLDER]

Needs nothing but the standard library, and writes the same bytes every time. Without a folder it
writes to where the package ships them from.
"""

from __future__ import annotations

import html
import io
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent.parent / "src" / "resume_pipeline" / "demo"


@dataclass(frozen=True)
class Job:
    title: str
    employer: str
    dates: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class School:
    degree: str
    name: str
    dates: str


@dataclass(frozen=True)
class Person:
    name: str
    label: str
    contact: tuple[str, ...]
    summary: tuple[str, ...]
    jobs: tuple[Job, ...]
    schools: tuple[School, ...]
    skills: tuple[tuple[str, str], ...]
    languages: str
    headings: dict[str, str] = field(
        default_factory=lambda: dict(
            summary="Profile",
            jobs="Experience",
            schools="Education",
            skills="Skills",
            languages="Languages",
            contact="Contact",
        )
    )


ADA = Person(
    name="Ada Fernwood",
    label="Senior Backend Engineer",
    contact=("Leeds, United Kingdom", "ada.fernwood@example.org", "+44 20 7946 0018"),
    summary=(
        "Backend engineer with nine years in payments and logistics. Builds services that can be",
        "operated by the people on call, and writes down why they are the way they are.",
    ),
    jobs=(
        Job(
            "Senior Backend Engineer",
            "Harbour Lane Payments Ltd",
            "Mar 2020 - Present",
            (
                "Moved the settlement ledger from nightly batches to PostgreSQL and Kafka events",
                "Cut the median response of the public REST API from 310 to 90 milliseconds",
                "Introduced contract tests in Python; incidents after releases fell by half",
            ),
        ),
        Job(
            "Backend Engineer",
            "Rookery Freight Systems",
            "Sep 2016 - Feb 2020",
            (
                "Wrote the tracking service in Python and Django, later split with FastAPI",
                "Ran the move of forty services to Docker and Kubernetes",
            ),
        ),
    ),
    schools=(
        School("Bachelor of Science in Computer Science", "University of Wexcombe", "2013 - 2016"),
    ),
    skills=(
        ("Programming", "Python, Go, SQL, Bash"),
        ("Infrastructure", "PostgreSQL, Kafka, Docker, Kubernetes, Terraform"),
    ),
    languages="English (native), German (B1)",
)
BRUNO = Person(
    name="Bruno Tannenhof",
    label="Softwareentwickler",
    contact=("Musterstadt", "bruno.tannenhof@example.com", "+49 30 901820"),
    summary=("Entwickler mit sieben Jahren Erfahrung", "in Java und Python."),
    jobs=(
        Job(
            "Softwareentwickler",
            "Lindenwerk GmbH",
            "04/2021 - heute",
            (
                "Dienste für Lagerlogistik in Java und Spring Boot",
                "Auswertungen mit Python und PostgreSQL",
                "Betrieb auf Kubernetes, Ausrollen mit Helm",
            ),
        ),
        Job(
            "Junior Softwareentwickler",
            "Kieselbach Software AG",
            "10/2018 - 03/2021",
            ("Schnittstellen zu SAP und zu Versanddiensten", "Automatische Tests mit JUnit"),
        ),
    ),
    schools=(School("Master Informatik", "Hochschule Musterstadt", "2016 - 2018"),),
    skills=(("Sprachen", "Java, Python, SQL"), ("Werkzeuge", "Docker, Kubernetes, Git")),
    languages="Deutsch (Muttersprache), Englisch (C1)",
    headings=dict(
        summary="Profil",
        jobs="Berufserfahrung",
        schools="Ausbildung",
        skills="Kenntnisse",
        languages="Sprachkenntnisse",
        contact="Kontakt",
    ),
)
CELINE = Person(
    name="Céline Morvan-Duval",
    label="Développeuse Python",
    contact=("Nantes", "celine.morvan@example.org", "+33 2 55 01 44 10"),
    summary=("Développeuse depuis six ans, surtout des services web pour des collectivités.",),
    jobs=(
        Job(
            "Développeuse Python",
            "Atelier des Rives SARL",
            "Janvier 2022 - aujourd'hui",
            (
                "Conception d'une API REST avec Django et PostgreSQL",
                "Mise en place de l'intégration continue et de tests de bout en bout",
            ),
        ),
        Job(
            "Développeuse web",
            "Groupe Belle-Anse",
            "Septembre 2018 - Décembre 2021",
            ("Reprise d'un portail en PHP, migration vers Python", "Formation de deux apprentis"),
        ),
    ),
    schools=(School("Master Informatique", "Université de Port-Clair", "2016 - 2018"),),
    skills=(("Langages", "Python, PHP, SQL, JavaScript"), ("Outils", "Django, PostgreSQL, Docker")),
    languages="Français (langue maternelle), Anglais (courant)",
    headings=dict(
        summary="Profil",
        jobs="Expérience professionnelle",
        schools="Formation",
        skills="Compétences",
        languages="Langues",
        contact="Coordonnées",
    ),
)
DIEGO = Person(
    name="Diego Arroyo Montesinos",
    label="Ingeniero de datos",
    contact=("Valdeluz", "diego.arroyo@example.com", "+34 910 555 013"),
    summary=("Ingeniero de datos con cinco años de experiencia en comercio electrónico.",),
    jobs=(
        Job(
            "Ingeniero de datos",
            "Mercado Azul S.A.",
            "Mayo 2021 - Actualidad",
            (
                "Canalizaciones en Python y Airflow para treinta fuentes",
                "Modelo de ventas en PostgreSQL y Snowflake",
            ),
        ),
        Job(
            "Analista de datos",
            "Grupo Norte Consultores",
            "Febrero 2019 - Abril 2021",
            ("Informes en SQL y Tableau para dirección comercial",),
        ),
    ),
    schools=(School("Grado en Ingeniería Informática", "Universidad de Valdeluz", "2014 - 2018"),),
    skills=(("Datos", "Python, SQL, Airflow, Spark"), ("Nube", "AWS, Docker, Terraform")),
    languages="Español (nativo), Inglés (B2)",
    headings=dict(
        summary="Perfil",
        jobs="Experiencia profesional",
        schools="Formación académica",
        skills="Habilidades",
        languages="Idiomas",
        contact="Contacto",
    ),
)
EFUA = Person(
    name="Efua Mensah-Boateng",
    label="Registered Nurse",
    contact=("Bristol, United Kingdom", "efua.mensah@example.org", "+44 117 496 0123"),
    summary=(
        "Ward nurse with eight years in acute medicine, moving towards clinical informatics.",
    ),
    jobs=(
        Job(
            "Registered Nurse",
            "Avonmead Hospital",
            "June 2019 - Present",
            (
                "Leads the night shift on a ward of twenty-eight beds",
                "Tested the electronic record with its developers and trained sixty colleagues",
            ),
        ),
        Job(
            "Staff Nurse",
            "Saltcombe Clinic",
            "August 2016 - May 2019",
            ("Medication rounds, triage and discharge planning",),
        ),
    ),
    schools=(School("Bachelor of Nursing", "University of Saltcombe", "2013 - 2016"),),
    skills=(("Clinical", "Triage, Wound Care, Infection Control"), ("Systems", "Epic, Excel")),
    languages="English (native), Twi (fluent)",
)
GIULIA = Person(
    name="Giulia Valtorta",
    label="Sviluppatrice backend",
    contact=("Borgosole", "giulia.valtorta@example.org", "+39 02 5550 1420"),
    summary=("Sviluppatrice con quattro anni", "di esperienza in servizi finanziari."),
    jobs=(
        Job(
            "Sviluppatrice backend",
            "Banca del Sole S.p.A.",
            "Ottobre 2022 - oggi",
            ("Servizi in Go e Python per i pagamenti", "Monitoraggio con Prometheus e Grafana"),
        ),
        Job(
            "Sviluppatrice junior",
            "Officine Digitali S.r.l.",
            "Gennaio 2021 - Settembre 2022",
            ("API in Node.js e TypeScript", "Database MySQL e PostgreSQL"),
        ),
    ),
    schools=(School("Laurea triennale in Informatica", "Università di Borgosole", "2017 - 2020"),),
    skills=(("Linguaggi", "Go, Python, TypeScript"), ("Strumenti", "Docker, Kubernetes, Redis")),
    languages="Italiano (madrelingua), Inglese (C1)",
    headings=dict(
        summary="Profilo",
        jobs="Esperienza professionale",
        schools="Istruzione",
        skills="Competenze",
        languages="Lingue",
        contact="Contatti",
    ),
)
HARPER = Person(
    name="Harper Quillfeather",
    label="Data Analyst",
    contact=("Dunmore, OH", "harper.quillfeather@example.com", "(555) 010-0142"),
    summary=("Analyst who likes plain charts, tested queries and short meetings.",),
    jobs=(
        Job(
            "Data Analyst",
            "Larkspur Insurance Group",
            "2021-02 - Present",
            (
                "Owns the claims dashboard: SQL models in dbt, charts in Tableau",
                "Automated the monthly reserve report with Python and pandas",
            ),
        ),
        Job(
            "Reporting Specialist",
            "Maple & Sons Logistics",
            "2018-06 - 2021-01",
            ("Built delivery reports in Excel and moved them to Power BI",),
        ),
    ),
    schools=(School("Bachelor of Arts in Economics", "Dunmore State University", "2014 - 2018"),),
    skills=(("Analysis", "SQL, Python, pandas, Tableau, Power BI"), ("Other", "Excel, Git, dbt")),
    languages="English (native), Spanish (conversational)",
)
LIEN = Person(
    name="Trần Thị Mai Liên",
    label="Kỹ sư phần mềm",
    contact=("Đà Nẵng", "mailien.tran@example.com", "+84 236 555 0179"),
    summary=("Kỹ sư phần mềm với năm năm kinh nghiệm xây dựng hệ thống thanh toán và giao hàng.",),
    jobs=(
        Job(
            "Kỹ sư phần mềm",
            "Công ty TNHH Sông Biếc",
            "03/2021 - nay",
            (
                "Phát triển dịch vụ thanh toán bằng Python và PostgreSQL",
                "Triển khai hệ thống trên Kubernetes và AWS",
            ),
        ),
        Job(
            "Lập trình viên",
            "Công ty Cổ phần Lá Xanh",
            "07/2019 - 02/2021",
            ("Xây dựng giao diện với React và API với Node.js",),
        ),
    ),
    schools=(School("Cử nhân Công nghệ thông tin", "Đại học Bách khoa Sông Biếc", "2015 - 2019"),),
    skills=(("Ngôn ngữ", "Python, JavaScript, SQL"), ("Công cụ", "Docker, Kubernetes, AWS")),
    languages="Tiếng Việt (bản ngữ), Tiếng Anh (thành thạo)",
    headings=dict(
        summary="Giới thiệu",
        jobs="Kinh nghiệm làm việc",
        schools="Học vấn",
        skills="Kỹ năng",
        languages="Ngoại ngữ",
        contact="Liên hệ",
    ),
)
MEI = Person(
    name="林晓梅",
    label="后端工程师",
    contact=("杭州", "xiaomei.lin@example.com", "+86 571 5550 0136"),
    summary=("六年后端开发经验，熟悉支付与订单系统，注重测试与可观测性，乐于指导新人。",),
    jobs=(
        Job(
            "后端工程师",
            "青岚科技有限公司",
            "2021年5月 - 至今",
            (
                "使用 Go 和 Python 开发支付服务，日均处理三百万笔订单",
                "负责 Kubernetes 集群与 Redis 缓存的运维",
            ),
        ),
        Job(
            "软件工程师",
            "远帆网络有限公司",
            "2018年7月 - 2021年4月",
            ("使用 Java 和 MySQL 开发订单系统", "编写自动化测试，搭建持续集成流程"),
        ),
    ),
    schools=(School("本科 计算机科学", "江南理工大学", "2014年9月 - 2018年6月"),),
    skills=(("语言", "Go, Python, Java, SQL"), ("工具", "Kubernetes, Redis, MySQL, Docker")),
    languages="中文（母语）, 英语（流利）",
    headings=dict(
        summary="个人简介",
        jobs="工作经历",
        schools="教育背景",
        skills="专业技能",
        languages="语言能力",
        contact="联系方式",
    ),
)

VACANCY = """\
Backend Engineer (m/f/d)

We run the ledger behind a few hundred online shops. You join a team of six that builds, ships and
operates its own services, and you care that the numbers add up.

What you bring:
- 4+ years of experience in building backend services
- Python, SQL and PostgreSQL
- Docker and Kubernetes in daily use
- A Bachelor's degree in computer science or a comparable education
- Fluent English

Nice to have:
- Go, Kafka or Terraform
- German
"""

# --- PDF, with the fonts that every reader has -------------------------------------------------

Text = tuple[float, float, float, bool, str]  # x, y from the bottom, size, bold, text
PAGE = (595, 842)


def pdf(texts: list[Text]) -> bytes:
    """A PDF of one page with these texts."""
    lines = [
        b"BT /%s %s Tf %s %s Td (%s) Tj ET"
        % (b"B" if bold else b"R", _number(size), _number(x), _number(y), _escaped(text))
        for x, y, size, bold, text in texts
    ]
    content = b"\n".join(lines)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R"
        b" /Resources << /Font << /R 5 0 R /B 6 0 R >> >> >>" % PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    ]
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _number(value: float) -> bytes:
    return f"{value:g}".encode()


def _escaped(text: str) -> bytes:
    for letter in "\\()":
        text = text.replace(letter, "\\" + letter)
    return text.encode("cp1252")


class Column:
    """Sets lines of text from the top down."""

    def __init__(self, x: float, y: float, dates_at: float | None = None) -> None:
        self.x, self.y, self.dates_at = x, y, dates_at
        self.texts: list[Text] = []

    def line(self, text: str, size: float = 10, bold: bool = False, indent: float = 0) -> None:
        self.texts.append((self.x + indent, self.y, size, bold, text))
        self.y -= size * 1.45

    def heading(self, text: str) -> None:
        self.y -= 12
        self.line(text, 13, bold=True)
        self.y -= 3

    def dated(self, text: str, dates: str) -> None:
        """A bold line, with its dates at the right if there is room, else below."""
        if self.dates_at is None:
            self.line(text, bold=True)
            self.line(dates, 9)
            return
        self.texts.append((self.dates_at, self.y, 9, False, dates))
        self.line(text, bold=True)

    def jobs(self, person: Person) -> None:
        self.heading(person.headings["jobs"])
        for job in person.jobs:
            self.dated(job.title, job.dates)
            self.line(job.employer)
            for point in job.points:
                self.line(f"• {point}", 9.5, indent=8)
            self.y -= 5

    def schools(self, person: Person) -> None:
        self.heading(person.headings["schools"])
        for school in person.schools:
            self.dated(school.degree, school.dates)
            self.line(school.name)

    def lists(self, person: Person) -> None:
        self.heading(person.headings["skills"])
        for group, skills in person.skills:
            self.line(f"{group}: {skills}")
        self.heading(person.headings["languages"])
        self.line(person.languages)


def one_column(person: Person) -> bytes:
    """Everything below each other, dates in a column at the right."""
    column = Column(60, 780, dates_at=440)
    column.line(person.name, 20, bold=True)
    column.line(person.label, 12)
    column.line("  |  ".join(person.contact), 9)
    column.heading(person.headings["summary"])
    for text in person.summary:
        column.line(text)
    column.jobs(person)
    column.schools(person)
    column.lists(person)
    return pdf(column.texts)


def two_columns(person: Person) -> bytes:
    """A side column with contact, skills and languages; the story at its right."""
    top = Column(50, 785)
    top.line(person.name, 22, bold=True)
    top.line(person.label, 12)
    side, main = Column(50, 720), Column(245, 720)
    side.heading(person.headings["contact"])
    for text in person.contact:
        side.line(text, 9)
    side.heading(person.headings["skills"])
    for _, skills in person.skills:
        for skill in skills.split(", "):
            side.line(skill, 9.5)
    side.heading(person.headings["languages"])
    for language in person.languages.split(", "):
        side.line(language, 9.5)
    main.heading(person.headings["summary"])
    for text in person.summary:
        main.line(text)
    main.jobs(person)
    main.schools(person)
    return pdf([*top.texts, *side.texts, *main.texts])


# --- Word ---------------------------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/'
    '2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx(body: str) -> bytes:
    """A Word document with this body."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body>{body}'
        "</w:body></w:document>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            archive.writestr(entry, text.encode())  # stored: zlib's bytes differ between builds
    return out.getvalue()


def paragraph(text: str, size: float = 10.5, bold: bool = False) -> str:
    """A paragraph; a tab in the text is a tab."""
    look = f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{round(size * 2)}"/></w:rPr>'
    runs = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{html.escape(part, quote=False)}</w:t>'
        for part in text.split("\t")
    )
    return f"<w:p><w:r>{look}{runs}</w:r></w:p>"


def table(rows: list[tuple[str, str]]) -> str:
    """A table of two columns whose cells hold paragraphs."""
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def table_docx(person: Person) -> bytes:
    """Headings in the left column of a table, what they head in the right one."""
    heads = person.headings

    def row(heading: str, *texts: str) -> tuple[str, str]:
        return paragraph(heading, 12, bold=True), "".join(texts)

    jobs = []
    for job in person.jobs:
        jobs.append(paragraph(f"{job.title}, {job.employer}", bold=True))
        jobs.append(paragraph(job.dates))
        jobs += [paragraph(f"• {point}") for point in job.points]
    schools = [
        text
        for school in person.schools
        for text in (
            paragraph(f"{school.degree}, {school.name}", bold=True),
            paragraph(school.dates),
        )
    ]
    rows = [
        row(heads["summary"], *map(paragraph, person.summary)),
        row(heads["jobs"], *jobs),
        row(heads["schools"], *schools),
        row(heads["skills"], *(paragraph(f"{group}: {items}") for group, items in person.skills)),
        row(heads["languages"], paragraph(person.languages)),
    ]
    head = paragraph(person.name, 18, bold=True) + paragraph(person.label, 12)
    return docx(head + paragraph(" | ".join(person.contact)) + table(rows))


def tab_docx(person: Person) -> bytes:
    """Paragraphs, with the dates behind a tab."""
    heads = person.headings
    parts = [paragraph(person.name, 18, bold=True), paragraph(person.label, 12)]
    parts += [paragraph(" · ".join(person.contact)), paragraph(heads["summary"], 14, bold=True)]
    parts += [paragraph(text) for text in person.summary]
    parts.append(paragraph(heads["jobs"], 14, bold=True))
    for job in person.jobs:
        parts += [paragraph(f"{job.employer}\t{job.dates}", bold=True), paragraph(job.title)]
        parts += [paragraph(f"• {point}") for point in job.points]
    parts.append(paragraph(heads["schools"], 14, bold=True))
    for school in person.schools:
        parts += [paragraph(f"{school.name}\t{school.dates}", bold=True), paragraph(school.degree)]
    parts.append(paragraph(heads["skills"], 14, bold=True))
    parts += [paragraph(f"{group}: {items}") for group, items in person.skills]
    parts += [paragraph(heads["languages"], 14, bold=True), paragraph(person.languages)]
    return docx("".join(parts))


# --- HTML and text ------------------------------------------------------------------------------


def web_page(person: Person) -> bytes:
    """A page with headings and lists."""

    def item(*texts: str) -> str:
        return "".join(f"<p>{html.escape(text)}</p>" for text in texts)

    def listed(texts: tuple[str, ...]) -> str:
        return "<ul>" + "".join(f"<li>{html.escape(text)}</li>" for text in texts) + "</ul>"

    heads = person.headings
    jobs = "".join(
        f"<h3>{html.escape(job.title)}</h3>{item(job.employer, job.dates)}{listed(job.points)}"
        for job in person.jobs
    )
    schools = "".join(
        f"<h3>{html.escape(school.degree)}</h3>{item(school.name, school.dates)}"
        for school in person.schools
    )
    skills = item(*(f"{group}: {items}" for group, items in person.skills))
    page = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>Resume</title>"
        f"<style>p {{ margin: 0 }}</style></head><body><h1>{html.escape(person.name)}</h1>"
        f"{item(person.label, *person.contact)}<h2>{heads['summary']}</h2>{item(*person.summary)}"
        f"<h2>{heads['jobs']}</h2>{jobs}<h2>{heads['schools']}</h2>{schools}"
        f"<h2>{heads['skills']}</h2>{skills}<h2>{heads['languages']}</h2>{item(person.languages)}"
        "</body></html>\n"
    )
    return page.encode()


def plain_text(person: Person) -> bytes:
    """Lines of UTF-8."""
    heads = person.headings
    lines = [person.name, person.label, " | ".join(person.contact), "", heads["summary"]]
    lines += [*person.summary, "", heads["jobs"]]
    for job in person.jobs:
        lines += [job.title, job.employer, job.dates, *(f"- {point}" for point in job.points), ""]
    lines.append(heads["schools"])
    for school in person.schools:
        lines += [school.degree, school.name, school.dates, ""]
    lines += [heads["skills"], *(f"{group}: {items}" for group, items in person.skills), ""]
    lines += [heads["languages"], person.languages]
    return ("\n".join(lines) + "\n").encode()


def files() -> dict[str, bytes]:
    """Every file of the demo by its path."""
    return {
        "resumes/01-one-column.pdf": one_column(ADA),
        "resumes/02-two-columns-german.pdf": two_columns(BRUNO),
        "resumes/03-table-french.docx": table_docx(CELINE),
        "resumes/04-tabs-spanish.docx": tab_docx(DIEGO),
        "resumes/05-nurse.html": web_page(EFUA),
        "resumes/06-two-columns-italian.pdf": two_columns(GIULIA),
        "resumes/07-analyst.pdf": one_column(HARPER),
        "resumes/08-vietnamese.txt": plain_text(LIEN),
        "resumes/09-chinese.txt": plain_text(MEI),
        "vacancy.txt": VACANCY.encode(),
    }


def main(folder: Path) -> None:
    """Write every file under ``folder``."""
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
