"""Rows that were read back from a target → the JSON of the report: what the layout holds is all that a report says."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from perfparse.model.report import Report
from perfparse.sinks.layout import layout

Tables = Mapping[str, Sequence[Mapping[str, Any]]]

_DECIMALS = frozenset(("number", "value", "upper", "weight", "score", "initial", "full_year", "executed", "rate"))


def comparable(report: Report) -> Any:
    """The JSON of a report, with its decimals as numbers: 486.00 is 486."""
    return _comparable(json.loads(report.to_json()), "")


def _comparable(node: Any, key: str) -> Any:
    if isinstance(node, list):
        return [_comparable(item, "") for item in node]
    if isinstance(node, dict):
        return {name: _comparable(item, name) for name, item in node.items()}
    return Decimal(node) if isinstance(node, str) and key in _DECIMALS else node


def rebuilt(tables: Tables) -> dict[str, Any]:
    """The report of each document, as `comparable` gives it."""
    parts: defaultdict[str, dict[str, list[Mapping[str, Any]]]] = defaultdict(lambda: {name: [] for name in tables})
    for name, rows in tables.items():
        for row in rows:
            if "document" in row:
                parts[row["document"]][name].append(row)
    return {document: _Maker(rows).report() for document, rows in parts.items()}


class _Maker:
    def __init__(self, rows: Tables) -> None:
        self.rows = rows
        self.places: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for row in sorted(self.rows["evidence"], key=lambda row: row["evidence_no"]):
            box = [row[name] for name in ("x0", "top", "x1", "bottom")]
            self.places[row["of_table"], row["of_no"], row["part"]].append(
                {
                    "page": row["page"],
                    "bbox": None if box[0] is None else box,
                    "start": row["start_char"],
                    "end": row["end_char"],
                    "cell": row["cell"],
                }
            )

    def of(self, table: str, **wanted: Any) -> list[Mapping[str, Any]]:
        """The rows with these values, in the order of their numbers."""
        number = next(known.key[1] for known in layout().contents if known.name == table)
        found = [row for row in self.rows[table] if all(row[name] == value for name, value in wanted.items())]
        return sorted(found, key=lambda row: row[number])

    def report(self) -> Any:
        (row,) = self.rows["reports"]
        forms = [self.form(form) for form in self.of("forms")]
        return {
            "schema_version": row["schema_version"],
            "status": row["status"],
            "source": {name: row[name] for name in ("name", "sha256", "media_type", "reader", "pages", "characters")},
            "template": {
                "id": row["template"],
                "confidence": row["template_confidence"],
                "matched_headers": json.loads(row["matched_headers"]),
            },
            **forms[0],
            **{name: row[name] for name in ("title", "organisation", "fiscal_year")},
            "forms": forms if row["forms"] else [],
            "tables": [self.table(table) for table in self.of("tables")],
            "records": [self.record(record, several=row["forms"] > 0) for record in self.of("records")],
            "issues": [
                {
                    **{name: issue[name] for name in ("code", "kind", "severity", "message", "basis")},
                    "record": issue["record_id"],
                    "evidence": self.places["issues", issue["issue_no"], None],
                }
                for issue in self.of("issues")
            ],
            "coverage": {
                "characters": row["solid_characters"],
                "placed": row["placed_characters"],
                "rest": [
                    {
                        "kind": rest["kind"],
                        "text": rest["text"],
                        "evidence": self.places["rest", rest["rest_no"], None],
                    }
                    for rest in self.of("rest")
                ],
            },
        }

    def form(self, row: Mapping[str, Any]) -> dict[str, Any]:
        no = row["form_no"]
        lines = [
            {
                **{name: line[name] for name in ("item", "kind", "parent")},
                **{name: line[name] for name in ("initial", "full_year", "executed", "rate", "weight", "score")},
                "evidence": self.places["budget_lines", line["line_no"], None],
            }
            for line in self.of("budget_lines", form_no=no)
        ]
        assert all(line["unit"] == row["budget_unit"] for line in self.of("budget_lines", form_no=no))
        total = {name: row[f"total_{name}"] for name in ("weight", "score", "grade")}
        total["evidence"] = self.places["forms", no, "total"]
        return {
            **{name: row[name] for name in ("title", "organisation", "fiscal_year")},
            "sections": [
                {
                    "name": section["name"],
                    "goals": [
                        {
                            "label": goal["label"],
                            "text": goal["text"],
                            "evidence": self.places["goals", goal["goal_no"], None],
                        }
                        for goal in self.of("goals", section_no=section["section_no"])
                    ],
                    "evidence": self.places["sections", section["section_no"], None],
                }
                for section in self.of("sections", form_no=no)
            ],
            "fields": {
                field["label"]: self.field(
                    field["text"], self.places["fields", field["field_no"], None], "field", field_no=field["field_no"]
                )
                for field in self.of("fields", form_no=no)
            },
            "levels": [
                {
                    **{name: level[name] for name in ("level", "name", "weight")},
                    "evidence": self.places["levels", level["level_no"], None],
                }
                for level in self.of("levels", form_no=no)
            ],
            "budget": {"unit": row["budget_unit"], "lines": lines} if lines or row["budget_unit"] else None,
            "total": total if any(value not in (None, []) for value in total.values()) else None,
        }

    def table(self, row: Mapping[str, Any]) -> dict[str, Any]:
        no, columns = row["table_no"], json.loads(row["labels"])
        cells = self.of("table_cells", table_no=no)
        for cell in cells:
            at = cell["column_no"]
            assert cell["label"] == ((columns[at] or None) if at < len(columns) else None)
        return {
            "columns": columns,
            "rows": [
                [
                    {
                        "text": cell["text"] or "",
                        "evidence": self.places["table_cells", cell["cell_no"], None],
                        "column": cell["column_no"],
                        "rowspan": cell["rowspan"],
                        "colspan": cell["colspan"],
                    }
                    for cell in cells
                    if cell["row_no"] == at
                ]
                for at in range(row["height"])
            ],
            "evidence": self.places["tables", no, None],
        }

    def record(self, row: Mapping[str, Any], *, several: bool) -> dict[str, Any]:
        no = row["record_no"]
        cells = {
            part: None
            if row[part] is None
            else self.field(row[part], self.places["records", no, part], part, record_no=no)
            for part in ("indicator", "target", "actual", "reason")
        }
        pages = [place["page"] for cell in cells.values() if cell for place in cell["evidence"]]
        assert row["page"] == (pages[0] if pages else None)
        others = {
            part: places
            for (table, of, part), places in self.places.items()
            if (table, of) == ("records", no) and part not in cells and places
        }
        return {
            "id": row["id"],
            "form": row["form_no"] if several else None,
            **{name: row[name] for name in ("section", "level1", "level2", "weight", "score", "confidence")},
            **cells,
            "evidence": others,
            "extra": {
                extra["name"]: self.field(
                    extra["text"],
                    self.places["extras", extra["extra_no"], None],
                    "extra",
                    record_no=no,
                    extra_no=extra["extra_no"],
                )
                for extra in self.of("extras", record_no=no)
            },
            "outcome": {"status": row["outcome"], "basis": row["basis"]},
            "doubts": json.loads(row["doubts"]),
        }

    def field(self, text: str, evidence: list[Any], part: str, **owner: int) -> dict[str, Any]:
        of = {"record_no": None, "extra_no": None, "field_no": None, **owner, "part": part}
        alike = (
            "surface", "number", "unit", "value", "base_unit", "dimension", "bound", "upper", "per", "change",
            "inherited", "subject",
        )  # fmt: skip
        return {
            "text": text,
            "evidence": evidence,
            "quantities": [
                {
                    **{name: row[name] for name in alike},
                    "start": row["start_char"],
                    "end": row["end_char"],
                    "unit_evidence": self.places["quantities", row["quantity_no"], "unit"],
                    "evidence": self.places["quantities", row["quantity_no"], None],
                }
                for row in self.of("quantities", **of)
            ],
            "dates": [
                {
                    "surface": row["surface"],
                    "start": row["start_char"],
                    "end": row["end_char"],
                    "from": row["from_date"],
                    "to": row["to_date"],
                }
                for row in self.of("dates", **of)
            ],
        }
