"""The demo: small, made by its script, and the same wherever it is made."""

from resume_pipeline import demo
from resume_pipeline.wire.vacancy import Vacancy

from .documents import ROOT, make_demo


def test_the_script_makes_exactly_what_ships():
    shipped = ROOT / "src" / "resume_pipeline" / "demo"
    there = {path.relative_to(shipped).as_posix() for path in shipped.rglob("*.*")}
    there -= {path for path in there if path.endswith((".py", ".pyc"))}
    made = make_demo().files()
    assert there == set(made)
    assert all((shipped / name).read_bytes() == content for name, content in made.items())


def test_it_is_small_and_has_several_formats():
    resumes = [name for name in make_demo().files() if name.startswith("resumes/")]
    assert len(resumes) >= 8
    assert {name.rpartition(".")[2] for name in resumes} == {"pdf", "docx", "html", "txt"}
    assert sum(map(len, make_demo().files().values())) < 200_000


def test_it_can_be_written_anywhere(tmp_path):
    resumes, advert = demo.write(tmp_path / "new")
    assert [path.parent for path in (*resumes, advert)] == [tmp_path / "new"] * (len(resumes) + 1)
    assert all(path.stat().st_size > 100 for path in resumes)
    assert Vacancy.from_text(advert.read_text(encoding="utf-8")).title.startswith(
        "Backend Engineer"
    )
    assert demo.write(tmp_path / "new") == (resumes, advert)


def test_the_script_writes_into_a_folder(tmp_path):
    make_demo().main(tmp_path)
    assert (tmp_path / "resumes" / "05-nurse.html").exists()
