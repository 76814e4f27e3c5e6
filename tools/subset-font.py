"""Writes the outlines, advances and kerning of chosen characters of OpenType fonts as one small binary.

usage: subset-font.py OUT REGULAR.otf BOLD.otf

The format, read by Sources/TissueMaps/Text/TypefaceDecoder.swift; `u` is an unsigned LEB128 number,
`s` a zigzag-coded signed one:

  file    = "HGTF" faces:u face*
  face    = capHeight:s glyphs:u glyph* pairs:u pair*
  glyph   = codepoint:u (difference to the one before) advance:u contours:u contour*
  contour = points:u ((zigzag(dx) << 1 | onCurve):u dy:s)*     quadratic, differences to the point before
  pair    = left:u right:u kern:s                              glyph indices, left as a difference

Lengths are in 1/1024 em, y up. Tabular figures stand at U+E000 ... U+E009, the shape drawn for a character
the subset lacks at U+E00A.
"""

import sys

from fontTools.misc.transform import Scale
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

UNITS = 1024
TABULAR = 0xE000
MISSING = 0xE00A

CODEPOINTS = sorted(
    set(range(0x20, 0x7F))
    | set(range(0xA0, 0x180))  # Latin-1, Latin Extended-A
    | set(range(0x386, 0x3CF))  # Greek
    | set(range(0x410, 0x450)) | {0x401, 0x451}  # Russian Cyrillic
    | {0x2070, *range(0x2074, 0x208F)}  # superscripts and subscripts
    | set(range(0x2010, 0x2016)) | set(range(0x2018, 0x201F))  # dashes, quotation marks
    | {0x2020, 0x2021, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC}
    | {0x2190, 0x2191, 0x2192, 0x2193, 0x2194, 0x2212, 0x221A, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265}
)
KERNED = [c for c in CODEPOINTS if c < 0x100]


def unsigned(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def zigzag(value):
    return value * 2 if value >= 0 else -value * 2 - 1


def signed(value):
    return unsigned(zigzag(value))


def contours(font, name):
    """The glyph as quadratic contours: lists of (x, y, on curve)."""
    recording = DecomposingRecordingPen(font.getGlyphSet())
    scale = UNITS / font["head"].unitsPerEm
    pen = TransformPen(Cu2QuPen(recording, max_err=0.6, all_quadratic=True), Scale(scale))
    font.getGlyphSet()[name].draw(pen)
    out = []
    for operator, arguments in recording.value:
        if operator == "moveTo":
            out.append([(*arguments[0], True)])
        elif operator == "lineTo":
            out[-1].append((*arguments[0], True))
        elif operator == "qCurveTo":
            out[-1] += [(*p, False) for p in arguments[:-1]] + [(*arguments[-1], True)]
    rounded = []
    for contour in out:
        points = [(round(x), round(y), on) for x, y, on in contour]
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        if len(points) > 2:
            rounded.append(points)
    return rounded


def missing_bytes(step, height):
    """A hollow box as high as a capital letter."""
    left, right, rule = 70, 530, 60
    outer = [(left, 0), (right, 0), (right, height), (left, height)]
    inner = [
        (left + rule, rule), (left + rule, height - rule), (right - rule, height - rule), (right - rule, rule)
    ]
    shape = [[(x, y, True) for x, y in contour] for contour in (outer, inner)]
    return shape_bytes(step, 600, shape)


def glyph_bytes(font, name, step):
    advance = round(font["hmtx"][name][0] * UNITS / font["head"].unitsPerEm)
    return shape_bytes(step, advance, contours(font, name))


def shape_bytes(step, advance, shape):
    out = unsigned(step) + unsigned(advance) + unsigned(len(shape))
    for contour in shape:
        out += unsigned(len(contour))
        x = y = 0
        for px, py, on in contour:
            out += unsigned(zigzag(px - x) << 1 | on) + signed(py - y)
            x, y = px, py
    return out


def substitutions(font, tag):
    """The single substitutions of a feature, glyph name -> glyph name."""
    gsub, out = font["GSUB"].table, {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == tag:
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    table = getattr(table, "ExtSubTable", table)
                    out.update(getattr(table, "mapping", {}))
    return out


def pair_tables(font):
    gpos, out, seen = font["GPOS"].table, [], set()
    for record in gpos.FeatureList.FeatureRecord:
        if record.FeatureTag == "kern":
            for index in record.Feature.LookupListIndex:
                if index not in seen:
                    seen.add(index)
                    subtables = gpos.LookupList.Lookup[index].SubTable
                    out.append([getattr(t, "ExtSubTable", t) for t in subtables])
    return out


def kern(lookups, left, right):
    """The kerning between two glyphs: in each lookup the first subtable that covers the pair decides."""
    total = 0
    for subtables in lookups:
        for table in subtables:
            if table.LookupType != 2 or left not in table.Coverage.glyphs:
                continue
            if table.Format == 1:
                pairs = table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord
                found = [p for p in pairs if p.SecondGlyph == right]
                if not found:
                    continue
                value = found[0].Value1
            else:
                first = table.ClassDef1.classDefs.get(left, 0)
                second = table.ClassDef2.classDefs.get(right, 0)
                value = table.Class1Record[first].Class2Record[second].Value1
            total += getattr(value, "XAdvance", 0) or 0
            break
    return total


def face_bytes(path):
    font = TTFont(path)
    scale = UNITS / font["head"].unitsPerEm
    names, tabular = font.getBestCmap(), substitutions(font, "tnum")
    glyphs = [(c, names[c]) for c in CODEPOINTS if c in names]
    glyphs += [(TABULAR + d, tabular[names[ord("0") + d]]) for d in range(10)]

    height = round(font["OS/2"].sCapHeight * scale)
    out = signed(height)
    out += unsigned(len(glyphs) + 1)
    previous = 0
    for codepoint, name in glyphs:
        out += glyph_bytes(font, name, codepoint - previous)
        previous = codepoint
    out += missing_bytes(MISSING - previous, height)

    lookups, pairs = pair_tables(font), []
    kerned = [(i, name) for i, (c, name) in enumerate(glyphs) if c in KERNED]
    for i, left in kerned:
        for j, right in kerned:
            value = round(kern(lookups, left, right) * scale)
            if abs(value) >= 8:
                pairs.append((i, j, value))
    out += unsigned(len(pairs))
    previous = 0
    for i, j, value in pairs:
        out += unsigned(i - previous) + unsigned(j) + signed(value)
        previous = i
    print(f"{path}: {len(glyphs)} glyphs, {len(pairs)} pairs, {len(out)} bytes", file=sys.stderr)
    return out


def main():
    target, *paths = sys.argv[1:]
    data = b"HGTF" + unsigned(len(paths)) + b"".join(face_bytes(p) for p in paths)
    with open(target, "wb") as file:
        file.write(data)


main()
