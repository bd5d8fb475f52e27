"""The verbs of `enterprise`: importing the modules that define them registers them with the noun."""

# ruff: noqa: F401

from zoufang_cli.roster.commands import batches, conflicts, duplicates, importing, operators
from zoufang_cli.roster.commands.noun import app
