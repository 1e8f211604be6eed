"""The whole way once, for real: web server, worker, Valkey, PostgreSQL and a headless browser, with the real extractor."""

from __future__ import annotations

import json
import os
import re
import urllib.request

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from claims import accounts
from claims.models import Claim, ExtractionRun, History, Verdict
from tests.builders import PASSWORD, make_desk, make_member
from tests.flows.running import web_server, worker

# The browser's event loop runs in this thread, and Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.django_db(transaction=True)]

ARTICLE = """Barge fire closes the Orlow canal
A fire on a fuel barge has closed the Orlow canal to all traffic, the waterways office said on Tuesday.
Rescue crews pulled 14 of 17 sailors from the water, fire chief Mara Lund told reporters. Up to 300 tonnes of diesel may have leaked.
“Nobody has died,” Lund said.
Read more: What the canal means for grain prices
"""


@pytest.fixture
def people(transactional_db):
    desk = make_desk("Harbour desk")
    found = {role: make_member(desk, role, username=role) for role in ("editor", "reviewer", "moderator")}
    for user in found.values():
        user.password = make_password(PASSWORD, hasher="argon2")  # the real server knows no test hasher
        user.save()
    return found | {"desk": desk}


def sign_in(page, address, name):
    page.goto(f"{address}/account/sign-in/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("sign-in"))


def call(address, path, key, body=None):
    request = urllib.request.Request(
        f"{address}/api/v1/{path}", headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    )
    if body is not None:
        request.data = json.dumps(body).encode()
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def test_from_an_uploaded_file_to_a_verdict_that_pages_api_and_admin_show(people, context, tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    file = tmp_path / "canal.txt"
    file.write_text(ARTICLE)
    _, key = accounts.create_token(
        user=make_member(people["desk"], "integration"), desk=people["desk"], name="Reader", scopes=["read"]
    )
    page = context.new_page()
    complaints = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with worker(tmp_path / "worker.log"), web_server(tmp_path / "web.log") as address:
        # an editor uploads, and watches until it is ready
        sign_in(page, address, "editor")
        page.goto(f"{address}/upload/")
        page.get_by_label("Choose files to upload").set_input_files(file)
        if page.get_by_role("button", name="Upload", exact=True).is_visible():
            page.get_by_role("button", name="Upload", exact=True).click()
        link = page.get_by_role("link", name=re.compile(r"Open, \d+ claims"))
        expect(link).to_be_visible(timeout=60_000)
        link.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Barge fire closes the Orlow canal")
        claim = Claim.objects.get(quantities__total=17)
        assert (claim.quantities.get(total=17).value, claim.quantities.get(total=17).surface) == (14, "14 of 17")
        assert not Claim.objects.filter(quote__contains="grain prices").exists()
        expect(page.locator(f"mark[data-claim='{claim.number}']").first).to_contain_text("14 of 17")

        # a reviewer judges it with the keyboard alone
        context.clear_cookies()
        sign_in(page, address, "reviewer")
        page.goto(f"{address}/articles/{claim.article.public_id}/?claim={claim.number}")
        page.keyboard.press("e")
        page.keyboard.insert_text("https://brigade.example/log")
        page.get_by_label("Note").focus()
        page.keyboard.insert_text("The brigade’s log names 14 rescued of a crew of 17.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#panel .evidence")).to_contain_text("brigade.example")
        expect(page.locator("#rationale")).to_have_value("The brigade’s log names 14 rescued of a crew of 17.")
        page.locator("body").press("v")
        expect(page.locator("input[name=point]").first).to_be_focused()  # a number: its points are shown first
        page.keyboard.press("Control+Enter")
        expect(page.locator("#panel .layers, #panel .layer-tabs, #panel .tags, #panel").first).to_contain_text(
            "Verified"
        )
        expect(page.locator(f"mark[data-claim='{claim.number}']").first).to_have_class(re.compile("mark--verified"))
        page.goto(f"{address}/claims/{claim.public_id}/")
        expect(page.locator("main")).to_contain_text("The brigade’s log names 14 rescued of a crew of 17.")

        # the API says the same
        shown = call(address, f"claims/{claim.public_id}/", key)
        assert shown["states"]["world"] == "verified"
        assert shown["quantities"][0]["of"] == 17

        # and so does the moderators' site
        context.clear_cookies()
        sign_in(page, address, "moderator")
        page.goto(f"{address}/admin/claims/verdict/")
        expect(page.locator("#result_list")).to_contain_text("The brigade’s log names 14 rescued of a crew of 17.")
        expect(page.locator("#result_list")).to_contain_text("Verified")
    verdict = Verdict.objects.get()
    assert (verdict.value, verdict.reviewer.username, verdict.evidence.get().url) == (
        "verified",
        "reviewer",
        "https://brigade.example/log",
    )
    assert [event.verb for event in History.objects.about(claim)] == ["added evidence", "recorded verdict"]
    assert ExtractionRun.objects.get().state == "ready"
    assert complaints == []
