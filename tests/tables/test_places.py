"""Phrases of news on the left; what the bracketed words are on the right: use, country, kind, precision. `-` is no
location.

Sentences are of our own making. The shipped gazetteer is used, so that the table holds on every machine.
"""

import pytest

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.model.claim import Place
from testimonia.model.marks import PlaceMark
from testimonia.resolve.places import place_marks, resolve_place

PLACES = """
Gunmen killed five people in [Gao], Mali. | place ML settlement 1
A car bomb went off in central [Baghdad] on Tuesday. | place IQ settlement 1
The blast hit a market in [Mogadishu]. | place SO settlement 1
Shelling was reported in [Kharkiv] overnight. | place UA settlement 1
Residents of [Maiduguri] heard explosions. | place NG settlement 1
Troops entered [Mosul] from the east. | place IQ settlement 1
The mayor of [Bogotá] condemned the attack. | place CO settlement 1
Fighting broke out in [Goma] at dawn. | place CD settlement 1
Rebels attacked [Kabul] with rockets. | place AF settlement 1
Two people were shot dead in [Peshawar]. | place PK settlement 1
A bomb exploded at a mosque in [Quetta], Pakistan. | place PK settlement 1
A gunman opened fire in [Istanbul]. | place TR settlement 1
Police in [Nairobi] fired tear gas. | place KE settlement 1
He was arrested in [Karachi] last week. | place PK settlement 1
An explosion rocked [Beirut] on Friday. | place LB settlement 1
Clashes spread to [Khartoum] and Omdurman. | place SD settlement 1
Clashes spread to Khartoum and [Omdurman]. | place SD settlement 1
Militants stormed a hotel in [Ouagadougou]. | place BF settlement 1
Strikes hit [Aleppo] and Idlib in Syria. | place SY settlement 1
Strikes hit Aleppo and [Idlib] in Syria. | place SY settlement 1
The convoy was leaving [Tripoli] when the mine exploded. | place LY settlement 1
Snipers fired on crowds in [Tripoli], Lebanon. | place LB settlement 1
Two were killed in [Paris], Texas. | place US settlement 1
Two were killed in [Paris] on Friday, French police said. | place FR settlement 1
A man was stabbed in [London], Ontario. | place CA settlement 1
A man was stabbed in [London], British police said. | place GB settlement 1
A shooting in [Birmingham], Alabama, left two dead. | place US settlement 1
A shooting in [Birmingham], England, left two dead. | place GB settlement 1
The shooting in [Hurricane], Utah, shocked the town. | place US settlement 1
Six died in [Buffalo], New York. | place US settlement 1
Police in [Cambridge], Massachusetts, shot a man. | place US settlement 1
Three were hurt in [Reading], England. | place GB settlement 1
A truck ran into a crowd in [Nice], France. | place FR settlement 1
A blast in [Alexandria], Egypt, killed 21. | place EG settlement 1
A blast in [Valencia], Venezuela, killed two. | place VE settlement 1
Gunmen struck in [Santiago], Chile. | place CL settlement 1
The bombing in [Hyderabad], India, killed 16. | place IN settlement 1
The bombing in [Hyderabad], Pakistan, killed 16. | place PK settlement 1
The northern city of [Kunduz] fell to the Taliban. | place AF settlement 1
The Syrian city of [Homs] was shelled. | place SY settlement 1
The Iraqi town of [Tikrit] was retaken. | place IQ settlement 1
The port city of [Aden] was bombed in Yemen. | place YE settlement 1
The Nigerian city of [Kano] was hit by three bombs. | place NG settlement 1
The town of [Kidal] in northern Mali was attacked. | place ML settlement 1
Attackers hit the village of [Zabarmari] in Borno State, Nigeria. | place NG settlement 4
Gunmen raided the village of [Ogossagou], in Mali. | place ML settlement 6
BAMAKO, Mali - Troops fired in [Bamako]. | place ML settlement 1
[MADRID], March 11 - Bombs tore through trains. | place ES settlement 1
[CAIRO] (Agency) - An officer was shot. | place EG settlement 1
Six Killed In [Mogadishu] Blast | place SO settlement 1
BOMB KILLS 20 IN [BAGHDAD] MARKET | place IQ settlement 1
SUICIDE ATTACK IN [AFGHANISTAN] LEAVES TEN DEAD | place AF country 6
Bomb Attack Near [Kabul] Kills Four | place AF settlement 2
An army post near [Tillabéri], Niger, was overrun. | place NE settlement 2
Two soldiers died outside [Damascus]. | place SY settlement 2
The soldiers died in [Mali]. | place ML country 6
Attacks in [Burkina Faso] have doubled. | place BF country 6
[Nigeria]'s north-east has suffered most. | place NG country 6
Peacekeepers from [Chad] were killed. | place TD country 6
A drone struck [Yemen] on Monday. | place YE country 6
Violence in the [Central African Republic] goes on. | place CF country 6
Militias in the [Democratic Republic of the Congo] killed 30. | place CD country 6
Rebels in eastern [DR Congo] seized a town. | place CD region 5
Fighting in the [UK] was feared. | place GB country 6
Troops came back to the [United States]. | place US country 6
They left the [US] on Friday. | place US country 6
Bombs fell on [Ukraine] again. | place UA country 6
Kidnappings rose in [Haiti]. | place HT country 6
Protesters died in [Myanmar]. | place MM country 6
Protesters died in [Burma]. | place MM country 6
Gangs killed ten in [Mexico]. | place MX country 6
The army of [Georgia] fought near Tskhinvali, Georgia. | place GE country 6
Soldiers died in [northern Mali]. | place ML region 5
Farmers were shot in [north-east Nigeria]. | place NG region 5
A patrol was ambushed in [eastern Burkina Faso]. | place BF region 5
The shelling of [southern Lebanon] resumed. | place LB region 5
Clashes in the [Sahel] go on. | place - region 5
Gunmen raided camps in [Darfur]. | place SD region 5
Rockets were fired from the [Gaza Strip]. | place PS region 5
Rockets were fired from [Gaza]. | place PS region 5
Two died in the [West Bank]. | place PS region 5
The army struck in [Sinai]. | place EG region 5
Soldiers fired on protesters in [Kashmir]. | place - region 5
Separatists in the [Donbas] shot down a helicopter. | place UA region 5
The insurgency in [Borno State] goes on in Nigeria. | place NG province 4
The insurgency in [Borno] state goes on in Nigeria. | place NG province 4
Fighters were killed in [Helmand Province]. | place AF province 4
Fighters were killed in [Helmand] province. | place AF province 4
The province of [Anbar] in Iraq was calm. | place IQ province 4
A suicide bomber struck in [Nangarhar] province, Afghanistan. | place AF province 4
The attack took place in [Diyala] governorate in Iraq. | place IQ province 4
Militants attacked a base in [Cabo Delgado], Mozambique. | place MZ province 4
Shells fell in [Donetsk Oblast]. | place UA province 4
He was shot in [North Kivu], in the Democratic Republic of the Congo. | place CD province 4
The killings in [Tigray] were investigated in Ethiopia. | place ET province 4
Bombs exploded in [Balochistan]. | place PK province 4
Attacks in [Khyber Pakhtunkhwa] killed nine. | place PK province 4
Shops burned in [California]. | place US province 4
A school in [Texas] was attacked. | place US province 4
A ship was hijacked in the [Gulf of Aden]. | place - water 7
Tankers were hit in the [Red Sea]. | place - water 7
Radar sites on the [Red Sea] coast were hit. | place - water 7
Soldiers searched [Red Sea] province in Sudan. | place SD province 4
A boat sank in the [Mediterranean]. | place - water 7
Navy ships sailed to the [Black Sea]. | place - water 7
A drone hit [Lake Chad] fishermen. | place - water 5
Rockets landed near [Kabul airport]. | place AF site 2
Rockets landed at [Mogadishu Airport]. | place SO site 2
Inmates broke out of [Kandahar prison] in Afghanistan. | place AF site 2
Gunmen attacked [Pine Ridge High School] in Denver. | place US site 2
A bomb went off on [Palestine Street] in Baghdad. | place IQ site 2
Protesters filled [Tahrir Square]. | place EG site 1
The [Pentagon] was hit. | place US site 1
Shells fell inside the [Green Zone]. | place IQ site 1
The attack happened [30 km north of Gao], Mali. | place ML region 2
The attack happened [15 km south of Kandahar] in Afghanistan. | place AF settlement 2
The bus was stopped [about 20 kilometres east of Goma]. | place CD settlement 2
A mine exploded [12 miles from Mosul]. | place IQ settlement 2
The ambush happened [north of Timbuktu], Mali. | place ML settlement 2
They died on [the road between Gao and Kidal] in Mali. | place ML region 5
Trucks burned on [the highway between Kabul and Kandahar]. | place AF region 5
Soldiers died [near the border with Niger]. | place - region 5
A battle raged on [the border between Sudan and Chad]. | place - region 5
The wreck lies at [16.2667, -0.0500]. | place - site 1
The camp is at [15°52′N 1°31′E]. | place - site 1
Пострадали люди в городе [Харьков]. | place UA settlement 1
وقع الانفجار في [بغداد] اليوم | place IQ settlement 1
Men fled to [Bobo-Dioulasso], Burkina Faso. | place BF settlement 1
Strikes on [Deir ez-Zor], Syria, killed six. | place SY settlement 1
Gunmen attacked [Port-au-Prince]. | place HT settlement 1
Ten died in Buffalo, [New York]. | place US province 4
A bus burned in Seattle, [Washington]. | place US province 4
A bomb exploded in Newark, [N.J.], on Friday. | place US province 4
He was shot in [Karrada], a district of Baghdad. | place IQ district 2
The governor of [Al-Hasakah], Syria, fled. | place SY settlement 1
Bombs fell on [Ar-Raqqah] in Syria. | place SY settlement 1
A mob attacked a temple in [St. Louis], Missouri. | place US settlement 1
Soldiers from [Ivory Coast] were killed. | place CI country 6
Soldiers from [Côte d'Ivoire] were killed. | place CI country 6
The massacre in [Srebrenica] is remembered. | place BA settlement 1
The men came from [Dagestan]. | place RU province 4
Missiles struck the [Ain al-Asad airbase] in Iraq. | place IQ site 6
A convoy was hit in [Urem al-Kubra], northern Syria. | place SY settlement 6
Two bombs went off in the Baghdad neighborhoods of [Husseiniyah] and Yarmouk, killing ten. | place IQ district 2
A band fired on a wedding in [Bunkotpur] on Sunday, the army of Nepal said. | place NP settlement 6
A bomb went off on Saturday on [West 23rd Street] in Manhattan, New York. | place US site 2
""".strip()

NO_LOCATIONS = """
[Malian] soldiers were killed. | adjective ML
The [French] army withdrew. | adjective FR
An [Iraqi] officer was shot. | adjective IQ
[Syrian] rebels advanced. | adjective SY
[South Sudanese] refugees fled. | adjective SS
[Pakistani] police arrested two men. | adjective PK
Two [Americans] were abducted. | adjective US
[U.S.] soldiers were hurt. | adjective US
[US] troops withdrew. | adjective US
The [Burkinabe] government reacted. | adjective BF
[Nigerien] forces were hit. | adjective NE
[Nigerian] forces were hit. | adjective NG
[Saudi] jets bombed a market. | adjective SA
[Washington] said it was not informed. | actor US
[Moscow] denied any part in it. | actor RU
[Tehran] has accused its enemies. | actor IR
[Israel] said it had struck back. | actor IL
[France] condemned the attack. | actor FR
[Ankara] vowed revenge. | actor TR
The [Paris] agreement was signed. | name
The [Oslo] accords failed. | name
The [Geneva] Convention forbids it. | name
The [Washington] Post reported it. | name
The [New York] Times reported it. | name
The Bank of [England] closed. | name
The University of [Baghdad] closed. | name
The Front of [Darfur] split. | name
The [Minsk] agreements were broken. | name
In [2008], 30 died. | -
[Jordan] Smith was shot. | -
Mr [Washington] was arrested. | -
President [Lincoln] was murdered. | -
Gen. [Jackson] resigned. | -
Colonel [Houston] said so. | -
George [Washington] was born then. | -
Michael [Jordan] spoke. | -
Charlotte [Paris] was wounded. | -
[Police] said nothing. | -
[March] was a bloody month. | -
On [Friday] a bomb exploded. | -
[Mobile] phones were seized. | -
[Reading] the verdict took hours. | -
[Nice] words were spoken. | -
[Of] the dead, six were children. | -
[Most] of the victims were young. | -
[Split] second decisions matter. | -
[Bath] time is over. | -
[Gunmen] attacked them. | -
[Christmas] shoppers fled. | -
[Many] people died. | -
[Man] killed in attack. | -
[Militants] fired rockets. | -
[Sunday] was calm. | -
He went to [Parliament]. | -
[Soldiers] Die In Ambush | -
[Independence] Day was marked. | -
The [Taliban] denied it. | -
[University] students were hurt. | -
[Orange] flames rose. | -
[Central] bank officials met. | -
[Victoria] Nuland spoke. | -
The [car] exploded. | -
Hassan [Nasrallah] was killed in Beirut. | -
[Hassan] Nasrallah was killed in Beirut. | -
Abu-Bakr [al-Baghdadi] led the group. | -
[Benjamin] Achimeir was found dead. | -
The [Washington] Post learnt of it. | name
The [Hague] Tribunal sentenced him. | name
Families of [Aleppo] origin sleep at the mission. | name
The Times of [India] reported it. | name
The [Jerusalem] Post reported it. | name
[Jewish] families fled. | -
[Druze] families fled. | -
[Kurdish] fighters fell back. | -
[Tuareg] rebels took the town. | -
Men of the [Second] Division mutinied. | -
The [Second] World War began so. | -
Colonel Hamid [Karzai] resigned. | -
[The] village was burnt. | -
It told [us] to leave. | -
""".strip()


ABROAD = """
Rebels took the town of [Urem], Syrian activists said. Aleppo was quiet. | SY not in the gazetteer but in
Iraqi police said that six died in [Dora]. Basra was quiet. | IQ not in the gazetteer but in
Rebels took the town of [Urem], near Belém. Brazilian police fled. | BR
Rebels took Aleppo in Syria. A man from [Dora], Alabama, was there. | US
Iraqi police said that rockets hit [London]. | GB
""".strip()


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def rows(table: str) -> list[tuple[str, str]]:
    return [(a.strip(), b.strip()) for a, b in (line.rsplit("|", 1) for line in table.split("\n"))]


def read(sentence: str, gazetteer: Gazetteer) -> tuple[int, int, list[PlaceMark]]:
    """The sentence's marks that touch the bracketed words, with where these stand."""
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "", 1).replace("]", "", 1)
    return start, end, [m for m in place_marks(text, gazetteer) if m.start < end and start < m.end]


def test_the_table_is_long_enough() -> None:
    assert len(rows(PLACES)) + len(rows(NO_LOCATIONS)) >= 150


@pytest.mark.parametrize(("sentence", "expected"), rows(PLACES))
def test_place(sentence: str, expected: str, gazetteer: Gazetteer) -> None:
    start, end, marks = read(sentence, gazetteer)
    assert len(marks) == 1
    mark = marks[0]
    got = f"{mark.use} {mark.place.country or '-'} {mark.place.kind} {mark.place.precision}"
    assert got == expected, mark.place.because
    assert mark.start <= start
    assert mark.end >= end
    assert mark.place.because


@pytest.mark.parametrize(("sentence", "expected"), rows(NO_LOCATIONS))
def test_no_location(sentence: str, expected: str, gazetteer: Gazetteer) -> None:
    _, _, marks = read(sentence, gazetteer)
    use, _, country = expected.partition(" ")
    if use == "-":
        assert [m for m in marks if m.use == "place"] == []
        return
    assert [m.use for m in marks] == [use]
    if country:
        assert marks[0].place.country == country


@pytest.mark.parametrize(("sentence", "expected"), rows(ABROAD))
def test_a_village_of_that_name_in_a_country_that_is_not_named(
    sentence: str, expected: str, gazetteer: Gazetteer
) -> None:
    """It is another one: without a point, in the report's country, and not surely."""
    country, _, why = expected.partition(" ")
    _, _, marks = read(sentence, gazetteer)
    assert [m.place.country for m in marks] == [country]
    place = marks[0].place
    if why:
        assert (place.unresolved or "").startswith(why)
        assert (place.lat, place.confidence) == (None, 0.3)
    else:
        assert place.unresolved is None


def test_a_quarter_of_a_town_gets_its_point(gazetteer: Gazetteer) -> None:
    _, _, marks = read("A bomb went off in [Qadamiya] in northern Baghdad, Iraqi police said.", gazetteer)
    assert [(m.place.kind, m.place.lat is not None, m.place.precision) for m in marks] == [("district", True, 2)]


CODES = """
Four died in [Gao], Mali. | 1 1 1
Four died 30 km north of [Gao], Mali. | 2 2 2
Four died near [Gao], Mali. | 2 2 2
Four died in [Borno], Nigeria. | 4 3 4
Four died on the road between [Gao] and Kidal in Mali. | 5 3 5
Four died in northern [Mali]. | 5 3 5
Four died in [Mali]. | 6 3 5
Four died in the [Indian Ocean]. | 7 3 5
""".strip()


@pytest.mark.parametrize(("sentence", "expected"), rows(CODES))
def test_codes_of_three_codebooks(sentence: str, expected: str, gazetteer: Gazetteer) -> None:
    _, _, marks = read(sentence, gazetteer)
    assert [f"{m.place.precision} {m.place.geo_precision} {m.place.specificity}" for m in marks] == [expected]


ALONE = """
Gao | ML settlement 1
Timbuktou | ML settlement 1
Харьков | UA settlement 1
بغداد | IQ settlement 1
30 km north of Gao | ML region 2
northern Mali | ML region 5
the road between Gao and Kidal | ML region 5
the border with Niger | - region 5
Kabul University | AF site 2
16.27°N, 0.05°W | - site 1
16.27, -0.05 | - site 1
halfway between Gao and Kidal | ML region 5
the Mali-Niger border | - region 5
near the border between Mali and Niger | - region 5
95.1234, 200.1234 | - site -
Qwzxplk | - settlement -
Qwzxplk of the Hills | - settlement -
""".strip()


@pytest.mark.parametrize(("name", "expected"), rows(ALONE))
def test_one_name_on_its_own(name: str, expected: str, gazetteer: Gazetteer) -> None:
    place = resolve_place(name, gazetteer=gazetteer)
    assert f"{place.country or '-'} {place.kind} {place.precision or '-'}" == expected
    assert place.name == name
    assert place.because
    assert (place.lat is None) == (place.unresolved is not None)


def test_what_is_known_beside_a_name(gazetteer: Gazetteer) -> None:
    assert resolve_place("Paris", gazetteer=gazetteer).country == "FR"
    assert resolve_place("Paris", gazetteer=gazetteer, country="US").country == "US"
    assert resolve_place("Paris", gazetteer=gazetteer, near=(33.7, -95.5)).admin1 == "Texas"
    assert resolve_place("Paris", gazetteer=gazetteer, near=(-60.0, 0.0)).country == "FR"
    nowhere = resolve_place("Gao", gazetteer=gazetteer, country="FR")
    assert (nowhere.lat, nowhere.country, nowhere.confidence) == (None, "FR", 0.2)


def test_a_place_that_is_not_known_has_no_codes() -> None:
    assert (Place(name="Xyz").geo_precision, Place(name="Xyz").specificity) == (None, 5)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Statement on the Death of Hassan Karimov\n\nHassan Karimov led the party until Friday.", False),
        ("Statement on the Floods of Hassan District\n\nThe rain went on in Hassan until Friday.", True),
    ],
)
def test_who_is_named_in_a_headline_of_capitals_is_told_by_the_text_below(
    text: str, place: bool, gazetteer: Gazetteer
) -> None:
    head = [m for m in place_marks(text, gazetteer) if m.use == "place" and m.start < text.index("\n")]
    assert bool(head) is place
