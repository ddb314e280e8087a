"""The words citizens use for time, in Danish and English, as small regular expressions.

How to extend: add a spelling after a `|`.  Write æ, ø, å as they should be (dates.py also
accepts ae, oe, aa and å without its ring) and one blank for any white space.  In an
alternation the longer form stands first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

Days = tuple[date, date]
MonthDay = tuple[int, int]


class Period(NamedTuple):
    """A named part of the year: its Danish and English words, and its days in a given year."""

    danish: str
    english: str
    days: Callable[[int], Days]


def _calendar(first: MonthDay, last: MonthDay) -> Callable[[int], Days]:
    """Fixed days; a period that ends "before" it begins runs into the next year."""

    def days(year: int) -> Days:
        after = date(year + (last < first), *last) + timedelta(1)
        return date(year, *first), after - timedelta(1)

    return days


def _month(number: int) -> Callable[[int], Days]:
    def days(year: int) -> Days:
        after = date(year + number // 12, number % 12 + 1, 1)
        return date(year, number, 1), after - timedelta(1)

    return days


def _winter(year: int) -> Days:
    return date(year, 12, 1), date(year + 1, 3, 1) - timedelta(1)


def _weeks(first: int, last: int) -> Callable[[int], Days]:
    """School holidays: ISO weeks with the weekend before them."""

    def days(year: int) -> Days:
        return date.fromisocalendar(year, first, 1) - timedelta(2), date.fromisocalendar(year, last, 7)

    return days


def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Butcher's method)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _easter(first: int, last: int) -> Callable[[int], Days]:
    """Days counted from Easter Sunday."""

    def days(year: int) -> Days:
        sunday = easter_sunday(year)
        return sunday + timedelta(first), sunday + timedelta(last)

    return days


_MONTH_WORDS = [
    ("januar|janaur", "january"), ("februar|febuar|februrar|feburar", "february|febuary"),
    ("marts|mats|martz", "march"), ("april|aprill", "april"), ("maj", "may"), ("juni", "june"),
    ("juli", "july"), ("august|agust", "august"), ("september|septemper|setember", "september"),
    ("oktober|octuber|oktoper", "october"), ("november|novenber", "november"),
    ("december|desember|decemper", "december"),
]  # fmt: skip
MONTHS: dict[int, str] = {n: f"{da}|{en}" for n, (da, en) in enumerate(_MONTH_WORDS, 1)}
# Short forms count only next to a day or a year.  "jul" is Christmas, never July.
_SHORT_WORDS = ["jan", "feb", "mar", "apr", "jun", "aug", "sept?", "okt|oct", "nov", "dec"]
_SHORT = dict(zip((1, 2, 3, 4, 6, 8, 9, 10, 11, 12), _SHORT_WORDS))
MONTHS_BY_DAY: dict[int, str] = {n: f"{words}|(?:{_SHORT[n]})\\.?" if n in _SHORT else words for n, words in MONTHS.items()}
# Months that are also names or common words need a preposition or a year in running text.
SHY = "maj|april|august|may|march|june|fall"

# Longer names stand before the names they begin with.
PERIODS: dict[str | int, Period] = {
    **{n: Period(da, en, _month(n)) for n, (da, en) in enumerate(_MONTH_WORDS, 1)},
    "summer holiday": Period("sommerferie(?:n)?", "summer (?:holidays?|break)", _calendar((6, 20), (8, 15))),
    "autumn holiday": Period("efterårsferie(?:n)?", "autumn (?:holidays?|break)", _weeks(42, 42)),
    # Municipalities choose week 7 or week 8.
    "winter holiday": Period("vinterferie(?:n)?", "winter (?:holidays?|break)", _weeks(7, 8)),
    "christmas holiday": Period("juleferie(?:n)?", "christmas (?:holidays?|break)", _calendar((12, 19), (1, 4))),
    "easter holiday": Period("påskeferie(?:n)?", "easter (?:holidays?|break)", _easter(-9, 1)),
    "school start": Period(
        "skolestart(?:en)?|skole(?:n|rne|året) (?:begyndte|startede)|skole(?:ns|årets) (?:start|begyndelse)",
        "school (?:started|began)|school start", _month(8)),
    "christmas eve": Period("juleaften(?:sdag)?", "christmas eve", _calendar((12, 24), (12, 24))),
    "christmas": Period("jul(?:en|edagene|etid)?", "christmas(?: time)?|xmas", _calendar((12, 24), (12, 26))),
    "between": Period("mellem jul og nytår", "between christmas and new year(?:['’]?s)?", _calendar((12, 26), (12, 31))),
    "new year": Period("nytår(?:et|saften|sdag)?", "(?:the )?new year(?:['’]?s(?: eve| day)?)?", _calendar((12, 31), (1, 1))),
    "maundy thursday": Period("skærtorsdag", "maundy thursday", _easter(-3, -3)),
    "good friday": Period("langfredag", "good friday", _easter(-2, -2)),
    "easter": Period("påske(?:n|dagene)?", "easter", _easter(-7, 1)),
    "ascension": Period("kristi himmelfart(?:sdag|sferien?)?", "ascension day", _easter(39, 39)),
    "pentecost": Period("pinse(?:n|dagene|ferien?)?", "pentecost|whitsun", _easter(48, 50)),
    "midsummer": Period("sankt ?hans|skt\\.? ?hans", "midsummer", _calendar((6, 23), (6, 24))),
    "spring": Period("forår(?:et|s)?", "spring", _calendar((3, 1), (5, 31))),
    "summer": Period("sommer(?:en|s)?", "summer", _calendar((6, 1), (8, 31))),
    "autumn": Period("efterår(?:et|s)?", "autumn|fall", _calendar((9, 1), (11, 30))),
    "winter": Period("vinter(?:en|s)?", "winter", _winter),
}  # fmt: skip
PERIOD_WORDS = {name: f"{period.danish}|{period.english}" for name, period in PERIODS.items()}
# "Vinteren 2024" and "nytår 2025" may begin or end in the year named.
TWO_YEARED = ("winter", "new year")

WEEKDAYS: dict[int, str] = {
    0: "mandag|monday", 1: "tirsdag|tisdag|tuesday", 2: "onsdag|wednesday", 3: "torsdag|thursday",
    4: "fredag|friday", 5: "lørdag|saturday", 6: "søndag|sunday",
}  # fmt: skip

_ONES_DA = "en|et|én|ét to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten"
_ONES_EN = ("a|an|one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen")  # fmt: skip
_TENS_DA = ["tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems"]
_TENS_EN = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def _numbers() -> dict[int, str]:
    """1 to 99 in words; "femogtyve", "twenty-five"."""
    ones = {n: f"{da}|{en}" for n, (da, en) in enumerate(zip(_ONES_DA.split(), _ONES_EN.split()), 1)}
    words = dict(ones)
    for ten, (da, en) in enumerate(zip(_TENS_DA, _TENS_EN), 2):
        words[10 * ten] = f"{da}|{en}"
        words |= {10 * ten + n: f"(?:{ones[n]}) ?og ?{da}|{en}[- ]?(?:{ones[n]})" for n in range(1, 10)}
    return words


NUMBERS: dict[int, str] = _numbers()
# Numbers that are not numbers: (from, to) how many of the unit.
LOOSE: dict[tuple[float, float], str] = {
    (0.5, 0.5): "et halvt|en halv|halve|halvt|half an?|½|1/2", (1.5, 1.5): "halvanden|halvandet|1½",
    (0.25, 0.25): "et kvart|kvart", (0.75, 0.75): "et trekvart|trekvart",
    (2, 3): "et par|par|a couple of|a couple|couple of", (2, 8): "nogle få|nogle|flere|adskillige|a few|few|several|some",
    (4, 30): "rigtig mange|mange|many",
}  # fmt: skip
_ORDINALS_DA = ("første anden tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte trettende "
                "fjortende femtende sekstende syttende attende nittende tyvende")  # fmt: skip
_ORDINALS_EN = ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
                "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth")  # fmt: skip


def _ordinals() -> dict[int, str]:
    """1st to 31st in words."""
    words = {n: f"{da}|{en}" for n, (da, en) in enumerate(zip(_ORDINALS_DA.split(), _ORDINALS_EN.split()), 1)}
    english = _ORDINALS_EN.split()
    words |= {20 + n: f"(?:{NUMBERS[n]})ogtyvende|twenty[- ]{english[n - 1]}" for n in range(1, 10)}
    return words | {30: "tredivte|thirtieth", 31: "enogtredivte|thirty[- ]first"}


ORDINALS: dict[int, str] = _ordinals()

UNITS_DA: dict[str, str] = {
    "day": "dage|dags|dag|døgn", "week": "ugers|uger|uges|uge", "year": "års|år",
    "month": "måneders|måneder|måneds|måned|månder|måndeder|månader|månede|mdr\\.?|mnd\\.?",
}  # fmt: skip
UNITS_EN: dict[str, str] = {"day": "days?", "week": "weeks?", "month": "months?", "year": "years?"}
UNITS: dict[str, str] = {unit: f"{UNITS_DA[unit]}|{UNITS_EN[unit]}" for unit in UNITS_DA}
# Calendar units as in "sidste uge", "i denne måned", "i weekenden".
CALENDAR: dict[str, str] = {
    "week": "uge|week", "month": "måned|månde|month", "year": "år|year", "weekend": "weekend",
}  # fmt: skip

ABOUT: dict[str, str] = {
    "well": "godt og vel|godt|lidt over|lidt mere end|lige over|just over|a little over|a bit over",
    "almost": "knapt?|næsten|snart|op mod|tæt på|lidt under|almost|nearly|close to|just under",
    "over": "langt over|over|mere end|længere end|mindst|i hvert fald|more than|at least",
    "under": "mindre end|under|højst|less than|at most",
    "about": "ca\\.?|cirka|circa|omkring|omtrent|sådan cirka|sådan|vel|nok|about|around|roughly|approximately",
}  # fmt: skip

# Days counted from today.
NEAR: dict[tuple[int, int], str] = {
    (0, 0): "i ?dag|i ?morges|i formiddags?|i eftermiddags?|i middags|i aften|today|this (?:morning|afternoon|evening)"
            "|for (?:et par|en|to|tre|fire|fem|[1-9]) (?:timer?|minut(?:ter)?) siden|an hour ago|(?:a few|[1-9]) hours ago",
    (-2, -2): "i ?for ?går(?:s|es)?|forgårs|dagen før i går|the day before yesterday",
    (-1, -1): "i ?går(?:es)?|i ?aftes|yesterday", (-1, 0): "i ?nat|last night",
    (1, 1): "i ?morgen|tomorrow", (2, 2): "i ?overmorgen|the day after tomorrow",
    (-17, -11): "a fortnight ago", (-14, -2): "her ?forleden(?: dag)?|forleden(?: dag)?|the other day",
    (-92, 0): "for ikke så længe siden|for kort tid siden|for kort siden|for nylig|for nyligt|fornyligt?|recently|not long ago",
}  # fmt: skip
# Durations without a number that are still running; (months back, days back), deliberately wide.
RUNNING: dict[tuple[int, int], str] = {
    (13, 2): "i dagevis|for days", (24, 14): "i ugevis|for weeks",
    (48, 56): "i månedsvis|for months", (300, 700): "i årevis|for years",
}  # fmt: skip

WHICH: dict[str, str] = {
    "previous": "forrige", "last": "sidste|siste|seneste|last", "this": "denne|dette|indeværende|this",
    "next": "næste|kommende|next|coming",
}  # fmt: skip
# Years counted from this one, most likely first.
YEARS: dict[tuple[int, ...], str] = {
    (0,): "i år|tidligere i år|tidligere på året|året|this year|earlier this year", (-2, -1): "forrige år",
    (-1,): "sidste år|siste år|i fjor|last year", (-2,): "i forfjor|forfjor|the year before last",
    (1,): "næste år|til næste år|next year",
}  # fmt: skip

PARTS: dict[tuple[float, float], str] = {
    (0, 0.4): "(?:(?:starten|begyndelsen) (?:af|på)|først (?:i|på)|tidligt (?:i|på)|primo|første (?:uge|del|halvdel) (?:af|i)"
              "|early(?: in)?|(?:the )?(?:start|beginning) of)",
    (0.3, 0.7): "(?:midten af|midt (?:i|på)|medio|the middle of|mid)",
    (0.6, 1): "(?:slutningen af|sidst (?:i|på)|sent (?:i|på)|ultimo|sidste (?:uge|del|halvdel) (?:af|i)|late(?: in)?|(?:the )?end of)",
}  # fmt: skip

RELATIONS: dict[str, str] = {
    "just before": "(?:lige|kort|umiddelbart|just|shortly|right) (?:før|inden|before)|lige op til",
    "just after": "(?:lige|kort|umiddelbart|just|shortly|right) (?:efter|after)",
    "before": "før|inden|op til|before|prior to", "after": "efter|after",
    "around": "omkring|cirka|ca\\.?|ved|around|about",
    "since": "(?:lige |helt |ever )?(?:siden|since)",
    "until": "til|until",
}  # fmt: skip

# Numbers that are not dates are recognised like dates, so that they cannot be read as one.
NOT_DATES: list[str] = [
    r"(?:kl|klokken)\.? ?\d{1,4}(?:[.:]\d\d)?(?:\s?[-–]\s?\d{1,2}(?:[.:]\d\d)?)?",
    r"\d[\d.,]{0,12}\s?(?:kr|kroner|dkk|euro?|øre|procent|pct|%|m2|kvm|km|sider|gange|timer|minutter|stk|personer|borgere|pages)\.?",
    r"(?:kr|dkk|eur)\.? ?\d[\d.,]{0,12}",
    r"(?:§+|stk\.?|nr\.?|nummer|tlf\.?|telefon|mobil|cpr\.?|sagsnr\.?|j\.?nr\.?|phone)[: ]? ?\d[\d -]{0,14}\d|§+ ?\d",
    r"(?:\+45 ?)?\d\d ?\d\d ?\d\d ?\d\d", r"\d{6} ?-? ?\d{4}", r"24/7",
    r"\d+/\d+ (?:af|del|dele|time|times|liter|år|stilling|tid|of)",
    r"(?:født|fødte|årgang|born)\b[^!?,\n]{0,25}(?:19|20)\d\d",
    r"(?:19|20)\d\d (?:frederiksberg|københavn|kbh)",
    r"(?:hver|hvert|om|every|each) (?:<weekday>(?:en)?|<name>)", r"<weekday> ?(?:til|to|og|and|-|–) ?(?:<weekday>)",
    r"(?:i |på |on )?<weekday>s? (?:den|d\.?|the) ?\d{1,2}(?:\.|st|nd|rd|th)?",
]  # fmt: skip

# Words round a date that tell what it is the date of.
LETTER = r"(?:brev\w*|afgørelse\w*|afslag\w*|svar\w*|e?-?mail\w*|skrivelse\w*|e-?boks|digital post|letter|decision|reply|answer)"
GOT = r"(?:fik|fået|kom|kommet|landede|ankom|lå|got|came|arrived)"
LETTER_DATED = rf"(?:dateret|dateres|dated|{LETTER} (?:er |var |is |was )?(?:af|fra|from|of))(?: den| d\.| i| the)? ?$"
RECEIVED_BEFORE = (
    rf"\b(?:modtog|modtaget|modtagelse\w*|received)\b|\b{GOT}\b.*\b{LETTER}\b|\b{LETTER}\b.*\b{GOT}\b|\bfik (?:jeg|vi|den|det)\b"
)
RECEIVED_AFTER = rf"^,? ?(?:(?:jeg|vi|i|we|har) )?(?:modtog|received|{GOT}\b[^,.!?]*\b{LETTER}\b)"


def any_of(words: Iterable[str]) -> str:
    """One alternation of all the patterns."""
    return "|".join(words)


def _quantity(units: dict[str, str]) -> str:
    number = rf"\d{{1,3}}(?:[.,]\d)?½?|{any_of(LOOSE.values())}|{any_of(reversed(NUMBERS.values()))}"
    return (
        rf"(?:(?P<about>{any_of(ABOUT.values())}) )?(?P<number>{number})(?:\s?(?:-|–|til|eller|to|or)\s?(?P<upto>{number}))?"
        rf"(?P<half> (?:og )?(?:et|en) halvt?| and a half)? ?(?P<unit>{any_of(units.values())})(?: ?tid)?(?P<and_half> and a half)?"
        rf"(?: (?:og|and) (?P<also>{number}) ?(?P<also_unit>{any_of(units.values())}))?"
    )


# What `<word>` stands for in the patterns of dates.py.
FRAGMENTS: dict[str, str] = {
    "weekday": any_of(WEEKDAYS.values()),
    "name": any_of([p.danish for p in PERIODS.values()] + [p.english for p in PERIODS.values()]),
    "danish": f"(?P<danish>{any_of(p.danish for p in PERIODS.values())})",
    "english": f"(?P<english>{any_of(p.english for p in PERIODS.values())})",
    "rel": f"(?P<rel>{any_of(RELATIONS.values())})",
    "part": f"(?P<part>{any_of(PARTS.values())})",
    "which": f"(?P<which>{any_of(WHICH.values())})",
    "calendar": f"(?P<calendar>{any_of(CALENDAR.values())})",
    "years": f"(?P<years>{any_of(YEARS.values())})",
    "years_after": f"(?P<years_after>{any_of(YEARS.values())})",
    "year": r"(?<![\d.,/:#-])(?<!\d\s)(?P<year>(?:19|20)\d\d|['’]\d\d)(?![\d:%]|[-/.,]\d| \d\d)",
    "month": f"(?P<month>{any_of(MONTHS_BY_DAY.values())})",
    "month_en": f"(?P<month>{any_of(en for _, en in _MONTH_WORDS)})",
    "day": rf"(?P<day>\d{{1,2}}|{any_of(ORDINALS.values())})",
    "quantity": _quantity(UNITS),
    "quantity_da": _quantity(UNITS_DA),
    "quantity_en": _quantity(UNITS_EN),
}
