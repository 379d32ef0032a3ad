"""The careers that are told of many people: at the ceiling of a score, and in the middle."""

from __future__ import annotations

from dataclasses import dataclass

from .people import ENGLISH, Says

#: Adverts ask for what names are made of, so that a name which leaks is seen.
ADVERT = """{title}

You will price new products with our sales team, defend each case before law and compliance, and
serve money services with grace under pressure. Power, cloud, rivers, records, faith in the team.
As a manager of your own field you bank on hope and art, and the black penny counts.

Requirements:
- {years}+ years of experience
- {skills}
- Bachelor's degree

Nice to have:
- {nice}
"""


@dataclass(frozen=True)
class Printed:
    """What a language prints around a career: headings, labels, dates, fixed lines."""

    says: Says = ENGLISH
    headings: tuple[str, ...] = (
        *("Summary", "Experience", "Education", "Skills", "Languages", "References"),
    )
    labels: tuple[str, ...] = ("Date of birth", "Nationality", "Marital status", "Pronouns")
    dates: tuple[str, str] = ("March 2019 - Present", "September 2016 - February 2019")
    firms: tuple[str, str] = (", Harbour Lane Ltd", ", Rookery Trust")
    degree: str = "Bachelor of Science in {field}"
    school: str = "Leeds University"
    languages: str = "English, German"
    works: str = ", and works for services that people can rely on."
    reference: str = "Dr Jo Marsh, former manager of {name}, jo.marsh@example.com"


@dataclass(frozen=True)
class Career:
    """What somebody has done, with places for mentions of who it was.

    Attributes:
        asks: the advert, if it is not the one that asks for all of it.
    """

    title: str
    before: str
    field: str
    skills: str
    nice: str
    did: tuple[tuple[str, str], ...]
    also: tuple[str, ...]
    asks: str = ""
    printed: Printed = Printed()

    @property
    def advert(self) -> str:
        asked = ADVERT.format(title=self.title, years=5, skills=self.skills, nice=self.nice)
        return self.asks or asked


CAREERS = (
    Career(
        "Backend Engineer",
        "Software Developer",
        "Computer Science",
        "Python, PostgreSQL, Docker and Kubernetes",
        "Kafka, Terraform",
        (
            ("led", "the move of the settlement ledger to PostgreSQL and Kafka events"),
            ("rewrote", "the pricing service in Python within a year"),
            ("reduced", "the time to answer of the public interface by two thirds"),
        ),
        (
            "Will work with any team that has a case to make",
            "Ran Docker and Kubernetes for eleven services of the money desk",
            "Taught grace under pressure to four new colleagues on call",
        ),
    ),
    Career(
        "Registered Nurse",
        "Staff Nurse",
        "Nursing",
        "Triage, Wound Care and Infection Control",
        "Palliative Care, IV Therapy",
        (
            ("managed", "the night shift of an acute ward with thirty beds"),
            ("trained", "sixty colleagues in triage and wound care"),
            ("introduced", "records of infection control that the law asks for"),
        ),
        (
            "Price of dressings fell by a tenth in the first year",
            "Case load of eleven patients, among them palliative care",
            "Hope and faith are no plan: wrote the ward's handbook for power cuts",
        ),
    ),
)

GERMAN = Printed(
    says=Says(("Herr", "Frau", ""), ("Er", "Sie", "")),
    headings=("Profil", "Berufserfahrung", "Ausbildung", "Kenntnisse", "Sprachen", "Referenzen"),
    labels=("Geburtsdatum", "Staatsangehörigkeit", "Familienstand", "Pronomen"),
    dates=("03/2019 - heute", "09/2016 - 02/2019"),
    firms=(", Hafenwerk GmbH", ", Lindner Anlagenbau AG"),
    degree="{field}",
    school="Berufskolleg Hagen",
    languages="Deutsch, Englisch",
    works=", und arbeitet für Anlagen, auf die man sich verlassen kann.",
    reference="Dr. Jo Marsch, vormals Leitung von {name}, jo.marsch@example.com",
)
SPANISH = Printed(
    says=Says(("Sr.", "Sra.", "Don"), ("Él", "Ella", "Elle")),
    headings=(
        "Perfil",
        "Experiencia laboral",
        "Formación",
        "Competencias",
        "Idiomas",
        "Referencias",
    ),
    labels=("Fecha de nacimiento", "Nacionalidad", "Estado civil", "Pronombres"),
    dates=("03/2019 - actualidad", "09/2016 - 02/2019"),
    firms=(", Casa Clara SL", ", Grupo Encina SA"),
    degree="Licenciatura en {field}",
    school="Universidad de Sevilla",
    languages="Español, Inglés",
    works=", y trabaja para servicios en los que se puede confiar.",
    reference="Dra. Jo Marsal, antes responsable de {name}, jo.marsal@example.com",
)
CHINESE = Printed(
    says=Says(("先生", "女士", ""), ("他", "她", ""), joins=""),
    headings=("个人简介", "工作经历", "教育背景", "技能", "语言能力", "推荐人"),
    labels=("出生日期", "国籍", "婚姻状况", "性别"),
    dates=("2019年3月 - 至今", "2016年9月 - 2019年2月"),
    firms=("，青海明珠有限公司", "，江远科技有限公司"),
    degree="{field}，本科",
    school="江南大学",
    languages="普通话、英语",
    works="，为客户提供可靠的服务。",
    reference="马硕博士，{name}的前主管，jo.marsh@example.com",
)
#: Words that names are made of, for adverts that ask for less than a career has, and for more.
VALUES = "Power, Faith, Hope, Grace, Art, Case, Law, Price, Sales, Mark, Will, Victor, Max, Dean."

#: Careers that meet a part of what is asked for, so that a score could move either way.
MORE = (
    Career(
        "Data Analyst",
        "Reporting Assistant",
        "Economics",
        "SQL, Excel and Tableau",
        "Power BI",
        (
            ("built", "the weekly report of sales and price changes for nine markets"),
            ("checked", "the records of two million orders for gaps and doubles"),
            ("explained", "forecasts to managers of every field"),
        ),
        (
            "Cut the time of the monthly case review from four days to one",
            "Taught thirty colleagues to ask the data desk the right question",
            "Kept the bank of definitions that finance and law agree on",
        ),
        asks=f"""Senior Data Engineer

You will build pipelines that load the sales and price records of nine markets every night, and
keep them cheap. Our values: {VALUES}

Requirements:
- 10+ years of experience
- SQL, Python, Apache Spark and Airflow
- Master's degree

Nice to have:
- Tableau, Kafka
""",
    ),
    Career(
        "Elektroniker",
        "Mechatroniker",
        "Ausbildung zum Mechatroniker",
        "SPS, Schaltschrankbau und Messtechnik",
        "AutoCAD, Excel",
        (
            ("leitete", "den Umbau von drei Förderanlagen im laufenden Betrieb"),
            ("prüfte", "elektrische Anlagen nach Norm und schrieb die Protokolle"),
            ("senkte", "die Zeit der Stillstände um ein Drittel"),
        ),
        (
            "Fehlersuche an Antrieben, Sensoren und Steuerungen in drei Schichten",
            "Anleitung von vier Auszubildenden am Schaltschrank",
            "Montage und Verdrahtung von Maschinen beim Kunden vor Ort",
        ),
        asks=f"""Servicetechniker für Fördertechnik (m/w/d)

Sie warten und reparieren Förderanlagen und Antriebe bei unseren Kunden, prüfen Steuerungen und
nehmen neue Anlagen in Betrieb. Unsere Werte: {VALUES}

Das bringen Sie mit:
- mindestens 12 Jahre Berufserfahrung
- SAP, AutoCAD und Python
- Führerschein Klasse B

Von Vorteil:
- Excel
""",
        printed=GERMAN,
    ),
    Career(
        "Técnica de contabilidad",
        "Auxiliar administrativa",
        "Administración de Empresas",
        "SAP, Excel",
        "Power BI",
        (
            ("preparó", "los cierres mensuales y las cuentas anuales de tres sociedades"),
            ("concilió", "los movimientos bancarios y las facturas de proveedores"),
            ("redujo", "a la mitad el plazo de cobro de los clientes"),
        ),
        (
            "Liquidación del IVA y del impuesto de sociedades en plazo",
            "Trato diario con auditores, bancos y clientes de otras provincias",
            "Archivo y registro de facturas, pedidos y contratos",
        ),
        asks=f"""Controller financiero (H/M)

Buscamos a quien prepare presupuestos y cierres, analice desviaciones y presente los resultados a
la dirección. Nuestros valores: {VALUES}

Requisitos:
- Al menos 9 años de experiencia
- SAP, SQL y Tableau
- Licenciatura en Economía

Se valora:
- Power BI
""",
        printed=SPANISH,
    ),
    Career(
        "会计",
        "出纳",
        "会计学",
        "SAP, Excel",
        "SQL",
        (
            ("负责", "三家公司的月末结账和年度财务报表"),
            ("编制", "预算、成本分析和税务申报资料"),
            ("缩短", "了客户回款周期，核对银行往来账目"),
        ),
        (
            "审核发票、合同和费用报销单据，管理固定资产台账",
            "配合审计师完成年度审计，整理凭证和档案",
            "登记现金和银行日记账，办理收付款和对账业务",
        ),
        asks=f"""财务经理

负责公司财务管理、预算编制和成本分析，组织财务报表和税务申报，带领财务团队。我们的价值观：{VALUES}

任职要求：
- 10年以上财务管理工作经验
- 熟悉 SAP、Tableau 和 Python
- 会计学硕士

优先：
- SQL
""",
        printed=CHINESE,
    ),
)
