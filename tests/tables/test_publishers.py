"""Publishers and their addresses on the left, the country that they are at home in on the right."""

from __future__ import annotations

import pytest

from testimonia.knowledge.actors import Registry
from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.knowledge.publishers import home
from testimonia.model.text import Document
from testimonia.resolve.marks import Resolvers

HOMES = """
CNN | | US
The New York Times | | US
www.nytimes.com | | US
VOA | | US
U.S. Central Command | | US
 | https://www.whitehouse.gov/briefing | US
 | https://edition.cnn.com/2014/x | US
Rappler | | PH
 | https://www.sunstar.com.ph/cebu | PH
Philippine Daily Inquirer | | PH
The Times of Israel | | IL
Premium Times Nigeria | | NG
Kyiv Post | | UA
BBC News | https://www.bbc.co.uk/news/1 | GB
Reuters | https://www.reuters.com/x | -
Wikinews | https://en.wikinews.org/wiki/X | -
 | https://example.tv/x | -
 | not an address | -
 | | -
""".strip("\n").split("\n")

# Publisher, address, language: the day that 05/11/2014 is.
DAYS = """
USA Today | | | 2014-05-11
 | https://www.sunstar.com.ph/x | en | 2014-05-11
 | | en-US | 2014-05-11
The Guardian | https://www.theguardian.com/x | en | 2014-11-05
The Times of Israel | | en-US | 2014-11-05
 | | en | 2014-11-05
""".strip("\n").split("\n")


@pytest.mark.parametrize("row", HOMES)
def test_a_publisher_is_at_home_somewhere_or_nobody_knows(row: str) -> None:
    name, address, country = (cell.strip() for cell in row.split("|"))
    assert home(name or None, address or None) == (None if country == "-" else country)


def test_very_long_names_are_looked_at() -> None:
    assert home("x" * 10_000, "y" * 10_000) is None


@pytest.mark.parametrize("row", DAYS)
def test_day_or_month_first_is_the_publishers_habit(row: str) -> None:
    name, address, lang, day = (cell.strip() for cell in row.split("|"))
    said = {"publisher": name or None, "url": address or None, "lang": lang or None}
    document = Document(id="d", text="They fled on 05/11/2014.", **said)  # type: ignore[arg-type]
    (mark,) = Resolvers(Registry.open([]), Gazetteer.open()).marks(document).dates
    assert mark.period.start == day
