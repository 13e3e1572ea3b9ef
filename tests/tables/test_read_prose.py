"""Sentences as agencies write them on the left, what is read of them on the right: values of the one incident told, by
field. Published on Wednesday, 15 June 2022.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from testimonia.model.claim import Account
from tests.reading import read


def _figures(a: Account) -> list[tuple[str, int | None, str | None]]:
    return [(f.effect, f.best, f.according_to) for f in a.figures]


FIELDS: dict[str, Callable[[Account], Any]] = {
    "figures": _figures,
    "perpetrators": lambda a: [p.name for p in a.perpetrators],
    "basis": lambda a: [(p.name, p.basis) for p in a.perpetrators],
    "by": lambda a: [p.by for p in a.perpetrators],
    "targets": lambda a: [t.name for t in a.targets],
    "claims": lambda a: [(c.by, c.stance) for c in a.claims],
    "type": lambda a: a.type,
    "date": lambda a: a.date.start,
    "place": lambda a: a.places[0].name if a.places else None,
}

CASES: list[tuple[str, str, Any]] = [
    # who speaks
    ("A bomb exploded in Kano on Tuesday. The channel quoted a doctor at the hospital as saying 63 people were "
     "wounded.", "figures", [("injured", 63, "doctor at the hospital")]),
    ("A bomb exploded in Kano on Tuesday. A police officer was quoted by state radio as saying 63 people were wounded.",
     "figures", [("injured", 63, "police officer")]),
    ("A bomb exploded in Kano on Tuesday. The army said 12 civilians were killed, while the opposition said nine were.",
     "figures", [("killed", 12, "army"), ("killed", 9, "opposition")]),
    ("A bomb exploded in Kano on Tuesday. A local officer had given the number of dead as 12.",
     "figures", [("killed", 12, "local officer")]),
    ("A bomb exploded in Kano on Tuesday. Police set the number of dead at 12.", "figures", [("killed", 12, "Police")]),
    ("Gunmen have killed nine men in Kano on Tuesday, the ministry said.", "figures", [("killed", 9, "ministry")]),
    ("A bomb exploded in Kano on Tuesday. The mayor said the city was calm. He named a bomber and said 12 people "
     "were killed.", "figures", [("killed", 12, "mayor")]),
    ("A bomb exploded in Kano on Tuesday. In a statement on its website the ministry said 12 people were killed.",
     "figures", [("killed", 12, "ministry")]),
    # what was done to whom
    ("A bomb exploded in Kano on Tuesday, killing 13 soldiers, with the wounded numbering 25.",
     "figures", [("killed", 13, None), ("injured", 25, None)]),
    ("Gunmen set fire to a bus in Kano on Tuesday. A doctor said nine burned bodies were brought in.",
     "figures", [("killed", 9, "doctor")]),
    ("Gunmen raided a village near Kano on Tuesday. “We buried 34 people this morning,” the imam said.",
     "figures", [("killed", 34, "imam")]),
    ("Gunmen raided Kano on Tuesday. The army said its men came under fire and shot two gunmen dead.",
     "figures", [("killed", 2, "army")]),
    ("Two reporters were abducted and shot dead in Kano on Tuesday.",
     "figures", [("abducted", 2, None), ("killed", 2, None)]),
    ("A bomb exploded in Kano on Tuesday. The hospital received six people with serious injuries.",
     "figures", [("injured", 6, "hospital")]),
    ("Seven voters were wounded by a grenade in Kano on Tuesday.", "figures", [("injured", 7, None)]),
    (
        "Gunmen abducted 23 workers near Kano on Tuesday. Two of the 23 were shot dead, the army said.",
        "figures",
        [("abducted", 23, None), ("killed", 2, "army")],
    ),
    ("Jihadists behead four people near Kano on Tuesday.", "figures", [("killed", 4, None)]),
    ("A bomb went off in Kano on Tuesday. The number of dead has passed 40, the mayor said.",
     "figures", [("killed", 41, "mayor")]),
    ("A bomb went off in Kano on Tuesday. He visited some of the 300 people who were wounded.",
     "figures", [("injured", 300, None)]),
    ("A bomb went off in Kano on Tuesday. Musa Bello, a spokesman for the army, said it killed 24.",
     "figures", [("killed", 24, "Musa Bello")]),
    ("The council condemned the bombing in Kano on Tuesday, which resulted in 56 people killed.",
     "figures", [("killed", 56, None)]),
    ("The mayor condemned the bombing in Kano on Tuesday, in which 56 people died, and said two men had been arrested.",
     "figures", [("killed", 56, None), ("arrested", 2, "mayor")]),
    ("A missile hit Kano on Tuesday, killing 30 soldiers, a spokesman for the south, Musa al-Bello, said.",
     "figures", [("killed", 30, "Musa al-Bello")]),
    # who did it
    ("Kenya: grenade thrown into church in Nairobi on Tuesday", "perpetrators", []),
    (
        "Three rockets hit a base near Erbil on Tuesday. Similar attacks have been blamed on Iran-backed militias.",
        "perpetrators",
        [],
    ),
    ("A 19-year-old man armed with a knife stabbed three people in Kano on Tuesday before being overpowered by guards, "
     "police said.", "perpetrators", ["man"]),
    ("Armed men dressed as soldiers shot 30 people in Kano on Tuesday.", "perpetrators", ["Armed men"]),
    ("Five buses escorted by the army came under fire in Kano on Tuesday, a driver said.", "perpetrators", []),
    ("Boko Haram fighters stormed a hotel in Kano on Tuesday. The al Qaeda-linked group said it had struck officials.",
     "perpetrators", ["Boko Haram"]),
    ("Police fired at a crowd in Kano on Tuesday, killing two.", "perpetrators", ["Police"]),
    ("Israeli soldiers shot a man near Nablus on Tuesday. Israeli troops killed two others beside him.",
     "perpetrators", ["Israeli soldiers"]),
    ("A bomb went off in Kirkuk on Tuesday, killing two. Islamist insurgents have often attacked Turkmen there.",
     "perpetrators", []),
    ("The Front for Change and Concord in Chad (FACT) attacked a border post near Kidal on Tuesday, killing two.",
     "perpetrators", ["Front for Change and Concord in Chad"]),
    ("A bomb killed two in Kano on Tuesday. The government suspects the Islamic State West Africa Province.",
     "by", ["government"]),
    ("A bomb killed three soldiers in Kabul on Tuesday. The interior minister said two men were held. He blamed the "
     "Taliban.", "by", ["interior minister"]),
    # who claims it
    ("CODECO fighters raided a camp near Bunia on Tuesday, killing 30. An army spokesman confirmed the attack.",
     "claims", []),
    ("Gunmen killed a judge in Kano on Tuesday. Boko Haram has in the past said it was behind similar attacks.",
     "claims", []),
    ("Missiles struck a market in Kharkiv on Tuesday, killing three. Moscow denies targeting civilians.", "claims", []),
    ("Rebels attacked a post near Kidal on Tuesday. JNIM said it had shot down a helicopter. The army called this a "
     "lie.", "claims", [("JNIM", "claimed")]),
    ("A bomb killed two in Kabul on Tuesday. Islamic State claimed responsibility. The Taliban denied involvement.",
     "claims", [("Islamic State", "claimed"), ("Taliban", "denied")]),
    ("The National Council for the Defence of Liberty, the main rebel movement, said its forces had attacked a convoy "
     "near Kidal on Tuesday.", "claims", [("National Council for the Defence of Liberty", "claimed")]),
    # whom it struck, and how
    ("Gunmen abducted two Frenchmen in Zinder on Tuesday.", "targets", ["Frenchmen"]),
    ("Gunmen killed the politician Omar al-Rashidi in Baghdad on Tuesday.", "targets", ["politician Omar al-Rashidi"]),
    ("A suicide car bomber killed eight people in Mogadishu on Tuesday.", "type", "suicide_bombing"),
    ("Militant group says it carried out Kano bombing\n\nThe Taliban claimed responsibility on Tuesday for the bombing "
     "that killed 37 people in Kano on Sunday.", "perpetrators", ["Taliban"]),
    # where
    ("Two reporters were shot in the town of Kidal on Tuesday, officials in Paris and Lagos said.", "place", "Kidal"),
    ("A bomb exploded in the Somali capital on Tuesday.", "place", "Mogadishu"),
    ("A bomb exploded in the Somali capital, Mogadishu, on Tuesday.", "place", "Mogadishu"),
    ("Nigeria market blast\n\nA bomb exploded in a market in Jos on Tuesday.", "place", "Jos"),
    (
        "A bomb exploded in Jos on Tuesday. Ten of the wounded were rushed to Dala Medical College Hospital.",
        "place",
        "Jos",
    ),
    ("A leader was shot dead in Cox's Bazar on Tuesday.", "place", "Cox's Bazar"),
    ("Gunmen entered Otomabero, in northern Nigeria, on Tuesday and hacked four people to death.",
     "place", "Otomabero"),
    ("The presidency in Abuja said that soldiers had fought the kidnappers in Zango Paula forest on Tuesday.", "place",
     "Zango Paula"),
    # when
    ("Police said on Monday that gunmen had killed four people in Kano the previous day.", "date", "2022-06-12"),
    ("Three days after gunmen killed a chief near Kano on Saturday, the army arrested two men.", "date", "2022-06-11"),
    ("Gunmen shot five soldiers and two guards near Kano on Sunday, police said on Monday.", "date", "2022-06-12"),
    ("Rockets landed in and around a base near Erbil on Sunday, officials said. On Friday the army had found two.",
     "date", "2022-06-12"),
    ("Gunmen killed at least 18 people in a night attack on a village in Kano, an official said on Tuesday. The men "
     "entered the village late on Monday and hacked residents with machetes.", "date", "2022-06-13"),
    ("Gunmen killed an editor in the Nigerian state of Kano on Tuesday, the tenth to be murdered this year.",
     "date", "2022-06-14"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "field", "value"), CASES, ids=[c[0][-45:] for c in CASES])
def test_prose(text: str, field: str, value: Any) -> None:
    found = read(text).incidents
    assert [FIELDS[field](a) for a in found] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "A mob beat a man to death in Kano on Monday.",
        "A priest was found dead with gunshot wounds in Kano on Monday.",
        "A family of five was wiped out by a mortar round in Taiz on Monday.",
        "A car was driven into a crowd in Nice on Monday, and four people died.",
    ],
)
def test_deeds_told_by_plain_words(text: str) -> None:
    assert len(read(text).incidents) == 1


def test_what_an_attack_is_called_is_no_other_attack() -> None:
    text = "A man stabbed three people in Kano on Saturday. On Monday police said they treat it as a terrorist attack."
    assert len(read(text).incidents) == 1


def test_who_dies_of_a_disease_is_not_killed() -> None:
    found = read("Gunmen stormed a clinic in Kano on Tuesday and killed two guards, after a nurse died of the disease.")
    assert [[(f.effect, f.best) for f in a.figures] for a in found.incidents] == [[("killed", 2)]]


def test_no_month_is_a_suspect() -> None:
    found = read(
        "A bomber struck a shrine in Kano on Tuesday. In February a bomber killed 88 people at a shrine in Gao."
    )
    names = [p.name for a in found.incidents for p in a.perpetrators]
    assert names
    assert not any("February" in name for name in names)
