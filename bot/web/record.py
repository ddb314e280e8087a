"""A filed case in the adviser's words: what the desk's list and its page of one record show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from bot import calendar_words
from bot.dates import Interval
from bot.municipality import Profile
from bot.rulebook import Rulebook

SOON = 3  # days before the promised answer from which the light is amber
MARKED = 0.5  # a sentence below this is marked neither as the way nor as the decision
KINDS = {"klage": "klage", "raad": "råd", "oevrige": "øvrig henvendelse"}
CONSENT = {"yes": "Ja", "no": "Nej", "ask_first": "Spørg borgeren først"}
EVENTS = {"filed": "sendt", "read": "læst"}
ROLES = {"event": "det skete", "received": "brev modtaget", "letter_dated": "brevets dato", "start": "begyndte", "future": "kommer"}
VERSIONS = {"content": "indhold", "rules": "regler", "model": "sprogmodel"}
#: Facts that are worked out and never asked, so that facts.yml has no question for them.
WORKED_OUT = {
    "kind": "Slags henvendelse", "authority": "Hvem har sagen?", "content_body": "Klageinstans for afgørelsen",
    "process": "Handler det om måden?",
}  # fmt: skip
VALUES = {
    "yes": "Ja", "no": "Nej", "unknown": "Ved ikke", "municipality": "Kommunen", "board": "Et nævn", "other": "En anden",
    "social": "Ankestyrelsen (socialområdet)", "none": "Ingen", **KINDS,
}  # fmt: skip
#: Shown on their own, or only steps of the talk.
ELSEWHERE = frozenset({"contact", "consent", "wish", "review", "understood", "correction", "matter", "resume"})


@dataclass(frozen=True)
class Desk:
    """One municipality's desk on one day."""

    book: Rulebook
    profile: Profile
    now: datetime

    @property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.profile.timezone)

    # --- both pages

    def row(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """One line of the list."""
        return {
            "reference": case["reference"],
            "created": self.moment(case["created_at"]),
            "kind": KINDS.get(case["kind"], case["kind"]),
            "department": self.place(case["department"]),
            "outcome": self.outcome(case["outcome"]),
            "due": self.due(case["answer_due"]),
            "acute": case["acute"],
            "contested": case["contested"],
            "out_of_hours": not case["record"].get("in_open_hours", True),
        }

    def due(self, day: date) -> dict[str, str]:
        """The promised answer as a light and in words."""
        left = (day - self.now.date()).days
        when = f"senest {day.day}.{day.month}.{day.year}"
        if left < 0:
            return {"light": "late", "words": f"{when}, overskredet med {_days(-left)}"}
        if left <= SOON:
            return {"light": "soon", "words": f"{when}, {'i dag' if left == 0 else 'om ' + _days(left)}"}
        return {"light": "calm", "words": f"{when}, om {_days(left)}"}

    def moment(self, at: datetime) -> str:
        return calendar_words.moment(at.astimezone(self.zone), "da")

    def place(self, path: str) -> str:
        """The name of a department or body, as far as this municipality knows it."""
        if path in self.profile.departments:
            found = self.profile.departments[path]
            return f"{found.area['da']} / {found.name['da']}"
        if path.startswith("ekstern/") and path[8:] not in self.book.bodies:
            return path
        return self.book.where(path, self.profile, "da")

    def outcome(self, outcome: str) -> str:
        kind, _, rule = outcome.partition(":")
        if kind == "outside":
            quote = next((r.quote.split(" (")[0] for r in self.book.rules if r.id == rule), rule)
            return f"uden for kompetence ({quote})"
        words = {"inside": "inden for kompetence", "mixed": "blandet: måden her, afgørelsen hos klageinstansen", "clarify": "skal afklares"}
        return words.get(kind, kind)

    # --- one record

    def case(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """Everything the page of one record shows, in words."""
        record, row = case["record"], self.row(case)
        findings = record["findings"]
        scores = dict(record["departments"])
        wish = record["wish"] if record["wish"] not in (None, "", "unknown") else "Ikke oplyst"
        return {
            **row,
            "headline": self._headline(record),
            "department_score": _score(scores[case["department"]]) if case["department"] in scores else "",
            "departments": [(self.place(path), _score(score)) for path, score in record["departments"]],
            "points": [(self._point(slug), _score(score)) for slug, score in record["points"]],
            "tasks": [self.book.tasks[id_].name["da"] for id_ in record["tasks"] if id_ in self.book.tasks],
            "kle": record["kle"],
            "findings": [
                ("Regler, der taler for, at det hører til et andet sted", [f for f in findings if f["verdict"] == "yes"]),
                (
                    "Ikke afklaret: borgeren er ikke spurgt eller ved det ikke",
                    [f for f in findings if f["verdict"] == "unknown" and f.get("raised", True)],
                ),
            ],
            "cleared": [f for f in findings if f["verdict"] == "no" or (f["verdict"] == "unknown" and not f.get("raised", True))],
            "facts": self._facts(record),
            "times": [
                {"words": time["words"], "days": self._days(time["days"]), "role": ROLES.get(time["role"], time["role"])}
                for time in record["times"]
            ],
            "story": [marked_up(text, record["sentences"]) for text in record["story"]],
            "wish": wish,
            "contact": "Anonym" if record["anonymous"] else record["contact"] or "Ikke oplyst",
            "consent": CONSENT.get(record["consent"], "Ikke oplyst: spørg borgeren først"),
            "language": self._language(record["spoken_language"]),
            "promised": f"Svar {row['due']['words']}",
            "referrals": [
                {
                    "name": self.place(place["body"]),
                    "via": self.place(place["department"]) if place.get("department") else "",
                    "deadline": calendar_words.day(date.fromisoformat(place["deadline"]), "da") if place.get("deadline") else "",
                }
                for place in record["referrals"]
            ],
            "guidance": record["guidance"],
            "experienced": [self.book.points[slug].heard["da"] for slug, _ in record["points"][:3] if slug in self.book.points],
            "today": self._today(record, row),
            "events": [self._event(event, row["out_of_hours"]) for event in case["events"]],
            "versions": [(VERSIONS.get(name, name), value) for name, value in record["versions"].items()],
        }

    def _headline(self, record: Mapping[str, Any]) -> str:
        """ "Sagsbehandlingstid og manglende svar, ca. 9 måneder, merudgifter" """
        parts = [self._point(slug) for slug, _ in record["points"][:1]]
        happened = record["facts"].get("happened")
        if isinstance(happened, list):
            months = (self.now.date() - Interval.from_json(happened).first).days // 30
            parts += [f"ca. {months} måneder"] if months >= 2 else []
        parts += [self.book.tasks[id_].name["da"] for id_ in record["tasks"][:1] if id_ in self.book.tasks]
        if not parts:
            words = " ".join(record["story"][0].split()) if record["story"] else ""
            parts = [words[:70] + (" …" if len(words) > 70 else "")] if words else ["Henvendelse"]
        headline = ", ".join(parts)
        return headline[:1].upper() + headline[1:]

    def _point(self, slug: str) -> str:
        return self.book.points[slug].name["da"] if slug in self.book.points else slug

    def _facts(self, record: Mapping[str, Any]) -> list[dict[str, str]]:
        """Every fact the verdict used, told ones first, each with its question and her own words."""
        told, found = record["told"], []
        for fact, value in {**{f: t["value"] for f, t in told.items()}, **record["facts"]}.items():
            if fact in ELSEWHERE:
                continue
            question = self.book.questions.get(fact)
            words = told[fact]["words"] if fact in told else ""
            found.append(
                {
                    "question": question.text["da"] if question else WORKED_OUT.get(fact, fact),
                    "value": self._value(fact, value),
                    "words": words or ("sprang over eller vidste det ikke" if fact in told else ""),
                }
            )
        return found

    def _value(self, fact: str, value: Any) -> str:
        if isinstance(value, list):
            return self._days(value)
        question = self.book.questions.get(fact)
        labels = {option.value: option.label["da"] for option in question.options} if question else {}
        if fact == "area" and value != "unknown":
            return self.place(str(value))
        return labels.get(str(value)) or VALUES.get(str(value), str(value))

    def _days(self, pair: Sequence[str]) -> str:
        return calendar_words.interval(Interval.from_json(pair), "da")

    def _language(self, code: str) -> str:
        if code == "da":
            return "dansk"
        try:
            name = Locale("da").languages.get(Locale.parse(code).language, code)
        except (UnknownLocaleError, ValueError):
            name = code
        return f"{name}: tilbyd en tolk"

    def _today(self, record: Mapping[str, Any], row: Mapping[str, Any]) -> list[str]:
        """What can be done in the first call, from what she has told; prompts, not duties."""
        found = ["Spørg til hendes sikkerhed, før I taler om sagen."] if row["acute"] else []
        for place in record["referrals"]:
            if place.get("deadline"):
                day = calendar_words.day(date.fromisoformat(place["deadline"]), "da")
                found.append(f"Nævn klagefristen: {day}, {self.place(place['body'])}.")
        if record["spoken_language"] != "da":
            found.append("Aftal tolk.")
        if record["consent"] == "yes":
            found.append("Afdelingen må kontaktes: aftal, hvad du spørger dem om.")
        else:
            found.append("Afdelingen må ikke kontaktes, før hun har sagt ja: spørg hende.")
        return [*found, f"Sig, hvornår hun hører fra dig igen. Lovet: svar {row['due']['words']}."]

    def _event(self, event: Mapping[str, Any], out_of_hours: bool) -> str:
        actor = str(event["actor"])
        who = "borgeren" if actor == "citizen" else "borgerrådgiveren" if actor.startswith("borgerraadgiver") else actor
        late = ", uden for åbningstid" if event["what"] == "filed" and out_of_hours else ""
        return f"{EVENTS.get(event['what'], event['what'])} af {who} {self.moment(event['at'])}{late}"


def marked_up(text: str, sentences: Sequence[Sequence[Any]]) -> list[tuple[str, str]]:
    """The text in pieces, each with "måden", "afgørelsen" or no label; put together they are the whole text."""
    spans = []
    for sentence, process, content in sentences:
        at = text.find(sentence) if sentence else -1
        if at >= 0 and max(process, content) >= MARKED:
            spans.append((at, at + len(sentence), "måden" if process >= content else "afgørelsen"))
    pieces, done = [], 0
    for start, end, label in sorted(set(spans)):
        if start < done:
            continue
        pieces += [(text[done:start], ""), (text[start:end], label)]
        done = end
    return [(piece, label) for piece, label in [*pieces, (text[done:], "")] if piece]


def _days(count: int) -> str:
    return "1 dag" if count == 1 else f"{count} dage"


def _score(score: float) -> str:
    return f"{score:.2f}".replace(".", ",")
