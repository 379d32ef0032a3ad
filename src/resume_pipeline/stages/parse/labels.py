"""Labels: the words in front of a value of the contact block, in many languages."""

from __future__ import annotations

import functools
from typing import Final

from resume_pipeline.stages.parse.months import folded

_LABELS: Final = {
    "email": """e-mail, email, mail, email address, e-mail address, courriel, adresse e-mail,
        adresse mail, correo, correo electrónico, correio eletrónico, posta elettronica,
        e-mailadres, email cá nhân, 邮箱, 电子邮箱, 电子邮件, メール, 이메일, البريد الإلكتروني,
        البريد الالكتروني, البريد, e-posta, eposta, почта, эл. почта, דואל""",
    "phone": """phone, tel, telephone, mobile, mobile phone, cell, cell phone, phone number,
        contact number, whatsapp, téléphone, portable, telefon, handy, mobil,
        mobiltelefon, rufnummer,
        teléfono, móvil, celular, telefone, telemóvel, telefono, cellulare, telefoon, mobiel,
        điện thoại, số điện thoại, sđt, 电话, 手机, 手机号, 联系电话, 電話, 전화, الهاتف,
        هاتف, جوال,
        الجوال, رقم الهاتف, telefon numarası, cep, telefonszám, телефон, טלפון, נייד""",
    "url": """website, web, url, site, homepage, home page, portfolio, blog, link, links, site web,
        webseite, sitio web, página web, sito, sito web, trang web, 网站, 主页, 个人网站, الموقع,
        الموقع الإلكتروني, strona, strona www, web sitesi, сайт, אתר, profile, linkedin, github,
        gitlab, twitter, xing, skype, facebook, instagram""",
    "city": """city, location, town, based in, lives in, place, residence, place of residence,
        address, home address, adresse, ville, lieu, domicile, localisation,
        wohnort, ort, anschrift,
        stadt, ciudad, ubicación, dirección, domicilio, localidad, lugar de residencia, cidade,
        endereço, morada, localização, città, indirizzo, residenza, stad, woonplaats, adres, plaats,
        địa chỉ, nơi ở, thành phố, 地址, 所在地, 城市, 现居, 现居地, 现居城市, 居住地, 住所, 주소,
        العنوان, المدينة, الموقع الجغرافي, السكن, مكان الإقامة, miasto, adresa, město, bydliště,
        şehir, konum, lakcím, cím, lakhely, oraș, адрес, город, כתובת, עיר""",
    "region": """region, state, province, county, région, département,
        bundesland, región, provincia,
        estado, regione, provincie, 省份, المنطقة, województwo, kraj, il""",
    "country": """country, pays, land, país, paese, quốc gia, 国家, البلد, الدولة, ülke, ország,
        страна, מדינה, kraj, nationality, nationalité, staatsangehörigkeit, nacionalidad,
        nazionalità, quốc tịch, 国籍, الجنسية""",
    "name": """name, full name, nom, nom et prénom, prénom et nom, vorname und name, nombre,
        nombre completo, nome, nome completo, nome e cognome, naam, họ và tên, họ tên, tên, 姓名,
        名字, 氏名, 이름, الاسم, الاسم الكامل, imię i nazwisko, jméno, ad soyad, adı soyadı, név,
        nume, имя, фио, שם, שם מלא""",
    "birth": """date of birth, born, birth date, birthday, age, gender, sex, marital status,
        date de naissance, né le, âge, geburtsdatum, geboren, geboren am, fecha de nacimiento, edad,
        data de nascimento, data di nascita, geboortedatum, ngày sinh,
        giới tính, 出生年月, 出生日期,
        生日, 性别, 年龄, 民族, تاريخ الميلاد, الحالة الاجتماعية, data urodzenia, datum narození,
        doğum tarihi, születési idő, дата рождения, postcode, postal code, zip, zip code, plz,
        code postal, código postal, cap, 邮编, contact, summary""",
}


@functools.cache
def _kinds() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for kind, names in _LABELS.items():
        for name in names.split(","):
            kinds.setdefault(" ".join(folded(name).split()), kind)
    return kinds


def label_of(text: str) -> str | None:
    """What ``text`` labels, as a key of the table above, or None if it is no label."""
    return _kinds().get(" ".join(folded(text).strip(" :：*•").split()))


def is_label(text: str) -> bool:
    """Whether ``text`` only labels what follows."""
    return label_of(text) is not None
