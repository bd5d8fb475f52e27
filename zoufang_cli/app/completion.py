"""Print the completion script of a shell."""

from __future__ import annotations

from typing import Annotated

import typer

from zoufang_cli.app.chinese import command, noun
from zoufang_cli.errors import BadValue

app = noun("命令补全。")

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


@command(
    app,
    "completion",
    "输出命令补全脚本，写入所用命令行的启动文件后生效。",
    'eval "$(zoufang completion bash)"',
    "zoufang completion powershell >> $PROFILE",
)
def completion(
    shell: Annotated[str, typer.Argument(metavar="命令行", help="bash、zsh、fish、powershell 或 pwsh。")] = "bash",
) -> None:
    """Print the script that Typer generates for a shell."""
    if shell not in SHELLS:
        raise BadValue("命令行", shell, f"可用的有 {'、'.join(SHELLS)}。")
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    print(get_completion_script(prog_name="zoufang", complete_var="_ZOUFANG_COMPLETE", shell=shell))
