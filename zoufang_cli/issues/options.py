"""The options that the verbs of issues share."""

from __future__ import annotations

from typing import Annotated

import typer

Number = Annotated[str, typer.Argument(metavar="编号", help="问题编号，如 WT-2020-0001。")]
AskedNumber = Annotated[
    str | None, typer.Argument(metavar="[编号]", help="问题编号，如 WT-2020-0001；在终端上不写时列出可选的问题。")
]
Date = Annotated[str | None, typer.Option("--date", metavar="日期", help="办理日期；不写为今天。")]
Measure = Annotated[str | None, typer.Option("--measure", metavar="措施", help="解决问题的具体措施。")]
Responsible = Annotated[str | None, typer.Option("--responsible", metavar="姓名", help="责任人。")]
Unit = Annotated[str | None, typer.Option("--unit", metavar="单位", help="责任单位。")]
Deadline = Annotated[
    str | None, typer.Option("--deadline", metavar="日期", help="完成时限，如 3月31日、2020-3-31、+10d。")
]
Evidence = Annotated[str | None, typer.Option("--evidence", metavar="内容", help="佐证材料的说明，如 整改前后照片。")]
Reason = Annotated[str | None, typer.Option("--reason", metavar="原因", help="原因，必填。")]
Verifier = Annotated[str | None, typer.Option("--verifier", metavar="姓名", help="核验人，不能是责任人。")]
