"""Pages that are pictures, read by Tesseract: the extra ``ocr``.

`pages` stands outside of the box and asks for one page at a time; the rest runs in it.
"""
