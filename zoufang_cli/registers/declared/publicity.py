"""宣传报道 (R4): what was published about the campaign, by medium."""

from zoufang_cli.records.rules import CHOICE, COUNT, LINK, TEXT, Field, Named
from zoufang_cli.registers.rules import FILES, REMARK, Counting, Register, RegisterFigure, day_field, title_field

MEDIA = (
    Named("newspaper", "报刊"),
    Named("broadcast", "广播电视"),
    Named("website", "网站"),
    Named("wechat", "微信公众号"),
    Named("short_video", "短视频"),
    Named("board", "宣传栏和展板"),
    Named("other", "其他"),
)

REGISTER = Register(
    "publicity", "宣传报道", "R4", "篇", "XC", "登记一篇宣传报道。",
    fields=(
        day_field("刊播日期", "刊登或播出的日期，如 3.5、昨天。"),
        title_field("标题", "报道的标题。", "执法走访进企业"),
        Field("medium", "媒体类型", "报刊、广播电视、网站、微信公众号、短视频、宣传栏和展板、其他。", CHOICE,
              required=True, listed=True, choices=MEDIA, example="报刊"),
        Field("party", "媒体名称", "哪一家媒体。", TEXT, required=True, listed=True, example="云州日报"),
        Field("place", "版面栏目", "版面、栏目或张贴地点。", TEXT),
        Field("link", "网址", "网上能看到的，写网址。", LINK),
        Field("reach", "受众", "阅读、收听收看的人数（约数）。", COUNT, listed=True),
        Field("text", "内容提要", "报道了什么。", TEXT),
        REMARK, FILES,
    ),
    kinds=("publicity",),
    figures=(
        RegisterFigure("media_reports", "媒体报道", "篇", Counting.FLOW, "刊播日期在统计时段内的宣传报道，已取消的不计。"),
    ),
)  # fmt: skip
