"""Which contradictions that matching found are news: one code under two names, one licence under two codes.

Both values are kept: another name is put on record beside the held one, another code makes an operator of its own.
What a person has settled is not found again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zoufang_cli.roster.matching.matched import CodeClash, MatchedRows, NameClash
from zoufang_cli.store.connection import Store
from zoufang_cli.text.names import normalize_name


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A clash that nobody has settled; `recorded`: it is on record, open.

    `number` and `name` are those of the operator that the row contradicts, `number` '' for one that is new in the file.
    """

    clash: NameClash | CodeClash
    recorded: bool
    number: str
    name: str

    @property
    def seq(self) -> int:
        """Return the number of the row."""
        return self.clash.seq


def contradictions(store: Store, matched: MatchedRows) -> list[Contradiction]:
    """Return what is contradictory and not settled, in the order of the file; of one row the code before the name."""
    unsettled = [*_codes(store, matched), *_names(store, matched)]
    return sorted(unsettled, key=lambda contradiction: contradiction.seq)


def _names(store: Store, matched: MatchedRows) -> Iterator[Contradiction]:
    """Leave out a name that the operator went by before, or that one merged into it has."""
    for clash in matched.name_clashes:
        number, recorded = "", False
        if clash.operator_id > 0:
            if store.value(_OTHER_NAMES, id=clash.operator_id, name=clash.normalized) is not None:
                continue
            states = [
                row["state"]
                for row in store.all(_NAME_CONFLICTS, id=clash.operator_id)
                if clash.normalized in (normalize_name(row["offered"]), normalize_name(row["held"]))
            ]
            if states and states[0] != "open":
                continue
            number, recorded = (
                store.value("SELECT number FROM operator WHERE id = :id", id=clash.operator_id),
                bool(states),
            )
        yield Contradiction(clash, recorded, number, clash.held)


def _codes(store: Store, matched: MatchedRows) -> Iterator[Contradiction]:
    """Leave out two operators that a person has told apart."""
    for clash in matched.code_clashes:
        first, other = sorted((clash.operator_id, clash.first_id))
        if store.value(_APART, one=first, other=other) is not None:
            continue
        state = store.value(_CODE_CONFLICT, one=first, other=other)
        if state not in (None, "open"):
            continue
        held = store.one("SELECT number, name FROM operator WHERE id = :id", id=clash.first_id)
        number, name = held or ("", matched.rows.row(-clash.first_id).values.name)
        yield Contradiction(clash, state is not None, number, name)


_OTHER_NAMES = """SELECT 1 FROM former_key WHERE operator_id = :id AND field = 'normalized_name' AND value = :name
    UNION ALL
    SELECT 1 FROM operator WHERE merged_into_id = :id AND normalized_name = :name"""
_NAME_CONFLICTS = "SELECT held, offered, state FROM conflict WHERE operator_id = :id AND field = 'name' ORDER BY id"
_APART = "SELECT 1 FROM distinct_pair WHERE one_id = :one AND other_id = :other"
_CODE_CONFLICT = """SELECT state
    FROM conflict
    WHERE field = 'credit_code' AND operator_id IN (:one, :other) AND other_id IN (:one, :other)
    ORDER BY id
    LIMIT 1"""
