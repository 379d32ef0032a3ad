"""PDFs whose fonts are not embedded, and a process that cannot see the machine's fonts."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.stages.documents import pdf_of

#: Where systems and people keep fonts; pdfium would look in the first ones by itself.
FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts"),
    *(os.path.expanduser("~/.fonts"), os.path.expanduser("~/.local/share/fonts")),
)
_ROWS = (
    *((18, "Jane Quill"), (10, "Senior Nurse   jane@example.com   +44 161 496 0123")),
    *((14, "Work Experience"), (10, "Avonmead Hospital, Saltcombe   June 2019 - May 2021")),
    *((10, "- Led the night shift of three wards, with WiMl glyphs of all widths"),),
    *(
        (14, "Skills"),
        (10, "Triage, Wound Care, Excel"),
        (14, "Languages"),
        (10, "English, German"),
    ),
)
_CHINESE_ROWS = (
    *(
        (18, "李明"),
        (10, "jane@example.com"),
        (14, "工作经历"),
        (10, "海港医院 2019年3月 - 2021年5月"),
    ),
    *((14, "技能"), (10, "护理、急救"), (14, "语言"), (10, "中文、英语")),
)
#: The standard fonts, ones that a machine may have, ones that none has, and one for Chinese.
FONTS = {
    "Helvetica": "/Subtype /Type1 /BaseFont /Helvetica",
    "Times": "/Subtype /Type1 /BaseFont /Times-BoldItalic /Encoding /WinAnsiEncoding",
    "Arial": "/Subtype /TrueType /BaseFont /Arial,Bold",
    "DejaVu": "/Subtype /TrueType /BaseFont /DejaVuSerif",
    "Noto": "/Subtype /TrueType /BaseFont /NotoSans-Regular /Encoding /WinAnsiEncoding",
    "Liberation": "/Subtype /TrueType /BaseFont /LiberationSans",
    "nobody's": "/Subtype /TrueType /BaseFont /ABCDEF+Quillscript /Encoding /MacRomanEncoding",
    "Chinese": "/Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [ <<"
    " /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo"
    " << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >> ]",
}


def without_its_font(name):
    """A resume in the font ``name``, which is not in the file and has no widths there."""
    is_wide = name == "Chinese"
    shown = ["BT"]
    for number, (size, text) in enumerate(_CHINESE_ROWS if is_wide else _ROWS):
        told = f"<{text.encode('utf-16-be').hex()}>" if is_wide else f"({text})"
        shown.append(f"/F {size} Tf .4 0 0 .4 10 {180 - 15 * number} Tm {told} Tj")
    shown.append("ET")
    return pdf_of(
        ["\n".join(shown).encode()], f"<< /Font << /F << /Type /Font {FONTS[name]} >> >> >>"
    )


def hiding():
    """The beginning of a command that runs another where no font can be seen; empty if it cannot.

    In a mount namespace of its own, an empty folder lies over each that holds fonts.
    """
    there = [folder for folder in FOLDERS if Path(folder).is_dir()]
    covers = "".join(f"mount -t tmpfs none '{folder}' && " for folder in there)
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", f'{covers}exec "$@"', "sh"]
    if not shutil.which("unshare"):
        return []
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if tried.returncode == 0 else []
