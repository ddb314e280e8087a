"""The rules that turn one matched date expression into its plausible intervals."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot import date_cues as cues
from bot import date_words as words
from bot.date_spans import Interval, back, measure, pattern, related, search, value


@dataclass(frozen=True)
class Scene:
    """What a rule may know besides its own words: `before` and `after` are the rest of the sentence."""

    today: date
    english: bool
    answer: bool
    before: str
    after: str


Reading = tuple[str, list[Interval]]  # role, or "" where the surroundings decide it; readings
Rule = Callable[[re.Match[str], Scene], "Reading | None"]
RULES: list[tuple[re.Pattern[str], Rule]] = []


def _rule(*sources: str) -> Callable[[Rule], Rule]:
    def register(build: Rule) -> Rule:
        RULES.extend((pattern(rf"(?<!\w)(?:{source})(?![^\W_]|-(?!<name>)[^\W\d])"), build) for source in sources)
        return build

    return register


# Each rule returns a role with readings, or None for words that are no date.


@_rule(*words.NOT_DATES)
def _no_date(m: re.Match[str], scene: Scene) -> Reading | None:
    return None


@_rule(f"(?:<rel> )?(?P<near>{words.any_of(words.NEAR.values())})")
def _near(m: re.Match[str], scene: Scene) -> Reading | None:
    first, last = value(words.NEAR, m["near"]) or (0, 0)
    return "", [Interval(scene.today + timedelta(first), scene.today + timedelta(last))]


@_rule(words.any_of(words.RUNNING.values()))
def _running(m: re.Match[str], scene: Scene) -> Reading | None:
    months, days = value(words.RUNNING, m[0]) or (1, 1)
    return "start", [Interval(back(scene.today, months, "month"), scene.today - timedelta(days))]


@_rule("(?:(?P<rel>siden|since) )?(?:for )?<quantity> (?:siden|sidn|sien|tilbage|ago|back)",
       "for (?P<unit>dage|uger|måneder|mdr|år) (?:siden|tilbage)", r"(?<!\d\s)(?P<unit>days|weeks|months|years) ago")  # fmt: skip
def _ago(m: re.Match[str], scene: Scene) -> Reading | None:
    interval = measure(m, scene.today)
    return ("", [interval]) if interval else None


_LATEST = "(?:de|the|these|det|den) (?:sidste|seneste|last|past)"
_LATEST_ONE = "(?P<number>det|den|the) (?:sidste|seneste|last|past) (?P<unit>år|year|måned|month)"
_WITHIN = "(?:inden ?for|i løbet af|within|during)"


@_rule(f"{_WITHIN} {_LATEST} <quantity>", f"{_WITHIN} {_LATEST_ONE}")
def _within(m: re.Match[str], scene: Scene) -> Reading | None:
    interval = measure(m, scene.today)
    return ("", [Interval(interval.first, scene.today)]) if interval else None


@_rule("(?:i|igennem|gennem) (?:(?:nu|efterhånden|allerede|hele|indtil videre|foreløbig) )*<quantity_da>",
       "for (?:(?:now|already|the) )?(?:(?:last|past) )?<quantity_en>",
       f"(?:(?:i|gennem|in|over|for) )?{_LATEST} <quantity>", f"(?:(?:i|gennem|in|over|for) )?{_LATEST_ONE}",
       "(?:ventet|gået|stået på|varet|waited|waiting|passed)(?: (?:nu|i|allerede|for|efterhånden))* <quantity>")  # fmt: skip
def _lasting(m: re.Match[str], scene: Scene) -> Reading | None:
    forward = r"^ (?:om|per|pr|gam|old|hver|frem|endnu|mere|til|må|skal|vil|from now|a |every)\b"
    if search(cues.COMING, scene.before) or search(forward, scene.after):
        return None
    interval = measure(m, scene.today)
    return ("start", [interval]) if interval else None


@_rule("om <quantity_da>", "in <quantity_en>")
def _in_time(m: re.Match[str], scene: Scene) -> Reading | None:
    past = measure(m, scene.today)
    if past is None:
        return None
    near, far = scene.today - past.last, scene.today - past.first
    return "future", [Interval(scene.today + max(near, timedelta(1)), scene.today + max(far, timedelta(1)))]


_OFFSETS = {"last": (-1,), "previous": (-2, -1), "this": (0,), "next": (1,)}


@_rule("(?:<rel> )?(?:(?P<lead>i|på|on|nu) )?(?:<which> )?(?P<named><weekday>)s?",
       "(?P<named><weekday>) i <which> uge", "(?:on )?(?P<named><weekday>) <which> week")  # fmt: skip
def _weekday(m: re.Match[str], scene: Scene) -> Reading | None:
    number, which = value(words.WEEKDAYS, m["named"]) or 0, value(words.WHICH, m["which"])
    monday = scene.today - timedelta(scene.today.weekday())
    latest = scene.today - timedelta((scene.today.weekday() - number - 1) % 7 + 1)
    days = [latest]
    if "lead" not in m.groupdict():
        days = [monday + timedelta(7 * n + number) for n in _OFFSETS[which or "this"]]
    elif which == "next" or search("^på$", m["lead"] or ""):
        days = [latest + timedelta(7 + 7 * (latest + timedelta(7) == scene.today))]
    elif which == "previous" or (which == "last" and latest >= monday):
        days.append(latest - timedelta(7))
    return "", [Interval(day, day) for day in days]


@_rule("(?:<rel> )?(?:(?:i|in|her i) )?(?:løbet af )?(?:<part> )?(?:den |the )?<which> <calendar>(?:en)?",
       "(?:<rel> )?(?:i|over) (?P<calendar>weekend)en|(?:over|at) the weekend")  # fmt: skip
def _calendar(m: re.Match[str], scene: Scene) -> Reading | None:
    today, unit = scene.today, value(words.CALENDAR, m["calendar"]) or "weekend"
    monday = today - timedelta(today.weekday())
    which = value(words.WHICH, m.groupdict().get("which"))
    offsets = _OFFSETS[which] if which else (0, -1) if today.weekday() >= 5 else (-1,)

    def unit_at(offset: int) -> Interval:
        if unit in ("week", "weekend"):
            first = monday + timedelta(7 * offset + 5 * (unit == "weekend"))
            return Interval(first, monday + timedelta(7 * offset + 6))
        if unit == "year":
            return _year(today.year + offset)
        year, month = divmod(today.year * 12 + today.month - 1 + offset, 12)
        return Interval(*words.PERIODS[month + 1].days(year))

    return "", [_part(unit_at(offset), m) for offset in offsets]


def _year(year: int) -> Interval:
    return Interval(date(year, 1, 1), date(year, 12, 31))


def _full_year(digits: str, today: date) -> int:
    """Two digits mean the latest such year, next year included."""
    year = int(digits.strip("'’"))
    return year if year > 99 else 2000 + year if 2000 + year <= today.year + 1 else 1900 + year


def _years(m: re.Match[str], today: date) -> list[int]:
    """The years the words name; empty where they name none."""
    found = m.groupdict()
    if digits := found.get("year") or found.get("short_year"):
        return [_full_year(digits, today)]
    named = value(words.YEARS, found.get("years") or found.get("years_after"))
    return [today.year + offset for offset in named or ()]


def _part(whole: Interval, m: re.Match[str]) -> Interval:
    """The beginning, middle or end of a period, where the words say so."""
    start, end = value(words.PARTS, m.groupdict().get("part")) or (0, 1)
    first = whole.first + timedelta(int(start * whole.days))
    return Interval(first, whole.first + timedelta(int(end * whole.days - 0.01)))


@_rule("(?:<rel> )?(?:(?:i|in|tilbage i|back in|år|året|fra|from) )?(?:<part> )?<year>",
       "(?:<rel> )?(?:(?:i|in) )?(?:<part> )?<years>")  # fmt: skip
def _whole_year(m: re.Match[str], scene: Scene) -> Reading | None:
    return "", [_part(_year(year), m) for year in _years(m, scene.today)]


@_rule(r"(?:i |mellem )?(?P<from>(?:19|20)\d\d)\s?(?:-|–|/|til|og|to)\s?(?P<to>(?:19|20)\d\d)(?![\d/-])",
       "(?:i |in the )?(?P<from>(?:19|20)?[0-9]0)['’]?(?P<to>erne|s)")  # fmt: skip
def _year_range(m: re.Match[str], scene: Scene) -> Reading | None:
    first = _full_year(m["from"], scene.today)
    last = int(m["to"]) if m["to"].isdigit() else first + 9
    return "", [Interval(date(first, 1, 1), date(max(first, last), 12, 31))]


@_rule(r"(?:<rel> )?(?:i )?(?:uge|week) (?P<week>\d{1,2})(?:,? (?:i )?<year>)?")
def _iso_week(m: re.Match[str], scene: Scene) -> Reading | None:
    try:
        for year in _years(m, scene.today) or (scene.today.year, scene.today.year - 1):
            monday = date.fromisocalendar(year, int(m["week"]), 1)
            if m["year"] or monday <= scene.today:
                return "", [Interval(monday, monday + timedelta(6))]
    except ValueError:  # there is no such week
        pass
    return None


def _day_in(year: int, month: int, day: int) -> Interval | None:
    try:
        return Interval(date(year, month, day), date(year, month, day))
    except ValueError:  # there is no such day
        return None


def _dated(day: int, month: int, years: list[int], scene: Scene) -> list[Interval]:
    """The day in the years named, else its latest occurrence, or the next where the words look ahead."""
    this, strong = scene.today.year, search(cues.SUMMONED, scene.before)
    ahead = strong or (search(cues.AHEAD, scene.before) and not search(cues.PAST, scene.before))
    # Eight years reach the nearest 29 February.
    tried = years or (range(this, this + 9) if ahead else range(this, this - 9, -1))
    found = [interval for year in tried if (interval := _day_in(year, month, day))]
    if years:
        return found
    return [i for i in found if (i.first >= scene.today if ahead else i.first <= scene.today)][:1]


_THE = r"(?:<rel> )?(?:(?:i|på|on) )?(?:<weekday>s?,? )?(?:(?P<lead>den|d\.?|dateret|af|the|on the|on) ?)?"
_YEAR_AFTER = r"(?:,? ?<year>|,? (?P<short_year>\d\d)(?!\s?[\w.,:%])|,? <years_after>)?"


@_rule(rf"{_THE}(?:(?P<from>\d{{1,2}})\.?\s?(?:-|–|til|og|to|and)\s?)?<day>(?:\.|st|nd|rd|th|['’]?e)?\s?(?:(?:of|i) )?<month>{_YEAR_AFTER}",
       rf"(?:<rel> )?(?:on )?(?:<weekday>,? )?<month_en> <day>(?P<suffix>st|nd|rd|th)?{_YEAR_AFTER}")  # fmt: skip
def _written(m: re.Match[str], scene: Scene) -> Reading | None:
    day = value(words.ORDINALS, m["day"]) or int(m["day"])
    month = value(words.MONTHS_BY_DAY, m["month"]) or 1
    readings = _dated(day, month, _years(m, scene.today), scene)
    if m.groupdict().get("from"):
        readings = [Interval(first.first, i.last) for i in readings
                    if (first := _day_in(i.first.year, month, int(m["from"]))) and first.first <= i.last]  # fmt: skip
    # "April 25" is a day in English; in Danish it may as well be a year.
    year = _full_year(m["day"], scene.today) if m["day"].isdigit() else 0
    if "suffix" in m.groupdict() and not m["suffix"] and not scene.english and year > scene.today.year - 10:
        readings.insert(0, Interval(*words.PERIODS[month].days(year)))
    return "", readings


_NO_DIGIT = r"(?<!\d)(?<!\d[.,/:-])"


@_rule(rf"{_THE}{_NO_DIGIT}(?P<day>\d{{1,2}})(?:/(?P<month>\d{{1,2}})(?:\s?[-/.]\s?|\s)(?P<year>(?:19|20)\d\d))(?!\d|[-/]\d)",
       rf"{_THE}{_NO_DIGIT}(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?:\s?[-/.]\s?(?P<year>\d\d))?(?!\d|[-/]\d)",
       rf"{_THE}{_NO_DIGIT}(?P<day>\d{{1,2}})(?P<sep>\.\s?|-)(?P<month>\d{{1,2}})(?:(?P=sep)|\s)(?P<year>(?:19|20)\d\d|\d\d)(?!\d|[-/.,]\d)",
       rf"{_THE}{_NO_DIGIT}(?P<day>\d{{1,2}})(?P<dot>\.)\s?(?P<month>\d{{1,2}})(?!\d|[-/.,:]\d)",
       rf"{_THE}{_NO_DIGIT}(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])")  # fmt: skip
def _numeric(m: re.Match[str], scene: Scene) -> Reading | None:
    if "dot" in m.groupdict() and not m["lead"] and not scene.answer:
        return None  # 12.04 alone may be a time or an amount
    day, month, years = int(m["day"]), int(m["month"]), _years(m, scene.today)
    orders = [(day, month)]
    if scene.english and day != month and "/" in m[0]:
        orders.append((month, day))  # the American order
    return "", [interval for d, mo in orders for interval in _dated(d, mo, years, scene)]


_PERIOD = (
    "(?:<rel> )?(?:(?P<lead>{lead}) )?(?:(?:løbet af|the) )?(?:<part>[ -]?)?(?:(?:den|the) )?(?:<which> )?"
    "(?:<years>,? (?:(?:i|ved|om|omkring|in) )?)?{name}(?: måned)?"
    r"(?:,? (?:(?:i|in|of) )?<year>|,? (?:of )?<years_after>| (?P<short_year>\d\d)(?!\s?[\w.,:%]))?"
)


@_rule(_PERIOD.format(lead="i|her i|nu i|over|hele|hen over|da|på", name="<danish>"),
       _PERIOD.format(lead="in|on|during|over|when|at", name="<english>"))  # fmt: skip
def _period(m: re.Match[str], scene: Scene) -> Reading | None:
    today, found = scene.today, m.groupdict()
    name = value(words.PERIOD_WORDS, found.get("danish") or found["english"]) or 1
    which, relation = value(words.WHICH, m["which"]), value(words.RELATIONS, m["rel"])
    anchored = any(m[group] for group in ("rel", "lead", "part", "which", "years", "year", "years_after", "short_year"))
    alone = not (scene.before + scene.after).strip(" .,!?")
    plain_month = isinstance(name, int) and not search(f"^(?:{words.SHY})", m[0])
    enumerated = search("^ ?(?:eller|og|or|and|-|–|/) ?$", scene.before)
    if not (anchored or alone or plain_month or enumerated or (scene.answer and found.get("danish"))):
        return None

    def whole(year: int) -> Interval:
        return _part(Interval(*words.PERIODS[name].days(year)), m)

    if years := _years(m, today):
        if (m["year"] or m["short_year"]) and name in words.TWO_YEARED:
            years = [years[0] - 1, years[0]]
        return "", [whole(year) for year in years]
    # The latest year in which the period, or the days before or after it, had begun.
    latest = next(y for y in range(today.year, today.year - 3, -1) if related(whole(y), relation, today).first <= today)
    if which == "next" or (relation == "until" and not search("^.*(?:fra|from|mellem)", scene.before)):
        return "future", [whole(latest + 1)]
    if which == "previous":
        return "", [whole(latest - 2 + (whole(latest).last < today)), whole(latest)]
    if which == "last":
        latest -= whole(latest).last >= today
        return "", [whole(latest), whole(latest - 1)][: 1 + (whole(latest).last.year == today.year)]
    months_back = 12 * (today.year - whole(latest).first.year) + today.month - whole(latest).first.month
    doubtful = isinstance(name, int) and months_back >= 11
    return "", [whole(latest), whole(latest - 1)][: 1 + doubtful]
