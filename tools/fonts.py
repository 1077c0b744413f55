r"""Make the page's fonts: cut to what the book needs, from the packages of npm that bring them.

    npm pack @fontsource/stix-two-text@5.3.0 @fontsource/stix-two-math@5.3.0 \
        @fontsource/source-sans-3@5.3.1 @fontsource/source-code-pro@5.3.1
    python -m tools.fonts FOLDER

FOLDER has the packages. Only who changes the fonts needs this, with fonttools and brotli.
"""

import argparse
import io
import tarfile
from pathlib import Path

HERE = Path(__file__).parents[1] / "book/_ext/paper/theme/static/fonts"
FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "lnum", "tnum"]
UNKERNED = (
    "sans",
    "sans-semibold",
    "text-semibold",
)  # a few words beside the text: their pairs weigh 5 kB

# The root sign's heights, and its width, in units of which an em has a thousand.
STEPS, LOWEST, HIGHEST, WIDTH = 12, 760, 3000, 760

LATIN = set(map(chr, range(0x20, 0x7F))) | set(
    "\u00a0§©«°±²·»¼½¾ÄÖ×ÜßäåçèéêëíïñóôöøúüćčśšžŁł\u2009\u200a\u202f–—‘’‚“”„•…′‑←↑→↓−≈≠≤≥√∞"
)
HEAVY = set(map(chr, range(0x20, 0x7F))) | set("\u00a0§±²×éöü–—‘’“”…→−√∞")
GREEK = set("αβγεζηθλμξπρστφΔΣ")
CODE = set(map(chr, range(0x20, 0x7F))) | set("\u00a0§±×…–—’−→≤≥≈│─αβεθΔ")
SIGNS = (
    "+−±×·∗⋅/=≠≈≤≥<>≪≫∼∝∞∂∇√∑∏∫∈⊙⊤|‖∣∥(){}[],.;:!?'\"′″”…⋯→←⟹⟺"
    "^~¯‾ˆ˜˙⏟_\u0302\u0304\u2061\u2062\u2063\u200b□ℓ"
)


#: What is written upright in MathML and shown slanted.
SLANTED = "αβγδεζηθικλμνξοπρστυφχψωϑϕϱϵ"


def mathematical():
    """Return the characters of formulas, and the slanted letters that browsers make of them.

    The build stops at a formula with a character that is not here. Upright small Greek is not: no
    formula shows it.
    """
    plain = set(map(chr, range(0x20, 0x7F))) | set(SIGNS + "ΓΔΛΣΦΩ×\u00a0")
    italic = {chr(0x1D434 + i) for i in range(52)} - {"\U0001d455"} | {"ℎ"}
    greek = {chr(0x1D6FC + i) for i in range(31)} | {"\U0001d6e5"}
    return plain | italic | greek | set("ℝ𝔼ℙ𝟏")


FONTS = {
    "text": ("stix-two-text", "latin-400-normal", LATIN),
    "text-italic": ("stix-two-text", "latin-400-italic", LATIN),
    "text-semibold": ("stix-two-text", "latin-600-normal", HEAVY),
    "text-greek": ("stix-two-text", "greek-400-normal", GREEK),
    "sans": ("source-sans-3", "latin-400-normal", LATIN),
    "sans-semibold": ("source-sans-3", "latin-600-normal", HEAVY),
    "mono": ("source-code-pro", "latin-400-normal", CODE),
    "math": ("stix-two-math", "latin-400-normal", mathematical()),
}


def packed(folder, package, member):
    """Return the content of a file of a package."""
    (path,) = Path(folder).glob(f"fontsource-{package}-*.tgz")
    with tarfile.open(path) as archive:
        return archive.extractfile(f"package/{member}").read()


def cut(content, characters, kerned=True):
    """Return a font with these characters only, and with the distances of its pairs or without."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content))
    options = Options()
    options.layout_features = [*FEATURES[not kerned :], "ssty", "dtls"]
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    cutter = Subsetter(options)
    cutter.populate(text="".join(sorted(characters)))
    cutter.subset(font)
    return font


def root_ladder(font, name="AdamBookMath"):
    """Give the root sign many heights of one width, and the font another name.

    Chromium reserves for every root the width of the widest one there is, which leaves a hole
    behind small roots, and it takes the next smaller height rather than build one. So the roots
    that STIX has, each much wider than the last, give way to steps of one width that lie close
    together. What is changed may not keep its name: so the licence has it.
    """
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables.otTables import MathGlyphVariantRecord

    variants = font["MATH"].table.MathVariants
    root = font.getBestCmap()[ord("√")]
    construction = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(root)]
    shapes = [record.VariantGlyph for record in construction.MathGlyphVariantRecord]
    glyphs, widths, drawn = font["glyf"], font["hmtx"], font.getGlyphSet()
    heights = {shape: glyphs[shape].yMax - glyphs[shape].yMin for shape in shapes}
    records = []
    for step in range(STEPS):
        height = LOWEST * (HIGHEST / LOWEST) ** (step / (STEPS - 1))
        shape = min(shapes, key=lambda shape: abs(heights[shape] / height - 1))
        squeeze, stretch = WIDTH / widths[shape][0], height / heights[shape]
        pen = TTGlyphPen(None)
        drawn[shape].draw(TransformPen(pen, (squeeze, 0, 0, stretch, 0, 0)))
        made = root if step == 0 else f"root.{step}"
        glyphs[made] = pen.glyph()
        glyphs[made].recalcBounds(glyphs)
        widths[made] = (WIDTH, glyphs[made].xMin)
        record = MathGlyphVariantRecord()
        record.VariantGlyph, record.AdvanceMeasurement = made, round(height)
        records.append(record)
    font.setGlyphOrder(list(dict.fromkeys(glyphs.glyphOrder)))
    construction.MathGlyphVariantRecord = records
    construction.VariantCount, construction.GlyphAssembly = len(records), None
    constants = font["MATH"].table.MathConstants
    for rule in ("RadicalRuleThickness", "FractionRuleThickness"):
        getattr(constants, rule).Value = 56
    for entry in font["name"].names:
        if entry.nameID in (1, 3, 4, 6):
            entry.string = name


def main():
    """Write the fonts and their licences into the theme."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="with the packages, as `npm pack` brings them")
    folder = parser.parse_args().folder
    HERE.mkdir(parents=True, exist_ok=True)
    for name, (package, style, characters) in FONTS.items():
        content = packed(folder, package, f"files/{package}-{style}.woff2")
        font = cut(content, characters, name not in UNKERNED)
        if name == "math":
            root_ladder(font)
        font.flavor = "woff2"
        font.recalcTimestamp = False
        path = HERE / f"{name}.woff2"
        font.save(path)
        (HERE / f"OFL-{package}.txt").write_bytes(packed(folder, package, "LICENSE"))
        count = len(font.getBestCmap())
        print(f"{path.name:20} {path.stat().st_size:7,} bytes, {count} characters")
        if name == "math":
            found = "".join(map(chr, sorted(font.getBestCmap()))) + SLANTED
            (HERE.parents[2] / "characters.txt").write_text(found + "\n", "utf-8")


if __name__ == "__main__":
    main()
