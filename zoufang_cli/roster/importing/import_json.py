"""What became of an imported file, for programs."""

from __future__ import annotations

from collections.abc import Sequence

from zoufang_cli.roster.importing.file_import import FileImport, RosterCopy
from zoufang_cli.screen.masking import masked_record


def import_json(result: FileImport, copy: RosterCopy | None) -> dict[str, object]:
    """Return the account of a file, and where its rows to be corrected are or why they could not be written."""
    problems = [
        {
            "place": one.place,
            "field": one.field,
            "value": one.value,
            "code": str(one.code),
            "message": one.message,
            "suggestion": one.suggestion,
            "severity": one.severity,
        }
        for one in result.problems
    ]
    gone = result.vanishing
    whole = {
        "file": result.file,
        "label": result.label,
        "sha256": result.sha256,
        "encoding": result.encoding,
        "sheet": result.sheet,
        "header_row": result.header_row,
        "mode": result.mode.value,
        "dry_run": result.dry_run,
        "batch": result.batch or None,
        "corrects": result.corrects or None,
        "lines": result.lines,
        "header_rows": result.header_rows,
        "skipped": result.skipped,
        "rows": result.rows,
        "added": result.added,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "doubtful": result.doubtful,
        "held_back": result.held_back,
        "repeats": result.repeats,
        "confirmed": result.confirmed,
        "given_up": result.given_up,
        "warnings": result.findings.warning_count,
        "columns": result.columns,
        "problems": problems,
        "problem_counts": dict(result.findings.counts),
        "notes": dict(result.findings.notes),
        "sheets": result.sheets,
        "sheets_left_out": result.left_out,
        "rejects_file": copy.path if copy else None,
        "rejects_error": copy.failure or None if copy else None,
        "listed_on": result.listed_on,
        "sole_traders": result.sole_traders,
        "sole_traders_guessed": result.sole_traders_guessed,
        "kept_by_hand": [{"number": number, "field": key} for number, key in result.kept_by_hand],
        "vanished": None if gone is None else {"batch": gone.batch, "count": gone.count, "first": gone.first},
        "preview": result.preview,
    }
    return masked_record(whole, False)


def failure_json(given: str, sentence: str, details: Sequence[str], code: int) -> dict[str, object]:
    """Return what is to be known of a file, wildcard or folder that was not imported; `code` is that of the exit."""
    return masked_record({"file": given, "error": sentence, "details": list(details), "code": code}, False)
