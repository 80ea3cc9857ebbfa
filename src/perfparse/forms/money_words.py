"""Words over the columns of money, for those that meet them outside a table whose columns are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfparse.forms.vocabulary import BudgetColumn, words


def money_heads() -> Mapping[str, BudgetColumn]:
    """The bare header words of columns of money that are listed, with what they stand for."""
    return words().budget


def money_role(word: str) -> BudgetColumn | None:
    """Which column of money a bare header word heads: as listed, or else by how it ends; None for other words."""
    return words().money(word)


def money_roles(beside: Sequence[str]) -> list[BudgetColumn | None]:
    """The columns of money that bare header words beside each other head: what is listed goes before endings."""
    return words().money_of(beside)
