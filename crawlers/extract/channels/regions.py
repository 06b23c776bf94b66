"""Which countries a page's national phone numbers are likely of."""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS

from crawlers.extract.channels.config import config
from crawlers.extract.page import Page
from crawlers.extract.page.structured import structured_items
from data.languages import extract, known
from data.urls import hostname

_CODE = re.compile(r"\+(\d{1,3})[-. ()\u00a0]")
_MAX_TEXT = 200_000
_MAX_REGIONS = 4


_regions: WeakKeyDictionary[Page, tuple[str, ...]] = WeakKeyDictionary()


def page_regions(page: Page) -> tuple[str, ...]:
    """ISO 3166 codes, the likeliest first, at most 4; () if nothing on the page tells.

    By the site's country ending, by the country in the page's language tag (`en-GB`), in `og:locale` and in schema.org
    addresses, by calling codes and countries written on the page, and last by the language itself.
    """
    regions = _regions.get(page)
    if regions is None:
        regions = _regions[page] = _read_regions(page)
    return regions


def _read_regions(page: Page) -> tuple[str, ...]:
    settings = config()["phone"]
    found = [_by_ending(page.url), *_by_tags(page)]
    found += [_region(item.text("addresscountry")[:40]) for item in structured_items(page)]
    if not any(found):
        text = page.survey.text[:_MAX_TEXT]
        for code in _CODE.findall(text) if "+" in text else ():
            # A calling code is one to three digits long, and no code begins another.
            calling = next((code[:end] for end in (1, 2, 3) if int(code[:end]) in COUNTRY_CODE_TO_REGION_CODE), "")
            found.append(COUNTRY_CODE_TO_REGION_CODE[int(calling)][0] if calling else "")
        found += [region for name, region in settings["country_names"].items() if name in text]
        # What the page says most often is where it is; the order of its lines says little.
        found.sort(key=lambda region: -found.count(region))
    found.append(extract(page.language).phones.region if page.language in known() else "")
    return tuple(dict.fromkeys(region for region in found if region in SUPPORTED_REGIONS))[:_MAX_REGIONS]


def _by_ending(url: str) -> str:
    ending = hostname(url).rpartition(".")[2].upper()
    if ending.lower() in config()["phone"]["generic_endings"]:
        return ""
    return "GB" if ending == "UK" else ending if ending in SUPPORTED_REGIONS else ""


def _by_tags(page: Page) -> list[str]:
    tags = [page.root.get("lang") or ""]
    stated = (element for _, element in page.holders["property"] if element.get("property") == "og:locale")
    locale = next((element for element in stated if element.tag == "meta"), None)
    tags.append((locale.get("content") or "") if locale is not None else "")
    return [_region(re.split(r"[-_]", tag.strip())[-1]) for tag in tags if len(tag.strip()) > 2]


def _region(text: str) -> str:
    code = text.strip().upper()
    return code if len(code) == 2 else str(config()["phone"]["country_names"].get(text.strip(), ""))
