"""The OpenAPI description and the reference page: valid, complete, and true of the answers."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import jsonschema
import pytest
import yaml
from django.core.management import call_command
from django.urls import get_resolver

from tests.builders import make_article, make_claim, make_link, make_quantity, make_source, make_verdict


@cache
def description() -> dict[str, Any]:
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(json.dumps(schema))


def test_the_description_is_valid_and_without_warnings(tmp_path, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
    assert yaml.safe_load((tmp_path / "schema.yml").read_text())["openapi"].startswith("3.1")


def test_the_description_is_served_to_everybody(db, client):
    for address in ("/api/v1/schema/", "/api/v1/schema"):
        assert client.get(address).status_code == 200
    assert client.get("/api/v1/schema", headers={"accept": "application/json"}).json()["info"]["title"] == "Factdesk"


def test_every_address_is_described():
    patterns = next(p for p in get_resolver().url_patterns if str(p.pattern) == "api/v1/").url_patterns
    named = {
        re.sub(r"\(\?P<(\w+)>[^/]*\)", r"{\1}", str(p.pattern).removeprefix("^").removesuffix("$").removesuffix("/?"))
        for p in patterns
    }
    described = {path.removeprefix("/api/v1/") for path in description()["paths"]}
    assert described == named - {"schema", "docs", "docs/"}


def test_every_operation_says_what_it_does_and_how_it_refuses():
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], (path, method)
            assert operation["security"] == [{"token": []}], (path, method)
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def shape(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": description()["components"]}


@pytest.mark.parametrize(
    "resource", ["articles", "claims", "verdicts", "evidence", "links", "sources", "runs", "findings", "history"]
)
def test_answers_have_the_shape_that_is_described(desk, program, member, resource):
    article = make_article(desk, outlet=make_source(desk))
    claim = make_claim(
        article, "The river rose by two metres overnight", speaker="The council", when_surface="overnight"
    )
    make_quantity(claim, "two metres", value=2)
    make_verdict(claim, member("reviewer"))
    make_link(claim, make_claim(make_article(desk)))
    caller = program(desk, "moderator")
    operation = description()["paths"][f"/api/v1/{resource}"]["get"]
    page = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    shown = caller.get(resource).json()
    jsonschema.Draft202012Validator(shape(page)).validate(shown)
    for row in shown["results"]:
        single = caller.get(f"{resource}/{row.get('id', row.get('sequence'))}").json()
        named = {"evidence": "Evidence", "history": "History", "claims": "ClaimDetail"}.get(
            resource, resource.title()[:-1]
        )
        jsonschema.Draft202012Validator(shape(named)).validate(single)
        assert set(single) == set(description()["components"]["schemas"][named]["properties"])


def test_a_refusal_has_the_shape_that_is_described(desk, program):
    for answer in (
        program(desk).get("articles?x=1"),
        program(desk).get("articles/none"),
        program(desk).post("articles", "{"),
    ):
        jsonschema.Draft202012Validator(shape("Problem")).validate(answer.json())


def test_the_page_names_every_address_and_runs_no_script(db, client):
    for address in ("/api/v1/docs/", "/api/v1/docs"):
        page = client.get(address)
        assert page.status_code == 200
    words = page.content.decode()
    for path in description()["paths"]:
        assert f"<code>{path.removeprefix('/api/v1')}</code>" in words
    for target in re.findall(r'href="#([^"]+)"', words):
        assert f'id="{target}"' in words, target
    assert "<script" not in words
    assert not re.search(r"\s(style|on\w+)=", words)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 360])
def test_the_page_renders_without_a_complaint(live_server, page, width):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.set_viewport_size({"width": width, "height": 900})
    answer = page.goto(f"{live_server.url}/api/v1/docs/")
    page.wait_for_load_state("networkidle")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert page.get_by_role("heading", name="API reference").is_visible()
    page.locator("#verdicts-create").scroll_into_view_if_needed()
    assert page.locator("#verdicts-create").get_by_text("rationale").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert complaints == []
