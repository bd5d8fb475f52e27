"""网上服务平台 (F5): sites, apps and accounts through which operators are served."""

from zoufang_cli.records.rules import CHOICE, DAY, LINK, TEXT, Field, Named
from zoufang_cli.registers.rules import FILES, REMARK, Counting, Register, RegisterFigure, day_field, title_field

SORTS = (
    Named("site", "网上政务平台"),
    Named("app", "移动客户端"),
    Named("wechat", "微信公众号"),
    Named("applet", "小程序"),
    Named("other", "其他"),
)

REGISTER = Register(
    "platform", "网上服务平台", "F5c", "个", "PT", "登记一个网上服务平台。",
    fields=(
        title_field("名称", "网站、客户端或公众号的名称。", "云州交通执法服务"),
        Field("category", "类别", "网上政务平台、移动客户端、微信公众号、小程序、其他。", CHOICE,
              required=True, listed=True, choices=SORTS, example="微信公众号"),
        day_field("上线日期", "上线的日期；筹备中的不填。", required=False),
        Field("text", "服务内容", "能办什么事。", TEXT, required=True, example="年审预约、违章查询"),
        Field("link", "网址", "网址或账号。", LINK, listed=True, example="yzjtzf"),
        Field("party", "主办单位", "由哪个单位主办。", TEXT),
        Field("ended_on", "停用日期", "停止服务的日期；仍在服务的不填。", DAY, listed=True),
        REMARK, FILES,
    ),
    kinds=("platform",),
    figures=(
        RegisterFigure("platforms_in_service", "网上服务平台", "个", Counting.STOCK,
                       "期末在服务的网上服务平台：上线日期不晚于期末，没有停用或在期末之后停用，已取消的不计。"),
    ),
)  # fmt: skip
