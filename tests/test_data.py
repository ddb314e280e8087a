"""A wrong data file refuses to start, and the error names the file, the key and the reason."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.errors import DataError, VejviserError
from bot.rulebook import DATA, load

GENTOFTE = "municipalities/gentofte.yml"
TRAINING = ("nlu:", "rules:", "stories:", "responses:")
FILES = (
    "scope.yml",
    "facts.yml",
    "bodies.yml",
    "tasks.yml",
    "complaint_points.yml",
    "glossary.yml",
    "texts.yml",
    "controls.yml",
    "crisis.yml",
    GENTOFTE,
)
Edit = Callable[[Any], None]


def _read(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _write(file: Path, value: Any) -> None:
    file.write_text(yaml.dump(value, allow_unicode=True, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")


@pytest.fixture(scope="module")
def few_signs() -> Any:
    """Two signs of danger in each language: all of them take half a second to read."""
    return {code: {**section, "entries": section["entries"][:2]} for code, section in _read(DATA / "crisis.yml").items()}


@pytest.fixture
def data(tmp_path: Path, few_signs: Any) -> Path:
    """A copy of the rules, texts and directory that a test may break; what Rasa trains on is left out."""
    copy = tmp_path / "data"
    (copy / "municipalities").mkdir(parents=True)
    for file in FILES:
        shutil.copyfile(DATA / file, copy / file)
    _write(copy / "crisis.yml", few_signs)
    return copy


def _refused(data: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        load(data)
    return caught.value


def _change(file: Path, edit: Edit) -> None:
    """Read the file, let `edit` break it, and write it back."""
    value = _read(file)
    edit(value)
    _write(file, value)


def _at(value: Any, path: str) -> tuple[Any, Any]:
    """The holder and the last key of `a.0.b` or `a.@id.b`."""
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    for step in way:
        value = value[_place(value, step[1:]) if isinstance(step, str) and step.startswith("@") else step]
    if isinstance(last, str) and last.startswith("@"):
        last = _place(value, last[1:])
    assert (isinstance(last, str) and last in value) or (isinstance(last, int) and last < len(value)), f"{path} is not in the file"
    return value, last


def _place(items: Any, id_: str) -> int:
    """Where the item of this id stands in a list."""
    return next(index for index, item in enumerate(items) if item["id"] == id_)


def put(path: str, new: Any) -> Edit:
    """Something else under a key that is there."""

    def edit(value: Any) -> None:
        holder, last = _at(value, path)
        assert holder[last] != new or type(holder[last]) is not type(new)
        holder[last] = new

    return edit


def drop(path: str) -> Edit:
    def edit(value: Any) -> None:
        holder, last = _at(value, path)
        del holder[last]

    return edit


def misspell(path: str, wrong: str) -> Edit:
    def edit(value: Any) -> None:
        holder, last = _at(value, path)
        holder[wrong] = holder.pop(last)

    return edit


def add(path: str, name: str, new: Any) -> Edit:
    """One more key in the mapping at `path`, or at the top."""

    def edit(value: Any) -> None:
        holder = _find(value, path)
        assert name not in holder
        holder[name] = new

    return edit


def append(path: str, new: Any) -> Edit:
    return lambda value: _find(value, path).append(new)


def twice(path: str) -> Edit:
    """The first item of the list once more."""
    return lambda value: _find(value, path).append(_find(value, path)[0])


def _find(value: Any, path: str) -> Any:
    if not path:
        return value
    holder, last = _at(value, path)
    return holder[last]


@dataclass(frozen=True)
class Break:
    """One thing that is wrong: the error names `file`, `key` and says `reason`."""

    id: str
    file: str
    edit: Edit
    key: str
    reason: str


COMPLETE_ABSENCE = {"text": {"da": "Vikaren hjælper.", "en": "The substitute helps."}}
BREAKS = [
    # scope.yml
    Break(
        "rule without explanation",
        "scope.yml",
        drop("exclusions.@indbragt.explanation"),
        "exclusions[@indbragt]",
        "`explanation` is missing",
    ),
    Break(
        "rule without source", "scope.yml", drop("exclusions.@ikke_kommunen.source"), "exclusions[@ikke_kommunen]", "`source` is missing"
    ),
    Break(
        "rule without condition",
        "scope.yml",
        drop("exclusions.@ikke_kommunen.condition"),
        "exclusions[@ikke_kommunen]",
        "`condition` is missing",
    ),
    Break(
        "rule in one language",
        "scope.yml",
        drop("exclusions.@ikke_kommunen.otherwise.en"),
        "exclusions[@ikke_kommunen].otherwise",
        "`en` is missing",
    ),
    Break(
        "rule with an empty text",
        "scope.yml",
        put("exclusions.@ikke_kommunen.quote", "  "),
        "exclusions[@ikke_kommunen].quote",
        "must be a text",
    ),
    Break(
        "misspelt key of a rule",
        "scope.yml",
        misspell("exclusions.@ikke_kommunen.kinds", "kindz"),
        "exclusions[@ikke_kommunen]",
        "`kinds` is missing",
    ),
    Break(
        "misspelt optional key",
        "scope.yml",
        misspell("exclusions.@traeffe_aendre.reported_as", "reportet_as"),
        "exclusions[@traeffe_aendre]",
        "unknown key `reportet_as`",
    ),
    Break(
        "misspelt last day",
        "scope.yml",
        add("exclusions.@ikke_kommunen.in_force", "untill", None),
        "exclusions[@ikke_kommunen].in_force",
        "unknown key `untill`",
    ),
    Break(
        "rule that covers half",
        "scope.yml",
        put("exclusions.@ikke_kommunen.covers", "half"),
        "exclusions[@ikke_kommunen].covers",
        "`half` is not one of matter",
    ),
    Break(
        "always as a word",
        "scope.yml",
        put("exclusions.@indbragt.always", "yes"),
        "exclusions[@indbragt].always",
        "must be true or false, not str",
    ),
    Break(
        "first day as a word",
        "scope.yml",
        put("exclusions.@ikke_kommunen.in_force.from", "1. februar 2023"),
        "exclusions[@ikke_kommunen].in_force.from",
        "must be a date as 2026-11-22",
    ),
    Break(
        "no first day",
        "scope.yml",
        drop("exclusions.@ikke_kommunen.in_force.from"),
        "exclusions[@ikke_kommunen].in_force",
        "`from` is missing",
    ),
    Break(
        "unknown kind",
        "scope.yml",
        append("exclusions.@ikke_kommunen.kinds", "klager"),
        "exclusions[@ikke_kommunen].kinds[3]",
        "`klager` is not one of klage",
    ),
    Break(
        "months as a word",
        "scope.yml",
        put("exclusions.@foraeldet.condition.all_of.0.older_than.months", "twelve"),
        "exclusions[@foraeldet].condition.all_of[0].older_than.months",
        "must be a whole number",
    ),
    Break(
        "months as true",
        "scope.yml",
        put("exclusions.@foraeldet.condition.all_of.0.older_than.months", True),
        "exclusions[@foraeldet].condition.all_of[0].older_than.months",
        "must be a whole number, not bool",
    ),
    Break(
        "age of what is no date",
        "scope.yml",
        put("exclusions.@foraeldet.condition.all_of.0.older_than.fact", "recent"),
        "exclusions[@foraeldet].condition.all_of[0].older_than",
        "`recent` is not a date of facts.yml",
    ),
    Break(
        "unknown fact",
        "scope.yml",
        put("exclusions.@personale.condition.is.fact", "job"),
        "exclusions[@personale].condition.is.value",
        "`job` is not a fact of facts.yml",
    ),
    Break(
        "unknown value",
        "scope.yml",
        put("exclusions.@indbragt.condition.is.value", ["ombudsman", "tribunal"]),
        "exclusions[@indbragt].condition.is.value",
        "`tribunal` is not an answer to `brought`",
    ),
    Break(
        "yes without quotes",
        "scope.yml",
        put("exclusions.@personale.condition.is.value", True),
        "exclusions[@personale].condition.is.value",
        "must be a text, not bool",
    ),
    Break(
        "unknown value of what is worked out",
        "scope.yml",
        put("exclusions.@ikke_kommunen.condition.is.value", "state"),
        "exclusions[@ikke_kommunen].condition.is.value",
        "`state` is not an answer to `authority`",
    ),
    Break(
        "sixth word",
        "scope.yml",
        put("exclusions.@ikke_kommunen.condition", {"younger_than": {"fact": "happened", "months": 1}}),
        "exclusions[@ikke_kommunen].condition",
        "`younger_than` is not one of is, is_not, older_than, all_of, any_of",
    ),
    Break(
        "two words at once",
        "scope.yml",
        add("exclusions.@ikke_kommunen.condition", "any_of", []),
        "exclusions[@ikke_kommunen].condition",
        "must hold exactly one of",
    ),
    Break(
        "all_of without a list",
        "scope.yml",
        put("exclusions.@foraeldet.condition.all_of", {"is": {}}),
        "exclusions[@foraeldet].condition.all_of",
        "must be a list, not dict",
    ),
    Break(
        "unknown department",
        "scope.yml",
        put("exclusions.@personale.referral", "kommunaldirektoer/kantine"),
        "exclusions[@personale]",
        "referral `kommunaldirektoer/kantine` is neither a department, a body nor",
    ),
    Break(
        "unknown body of a rule",
        "scope.yml",
        put("exclusions.@kommunalbestyrelse.referral", "ekstern/byretten"),
        "exclusions[@kommunalbestyrelse]",
        "referral `ekstern/byretten` is neither",
    ),
    Break(
        "reported as no rule",
        "scope.yml",
        put("exclusions.@traeffe_aendre.reported_as", "fagligt"),
        "exclusions[@traeffe_aendre]",
        "reported_as `fagligt` is not a rule",
    ),
    Break("rule twice", "scope.yml", twice("exclusions"), "exclusions[@ikke_kommunen]", "the id `ikke_kommunen` stands twice"),
    Break("second list of rules", "scope.yml", add("", "inclusions", []), "(top)", "unknown key `inclusions`"),
    Break("no version", "scope.yml", drop("version"), "(top)", "`version` is missing"),
    Break("version as a date", "scope.yml", put("version", 2026), "version", "must be a text, not int"),
    # facts.yml
    Break("unknown type", "facts.yml", put("facts.danger.type", "yesno"), "facts.danger.type", "`yesno` is not one of yes_no, choice"),
    Break("question in one language", "facts.yml", drop("facts.happened.question.en"), "facts.happened.question", "`en` is missing"),
    Break("third language", "facts.yml", add("facts.happened.question", "de", "Wann?"), "facts.happened.question", "unknown key `de`"),
    Break("no explanation", "facts.yml", drop("facts.recent.explain"), "facts.recent", "`explain` is missing"),
    Break("choice without options", "facts.yml", drop("facts.brought.options"), "facts.brought", "`options` is missing"),
    Break("yes and no with options", "facts.yml", add("facts.danger", "options", []), "facts.danger", "unknown key `options`"),
    Break("option without a value", "facts.yml", drop("facts.brought.options.1.value"), "facts.brought.options[1]", "`value` is missing"),
    Break("option in one language", "facts.yml", drop("facts.brought.options.1.en"), "facts.brought.options[1]", "`en` is missing"),
    Break(
        "option without quotes round yes",
        "facts.yml",
        put("facts.recent.options.0.value", True),
        "facts.recent.options[0].value",
        "must be a text, not bool",
    ),
    Break(
        "option that a rule names is gone",
        "facts.yml",
        drop("facts.brought.options.3"),
        "exclusions[@indbragt].condition.is.value",
        "`court` is not an answer to `brought`",
    ),
    Break(
        "fact that a rule names is gone",
        "facts.yml",
        drop("facts.political"),
        "facts",
        "`political` is missing",
    ),
    Break("skip as a word", "facts.yml", put("facts.contact.skip", "true"), "facts.contact.skip", "must be true or false"),
    # bodies.yml
    Break("body without a route", "bodies.yml", drop("bodies.ankestyrelsen.route"), "bodies.ankestyrelsen", "`route` is missing"),
    Break(
        "body by another way",
        "bodies.yml",
        put("bodies.ankestyrelsen.via", "post"),
        "bodies.ankestyrelsen.via",
        "`post` is not one of municipality, direct",
    ),
    Break(
        "body with a wrong rule",
        "bodies.yml",
        put("bodies.politi.scope_rule", "ikke_kommune"),
        "bodies.politi.scope_rule",
        "`ikke_kommune` is not a rule of scope.yml",
    ),
    Break(
        "time limit in lunar months",
        "bodies.yml",
        put("bodies.ankestyrelsen.deadline.unit", "moons"),
        "bodies.ankestyrelsen.deadline.unit",
        "`moons` is not one of days, weeks, months, years",
    ),
    Break(
        "time limit as a word",
        "bodies.yml",
        put("bodies.ankestyrelsen.deadline.amount", "fire"),
        "bodies.ankestyrelsen.deadline.amount",
        "must be a whole number, not str 'fire'",
    ),
    Break(
        "time limit from nowhere",
        "bodies.yml",
        drop("bodies.ankestyrelsen.deadline.counted_from"),
        "bodies.ankestyrelsen.deadline",
        "`counted_from` is missing",
    ),
    Break("misspelt verified", "bodies.yml", misspell("bodies.dukh.verified", "verfied"), "bodies.dukh", "`verified` is missing"),
    Break("phone outside contact", "bodies.yml", add("bodies.dukh", "phone", "112"), "bodies.dukh", "unknown key `phone`"),
    Break(
        "body that a task names is gone",
        "bodies.yml",
        drop("bodies.familieretshuset"),
        "tasks.",
        "`familieretshuset` is not a body of bodies.yml",
    ),
    # tasks.yml
    Break(
        "task with an unknown body",
        "tasks.yml",
        put("tasks.pladsanvisning.appeal_body", "byraadet"),
        "tasks.pladsanvisning.appeal_body",
        "`byraadet` is not a body of bodies.yml",
    ),
    Break("task without guidance", "tasks.yml", drop("tasks.friplads.guidance"), "tasks.friplads", "`guidance` is missing"),
    Break("task with misspelt words", "tasks.yml", misspell("tasks.friplads.words", "wrods"), "tasks.friplads", "`words` is missing"),
    Break(
        "task with one word for a list",
        "tasks.yml",
        put("tasks.friplads.words", "friplads*"),
        "tasks.friplads.words",
        "must be a list, not str",
    ),
    Break("task with a number for its group", "tasks.yml", put("tasks.friplads.kle", 28), "tasks.friplads.kle", "must be a text, not int"),
    Break(
        "task of no department",
        "tasks.yml",
        lambda tasks: tasks["tasks"].update(ny=tasks["tasks"]["friplads"]),
        "organisation",
        "the task `ny` of tasks.yml has neither a department here nor a body",
    ),
    # complaint_points.yml
    Break(
        "point of no category",
        "complaint_points.yml",
        put("points.orientering_om_sagens_gang.category", "skik"),
        "points.orientering_om_sagens_gang.category",
        "`skik` is not one of forvaltningsskik",
    ),
    Break(
        "point of no part",
        "complaint_points.yml",
        put("points.orientering_om_sagens_gang.part", "way"),
        "points.orientering_om_sagens_gang.part",
        "`way` is not one of process, content, both",
    ),
    Break(
        "point that is not heard",
        "complaint_points.yml",
        drop("points.orientering_om_sagens_gang.heard"),
        "points.orientering_om_sagens_gang",
        "`heard` is missing",
    ),
    Break(
        "count as a text",
        "complaint_points.yml",
        put("categories.0.count_2024", "271"),
        "categories[0].count_2024",
        "must be a whole number, not str '271'",
    ),
    Break("category that is gone", "complaint_points.yml", drop("categories.0"), "points.", "`forvaltningsskik` is not one of"),
    # glossary.yml
    Break("term in one language", "glossary.yml", drop("terms.kommune.en"), "terms.kommune", "`en` is missing"),
    Break("term with a misspelt key", "glossary.yml", add("terms.kommune", "se", "forvaltning"), "terms.kommune", "unknown key `se`"),
    Break("term without words", "glossary.yml", drop("terms.kommune.words"), "terms.kommune", "`words` is missing"),
    Break("list of terms", "glossary.yml", put("terms", ["kommune"]), "terms", "must be a mapping, not list"),
    # texts.yml
    Break(
        "other holes in English",
        "texts.yml",
        put("texts.contact_body.en", "Contact: {matter}."),
        "texts.contact_body",
        "the languages do not have the same {holes}",
    ),
    Break(
        "no hole in Danish",
        "texts.yml",
        put("texts.contact_body.da", "Kontakt."),
        "texts.contact_body",
        "the languages do not have the same {holes}",
    ),
    Break("open hole", "texts.yml", put("texts.hello_again.da", "Hej {name."), "texts.hello_again", "is not a text with {holes}"),
    Break("text in one language", "texts.yml", drop("texts.greeting.en"), "texts.greeting", "`en` is missing"),
    Break("text that is a list", "texts.yml", put("texts.greeting.da", ["Hej"]), "texts.greeting.da", "must be a text, not list"),
    Break("second list of texts", "texts.yml", add("", "text", {}), "(top)", "unknown key `text`"),
    # controls.yml
    Break("phrases that are no list", "controls.yml", put("controls.thanks", "tak"), "controls.thanks", "must be a list, not str"),
    Break("no controls", "controls.yml", misspell("controls", "control"), "(top)", "`controls` is missing"),
    Break("something beside the controls", "controls.yml", add("", "commands", {}), "(top)", "unknown key `commands`"),
    # crisis.yml
    Break(
        "unknown level",
        "crisis.yml",
        put("da.entries.@vold-slaar-mig.level", "urgent"),
        "da.vold-slaar-mig.level",
        "must be check or acute",
    ),
    Break("unknown topic", "crisis.yml", put("da.entries.@vold-slaar-mig.topic", "fire"), "da.vold-slaar-mig.topic", "must be one of "),
    Break(
        "sign of danger without phrases", "crisis.yml", put("da.entries.@vold-slaar-mig.any", []), "da.vold-slaar-mig", "any or note empty"
    ),
    Break("sign of danger twice", "crisis.yml", twice("da.entries"), "da.vold-slaar-mig", "id not once"),
    Break(
        "unknown list of words",
        "crisis.yml",
        put("da.entries.@vold-slaar-mig.any", ["<hug> mig"]),
        "da.vold-slaar-mig.any '<hug> mig'",
        "<hug> is no ",
    ),
    Break("misspelt unless", "crisis.yml", add("da.entries.@vold-slaar-mig", "unles", []), "da.entries[0].unles", "is not known"),
    Break("language without entries", "crisis.yml", drop("en.entries"), "en.entries", "is missing"),
    # A municipality's profile
    Break("closes before it opens", GENTOFTE, put("adviser.phone_hours.0.to", "09:30"), "adviser.phone_hours[0]", "closes before it opens"),
    Break("closes when it opens", GENTOFTE, put("adviser.phone_hours.0.to", "10:00"), "adviser.phone_hours[0]", "closes before it opens"),
    Break(
        "hour in words", GENTOFTE, put("adviser.phone_hours.0.from", "kl. 10"), "adviser.phone_hours[0].from", 'must be a time as "10:00"'
    ),
    Break(
        "hour without quotes",
        GENTOFTE,
        put("adviser.phone_hours.0.from", 600),
        "adviser.phone_hours[0].from",
        "must be a text, not int '600'",
    ),
    Break(
        "unknown weekday",
        GENTOFTE,
        append("adviser.phone_hours.0.days", "man"),
        "adviser.phone_hours[0].days[5]",
        "`man` is not one of mon, tue, wed, thu, fri, sat, sun",
    ),
    Break("no phone", GENTOFTE, drop("adviser.phone"), "adviser", "`phone` is missing"),
    Break("phone as a number", GENTOFTE, put("adviser.phone", 20457734), "adviser.phone", "must be a text, not int '20457734'"),
    Break("misspelt mail", GENTOFTE, misspell("adviser.email", "mail"), "adviser", "`email` is missing"),
    Break("promise in weeks", GENTOFTE, put("response_promise.unit", "weeks"), "response_promise.unit", "`weeks` is not one of workdays"),
    Break("promise in words", GENTOFTE, put("response_promise.amount", "femten"), "response_promise.amount", "must be a whole number"),
    Break("no timezone", GENTOFTE, drop("timezone"), "(top)", "`timezone` is missing"),
    Break("misspelt key at the top", GENTOFTE, misspell("must_verify", "must_check"), "(top)", "`must_verify` is missing"),
    Break("unknown key at the top", GENTOFTE, add("", "opening_hours", []), "(top)", "unknown key `opening_hours`"),
    Break(
        "absence that ends before it begins",
        GENTOFTE,
        append("absence", {"from": "2026-12-31", "to": "2026-12-01", **COMPLETE_ABSENCE}),
        "absence[0]",
        "ends before it begins",
    ),
    Break(
        "absence without a text", GENTOFTE, append("absence", {"from": "2026-12-01", "to": "2026-12-31"}), "absence[0]", "`text` is missing"
    ),
    Break(
        "absence with a misspelt key",
        GENTOFTE,
        append("absence", {"from": "2026-12-01", "to": "2026-12-31", "who": "vikar", **COMPLETE_ABSENCE}),
        "absence[0]",
        "unknown key `who`",
    ),
    Break(
        "unknown task",
        GENTOFTE,
        append("organisation.0.departments.0.tasks", "leg"),
        "organisation[0].departments[0]",
        "the task `leg` is not in tasks.yml",
    ),
    Break(
        "task of two departments",
        GENTOFTE,
        append("organisation.0.departments.1.tasks", "friplads"),
        "organisation[0].departments[1]",
        "the task `friplads` stands under `bskuf/dagtilbud` too",
    ),
    Break(
        "task that no department has",
        GENTOFTE,
        drop("organisation.0.departments.0.tasks.1"),
        "organisation",
        "the task `friplads` of tasks.yml has neither a department here nor a body",
    ),
    Break(
        "department in another area",
        GENTOFTE,
        put("organisation.0.departments.0.id", "stab/dagtilbud"),
        "organisation[0].departments[0]",
        "`stab/dagtilbud` does not begin with its area `bskuf/`",
    ),
    Break(
        "department with an unknown body",
        GENTOFTE,
        put("organisation.0.departments.2.appeal_body", "naevnet"),
        "organisation[0].departments[2].appeal_body",
        "`naevnet` is not a body of bodies.yml",
    ),
    Break(
        "service that is no department",
        GENTOFTE,
        put("borgerservice_department", "social-sundhed"),
        "borgerservice_department",
        "`social-sundhed` is not a department of the organisation",
    ),
    Break(
        "director that is no area",
        GENTOFTE,
        put("complaints_about_adviser_to", "borgmester"),
        "complaints_about_adviser_to",
        "`borgmester` is not an area of the organisation",
    ),
    Break("helpline with a number for its number", GENTOFTE, put("crisis.0.number", 112), "crisis[0].number", "must be a text, not int"),
    Break("helpline without topics", GENTOFTE, drop("crisis.0.topics"), "crisis[0]", "`topics` is missing"),
    Break("helpline with a misspelt key", GENTOFTE, add("crisis.0", "open", True), "crisis[0]", "unknown key `open`"),
    Break("scope_config without a value", GENTOFTE, drop("scope_config.brought.value"), "scope_config.brought", "`value` is missing"),
]

#: What is found in one file may be the fault of another: then the file that uses it is named.
NAMED = {
    "option that a rule names is gone": "scope.yml",
    "body that a task names is gone": "tasks.yml",
    "task of no department": "gentofte.yml",
}


@pytest.mark.parametrize("broken", BREAKS, ids=[broken.id for broken in BREAKS])
def test_a_wrong_file_refuses_to_start(broken: Break, data: Path) -> None:
    rules = _read(data / "scope.yml")["exclusions"]
    key = re.sub(r"@(\w+)", lambda found: str(_place(rules, found[1])), broken.key)
    _change(data / broken.file, broken.edit)
    error = _refused(data)
    assert isinstance(error, VejviserError)
    _names(error, NAMED.get(broken.id, Path(broken.file).name), key, broken.reason)


def _names(error: DataError, file: str, key: str, reason: str) -> None:
    """The error names the file, the key (`tasks.` = some key that begins so) and the reason."""
    assert error.file == file and reason in error.reason
    if file == "crisis.yml" and error.key == "(top)":
        assert error.reason.startswith(f"{key}: ")  # checked as a whole, so its keys stand in the reason
    elif key.endswith("."):
        assert error.key.startswith(key)
    else:
        assert error.key == key
    assert str(error) == f"{error.file}: {error.key}: {error.reason}"


def test_every_file_is_broken_in_several_ways() -> None:
    counted = Counter(broken.file for broken in BREAKS)
    assert set(counted) == set(FILES) and min(counted.values()) >= 3 and sum(counted.values()) >= 25
    assert len({broken.id for broken in BREAKS}) == len(BREAKS)
    assert set(NAMED) <= {broken.id for broken in BREAKS}


def test_the_unbroken_copy_starts(data: Path) -> None:
    for file in FILES:  # what _change does to a file is no fault of its own
        _change(data / file, lambda value: None)
    book, original = load(data), load()
    assert book.rules == original.rules and book.profiles == original.profiles and book.phrases == original.phrases
    assert book.version != original.version


@pytest.mark.parametrize("file", [file for file in FILES if file != GENTOFTE])
def test_a_missing_file_is_named(file: str, data: Path) -> None:
    (data / file).unlink()
    _names(_refused(data), file, "(file)", f"is missing; it belongs in {data}")


@pytest.mark.parametrize("file", FILES)
def test_what_is_not_yaml_is_named_with_its_line(file: str, data: Path) -> None:
    text = (data / file).read_text(encoding="utf-8").splitlines()
    (data / file).write_text("\n".join([*text, "more: [1, 2", "end: }"]), encoding="utf-8")
    _names(_refused(data), Path(file).name, f"line {len(text) + 2}", "is not YAML")


@pytest.mark.parametrize("file", FILES)
def test_what_is_not_utf_8_is_named(file: str, data: Path) -> None:
    (data / file).write_bytes((data / file).read_bytes() + "# æble\n".encode("latin-1"))
    _names(_refused(data), Path(file).name, "(file)", "is not UTF-8")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", ["", "- one\n- two\n", "word\n"], ids=["empty", "list", "word"])
def test_a_file_that_holds_something_else_altogether_is_named(file: str, content: str, data: Path) -> None:
    (data / file).write_text(content, encoding="utf-8")
    error = _refused(data)
    assert (error.file, error.key) == (Path(file).name, "(top)")
    assert "must be a mapping" in error.reason


# --- what is not refused yet, or not with a DataError; strict, so that the mark goes when the fault does


def _replace(data: Path, file: str, old: str, new: str) -> None:
    """In the text itself, for what a dumper would not write."""
    text = (data / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old} is not in {file}"
    (data / file).write_text(text.replace(old, new, 1), encoding="utf-8")


ALSO_REFUSED: list[tuple[str, str, str, str]] = [
    ("rule that holds for everyone", "scope.yml", 'is: {fact: employment, value: "yes"}', "all_of: []"),
    ("rule that holds for nobody", "scope.yml", "value: [ombudsman, supervision, court]", "value: []"),
    ("first day with a clock", "scope.yml", "from: 2023-02-01}", "from: 2023-02-01T00:00:00}"),
    ("last day before the first", "scope.yml", "from: 2023-02-01}", "from: 2023-02-01, until: 2022-01-01}"),
    ("negative months", "scope.yml", "months: 12", "months: -12"),
    ("body without ekstern/", "scope.yml", "referral: ekstern/ankestyrelsens-tilsyn", "referral: ankestyrelsens-tilsyn"),
    ("complaint point twice", "complaint_points.yml", "  orientering_om_sagens_gang:", "  sagsbehandlingstid_manglende_svar:"),
    ("term twice", "glossary.yml", "  borgermaegler:", "  borgerraadgiver:"),
    ("two options with one value", "facts.yml", '{value: "other", da: "En anden"', '{value: "municipality", da: "En anden"'),
    ("words that YAML reads as false", "facts.yml", "words: [kommun*, begge*, municipal*, both]", "words: [no, begge*]"),
    ("words with nothing", "facts.yml", "words: [kommun*, begge*, municipal*, both]", "words: [~, begge*]"),
    ("question the chat asks is gone", "facts.yml", "  correction:\n", "  korrektion:\n"),
    ("sentence the chat says is gone", "texts.yml", "  greeting_short:\n", "  greeting_shrt:\n"),
    ("control the chat obeys is gone", "controls.yml", "  contest:\n", "  contst:\n"),
    ("hole without a name", "texts.yml", '{matter}."\n    en: "This is about {matter}', '{}."\n    en: "This is about {}'),
    ("phrase with an open bracket", "controls.yml", '"mange tak"', '"mange (tak"'),
    ("phrase that is a list", "controls.yml", '["tak", "mange tak"', '[["tak"], "mange tak"'),
    ("body that is a list", "tasks.yml", "appeal_body: null", "appeal_body: [ankestyrelsen]"),
    ("department that is a list", GENTOFTE, "borgerservice_department: social-sundhed", "borgerservice_department: [social-sundhed]\n#"),
    ("absence from tomorrow", GENTOFTE, "absence: []", 'absence: [{from: "i morgen", to: "2026-12-31", text: {da: "x", en: "y"}}]'),
    ("helpline for a misspelt danger", GENTOFTE, "topics: [suicide, loneliness]", "topics: [sucide, loneliness]"),
    ("helpline twice", GENTOFTE, "- id: politi\n", "- id: alarm\n"),
    ("unknown timezone", GENTOFTE, "timezone: Europe/Copenhagen", "timezone: Europe/Copenhagn"),
    ("negative promise", GENTOFTE, "amount: 15", "amount: -15"),
    ("phone that is never answered", GENTOFTE, '    - {days: [mon, tue, wed, thu, fri], from: "10:00", to: "11:30"}', "    []"),
    ("misspelt setting", GENTOFTE, "exhaust_dialogue:", "exhaust_dialouge:"),
    ("misspelt key of a setting", GENTOFTE, "{value: event, verified: true,", "{value: event, verfied: true,"),
    ("misspelt key of an alias", GENTOFTE, "{name: gentofte, verified: false}", "{name: gentofte, verfied: false}"),
]


@pytest.mark.parametrize(("file", "old", "new"), [row[1:] for row in ALSO_REFUSED], ids=[row[0] for row in ALSO_REFUSED])
def test_what_should_be_refused_too(file: str, old: str, new: str, data: Path) -> None:
    _replace(data, file, old, new)
    assert _refused(data).file == Path(file).name


def test_two_municipalities_of_one_id_are_refused(data: Path) -> None:
    shutil.copyfile(data / GENTOFTE, data / "municipalities" / "kopi.yml")
    assert _refused(data).key == "id"


def test_no_municipality_at_all_is_said_to_be_so(data: Path) -> None:
    (data / GENTOFTE).unlink()
    assert _refused(data).file != "scope.yml"


# --- what the files hold


def test_no_file_outside_rasas_own_is_taken_for_training_data() -> None:
    files = [path for path in sorted(DATA.rglob("*.y*ml")) if path.relative_to(DATA).parts[0] not in ("nlu", "rules")]
    assert {path.relative_to(DATA).as_posix() for path in files} >= set(FILES)
    assert list(_training_lines(files)) == []


def _training_lines(files: Iterable[Path]) -> Iterable[str]:
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.lstrip(" \t-").startswith(TRAINING):
                yield f"{path.name}:{number}: {line}"


def test_a_line_of_training_data_is_seen_at_any_indent(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("a: 1\nnlu:\n  rules: []\n\tstories:\n  - responses:\nthe rules: 1\n", encoding="utf-8")
    assert [found.split(": ")[0] for found in _training_lines([path])] == ["x.yml:2", "x.yml:3", "x.yml:4", "x.yml:5"]


def test_the_thirty_three_complaint_points_in_nine_categories() -> None:
    book = load()
    assert len(book.points) == 33 and len(book.categories) == 9
    assert set(book.categories) == {
        "forvaltningsskik",
        "forvaltningsloven",
        "hjemmelsspoergsmaal",
        "offentlighedsloven",
        "databeskyttelsesforordningen",
        "opgavevaretagelse",
        "retsgrundsaetninger",
        "institutioner",
        "andet",
    }
    assert {point.category for point in book.points.values()} == set(book.categories)
    assert {"process", "content"} <= {point.part for point in book.points.values()} <= {"process", "content", "both"}


def test_every_rule_that_a_body_or_the_outcome_names_is_there() -> None:
    book = load()
    assert {body.scope_rule for body in book.bodies.values()} == {None, "ikke_kommunen", "andre_klageinstanser"}
    assert {rule.id: rule.reported_as for rule in book.rules if rule.reported_as != rule.id} == {
        "andre_klageinstanser.afgjort": "andre_klageinstanser",
        "traeffe_aendre": "fagligt_indhold",
    }
