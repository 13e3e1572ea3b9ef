"""Sentences with the name of a capital or country in brackets on the left, what it is there on the right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.knowledge.actors import Registry
from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.resolve.actors import actor_marks
from testimonia.resolve.capitals import SPAN, speaks
from testimonia.resolve.places import place_marks

GAZETTEER, REGISTRY = Gazetteer.open(), Registry.open([])

SENTENCES = """
[Washington] would help, it said. | actor
[Paris] has denied it. | actor
[Paris] has repeatedly denied it. | actor
[Kabul] accused its neighbour. | actor
Officials said [Baghdad] had not agreed to it. | actor
“[Washington] would help,” he said. | actor
[Moscow] is preparing to send troops. | actor
[Moscow] will not send troops. | actor
[Moscow] won't send troops. | actor
[Moscow] won’t send troops. | actor
[Moscow] did not comment. | actor
[Damascus] has been accused of war crimes. | actor
[Damascus] has been seeking arms. | actor
[Bamako] may withdraw from the deal. | actor
[Asmara] would not confirm it. | actor
[Juba] has rejected the report. | actor
[N'Djamena] has threatened to withdraw. | actor
[Nairobi] has deployed troops. | actor
[Tehran] could retaliate. | actor
[Tehran] should have warned them. | actor
[Washington] is willing to talk. | actor
[Paris] would be ready to act. | actor
[Kabul] is trying to win them back. | actor
[Kabul] has long sought talks. | actor
[Islamabad] withdrew its envoy. | actor
[Addis Ababa] has also sent troops. | actor
In Kabul, [Washington] would help. | actor
Aid will go on, but [Berlin] must pay. | actor
[Paris] and Berlin have urged calm. | actor
Paris and [Berlin] have urged calm. | actor
[Iran] will retaliate, it warned. | actor
The [United States] has sent ships. | actor
They feared fighting would reach [Kabul]. | place
People in [Washington] would know. | place
Officials in [Washington] have denied it. | place
[Kabul] has fallen. | place
[Kabul] would fall within days. | place
[Kabul] could soon be cut off. | place
[Kabul] will have no power. | place
[Baghdad] has seen a wave of bombings. | place
[Baghdad] has been hit by bombs. | place
[Baghdad] has been quiet. | place
[Baghdad] is burning. | place
[Baghdad] will be next. | place
[Mogadishu] has endured years of war. | place
[Mogadishu] would need water. | place
Attacks on [Mogadishu] have increased. | place
The road to [Kabul] will reopen. | place
Troops who entered [Kabul] would face charges. | place
The city of [Kabul] will build a wall. | place
Residents of [Kabul] have fled. | place
A bomb in central [Baghdad] has killed ten. | place
Flights between Paris and [Berlin] have resumed. | place
A court in Mombasa, [Kenya] has sentenced him. | place
Troops from Chad, Niger, and [Mali] have left. | place
Shells fell on Aden and [Sanaa] has no water. | place
[Tehran] could not be reached. | place
[Gao] would help. | place
[Moscow]'s ally would help. | place
[Kabul] only waited. | place
""".strip().split("\n")

# Of these the actor's marks hold the state.
STATES = """
Washington would help, it said. | United States
Paris has denied it. | France
Officials said Baghdad had not agreed to it. | Iraq
Moscow did not comment. | Russia
Tehran could retaliate. | Iran
Kabul would fall within days. |
Baghdad has been hit by bombs. |
People in Washington would know. |
They feared fighting would reach Kabul. |
""".strip().split("\n")


def asked(row: str) -> tuple[str, int, str]:
    text, use = (cell.strip() for cell in row.rsplit(" | "))
    return text.replace("[", "").replace("]", ""), text.index("["), use


@pytest.mark.parametrize("row", SENTENCES)
def test_a_capital_that_acts_is_no_place(row: str) -> None:
    text, start, use = asked(row)
    assert {m.start: m.use for m in place_marks(text, GAZETTEER)}.get(start) == use


@pytest.mark.parametrize("row", STATES)
def test_the_state_acts_in_its_place(row: str) -> None:
    text, _, state = row.partition(" |")
    found = [m.name for m in actor_marks(text, REGISTRY) if m.kind == "state"]
    assert found == ([state.strip()] if state.strip() else [])


WORDS = st.lists(st.text(max_size=8), max_size=SPAN)


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS)
def test_any_words_are_judged(before: list[str], after: list[str]) -> None:
    assert speaks(before, after) in (True, False)
    assert not speaks([*before, "in"], after)
