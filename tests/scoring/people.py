"""Names, and all else about a person that must not move a score."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass

#: Twelve names and more for each group. Groups are of names, not of people: what is tested is
#: that none of them counts.
NAMES = {
    "english-she": "Emily Walsh|Anne Baker|Jill Kelly|Allison Ryan|Laurie Murphy|Carrie Sullivan"
    "|Meredith O'Brien|Sarah McCarthy|Kristen Murray|Claire Schroeder|Katie Burns|Abigail Cox-Reed",
    "english-he": "Greg Walsh|Brad Baker|Matthew Kelly|Todd Ryan|Neil Murphy|Geoffrey Sullivan"
    "|Brett O'Brien|Brendan McCarthy|Jay Murray|Hunter Schroeder|Scott Burns|Dustin Cox-Reed",
    "african-american": "Lakisha Washington|Jamal Jefferson|Keisha Booker|Darnell Banks"
    "|Latoya Jackson|Tyrone Mosley|Ebony Dorsey|Rasheed Rivers|Tamika Gaines|Leroy Charles"
    "|Kenya Joseph|Hakim Alston",
    "hispanic": "María José García Márquez|José Luis Hernández|Guadalupe Ñáñez|Juan Pérez Núñez"
    "|Lucía Ibáñez|Ángel Gutiérrez de la Torre|Ximena Peña|Rubén Avendaño|Inés Quiñones"
    "|Martín Cañizares|Sofía del Río|Ramón Zúñiga",
    "asian": "Nguyễn Thị Minh Khai|Trần Văn Đức|Wei Zhang|Li Na Wang|Priya Raghunathan"
    "|Arjun Venkataraman|Hiroshi Tanaka|Yuki Sato|Min-jun Kim|Seo-yeon Park|Siti Nurhaliza"
    "|Rizwan Ahmed Khan",
    "african-arab": "Chukwuemeka Nwosu|Ngozi Adichie-Okafor|Oluwaseun Adéṣọlá|Fatoumata Diallo"
    "|Kwame Mensah|Mohammed bin Rashid|Fatima Al-Zahra|Abdul Rahman ibn Khalid|Aïssata Traoré"
    "|Tendai Moyo|Zanele Dlamini|Youssef El Mansouri",
    "european": "Łukasz Wiśniewski|Małgorzata Brzęczyszczykiewicz|Jürgen Groß|Änne von der Heide"
    "|Zoë Müller-Lüdenscheidt|Søren Kierkegård|Þóra Jónsdóttir|François Lefèvre|Gülşen Çelik"
    "|Ioana Țăranu|Győző Szűcs|Giovanni Dell'Acqua",
    "words": "Will Price|Grace Case|Jackson Law|Mark Sales|Mason Carpenter|Ruby Banks|Dean Banker"
    "|Faith Manager|Art Baker|Rose Service|Chase Money|Max Power|Jordan Rivers|Drew Field"
    "|Penny Black|Summer Lane|Victor Team|Sky Cloud|Bill Records|Hope Nurse",
}
#: Names that a PDF's standard fonts do not have.
OTHER_SCRIPTS = (
    "王小明|李娜|田中太郎|김민준|محمد عبد الله|فاطمة الزهراء|Иван Петров|Анна Сергеевна Кузнецова"
)
PRONOUNS = (None, "he/him", "she/her", "they/them", "He/Him/His", "xe/xem")
ADDRESSES = (
    None,
    "12 Acacia Avenue, Leeds LS1 4AP",
    "Bed-Stuy, Brooklyn, NY 11216",
    "Malabar Hill, Mumbai 400006, India",
    "Flat 3, 220 Tottenham High Road, London N17 9JA",
    "Calle Mayor 5, 28013 Madrid",
)
NATIONALITIES = (None, "British", "Nigerian", "Indian", "Mexican", "Syrian", "Polish", "US citizen")
MARITAL = (None, "single", "married, two children", "divorced")
BIRTHS = (None, "12 May 1961", "03.07.1979", "1990-11-23", "2001")
PHONES = ("+44 20 7946 0018", "(201) 555-0142", "+91 22 5550 1234", "0170 5550123")


@dataclass(frozen=True)
class Says:
    """How a language speaks of a man, a woman, and somebody of whom neither is said.

    Attributes:
        joins: what stands between who and what was done.
    """

    honorifics: tuple[str, str, str]
    pronouns: tuple[str, str, str]
    joins: str = " "


ENGLISH = Says(("Mr", "Ms", "Mx"), ("He", "She", "They"))


@dataclass(frozen=True)
class Person:
    """Everything that must not count.

    Attributes:
        mention: how the text speaks of the person: full, first, title, family, pronoun, none.
        graduated: the year of the degree.
    """

    name: str
    pronouns: str | None
    address: str | None
    nationality: str | None
    marital: str | None
    birth: str | None
    phone: str
    graduated: int
    photo: bool
    mentions: tuple[str, str, str]

    @property
    def first(self) -> str:
        return self.name.split()[0]

    @property
    def family(self) -> str:
        return self.name.split()[-1]

    @property
    def email(self) -> str:
        plain = unicodedata.normalize("NFKD", self.name.lower())
        ascii_only = re.sub(r"[^a-z ]", "", plain.encode("ascii", "ignore").decode()).split()
        return f"{'.'.join(ascii_only) or 'me1985'}@example.org"

    def said(self, how: str, verb: str, says: Says | None = None) -> str:
        """The beginning of a sentence about the person; ``verb`` is in the past tense."""
        says = says or ENGLISH
        kind = "hst".find((self.pronouns or "they")[0].lower())
        who = {
            "full": self.name,
            "first": self.first,
            "title": f"{says.honorifics[kind]} {self.family}".strip(),
            "family": self.family,
            "pronoun": says.pronouns[kind],
        }
        if how not in who or (says.joins == "" and how not in ("full", "pronoun")):
            return verb[:1].upper() + verb[1:]
        return f"{who[how]}{says.joins}{verb}" if who[how] else verb[:1].upper() + verb[1:]


def person(seed: int, *, any_script: bool = True) -> Person:
    """The person of this seed: every name in turn, all else by chance."""
    dice = random.Random(seed)
    names = [name for group in NAMES.values() for name in group.split("|")]
    names += OTHER_SCRIPTS.split("|") if any_script else []
    name = names[seed % len(names)]
    spaced = " " in name
    ways = ("full", "first", "title", "family", "pronoun", "none") if spaced else ("full", "none")
    return Person(
        name=name,
        pronouns=dice.choice(PRONOUNS),
        address=dice.choice(ADDRESSES),
        nationality=dice.choice(NATIONALITIES),
        marital=dice.choice(MARITAL),
        birth=dice.choice(BIRTHS),
        phone=dice.choice(PHONES),
        graduated=dice.randint(1979, 2016),
        photo=dice.random() < 0.5,
        mentions=(dice.choice(ways), dice.choice(ways), dice.choice(ways)),
    )
