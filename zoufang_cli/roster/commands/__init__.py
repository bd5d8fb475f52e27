"""The verbs of `enterprise`, registered when the noun is imported."""

from zoufang_cli.roster.commands import batches, conflicts, duplicates, importing, operators
from zoufang_cli.roster.commands.noun import app

__all__ = ["app", "batches", "conflicts", "duplicates", "importing", "operators"]
