"""How a conversation should feel, one turn at a time."""

from __future__ import annotations

from datetime import datetime

import pytest
from walking import BOOK, CONTEST, COPENHAGEN, NOW, PHONES, Talk, assess

from bot.agenda import remaining
from bot.dates import Interval
from bot.dossier import Dossier
from bot.understanding import Reading, Sentence

KLAGE, RAAD = {"klage": 0.9}, {"raad": 0.9}
SLOW_TEXT = "har søgt merudgifter til min søn i februar!! ingen svarer mig jeg har ringet 100 gange"
SLOW = Reading(
    "da", KLAGE, {"bskuf/familie-sundhed": 0.9}, {"sagsbehandlingstid_manglende_svar": 0.97}, {"process": 0.9, "pending": 0.9}
)  # fmt: skip
MIXED_TEXT = (
    "Vi har fået afslag på aflastning, brevet kom den 9. november. Der står ingen begrundelse, "
    "og hun var direkte grov i telefonen. De tager fejl, han har brug for det!"
)
MIXED = Reading(
    "da",
    KLAGE,
    {"bskuf/familie-sundhed": 0.9},
    {},
    {"process": 0.9, "content": 0.9, "decision": 0.9},
    (Sentence("Der står ingen begrundelse", 0.9, 0.1), Sentence("De tager fejl, han har brug for det!", 0.1, 0.9)),
)
PLAIN_TEXT = "Kommunen har ikke svaret på min ansøgning om støtte, det skete i sidste uge"
PLAIN = Reading("da", KLAGE, {"social-sundhed/pleje-sundhed": 0.9}, {}, {"process": 0.9})
LANDLORD_TEXT = "min udlejer vil ikke give mig depositum tilbage"
LANDLORD = Reading("da", KLAGE, {"ekstern/huslejenaevn": 0.9}, {}, {"content": 0.9})
ADVICE_TEXT = "Hvordan søger jeg om et plejehjem til næste år?"
ADVICE = Reading("da", RAAD, {"social-sundhed/pleje-sundhed": 0.9})
OLD_TEXT = "Det handler om noget, der skete den 3. marts 2023, og som nu er slut"


def talk(text: str, reading: Reading, *until: str, now: datetime = NOW) -> Talk:
    """A talk begun with this text, and led by obliging answers to one of the facts."""
    found = Talk(now)
    found.say(text, reading)
    if until:
        found.until(*until)
    return found


def outside(rule: str) -> Talk:
    """A talk that ended outside by this rule."""
    signals = {"indbragt": {"ombudsman": 0.9}, "personale": {"employment": 0.9}, "kommunalbestyrelse": {"council": 0.9}}
    signals |= {"politisk": {"political": 0.9}, "fagligt_indhold": {"content": 0.9, "decision": 0.9}}
    if rule == "andre_klageinstanser":
        found = talk(LANDLORD_TEXT, LANDLORD)
    elif rule == "foraeldet":
        found = talk(OLD_TEXT, PLAIN)
    elif rule == "ikke_kommunen":
        found = talk("min udbetaling er for lille", Reading("da", KLAGE, {"ekstern/udbetaling-danmark": 0.9}))
    else:
        found = talk("Jeg er ikke tilfreds med det afslag, jeg fik", Reading("da", KLAGE, PLAIN.departments, {}, signals[rule]))
    found.until(choose={"process": "no", "recent": "no"})
    return found


OUTSIDE = (
    "ikke_kommunen",
    "personale",
    "indbragt",
    "foraeldet",
    "kommunalbestyrelse",
    "politisk",
    "andre_klageinstanser",
    "fagligt_indhold",
)


# --- beginning and being understood


def test_says_that_it_is_an_ai_once_and_restates() -> None:
    t = talk(SLOW_TEXT, SLOW)
    assert "digital assistent (AI)" in t.steps[0].bubbles[0].text
    assert "ringet 100 gange" in t.steps[0].bubbles[-1].text and t.state.asked == "understood"
    assert "digital assistent" not in t.say("ja").said


def test_does_not_ask_what_has_been_told() -> None:
    """Conversation 1: neither the department, nor the time, nor what she waits for."""
    t = talk(SLOW_TEXT, SLOW)
    t.until()
    assert not {"area", "happened", "recent", "content", "process"} & {s.state.asked for s in t.steps}
    assert t.steps[-1].custom["outcome"] == "inside" and t.steps[-1].custom["reference"]


def test_correcting_the_restatement_keeps_the_first_words() -> None:
    t = talk(PLAIN_TEXT, PLAIN)
    t.say("nej")
    assert t.state.asked == "correction"
    t.say("det handler om min datter", PLAIN)
    assert t.state.asked == "understood"
    assert t.state.dossier.story == (PLAIN_TEXT, "det handler om min datter")


def test_a_message_of_one_word_is_asked_to_say_more() -> None:
    t = talk("øv", Reading("da", KLAGE, {}, {}, {"unclear": 0.9}))
    assert t.state.asked == "matter"


def test_mold_asks_whose_home_it_is() -> None:
    t = talk("skimmelsvamp", Reading("da", KLAGE, {}))
    assert t.state.asked == "home" and len(t.steps[-1].bubbles[-1].buttons) >= 3


# --- conversation 2: process and content, and the deadline first


def test_the_deadline_is_said_before_anything_else_of_the_matter() -> None:
    bubbles = talk(MIXED_TEXT, MIXED).steps[0].bubbles
    deadline = next(n for n, bubble in enumerate(bubbles) if "mandag den 7. december 2026" in bubble.text)
    restated = next(n for n, bubble in enumerate(bubbles) if bubble.custom == {"asks": "understood"})
    assert deadline < restated and bubbles[deadline].text.startswith("Vigtigst først")


def test_both_parts_are_said_back_in_her_words() -> None:
    said = talk(MIXED_TEXT, MIXED).steps[0].bubbles[-1].text
    assert "han har brug for det" in said and "Ankestyrelsen" in said and "*Måden*" in said


def test_a_split_matter_is_filed_and_referred() -> None:
    t = talk(MIXED_TEXT, MIXED)
    custom = t.until().custom
    assert custom["outcome"] == "mixed" and custom["reference"] and len(t.office.filed) == 1
    assert {"body": "ekstern/ankestyrelsen", "department": "bskuf/familie-sundhed", "deadline": "2026-12-07"} in custom["referrals"]
    assert "for sent" not in t.steps[-1].said


# --- conversation 3: too old, perhaps


def test_last_summer_is_asked_about_with_both_years() -> None:
    t = talk("Det handler om noget der skete sidste sommer", PLAIN, "happened")
    titles = [button.title for button in t.steps[-1].bubbles[-1].buttons]
    assert any("2026" in title for title in titles) and any("2025" in title for title in titles) and "Det står stadig på" in titles


def test_a_letter_within_the_year_counts() -> None:
    t = talk("Det handler om noget der skete sidste sommer", PLAIN, "happened")
    said = t.say("2025, men jeg fik først brevet i januar").said
    assert t.state.dossier.value("decision_received") == Interval(datetime(2026, 1, 1).date(), datetime(2026, 1, 31).date())
    assert "januar 2026" in said and not assess(t.state.dossier).outcome.startswith("outside:")


def test_it_still_goes_on_answers_the_next_question_too() -> None:
    t = talk("Det handler om noget der skete sidste sommer", PLAIN, "happened")
    t.say("Det står stadig på")
    assert t.state.dossier.value("recent") == "yes" and t.state.asked != "recent"


def test_too_old_says_the_rule_its_source_and_what_else() -> None:
    t = outside("foraeldet")
    assert t.steps[-1].custom["outcome"] == "outside:foraeldet" and not t.office.filed
    assert all(words in t.steps[-1].said for words in ("mere end et år gamle", "Kilde:", "genoptage"))


def test_a_month_on_one_side_of_the_limit_is_not_asked_about() -> None:
    """Only an interval that straddles the limit is asked about."""
    t = talk("Kommunen mistede mine papirer i marts 2023", PLAIN, "recent")
    assert "happened" not in {s.state.asked for s in t.steps}


# --- conversation 4, and every way out


@pytest.mark.parametrize("rule", OUTSIDE)
def test_outside_gives_a_reason_a_phone_and_no_record(rule: str) -> None:
    t = outside(rule)
    assert t.steps[-1].custom["outcome"] == f"outside:{rule}", [s.state.asked for s in t.steps]
    assert not t.office.filed and "reference" not in t.steps[-1].custom
    assert {reason["rule"] for reason in t.steps[-1].custom["because"]} == {rule}
    assert any(phone in t.steps[-1].said for phone in PHONES)


@pytest.mark.parametrize("rule", OUTSIDE)
def test_contested_in_words_it_is_filed_all_the_same(rule: str) -> None:
    t = outside(rule)
    t.say(CONTEST)
    assert t.until().custom["reference"] and [case.contested for case in t.office.filed.values()] == [True]


def test_contested_by_the_button() -> None:
    t = outside("foraeldet")
    t.press("contest")
    assert t.state.dossier.contested and t.state.asked is not None


def test_started_over_by_the_button() -> None:
    t = outside("foraeldet")
    t.press("restart")
    assert t.state.asked == "matter" and not t.state.dossier.story


def test_contested_after_she_cancelled() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "review")
    t.press("cancel")
    assert "ikke sendt noget" in t.steps[-1].said and not t.office.filed
    t.say(CONTEST)
    assert t.until().custom.get("reference"), t.steps[-1].said


def test_it_is_about_the_municipality_too() -> None:
    t = outside("andre_klageinstanser")
    t.say("Det handler også om kommunen")
    assert t.state.dossier.contested and t.until().custom["reference"]


# --- conversation 5: danger


def test_danger_gives_numbers_and_forgets_nothing() -> None:
    t = talk("min mand slår mig og jeg kan ikke få fat i nogen på rådhuset", PLAIN)
    assert "**112**" in t.steps[0].said and "1888" in t.steps[0].said
    assert t.steps[0].custom == {} or t.steps[0].custom["outcome"] == "crisis"
    assert t.state.asked == "resume" and t.state.dossier.story
    assert t.say("fortsæt").state.asked == "understood"


def test_danger_comes_before_every_other_word() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "brought")
    assert "**112**" in t.say("min mand slår mig").bubbles[0].text


def test_danger_told_for_whom_is_kept_word_for_word() -> None:
    t = talk(PLAIN_TEXT, Reading("da", KLAGE, PLAIN.departments, {}, {"process": 0.9, "relative": 0.4}), "role")
    t.say("min mand slår mig")
    assert "min mand slår mig" in " ".join([*t.state.dossier.story, *(told.words for told in t.state.dossier.told.values())])


def test_what_is_said_of_the_other_person_is_kept() -> None:
    t = talk(PLAIN_TEXT, Reading("da", KLAGE, PLAIN.departments, {}, {"process": 0.9, "relative": 0.4}), "role")
    t.say("min mor på 82 har ventet ni måneder på svar og ingen ringer tilbage")
    assert t.state.dossier.value("role") == "relative" and "ni måneder" in t.state.dossier.text


def test_not_now_waits_for_her() -> None:
    t = talk("min mand slår mig og jeg kan ikke få fat i nogen på rådhuset", PLAIN)
    assert t.say("Ikke nu").state.dossier.status == "paused"
    assert t.say("fortsæt").state.asked == "understood" and t.state.dossier.story


def test_cutting_grass_is_not_danger() -> None:
    t = talk("kan kommunen slå græsset for min mor på 82?", ADVICE)
    assert "112" not in t.steps[0].said and t.state.asked == "understood"


@pytest.mark.parametrize(("told", "numbers"), [("nej", False), ("ja", True)])
def test_doubt_asks_one_short_question_and_goes_on(told: str, numbers: bool) -> None:
    t = talk("jeg orker ikke mere, og kommunen svarer ikke på min ansøgning", PLAIN)
    assert t.state.asked == "danger" and len(t.state.dossier.story) == 1
    step = t.say(told)
    assert ("**112**" in step.said) is numbers and step.state.asked == ("resume" if numbers else "understood")
    t.until()
    assert [s.state.asked for s in t.steps].count("danger") == 1


@pytest.mark.parametrize("told", ["ved ikke", "spring over", "stop"])
def test_doubt_that_stays_names_the_number(told: str) -> None:
    """Whoever cannot say that she is safe has at least been given 112."""
    t = talk("jeg orker ikke mere, og kommunen svarer ikke på min ansøgning", PLAIN, "danger")
    assert t.state.asked == "danger" and "112" in t.say(told).said


# --- conversation 6: off the path

ASIDES = [
    ("hvem læser det her", "Kun borgerrådgiveren"),
    ("hvad er tilsynet", "Ankestyrelsen"),
    ("hvad betyder partshøring", ""),
    ("hvorfor spørger du om det", "Tilsynet er Ankestyrelsen"),
    ("hvornår har i åbent", "lukket nu"),
    ("tal med et menneske", PHONES[0]),
    ("godt vejr i dag", "vise vej"),
    ("for helvede", "i orden at være vred"),
    ("er du en robot", "digital assistent (AI)"),
    ("tak", "Selv tak"),
    ("hvad har du skrevet", "svaret på min ansøgning"),
    ("kan jeg sende papirer", "Digital Post"),
    ("hvor mange spørgsmål er der", "Der er højst"),
]


@pytest.mark.parametrize(("aside", "words"), ASIDES)
def test_an_aside_is_answered_and_the_question_asked_again(aside: str, words: str) -> None:
    t = talk(PLAIN_TEXT, PLAIN, "brought")
    before = t.state.dossier
    step = t.say(aside)
    assert words in step.said and len(step.bubbles) == 2 and step.bubbles[0].text
    assert step.state.asked == "brought" and step.state.dossier.told == before.told and step.state.dossier.story == before.story


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 10, 15, tzinfo=COPENHAGEN), "lige nu"),
        (datetime(2026, 11, 23, 9, 59, tzinfo=COPENHAGEN), "mandag den 23. november 2026 kl. 10"),
        (datetime(2026, 11, 23, 11, 30, tzinfo=COPENHAGEN), "tirsdag den 24. november 2026 kl. 10"),
        (datetime(2026, 12, 25, 10, 15, tzinfo=COPENHAGEN), "mandag den 28. december 2026 kl. 10"),
    ],
)
def test_opening_hours(moment: datetime, words: str) -> None:
    assert words in talk(PLAIN_TEXT, PLAIN, now=moment).say("åbningstider").said


def test_an_earlier_answer_is_corrected_in_words() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "brought")
    said = t.say("nej, det var i 2023").said
    assert "Rettet: 2023" in said and t.state.dossier.value("happened") == Interval.from_json(("2023-01-01", "2023-12-31"))
    assert "brought" not in t.state.dossier.told


def test_of_two_days_the_corrected_one_counts() -> None:
    t = talk(OLD_TEXT.replace("den 3. marts 2023, og som nu er slut", "sidste sommer"), PLAIN, "happened")
    t.say("i går. nej vent det var i forgårs")
    assert t.state.dossier.value("happened") == Interval.from_json(("2026-11-19", "2026-11-19"))


def test_an_answer_with_more_of_the_story_counts_and_is_kept() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "complained_before")
    t.say("nej, og hun ringede aldrig tilbage")
    assert t.state.dossier.value("complained_before") == "no" and "ringede aldrig tilbage" in t.state.dossier.text


def test_not_my_son_but_my_daughter() -> None:
    t = talk(SLOW_TEXT, SLOW, "complained_before")
    t.say("nej og det var forresten ikke min søn men min datter")
    assert "Rettet" in t.steps[-1].said and "min datter" in t.state.dossier.text


def test_back_takes_one_answer_and_asks_for_it() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "caseworker_changes")
    before = t.state.dossier.told
    t.say("gå tilbage")
    assert t.state.asked == "complained_before" and set(before) - set(t.state.dossier.told) == {"complained_before"}
    t.say("ja")
    assert t.state.asked == "caseworker_changes" and t.state.dossier.value("complained_before") == "yes"


def test_back_twice_comes_to_the_answer_before() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "wish")
    t.say("tilbage")
    assert t.say("tilbage").state.asked == "complained_before"


def test_back_at_the_beginning_loses_nothing() -> None:
    t = talk(PLAIN_TEXT, PLAIN)
    assert "første spørgsmål" in t.say("gå tilbage").said and t.state.dossier.story == (PLAIN_TEXT,)


@pytest.mark.parametrize("fact", ["complained_before", "caseworker_changes", "wish", "contact"])
def test_a_question_for_the_record_can_be_skipped(fact: str) -> None:
    t = talk(PLAIN_TEXT, PLAIN, fact)
    t.say("spring over")
    assert t.state.dossier.value(fact) == "unknown" and t.state.asked not in (fact, None)
    assert t.until().custom["reference"]


@pytest.mark.parametrize("fact", ["understood", "review"])
def test_some_questions_cannot_be_skipped(fact: str) -> None:
    t = talk(PLAIN_TEXT, PLAIN, fact)
    assert "ikke springe over" in t.say("spring over").said and t.state.asked == fact


def test_not_knowing_turns_nobody_away() -> None:
    t = talk("Kommunen mistede mine papirer for længe siden", PLAIN, "brought")
    for _ in range(8):
        if t.state.asked == "review" or t.state.ended:
            break
        t.say("ved ikke")
    assert t.state.asked == "review" and t.press("send").custom["reference"]


def test_what_cannot_be_read_is_asked_for_twice_at_most() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "brought")
    assert t.say("asdf").state.asked == "brought"
    assert t.say("asdf").state.asked != "brought" and t.state.dossier.value("brought") == "unknown"


def test_a_button_of_an_earlier_question_changes_nothing() -> None:
    t = talk(PLAIN_TEXT, PLAIN)
    earlier = t.steps[-1].bubbles[-1].buttons[1].payload
    t.until("brought")
    before = t.state.dossier
    assert "tidligere spørgsmål" in t.say(earlier).said and t.state.dossier.told == before.told and t.state.asked == "brought"


def test_typing_the_label_is_pressing_the_button() -> None:
    pressed, typed = talk(PLAIN_TEXT, PLAIN, "brought"), talk(PLAIN_TEXT, PLAIN, "brought")
    pressed.press("ombudsman")
    typed.say("Ja, Ombudsmanden")
    assert pressed.state.key == typed.state.key and pressed.state.dossier.outcome == "outside:indbragt"


@pytest.mark.parametrize("fact", ["understood", "brought", "area", "wants_adviser", "complained_before", "review"])
def test_how_many_questions_is_an_upper_bound(fact: str) -> None:
    """ "Der er højst n spørgsmål": never more than n come, the one now asked not counted."""
    reading = (
        Reading("da", RAAD, {"social-sundhed/pleje-sundhed": 0.35, "bskuf/skole": 0.3}) if fact in ("area", "wants_adviser") else PLAIN
    )
    t = talk("Hvem kan hjælpe med den ansøgning, jeg har sendt?" if reading is not PLAIN else PLAIN_TEXT, reading, fact)
    assert t.state.asked == fact
    most, said = remaining(t.state.dossier, assess(t.state.dossier)), len(t.steps)
    assert f"Der er højst {most} spørgsmål" in t.say("hvor mange spørgsmål er der").said
    t.until()
    assert sum(s.state.asked is not None for s in t.steps[said + 1 :]) <= most, [s.state.asked for s in t.steps]


# --- ending


def test_stop_sends_nothing_and_names_the_phone() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "brought")
    assert PHONES[0] in t.say("stop").said and t.state.dossier.status == "stopped" and not t.office.filed


def test_a_new_matter_after_the_end() -> None:
    t = talk(PLAIN_TEXT, PLAIN)
    t.until()
    t.say(MIXED_TEXT, MIXED)
    assert t.state.asked == "understood" and t.state.dossier.story == (MIXED_TEXT,)
    assert t.until().custom["reference"] and len(t.office.filed) == 2


@pytest.mark.parametrize(("said", "status"), [("start forfra", "talking"), ("slet det hele", "deleted")])
def test_starting_over_and_deleting_forget_her_words(said: str, status: str) -> None:
    t = talk(PLAIN_TEXT, PLAIN, "brought")
    t.say(said)
    assert t.state.dossier.status == status and not t.state.dossier.story and not t.state.dossier.told


def test_the_record_is_hers_to_change_before_it_is_sent() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "review")
    assert PLAIN_TEXT[:30] in t.steps[-1].said and not t.office.filed
    t.press("edit")
    assert t.state.asked == "correction"
    t.say("det var den 3. november 2026", PLAIN)
    assert t.state.asked == "review" and "3. november 2026" in t.steps[-1].said
    assert t.press("send").custom["reference"] and len(t.office.filed) == 1


def test_a_skipped_wish_is_no_wish() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "wish")
    t.press("unknown")
    t.until()
    assert not next(iter(t.office.filed.values())).record["wish"]


def test_words_beyond_the_answer_to_the_review_are_kept() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "review")
    t.say("send ikke før jeg har talt med min søn om det, han hedder Ole")
    assert "han hedder Ole" in t.state.dossier.text and not t.office.filed


def test_the_receipt_says_what_happens_next_and_by_when() -> None:
    t = talk(PLAIN_TEXT, PLAIN)
    said = t.until().said
    assert "mandag den 23. november 2026 kl. 10" in said and PHONES[0] in said and "senest" in said


def test_sent_by_day_the_office_is_open() -> None:
    t = talk(PLAIN_TEXT, PLAIN, now=datetime(2026, 11, 23, 10, 15, tzinfo=COPENHAGEN))
    assert "på kontoret nu" in t.until().said


# --- whom it is about, and in which language


def test_a_complaint_about_the_adviser_goes_to_the_director() -> None:
    t = talk(
        "Borgerrådgiveren svarede mig ikke og var grov",
        Reading("da", KLAGE, {"kommunaldirektoer/borgerraadgiver": 0.9}, {}, {"process": 0.9}),
    )
    step = t.until()
    assert "kommunaldirektøren" in step.said and PHONES[1] in step.said and not t.office.filed


def test_guidance_first_and_then_the_offer() -> None:
    t = talk(ADVICE_TEXT, ADVICE)
    t.until("wants_adviser")
    assert len(t.steps[-1].bubbles) >= 2 and t.state.dossier.guidance[0] in t.steps[-1].said
    assert t.press("no").custom["outcome"] == "guidance" and not t.office.filed and t.office.guided[0][1] == t.state.dossier.guidance


def test_guidance_and_then_the_adviser() -> None:
    t = talk(ADVICE_TEXT, ADVICE, "wants_adviser")
    t.press("yes")
    assert t.until().custom["reference"] and len(t.office.filed) == 1
    assert not {"complained_before", "caseworker_changes"} & {s.state.asked for s in t.steps}


@pytest.mark.parametrize(("told", "note"), [("ja", False), ("nej", True), ("ved ikke", True)])
def test_who_writes_for_another_is_asked_for_a_power_of_attorney(told: str, note: bool) -> None:
    t = talk(
        "Min mor får ikke svar på sin ansøgning fra sidste uge",
        Reading("da", KLAGE, PLAIN.departments, {}, {"process": 0.9, "relative": 0.9}),
    )
    assert "Du skriver for en anden" in t.steps[0].said
    t.until("authorised")
    assert ("normalt have en fuldmagt" in t.say(told).said) is note and t.until().custom["reference"]


def test_a_parent_is_not_asked_for_a_power_of_attorney() -> None:
    t = talk(
        "Min søn får ikke svar på sin ansøgning fra sidste uge",
        Reading("da", KLAGE, PLAIN.departments, {}, {"process": 0.9, "relative": 0.9}),
    )
    t.until()
    assert not {"authorised", "role"} & {s.state.asked for s in t.steps}


def test_anonymous_is_told_what_it_means_and_keeps_no_contact() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "contact")
    assert "vejledning uden navn" in t.say("anonym").said
    t.until()
    record = next(iter(t.office.filed.values())).record
    assert record["anonymous"] is True and record["contact"] is None


def test_who_fears_reprisal_is_told_who_decides() -> None:
    t = talk(PLAIN_TEXT, Reading("da", KLAGE, PLAIN.departments, {}, {"process": 0.9, "anonymous": 0.9}))
    assert "før nogen i afdelingen hører om det" in t.steps[0].said


def test_english_from_beginning_to_end() -> None:
    text = "My benefits were stopped last week and nobody will explain why"
    t = talk(text, Reading("en", KLAGE, {"social-sundhed/borger-erhverv-beskaeftigelse-integration": 0.9}, {}, {"process": 0.9}))
    t.until()
    danish = [s.said for s in t.steps if any(word in f" {s.said.lower()} " for word in (" ikke ", " jeg ", " det "))]
    assert not danish and t.steps[-1].custom["reference"]
    case = next(iter(t.office.filed.values()))
    assert case.language == "en" and case.record["story"] == [text]


def test_english_in_the_midst_asks_the_same_in_english() -> None:
    t = talk(PLAIN_TEXT, PLAIN, "brought")
    step = t.say("English")
    assert "Have you complained to the Ombudsman" in step.said and t.state.asked == "brought" and t.state.dossier.story == (PLAIN_TEXT,)
    assert "Har du klaget" in t.say("dansk").said


def test_a_dossier_survives_the_slots_at_every_step() -> None:
    t = talk(MIXED_TEXT, MIXED)
    t.until()
    for step in t.steps:
        assert Dossier.from_json(step.state.dossier.to_json()) == step.state.dossier


def test_every_question_has_words_of_its_own_in_both_languages() -> None:
    asked = [(question.text["da"], question.text["en"]) for question in BOOK.questions.values()]
    assert len(set(asked)) == len(asked) and all(da != en for da, en in asked)
