"""Every saved page of this room's kinds gives exactly what stands beside it."""

from __future__ import annotations

import pytest

from tests.crawlers.extract.factory import Case, cases, check


@pytest.mark.parametrize("case", cases("faqs", "reviews", "totals"), ids=lambda case: case.id)
def test_page_gives_what_is_expected(case: Case) -> None:
    check(case)
