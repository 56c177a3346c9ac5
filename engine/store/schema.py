"""库的样子：各张表、供人用 SQL 查的视图，和库的格式号。说明见 docs/store.md。"""

from __future__ import annotations

from typing import Final

from engine.numbers import MONEY

VERSION: Final = 1
"""库的格式号。表的样子一变就加一，旧的由 MIGRATIONS 一步步改过来。"""

MIGRATIONS: Final[dict[int, tuple[str, ...]]] = {}
"""格式号 n → 由 n 改到 n + 1 的语句。"""

_TABLES: Final = (
    "CREATE TABLE gouji_store (version INTEGER NOT NULL)",
    f"INSERT INTO gouji_store VALUES ({VERSION})",
    """CREATE TABLE documents (
        document INTEGER NOT NULL, path VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
        entity VARCHAR NOT NULL, entity_key VARCHAR NOT NULL, region VARCHAR NOT NULL, level VARCHAR NOT NULL,
        scope VARCHAR NOT NULL, title VARCHAR NOT NULL, kind VARCHAR NOT NULL, year INTEGER,
        correction BOOLEAN NOT NULL, day VARCHAR NOT NULL, run INTEGER NOT NULL,
        facts INTEGER NOT NULL, digest VARCHAR NOT NULL, tool VARCHAR NOT NULL, ruleset VARCHAR NOT NULL)""",
    """CREATE TABLE facts (
        document INTEGER NOT NULL, number INTEGER NOT NULL, kind VARCHAR NOT NULL,
        concept VARCHAR, code VARCHAR, name VARCHAR, table_name VARCHAR, instance VARCHAR,
        row_name VARCHAR, row_label VARCHAR, role VARCHAR, column_name VARCHAR, basis VARCHAR, caliber VARCHAR,
        period VARCHAR, slot VARCHAR, scope VARCHAR, section VARCHAR, section_kind VARCHAR, direction VARCHAR,
        project VARCHAR, status VARCHAR, total BOOLEAN,
        value VARCHAR, unit VARCHAR, quantum VARCHAR, approximate BOOLEAN, printed VARCHAR,
        file VARCHAR, page INTEGER, line INTEGER, label VARCHAR, quote INTEGER)""",
    "CREATE TABLE quotes (document INTEGER NOT NULL, quote INTEGER NOT NULL, text VARCHAR NOT NULL)",
    "CREATE INDEX documents_entity ON documents (entity_key)",
)

_YUAN: Final = " ".join(f"WHEN '{unit}' THEN {times}" for unit, times in MONEY.items())

ORDER: Final = "correction DESC, day DESC, run DESC, path"
"""同一单位、文种、年度的几份以哪一份为准：写明更正的，核查日期晚的，后存进去的；都一样的按路径。"""

_VIEWS: Final = (
    f"""CREATE VIEW all_documents AS SELECT *, row_number() OVER (
        PARTITION BY entity_key, region, scope, kind, year, CASE WHEN entity_key = '' OR year IS NULL THEN sha256 END
        ORDER BY {ORDER}) = 1 AS "current" FROM documents""",
    'CREATE VIEW current_documents AS SELECT * EXCLUDE ("current") FROM all_documents WHERE "current"',
    f"""CREATE VIEW all_facts AS SELECT d.entity, d.entity_key, d.region, d.level, d.scope AS document_scope,
        d.kind AS document_kind, d.year, d."current", d.path, d.sha256,
        f.* EXCLUDE (value, quote), f.value AS value_text,
        try_cast(nullif(f.value, '') AS DECIMAL(38, 10)) AS value,
        try_cast(nullif(f.value, '') AS DECIMAL(28, 10)) * CASE f.unit {_YUAN} END AS yuan,
        q.text AS quote
        FROM facts f JOIN all_documents d USING (document)
        LEFT JOIN quotes q ON q.document = f.document AND q.quote = f.quote""",
    'CREATE VIEW current_facts AS SELECT * EXCLUDE ("current") FROM all_facts WHERE "current"',
    """CREATE VIEW current_figures AS SELECT * FROM current_facts
        WHERE concept <> '' AND value IS NOT NULL
        AND (kind = 'known' OR (kind = 'stated' AND slot IN ('本年', '决算')))
        AND (basis = '' OR basis = document_kind || '数')
        QUALIFY row_number() OVER (PARTITION BY document, concept ORDER BY kind, number) = 1""",
)
CREATE: Final = (*_TABLES, *_VIEWS)
"""新建一个库的各条语句。"""
