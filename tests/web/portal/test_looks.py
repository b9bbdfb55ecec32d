"""The public pages in a real browser; apart from the others, whose module keeps a transaction open."""

from tests.support.city import load_city


def test_public_pages_look_right_and_are_accessible(browser, live_server, transactional_db):
    load_city()
    for name, path in (
        ("P1", "/"), ("P2-find", "/thu-tuc/?q=khai+sinh"), ("P2", "/thu-tuc/1.001193/"),
        ("P3", "/diem-phuc-vu/"), ("P5", "/tra-cuu/"), ("P7", "/gop-y"), ("P9", "/tro-giup"),
    ):  # fmt: skip
        page = browser.leaf(live_server.url + path)
        browser.shoot(page, name)
        browser.check(page, nodes=900)
