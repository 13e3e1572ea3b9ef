"""XLSX: a workbook with the sheets incidents, claims, sources and read-me (ECMA-376, strings inline).

Sheets are spooled to disk while incidents stream by, so memory stays the same; a sheet that is full (1,048,576 rows)
goes on in the next one. The bytes are the same for the same incidents: no clock is asked. No cell holds a formula.
"""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Iterator
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from testimonia.model.world import Incident
from testimonia.publish import claims, csv, sources
from testimonia.publish.cells import Cell, safe
from testimonia.publish.loss import Lost

LONGEST = 32_767  # UTF-16 units in a cell, as Excel has it
MOST = 1_048_576  # rows in a sheet
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ABOUT = (
    ("This workbook was written by Testimonia. It holds what reports say, not what is proven.",),
    ("incidents", "One row an incident. Empty: nobody reports it. 0: a report says that there were none."),
    ("claims", "One row a figure of a report, with its speaker, its words and how it stands to the toll."),
    ("sources", "One row a report of an incident."),
    ("killed", "Low, best and high by the policy in killed_policy; attackers are counted in killed_all alone."),
    ("because", "Why these numbers were chosen, in a sentence."),
    (
        "place_precision",
        "UCDP's where_prec: 1 the place itself, 2 near it, 3 district, 4 province, 5 an area, 6 country.",
    ),
    ("apostrophe", "Text that a spreadsheet would run as a formula has an apostrophe before it."),
    ("long texts", f"A cell ends at {LONGEST} characters; the rest is told by testimonia export --loss."),
)


class _Sheet:
    """A sheet that grows on disk, in one or more parts."""

    def __init__(self, name: str, columns: tuple[str, ...], most: int = MOST) -> None:
        self.name, self.columns, self._most = name, columns, most
        self.parts: list[IO[bytes]] = []
        self._row = most

    def add(self, cells: tuple[Cell, ...]) -> None:
        """One row under the ones before."""
        if self._row >= self._most:
            self._begin()
        self._row += 1
        self.parts[-1].write(_row(self._row, cells).encode())

    def _begin(self) -> None:
        self.parts.append(tempfile.TemporaryFile())  # noqa: SIM115 # closed by `close`
        self._row = 1
        self.parts[-1].write(_row(1, self.columns, style=1).encode())

    def finish(self) -> list[tuple[str, IO[bytes]]]:
        """Name and content of each part."""
        if not self.parts:
            self._begin()
        return [(self.name if n == 1 else f"{self.name} {n}", part) for n, part in enumerate(self.parts, start=1)]

    def close(self) -> None:
        """Gives the disk back."""
        for part in self.parts:
            part.close()


def _row(number: int, cells: tuple[Cell, ...], style: int = 0) -> str:
    out = [f'<row r="{number}">']
    for n, cell in enumerate(cells):
        if cell is None or cell == "" or (isinstance(cell, float) and not math.isfinite(cell)):
            continue
        at = f'<c r="{letters(n)}{number}"' + (f' s="{style}"' if style else "")
        if isinstance(cell, str):
            out.append(f'{at} t="inlineStr"><is><t xml:space="preserve">{escape(shown(cell))}</t></is></c>')
        else:
            out.append(f"{at}><v>{cell}</v></c>")
    return "".join(out) + "</row>\n"


def shown(text: str) -> str:
    """The text as a cell shows it: safe, one line, no longer than a cell can be, no code point that XML forbids."""
    one = str(safe(text)).replace("\ufffe", "?").replace("\uffff", "?")
    wide = one.encode("utf-16-le")
    return one if len(wide) <= 2 * LONGEST else wide[: 2 * LONGEST - 2].decode("utf-16-le", "ignore") + "…"


def letters(column: int) -> str:
    """The name of a column, from 0: A … Z, AA …"""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


class XlsxExport:
    """A workbook of four sheets."""

    name = "xlsx"
    suffix = ".xlsx"
    loss = (
        "Incidents, figures and reports in sheets: all places but the first, victims' ages and the toll by class "
        "beyond civilians, military, police and attackers are left out; texts longer than a cell are cut."
    )

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the workbook, rows in the order given."""
        sheets = (
            _Sheet("incidents", csv.COLUMNS),
            _Sheet("claims", claims.COLUMNS),
            _Sheet("sources", sources.COLUMNS),
        )
        about = _Sheet("read-me", ("what", "meaning"))
        for line in _ABOUT:
            about.add(line)
        try:
            for incident in incidents:
                sheets[0].add(csv.values(incident))
                for sheet, rows in ((sheets[1], claims.rows(incident)), (sheets[2], sources.rows(incident))):
                    for row in rows:
                        sheet.add(row)
            _pack([(s, *part) for s in (*sheets, about) for part in s.finish()], out)
        finally:
            for sheet in (*sheets, about):
                sheet.close()

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What no sheet has a column for, and texts that are longer than a cell."""
        for lost in csv.CsvExport().losses(incident):
            if lost.what in ("named victims", "further places") or lost.what.startswith(("tolls by", "ages")):
                yield lost
        rows = (csv.values(incident), *claims.rows(incident), *sources.rows(incident))
        for cell in (c for row in rows for c in row):
            if isinstance(cell, str) and len(cell.encode("utf-16-le", "replace")) // 2 > LONGEST:
                yield Lost("ends of texts that are longer than a cell", cell[:60])


def _pack(parts: list[tuple[_Sheet, str, IO[bytes]]], out: IO[bytes]) -> None:
    """The package: fixed names, fixed order, fixed times."""
    names = [name for _, name, _ in parts]
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for path, text in _frame(names):
            _entry(package, path, text)
        for n, (sheet, _, content) in enumerate(parts, start=1):
            info = _info(f"xl/worksheets/sheet{n}.xml")
            with package.open(info, "w", force_zip64=True) as entry:
                entry.write(_opening(sheet).encode())
                content.seek(0)
                shutil.copyfileobj(content, entry)
                entry.write(b"</sheetData></worksheet>")


def _info(path: str) -> ZipInfo:
    info = ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o600 << 16
    return info


def _entry(package: ZipFile, path: str, text: str) -> None:
    package.writestr(_info(path), (_HEAD + text).encode())


def _opening(sheet: _Sheet) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{min(60, max(12, len(name) + 4))}" customWidth="1"/>'
        for n, name in enumerate(sheet.columns, start=1)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>\n"
    )


def _frame(names: list[str]) -> Iterator[tuple[str, str]]:
    """Path and content of everything in the package but the sheets."""
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet_types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{office}.worksheet+xml"/>'
        for n in range(1, len(names) + 1)
    )
    yield (
        "[Content_Types].xml",
        (
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{office}.styles+xml"/>{sheet_types}</Types>'
        ),
    )
    link = f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", f'<Relationships xmlns="{package}/relationships">{link}</Relationships>'
    listed = "".join(f'<sheet name="{escape(s)}" sheetId="{n}" r:id="rId{n}"/>' for n, s in enumerate(names, start=1))
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>'
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    links += f'<Relationship Id="rId{len(names) + 1}" Type="{_REL}/styles" Target="styles.xml"/>'
    yield "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
    yield "xl/styles.xml", _STYLES


_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
