"""汇总里各份文件的叫法和链接。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from reports.naming import short_href
from reports.text import anchor
from reports.totals import Link, Row, Totals


def identity(row: Row) -> tuple[str, str, str]:
    """单位、年度、文种。"""
    return row.entity, row.year, row.kind


class Pages:
    """各份文件的叫法和链接。"""

    def __init__(self, totals: Totals, links: Mapping[str, str]) -> None:
        self._rows, self._links = totals.rows, links
        self._twice = {key for key, count in Counter(map(identity, totals.rows)).items() if count > 1}

    def href(self, number: int, display: str = "") -> str:
        """单份报告的链接；display 给了就连到那个问题。没有写单份报告的为空。"""
        page = short_href(self._links.get(self._rows[number].path, ""))
        return f"{page}#{anchor(display)}" if page and display else page

    def name(self, number: int) -> str:
        """“单位”；没有认出单位的用文件名。"""
        row = self._rows[number]
        return row.entity or row.name

    def which(self, number: int) -> str:
        """“2024 决算”；同一单位、年度、文种有几份的另写文件名。"""
        row = self._rows[number]
        also = row.name if identity(row) in self._twice and row.entity else ""
        return " ".join(part for part in (row.year, row.kind, also) if part)

    def linked(self, link: Link | tuple[int, str]) -> dict[str, str]:
        number, display = link
        return {"name": self.name(number), "which": self.which(number), "href": self.href(number, display)}
