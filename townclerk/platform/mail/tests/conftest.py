"""Kinds of mail for the tests, and a mail service that answers as it is told."""

from datetime import UTC, datetime

import pytest

from townclerk.platform.mail.kinds import Rhythm, mail_kind

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def moment():
    return MOMENT


@pytest.fixture(scope="session")
def ask():
    return mail_kind("test-ask", "Something asked")


@pytest.fixture(scope="session")
def news():
    return mail_kind("test-news", "News of a test", rhythm=Rhythm.DAILY, optional=True)


@pytest.fixture(scope="session")
def secret():
    return mail_kind("test-secret", "A link of a test", secret=True)
