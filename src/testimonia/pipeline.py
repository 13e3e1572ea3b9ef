"""The only place that knows the order of the rooms: gather → read (with resolve) → store → link → reconcile → store.

Rooms are imported where they are used, so that whoever only reads never waits for the ledger.
"""

from __future__ import annotations

import tempfile
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from testimonia.model.asof import AsOf
from testimonia.model.claim import Account, Claim, Reading, Told
from testimonia.model.doors import Policy, Reader, Resolver
from testimonia.model.errors import InputError, LedgerError, UsageError
from testimonia.model.judgement import Addition, Judgement, added_id, moves_nothing
from testimonia.model.text import Document
from testimonia.model.world import Cluster, Incident
from testimonia.plugins import READER
from testimonia.reading import Item as Item
from testimonia.reading import by_workers as by_workers
from testimonia.reading import confident as confident
from testimonia.reading import gathered as gathered
from testimonia.reading import read as read
from testimonia.reading import read_document as read_document
from testimonia.reading import read_each as read_each
from testimonia.reading import reader_named as reader_named
from testimonia.reading import resolver_with as resolver_with
from testimonia.reading import signature as signature
from testimonia.reading import signature_for as signature_for
from testimonia.reading import was_set_aside as was_set_aside
from testimonia.reading import with_reading as with_reading
from testimonia.renewing import inherited as inherited
from testimonia.renewing import renewed
from testimonia.renewing import rows as rows
from testimonia.renewing import settings as settings
from testimonia.renewing import weakest_links as weakest_links

if TYPE_CHECKING:
    from testimonia.store import Ledger

NOW = AsOf()


class Recorded(NamedTuple):
    """A document that the ledger holds. `new` is False where it held this reading before; then nothing was written."""

    document: Document
    reading: Reading | None
    new: bool


def ingest(
    paths: Iterable[str],
    ledger: Ledger,
    *,
    published: str | None = None,
    reader: str | Reader = READER,
    gazetteer: Path | None = None,
    local: bool = False,
    read_all: bool = False,
    workers: int = 1,
) -> Iterator[Recorded | InputError]:
    """Record what stands at the paths, document by document; what is there already costs no reading.

    It may be killed at any moment and run again: each document is recorded whole or not at all. The edition is not
    computed here, see `rebuild`. Yields one item a document, in input order; raises LedgerError where the ledger itself
    fails.
    """
    from testimonia.read.ahead import ahead

    by, words = reader_named(reader), resolver_with(gazetteer)
    with ledger.batch():
        found = gathered(paths, published, local=local, read_all=read_all)
        fresh = (_unless_known(item, ledger, by, read_all) for item in found)
        told: Iterator[Recorded | Item]
        if workers > 1:
            told = by_workers(fresh, reader, gazetteer, read_all, workers)
        else:
            told = ahead(fresh, lambda item: _if_new(item, by, words, read_all), by)
        for got in told:
            yield got if isinstance(got, Recorded | InputError) else record(*got, ledger)


def take_in(
    document: Document, ledger: Ledger, reader: Reader, resolver: Resolver, *, read_all: bool = False
) -> Recorded | InputError:
    """Read and record one document, unless that was done before."""
    got = _if_new(_unless_known(document, ledger, reader, read_all), reader, resolver, read_all)
    return got if isinstance(got, Recorded | InputError) else record(*got, ledger)


def is_known(document: Document, ledger: Ledger, reader: Reader, *, read_all: bool = False) -> bool:
    """Whether the ledger holds what this reader, or else the triage, says of this version of the document."""
    from testimonia.read import triage
    from testimonia.read.languages import language_of

    by = signature_for(reader, language_of(document))
    names = (by,) if read_all else (by, triage.NAME)
    return any(ledger.has_reading(document.id, document.version, name) for name in names)


def _unless_known(
    item: Document | InputError, ledger: Ledger, reader: Reader, read_all: bool
) -> Document | Recorded | InputError:
    """A document, or what is recorded of it, where it was read or set aside before."""
    if isinstance(item, InputError) or not is_known(item, ledger, reader, read_all=read_all):
        return item
    return Recorded(item, None, new=False)


def _if_new(
    item: Document | Recorded | InputError, reader: Reader, resolver: Resolver, read_all: bool
) -> Recorded | Item:
    return item if isinstance(item, Recorded) else with_reading(item, reader, resolver, read_all)


def record(document: Document, reading: Reading, ledger: Ledger) -> Recorded | InputError:
    """Record a document that was read already."""
    try:
        return Recorded(document, reading, ledger.record(document, reading))
    except InputError as fault:
        return fault


def policy_named(name: str = "ucdp") -> Policy:
    """The policy that is registered under `name`; raises UsageError that names the known ones."""
    from testimonia import plugins

    made: Policy = plugins.make("policies", name)
    return made


def compute(accounts: Iterable[Told], judgements: Iterable[Judgement], policy: str = "ucdp") -> Iterator[Incident]:
    """Accounts and judgements to incidents: the same for the same set of them, whatever their order (law 5)."""
    from testimonia.link import link

    judged = tuple(judgements)
    yield from _reconciled(link(accounts, judged), judged, policy)


def _reconciled(clusters: Iterable[Cluster], judgements: Iterable[Judgement], policy: str) -> Iterator[Incident]:
    from testimonia.reconcile import reconcile

    rule, settled = policy_named(policy), settings(judgements)
    for cluster in clusters:
        yield reconcile(cluster, rule, settled(cluster))


def recipe(policy: str = "ucdp") -> str:
    """What an edition was made by: another policy, other rules of linking or another version make another one."""
    from testimonia.link import rules

    return f"policy {policy}, testimonia {_version()}, links {rules()}"


@cache
def _version() -> str:
    """The version that is installed, looked up once."""
    return version("testimonia")


def known(ledger: Ledger, as_of: AsOf = NOW) -> tuple[tuple[Told, ...], tuple[Judgement, ...]]:
    """The accounts and judgements that there are (or were, as of a moment), ready for `compute`: what was judged of an
    account that a newer reader tells otherwise holds for the account that stands for it now (law 6)."""
    accounts = tuple(ledger.accounts(as_of=as_of))
    return accounts, inherited(ledger.kin, ledger.judgements(as_of), {told.id for told in accounts})


def rebuild(ledger: Ledger, policy: str = "ucdp") -> int:
    """Compute the edition anew from the book and put it in the place of the old one; how many incidents it has.

    From the same book come identical bytes (law 4).
    """
    from testimonia.link import Scorer, linked

    accounts, judgements = known(ledger)
    made = linked(accounts, judgements, Scorer())
    incidents = _reconciled(made.clusters, judgements, policy)
    in_time = sorted(accounts, key=lambda told: told.order)  # what is told together is found together
    remembered = rows(in_time, made.first, made.weakest, weakest_links(made.clusters))
    ledger.publish_edition(incidents, recipe=recipe(policy), linked=(remembered, made.likely))
    return len(made.clusters)


def renew(ledger: Ledger, policy: str = "ucdp") -> int:
    """Bring the edition up to date, and no more of it than what was read or judged since touches; how many incidents it
    has. What comes out is what `rebuild` makes."""
    if not renewed(ledger, policy_named(policy), recipe(policy)):
        return rebuild(ledger, policy)
    return ledger.size()


def judge(ledger: Ledger, judgement: Judgement, policy: str = "ucdp") -> int:
    """Write down what a person judges and bring the edition up to date; how many incidents it has now. Raises
    UsageError as `put_down` does."""
    return ledger.size() if put_down(ledger, judgement, policy) else renew(ledger, policy)


def put_down(ledger: Ledger, judgement: Judgement, policy: str = "ucdp") -> bool:
    """Write down what a person judges; whether the edition is up to date after it, as after a comment. Else `renew`.

    Raises UsageError, and writes nothing, for what no rebuild could follow, since a judgement stands for ever: a `set`
    of an unknown field or with a value of another shape, an `add` of words that are not there, an `undo` of what is
    not there or cannot be taken back.
    """
    from testimonia.reconcile import set_value, unsound

    if judgement.verdict == "redact":
        raise UsageError("a redaction destroys words: it is no plain judgement (use `testimonia redact`)")
    if judgement.verdict == "set":
        if fault := unsound(set_value(judgement)):
            raise UsageError(f"{judgement.field}: {fault}")
    elif judgement.verdict == "add":
        _check_addition(ledger, judgement)
    elif judgement.verdict == "undo":
        undone = next((j for j in ledger.judgements() if j.id == judgement.undoes), None)
        if undone is None:
            raise UsageError(f"there is no judgement {judgement.undoes!r} (see `testimonia judgements`)")
        if undone.verdict == "redact":
            raise UsageError(f"{undone.id} is a redaction: what was destroyed cannot be brought back")
    ledger.judge(judgement)
    same = moves_nothing(judgement, ledger.judgements(), ledger.kin) and ledger.recipe == recipe(policy)
    return same and ledger.unmoved(judgement.id) and not ledger.stale


def addition(document: Document, kind: str, account: Account, to: Iterable[str] = ()) -> dict[str, Any]:
    """What an `add` judgement carries (`subjects` and `value`): an account that a person marked in a document, its
    evidence cut from the text, and the accounts of the incident that it belongs to."""
    from testimonia.store import cut

    bare = msgspec.convert(cut(msgspec.to_builtins(account), None), Account)
    marked = [m.span for m in account.mentions]
    body = {"kind": kind, "document": document.id, "version": document.version, "account": bare}
    value = msgspec.convert(body, Addition)
    name = added_id(document.id, document.version, marked, kind)
    return {"subjects": (name, *to), "value": msgspec.Raw(msgspec.json.encode(value))}


def _check_addition(ledger: Ledger, judgement: Judgement) -> None:
    """Raises UsageError where an `add` marks no words of a document that the ledger holds, or says what cannot be."""
    from testimonia.reconcile import unsound

    try:
        made = msgspec.json.decode(judgement.value, type=Addition)
    except msgspec.MsgspecError as fault:
        raise UsageError(f"the judgement {judgement.id} adds nothing that can be read: {fault}") from fault
    for value in (made.account.date, made.account.places):
        if wrong := unsound(value):
            raise UsageError(f"{made.document}: {wrong}")
    text = ledger.document(made.document, made.version).text
    marked = [m.span for m in made.account.mentions]
    if not marked or not all(0 <= m.start < m.end <= len(text) for m in marked):
        raise UsageError(f"{made.document}: mark words of its text, between 0 and {len(text)}")
    if judgement.subjects[:1] != (added_id(made.document, made.version, marked, made.kind),):
        raise UsageError(f"the judgement {judgement.id} adds an account under another id than its own")


def redact(ledger: Ledger, document: str, judgement: Judgement, policy: str = "ucdp") -> Judgement:
    """Destroy a document's text and quotes for good; the judgement as it is written, with the hash of each text.

    The edition is computed anew and the file rewritten, so that no copy is left in it. Killed in between, it is asked
    for once more. UsageError where there is no such document.
    """
    from testimonia.read.llm_cache import forget

    forget([ledger.document(document, receipt.version).text for receipt in ledger.receipts(document)])
    made = ledger.redact(document, judgement)
    rebuild(ledger, policy)
    ledger.scrub()
    return made


@contextmanager
def edition(path: Path | str, *, policy: str = "ucdp", as_of: str | AsOf | None = None) -> Iterator[Ledger]:
    """The ledger at `path` (a file or an address) with an edition that is up to date, for asking.

    Where the book has grown since its edition was computed (a killed `ingest`, a judgement), the edition is computed
    anew first. Another policy than the one it was made by, `as_of` (a moment: what was published by then; or one for
    each clock), and a ledger that cannot be written are answered from an edition in a temporary file, which holds
    incidents alone and knows the names of former days.
    """
    from testimonia.store import Ledger

    moment = AsOf.at(as_of) if isinstance(as_of, str) else as_of or NOW
    with Ledger.open(path) as ledger:
        made_by = ledger.recipe
        fresh = not ledger.stale and made_by == recipe(policy)
        ours = not made_by or made_by.startswith(f"policy {policy},")
        if moment == NOW and (fresh or (ours and _renewed(path, policy))):
            yield ledger
            return
        accounts, judgements = known(ledger, moment)
        with (
            tempfile.TemporaryDirectory(prefix="testimonia-") as scratch,
            Ledger.open(Path(scratch, "edition.ledger"), "write", create=True) as other,
        ):
            other.publish_edition(compute(accounts, judgements, policy), recipe=recipe(policy))
            other.remember(_names(ledger, {told.id for told in accounts}))
            yield other


def _names(ledger: Ledger, current: Container[str]) -> Iterator[tuple[str, str, int]]:
    """The names that incidents ever had, with the accounts that stand for theirs now."""
    for incident, account, position in ledger.names():
        yield incident, account, position
        if account not in current:
            yield from ((incident, n, position) for n in ledger.kin(account) if n in current)


def _renewed(path: Path | str, policy: str) -> bool:
    """Whether the ledger's own edition could be brought up to date."""
    from testimonia.store import Ledger

    try:
        with Ledger.open(path, "write") as ledger:
            renew(ledger, policy)
    except LedgerError:
        return False
    return True


class Cited(NamedTuple):
    """A claim with the account that makes it and the document that holds the words."""

    claim: Claim
    told: Told
    document: Document


def cited(ledger: Ledger, incident: Incident, as_of: AsOf = NOW) -> dict[str, Cited]:
    """Every claim of an incident's accounts by its id, in the order of the accounts and their fields."""
    from testimonia.store import account_ids

    found: dict[str, Cited] = {}
    for name in account_ids(incident):
        told = ledger.account(name, as_of=as_of)
        document = ledger.document(told.document, told.version)
        found |= {claim.id: Cited(claim, told, document) for claim in told.claims()}
    return found
