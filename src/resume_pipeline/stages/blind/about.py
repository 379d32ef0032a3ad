"""What blind says of itself, for the score's card."""

from __future__ import annotations

from typing import Final

#: What is taken out before anything is computed, by the kinds that a `Redaction` may have.
TAKEN_OUT: Final = {
    "header": "the rows before the first section, but for prose",
    "name": "the name, wherever it means the person",
    "email": "mail addresses",
    "phone": "numbers to call",
    "url": "web addresses",
    "address": "where somebody lives",
    "contact": "the section of contact and personal details",
    "birth": "date and place of birth, and age",
    "gender": "gender and forms of address",
    "pronoun": "pronouns",
    "marital": "marital status and children",
    "nationality": "nationality",
    "photo": "a mention of a photograph",
    "year": "years of studies",
    "reference": "the section of references",
    "corrected": "what was printed where a person corrected the reading",
}
#: What says something of who somebody is, and stays.
LEFT: Final = (
    "schools, employers, societies and gaps between jobs stand in the text that relevance is "
    "computed from",
    "what no pattern and no position shows to be identity is not taken out",
)
