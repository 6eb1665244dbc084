"""Write any Latin text in the plain letters that gateways take, before the rest is thrown out."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart by itself. Apostrophes vanish: "Ama's" becomes "Amas".
_LETTERS = str.maketrans(
    {
        "'": "", "\u2019": "", "\u2018": "", "\u02bc": "", "`": "", "\u00b4": "",
        "\u2013": "-", "\u2014": "-", "&": " and ",
        "\u00df": "ss", "\u00e6": "ae", "\u00c6": "AE", "\u0153": "oe", "\u0152": "OE",
        "\u00f8": "o", "\u00d8": "O", "\u0142": "l", "\u0141": "L", "\u0111": "d", "\u0110": "D",
        "\u025b": "e", "\u0190": "E", "\u0254": "o", "\u0186": "O", "\u014b": "n", "\u014a": "N",
        "\u0253": "b", "\u0257": "d", "\u0199": "k",
    }
)  # fmt: skip


def plain_letters(text: str) -> str:
    """Return "Größe & Ɛkɔm" as "Grosse  and  Ekom"; other scripts stay as they are."""
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
