"""What the demo's goods are: fourteen, in the money of three countries and in euro."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """`picture` is the name of a file among the pictures of the shop's pages."""

    name: str
    description: str
    price: str
    currency: str
    picture: str


GOODS = (
    Good(
        name="Bugisu Arabica coffee, 500 g",
        description="Washed beans from the slopes of Mount Elgon, medium roast; cocoa and orange.",
        price="32000",
        currency="UGX",
        picture="bugisu-coffee",
    ),
    Good(
        name="Mama Rose's groundnut paste, 1 kg",
        description="Roasted and stone-ground in Lira; nothing but groundnuts and a little salt.",
        price="18500",
        currency="UGX",
        picture="groundnut-paste",
    ),
    Good(
        name="West Nile honey, 700 g",
        description="Raw forest honey from Arua, strained once and never heated.",
        price="24000",
        currency="UGX",
        picture="honey",
    ),
    Good(
        name="Kitenge cloth, 6 yards",
        description=(
            "Wax print on heavy cotton, colours that keep; enough for a gomesi or two shirts."
        ),
        price="65000",
        currency="UGX",
        picture="kitenge",
    ),
    Good(
        name="Solar lantern with phone charger",
        description=(
            "Twelve hours of light from one day of sun; charges a phone as well; two-year warranty."
        ),
        price="89000",
        currency="UGX",
        picture="solar-lantern",
    ),
    Good(
        name="Olubugo bark cloth, 1 m²",
        description="Beaten from mutuba bark in Masaka, as it has been for six hundred years.",
        price="55000",
        currency="UGX",
        picture="bark-cloth",
    ),
    Good(
        name="Shea butter, unrefined, 250 g",
        description="Whipped by hand by a women's cooperative in Tamale; for skin and hair.",
        price="48.50",
        currency="GHS",
        picture="shea-butter",
    ),
    Good(
        name="Kente scarf, handwoven",
        description="Woven on narrow looms in Bonwire, gold and green; 180 by 25 centimetres.",
        price="210.00",
        currency="GHS",
        picture="kente",
    ),
    Good(
        name="Dark chocolate, 72 % Ghana cocoa, 100 g",
        description="From bean to bar in Accra; four things in it, and cocoa comes first.",
        price="39.90",
        currency="GHS",
        picture="chocolate",
    ),
    Good(
        name="Bolga basket, round, large",
        description=(
            "Elephant grass, woven in Bolgatanga, with a leather handle; each one is different."
        ),
        price="165.00",
        currency="GHS",
        picture="bolga-basket",
    ),
    Good(
        name="Djembe drum, 30 cm",
        description="Carved from one piece of lenke wood, goatskin head, tuned and ready to play.",
        price="149.00",
        currency="EUR",
        picture="djembe",
    ),
    Good(
        name="Sisal and leather market bag",
        description="Dyed with plants, woven in Machakos, cut and stitched in Nairobi.",
        price="42.75",
        currency="EUR",
        picture="market-bag",
    ),
    Good(
        name="Yirgacheffe coffee, washed, 500 g",
        description=(
            "Grown above 1,900 metres near Kochere, light roast; jasmine, lemon and black tea."
        ),
        price="780.00",
        currency="ETB",
        picture="yirgacheffe-coffee",
    ),
    Good(
        name="Netela shawl, handwoven cotton",
        description=(
            "Two layers as light as gauze, woven in Dorze, with a tibeb border in green and gold."
        ),
        price="1450.50",
        currency="ETB",
        picture="netela",
    ),
)
