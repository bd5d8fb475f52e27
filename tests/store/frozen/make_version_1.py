"""Make version-1.db.xz: a store of version 1, frozen, that the tests of the migrations bring to the present version.

Run with the program of version 1 (commit 0b366e8), from the folder of this file:
PYTHONPATH=path/of/that/checkout python make_version_1.py
"""

from __future__ import annotations

import lzma
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import zoufang_cli

SAMPLES = Path(zoufang_cli.__file__).parent.parent / "samples"
CODE = "91990100MA6032560T"
COMMANDS = f"""
2019-11-18 init --unit 云州市交通运输综合行政执法支队 --start 2019-11-18
2019-11-18 phase advance
2019-11-18 person add 贺长林 --post 支队长 --badge 99010001 --role 负责同志
2019-11-18 person add 罗启明 --badge 99010011
2019-11-18 person add 宋春和 --badge 99010012
2019-11-20 enterprise import {SAMPLES}/roster-passenger-freight.csv
2019-11-22 enterprise import {SAMPLES}/roster-sole-traders.csv
2019-11-26 enterprise add 云州市岚途货运有限公司 --code {CODE} --district 东屏区 --licence 云交运管许可东字990101001144号
2019-11-26 enterprise edit 岚途 --name 云州市岚途物流有限公司 --holder 企业 --phone 19900002710
2019-11-26 enterprise edit 彭满仓 --holder 个体 --tag 走访对象
2019-11-27 enterprise import renamed.csv
2019-11-27 enterprise import --map 性质=经济类型 mapped.csv
2019-11-28 enterprise import {SAMPLES}/roster-counties.xlsx
2019-11-28 undo
2019-11-28 export 业户 --full --out exported.csv
2019-11-29 enterprise import exported.csv
2019-12-01 phase advance
2019-12-03 visit add --date 2019-12-3 --to 顺达 --form F1 --leader 贺长林 --officers 罗启明,宋春和 --area M1b --material 20 \
--satisfaction 满意 --issue 停车港湾被占用|增设禁停标志|罗启明|2019-12-20
2019-12-03 visit add --date 2019-12-3 --to 霁驰 --to 峪盛 --form F2 --officers 罗启明,宋春和 --area M1a --material 30 --satisfaction 满意
2019-12-04 visit add --date 2019-12-4 --to 麓丰 --form F5 --officers 罗启明,宋春和 --area M3a --satisfaction 满意 \
--solved 照片上传失败|协助压缩后上传
2019-12-05 visit edit ZF-2019-0001 --material 25
2019-12-06 issue progress WT-2019-0001 --text 已设置禁停标志2处
2019-12-10 issue resolve WT-2019-0001 --result 标志已设置 --evidence 照片
2019-12-11 enterprise merge 霁驰 峪盛 --yes
2019-12-12 visit add --date 2019-12-12 --to 霁驰 --form F5 --officers 罗启明,宋春和 --area M3a --satisfaction 满意
2019-12-12 visit cancel ZF-2019-0005 --reason 重复登记
2019-12-12 undo
2019-12-31 report --month 2019-12
"""


def main() -> None:
    """Play the commands in an empty folder and pack the store."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = f"岚途新程物流有限公司,{CODE},东屏区,990101001199"
        (folder / "renamed.csv").write_text(f"业户名称,统一社会信用代码,所属区县,许可证号\n{rows}\n", encoding="utf-8")
        (folder / "mapped.csv").write_text("户名,性质,辖区\n柳溪货运部,个体工商户,东屏区\n", encoding="utf-8")
        for line in COMMANDS.replace("\\\n", "").strip().splitlines():
            day, *args = shlex.split(line)
            program = [sys.executable, "-m", "zoufang_cli", *args, "--today", day, "--as", "叶清源"]
            done = subprocess.run(program, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
            print(done.returncode, line)
            if done.returncode not in (0, 5):
                raise SystemExit(done.stdout + done.stderr)
        store = (folder / "zoufang.db").read_bytes()
    packed = Path("version-1.db.xz")
    packed.write_bytes(lzma.compress(store, preset=9))
    print(packed, packed.stat().st_size, "of", len(store))


if __name__ == "__main__":
    main()
