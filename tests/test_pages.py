"""The pages as a browser without JavaScript sees them, and the desk behind its door."""

from __future__ import annotations

import html
import json
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient
from conftest import COMPLAINT, REPLIES, file_a_case, new_sender, reference, rows_of, say, visitor

from bot.errors import StoreError
from bot.store import schema as t
from bot.web import edge, keys
from bot.web.login import _throttle

FETCH = {"Sec-Fetch-Site": "same-origin"}


class Page(HTMLParser):
    """What a page holds: its elements, its forms and the text a reader sees."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.forms: list[dict[str, Any]] = []
        self.inside: list[str] = []
        self.content: dict[str, str] = {}
        self.said: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        self.inside.append(tag)
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "method": given.get("method", "get"), "fields": {}, "buttons": []})
        elif tag in ("input", "textarea") and self.forms and given.get("name"):
            self.forms[-1]["fields"][given["name"]] = given.get("value", "")
        elif tag == "button" and self.forms and given.get("name"):
            self.forms[-1]["buttons"].append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.content[self.inside[-1]] = self.content.get(self.inside[-1], "") + data
        self.said.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.said))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def form(self, action: str, field: str = "") -> dict[str, Any]:
        return next(form for form in self.forms if form["action"] == action and (not field or field in form["fields"]))


async def get(client: TestClient, path: str, status: int = 200) -> Page:
    response = await client.get(path, allow_redirects=False)
    text = await response.text()
    assert response.status == status, (path, response.status, text[:300])
    assert response.content_type == "text/html"
    return Page(text)


async def write(client: TestClient, text: str, client_id: str | None = None) -> Page:
    """Fill in the form of the page and send it, as a browser without JavaScript does."""
    page = await get(client, "/")
    fields = {**page.form("/", "text")["fields"], "text": text}
    if client_id is not None:
        fields["client_id"] = client_id
    response = await client.post("/", data=fields, headers=FETCH, allow_redirects=False)
    if response.status == 200:  # the receipt code is shown at once, since it is not kept
        return Page(await response.text())
    assert response.status == 303, await response.text()
    assert response.headers["Location"] == "/#last"
    return await get(client, "/")


def conversation(client: TestClient) -> str:
    return "web-" + client.session.cookie_jar.filter_cookies(client.make_url("/"))["vejviser"].value


# --- the citizen's pages


async def test_the_first_page_greets_and_asks(client: TestClient) -> None:
    page = await get(client, "/")
    assert "digital assistent (AI)" in page.text and "hvad der er sket" in page.text
    assert page.form("/", "text")["method"] == "post"
    assert "20 45 77 34" in page.text and "112" in page.text


async def test_a_case_is_filed_without_javascript(client: TestClient) -> None:
    app = client.server.app
    page = await write(client, COMPLAINT)
    written = [COMPLAINT]
    for _ in range(20):
        if "Nu er det sendt" in page.text:
            break
        asked = rows_of(app, "conversations", conversation(client))[0]["state"]["slots"]["requested_slot"]
        choices = [form for form in page.forms if form["buttons"]]
        pressed = [
            value
            for form in choices
            for _, value in form["buttons"]
            if json.loads(value.removeprefix("/answer"))["value"] in ("yes", "send", "none", "no")
        ]
        if pressed and asked not in ("danger",):
            wanted = next((value for value in pressed if '"send"' in value or '"yes"' in value), pressed[0])
            fields = {**choices[-1]["fields"], "text": wanted}
            response = await client.post("/", data=fields, headers=FETCH, allow_redirects=False)
            assert response.status in (200, 303)  # 200: the page with the receipt code
            page = Page(await response.text()) if response.status == 200 else await get(client, "/")
        else:
            written.append(REPLIES[asked])
            page = await write(client, REPLIES[asked])
    assert "Nu er det sendt" in page.text, page.text[-600:]
    (case,) = rows_of(app, "cases", conversation(client))
    assert case["reference"] in page.text
    for text in written:
        assert text in page.text, "what she wrote stands in the transcript after a reload"
    assert "/answer{" not in re.sub(r'value="[^"]*"', "", page.source), "a pressed button reads as its label"


async def test_the_receipt_code_is_shown_where_the_page_is_an_ordinary_form(client: TestClient) -> None:
    """Without JavaScript the answer is seen only on the page after the redirect: the code is shown there, once."""
    page = await write(client, COMPLAINT)
    for _ in range(20):
        if "Nu er det sendt" in page.text:
            break
        asked = rows_of(client.server.app, "conversations", conversation(client))[0]["state"]["slots"]["requested_slot"]
        page = await write(client, REPLIES[asked])
    assert re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", page.text), page.text[page.text.find("Nu er det sendt") :][:200]


async def test_the_same_form_sent_twice_is_one_message_and_another_text_is_another(client: TestClient) -> None:
    await write(client, COMPLAINT, "same")
    await write(client, COMPLAINT, "same")
    app = client.server.app
    assert len(rows_of(app, "inbound", conversation(client))) == 1
    await write(client, "ja", "same")
    assert len(rows_of(app, "inbound", conversation(client))) == 2


async def test_what_she_writes_is_shown_and_never_run(client: TestClient) -> None:
    page = await write(client, '<script>alert("1")</script> **fed** {{ 7*7 }} " onload="x')
    assert "<script>alert" not in page.source
    assert html.escape('<script>alert("1")</script>', quote=False) in html.unescape(page.source.replace("&#34;", '"')).replace(
        '<script>alert("1")</script>', html.escape('<script>alert("1")</script>', quote=False)
    )
    assert "{{ 7*7 }}" in page.text and "49 " not in page.text


async def test_another_browser_sees_nothing_of_it(app: web.Application) -> None:
    async with visitor(app) as hers, visitor(app) as other:
        await write(hers, f"{COMPLAINT} hemmeligtord")
        assert "hemmeligtord" in (await get(hers, "/")).text
        assert "hemmeligtord" not in (await get(other, "/")).text


async def test_forget_blanks_her_words_and_begins_anew(client: TestClient) -> None:
    app = client.server.app
    page = await write(client, f"{COMPLAINT} hemmeligtord")
    before = conversation(client)
    assert page.form("/forget")["method"] == "post"
    response = await client.post("/forget", headers=FETCH, allow_redirects=False)
    assert response.status == 303 and response.headers["Location"] == "/"
    assert conversation(client) != before
    assert "hemmeligtord" not in (await get(client, "/")).text
    kept = json.dumps([rows_of(app, table, before) for table in ("conversations", "inbound", "outbound")], default=str)
    assert "hemmeligtord" not in kept and "sygedagpenge" not in kept
    assert len(rows_of(app, "inbound", before)) == 1, "that something was said is still counted"


async def test_the_words_delete_everything_forget_as_the_button_does(client: TestClient) -> None:
    """ "Jeg har glemt det, du har skrevet" has to be true of the database as well."""
    sender = new_sender()
    await say(client, sender, f"{COMPLAINT} hemmeligtord")
    answers = await say(client, sender, "slet alt")
    assert "glemt det" in answers[-1]["text"]
    kept = json.dumps([rows_of(client.server.app, table, sender) for table in ("conversations", "inbound", "outbound")], default=str)
    assert "hemmeligtord" not in kept


@pytest.mark.parametrize("path", ["/", "/forget", "/chat"])
async def test_a_post_from_another_site_is_refused(client: TestClient, path: str) -> None:
    await write(client, COMPLAINT)
    app, before = client.server.app, conversation(client)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        response = await client.post(path, data={"text": "ja", "client_id": "z"}, headers=headers, allow_redirects=False)
        assert response.status == 403, headers
    assert len(rows_of(app, "inbound", before)) == 1 and rows_of(app, "inbound", before)[0]["text"] == COMPLAINT


async def test_the_cookie_is_for_this_browser_alone(client: TestClient) -> None:
    response = await client.post("/", data={"text": "hej", "client_id": "a"}, headers=FETCH, allow_redirects=False)
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert "Set-Cookie" not in (await client.get("/regler")).headers


async def test_a_made_up_cookie_opens_nothing(client: TestClient) -> None:
    for value in ("x", "../../etc", "a" * 43 + "\u00e9", "a" * 5000):
        response = await client.get("/", headers={"Cookie": f"vejviser={value}"})
        assert response.status < 500


async def test_the_rules_page_shows_every_rule_with_its_source(client: TestClient) -> None:
    page, app = await get(client, "/regler"), client.server.app
    rules = app[keys.book].rules
    assert len(rules) > 5
    for rule in rules:
        assert rule.source in page.text and " ".join(rule.quote.split()) in page.text
        assert rule.explanation["da"] in page.text


async def test_the_complaint_page_names_phone_mail_and_address(client: TestClient) -> None:
    page = await get(client, "/klage")
    adviser = client.server.app[keys.book].profiles["gentofte"].adviser
    for value in (adviser.phone, adviser.email, adviser.address):
        assert " ".join(value.split()) in page.text


async def test_the_pages_in_english(client: TestClient) -> None:
    page = await get(client, "/?lang=en")
    assert page.all("html")[0]["lang"] == "en" and "digital assistant (AI)" in page.text
    page = await get(client, "/regler")
    assert page.all("html")[0]["lang"] == "en", "the choice is remembered"


# --- the desk


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def filed(app: web.Application) -> Mapping[str, Any]:
    """A case in the adviser's list."""
    sender = new_sender()
    async with visitor(app) as client:

        async def ask(text: str) -> list[dict[str, Any]]:
            return await say(client, sender, text)

        answers, said = await file_a_case(ask)
    return {"reference": reference(answers), "sender": sender, "said": said, "case": rows_of(app, "cases", sender)[0]}


@pytest.fixture(scope="module")
def one_time(app: web.Application) -> tuple[str, str]:
    found = app[keys.accounts].first("gentofte")
    assert found is not None and app[keys.accounts].first("gentofte") is None, "shown only once"
    return found


@pytest.fixture(autouse=True)
def unthrottled() -> None:
    _throttle._attempts.clear()


async def sign_in(client: TestClient, name: str, password: str, status: int = 303) -> web.Response:
    response = await client.post("/desk/login", data={"name": name, "password": password}, headers=FETCH, allow_redirects=False)
    assert response.status == status, await response.text()
    return response


async def own_password(client: TestClient, name: str, password: str) -> str:
    """Change the one-time password as the page asks."""
    new = f"stille vand {secrets.token_hex(4)}"
    page = await get(client, "/desk/password")
    fields = {**page.form("/desk/password")["fields"], "new": new, "again": new, "current": password}
    response = await client.post("/desk/password", data=fields, headers=FETCH, allow_redirects=False)
    assert response.status == 303, await response.text()
    return new


_changed: dict[web.Application, tuple[str, str]] = {}


@pytest_asyncio.fixture(loop_scope="session")
async def adviser(app: web.Application, one_time: tuple[str, str]) -> AsyncIterator[TestClient]:
    """The adviser's browser, signed in with a password of her own."""
    async with visitor(app) as client:
        name, password = _changed.get(app, one_time)
        await sign_in(client, name, password)
        if app not in _changed:
            _changed[app] = (name, await own_password(client, name, password))
        yield client


@pytest.mark.parametrize("path", ["/desk", "/desk/case/VV-26-ABCDEF", "/desk/password"])
async def test_the_desk_is_closed_without_a_login(client: TestClient, path: str) -> None:
    for headers in ({}, {"Cookie": f"vejviser_desk={secrets.token_urlsafe(32)}"}):
        response = await client.get(path, headers=headers, allow_redirects=False)
        assert response.status == 303 and response.headers["Location"] == "/desk/login"


async def test_a_wrong_password_opens_nothing(client: TestClient, one_time: tuple[str, str]) -> None:
    for name, password in (
        (one_time[0], "not the password"),
        ("nobody", one_time[1]),
        (one_time[0], ""),
        ("", ""),
        (one_time[0], "x" * 5000),
    ):
        _throttle._attempts.clear()
        response = await sign_in(client, name, password, 401)
        assert "passer ikke sammen" in await response.text() and "vejviser_desk" not in response.headers.get("Set-Cookie", "")


async def test_five_failures_are_enough(client: TestClient, one_time: tuple[str, str]) -> None:
    for _ in range(5):
        await sign_in(client, one_time[0], "wrong", 401)
    response = await sign_in(client, one_time[0], one_time[1], 429)
    assert response.headers["Retry-After"] == "900"


async def test_the_one_time_password_must_be_changed_first(app: web.Application) -> None:
    accounts, name, password = app[keys.accounts], "vikar", secrets.token_urlsafe(12)
    with app[keys.store].write() as connection:
        hashed = accounts._hasher.hash(password)
        connection.execute(t.users.insert().values(name=name, municipality="gentofte", role="adviser", password_hash=hashed, one_time=True))
    async with visitor(app) as client:
        await sign_in(client, name, password)
        for path in ("/desk", "/desk/case/VV-26-ABCDEF"):
            response = await client.get(path, allow_redirects=False)
            assert response.status == 303 and response.headers["Location"] == "/desk/password"
        fields = (await get(client, "/desk/password")).form("/desk/password")["fields"]
        for new, again in (
            ("kort", "kort"),
            ("langt nok til det", "noget andet her"),
            (password, password),
            (f"{name}12345", f"{name}12345"),
        ):
            response = await client.post(
                "/desk/password", data={**fields, "new": new, "again": again}, headers=FETCH, allow_redirects=False
            )
            assert response.status == 400, new
        assert (await client.get("/desk", allow_redirects=False)).status == 303
        new = await own_password(client, name, password)
        await get(client, "/desk")
    async with visitor(app) as client:
        await sign_in(client, name, password, 401)
        await sign_in(client, name, new)
        await get(client, "/desk")


async def test_the_list_shows_the_case(adviser: TestClient, filed: Mapping[str, Any]) -> None:
    page = await get(adviser, "/desk")
    assert filed["reference"] in page.text
    assert any(link.get("href") == f"/desk/case/{filed['reference']}" for link in page.all("a"))


async def test_the_record_shows_everything(adviser: TestClient, filed: Mapping[str, Any]) -> None:
    app, case = adviser.server.app, filed["case"]
    page, record, book = await get(adviser, f"/desk/case/{filed['reference']}"), case["record"], app[keys.book]
    assert COMPLAINT.rstrip(".") in page.text.replace(" [måden]", "").replace(" [afgørelsen]", "").replace("  ", " ")
    assert book.profiles["gentofte"].departments[case["department"]].name["da"] in page.text
    assert record["points"] and all(book.points[slug].name["da"] in page.text for slug, _ in record["points"])
    assert record["findings"]
    for finding in record["findings"]:
        assert " ".join(finding["source"].split()) in page.text and finding["rule"] in page.text
    told = [fact for fact in record["told"] if fact not in ("understood", "review", "contact", "consent", "wish", "matter")]
    assert told and all(book.questions[fact].text["da"] in page.text for fact in told)
    assert REPLIES["wish"] in page.text and REPLIES["contact"] in page.text
    for text in filed["said"]:
        assert text in page.text, "the conversation stands in the record"
    assert not re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", page.text), "the code is the citizen's alone"


async def test_that_a_record_was_read_is_kept(adviser: TestClient, filed: Mapping[str, Any]) -> None:
    import sqlalchemy as sa

    app = adviser.server.app

    def events() -> list[tuple[str, str]]:
        with app[keys.store].read() as connection:
            found = connection.execute(
                sa.select(t.case_events).where(t.case_events.c.case_id == filed["case"]["id"]).order_by(t.case_events.c.seq)
            )
            return [(row.actor, row.what) for row in found]

    before = events()
    assert before[0] == ("citizen", "filed")
    page = await get(adviser, f"/desk/case/{filed['reference']}")
    assert events() == [*before, ("borgerraadgiver", "read")]
    assert "læst af borgerrådgiveren" in page.text
    await adviser.head(f"/desk/case/{filed['reference']}")
    assert len(events()) == len(before) + 1
    await get(adviser, "/desk")
    assert len(events()) == len(before) + 1, "the list is not the record"


@pytest.mark.parametrize("path", ["/desk/password", "/desk/logout"])
@pytest.mark.parametrize("csrf", [None, "", "wrong", "ææææ"])
async def test_a_post_without_the_token_of_the_session_is_refused(adviser: TestClient, path: str, csrf: str | None) -> None:
    fields = {"new": "helt ny adgangskode", "again": "helt ny adgangskode"} | ({} if csrf is None else {"csrf": csrf})
    response = await adviser.post(path, data=fields, headers=FETCH, allow_redirects=False)
    assert response.status == 403
    await get(adviser, "/desk")  # still signed in


async def test_the_token_from_another_site_is_refused(adviser: TestClient) -> None:
    fields = (await get(adviser, "/desk/password")).form("/desk/logout")["fields"]
    response = await adviser.post("/desk/logout", data=fields, headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False)
    assert response.status == 403


@pytest.mark.parametrize("wanted", ["VV-26-ZZZZZZ", "nonsense", "VV-26-ABCDE%27", "..%2f..%2fetc", "%00", "x" * 3000])
async def test_an_unknown_reference_is_not_found(adviser: TestClient, wanted: str) -> None:
    page = await get(adviser, f"/desk/case/{wanted}", 404)
    assert page.all("h1")


async def test_the_case_of_another_municipality_is_not_found(app: web.Application, adviser: TestClient) -> None:
    sender = new_sender()

    async def ask(text: str) -> list[dict[str, Any]]:
        return await say(adviser, sender, text)

    answers, _ = await file_a_case(ask)
    await get(adviser, f"/desk/case/{reference(answers)}")
    with app[keys.store].write() as connection:
        connection.execute(t.cases.update().where(t.cases.c.reference == reference(answers)).values(municipality="randers"))
    await get(adviser, f"/desk/case/{reference(answers)}", 404)
    assert reference(answers) not in (await get(adviser, "/desk")).text


async def test_logout_ends_the_session_on_the_server(app: web.Application, adviser: TestClient) -> None:
    async with visitor(app) as client:
        await sign_in(client, *_changed[app])
        token = client.session.cookie_jar.filter_cookies(client.make_url("/desk"))["vejviser_desk"].value
        fields = (await get(client, "/desk")).form("/desk/logout")["fields"]
        response = await client.post("/desk/logout", data=fields, headers=FETCH, allow_redirects=False)
        assert response.status == 303
        again = await client.get("/desk", headers={"Cookie": f"vejviser_desk={token}"}, allow_redirects=False)
        assert again.status == 303


# --- every page


PUBLIC = ["/", "/regler", "/klage", "/?lang=en", "/regler?lang=en", "/klage?lang=en", "/desk/login"]


def well_formed(page: Page, where: str) -> None:
    assert page.source.lower().startswith("<!doctype html>"), where
    assert page.all("html")[0].get("lang") in ("da", "en"), where
    assert page.content.get("title", "").strip(), where
    assert len(page.all("h1")) == 1 and page.content.get("h1", "").strip(), where
    labels = {label.get("for") for label in page.all("label")}
    for tag in ("input", "textarea", "select"):
        for field in page.all(tag):
            if field.get("type") == "hidden" or "hidden" in field:
                continue
            assert field.get("id") in labels or field.get("aria-label"), (where, field)
    ids = [attrs["id"] for _, attrs in page.elements if attrs.get("id")]
    assert len(ids) == len(set(ids)), (where, "an id stands twice")
    assert len(page.all("main")) == 1, where
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels)), (where, levels)
    assert not [attrs for _, attrs in page.elements if "style" in attrs or any(name.startswith("on") for name in attrs)], where
    assert not [a for a in page.all("script") if not a.get("src")], where


@pytest.mark.parametrize("path", PUBLIC)
async def test_a_page_is_well_formed(client: TestClient, path: str) -> None:
    well_formed(await get(client, path), path)


async def test_a_page_in_the_middle_of_a_talk_is_well_formed(client: TestClient) -> None:
    well_formed(await write(client, COMPLAINT), "talk")
    well_formed(await write(client, "ja"), "talk")


async def test_the_desk_is_well_formed(adviser: TestClient, filed: Mapping[str, Any]) -> None:
    for path in ("/desk", "/desk/password", f"/desk/case/{filed['reference']}"):
        well_formed(await get(adviser, path), path)
    well_formed(await get(adviser, "/desk/case/VV-26-ZZZZZZ", 404), "404")


async def test_every_route_has_the_security_headers(app: web.Application, client: TestClient) -> None:
    routes = {
        (route.method, route.resource.canonical) for route in app.router.routes() if route.resource is not None and route.method != "*"
    }
    assert len(routes) > 12
    for method, path in sorted(routes):
        path = path.replace("{reference}", "VV-26-ABCDEF") + ("/vejviser.css" if path == "/static" else "")
        response = await client.request(method, path, allow_redirects=False)
        assert response.status < 500, (method, path)
        for name in edge.HEADERS:
            assert response.headers.get(name), (method, path, name)
        assert "'unsafe" not in response.headers["Content-Security-Policy"]
        if not path.startswith("/static"):
            assert response.headers["Cache-Control"] == "no-store", path
    for path in ("/no/such/page", "/static/../app.py", "/desk/nothing"):
        response = await client.get(path, allow_redirects=False)
        assert response.status == 404
        assert all(response.headers.get(name) for name in edge.HEADERS), path


async def test_an_unknown_page_says_so_in_words(client: TestClient) -> None:
    response = await client.get("/no/such/page", headers={"Accept": "text/html"})
    assert response.content_type == "text/html"
    page = Page(await response.text())
    assert page.all("h1") and any(link.get("href") == "/" for link in page.all("a"))


# --- signs of life


async def test_healthz(client: TestClient) -> None:
    response = await client.get("/healthz")
    assert response.status == 200 and (await response.json())["status"] == "ok"


async def test_readyz_names_database_model_and_encoder(client: TestClient) -> None:
    response = await client.get("/readyz")
    found = await response.json()
    assert response.status == 200
    assert found["database"] == "ok" and found["encoder"] == "ok" and found["model"].startswith("vejviser-") and found["content"]


async def test_readyz_says_503_when_the_database_is_away(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise StoreError("the database refused: OperationalError")

    with monkeypatch.context() as patch:
        patch.setattr(client.server.app[keys.store], "ping", away)
        response = await client.get("/readyz")
        assert response.status == 503 and "refused" in (await response.json())["database"]
        assert (await client.get("/healthz")).status == 200, "the process itself lives"
    assert (await client.get("/readyz")).status == 200


@pytest.mark.parametrize("path", ["/", "/desk"])
async def test_a_page_says_what_to_do_when_the_database_is_away(adviser: TestClient, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = adviser.server.app
    await write(adviser, COMPLAINT)

    def away(*_: Any) -> None:
        raise StoreError("the database refused: OperationalError")

    with monkeypatch.context() as patch:
        patch.setattr(app[keys.store], "read", away)
        patch.setattr(app[keys.store], "write", away)
        response = await adviser.get(path, allow_redirects=False)
        assert response.status == 503
        assert "20 45 77 34" in await response.text()
        assert response.content_type == "text/html", "a browser is shown a page"
