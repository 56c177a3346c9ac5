"""物料清单（SBOM）：用户会装的每个包的名称、版本、许可、各文件的哈希、谁要用谁，写成 CycloneDX 1.6。

由锁文件和 docs/licenses.md 得来，不看时钟、不取随机数，同样的锁文件写出同样的字节；写之前照公布的模式校验。
要装 tools.lock 里的工具（见 docs/supply-chain.md）。

用法：python .ci/supply/sbom.py [写到哪里，默认 docs/sbom.cdx.json]
"""

from __future__ import annotations

import sys
import tomllib
import uuid
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from lock import ROOT, Locked, shipped
from packageurl import PackageURL

SBOM = ROOT / "docs" / "sbom.cdx.json"
_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "gouji")


def licences() -> dict[tuple[str, str], str]:
    """（包，版本）→ 许可，取自 docs/licenses.md 的表。"""
    page = (ROOT / "docs" / "licenses.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    return {(row[0], row[1]): row[3] for row in rows if len(row) == 5}


def build() -> Bom:
    """缺许可的抛出 KeyError：先运行 licenses.py。"""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    factory, licence = LicenseFactory(), licences()
    whole = [project["version"], *(f"{pin.pin} {pin.hashes}" for pin in shipped()), *licence.values()]
    bom = Bom(serial_number=uuid.uuid5(_SPACE, "\n".join(whole)))
    root = _component(project["name"], project["version"], ComponentType.APPLICATION, "generic")
    root.licenses.add(factory.make_from_string(project["license"]))
    bom.metadata.component = root
    bom.metadata.timestamp = None
    made: dict[Locked, Component] = {}
    for locked, sections in shipped().items():
        component = made[locked] = _component(locked.name, locked.version, ComponentType.LIBRARY)
        component.licenses.add(factory.make_from_string(licence[locked.name, locked.version]))
        component.properties.add(Property(name="gouji:section", value=" ".join(sections)))
        if locked.marker:
            component.properties.add(Property(name="gouji:marker", value=locked.marker))
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=content) for content in locked.hashes]
        where = XsUri(str(component.purl))
        component.external_references.add(
            ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=where, hashes=hashes)
        )
        bom.components.add(component)
    bom.register_dependency(root, [own for locked, own in made.items() if project["name"] in locked.via])
    for locked, own in made.items():
        bom.register_dependency(own, [other for needed, other in made.items() if locked.name in needed.via])
    return bom


def _component(name: str, version: str, kind: ComponentType, home: str = "pypi") -> Component:
    purl = PackageURL(home, name=name, version=version)
    return Component(name=name, version=version, type=kind, purl=purl, bom_ref=str(purl))


def main() -> int:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else SBOM
    text = JsonV1Dot6(build()).output_as_string(indent=1) + "\n"
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        print(f"不合 CycloneDX 1.6 的模式，没有写：{wrong}", file=sys.stderr)
        return 1
    target.write_text(text, encoding="utf-8")
    print(f"合乎 CycloneDX 1.6，写在 {target}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
