"""Import of a GB18030 roster against sqlite-utils and a bare csv.reader on the same rows."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.timing import line, run, zoufang
from zoufang_cli.domain.codes import check_character

HEADER = ("业户名称", "统一社会信用代码", "经营许可证号", "法定代表人", "联系电话", "经营地址", "所属区县", "经营范围",
          "经营状态", "有效期起", "有效期止", "车辆数")  # fmt: skip

BARE = """
import csv, sqlite3, sys
db = sqlite3.connect(sys.argv[2])
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = csv.reader(file)
    names = next(rows)
    db.execute("CREATE TABLE t (" + ",".join(f'"{n}" TEXT' for n in names) + ")")
    db.executemany("INSERT INTO t VALUES (" + ",".join("?" * len(names)) + ")", rows)
db.execute('CREATE UNIQUE INDEX u ON t ("统一社会信用代码")')
db.commit()
"""


def write_rosters(folder: Path, count: int) -> tuple[Path, Path]:
    """Write the same invented rows as GB18030 and as UTF-8."""
    pick = random.Random(1)
    syllables = "顺达宏运通捷安泰远航鹏程骏驰盛源"
    paths = folder / "roster-gb.csv", folder / "roster-utf8.csv"
    files = [paths[0].open("w", encoding="gb18030", newline=""), paths[1].open("w", encoding="utf-8", newline="")]
    writers = [csv.writer(file) for file in files]
    for writer in writers:
        writer.writerow(HEADER)
    for number in range(count):
        first = f"91990100{number:09d}"
        name = "云州市" + "".join(pick.choices(syllables, k=3)) + f"{number}号运输有限公司"
        row = (name, first + check_character(first), f"云交运管许可东字{990101000000 + number}号",
               "".join(pick.choices(syllables, k=2)), f"199{number:08d}", f"云州市东屏区望江街{number}号",
               pick.choice(("东屏区", "西岭区", "云河县")), pick.choice(("道路普通货物运输", "县内班车客运、包车客运")),
               pick.choice(("营业", "1", "停业")), "2018-01-01", "2022年12月31日", str(number % 90))  # fmt: skip
        for writer in writers:
            writer.writerow(row)
    for file in files:
        file.close()
    return paths


def measure(folder: Path, count: int) -> Iterator[str]:
    """Yield the ratios of the first and the second import, and peak memory."""
    work = folder / "roster"
    work.mkdir()
    gb, utf8 = write_rosters(work, count)
    (work / "bare.py").write_text(BARE, encoding="utf-8")
    zoufang("init", "--unit", "某", "--start", "2019-11-18", cwd=work)
    bare = run([sys.executable, "bare.py", str(utf8), "bare.db"], work)
    peer = run(
        [sys.executable, "-m", "sqlite_utils", "insert", "peer.db", "t", str(utf8), "--csv", "--pk", HEADER[1]], work
    )
    first = zoufang("enterprise", "import", gb.name, cwd=work)
    again = zoufang("enterprise", "import", gb.name, cwd=work)
    said = f"{count} rows, {first.seconds:.2f} s"
    yield line(
        "first import / sqlite-utils insert", first.seconds / peer.seconds, 0.4, f"{said} against {peer.seconds:.2f} s"
    )
    yield line(
        "first import / bare csv.reader", first.seconds / bare.seconds, 6, f"{said} against {bare.seconds:.2f} s"
    )
    yield line("second import / first", again.seconds / first.seconds, 1, f"{again.seconds:.2f} s")
    yield line("peak memory in MB", max(first.megabytes, again.megabytes), 150, "")
