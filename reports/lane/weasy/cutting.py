"""Fonts cut to the glyphs that are printed.

WeasyPrint keeps a place for each of a face's 65,000 glyphs, printed or not: 140 KB a font, packed, and twice the work. The faces we print
with name every glyph by a number of its own, its CID (Adobe Technical Note 5176, 13 and 18), by which a PDF asks for it wherever it
stands; so only what is printed is kept, and embedded as the bare font that readers look up by CID (ISO 32000-1, tables 117 and 126).
Any other font is cut as WeasyPrint cuts it.
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any

import pydyf
import weasyprint.pdf.fonts
from fontTools.cffLib import CFFFontSet
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset
from weasyprint.text.fonts import get_hb_object_data

from reports.errors import EngineChanged
from reports.lane.weasy import PINNED

_WHOLE_FILE = 8_000_000  # bytes; no subset comes near
_OUTLINES = "CFF "
_NEEDED = {_OUTLINES, "head", "maxp"}  # what HarfBuzz asks for; of these only the outlines come into the PDF

their_subset = weasyprint.pdf.fonts.Font.subset
their_dictionary = weasyprint.pdf.build_fonts_dictionary


def check_fonts(document: Any) -> None:
    """Raises EngineChanged when a font of a written document was not cut to what is used."""
    if any(font.to_unicode and not font.file_content for font in _first_of_each(document.fonts.values())):
        raise EngineChanged(weasyprint.__version__, PINNED)


def _first_of_each(fonts: Iterable[Any]) -> Iterable[Any]:
    """WeasyPrint writes the first font of each hash, and leaves the others as they are."""
    return {font.hash: font for font in reversed(list(fonts))}.values()


def _subset(font: Any, to_unicode: Mapping[int, str], hinting: bool) -> None:
    """In place of WeasyPrint's own."""
    named = _OUTLINES in font.tables and not font.variations and not font.missing
    face = _cut(font, to_unicode.keys(), hinting) if named and to_unicode else None
    outlines = _table(face, _OUTLINES) if face else b""
    if outlines and to_unicode.keys() <= _numbers(outlines):
        font.file_content, font.outlines = get_hb_object_data(face), outlines
    else:
        their_subset(font, to_unicode, hinting)


def _cut(font: Any, glyphs: Collection[int], hinting: bool) -> Any:
    """HarfBuzz's face of these glyphs and no others; None when it cannot make one."""
    order = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    flags = harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
    harfbuzz_subset.hb_subset_input_set_flags(
        order, flags if hinting else flags | harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
    )
    _fill(harfbuzz_subset.hb_subset_input_glyph_set(order), glyphs)
    dropped = harfbuzz_subset.hb_subset_input_set(order, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
    _fill(dropped, [_tag(name) for name in font.tables if name not in _NEEDED])
    face = harfbuzz_subset.hb_subset_or_fail(font.hb_face, order)
    return ffi.gc(face, harfbuzz.hb_face_destroy) if face else None


def _fill(numbers: Any, values: Collection[int]) -> None:
    array = ffi.new(f"hb_codepoint_t[{len(values)}]", sorted(values))
    harfbuzz.hb_set_add_sorted_array(numbers, array, len(values))


def _table(face: Any, name: str) -> bytes:
    blob = harfbuzz.hb_face_reference_table(face, _tag(name))
    length = ffi.new("unsigned int *")
    start = harfbuzz.hb_blob_get_data(blob, length)
    content = ffi.unpack(start, length[0]) if length[0] else b""
    harfbuzz.hb_blob_destroy(blob)
    return bytes(content)


def _tag(name: str) -> int:
    return int(harfbuzz.hb_tag_from_string(name.encode(), -1))


def _numbers(outlines: bytes) -> set[int]:
    """The CIDs of a font's glyphs, of which the first is 0; none when it has names instead."""
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(outlines), None)
    (font,) = fonts
    if not hasattr(font, "ROS") or font.ROS[:2] != ("Adobe", "Identity"):
        return set()
    return {0, *(int(name.removeprefix("cid")) for name in font.charset[1:])}


def _dictionary(pdf: Any, fonts: Mapping[Any, Any], *options: Any) -> Any:
    """WeasyPrint's own, with the fonts that were cut here embedded without the tables that only a system font needs."""
    made = their_dictionary(pdf, fonts, *options)
    cut = [font for font in fonts.values() if hasattr(font, "outlines")]
    bare = {id(font.file_content): font.outlines for font in cut}
    names = {font.name: _named(font) for font in cut}
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream) and one.extra.get("Subtype") == "/OpenType" and id(one.stream[0]) in bare:
            one.stream[0] = bare[id(one.stream[0])]
            one.extra["Subtype"] = "/CIDFontType0C"
        elif isinstance(one, pydyf.Dictionary):
            one.update({key: names[one[key]] for key in ("BaseFont", "FontName") if one.get(key) in names})
    return made


def _named(font: Any) -> bytes:
    """Joined files hold several subsets of a face, and printers tell them apart by the letters before the plus sign
    (ISO 32000-1, 9.6.4), which WeasyPrint makes of the face alone."""
    tag = bytes(65 + each % 26 for each in sha256(font.outlines).digest()[:6])
    return b"/" + tag + b"+" + bytes(font.name).split(b"+", 1)[1]


def _lean(face: Any, ot_color: str | None = None, glyph: int | None = None) -> Any:
    """WeasyPrint's own, but a whole file is left where it is: each font would keep a copy of some 20 MB, and cuts its subset
    from the face anyway."""
    if ot_color is None:
        blob = harfbuzz.hb_face_reference_blob(face)
        length = harfbuzz.hb_blob_get_length(blob)
        harfbuzz.hb_blob_destroy(blob)
        if length > _WHOLE_FILE:
            return b""
    return get_hb_object_data(face, ot_color, glyph)


weasyprint.pdf.fonts.get_hb_object_data = _lean
weasyprint.pdf.fonts.Font.subset = _subset
weasyprint.pdf.build_fonts_dictionary = _dictionary
