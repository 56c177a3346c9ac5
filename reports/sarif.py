"""SARIF 2.1.0：问题、无法核查、已豁免、与上次相比已整改的，各成一条 result。

级别：错误 error、提示 warning、说明 note；kind：问题 fail，无法核查 open（level 按规范为 none）。
文本的位置写行；有页的格式没有行，页写在 properties 里。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from reports import labels
from reports.changes import by_finding
from reports.json_report import dumps
from reports.register import basis_text, related_text
from reports.schema import complete
from reports.text import place, visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "goujiFinding/v1"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_BASELINE = {"new": "new", "persisting": "unchanged", "changed": "updated"}


def render(report: Mapping[str, Any]) -> str:
    """整批一个 run。"""
    whole = complete(report)
    rules = {rule["id"]: number for number, rule in enumerate(whole["ruleset"]["rules"])}
    driver = {
        "name": whole["tool"]["name"],
        "version": whole["tool"]["version"],
        "language": "zh-CN",
        "rules": [_rule(rule) for rule in whole["ruleset"]["rules"]],
        "properties": {"ruleset": {"version": whole["ruleset"]["version"], "sha256": whole["ruleset"]["sha256"]}},
    }
    run = {
        "tool": {"driver": driver},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(whole, rules)],
        "artifacts": [_artifact(document) for document in whole["documents"]],
        "results": [
            result for number, document in enumerate(whole["documents"]) for result in _results(document, number, rules)
        ],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _text(text: str) -> dict[str, str]:
    # 规范要求 message 的 text 不空
    return {"text": visible(text) or "（无）"}


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    body = [rule["why"], rule["how"], basis_text(rule["basis"]), rule["advice"]]
    return {
        "id": rule["id"],
        "shortDescription": _text(rule["title"]),
        "fullDescription": _text("\n".join(part for part in body if part) or rule["title"]),
        "defaultConfiguration": {"level": _LEVELS.get(rule["severity"], "warning")},
        "properties": {"tags": [*{rule["family"]: 0, rule["head"]: 0}], "sha256": rule["sha256"]},
    }


def _invocation(report: Mapping[str, Any], rules: Mapping[str, int]) -> dict[str, Any]:
    """没有读进来、没有读全的文件，出错的规则，写在通知里；有一样就不算全部做完。"""
    told: list[dict[str, Any]] = []
    for number, document in enumerate(report["documents"]):
        own = [{"physicalLocation": {"artifactLocation": _location(document, number)}}]
        if document["status"] != "audited":
            word = labels.DOCUMENT_STATUS[document["status"]].word
            told.append({"level": "error", "message": _text(f"{word}：{document['error']}"), "locations": own})
        told += [
            {"level": "warning", "message": _text(f"没有读全：{part}"), "locations": own} for part in document["unread"]
        ]
        for problem in document["outcomes"]["errors"]:
            known = {"id": problem["rule_id"]} | _index(problem["rule_id"], rules)
            told.append(
                {"level": "error", "message": _text(problem["message"]), "locations": own, "associatedRule": known}
            )
    wrong = [
        {"level": "error", "message": _text(f"{e['file']}:{e['line']}:{e['column']}：{e['message']}")}
        for e in report["ruleset"]["errors"]
    ]
    return {
        "commandLine": visible(report["run"]["command"]),
        "executionSuccessful": not wrong and all(n["level"] != "error" for n in told),
        "toolExecutionNotifications": told,
        "toolConfigurationNotifications": wrong,
        "properties": {key: visible(report["run"][key]) for key in ("date", "checker", "engine")},
    }


def _artifact(document: Mapping[str, Any]) -> dict[str, Any]:
    hashes = {"hashes": {"sha-256": document["sha256"]}} if document["sha256"] else {}
    about = {key: visible(document[key]) for key in ("status", "entity", "year", "kind")}
    return {"location": {"uri": uri(document["path"])}, **hashes, "properties": about}


def uri(path: str) -> str:
    """文件的地址：相对路径照相对的写，绝对路径写成 file:///…；该转的都转码。"""
    plain = path.replace("\\", "/")
    coded = quote(plain.encode("utf-8", "replace"), safe="/")
    if plain.startswith("/"):
        return f"file://{coded}"
    # 盘符（C:/…）也是绝对的
    return f"file:///{coded}" if plain[1:3] == ":/" else coded


def _location(document: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {"uri": uri(document["path"]), "index": number}


def _index(rule_id: str, rules: Mapping[str, int]) -> dict[str, int]:
    return {"index": rules[rule_id]} if rule_id in rules else {}


# ---- 结果


def _results(document: Mapping[str, Any], number: int, rules: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    own = {"physicalLocation": {"artifactLocation": _location(document, number)}}
    changes = by_finding(document)
    for finding in document["findings"]:
        yield _finding(finding, document, number, rules, changes.get(finding["id"], ""))
    for item in (document["comparison"] or {"items": []})["items"]:
        if item["change"] == "resolved":  # 没有查成的、豁免的不能说 absent
            yield {
                **_head(item["rule_id"], rules),
                "kind": "fail",
                "level": _LEVELS.get(item["severity"], "warning"),
                "message": _text(item["message"] or item["title"]),
                "locations": [own],
                "partialFingerprints": {FINGERPRINT: item["id"]},
                "baselineState": "absent",
            }
    for waiver in document["waivers"]:
        if waiver["state"] == "used":
            yield {
                **_head(waiver["rule_id"], rules),
                "kind": "fail",
                "level": "note",
                "message": _text(f"已豁免：{waiver['at'] or '全部'}"),
                "locations": [{**own, **_logical(waiver["at"])}],
                "suppressions": [_suppression(waiver)],
            }
    for item in document["outcomes"]["unknown"]:
        yield {
            **_head(item["rule_id"], rules),
            "kind": "open",
            "level": "none",
            "message": _text(f"无法核查：{item['reason']}"),
            "locations": [{**own, **_logical(item["at"])}],
        }


def _head(rule_id: str, rules: Mapping[str, int]) -> dict[str, Any]:
    return {"ruleId": rule_id} | ({"ruleIndex": rules[rule_id]} if rule_id in rules else {})


def _suppression(waiver: Mapping[str, Any]) -> dict[str, Any]:
    parts = [waiver["reason"], *(waiver[key] for key in ("document", "approver") if waiver[key])]
    until = [f"{waiver['expires']}到期"] if waiver["expires"] else []
    return {"kind": "external", "status": "accepted", "justification": visible("；".join([*parts, *until]))}


def _finding(
    finding: Mapping[str, Any], document: Mapping[str, Any], number: int, rules: Mapping[str, int], change: str
) -> dict[str, Any]:
    places = [_place(proof, document, number) for proof in finding["evidence"]]
    others = [{"id": n, **spot} for n, spot in enumerate(places[1:], start=1)]
    figures = ("printed", "computed", "difference", "unit", "likely_cause", "advice", "status")
    return {
        **_head(finding["rule_id"], rules),
        "kind": "fail",
        "level": _LEVELS.get(finding["severity"], "warning"),
        "message": _text(finding["message"]),
        "locations": places[:1] or [{"physicalLocation": {"artifactLocation": _location(document, number)}}],
        "relatedLocations": others,
        "occurrenceCount": max(1, finding["occurrences"]),
        "partialFingerprints": {FINGERPRINT: finding["id"]},
        **({"baselineState": _BASELINE[change]} if change in _BASELINE else {}),
        "properties": {
            "display": finding["display"],
            "family": finding["family"],
            "head": finding["head"],
            **{key: visible(finding[key]) for key in figures if finding[key]},
            **({"sameCause": visible(related_text(finding))} if finding.get("related") else {}),
        },
    }


def _place(proof: Mapping[str, Any], document: Mapping[str, Any], number: int) -> dict[str, Any]:
    """一处证据：有行的写行；页、格子、页上的范围写在 properties。另一份公开件里的，指到那个文件。"""
    at = proof["location"]
    other = at.get("document")
    artifact = {"uri": uri(other["path"])} if other else _location(document, number)
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if at["line"]:
        physical["region"] = {"startLine": at["line"], "snippet": _text(proof["quote"])}
    known = {key: at[key] for key in ("page", "label", "file", "box", "turn") if at.get(key)}
    if known:
        physical["properties"] = {k: visible(v) if isinstance(v, str) else v for k, v in known.items()}
    told = place(at)
    return {
        "physicalLocation": physical,
        **_logical("/".join(str(at[key]) for key in ("section", "table", "row", "column") if at.get(key))),
        "message": _text(f"{told}：{proof['quote']}" if told else proof["quote"]),
    }


def _logical(name: str) -> dict[str, Any]:
    return {"logicalLocations": [{"fullyQualifiedName": visible(name)}]} if name else {}
