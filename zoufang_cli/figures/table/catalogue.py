"""The catalogue of figures: what each counts (docs/figures.md). Nothing else computes a figure.

The columns that filters name are those of the bases beside this module (bases.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from zoufang_cli.figures.rules.figure import Base, Figure, Kind, Section
from zoufang_cli.plan.rules.plan import Counts, Form, Level, Plan, ScopeMode
from zoufang_cli.registers.declared import registers

_TRIP = "visit AND on_site AND trip_head"
_PAIR = "visit AND on_site AND pair_head"
_VISITED = ("month_on", "first_on")  # the operator's first visit in the period, and since the start
_CLOSING = "outside AND closing"
_SOLVED = "outcome IN ('solved', 'on_the_spot')"


def catalogue(plan: Plan) -> tuple[Figure, ...]:
    """Return every figure in the order of the return; some follow from the plan's forms and levels, some from the registers."""
    return (*_operators(plan), *_visits(plan), *_issues(), *_satisfaction(plan), *_registers())


def _operators(plan: Plan) -> Iterator[Figure]:
    section, base = Section.OPERATORS, Base.OPERATOR
    listed = "listed AND status IS NOT 6"
    yield Figure(
        "operators_total", "业户总数", "家", Kind.STOCK, section,
        "期末列入业户名册、经营状态不是注销的业户（企业和个体工商户），已并入其他业户的不重复计算。",
        base, listed, sum_of=("operators_total_enterprise", "operators_total_sole_trader"),
    )  # fmt: skip
    yield Figure(
        "operators_total_enterprise", "企业", "家", Kind.STOCK, section, "业户总数中的企业。",
        base, f"{listed} AND operator_type = 'enterprise'", part_of="operators_total",
    )  # fmt: skip
    yield Figure(
        "operators_total_sole_trader", "个体工商户", "家", Kind.STOCK, section, "业户总数中的个体工商户。",
        base, f"{listed} AND operator_type = 'sole_trader'", part_of="operators_total",
    )  # fmt: skip
    yield Figure(
        "operators_due", "应走访业户", "家", Kind.STOCK, section,
        f"期末属于走访对象（{scope_words(plan)}）、经营状态为营业、整改或未注明的业户。",
        base, "listed AND due",
    )  # fmt: skip
    yield Figure(
        "operators_due_visited", "应走访业户中已走访", "家", Kind.DISTINCT, section,
        "应走访业户中现场走访过的业户：本月数为本期走访过的，累计数为活动开始以来走访过的，同一业户只计一次。",
        base, "listed AND due", "1", *_VISITED,
    )  # fmt: skip
    yield Figure(
        "coverage_rate", "覆盖率", "%", Kind.RATE, section,
        "覆盖率＝应走访业户中已走访÷应走访业户×100%。走访后停业、注销的业户不计入分子分母，另行列出。",
        numerator="operators_due_visited", denominator="operators_due",
    )  # fmt: skip
    yield Figure(
        "operators_visited_closed", "走访过而期末停业、注销等业户", "家", Kind.STOCK, section,
        "活动开始以来走访过、期末经营状态已不是营业、整改或未注明的业户，不计入覆盖率，在此单列。",
        base, "first_on IS NOT NULL AND NOT working",
    )  # fmt: skip
    yield Figure(
        "operators_visited_cancelled", "已注销", "家", Kind.STOCK, section, "走访过的业户中期末已注销的业户。",
        base, "first_on IS NOT NULL AND status = 6", part_of="operators_visited_closed",
    )  # fmt: skip
    yield Figure(
        "operators_visited_outside", "走访对象以外的已走访业户", "家", Kind.STOCK, section,
        "活动开始以来走访过、期末正常经营但不属于走访对象的业户，不计入覆盖率，在此单列。",
        base, "first_on IS NOT NULL AND working AND NOT (listed AND due)",
    )  # fmt: skip


def _visits(plan: Plan) -> Iterator[Figure]:
    section, base = Section.VISITS, Base.ACTIVITY
    forms = [form for form in plan.forms if Counts.VISIT in form.counts]
    yield Figure(
        "visits", "走访", "次", Kind.FLOW, section,
        "已完成的现场走访，一次外出走访多户计一次；计划、取消的不计，联合走访由牵头单位计数。",
        base, _TRIP,
    )  # fmt: skip
    yield Figure(
        "visits_led", "领导带队走访", "次", Kind.FLOW, section,
        "走访中由当日担任负责同志、活动小组组长或单位负责人职务的人员带队的次数，不论采用何种形式。",
        base, f"{_TRIP} AND led", part_of="visits",
    )  # fmt: skip
    yield Figure(
        "visits_pairs", "走访家次", "家次", Kind.FLOW, section,
        "已完成的现场走访所到业户数，一次走访六户计6家次，同一业户不同次走访分别计算。",
        base, _PAIR, sum_of=tuple(map(_form_key, forms)),
    )  # fmt: skip
    for form in forms:
        yield Figure(
            _form_key(form), form.name, "家次", Kind.FLOW, section,
            f"走访家次中主形式为{form.name}的家次；每次走访只有一种主形式。",
            base, f"{_PAIR} AND form = '{form.key.replace(chr(39), chr(39) * 2)}'", part_of="visits_pairs",
        )  # fmt: skip
    operators = Base.OPERATOR
    yield Figure(
        "operators_visited", "走访业户", "家", Kind.DISTINCT, section,
        "现场走访过的业户，同一业户只计一次；累计数为活动开始以来走访过的业户，不是各月之和。",
        operators, "1", "1", *_VISITED, sum_of=("operators_visited_enterprise", "operators_visited_sole_trader"),
    )  # fmt: skip
    for key, label, where in (
        ("enterprise", "企业", "operator_type = 'enterprise'"),
        ("sole_trader", "个体工商户", "operator_type = 'sole_trader'"),
        ("two_passenger_one_dangerous", "两客一危", "two_passenger_one_dangerous"),
    ):
        more = "（班线客运、旅游客运、危险货物运输，与企业、个体交叉）" if key.startswith("two") else ""
        yield Figure(
            f"operators_visited_{key}", label, "家", Kind.DISTINCT, section, f"走访业户中的{label}{more}。",
            operators, where, "1", *_VISITED, part_of="operators_visited",
        )  # fmt: skip
    yield Figure(
        "operators_first_visited", "首次走访", "家", Kind.FLOW, section,
        "活动开始以来第一次现场走访在本期的业户，各月之和等于累计走访业户数。",
        operators, "1", "1", "first_on",
    )  # fmt: skip
    yield Figure(
        "contacts", "非现场联系", "次", Kind.FLOW, section,
        "以电话、视频方式联系业户的次数，一次联系多户计一次，不计入走访次数和家次。",
        base, "visit AND NOT on_site AND trip_head",
    )  # fmt: skip
    yield Figure(
        "material_handed_out", "发放资料", "份", Kind.FLOW, section,
        "走访和活动中发放的宣传资料份数。",
        base, "material_count > 0", "material_count",
    )  # fmt: skip
    yield Figure(
        "services_done", "上门服务", "件", Kind.FLOW, section,
        "走访和活动中为业户办成的服务事项件数。",
        base, "service_count > 0", "service_count",
    )  # fmt: skip


def _issues() -> Iterator[Figure]:
    section, issue, step = Section.ISSUES, Base.ISSUE, Base.STEP
    yield Figure(
        "issues_opening", "期初未销号", "个", Kind.STOCK, section,
        "本期开始前已反映、尚未销号也未作废的问题（走访、座谈、评议、开放日、12328反映，下同）。",
        issue, "outside AND open_before",
    )  # fmt: skip
    yield Figure(
        "issues_raised", "反映问题", "个", Kind.FLOW, section,
        "按反映日期计算的问题数，来源为走访、座谈、评议、开放日和12328；自查、明察暗访发现的另列，"
        "12328工单与由其生成的问题只计一次。",
        issue, "outside",
    )  # fmt: skip
    yield Figure(
        "issues_raised_solved", "期末前已解决", "个", Kind.FLOW, section,
        "反映问题中到数据截止日已按“解决”或“立行立改”销号的问题，为解决率的分子。",
        issue, f"outside AND state = 'closed' AND {_SOLVED}", part_of="issues_raised", internal=True,
    )  # fmt: skip
    yield Figure(
        "issues_reopened", "重新交办", "个", Kind.FLOW, section,
        "已销号（作废）后又重新办理的问题，按重新办理日期计算。",
        step, "outside AND reopening",
    )  # fmt: skip
    yield Figure(
        "issues_resolved", "已办结", "个", Kind.FLOW, section,
        "按办结日期计算；办结后被退回重办的不计（以后退回的，当月数随之更正），当场立行立改的计入。",
        step, "outside AND resolution",
    )  # fmt: skip
    yield Figure(
        "issues_resolved_late", "逾期办结", "个", Kind.FLOW, section,
        "已办结问题中办结日期晚于当时批准的完成时限的问题。",
        step, "outside AND resolution AND late", part_of="issues_resolved",
    )  # fmt: skip
    yield Figure(
        "issues_closed", "已销号", "个", Kind.FLOW, section, "按销号日期计算，包括各种办结方式。",
        step, _CLOSING, sum_of=("issues_solved", "issues_closed_other"),
    )  # fmt: skip
    yield Figure(
        "issues_solved", "已解决", "个", Kind.FLOW, section,
        "已销号问题中按“解决”或“立行立改”办结的问题；解释说明、转办（上报）属于其他办结，不计入。",
        step, f"{_CLOSING} AND {_SOLVED}", part_of="issues_closed",
    )  # fmt: skip
    yield Figure(
        "issues_on_the_spot", "立行立改", "个", Kind.FLOW, section, "已解决问题中当场整改到位的问题。",
        step, f"{_CLOSING} AND outcome = 'on_the_spot'", part_of="issues_solved",
    )  # fmt: skip
    yield Figure(
        "issues_closed_other", "其他办结", "个", Kind.FLOW, section,
        "已销号问题中以解释说明、转办（上报）等方式办结的问题。",
        step, f"{_CLOSING} AND NOT ({_SOLVED})", part_of="issues_closed",
    )  # fmt: skip
    yield Figure(
        "issues_voided", "作废", "个", Kind.FLOW, section, "登记有误等原因作废的未销号问题，按作废日期计算。",
        step, "outside AND voiding",
    )  # fmt: skip
    yield Figure(
        "issues_closing", "期末未销号", "个", Kind.STOCK, section,
        "期末未销号＝期初未销号＋反映问题＋重新交办－已销号－作废。",
        issue, "outside AND open",
    )  # fmt: skip
    yield Figure(
        "issues_overdue", "逾期", "个", Kind.STOCK, section,
        "期末未销号问题中，现行批准的完成时限早于期末（期未满的早于数据截止日）的问题；逾期办结、延期另列。",
        issue, "outside AND overdue", part_of="issues_closing",
    )  # fmt: skip
    yield Figure(
        "issues_standing", "长期坚持", "个", Kind.STOCK, section,
        "期末未销号问题中不定完成时限、定期检视的问题。",
        issue, "outside AND state = 'standing'", part_of="issues_closing",
    )  # fmt: skip
    yield Figure(
        "issues_extended", "延期", "次", Kind.FLOW, section, "批准推迟完成时限的次数，按批准日期计算。",
        Base.EXTENSION, "outside",
    )  # fmt: skip
    yield Figure(
        "issues_solved_rate", "解决率", "%", Kind.RATE, section,
        "解决率＝反映问题中期末前已解决÷反映问题×100%。",
        numerator="issues_raised_solved", denominator="issues_raised",
    )  # fmt: skip
    yield Figure(
        "issues_found", "自查和明察暗访发现问题", "个", Kind.FLOW, section,
        "本单位自查、明察暗访发现的问题，按发现日期计算，与上列反映问题分开统计。",
        issue, "NOT outside",
    )  # fmt: skip
    yield Figure(
        "issues_found_closed", "自查和明察暗访问题销号", "个", Kind.FLOW, section,
        "自查、明察暗访发现的问题中已销号的，按销号日期计算。",
        step, "NOT outside AND closing",
    )  # fmt: skip


def _satisfaction(plan: Plan) -> Iterator[Figure]:
    section, base = Section.SATISFACTION, Base.ANSWER
    yield Figure(
        "satisfaction_answers", "有效测评", "份", Kind.FLOW, section,
        "走访、活动和问题回访中业户给出的有效满意度评价份数，按走访（回访）日期计算；12328评价另计。",
        base, "valid", sum_of=tuple(map(_level_key, plan.satisfaction)),
    )  # fmt: skip
    for level in plan.satisfaction:
        named = ", ".join("'" + text.replace("'", "''") + "'" for text in (level.key, level.name))
        yield Figure(
            _level_key(level), level.name, "份", Kind.FLOW, section, f"有效测评中评价为{level.name}的份数。",
            base, f"valid AND level IN ({named})", part_of="satisfaction_answers",
        )  # fmt: skip
    good_levels = [level for level in plan.satisfaction if level.good]
    good = "、".join(level.name for level in good_levels)
    yield Figure(
        "satisfaction_good", f"{good}合计", "份", Kind.FLOW, section, f"有效测评中评价为{good}的份数，为满意率的分子。",
        base, "valid AND good", sum_of=tuple(map(_level_key, good_levels)),
    )  # fmt: skip
    yield Figure(
        "satisfaction_rate", "满意率", "%", Kind.RATE, section,
        f"满意率＝（{good.replace('、', '＋')}）÷有效测评×100%；没有有效测评的不计算。",
        numerator="satisfaction_good", denominator="satisfaction_answers",
    )  # fmt: skip


def _registers() -> Iterator[Figure]:
    """Yield the figures that registers declare."""
    for register in registers():
        for declared in register.figures:
            kind = Kind(declared.counting)
            condition = f"register = '{register.key}'"
            if kind is Kind.STOCK:
                condition += f' AND "{declared.day}" <= :to AND (ended_on IS NULL OR ended_on > :to)'
            yield Figure(
                declared.key, declared.label, declared.unit, kind, Section.REGISTERS, declared.definition,
                Base.REGISTER, condition, dated=declared.day, register=register.key,
            )  # fmt: skip


def _form_key(form: Form) -> str:
    return f"visits_pairs_form_{form.key.lower()}"


def _level_key(level: Level) -> str:
    return f"satisfaction_level_{level.key}"


def scope_words(plan: Plan) -> str:
    """Say in words which operators are due a visit."""
    scope = plan.scope

    def words(mode: ScopeMode) -> str:
        match mode:
            case ScopeMode.ALL:
                return "全部"
            case ScopeMode.TAGGED:
                return f"加注“{scope.tag}”标签的"
            case ScopeMode.SHARE:
                return f"按编号抽取的{scope.share}%"

    return f"企业为{words(scope.enterprises)}，个体工商户为{words(scope.sole_traders)}"
