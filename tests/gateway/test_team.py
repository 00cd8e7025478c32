"""The pages for community teams: nobody without a password, nothing without a proof."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from bot.gateway.app import create_app
from bot.settings import Settings, load_settings
from bot.storage.database import Database
from bot.storage.links import count, make_links
from bot.storage.members import Role, remove_member, save_member
from bot.storage.migrate import upgrade
from tests.gateway.conftest import served

PASSWORD = "mot mat khau dai"


@pytest.fixture
def public(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation that has an address."""
    monkeypatch.setenv("TROLY_PUBLIC_URL", "http://troly.example")
    found = load_settings()
    upgrade(Database(found.database_url))
    return found


@pytest.fixture
def db(public: Settings) -> Database:
    """Its database."""
    return Database(public.database_url)


@pytest.fixture
def site(public: Settings) -> Iterator[str]:
    """The address of its gateway."""
    with served(create_app(public)) as address:
        yield address


@contextmanager
def enter(site: str, db: Database, role: Role = "team") -> Iterator[httpx.Client]:
    """Give the browser of a member who has logged in."""
    save_member(db, "Cô Tư", PASSWORD, role)
    with httpx.Client(base_url=site, trust_env=False, timeout=30) as client:
        answer = client.post("/doi/dang-nhap", data={"name": "Cô Tư", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/doi/")
        yield client


def proof(client: httpx.Client) -> str:
    """Return what the forms of the page carry."""
    found = re.search(r'name="proof" value="(\w+)"', client.get("/doi/").text)
    assert found is not None
    return found[1]


def test_without_a_session_every_page_leads_to_the_login(site: str, db: Database) -> None:
    (link,) = make_links(db, [("", "xã Mỹ Hạnh", "Tổ 5")])
    with httpx.Client(base_url=site, trust_env=False) as client:
        for path in ("/doi/", f"/doi/ap-phich/{link.code}/a4.pdf"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/doi/dang-nhap")
        assert client.post("/doi/duong-dan", data={}).headers["location"] == "/doi/dang-nhap"
        client.cookies.set("troly_doi", "gAAAAAB", path="/doi")
        assert client.get("/doi/").status_code == 303


@pytest.mark.parametrize(
    ("name", "password"), [("Cô Tư", "sai"), ("Ai đó", PASSWORD), ("", ""), ("x" * 500, "\x00")]
)
def test_a_wrong_name_or_password_says_the_same(
    site: str, db: Database, name: str, password: str
) -> None:
    save_member(db, "Cô Tư", PASSWORD, "team")
    given = {"name": name, "password": password}
    answer = httpx.post(f"{site}/doi/dang-nhap", data=given, trust_env=False)
    assert answer.status_code == 403
    assert "Tên hoặc mật khẩu chưa đúng." in answer.text
    assert "set-cookie" not in answer.headers


def test_guessing_is_stopped(site: str, db: Database) -> None:
    given = {"name": "Cô Tư", "password": "sai"}
    answers = [
        httpx.post(f"{site}/doi/dang-nhap", data=given, trust_env=False).status_code
        for _ in range(12)
    ]
    assert answers[-1] == 429


def test_a_member_makes_a_link_and_prints_its_poster(site: str, db: Database) -> None:
    with enter(site, db) as client:
        given = {
            "proof": proof(client), "commune": "xã Mỹ Hạnh", "procedure": "khai_sinh",
            "team": " Tổ <b>5</b> ",
        }  # fmt: skip
        assert client.post("/doi/duong-dan", data=given).status_code == 303
        page = client.get("/doi/").text
        code = re.search(r'<th scope="row">(\w{6})</th>', page)
        assert code is not None
        assert "Tổ &lt;b&gt;5&lt;/b&gt;" in page
        for size in ("a4", "a5", "nhan"):
            poster = client.get(f"/doi/ap-phich/{code[1]}/{size}.pdf")
            assert poster.content.startswith(b"%PDF")
        assert client.get(f"/doi/ap-phich/{code[1]}/a0.pdf").status_code == 404
        assert client.get("/doi/ap-phich/zzzzz9/a4.pdf").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"commune": "xã Không Có"}, {"procedure": "khong_co"}, {"team": " "}, {"commune": ""}],
)
def test_what_does_not_exist_gets_no_link(site: str, db: Database, wrong: dict[str, str]) -> None:
    with enter(site, db) as client:
        given = {"proof": proof(client), "commune": "xã Mỹ Hạnh", "procedure": "", "team": "Tổ 5"}
        answer = client.post("/doi/duong-dan", data=given | wrong)
        assert answer.status_code == 400
        assert "Chọn xã, phường" in answer.text


def test_another_site_cannot_act_for_a_member(site: str, db: Database) -> None:
    with enter(site, db) as client:
        given = {"commune": "xã Mỹ Hạnh", "procedure": "", "team": "Tổ 5"}
        assert client.post("/doi/duong-dan", data=given).status_code == 403
        assert client.post("/doi/duong-dan", data=given | {"proof": "x"}).status_code == 403
        assert client.post("/doi/dang-xuat", data={}).status_code == 403
        cookie = client.post("/doi/dang-nhap", data={"name": "Cô Tư", "password": PASSWORD})
        said = cookie.headers["set-cookie"].lower()
        assert "httponly" in said
        assert "samesite=strict" in said


def test_who_may_only_look_makes_no_link(site: str, db: Database) -> None:
    with enter(site, db, "viewer") as client:
        assert "Làm đường dẫn" not in client.get("/doi/").text
        given = {"proof": proof(client), "commune": "xã Mỹ Hạnh", "procedure": "", "team": "Tổ"}
        assert client.post("/doi/duong-dan", data=given).status_code == 403


def test_counts_are_shown_and_small_ones_are_not(site: str, db: Database) -> None:
    (link,) = make_links(db, [("khai_sinh", "xã Mỹ Hạnh", "Tổ 5")])
    day = time.strftime("%Y-%m-%d")
    with db.write() as connection:
        for _ in range(7):
            count(connection, link.code, day, ["opened"])
        count(connection, link.code, day, ["asked"])
    with enter(site, db) as client:
        page = client.get("/doi/").text
    assert "<td>7</td>" in page
    assert "<td>dưới 5</td>" in page


def test_many_links_come_in_pages(site: str, db: Database) -> None:
    make_links(db, [("", "xã Mỹ Hạnh", f"Tổ {n}") for n in range(60)])
    with enter(site, db) as client:
        first, second = client.get("/doi/").text, client.get("/doi/?trang=2").text
        assert (first.count("<tr>"), second.count("<tr>")) == (51, 11)
        for odd in ("0", "-1", "x", "9" * 30, "99999"):
            assert client.get("/doi/", params={"trang": odd}).status_code == 200


def test_logging_out_and_a_new_password_end_all_sessions(site: str, db: Database) -> None:
    with enter(site, db) as first, enter(site, db) as second:
        assert first.get("/doi/").status_code == 303
        second.post("/doi/dang-xuat", data={"proof": proof(second)})
        again = httpx.Client(base_url=site, trust_env=False, cookies=second.cookies)
        assert again.get("/doi/").status_code == 303
        again.close()


def test_who_is_taken_away_is_out_at_once(site: str, db: Database) -> None:
    with enter(site, db) as client:
        assert client.get("/doi/").status_code == 200
        assert remove_member(db, "Cô Tư")
        assert client.get("/doi/").status_code == 303
