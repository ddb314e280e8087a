"""The conversation: what a message does to the dossier, and what is asked next.

Pure: given the same dossier, message and time it says the same. Free text first, restated; then
only the questions the rules still need; then, where a record is made, what the adviser needs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot import agenda, asides, calendar_words, dates, gate
from bot.crisis import Level
from bot.dates import Interval
from bot.directory import Question
from bot.dossier import Dossier
from bot.reader import LANGUAGES
from bot.taking import ONGOING, Bubble, Button, Taking, Turn
from bot.triage import Assessment
from bot.understanding import Reading

ENDED = frozenset({"concluded", "stopped", "deleted"})


class Interview(Taking):
    """One rulebook's conversation; holds no state of its own."""

    # --- hearing

    def read(self, dossier: Dossier, message: gate.Message, asked: str | None, today: date) -> gate.Reading | None:
        """What the message is; None where the language model has to read it first."""
        question = self.book.questions[asked] if asked else None
        return gate.read(message, question, dict(dossier.offered), self.book.controls, today, dossier.language)

    def hear(self, dossier: Dossier, message: gate.Message, reading: Reading, asked: str | None, now: datetime) -> Turn:
        """Take in one message. `reading` is what the language model understood of it.

        Raises:
            ValueError: the message has to be read by the language model first (see `read`).
        """
        dossier, asked = self._resumed(dossier, message, asked, now.date())
        heard = self.read(dossier, message, asked, now.date())
        if heard is None:
            raise ValueError("the message must be read by the language model before it is heard")
        dossier, bubbles = self._greet(dossier, heard, reading)
        crisis = self.book.crisis.detect("" if gate.pressed(message.text) else message.text)
        if crisis.level is not Level.NONE:
            heard = _kept(heard, message.text)
        turn = self._take(dossier, heard, reading, asked, now)
        dossier, bubbles = turn.dossier, bubbles + turn.bubbles
        confirmed = asked == "danger" and dossier.value("danger") in ("yes", "unknown") and dossier.danger != "acute"
        if crisis.level is Level.ACUTE or confirmed:
            found = crisis if crisis.level is Level.ACUTE else self.book.crisis.detect(dossier.text)
            bubble = Bubble(self.words(dossier).danger(found), custom={"outcome": "crisis", "referrals": [], "because": []})
            # The numbers stand first, before the greeting and whatever else there is to say.
            return Turn(replace(dossier, danger="acute", status="talking"), (bubble, *bubbles), "resume")
        if turn.ask is None:
            return Turn(dossier, bubbles, None)
        if crisis.level is Level.CHECK and dossier.danger == "none":
            return Turn(replace(dossier, danger="check"), bubbles, "danger")
        return self._go_on(dossier, bubbles, now)

    def _resumed(self, dossier: Dossier, message: gate.Message, asked: str | None, today: date) -> tuple[Dossier, str | None]:
        """A message after the end: about the same matter, or the first of a new one."""
        if dossier.status == "paused":
            return replace(dossier, status="talking"), "resume"
        if dossier.status not in ENDED or gate.pressed(message.text) is not None:
            return dossier, asked
        heard = gate.read(message, None, {}, self.book.controls, today, dossier.language)
        if isinstance(heard, gate.Story) or heard is None:
            return _afresh(dossier), None
        return dossier, asked

    def _greet(self, dossier: Dossier, heard: gate.Reading, reading: Reading) -> tuple[Dossier, tuple[Bubble, ...]]:
        """Say once that this is an AI; speak the language she writes."""
        if "greeting" in dossier.said:
            return dossier, ()
        if not isinstance(heard, gate.Control):
            dossier = replace(dossier, spoken_language=reading.language, language=reading.language)
        words = self.words(dossier)
        greeting = isinstance(heard, gate.Control) and heard.name in ("greet", "about", "is_ai")
        bubbles: tuple[Bubble, ...] = (Bubble(words.say("greeting" if greeting else "greeting_short")),)
        if dossier.spoken_language not in LANGUAGES:
            bubbles += (Bubble(words.say("language_offer")),)
        return dossier.once("greeting"), bubbles

    # --- taking in

    def _take(self, dossier: Dossier, heard: gate.Reading, reading: Reading, asked: str | None, now: datetime) -> Turn:
        if isinstance(heard, gate.Control):
            return self._control(dossier, heard, asked, now)
        if isinstance(heard, gate.Correction):
            if heard.fact == "matter":
                dossier = self._add(dossier, heard.words, reading)
                return Turn(dossier, (self._bubble(dossier, "corrected", what=f"»{heard.words}«"),), asked)
            fact = "decision_received" if "decision_received" in dossier.told else heard.fact
            dossier = dossier.tell(fact, heard.value, heard.words)
            what = calendar_words.interval(heard.value, dossier.language) if isinstance(heard.value, Interval) else heard.words
            return Turn(dossier, (self._bubble(dossier, "corrected", what=what),), asked)
        if isinstance(heard, gate.Story):
            told = dossier.story and asked not in (None, "matter")
            dossier = self._add(dossier, heard.text, reading)
            return Turn(dossier, (self._bubble(dossier, "story_added"),) if told else (), asked or "matter")
        if isinstance(heard, gate.Unfit):
            if dossier.status in ENDED:
                words = self.words(dossier)
                return Turn(dossier, (Bubble(words.say("what_next", phone=words.phone)),), None)
            return self._unfit(dossier, heard, asked)
        return self._answer(dossier, heard, reading, asked or "matter", now.date())

    # --- steering

    def _control(self, dossier: Dossier, control: gate.Control, asked: str | None, now: datetime) -> Turn:
        name, words = control.name, self.words(dossier)
        ended = dossier.status in ENDED
        after = None if ended else asked or "matter"
        if name == "restart":
            return Turn(_afresh(dossier), (Bubble(words.say("restarted")),), "matter")
        if name == "stop":
            return Turn(replace(dossier, status="stopped"), (Bubble(words.say("stopped", phone=words.phone)),), None)
        if name == "delete":
            return Turn(replace(_afresh(dossier), status="deleted"), (Bubble(words.say("deleted", phone=words.phone)),), None)
        if name in ("contest", "wrong_door"):
            return self._contest(dossier, name)
        if name in ("english", "danish"):
            dossier = replace(dossier, language="en" if name == "english" else "da")
            return Turn(dossier, (self._bubble(dossier, "language_now"),), after)
        if not ended and name == "back":
            return self._back(dossier, asked)
        if not ended and name in ("skip", "unsure") and asked:
            return self._skip(dossier, asked, name)
        text = asides.answer(words, self.triage, dossier, control, asked, now)
        if ended:
            text += "\n" + words.say("what_next", phone=words.phone)
        return Turn(dossier, (Bubble(text),) if text else (), after)

    def _contest(self, dossier: Dossier, name: str) -> Turn:
        if not dossier.story:
            return Turn(dossier, (), "matter")
        if dossier.reference and dossier.status in ENDED:
            return Turn(dossier, (self._bubble(dossier, "already_sent", reference=dossier.reference),), None)
        in_the_way = [fact for fact, value in (("review", "cancel"), ("wants_adviser", "no")) if dossier.value(fact) == value]
        dossier = replace(dossier.forget(*in_the_way), contested=True, status="talking")
        if name == "wrong_door":
            dossier = dossier.tell("authority", "municipality", "")
        if "understood" not in dossier.told:
            dossier = dossier.tell("understood", "yes", "")
        return Turn(dossier, (self._bubble(dossier, "contest_noted"),), "contest")

    def _back(self, dossier: Dossier, asked: str | None) -> Turn:
        """To the last answer; it is shown again, and nothing else is lost."""
        earlier = [fact for fact in dossier.asked if fact in dossier.told and fact not in ("danger", "resume", asked)]
        if not earlier:
            if dossier.value("understood") is not None:
                return Turn(dossier.forget("understood"), (self._bubble(dossier, "back_done"),), "understood")
            return Turn(dossier, (self._bubble(dossier, "back_nothing"),), asked or "matter")
        dossier = dossier.forget(earlier[-1])
        return Turn(dossier, (self._bubble(dossier, "back_done"),), earlier[-1])

    def _skip(self, dossier: Dossier, asked: str, name: str) -> Turn:
        question = self.book.questions[asked]
        if asked in ("matter", "review", "correction", "understood", "wants_adviser") and name == "skip":
            return Turn(dossier, (self._bubble(dossier, "cannot_skip"),), asked)
        if asked == "understood":
            # "ved ikke" to a restatement: read it again together, in her own words
            return Turn(dossier.tell("understood", "no", ""), (), asked)
        if asked in ("matter", "review", "correction"):
            return Turn(dossier, (Bubble(self.words(dossier).pick(question.explain)),), asked)
        said = "skipped" if name == "skip" else "no_matter"
        return Turn(self._unsure(dossier, asked), (self._bubble(dossier, said),) if asked != "danger" else (), asked)

    # --- going on

    def _go_on(self, dossier: Dossier, bubbles: tuple[Bubble, ...], now: datetime) -> Turn:
        """Say what must be said before the next question, and choose it."""
        if not dossier.story:
            return Turn(dossier, bubbles, "matter")
        assessment = self.triage.assess(dossier, now.date())
        ask = agenda.next_fact(dossier, assessment)
        dossier, notes = self._notes(dossier, assessment, ask)
        if ask is None:
            dossier = replace(dossier, status="concluding")
        return Turn(dossier, bubbles + notes, ask)

    def _notes(self, dossier: Dossier, assessment: Assessment, ask: str | None) -> tuple[Dossier, tuple[Bubble, ...]]:
        """What is said once, unasked: a running deadline first, freedom from reprisal, first guidance."""
        words, notes = self.words(dossier), []
        dated = any(r.deadline or r.passed for r in assessment.referrals)
        note = "deadline_day" if dated else "deadline"
        if ask != "matter" and note not in dossier.said and (text := words.deadline(assessment)):
            dossier = dossier.once(note).once("deadline")
            notes.append(text)
        if dossier.reading.signal("anonymous") >= 0.6 and "reprisal" not in dossier.said:
            dossier = dossier.once("reprisal")
            notes.append(words.say("reprisal_note"))
        if ask == "wants_adviser" and "guidance" not in dossier.said:
            text = words.guidance(assessment)
            dossier = replace(dossier.once("guidance"), guidance=(*dossier.guidance, text))
            notes.append(text)
        return dossier, tuple(Bubble(text) for text in notes)

    # --- asking

    def ask(self, dossier: Dossier, fact: str, now: datetime) -> tuple[Dossier, Bubble]:
        """The question for one fact, with its buttons; the dossier remembers what was offered."""
        words, question = self.words(dossier), self.book.questions[fact]
        text = words.pick(question.text)
        offered = self._offered(dossier, question, now.date())
        if (fact == "matter" and dossier.story) or (dossier.retries.get(fact) and fact != "understood"):
            text = words.pick(question.again)
        if fact == "understood":
            assessment = self.triage.assess(dossier, now.date())
            text = words.restate(dossier, assessment) + "\n" + text
        elif fact == "review":
            text = words.review(dossier, self.triage.assess(dossier, now.date())) + "\n" + text
        elif fact == "happened" and (mention := self._ambiguous(dossier, now.date())) is not None:
            text = words.say("which_time", words=mention.words)
        buttons = tuple(Button(label, gate.payload(fact, value)) for value, label in offered.items())
        return replace(dossier, offered=offered), Bubble(text, buttons, {"asks": fact})

    def _offered(self, dossier: Dossier, question: Question, today: date) -> dict[str, str]:
        words = self.words(dossier)
        offered = {option.value: words.pick(option.label) for option in question.options}
        if question.fact == "area":
            best = self.triage.assess(dossier, today).departments[:3]
            offered = {id_: words.place(id_) for id_, _ in best if id_ != "tvaergaaende"}
            offered["unknown"] = words.say("button_other")
        elif question.fact == "contact":
            offered = {"anonymous": words.say("button_anonymous")}
        elif question.type == "date":
            mention = self._ambiguous(dossier, today) if question.fact == "happened" else None
            offered = {"/".join(r.to_json()): calendar_words.interval(r, dossier.language) for r in mention.readings} if mention else {}
            if question.fact == "happened":
                offered[ONGOING] = words.say("button_ongoing")
            offered["unknown"] = words.say("button_unsure")
        elif question.type == "text" and question.skip:
            offered = {"unknown": words.say("button_skip")}
        return offered

    def _ambiguous(self, dossier: Dossier, today: date) -> dates.Mention | None:
        """ "sidste sommer" in November: this year's or the year before's."""
        if "happened" in dossier.told:
            return None
        found = [m for m in dates.find(dossier.text, today, dossier.language) if m.role == "event" and len(m.readings) > 1]
        return found[-1] if found else None


def _kept(heard: gate.Reading, text: str) -> gate.Reading:
    """A sign of danger is never only small talk, nor only the name of an option: her words stay in the story."""
    if isinstance(heard, gate.Control | gate.Unfit):
        return gate.Story(text)
    if isinstance(heard, gate.Answer) and isinstance(heard.value, str) and heard.value != text and not heard.rest:
        return replace(heard, rest=text)
    return heard


def _afresh(dossier: Dossier) -> Dossier:
    """A new matter in the same conversation."""
    return Dossier(
        municipality=dossier.municipality,
        language=dossier.language,
        spoken_language=dossier.spoken_language,
        now=dossier.now,
        said=tuple(note for note in dossier.said if note == "greeting"),
        case_number=dossier.case_number + 1,
    )
