"""What the demo's stays are: nine places in three countries, three policies."""

from __future__ import annotations

from dataclasses import dataclass

# Days before arrival, and the percent that goes back until then.
POLICIES = {
    "flexible": ((1, 100), (0, 50)),
    "moderate": ((7, 100), (2, 50)),
    "strict": ((30, 100), (14, 50)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`nights` are the fewest and the most of a stay, `hours` those of coming and of going.

    `pictures` are names of files among the pictures of the shop's pages.

    `closed` are nights, the first and the last, counted from the day on which it is loaded.
    """

    title: str
    description: str
    town: str
    country: str
    at: tuple[str, str]
    price: str
    currency: str
    policy: str
    pictures: tuple[str, ...]
    units: int
    max_guests: int
    nights: tuple[int, int] = (1, 30)
    hours: tuple[int, int] = (14, 11)
    closed: tuple[tuple[int, int], ...] = ()


PLACES = (
    Place(
        title="Kiira Bend bandas",
        description=(
            "Six thatched bandas in a row above the rapids of the young Nile, each with a veranda,"
            " a hammock and a bed under a net. You hear the river all night. Breakfast is rolex,"
            " fruit and Bugisu coffee; boats to the source leave from the landing below."
        ),
        town="Jinja",
        country="UG",
        at=("0.480600", "33.163900"),
        price="145000",
        currency="UGX",
        policy="moderate",
        pictures=("kiira-bend", "kiira-veranda", "kiira-room"),
        units=6,
        max_guests=3,
    ),
    Place(
        title="Akampene Rise, a cottage on Lake Bunyonyi",
        description=(
            "One wooden cottage on a terraced hill over the deepest lake of Uganda, for a family or"
            " four friends. We fetch you by dugout from Rutinda; there is no road, no noise and no"
            " hippo, so you can swim. Crayfish for supper if you say so in the morning."
        ),
        town="Kabale",
        country="UG",
        at=("-1.272500", "29.937800"),
        price="320000",
        currency="UGX",
        policy="strict",
        pictures=("bunyonyi", "bunyonyi-night", "bunyonyi-room"),
        units=1,
        max_guests=5,
        nights=(2, 14),
        hours=(13, 10),
        closed=((45, 51),),
    ),
    Place(
        title="Muyenga garden rooms",
        description=(
            "Four quiet rooms around a jackfruit tree, ten minutes from the markets of Kabalagala"
            " and with the whole of Lake Victoria from the roof. Good desks, steady power and fast"
            " internet: many guests stay for a month of work."
        ),
        town="Kampala",
        country="UG",
        at=("0.292100", "32.611400"),
        price="98000",
        currency="UGX",
        policy="flexible",
        pictures=("muyenga",),
        units=4,
        max_guests=2,
        nights=(1, 90),
        hours=(12, 11),
    ),
    Place(
        title="Fort Hill sea rooms",
        description=(
            "Whitewashed rooms with blue shutters between the castle and the fishing harbour. The"
            " canoes come in at six, and what they bring is on the grill by seven. Walks through"
            " the old town with a historian on Saturdays, the canopy of Kakum half an hour away."
        ),
        town="Cape Coast",
        country="GH",
        at=("5.105300", "-1.246600"),
        price="420.00",
        currency="GHS",
        policy="moderate",
        pictures=("fort-hill", "fort-hill-room"),
        units=5,
        max_guests=2,
    ),
    Place(
        title="Savannah tents at Mole",
        description=(
            "Two safari tents on wooden decks at the edge of the park, with a water hole to which"
            " elephants come in the dry months. Rangers lead walks at dawn and at four. The mud"
            " mosque of Larabanga, six hundred years old, is a bicycle ride away."
        ),
        town="Larabanga",
        country="GH",
        at=("9.218900", "-1.859400"),
        price="685.50",
        currency="GHS",
        policy="strict",
        pictures=("mole",),
        units=2,
        max_guests=3,
        nights=(2, 10),
        hours=(15, 10),
        closed=((20, 26), (90, 104)),
    ),
    Place(
        title="An apartment above Oxford Street, Osu",
        description=(
            "Two bedrooms, a real kitchen and a balcony over the liveliest street of Accra."
            " Kelewele at the corner until midnight, the beach at Labadi a short ride, the airport"
            " twenty minutes when the traffic is kind. A key box lets you in at any hour."
        ),
        town="Accra",
        country="GH",
        at=("5.556900", "-0.182200"),
        price="950.00",
        currency="GHS",
        policy="flexible",
        pictures=("osu", "osu-room"),
        units=1,
        max_guests=4,
        nights=(1, 60),
        hours=(15, 12),
    ),
    Place(
        title="Roha tukuls",
        description=(
            "Eight round stone houses on the ridge of Lalibela, warm at night and cool at noon,"
            " five minutes on foot from the churches that were cut out of the rock. Coffee is"
            " roasted before your eyes every afternoon. At Genna and Timkat book long ahead."
        ),
        town="Lalibela",
        country="ET",
        at=("12.031700", "39.047600"),
        price="4200.00",
        currency="ETB",
        policy="moderate",
        pictures=("lalibela", "lalibela-night", "lalibela-coffee"),
        units=8,
        max_guests=3,
    ),
    Place(
        title="Lake Tana guest house",
        description=(
            "A family's house under fig trees on the shore, three rooms, the pelicans closer than"
            " the neighbours. Our brother's boat goes to the island monasteries at seven; the falls"
            " of the Blue Nile are best after the rains. Fish goulash on Wednesdays and Fridays."
        ),
        town="Bahir Dar",
        country="ET",
        at=("11.600900", "37.383600"),
        price="2850.50",
        currency="ETB",
        policy="flexible",
        pictures=("tana",),
        units=3,
        max_guests=2,
        hours=(13, 11),
    ),
    Place(
        title="Buyit Ras mountain hut",
        description=(
            "Two huts at 3,260 metres in the Simien, the last warm beds before the high camps: four"
            " bunks each, thick blankets, barley soup, a stove. Geladas graze in front of the door."
            " Bring a torch and a good coat; guides and mules wait at Debark."
        ),
        town="Debark",
        country="ET",
        at=("13.266700", "38.033300"),
        price="1950.00",
        currency="ETB",
        policy="strict",
        pictures=("buyit-ras",),
        units=2,
        max_guests=4,
        nights=(1, 7),
        hours=(12, 9),
        closed=((60, 74),),
    ),
)
