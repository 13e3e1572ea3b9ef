"""Times as news says them: the words on the left, the days on the right, told on Sunday 3 November 2019."""

from __future__ import annotations

import pytest

from testimonia.model.claim import Period
from testimonia.resolve.dates import date_marks, resolve_date

TOLD = "2019-11-03"

TABLE = [
    ("The bomb went off on [Friday].", "2019-11-01"),
    ("A vote will be held on [12 December].", "2019-12-12"),
    ("He is to be tried on [Friday].", "2019-11-08"),
    ("On [the first day of Ramadan] a mine exploded.", "2019-05-06"),
    ("In [the last week of Ramadan] thirty died.", "2019-05-29/2019-06-04"),
    ("It happened on [the second day of Eid al-Fitr].", "2019-06-06"),
    ("Shells fell on [the 27th night of Ramadan].", "2019-06-01"),
    ("Gunmen struck on [Saturday] at dawn.", "2019-11-02"),
    ("A blast killed two on [Sunday].", "2019-11-03"),
    ("Troops were ambushed [last Sunday].", "2019-10-27"),
    ("They were killed [last Friday], the army said.", "2019-11-01"),
    ("[Monday]'s raid left three dead.", "2019-10-28"),
    ("On [Tuesday night] the village was attacked.", "2019-10-29"),
    ("[Wednesday morning] a mine exploded.", "2019-10-30"),
    ("He was shot [this Thursday].", "2019-10-31"),
    ("The talks will resume on [Monday], he said.", "2019-11-04"),
    ("Elections are due [next Thursday].", "2019-11-07"),
    ("The vote is scheduled for [Tuesday].", "2019-11-05"),
    ("He was shot [yesterday].", "2019-11-02"),
    ("[Yesterday evening] a bus was hit.", "2019-11-02"),
    ("The camp was shelled [today].", "2019-11-03"),
    ("[Earlier today] shells fell.", "2019-11-03"),
    ("A policeman died [this morning].", "2019-11-03"),
    ("[Tonight] two drones were shot down.", "2019-11-03"),
    ("The market was bombed [last night].", "2019-11-02"),
    ("Drones struck the port [overnight].", "2019-11-02/2019-11-03"),
    ("The army will leave [tomorrow].", "2019-11-04"),
    ("They came [the day before yesterday].", "2019-11-01"),
    ("They came [the night before last].", "2019-11-01"),
    ("Eight were freed [two days ago].", "2019-11-01"),
    ("Some [ten days ago] it burned.", "2019-10-24"),
    ("He disappeared [a week ago].", "2019-10-27"),
    ("He disappeared [a week ago today].", "2019-10-27"),
    ("She was taken [two weeks ago].", "2019-10-20"),
    ("She was taken [a fortnight ago].", "2019-10-20"),
    ("She was taken [three months ago].", "2019-08-01/2019-08-31"),
    ("The war began [five years ago].", "2014-01-01/2014-12-31"),
    ("He was killed [ten years ago today].", "2009-11-03"),
    ("It happened [a week ago Friday].", "2019-10-25"),
    ("It happened on [Wednesday four weeks ago].", "2019-10-02"),
    ("The raid of [last week] killed nine.", "2019-10-21/2019-10-27"),
    ("On [Monday of last week] he fled.", "2019-10-21"),
    ("He fled [on Thursday last week].", "2019-10-24"),
    ("[The week before last] a granary burned.", "2019-10-14/2019-10-20"),
    ("[Early last week] a convoy was hit.", "2019-10-21/2019-10-23"),
    ("At [the end of last week] it was quiet.", "2019-10-25/2019-10-27"),
    ("There were attacks [this week].", "2019-10-28/2019-11-03"),
    ("They died at [the weekend].", "2019-11-02/2019-11-03"),
    ("They died [last weekend].", "2019-10-26/2019-10-27"),
    ("The convoy was hit [this month].", "2019-11-01/2019-11-03"),
    ("The convoy was hit [last month].", "2019-10-01/2019-10-31"),
    ("The convoy was hit [late last month].", "2019-10-15/2019-10-31"),
    ("The convoy was hit [earlier this month].", "2019-11-01/2019-11-03"),
    ("Fourteen have died [this year].", "2019-01-01/2019-11-03"),
    ("Fourteen died [last year].", "2018-01-01/2018-12-31"),
    ("It was burnt [earlier this year].", "2019-01-01/2019-11-03"),
    ("It was burnt [late last year].", "2018-09-01/2018-12-31"),
    ("In [the past 24 hours] six died.", "2019-11-02/2019-11-03"),
    ("In [the last three days] six died.", "2019-10-31/2019-11-03"),
    ("Over [the past two weeks] six died.", "2019-10-20/2019-11-03"),
    ("In [recent days] six died.", "2019-10-27/2019-11-03"),
    ("He was killed on [5 November 2014].", "2014-11-05"),
    ("He was killed on [November 5, 2014].", "2014-11-05"),
    ("He was killed on [Nov. 5, 2014].", "2014-11-05"),
    ("He was killed on [5th of November 2014].", "2014-11-05"),
    ("He was killed on [Wednesday, November 5, 2014].", "2014-11-05"),
    ("He was killed on [Wednesday 5 November 2014].", "2014-11-05"),
    ("He was killed on [2014-11-05].", "2014-11-05"),
    ("Current events/[2014 November 5]", "2014-11-05"),
    ("He was killed on [05/11/2014].", "2014-11-05"),
    ("He was killed on [5.11.2014].", "2014-11-05"),
    ("He was killed on [25/12/14].", "2014-12-25"),
    ("He was killed on [12/25/2014].", "2014-12-25"),
    ("He was killed on [5 October].", "2019-10-05"),
    ("He was killed on [Oct. 5].", "2019-10-05"),
    ("He was killed on [October 5th].", "2019-10-05"),
    ("He was killed on [the 5th of October].", "2019-10-05"),
    ("The attack of [24 December] was forgotten.", "2018-12-24"),
    ("The [December 24] attack was forgotten.", "2018-12-24"),
    ("A rally will be held on [20 November].", "2019-11-20"),
    ("He was killed on [Friday, October 25].", "2019-10-25"),
    ("He was killed on [Friday (October 25)].", "2019-10-25"),
    ("He was killed on [May 7 last year].", "2018-05-07"),
    ("He was killed on [7 May this year].", "2019-05-07"),
    ("They clashed from [3 to 5 October].", "2019-10-03/2019-10-05"),
    ("They clashed between [3 and 5 October].", "2019-10-03/2019-10-05"),
    ("They clashed on [3-5 October 2014].", "2014-10-03/2014-10-05"),
    ("They clashed on [October 3-5, 2014].", "2014-10-03/2014-10-05"),
    ("They clashed on [15 and 16 April].", "2019-04-15/2019-04-16"),
    ("They clashed on [March 23 and 24].", "2019-03-23/2019-03-24"),
    ("They clashed between [30 July and 2 August].", "2019-07-30/2019-08-02"),
    ("They clashed from [30 July to 2 August 2014].", "2014-07-30/2014-08-02"),
    ("They clashed from [June 30 to July 2, 2014].", "2014-06-30/2014-07-02"),
    ("They clashed from [December 30, 2013 to January 2, 2014].", "2013-12-30/2014-01-02"),
    ("They clashed from [30 December to 2 January].", "2018-12-30/2019-01-02"),
    ("They clashed [Thursday and Friday].", "2019-10-31/2019-11-01"),
    ("They clashed between [Saturday night and Sunday noon].", "2019-11-02/2019-11-03"),
    ("They clashed from [Monday to Wednesday].", "2019-10-28/2019-10-30"),
    ("They came in the [night from Thursday to Friday].", "2019-10-31/2019-11-01"),
    ("They came in the [night of Thursday to Friday].", "2019-10-31/2019-11-01"),
    ("They came in the [night to Saturday].", "2019-11-01/2019-11-02"),
    ("They came [overnight into Saturday].", "2019-11-01/2019-11-02"),
    ("They came [overnight Thursday].", "2019-10-31/2019-11-01"),
    ("They came on the night of [31 October].", "2019-10-31"),
    ("They came on the [night of Monday].", "2019-10-28"),
    ("They died [yesterday and early today].", "2019-11-02/2019-11-03"),
    ("In [early March] two fell.", "2019-03-01/2019-03-10"),
    ("In [mid-March] two fell.", "2019-03-10/2019-03-20"),
    ("In [late March 2015] two fell.", "2015-03-15/2015-03-31"),
    ("At [the end of July] two fell.", "2019-07-24/2019-07-31"),
    ("At [the beginning of May 2012] two fell.", "2012-05-01/2012-05-10"),
    ("In [June] two fell.", "2019-06-01/2019-06-30"),
    ("In [December] two fell.", "2018-12-01/2018-12-31"),
    ("In [November] two fell.", "2019-11-01/2019-11-03"),
    ("In [May 2014] two fell.", "2014-05-01/2014-05-31"),
    ("In [May of 2014] two fell.", "2014-05-01/2014-05-31"),
    ("In [November last year] two fell.", "2018-11-01/2018-11-30"),
    ("[Last July] two fell.", "2019-07-01/2019-07-31"),
    ("[Last November] two fell.", "2018-11-01/2018-11-30"),
    ("The [March] attack was the worst.", "2019-03-01/2019-03-31"),
    ("From [March to May 2014] two fell.", "2014-03-01/2014-05-31"),
    ("Between [March and May] two fell.", "2019-03-01/2019-05-31"),
    ("In [the first week of August] two fell.", "2019-08-01/2019-08-07"),
    ("In [the last week of August 2015] two fell.", "2015-08-25/2015-08-31"),
    ("In [2008] two fell.", "2008-01-01/2008-12-31"),
    ("Since [2017] two fell.", "2017-01-01/2017-12-31"),
    ("The [2004] bombing was the worst.", "2004-01-01/2004-12-31"),
    ("In [2019] two fell.", "2019-01-01/2019-11-03"),
    ("In [early 2014] two fell.", "2014-01-01/2014-04-30"),
    ("In [mid-2014] two fell.", "2014-05-01/2014-08-31"),
    ("In [late 2014] two fell.", "2014-09-01/2014-12-31"),
    ("From [1998 to 2003] they fought.", "1998-01-01/2003-12-31"),
    ("In [2007-08] they fought.", "2007-01-01/2008-12-31"),
    ("In [the 1990s] they fought.", "1990-01-01/1999-12-31"),
    ("In [the late 1990s] they fought.", "1997-01-01/1999-12-31"),
    ("In [the sixties] they fought.", "1960-01-01/1969-12-31"),
    ("In [the 19th century] they fought.", "1800-01-01/1899-12-31"),
    ("In [the first half of 2010] they fought.", "2010-01-01/2010-06-30"),
    ("In [the third quarter of 2010] they fought.", "2010-07-01/2010-09-30"),
    ("In [the summer of 2006] they fought.", "2006-06-01/2006-08-31"),
    ("[Last summer] they fought.", "2019-06-01/2019-08-31"),
    ("On [Christmas Day] they prayed.", "2018-12-25"),
    ("On [Christmas Eve 2010] they prayed.", "2010-12-24"),
    ("On [New Year's Eve] they danced.", "2018-12-31"),
    ("On [New Year’s Day] they danced.", "2019-01-01"),
    ("On [Easter Sunday] the churches were bombed.", "2019-04-21"),
    ("On [Good Friday 2016] they prayed.", "2016-03-25"),
    ("During [Ramadan] they fasted.", "2019-05-06/2019-06-04"),
    ("On [Eid al-Fitr] they prayed.", "2019-06-05"),
    ("On [Ashura 2004] the shrines were bombed.", "2004-03-02"),
    ("On [Yom Kippur] they prayed.", "2019-10-09"),
    ("On [Valentine's Day] they met.", "2019-02-14"),
    ("On [Thanksgiving 2017] they met.", "2017-11-23"),
    ("Since [9/11] they fought.", "2001-09-11"),
    ("The [September 11] attacks changed it.", "2001-09-11"),
    ("They came on [the 17th].", "2019-10-17"),
    ("They came on [Sunday the 27th].", "2019-10-27"),
    ("[Mon 28]: a mine.", "2019-10-28"),
    ("[Wed. 30]: a mine.", "2019-10-30"),
    ("At about 01:30 local time on [Sunday] they came.", "2019-11-03"),
    ("[On this day last year] they came.", "2018-11-03"),
    ("On the morning of [August 5, 2012], a man came.", "2012-08-05"),
    ("They said so [the other day].", "2019-10-31/2019-11-02"),
    ("They came [this past weekend].", "2019-11-02/2019-11-03"),
    ("The [fourth anniversary] of the blast was marked.", "2015-11-03"),
    ("In [January] 150 people had died.", "2019-01-01/2019-01-31"),
    ("In [May] 20 people were killed.", "2019-05-01/2019-05-31"),
    ("They died on [August 5] 200 km away.", "2019-08-05"),
]


def days(period: Period) -> str | None:
    """A period as one word: a day, or the first and last with a stroke."""
    return period.start if period.start == period.end else f"{period.start}/{period.end}"


@pytest.mark.parametrize(("sentence", "value"), TABLE)
def test_time_in_a_sentence(sentence: str, value: str) -> None:
    low, high = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    found = [mark for mark in date_marks(text, published=TOLD) if mark.start < high and mark.end > low]
    assert [days(mark.period) for mark in found] == [value]
    assert found[0].period.because
    assert 0 < found[0].period.confidence <= 1


@pytest.mark.parametrize(("sentence", "value"), TABLE)
def test_the_phrase_alone_with_the_words_around(sentence: str, value: str) -> None:
    before, rest = sentence.split("[")
    phrase, after = rest.split("]")
    assert days(resolve_date(phrase, published=TOLD, tense=None, before=before, after=after)) == value


# Counted from the day that the telling has reached, or from an event: text, the words, value, anchor.
TOLD_TABLE = [
    ("A bomb killed two on Monday. [The next day] a mine exploded.", "2019-10-29", "text"),
    ("A bomb killed two on Monday. [The following day] a mine exploded.", "2019-10-29", "text"),
    ("A bomb killed two on Monday. [The same night] a mine exploded.", "2019-10-28", "text"),
    ("A bomb killed two on Monday. [The day before], a mine exploded.", "2019-10-27", "text"),
    ("A bomb killed two on Monday. [Two days earlier] a mine exploded.", "2019-10-26", "text"),
    ("A bomb killed two on Monday. [Two days later] a mine exploded.", "2019-10-30", "text"),
    ("A bomb killed two on Monday. [Hours later] a mine exploded.", "2019-10-28", "text"),
    ("A bomb killed two on Monday. [A week earlier], a mine exploded.", "2019-10-21", "text"),
    ("A bomb killed two on Monday. [That evening] a mine exploded.", "2019-10-28", "text"),
    ("A bomb killed two on Monday. [The previous Saturday] a mine exploded.", "2019-10-26", "text"),
    ("A bomb killed two on Monday. [The following Friday] a mine exploded.", "2019-11-01", "text"),
    ("In May 2018 they seized a priest, killing him [the following year].", "2019-01-01/2019-12-31", "published"),
    ("In September twelve herders were shot dead on [the 14th].", "2019-09-14", "text"),
    ("In September a bus was stormed, with a priest seized [the week before].", "2019-09-01/2019-09-30", "published"),
    ("A bomb killed two on Monday. [The previous month] a mine exploded.", "2019-09-01/2019-09-30", "text"),
    ("He flew home on Thursday, [two days after] gunmen sprayed the bus.", "2019-10-29", "event"),
    ("He flew home on Thursday, [a day after] a blast in the port.", "2019-10-30", "event"),
    ("The bus was hit on 10 October. [Three weeks after] the ambush, seven died.", "2019-10-31", "event"),
    ("The news comes [five days after] the camp was stormed.", "2019-10-29", "event"),
    ("He was seized [two days after] the attack on Friday.", "2019-11-03", "event"),
    ("It came [a day after] Tuesday's attack.", "2019-10-30", "event"),
    ("He fled [three weeks after] the bombing of 5 October.", "2019-10-26", "event"),
    ("[Two days before] the raid on 15 October he fled.", "2019-10-13", "event"),
    ("He died [two days after] the attack, on Friday police said.", "2019-11-01", "event"),
    ("[Hours before] the raid on Wednesday he fled.", "2019-10-30", "event"),
    ("Yesterday marked [one year since] the raid.", "2018-11-02", "event"),
]


@pytest.mark.parametrize(("sentence", "value", "anchor"), TOLD_TABLE)
def test_time_counted_from_another(sentence: str, value: str, anchor: str) -> None:
    low = sentence.index("[")
    text = sentence.replace("[", "").replace("]", "")
    found = [mark for mark in date_marks(text, published=TOLD) if mark.start <= low < mark.end]
    assert [(days(mark.period), mark.anchor) for mark in found] == [(value, anchor)]


def test_an_event_with_a_day_of_its_own() -> None:
    attack = Period(start="2019-10-10", end="2019-10-10", precision="day")
    assert resolve_date("two days after the attack", published=TOLD, anchor=attack).start == "2019-10-12"
    assert resolve_date("two days before the attack", published=TOLD, anchor=attack).start == "2019-10-08"
    (mark,) = date_marks("It came two days after the attack", published=TOLD)
    assert (mark.anchor, mark.shift_days) == ("event", 2)


ROLES = [
    ("Six hundred died since 2017.", "since"),
    ("Six hundred died since the start of 2017.", "since"),
    ("They have until Friday.", "until"),
    ("He must leave by 5 December.", "until"),
    ("They were held for three days.", "duration"),
    ("A four-day siege ended.", "duration"),
    ("They died on Friday.", "time"),
]


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_role(text: str, role: str) -> None:
    assert [mark.role for mark in date_marks(text, published=TOLD)] == [role]


NO_TIME = [
    "They may march again.",
    "Theresa May said so.",
    "Poison came from abroad, May says",
    "The Christmas market was crowded.",
    "More than 2014 people fled.",
    "He was 24 years old.",
    "Troops fought in the second district.",
    "The sun rose and they sat down.",
    "The Long March was told of.",
    "The number rose to 1,998.",
]


@pytest.mark.parametrize("text", NO_TIME)
def test_words_that_are_no_time(text: str) -> None:
    assert [text[m.start : m.end] for m in date_marks(text, published=TOLD) if m.period.start] == []


UNRESOLVED = [
    ("31 June", TOLD, "no day 31 in month 6 of any year"),
    ("Ramadan", "0400-01-01", "does not fall in the years around 400"),
    ("30 February 2014", TOLD, "no day 30"),
    ("31/06/2014", TOLD, "no day 31"),
    ("Friday", None, "not known"),
    ("last week", None, "not known"),
    ("5 November", None, "not known"),
    ("two days ago", "yesterday-ish", "not known"),
    ("three days", TOLD, "length of time"),
    ("5-3 June 2014", TOLD, "ends before it begins"),
    ("banana", TOLD, "no time"),
    ("", TOLD, "no time"),
    ("9000 years ago", TOLD, "beyond the calendar"),
]


@pytest.mark.parametrize(("words", "published", "reason"), UNRESOLVED)
def test_what_cannot_be_resolved_says_why(words: str, published: str | None, reason: str) -> None:
    got = resolve_date(words, published=published)
    assert got.start is None
    assert got.end is None
    assert got.unresolved
    assert reason in got.unresolved


def test_a_whole_date_needs_no_day_of_publication() -> None:
    assert resolve_date("5 November 2014").start == "2014-11-05"
    assert resolve_date("in 2014").end == "2014-12-31"


def test_digits_by_the_order_of_the_country() -> None:
    assert resolve_date("05/11/2014", day_first=True).start == "2014-11-05"
    assert resolve_date("05/11/2014", day_first=False).start == "2014-05-11"
    assert resolve_date("25/11/2014", day_first=False).start == "2014-11-25"


DATELINES = [
    ("Blast in the north\n\nFriday, November 1, 2019\n\nA bomb killed two on Tuesday.", "2019-10-29"),
    ("Blast in the north\n\n2019-11-01\n\nA bomb killed two on Tuesday.", "2019-10-29"),
    ("Blast in the north\n\nBAMAKO, November 1 (Agency) - A bomb killed two yesterday.", "2019-10-31"),
]


@pytest.mark.parametrize(("text", "value"), DATELINES)
def test_relative_words_count_from_the_dateline(text: str, value: str) -> None:
    assert date_marks(text, published="2019-11-04")[-1].period.start == value


def test_a_dateline_stands_in_for_publication() -> None:
    text = DATELINES[0][0]
    assert date_marks(text, published=None)[-1].period.start == "2019-10-29"


def test_ucdp_precision() -> None:
    codes = {"Friday": 1, "last weekend": 2, "last week": 3, "last month": 4, "last year": 5}
    assert {words: resolve_date(words, published=TOLD).date_prec for words in codes} == codes
