"""The names that incidents ever had: ids that lead on to what the account that gave them belongs to now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from testimonia.store.session import Session


def every(connection: Session) -> Iterator[tuple[str, str, int]]:
    """Every name with each account that it stood for and its position (0: the one that gave the name)."""
    yield from connection.rows("SELECT incident, account, position FROM names ORDER BY incident, position")


def remember(connection: Session, others: Iterable[tuple[str, str, int]]) -> None:
    """Takes in names as `every` gives them."""
    connection.executemany(
        "INSERT INTO names (incident, account, position) SELECT :incident, :account, :position WHERE NOT EXISTS"
        " (SELECT 1 FROM names WHERE incident = :incident AND account = :account)",
        (dict(zip(("incident", "account", "position"), name, strict=True)) for name in others),
    )


def accounts(connection: Session, incident: str) -> tuple[str, ...]:
    """The accounts that an incident of that id ever stood for, its own first; empty where none had that id."""
    rows = connection.execute("SELECT account FROM names WHERE incident = ? ORDER BY position, account", (incident,))
    return tuple(name for (name,) in rows)
