"""How letters begin and what bills say, in the languages that resumes come in."""

from __future__ import annotations

import re
from typing import Final

#: The line that a letter begins with.
SALUTATION: Final = re.compile(
    r"^\s*(?:dear\b|to whom it may concern|sehr geehrte|guten tag|liebe[rs]?\b|madame|monsieur"
    r"|chère?\b|estimad[oa]s?\b|gentil[ei]\b|egregi[oa]\b|spettabile|exm[oa]s?\b|prezad[oa]s?\b"
    r"|geachte|beste\b|szanown[iay]|vážen[íýá]|tisztelt|sayın|уважаем|kính gửi|尊敬的|拝啓)"
    r".{0,80}$",
    re.IGNORECASE,
)
#: Groups of words, of which a bill has several.
BILL: Final = tuple(
    re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for words in (
        "invoice|rechnung|facture|factura|fattura|fatura|faktura|factuur|számla|счёт|счет|发票|請求書",
        "total|gesamtbetrag|summe|montant|importe|importo|totaal|razem|celkem|összesen|合计|合計",
        "vat|mwst|ust|tva|iva|btw|dph|kdv|ндс|gst|tax",
        "iban|bic|swift|bank account|bankverbindung",
        "amount due|due date|payable|zahlbar|fällig|échéance|vencimiento|scadenza|splatnost",
        "quantity|qty|menge|anzahl|quantité|cantidad|quantità|unit price|einzelpreis",
    )
)
