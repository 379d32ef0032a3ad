"""RTF and OpenDocument files that the tests make."""

from __future__ import annotations

import zipfile

from .documents import archive

ODT_TYPE = "application/vnd.oasis.opendocument.text"
_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("manifest", "manifest"),
    ]
)


def rtf(body, head=""):
    """An RTF file whose body is given in RTF's own words."""
    fonts = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset2 Symbol;}"
    fonts += r"{\f3\fcharset134 SimSun;}}"
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{fonts}{head} {body}}}".encode("latin-1")


def odt(body, *, styles="", automatic="", around="", more=None):
    """An OpenDocument text; ``around`` is what stands in its master page."""
    parts = {
        "mimetype": ODT_TYPE,
        "content.xml": _document(
            "document-content",
            f"<office:automatic-styles>{automatic}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body>",
        ),
        "styles.xml": _document(
            "document-styles",
            f"<office:styles>{styles}</office:styles><office:master-styles>"
            f"<style:master-page>{around}</style:master-page></office:master-styles>",
        ),
        **(more or {}),
    }
    return archive(parts, zipfile.ZIP_STORED)


def _document(kind, inside):
    return f"<office:{kind} {_NAMESPACES}>{inside}</office:{kind}>"


def odt_style(name, family="paragraph", parent="", **look):
    """One style; its look by the names of its attributes, ``fo_`` or ``text_`` in front."""
    said = " ".join(
        f'{key.replace("_", ":", 1).replace("_", "-")}="{value}"' for key, value in look.items()
    )
    based = f' style:parent-style-name="{parent}"' if parent else ""
    return (
        f'<style:style style:name="{name}" style:family="{family}"{based}>'
        f"<style:text-properties {said}/></style:style>"
    )


def encrypted_odt():
    """One that opens only with a password, as LibreOffice saves it."""
    locked = '<manifest:encryption-data manifest:checksum="x"/>'
    entry = f"<manifest:file-entry>{locked}</manifest:file-entry>"
    manifest = _document("manifest", entry)
    return odt("", more={"content.xml": b"\x8e\x1f\x03", "META-INF/manifest.xml": manifest})
