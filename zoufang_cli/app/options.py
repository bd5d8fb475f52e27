"""Options that many commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出。")]
Full = Annotated[bool, typer.Option("--full", help="完整显示电话（默认隐去中间四位）；此次查看记入留痕。")]
Operator = Annotated[str, typer.Argument(metavar="业户", help="编号、信用代码、许可证号、名称的一部分或拼音首字母。")]
