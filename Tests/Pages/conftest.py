import contextlib

import pytest

import browsing
import pages
import seeding
from daemon import Daemon


@pytest.fixture(scope="session")
def daemon():
    """A daemon with the worked example and the large document."""
    with Daemon() as daemon:
        seeding.example(daemon)
        seeding.large_document(daemon)
        yield daemon


@pytest.fixture(scope="session")
def browser():
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def people(browser, daemon):
    return browsing.People(browser, daemon)


@pytest.fixture
def open_page(people, daemon):
    """Opens a page of the list, or any path, for a user; it is closed with the test."""
    with contextlib.ExitStack() as stack:
        def open_page(path, user, status=200, **options):
            page = stack.enter_context(people.page(user, **options))
            page.answer = page.goto(pages.address(daemon, path))
            assert page.answer.status == status, f"{path} answered {page.answer.status}"
            return page
        yield open_page
