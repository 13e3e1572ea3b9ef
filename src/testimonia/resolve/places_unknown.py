"""Names that read as places and are in no gazetteer: small villages above all, and named sites ("Pine Ridge High
School").

They get a mark without a point, with the country and the areas that the words around them give, a low confidence, and
the reason in `unresolved`. Words that read so only weakly ("in Xyz") are tried one letter off before.
"""

from __future__ import annotations

from testimonia.knowledge.gazetteer import Candidate
from testimonia.knowledge.gazetteer_fold import strict
from testimonia.resolve.places_scan import Found, Scan
from testimonia.resolve.places_words import Token

_STRONG, _WEAK = 2.4, 1.1
_TAKEN = 1.2  # how strongly words tell of a place that is entered, taken or shelled


def unknown(scan: Scan) -> list[Found]:
    """Stretches that no candidate stands for, as `Found` without candidates or with those one letter off, in order."""
    taken = [False] * (len(scan.tokens) + 1)
    for known in scan.found:
        if known.plain >= 1.0 or known.use != "place":
            taken[known.i : known.j] = [True] * (known.j - known.i)
    scan.ends = {f.end for f in scan.found if f.use == "place" and f.plain >= 1.0}
    out, free = [], 0
    for i in scan.heads:
        if i < free or taken[i]:
            continue
        free = _run(scan, taken, i)
        found = _judge(scan, i, free) if free > i else None
        if found is not None:
            out.append(found)
            scan.ends.add(found.end)
    return out


def _run(scan: Scan, taken: list[bool], i: int) -> int:
    """The end of the run of capitalised words that begins at token i, small joining words inside included."""
    if not (scan.tokens[i].text[0].isupper() or scan.tokens[i].text.islower()):
        return i  # scripts without case: every word would be one
    end = i + 1
    while end < len(scan.tokens) and end - i < 6 and not taken[end] and scan.joined(end - 1):
        token = scan.tokens[end]
        if token.capital or token.text[0].isdigit():
            end += 1
        elif _joins(scan, end) and not taken[end + 1]:
            end += 2
        else:
            break
    return end


def _joins(scan: Scan, at: int) -> bool:
    """Whether a small word ties the capitals around it to one name that no gazetteer has: "Khan al-Assal", "Santa Maria
    de Getsemani"; of "Bunkot on Sunday" it does so only with hyphens.
    """
    w, token = scan.words, scan.tokens[at]
    if token.lower not in w.join or at + 1 >= len(scan.tokens):
        return False
    tied = token.lower not in w.parting or scan.text[token.end] == "-"
    return tied and scan.tokens[at + 1].capital and scan.joined(at)


def _judge(scan: Scan, i: int, end: int) -> Found | None:
    w = scan.words
    last = scan.tokens[end - 1]
    site = last.lower if end - i > 1 and last.lower in w.site else None
    if site is None and (tail := _loose_site(scan, i, end)):
        site, end = " ".join(t.lower for t in scan.tokens[end : end + tail]), end + tail
        last = scan.tokens[end - 1]
    while end - i > 1 and site is None and (scan.tokens[i].lower in w.bearing or _is_opening(scan, i)):
        i += 1
    while site is not None and end - i > 2 and _is_opening(scan, i):
        i += 1
    if end - i > 2 and scan.tokens[i].first and scan.tokens[i].lower in w.ordinary and scan.tokens[i + 1].lower == "of":
        i += 2  # "Residents of Mizda"
    head = scan.tokens[i]
    if (end - i == 1 and _is_opening(scan, i)) or (site is None and head.text[0].isdigit()):
        return None
    shown = scan.text[scan.tokens[i].start : scan.tokens[end - 1].end]
    if site is None and (head.titled or w.made.match(scan.text, last.end)):
        return None
    hint, plain = _evidence(scan, i, end)
    if site is not None and plain < _WEAK and not (head.first and head.lower in w.ordinary):
        plain = 1.3 if not head.titled else 0.0
    if plain < 1.0 or _is_other(scan, i, end, site):
        return None
    found = Found(i, end, scan.tokens[i].start, last.end, (), plain=plain, hint="site" if site else hint, name=shown,
                  key=strict(shown), site=site)  # fmt: skip
    if site is None and end - i <= 2 and len(shown) >= 6:
        found.candidates = _in_named_countries(scan, shown)
    if plain < _STRONG and not found.candidates and hint is None and site is None and not _is_name_shaped(head):
        return None
    return found


def _loose_site(scan: Scan, i: int, end: int) -> int:
    """How many words in small letters behind a name say that it is a site's: "Ain al-Asad airbase"."""
    name, tail = scan.tokens[i:end], scan.tokens[end : end + 2]
    w, demonyms = scan.words, scan.gazetteer.demonyms
    if any(t.lower in w.org_of or t.text.isupper() or strict(t.text) in demonyms for t in name):
        return 0
    if all(t.lower in w.ordinary or t.lower in w.title for t in name):
        return 0
    for n in (2, 1):
        words = " ".join(t.lower for t in tail[:n])
        if len(tail) >= n and scan.words.site.get(words) and scan.text[name[-1].end : tail[n - 1].end] == f" {words}":
            return n
    return 0


def _in_named_countries(scan: Scan, shown: str) -> tuple[Candidate, ...]:
    """Places of nearly that name in the countries that the text names: elsewhere a near miss is chance."""
    g = scan.gazetteer
    named = {g.isos.index(f.country) for f in scan.found if f.use == "adjective" and f.country in g.isos}
    named |= {
        g.country[c.entry] for f in scan.found if f.plain >= 1.0 for c in f.candidates[:1] if g.kind[c.entry] >= 3
    }
    return tuple(c for c in g.lookup(shown, near=True) if g.country[c.entry] in named)


def _is_opening(scan: Scan, i: int) -> bool:
    """Whether a word has its capital only because the sentence begins with it: "In", "The", "Near"."""
    token = scan.tokens[i]
    return token.first and (token.lower in scan.words.before or token.lower in scan.words.article)


def _evidence(scan: Scan, i: int, end: int) -> tuple[str | None, float]:
    """The kind that the words around name, and how strongly they say that this is a place."""
    w = scan.words
    if w.told.match(scan.text, scan.tokens[end - 1].end):  # "Wad al-Noura, a village in Gezira"
        return "settlement", _STRONG
    left = [t for t in scan.left(i, 4) if t.lower != "the"]
    following = scan.tokens[end] if end < len(scan.tokens) else None
    gap = scan.text[scan.tokens[end - 1].end : following.start] if following else ""
    if following is not None and gap == " " and not following.capital and (kind := w.area.get(following.lower)):
        return (None, 0.0) if kind == "settlement" and _names_next(scan, end) else (kind, _STRONG)
    if left and left[-1].lower in w.article:
        return None, 0.0  # one of its kind: "in a Niva", "from an Antonov"
    if end - i > 1 and (kind := w.area.get(scan.tokens[end - 1].lower)):
        return kind, _STRONG
    if not left:
        return None, 1.0 if _follows_place(scan, i) else 0.0
    last = left[-1]
    two = f"{left[-2].lower} {last.lower}" if len(left) > 1 else ""
    if last.lower == "of" and len(left) > 1 and (kind := w.noun.get(left[-2].lower)):
        return kind, _STRONG
    if last.lower == "called" or last.lower == "named":
        return None, 0.0
    if w.before.get(two, 0.0) >= 1.8:
        return "settlement", _STRONG
    if last.lower in w.noun and last.lower not in w.institution:
        return w.noun[last.lower], _STRONG - 0.6
    if end - i > 1 and scan.text[scan.tokens[end - 1].end :][:2] in ("'s", "’s"):
        return None, 0.0  # "at Ann Lamba's house" names somebody
    if last.lower in w.at:
        apposed = gap in (", ", " in ") and any(f.start == following.start for f in scan.found) if following else False
        return "settlement", _STRONG if apposed else _WEAK
    if w.before.get(last.lower, 0.0) >= _TAKEN and _lies_in(scan, end):
        return "settlement", _STRONG  # "entered Otomabere in Ituri"
    if w.before.get(two, 0.0) >= 1.0:  # "battle for", "residents of"
        return "settlement", _WEAK
    return None, _WEAK if last.lower == "and" and _follows_place(scan, i) else 0.0


def _lies_in(scan: Scan, end: int) -> bool:
    """Whether what ends before token `end` is said to lie in a place that is known: "…, in northern Mali"."""
    behind = scan.tokens[end : end + 4]
    if not behind or behind[0].lower not in scan.words.at:
        return False
    if len(behind) > 2 and behind[1].capital and behind[2].lower in scan.words.area:
        return True
    return any(f.start == t.start and f.use == "place" for t in behind[1:] for f in scan.found)


def _names_next(scan: Scan, end: int) -> bool:
    """Whether the word for an area at token `end` is followed by that area's name: of "the Fulani village of Ogossagou"
    the first word tells only whose it is.
    """
    of, name = scan.tokens[end + 1 : end + 2], scan.tokens[end + 2 : end + 3]
    return bool(of and name) and of[0].lower == "of" and name[0].capital


def _follows_place(scan: Scan, i: int) -> bool:
    """Whether a list of places goes on with token i: "in Kasha, Saifal and …"."""
    before = scan.tokens[i - 1] if i else None
    if before is not None and before.lower == "and":
        before = scan.tokens[i - 2] if i > 1 else None
    if (
        before is None
        or not before.capital
        or not scan.words.listed.fullmatch(scan.text, before.end, scan.tokens[i].start)
    ):
        return False
    return before.end in scan.ends


def _is_other(scan: Scan, i: int, end: int, site: str | None) -> bool:
    """Whether the run is something else than a place: a person, an organisation, a month, an acronym, a demonym."""
    w, run = scan.words, scan.tokens[i:end]
    foreign = any(scan.led_on(k) for k in range(i + 1, end))  # "Wad al-Noura" holds no word of English
    if (
        site is None
        and not foreign
        and any(
            t.lower in w.ordinary
            and not (k and t.lower in w.area)
            and not (k == 0 < len(run) - 1 and t.lower in scan.words.shared)
            for k, t in enumerate(run)
            if t.lower not in w.join
        )
    ):
        return True
    if any(t.lower in w.title for t in run[:1]) or (
        len(run) == 1 and (run[0].text.isupper() and run[0].text.isascii())
    ):
        return True
    if run[0].lower in w.given or (len(run) == 1 and run[0].lower in scan.surnames):
        return site is None
    if any(strict(t.text) in scan.gazetteer.demonyms for t in run) and site is None:
        return True
    return any(t.lower in w.org_of for t in run) or run[-1].lower in w.tail


def _is_name_shaped(token: Token) -> bool:
    """A word that can be a village's name on a preposition's word alone: five letters and more, capital first, then
    small."""
    return len(token.text) >= 5 and token.text[1:].islower() and token.text.isalpha()
