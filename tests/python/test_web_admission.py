# SPDX-License-Identifier: MIT
"""Who may open the page and its WebSocket: host, origin, token; and what HTTP gives away."""

import socket

import pytest
from web_running import running, until
from websockets.exceptions import InvalidStatus

from mdrnn.errors import MdrnnError
from mdrnn.playing.channel import Channel
from mdrnn.playing.session import Session
from mdrnn.playing.settings import Settings, WebSettings
from mdrnn.playing.web import admission, files, link
from mdrnn.playing.web.channel import WebChannel

TOKEN = "an-other_token"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small page, with something beside it that is not for everybody."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "secret.html").write_text("secret")
    page = folder / "page"
    (page / "deeper.js").mkdir(parents=True)
    for name in ("index.html", "main.js", "page.css", "icon.svg", ".hidden.html", "notes.py"):
        (page / name).write_text(f"this is {name}")
    return page


@pytest.fixture
def page_folder(folder, monkeypatch):
    monkeypatch.setattr(files, "FOLDER", folder)


@pytest.fixture
def server(page_folder):
    with running() as started:
        yield started


@pytest.fixture
def exposed(page_folder):
    """Other machines can reach it, so it needs a token."""
    with running(WebSettings(host="0.0.0.0", port=0), token=TOKEN) as started:
        yield started


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.html", "index.html", "text/html; charset=utf-8"),
        ("/main.js?v=1", "main.js", "text/javascript; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ],
)
def test_files_of_the_page_come_with_their_types_and_strict_headers(server, path, name, kind):
    status, headers, body = server.http(path)
    assert (status, body) == (200, f"this is {name}".encode())
    assert headers["content-type"] == kind
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'self'; connect-src 'self' ws://127.0.0.1:")
    assert "unsafe" not in headers["content-security-policy"]
    assert "server" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.html",
        "/../secret.html",
        "/..%2fsecret.html",
        "/%2e%2e/secret.html",
        "/./index.html",
        "/page/",
        "/deeper.js",
        "/.hidden.html",
        "/notes.py",
        "/channel.py",
        "/main.js/",
        "/..\\secret.html",
        "/main.js%00",
        "/logs/",
        "/logs/../../secret.html",
        "/logs/..%2f..%2fsecret.html",
        "/logs/nothing.log",
    ],
)
def test_nothing_else_is_found(server, path):
    status, _, body = server.http(path)
    assert status in (400, 404)
    assert b"secret" not in body.replace(b"secret.html", b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "HEAD"])
def test_only_get_is_answered(server, method):
    assert server.http(method=method)[0] in (0, 400, 405)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "user@localhost", "[::1", "a b"]
)
def test_another_hosts_name_is_refused_even_if_it_points_here(server, host):
    assert server.http(headers={"Host": host})[0] in (400, 403)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:5001", "LOCALHOST", "127.0.0.1:80", "[::1]:5001", "192.168.0.7"]
)
def test_this_machine_and_numbers_are_served(server, host):
    assert server.http(headers={"Host": host})[0] == 200


def test_two_hosts_are_refused(server):
    assert server.http(raw=b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")[0] == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://localhost:1"])
def test_another_sites_page_cannot_connect(server, origin):
    with pytest.raises(InvalidStatus) as refused, server.page(origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_the_page_itself_and_a_named_other_page_can_connect():
    with running(WebSettings(port=0, origins=("https://my.example",))) as server:
        for origin in (f"http://127.0.0.1:{server.port}", "https://my.example"):
            with server.page(origin=origin) as page:
                assert page.key("hello")


def test_without_the_token_there_is_neither_a_page_nor_a_socket(exposed):
    for path in ("/", "/?token=", "/?token=an-other_tokeN", "/main.js", "/logs/a.log", "/?token=" + "x" * 900):
        status, _, body = exposed.http(path)
        assert status == 403
        assert b"token" in body
    with pytest.raises(InvalidStatus) as refused, exposed.page():
        pass
    assert refused.value.response.status_code == 403
    with pytest.raises(InvalidStatus), exposed.page("/"):
        pass


def test_with_the_token_there_are_both(exposed):
    status, headers, _ = exposed.http(f"/?token={TOKEN}")
    assert status == 200
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=Strict" in headers["set-cookie"]
    cookie = headers["set-cookie"].partition(";")[0]
    assert exposed.http("/main.js", headers={"Cookie": cookie})[0] == 200
    assert exposed.http("/main.js", headers={"Cookie": "mdrnn-token=wrong"})[0] == 403
    with exposed.page(f"/socket?token={TOKEN}") as page:
        assert page.key("hello")["token_needed"] is True


@pytest.mark.parametrize("token", ["two words", "a;b", "gr\u00fc\u00dfe", '"q"', "100%25", "a+b&c=d", "\U0001f3b9"])
def test_every_token_opens_the_page_and_what_it_loads(page_folder, token):
    with running(WebSettings(host="0.0.0.0", port=0), token=token) as exposed:
        path = exposed.channel.link.partition(f":{exposed.port}")[2]
        status, headers, _ = exposed.http(path)
        assert status == 200
        cookie = {"Cookie": f"""other={{"b":1}}; {headers["set-cookie"].partition(";")[0]}"""}
        assert exposed.http("/main.js", headers=cookie)[0] == 200
        with exposed.page(additional_headers=cookie) as page:
            assert page.key("hello")


def test_the_cookie_does_not_let_another_sites_page_in(exposed):
    cookie = {"Cookie": f"{admission.COOKIE}={TOKEN}"}
    with pytest.raises(InvalidStatus), exposed.page(origin="http://evil.example", additional_headers=cookie):
        pass


def test_a_host_for_others_without_a_token_is_not_opened():
    web = WebSettings(host="0.0.0.0", port=0)
    with pytest.raises(MdrnnError, match="expected a token"):
        Session(None, Settings(osc=None, web=web), [WebChannel(web)])


def test_a_port_in_use_is_a_sentence_that_names_it(server):
    web = WebSettings(port=server.port)
    with pytest.raises(MdrnnError, match=f"port {server.port} on 127.0.0.1"):
        Session(None, Settings(osc=None, web=web), [WebChannel(web)])


def test_a_host_that_is_not_ours_is_a_sentence():
    web = WebSettings(host="192.0.2.77", port=0)
    with pytest.raises(MdrnnError, match="this machine has no such address"):
        Session(None, Settings(osc=None, web=web, token=TOKEN), [WebChannel(web)])


def test_the_page_comes_when_its_port_is_free_and_the_others_play_meanwhile(page_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocking = socket.create_server(("127.0.0.1", 0))
    port = blocking.getsockname()[1]
    with running(WebSettings(port=port), beside=Channel()) as server:
        assert server.channel.port == 0
        blocking.close()
        until(lambda: server.channel._server is not None)
        assert server.channel.port == port
        server.port = port
        with server.page() as page:
            assert page.key("hello")
        assert server.http()[0] == 200


def test_the_whole_link_is_printed_with_a_code_for_a_phone(capfd):
    with running(WebSettings(host="0.0.0.0", port=0), token=TOKEN) as exposed:
        whole = exposed.channel.link
        assert whole.endswith(f":{exposed.port}/?token={TOKEN}")
        assert "0.0.0.0" not in whole
        assert whole in exposed.channel.hint("x1 x2")
        assert TOKEN not in exposed.channel.describe()
    printed = capfd.readouterr().out
    assert f"for a phone, {whole} as a code:\n" in printed
    assert sum("█" in line or "▀" in line for line in printed.splitlines()) > 10


def test_a_link_is_what_a_browser_opens():
    assert link.link("127.0.0.1", 5001, None) == "http://127.0.0.1:5001/"
    assert link.link("::1", 5001, None) == "http://[::1]:5001/"
    assert link.link("pi.local", 80, "a&b") == "http://pi.local:80/?token=a%26b"


def test_a_token_is_compared_as_a_whole():
    assert admission.has_token(None, "", "")
    assert admission.has_token("t", "t", "")
    assert admission.has_token("t", "", "mdrnn-token=t")
    assert admission.has_token("t", "", 'x={"b":1}; mdrnn-token=t'), "another program's cookie"
    assert admission.has_token("t", "", "mdrnn-token=old;mdrnn-token=t")
    for given, cookies in (("", ""), ("T", ""), ("tt", ""), ("", "mdrnn-token="), ("", "x=t"), ("\udcff", "\x00;=")):
        assert not admission.has_token("t", given, cookies)
