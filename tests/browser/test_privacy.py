from tests.browser.visits import faults, follow


def test_nothing_is_asked_of_another_host(visits):
    found = faults(visits, "elsewhere")

    assert not found, found


def test_pages_need_no_script_and_hold_nothing_inline(visits):
    found = faults(visits, "script", "inline")

    assert not found, found


def test_the_console_has_no_error_warning_or_breach_of_the_policy(visits):
    found = faults(visits, "console")

    assert not found, found


def test_no_page_sets_a_cookie(visits):
    found = [(visit.path, cookie["name"]) for visit in visits for cookie in visit.cookies]

    assert found == []


def test_nothing_is_left_after_reading_searching_and_filtering(open_page):
    page = open_page("/")
    page.get_by_role("combobox", name="Search this site").fill("buddy")
    follow(page.get_by_role("search").get_by_role("button").first)
    page.goto("/directory/")
    page.get_by_label("Prison, town or postcode").fill("Cardiff")
    follow(page.get_by_role("button", name="Show results"))
    follow(page.get_by_role("link", name="Cymraeg"))

    cookies = page.context.cookies()

    assert cookies == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert "/cy/directory/?q=Cardiff" in page.url
