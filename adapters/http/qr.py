"""Codes to scan, drawn as SVG on our own server: nobody else learns which places there are."""

QUIET_ZONE = 4  # modules, as ISO/IEC 18004 wants it


def qr_svg(text: str) -> str:
    """`text` as markup; error correction M bears a worn corner. The library is loaded when the first one is drawn."""
    import segno

    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass="qr__code", lineclass=None)
