"""People on the terminal and as JSON. Import this module lazily: it loads Rich."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from zoufang_cli.people.rules import Appointment, Person
from zoufang_cli.screen.tables import table
from zoufang_cli.text.phones import masked_phone


def people_table(people: Sequence[Person], full: bool = False) -> RenderableType:
    """Return the list of people; phones are masked unless `full`."""
    headers = ("姓名", "职务", "执法证号", "单位", "电话", "任职", "状态")
    return table(
        f"人员（{len(people)}名）",
        headers,
        (
            (
                person.name,
                person.post,
                person.badge_no,
                person.unit,
                person.phone if full else masked_phone(person.phone),
                "；".join(_spell(appointment) for appointment in person.appointments),
                "离岗" if person.left else "在岗",
            )
            for person in people
        ),
    )


def person_json(person: Person, full: bool = False) -> dict[str, object]:
    """Return one person as a value for JSON; the phone is masked unless `full`."""
    return {
        "name": person.name,
        "post": person.post,
        "badge_no": person.badge_no,
        "unit": person.unit,
        "phone": person.phone if full else masked_phone(person.phone),
        "remark": person.remark,
        "state": "left" if person.left else "active",
        "roles": [
            {
                "role": appointment.role,
                "name": appointment.role.label,
                "from_on": appointment.from_on,
                "to_on": appointment.to_on,
            }
            for appointment in person.appointments
        ],
    }


def person_line(person: Person) -> str:
    """Return the line that confirms a person: name, post and what is held."""
    held = "、".join(_spell(appointment) for appointment in person.appointments if appointment.to_on is None)
    parts = (
        person.name,
        person.post,
        person.badge_no and f"执法证号{person.badge_no}",
        held,
        "离岗" if person.left else "",
    )
    return "，".join(part for part in parts if part)


def _spell(appointment: Appointment) -> str:
    start = f"{appointment.from_on.isoformat()}起" if appointment.from_on else ""
    end = f"{appointment.to_on.isoformat()}止" if appointment.to_on else ""
    return f"{appointment.role.label}（{start}{end}）" if start or end else appointment.role.label
