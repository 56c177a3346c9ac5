"""JUnit XML：一份文件一个 testsuite，一条规则、一个问题各一个 testcase；合 Jenkins 的 junit-10.xsd。

错误、提示是 failure（type 为级别），说明写在通过的用例里；无法核查、已豁免是 skipped；
规则出错、文件没有读进来是 error。用例的名称不含数目，各次之间可以对照。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from reports import labels
from reports.register import basis_text
from reports.schema import complete
from reports.text import place, visible

_FAILING = ("error", "warning")


def render(report: Mapping[str, Any]) -> bytes:
    """整批一个 testsuites，UTF-8。"""
    whole = complete(report)
    root = etree.Element("testsuites", name="gouji")
    titles = {rule["id"]: (rule["title"], rule["family"]) for rule in whole["ruleset"]["rules"]}
    for document in whole["documents"]:
        root.append(_suite(document, titles))
    if whole["ruleset"]["errors"]:
        root.append(_counted(_element("testsuite", name="规则集"), _broken(whole["ruleset"]["errors"])))
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _element(tag: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.Element(tag, {key: visible(value) for key, value in attributes.items()})
    if text:
        made.text = visible(text)
    return made


def _counted(suite: etree._Element, cases: Iterator[etree._Element]) -> etree._Element:
    suite.extend(list(cases))
    suite.set("tests", str(len(suite.findall("testcase"))))
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(len(suite.findall(f"testcase/{tag}"))))
    return suite


def _case(name: str, family: str, *inside: etree._Element) -> etree._Element:
    case = _element("testcase", name=name, classname=family)
    case.extend(inside)
    return case


def _broken(errors: list[dict[str, Any]]) -> Iterator[etree._Element]:
    for fault in errors:
        at = f"{fault['file']}:{fault['line']}:{fault['column']}"
        yield _case(at, "规则集", _element("error", type="规则错误", message=fault["message"]))


def _suite(document: Mapping[str, Any], titles: Mapping[str, tuple[str, str]]) -> etree._Element:
    suite = _element("testsuite", name=document["name"], file=document["path"])
    if document["status"] != "audited":
        word = labels.DOCUMENT_STATUS[document["status"]].word
        return _counted(suite, iter([_case("读入", "文件", _element("error", type=word, message=document["error"]))]))
    properties = _element("properties")
    for name, key in (("单位", "entity"), ("年度", "year"), ("文种", "kind"), ("sha256", "sha256")):
        properties.append(_element("property", name=name, value=document[key]))
    suite.append(properties)
    return _counted(suite, _cases(document, titles))


def _cases(document: Mapping[str, Any], titles: Mapping[str, tuple[str, str]]) -> Iterator[etree._Element]:
    if document["unread"]:
        yield _case("读全", "文件", _element("error", "\n".join(document["unread"]), type="没有读全"))
    by_rule: dict[str, list[etree._Element]] = {}
    for finding in document["findings"]:
        by_rule.setdefault(finding["rule_id"], []).append(_found(finding, finding["id"], titles))
        for other in finding.get("related", ()):
            one = {**finding, **other, "message": f"与 {finding['display']} 同一根源：{other['message']}"}
            by_rule.setdefault(other["rule_id"], []).append(_found(one, other["id"], titles))
    outcomes = document["outcomes"]
    counts = {item["rule_id"]: item for item in outcomes["rules"]}
    for rule_id in dict.fromkeys([*counts, *by_rule]):
        title, family = titles.get(rule_id, ("", ""))
        name, count = f"{rule_id} {title}".strip(), counts.get(rule_id, {})
        yield from by_rule.get(rule_id, ())
        if count.get("pass") and rule_id not in by_rule:
            yield _case(name, family, _element("system-out", f"通过 {count['pass']} 处"))
        whys = dict.fromkeys(item["reason"] for item in outcomes["unknown"] if item["rule_id"] == rule_id)
        if whys:
            told = f"无法核查 {count.get('unknown', 0)} 处：{'；'.join(whys)}"
            yield _case(f"{name} [无法核查]", family, _element("skipped", message=told))
        if count.get("waived"):
            yield _case(f"{name} [已豁免]", family, _element("skipped", message=f"已豁免 {count['waived']} 处"))
        for number, problem in enumerate((e for e in outcomes["errors"] if e["rule_id"] == rule_id), start=1):
            failed = _element("error", type="规则出错", message=problem["message"])
            yield _case(f"{name} [规则出错 {number}]", family, failed)


def _found(finding: Mapping[str, Any], ident: str, titles: Mapping[str, tuple[str, str]]) -> etree._Element:
    """一个问题的用例。"""
    lines = [finding["message"], *(f"{place(e['location'])}　{e['quote']}" for e in finding["evidence"])]
    told = (("可能原因", finding["likely_cause"]), ("依据", basis_text(finding["basis"])), ("建议", finding["advice"]))
    lines += [f"{name}：{text}" for name, text in told if text]
    word = labels.severity(finding["severity"]).word
    inside = (
        _element("failure", "\n".join(lines), type=word, message=finding["message"])
        if finding["severity"] in _FAILING
        else _element("system-out", "\n".join(lines))
    )
    title = titles.get(finding["rule_id"], ("", ""))[0]
    return _case(f"{finding['rule_id']} {title}".strip() + f" [{ident}]", finding["family"], inside)
