"""Phrases on the left, whom they name on the right."""

from __future__ import annotations

import pytest

from testimonia.knowledge.actors import Registry
from testimonia.knowledge.actors_names import slug
from testimonia.model.actor import in_registry
from testimonia.resolve.actors import actor_marks, resolve_actor

REGISTRY = Registry.open([])

# The sentence, the words of the mark, its name, the actor's id.
NAMED = [
    ("JNIM fighters overran the post near Djibo.", "JNIM fighters", "JNIM", "jnim"),
    ("The Support Group for Islam and Muslims took it.", "Support Group for Islam and Muslims", "JNIM", "jnim"),
    ("An ambush by ISIS left nine dead.", "ISIS", "Islamic State", "islamic-state"),
    ("Daesh said its men had done it.", "Daesh", "Islamic State", "islamic-state"),
    ("The so-called Islamic State took the town.", "so-called Islamic State", "Islamic State", "islamic-state"),
    ("It was IS, the statement read.", "IS", "Islamic State", "islamic-state"),
    ("ISKP bombed a hospital.", "ISKP", "Islamic State Khorasan Province", "iskp"),
    ("the Islamic State in the Greater Sahara", "Islamic State in the Greater Sahara",
     "Islamic State in the Greater Sahara", "isgs"),
    ("Islamic State West Africa Province raided Baga.", "Islamic State West Africa Province",
     "Islamic State West Africa Province", "iswap"),
    ("Boko Haram insurgents burnt huts.", "Boko Haram insurgents", "Boko Haram", "boko-haram"),
    ("al-Shabab militants stormed the hotel.", "al-Shabab militants", "Al-Shabaab", "al-shabaab"),
    ("Al Shabaab said so.", "Al Shabaab", "Al-Shabaab", "al-shabaab"),
    ("al‑Shabaab claimed it.", "al‑Shabaab", "Al-Shabaab", "al-shabaab"),
    ("The Taliban denied it.", "Taliban", "Taliban", "taliban"),
    ("Pakistani Taliban gunmen fled.", "Pakistani Taliban gunmen", "Tehrik-i-Taliban Pakistan", "ttp"),
    ("TTP took the blame.", "TTP", "Tehrik-i-Taliban Pakistan", "ttp"),
    ("Tehreek-e-Taliban Pakistan", "Tehreek-e-Taliban Pakistan", "Tehrik-i-Taliban Pakistan", "ttp"),
    ("The PKK ended its truce.", "PKK", "Kurdistan Workers' Party", "pkk"),
    ("the Kurdistan Workers’ Party", "Kurdistan Workers’ Party", "Kurdistan Workers' Party", "pkk"),
    ("FARC guerrillas mined the road.", "FARC guerrillas", "FARC", "farc"),
    ("Farc rebels mined the road.", "Farc rebels", "FARC", "farc"),
    ("dissidents; ELN snipers", "ELN", "National Liberation Army (Colombia)", "eln"),
    ("the Lord's Resistance Army came at dawn", "Lord's Resistance Army", "Lord's Resistance Army", "lra"),
    ("LRA men took children.", "LRA men", "Lord's Resistance Army", "lra"),
    ("M23 rebels hold Bunagana.", "M23 rebels", "M23", "m23"),
    ("Mai Mai fighters", "Mai Mai fighters", "Mai-Mai", "mai-mai"),
    ("CODECO militiamen with machetes", "CODECO militiamen", "CODECO", "codeco"),
    ("Seleka and others looted it.", "Seleka", "Séléka", "seleka"),
    ("anti-balaka fighters", "anti-balaka fighters", "Anti-balaka", "anti-balaka"),
    ("Janjaweed on camels", "Janjaweed", "Janjaweed", "janjaweed"),
    ("The RSF shelled a market.", "RSF", "Rapid Support Forces", "rsf"),
    ("SPLM-N held the hill.", "SPLM-N", "Sudan People's Liberation Movement-North", "splm-n"),
    ("Fano militiamen entered Lalibela.", "Fano militiamen", "Fano", "fano"),
    ("OLA fighters shot them.", "OLA fighters", "Oromo Liberation Army", "ola"),
    ("TPLF forces withdrew.", "TPLF forces", "Tigray People's Liberation Front", "tplf"),
    ("Hamas fired rockets.", "Hamas", "Hamas", "hamas"),
    ("the al-Qassam Brigades", "al-Qassam Brigades", "Hamas", "hamas"),
    ("Hizbullah denied it.", "Hizbullah", "Hezbollah", "hezbollah"),
    ("Houthi rebels fired a missile.", "Houthi rebels", "Houthis", "houthi"),
    ("Ansar Allah fired a missile.", "Ansar Allah", "Houthis", "houthi"),
    ("AQAP bombers", "AQAP bombers", "Al-Qaeda in the Arabian Peninsula", "aqap"),
    ("al-Qaida in Iraq", "al-Qaida in Iraq", "Al-Qaeda in Iraq", "aqi"),
    ("al Qaeda did it", "al Qaeda", "Al-Qaeda", "al-qaeda"),
    ("Mahdi army gunmen", "Mahdi army gunmen", "Mahdi Army", "mahdi-army"),
    ("Kataib Hezbollah said no.", "Kataib Hezbollah", "Kata'ib Hezbollah", "kataib-hezbollah"),
    ("The Syrian Democratic Forces", "Syrian Democratic Forces", "Syrian Democratic Forces", "sdf"),
    ("Free Syrian Army rebels", "Free Syrian Army rebels", "Free Syrian Army", "fsa"),
    ("the Nusra Front", "Nusra Front", "Al-Nusra Front", "nusra"),
    ("Lashkar-i-Jhangvi claimed it.", "Lashkar-i-Jhangvi", "Lashkar-e-Jhangvi", "lej"),
    ("Lashkar-e-Toiba", "Lashkar-e-Toiba", "Lashkar-e-Taiba", "let"),
    ("Naxals blew up a bus.", "Naxals", "Communist Party of India (Maoist)", "cpi-maoist"),
    ("LTTE cadres", "LTTE cadres", "Liberation Tigers of Tamil Eelam", "ltte"),
    ("Tamil Tiger rebels", "Tamil Tiger rebels", "Liberation Tigers of Tamil Eelam", "ltte"),
    ("The Arakan Army seized it.", "Arakan Army", "Arakan Army", "aa"),
    ("Abu Sayyaf gunmen", "Abu Sayyaf gunmen", "Abu Sayyaf", "asg"),
    ("MILF rebels", "MILF rebels", "Moro Islamic Liberation Front", "milf"),
    ("the New People's Army", "New People's Army", "New People's Army", "npa"),
    ("ETA warned by telephone.", "ETA", "ETA", "eta"),
    ("the Real IRA", "Real IRA", "Real IRA", "rira"),
    ("Óglaigh na hÉireann", "Óglaigh na hÉireann", "Óglaigh na hÉireann", "onh"),
    ("Shining Path rebels", "Shining Path rebels", "Shining Path", "sendero"),
    ("Sendero Luminoso", "Sendero Luminoso", "Shining Path", "sendero"),
    ("Los Zetas", "Los Zetas", "Los Zetas", "zetas"),
    ("the Gran Grif gang", "Gran Grif gang", "Gran Grif", "gran-grif"),
    ("Wagner mercenaries", "Wagner mercenaries", "Wagner mercenaries", "wagner"),
    ("the Azov Battalion", "Azov Battalion", "Azov Regiment", "azov"),
    ("داعش تبنى الهجوم", "داعش", "Islamic State", "islamic-state"),
    ("هاجم مقاتلو حركة الشباب القاعدة", "حركة الشباب", "Al-Shabaab", "al-shabaab"),
    ("Ответственность взяла ИГИЛ", "ИГИЛ", "Islamic State", "islamic-state"),
    ("MINUSMA said two were hurt.", "MINUSMA", "MINUSMA", "minusma"),
    ("AMISOM troops fired.", "AMISOM troops", "AMISOM troops", "amisom"),
    ("The United Nations counted 40.", "United Nations", "United Nations", "un"),
    ("UN troops went in.", "UN troops", "UN troops", "un"),
    ("Human Rights Watch said", "Human Rights Watch", "Human Rights Watch", "hrw"),
    ("the IDF said", "IDF", "Israel Defense Forces", "idf"),
    ("the Nigerian Army said", "Nigerian Army", "Nigerian Army", "nigerian-army"),
    ("FARDC soldiers", "FARDC soldiers", "Armed Forces of the Democratic Republic of the Congo", "fardc"),
    ("The Pentagon said", "Pentagon", "United States Department of Defense", "pentagon"),
    ("the FBI said", "FBI", "Federal Bureau of Investigation", "fbi"),
]  # fmt: skip

# A state's forces: the sentence, the words, the id of the force, the kind, the country.
FORCES = [
    ("Malian soldiers were hit.", "Malian soldiers", "fama", "military", "ML"),
    ("The Malian army said so.", "Malian army", "fama", "military", "ML"),
    ("Mali's army said so.", "Mali's army", "fama", "military", "ML"),
    ("The Burkina Faso army left.", "Burkina Faso army", "fds-bf", "military", "BF"),
    ("French troops landed.", "French troops", "FR.military", "military", "FR"),
    ("U.S. troops landed.", "U.S. troops", "us-military", "military", "US"),
    ("US forces left.", "US forces", "us-military", "military", "US"),
    ("Israeli forces raided Jenin.", "Israeli forces", "idf", "military", "IL"),
    ("Russian forces shelled it.", "Russian forces", "rusaf", "military", "RU"),
    ("Ukrainian soldiers held it.", "Ukrainian soldiers", "afu", "military", "UA"),
    ("Syrian government forces", "Syrian government forces", "saa", "military", "SY"),
    ("Turkish police held two.", "Turkish police", "TR.police", "police", "TR"),
    ("Kenyan police fired.", "Kenyan police", "KE.police", "police", "KE"),
    ("two Greek policemen", "Greek policemen", "GR.police", "police", "GR"),
    ("Somali government soldiers", "Somali government soldiers", "somali-national-army", "military", "SO"),
    ("the Congolese army", "Congolese army", "fardc", "military", "CD"),
    ("Ethiopian special forces", "Ethiopian special forces", "endf", "military", "ET"),
    ("the Syrian government", "Syrian government", "state.SY", "state", "SY"),
    ("the Libyan authorities", "Libyan authorities", "state.LY", "state", "LY"),
]

# States that act: the sentence, the words, the state; None where the state only is a place.
STATES = [
    ("Israeli air strikes hit Tyre.", "Israeli", "Israel"),
    ("A U.S. drone strike killed him.", "U.S.", "United States"),
    ("Russian missiles hit the port.", "Russian", "Russia"),
    ("Turkey said it had shelled them.", "Turkey", "Turkey"),
    ("Moscow denied it.", "Moscow", "Russia"),
    ("They blamed the raid on Eritrea.", "Eritrea", "Eritrea"),
    ("The village was bombed by Sudan.", "Sudan", "Sudan"),
    ("Iran has vowed revenge.", "Iran", "Iran"),
    ("Five died in Iran on Friday.", "Iran", None),
    ("A bus from Mali had stopped.", "Mali", None),
    ("US-backed fighters left.", "US", None),
    ("an anti-French march", "French", None),
]

# Kinds of people: the sentence, the words of the mark, the kind.
KINDS = [
    ("Unidentified gunmen fired.", "Unidentified gunmen", "armed"),
    ("suspected Islamist militants", "suspected Islamist militants", "armed"),
    ("Heavily armed men came.", "Heavily armed men", "armed"),
    ("masked youths threw stones", "masked youths", "armed"),
    ("a suicide bomber died", "suicide bomber", "armed"),
    ("unknown attackers shot him", "unknown attackers", "armed"),
    ("bandits took 30", "bandits", "armed"),
    ("the kidnappers asked for money", "kidnappers", "armed"),
    ("pro-government militiamen", "pro-government militiamen", "military"),
    ("Somali gunmen", "Somali gunmen", "armed"),
    ("villagers fled", "villagers", "civilians"),
    ("worshippers ran", "worshippers", "civilians"),
    ("three shoppers", "shoppers", "civilians"),
    ("Palestinian civilians", "Palestinian civilians", "civilians"),
    ("two Germans were there", "Germans", "civilians"),
    ("a police officer", "police officer", "police"),
    ("gendarmes came", "gendarmes", "police"),
    ("border guards fired", "border guards", "military"),
    ("the provincial governor said", "provincial governor", "officials"),
    ("a spokesman said", "spokesman", "officials"),
    ("the mayor said", "mayor", "officials"),
    ("a local journalist", "local journalist", "media"),
    ("aid workers left", "aid workers", "aid"),
    ("peacekeepers left", "peacekeepers", "peacekeepers"),
    ("security guards shot back", "security guards", "other"),
]

# Words that must not be taken for actors.
NOBODY = [
    "It is said that this was us.",
    "As it was, he said no.",
    "An average group of islands.",
    "THE TALKS ARE OVER AND IT IS A DEAL",
    "The movement of goods stopped.",
    "Turkey with cranberry and chad paper.",
    "Al-Qaeda-linked websites",
    "A general election in a minor town.",
    "The plans of the group of seven.",
    "Lashkar Gah lies on the river.",
]

# A name that several actors share: name, country, date, the actor.
SHARED = [
    ("ADF", "CD", None, "adf"),
    ("ADF", "CM", "2019-05-01", "ambazonia-df"),
    ("SNA", "SO", None, "somali-national-army"),
    ("SNA", "SY", "2020-01-01", "syrian-national-army"),
    ("FDS", "SY", None, "sdf"),
    ("FDS", "BF", None, "fds-bf"),
    ("JEM", "SD", None, "jem-sd"),
    ("JeM", "IN", None, "jem-pk"),
    ("UPC", "CF", "2018-01-01", "upc-car"),
    ("UPC", "CD", "2003-01-01", "upc-cd"),
    ("Maoists", "NP", "2004-01-01", "cpn-m"),
    ("Maoists", "IN", "2010-01-01", "cpi-maoist"),
    ("Ansar al-Sharia", "LY", "2014-01-01", "ansar-sharia-ly"),
    ("Ansar al-Sharia", "YE", "2012-01-01", "aqap"),
    ("Al-Shabaab", "MZ", "2020-04-01", "ascap"),
    ("Al-Shabaab", "SO", "2020-04-01", "al-shabaab"),
    ("Taliban", "AF", None, "taliban"),
    ("National Liberation Army", "CO", None, "eln"),
    ("National Liberation Army", "MK", "2001-06-01", "nla-mk"),
    ("ISI", "PK", None, "isi-pk"),
    ("ISI", "IQ", "2008-01-01", "isi"),
]

# Words that lead back: the text, the last mark's words, the name it gets.
BACK = [
    ("Boko Haram struck Bama. The group said so.", "group", "Boko Haram"),
    ("Ansaru struck. The sect denied it. It was the militants again.", "militants", "Ansaru"),
    ("M23 rebels came. The rebels left.", "rebels", "M23"),
    ("ADF rebels came to Beni in DR Congo. The rebels left.", "rebels", "Allied Democratic Forces"),
    ("Malian soldiers fired. They left, said the army.", "army", "Malian soldiers"),
    ("Kenyan police fired. A day later the police denied it.", "police", "Kenyan police"),
    ("A suicide bomber struck. The bomber died.", "bomber", "suicide bomber"),
    ("Masked gunmen came. The attackers fled.", "attackers", "Masked gunmen"),
    ("The Saudi-led coalition bombed it. The coalition denied it.", "coalition", "Saudi-led coalition"),
    ("The Ogaden National Liberation Front said no. The front is old.", "front", "Ogaden National Liberation Front"),
]

# Groups that no list has: the text, the words of the mark.
UNLISTED = [
    ("A group calling itself the Lions of Dawn claimed it.", "Lions of Dawn"),
    ("The little-known Sons of the Ridge took the blame.", "Sons of the Ridge"),
    ("The Amber Coast Liberation Front denied it.", "Amber Coast Liberation Front"),
    ("fighters of the Saint Elmo Martyrs Brigades", "Saint Elmo Martyrs Brigades"),
    ("Jaish al-Fajr sent a video.", "Jaish al-Fajr"),
    ("the Ochre Vale gang", "Ochre Vale gang"),
    ("troops of the 12th Mountain Brigade", "12th Mountain Brigade"),
]


def marks(text: str) -> dict[str, object]:
    return {text[m.start : m.end]: m for m in actor_marks(text, REGISTRY)}


@pytest.mark.parametrize(("text", "words", "name", "actor"), NAMED)
def test_names(text: str, words: str, name: str, actor: str) -> None:
    mark = next((m for m in actor_marks(text, REGISTRY) if text[m.start : m.end] == words), None)
    assert mark is not None, marks(text)
    assert (mark.name, mark.actor_id, mark.generic) == (name, actor, False)
    assert mark.because


@pytest.mark.parametrize(("text", "words", "actor", "kind", "country"), FORCES)
def test_forces_of_states(text: str, words: str, actor: str, kind: str, country: str) -> None:
    mark = next((m for m in actor_marks(text, REGISTRY) if text[m.start : m.end] == words), None)
    assert mark is not None, marks(text)
    assert (mark.name, mark.actor_id, mark.kind, mark.country) == (words, actor, kind, country)


@pytest.mark.parametrize(("text", "words", "state"), STATES)
def test_states_that_act(text: str, words: str, state: str | None) -> None:
    found = [m.name for m in actor_marks(text, REGISTRY) if m.kind == "state" and text[m.start : m.end] == words]
    assert found == ([state] if state else [])


@pytest.mark.parametrize(("text", "words", "kind"), KINDS)
def test_kinds_of_people(text: str, words: str, kind: str) -> None:
    mark = next((m for m in actor_marks(text, REGISTRY) if text[m.start : m.end] == words), None)
    assert mark is not None, marks(text)
    assert (mark.kind, mark.generic, mark.actor_id) == (kind, True, None)


@pytest.mark.parametrize("text", NOBODY)
def test_nobody(text: str) -> None:
    assert actor_marks(text, REGISTRY) == ()


@pytest.mark.parametrize(("name", "country", "published", "actor"), SHARED)
def test_shared_names(name: str, country: str, published: str | None, actor: str) -> None:
    mark = resolve_actor(name, country=country, published=published)
    assert mark.actor_id == actor, mark
    assert f"“{name}”" in mark.because


@pytest.mark.parametrize(("text", "words", "name"), BACK)
def test_words_that_lead_back(text: str, words: str, name: str) -> None:
    mark = [m for m in actor_marks(text, REGISTRY) if text[m.start : m.end] == words][-1]
    assert mark.name == name
    assert "leads back" in mark.because


@pytest.mark.parametrize(("text", "words"), UNLISTED)
def test_unlisted_groups(text: str, words: str) -> None:
    mark = next((m for m in actor_marks(text, REGISTRY) if text[m.start : m.end] == words), None)
    assert mark is not None, marks(text)
    assert (mark.name, mark.actor_id, mark.generic) == (words, f"new.{slug(words)}", False)
    assert not in_registry(mark.actor_id)
    assert REGISTRY.get(mark.actor_id or "") is None


def test_an_acronym_that_the_text_defines_stands_for_its_group() -> None:
    text = "The Amber Coast Liberation Front (ACLF) denied it. Later the ACLF spoke again."
    found = [m for m in actor_marks(text, REGISTRY) if text[m.start : m.end] == "ACLF"]
    assert [m.name for m in found] == ["Amber Coast Liberation Front"] * 2


def test_the_group_without_anybody_before_it_is_nobody() -> None:
    assert actor_marks("The group said that it was sorry.", REGISTRY) == ()


def test_a_report_tells_a_shared_acronym_by_its_country() -> None:
    congo = "In Beni, Democratic Republic of Congo, the ADF struck."
    cameroon = "In Bamenda, Cameroon, the ADF struck."
    assert [m.actor_id for m in actor_marks(congo, REGISTRY)] == ["adf"]
    assert [m.actor_id for m in actor_marks(cameroon, REGISTRY)] == ["ambazonia-df"]


def test_a_shared_acronym_that_nothing_tells_apart_stays_unresolved() -> None:
    mark = resolve_actor("SNA")
    assert mark.actor_id is None
    assert "Somali National Army" in mark.because
    assert mark.confidence < 0.5


@pytest.mark.parametrize("name", ["", "   ", "x" * 10_000, "…", "\x00", "?!"])
def test_what_is_no_name_gets_the_reason(name: str) -> None:
    mark = resolve_actor(name)
    assert mark.actor_id is None
    assert mark.because
    assert mark.confidence == 0


def test_a_misspelt_name_is_found_with_doubt() -> None:
    mark = resolve_actor("Bokko Haram")
    assert mark.actor_id == "boko-haram"
    assert mark.confidence <= 0.5


@pytest.mark.parametrize("name", ["the group", "the movement", "the front", "organisation"])
def test_a_common_noun_alone_is_nobodys_misspelt_name(name: str) -> None:
    assert resolve_actor(name).actor_id is None
