"""What became of imported files, on the terminal and for programs: every line accounted for, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import RenderableType

from zoufang_cli.roster.importing.rules import Findings, ImportReport, SheetOutcome
from zoufang_cli.roster.importing.screens.batches import column_table
from zoufang_cli.roster.matching.matching import Mode
from zoufang_cli.roster.rules import status_name
from zoufang_cli.screen.masking import hidden_rows, masked_record, phones, shown, shown_under
from zoufang_cli.screen.tables import table
from zoufang_cli.store.glossary import column_term
from zoufang_cli.text.dates import format_day

SHOWN_PROBLEMS = 20
SHOWN_NAMES = 5
SHOWN_COLUMNS = 12

_MODES = {
    Mode.FILL: "只补空白（--mode fill）：已有业户的内容不覆盖。",
    Mode.NEW: "只收新业户（--mode new）：已有业户不改。",
}
_OUTCOMES = {"added": "新增", "updated": "更新", "unchanged": "未变"}
_NOTES = {
    "district_from_address": "按地址判断所属区县{}家。",
    "masked_phone": "隐去中间几位的电话{}处，不覆盖已有的完整号码。",
    "id_number": "身份证号{}处，按个人信息保护要求没有保存。",
    "phone_in_name": "名称后面的电话{}处，已移到联系电话。",
    "phone_text": "电话栏中号码以外的文字{}处，已作为附加信息保存。",
    "error_cell": "附加信息列中公式的错误值{}处，按空白处理。",
    "direction_mark": "不可见的书写方向标记{}处，已去掉。",
}


def import_lines(result: ImportReport, today: date) -> Iterator[str]:
    """Yield the sentences that account for a file."""
    yield _count_sentence(result)
    likely_rosters = [f"{sheet.sheet}（{sheet.lines}行）" for sheet in result.left_out if sheet.has_records]
    if likely_rosters:
        yield shown(
            f"另有{len(likely_rosters)}张工作表像是名册而没有导入，请看下面的说明：{'、'.join(likely_rosters)}。"
        )
    if result.dry_run:
        yield "以上为试导入的结果，什么也没有写入；去掉 --dry-run 即正式导入。"
    elif result.repeated:
        yield f"与批次 {result.batch} 是同一份文件，没有新的变化，没有另记一批。"
        if result.held_back:
            yield f"其中{result.held_back}行的业户此后更正或更新过，没有改回；确要改回请加 --force（名称和信用代码除外）。"
    elif result.corrects and result.batch:
        confirmed = f"，{result.confirmed}行原样送回，视为已核对" if result.confirmed else ""
        yield f"这是批次 {result.corrects} 需更正的行{confirmed}；本次批次号 {result.batch}。"
        if result.given_up:
            yield f"已从更正表中删去的{result.given_up}行视为不再需要，不再列为待处理。"
    elif result.batch:
        yield f"批次号 {result.batch}，如需撤销：zoufang undo {result.batch}"
    if result.extra_columns:
        more = f"等{len(result.extra_columns)}列" if len(result.extra_columns) > SHOWN_COLUMNS else ""
        yield shown(f"作为附加信息保存的列：{'、'.join(result.extra_columns[:SHOWN_COLUMNS])}{more}。")
    if result.mode in _MODES:
        yield _MODES[result.mode]
    if result.added:
        day = f"今天（{format_day(today)}）" if result.listed_on == today else format_day(result.listed_on)
        yield f"新业户自{day}起计入业户总数（可用 --on 另定）。"
    if result.sole_traders:
        guessed = f"，其中{result.sole_traders_guessed}家仅凭名称判断，请核对" if result.sole_traders_guessed else ""
        yield f"新业户中有个体{result.sole_traders}家{guessed}。"
    for code, count in sorted(result.findings.notes.items()):
        if code in _NOTES:
            yield _NOTES[code].format(count)
    if result.repeats:
        yield f"有{result.repeats}行与本文件前面的行是同一业户，没有另立一家。"
    if result.kept_by_hand:
        examples = "、".join(
            f"{number}（{column_term('operator', key)}）" for number, key in result.kept_by_hand[:SHOWN_NAMES]
        )
        more = "等" if len(result.kept_by_hand) > SHOWN_NAMES else ""
        yield f"人工改过的内容保留{len(result.kept_by_hand)}处：{examples}{more}；要用名册的覆盖请加 --force。"
    yield from _vanishing_sentences(result)


def _count_sentence(result: ImportReport) -> str:
    where = f"（{result.encoding}）" if result.encoding else f"（工作表 {result.sheet}）"
    verb = "将新增" if result.dry_run else "新增"
    doubtful = f"；另有{result.doubtful}行已采用而需核对" if result.doubtful else ""
    return (
        f"{result.label}{where}：共{result.lines}行，表头在第{result.header_row}行，略过{result.skipped}行，"
        f"业户{result.rows}行：{verb}{result.added}、更新{result.updated}、未变{result.unchanged}、"
        f"未采用{result.rejected}{doubtful}。"
    )


def _vanishing_sentences(result: ImportReport) -> Iterator[str]:
    vanishing = result.vanishing
    if vanishing is not None:
        more = "等" if vanishing.count > len(vanishing.first) else ""
        where = f"（zoufang enterprise imports {result.batch}）" if result.batch and not result.dry_run else ""
        unread = f"未采用的{result.rejected}行没有参加比对，这些业户可能在其中。" if result.rejected else ""
        yield shown(
            f"同一来源的上次名册（批次 {vanishing.batch}，{vanishing.held}家）中有{vanishing.count}家这次没有列出，没有删除，请核对{where}："
            f"{'、'.join(vanishing.first)}{more}。{unread}"
        )
    elif result.not_compared and result.rows:
        yield "表头相同的以前的名册与本次相差一半以上（补充名册或其他辖区的名册），没有比对减少的业户。"


def sheet_line(result: ImportReport, sheet: SheetOutcome) -> str:
    """Return the sentence that says where the rows to be corrected are, or why they could not be written."""
    if sheet.failure:
        again = "再次导入这个文件即可补写" + (
            "" if "--corrections" in sheet.failure else "，也可以用 --corrections 写到别的文件夹"
        )
        return f"{result.label} 已经导入（批次 {result.batch}），但需更正的行没有写成更正表：{sheet.failure}{again}。"
    reason = "已被改动" if sheet.kept_edited else "是另一份名册的更正表"
    kept = f"（{sheet.kept_name} {reason}，没有覆盖）" if sheet.kept_name else ""
    more = f"另有{sheet.left_out}行没有列入，请更正后重新导入原名册。" if sheet.left_out else ""
    return f"需更正或核对的行已写入 {sheet.path}{kept}：更正后再次导入该文件，只处理这些行。{more}"


def total_summary(reports: Sequence[ImportReport], failed: int) -> str:
    """Return the sentence for several files together."""
    rows, added, updated, unchanged, rejected, doubtful = (
        sum(getattr(report, name) for report in reports)
        for name in ("rows", "added", "updated", "unchanged", "rejected", "doubtful")
    )
    bad = f"，另有{failed}项未能导入" if failed else ""
    dry_run = any(report.dry_run for report in reports)
    apart = "各文件分别与库中比对，实际导入时后面的文件会与前面的合并。" if dry_run and len(reports) > 1 else ""
    return (
        f"合计{len(reports)}个文件{bad}：业户{rows}行，{'将' if dry_run else ''}新增{added}、更新{updated}、未变{unchanged}、"
        f"未采用{rejected}，需核对{doubtful}。{apart}"
    )


def passed_over_lines(
    other_files: Sequence[str], unfilled_sheets: Sequence[str], closed_folders: Sequence[str]
) -> Iterator[str]:
    """Yield the sentences on what was not read in folders: no rosters, correction sheets nobody filled in, closed folders."""
    if other_files:
        yield f"文件夹中另有{len(other_files)}个文件不是名册，没有读取：{_first_names(other_files)}。"
    if unfilled_sheets:
        yield f"文件夹中另有{len(unfilled_sheets)}份更正表尚未更正，没有读取：{_first_names(unfilled_sheets)}。"
    if closed_folders:
        yield f"有{len(closed_folders)}个文件夹无法打开，其中的文件没有读取：{_first_names(closed_folders)}；请检查权限后再导入。"


def _first_names(names: Sequence[str]) -> str:
    return "、".join(names[:SHOWN_NAMES]) + ("等" if len(names) > SHOWN_NAMES else "")


def problem_table(findings: Findings) -> RenderableType:
    """Return the problems of a file itself, then the first ones of its rows, rejected ones before doubtful ones."""
    ordered = [*findings.general, *[*findings.errors, *findings.warnings][:SHOWN_PROBLEMS]]
    rows = [
        (
            problem.place,
            problem.field,
            problem.value,
            problem.message,
            problem.suggestion,
            "未采用" if problem.severity == "error" else "请核对",
        )
        for problem in ordered
    ]
    total = findings.counts.total()
    more = f"（列出前{len(rows)}处）" if total > len(rows) else ""
    headers = ("行号", "列", "值", "问题", "建议", "处理")
    return table(f"问题{total}处{more}", headers, rows, minor=("列", "值", "建议"))


def mapping_table(result: ImportReport) -> RenderableType:
    """Return what the columns of a file are taken for."""
    headers = ("工作表", "列", "作为", "依据")
    return column_table("各列的含义", headers, [(sheet.sheet, sheet.settled, sheet.how) for sheet in result.sheets])


def preview_table(result: ImportReport) -> RenderableType:
    """Return the first rows as they would be stored."""
    rows = [
        (
            f"{row['sheet']} {row['line']}".strip(),
            _OUTCOMES[str(row["outcome"])],
            str(row["name"]),
            str(row["credit_code"] or row["registration_no"] or row["organisation_code"]),
            str(row["licence"]),
            str(row["district"]),
            "、".join(_texts(row["kinds"])),
            status_name(row["status"] if isinstance(row["status"], int) else None),
            phones(tuple(_texts(row["phone"])), False),
            "、".join(f"{name}：{shown_under(name, value)}" for name, value in _pairs(row["extra"])),
        )
        for row in result.preview
    ]
    headers = ("行", "结果", "业户名称", "代码", "许可证号", "区县", "类别", "状态", "电话", "附加信息")
    minor = ("代码", "区县", "许可证号", "类别", "状态", "电话", "附加信息")
    return table(f"前{len(rows)}行将存为", headers, hidden_rows(rows), minor=minor)


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _pairs(value: object) -> list[tuple[str, str]]:
    return [(str(name), str(text)) for name, text in value.items()] if isinstance(value, dict) else []


def import_json(result: ImportReport, sheet: SheetOutcome | None) -> dict[str, object]:
    """Return the account of a file, and where its rows to be corrected are or why they could not be written."""
    problems = [
        {
            "place": problem.place,
            "field": problem.field,
            "value": problem.value,
            "code": str(problem.code),
            "message": problem.message,
            "suggestion": problem.suggestion,
            "severity": problem.severity,
        }
        for problem in result.problems
    ]
    vanishing = result.vanishing
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
        "corrections_file": sheet.path if sheet else None,
        "corrections_error": sheet.failure or None if sheet else None,
        "listed_on": result.listed_on,
        "sole_traders": result.sole_traders,
        "sole_traders_guessed": result.sole_traders_guessed,
        "kept_by_hand": [{"number": number, "field": key} for number, key in result.kept_by_hand],
        "vanished": None
        if vanishing is None
        else {"batch": vanishing.batch, "count": vanishing.count, "first": vanishing.first},
        "preview": result.preview,
    }
    return masked_record(whole, False)


def failure_json(argument: str, sentence: str, details: Sequence[str], code: int) -> dict[str, object]:
    """Return what is to be known of a file, wildcard or folder that was not imported; `code` is that of the exit."""
    return masked_record({"file": argument, "error": sentence, "details": list(details), "code": code}, False)
