"""Run a campaign of visits to road-transport operators from one SQLite file."""

__version__ = "0.1.0"
