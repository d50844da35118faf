"""What the drawings of a workbook show, read from its parts: charts with their stored values, descriptions, and what lies over.

openpyxl keeps neither a chart's stored values nor its description when it reads a file, so the parts themselves are read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl.xml.functions import fromstring

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLACE = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: What begins the name of a fact about values a chart has stored: programs store them or not, and they must be its cells'.
STORED = "stored values of line or bar "
#: What begins the name of a fact about a description, which some programs lose.
DESCRIPTION = ", description"
_PARTS = {"tx": "name", "cat": "labels", "val": "values", "xVal": "values across", "yVal": "values up"}
_PLOTS = (
    "barChart",
    "lineChart",
    "pieChart",
    "areaChart",
    "scatterChart",
    "doughnutChart",
    "radarChart",
    "bubbleChart",
)


def drawing_facts(archive: ZipFile) -> dict[tuple[str, str], str]:
    """(sheet, what) -> as it is, for everything drawn on the sheets of a workbook.

    Args:
        archive: The open file.
    """
    found: dict[tuple[str, str], str] = {}
    for title, part in _sheets(archive):
        for target in _related(archive, part, "drawing"):
            found |= {(title, what): said for what, said in _drawing(archive, target)}
    return found


def _sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    book = fromstring(archive.read("xl/workbook.xml"))
    targets = _relations(archive, "xl/workbook.xml")
    for sheet in book.iter(f"{_MAIN}sheet"):
        identifier = sheet.get(f"{_RELATION}id") or ""
        if identifier in targets:
            yield str(sheet.get("name")), targets[identifier][1]


def _drawing(archive: ZipFile, part: str) -> Iterator[tuple[str, str]]:
    targets = _relations(archive, part)
    root = fromstring(archive.read(part))
    number = 0
    for anchor in root:
        if anchor.find(f".//{_CHART}chart") is None:
            yield f"something drawn over the cells ({_kind(anchor)})", "there"
            continue
        number += 1
        name = f"chart {number}"
        told = anchor.find(f".//{_PLACE}graphicFrame/{_PLACE}nvGraphicFramePr/{_PLACE}cNvPr")
        yield f"{name}{DESCRIPTION}", _plain((told.get("descr") if told is not None else "") or "")
        where = anchor.find(f"{_PLACE}from")
        if where is not None:
            yield f"{name}, place", "/".join((where.findtext(f"{_PLACE}{axis}") or "") for axis in ("col", "row"))
        chart = anchor.find(f".//{_CHART}chart")
        target = targets.get(chart.get(f"{_RELATION}id") or "") if chart is not None else None
        if target is not None:
            yield from ((f"{name}, {what}", said) for what, said in _chart(fromstring(archive.read(target[1]))))


def _chart(root: Element) -> Iterator[tuple[str, str]]:
    title = root.find(f"{_CHART}chart/{_CHART}title")
    yield "title", _plain(_texts(title))
    area = root.find(f"{_CHART}chart/{_CHART}plotArea")
    plots = [child for child in area if child.tag.removeprefix(_CHART) in _PLOTS] if area is not None else []
    series = [(plot.tag.removeprefix(_CHART), one) for plot in plots for one in plot.findall(f"{_CHART}ser")]
    for number, (kind, one) in enumerate(sorted(series, key=lambda found: _order(found[1])), start=1):
        yield f"line or bar {number}, kind", kind
        for part, words in _PARTS.items():
            found = one.find(f"{_CHART}{part}")
            if found is not None:
                yield f"line or bar {number}, {words}", _source(found)
                yield f"{STORED}{number}, {words}", _stored(found)
    for axis in area.findall(f"{_CHART}valAx") if area is not None else ():
        scaling = axis.find(f"{_CHART}scaling")
        limits = [scaling.find(f"{_CHART}{end}") if scaling is not None else None for end in ("min", "max")]
        yield "scale", "/".join("" if limit is None else _number(limit.get("val") or "") for limit in limits)


def _source(part: Element) -> str:
    """The cells a name or the values of a line are read from; a name that is written out, as it is written."""
    formula = "".join(node.text or "" for node in part.iter(f"{_CHART}f"))
    if formula and not formula.startswith('"'):
        return formula.replace("$", "").replace("'", "")
    return formula.strip('"') or "".join(node.text or "" for node in part.findall(f"{_CHART}v"))


def _stored(part: Element) -> str:
    points = {point.get("idx"): _number(point.findtext(f"{_CHART}v") or "") for point in part.iter(f"{_CHART}pt")}
    return "|".join(f"{place}={said}" for place, said in sorted(points.items(), key=lambda p: int(p[0] or 0)) if said)


def _order(series: Element) -> int:
    found = series.find(f"{_CHART}order")
    return int(found.get("val") or 0) if found is not None else 0


def _texts(root: Element | None) -> str:
    return "".join(node.text or "" for node in root.iter(f"{_TEXT}t")) if root is not None else ""


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _number(text: str) -> str:
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return _plain(text)


def _kind(anchor: Element) -> str:
    for kind, words in (("pic", "picture"), ("sp", "shape"), ("cxnSp", "line"), ("grpSp", "group")):
        if anchor.find(f"{_PLACE}{kind}") is not None:
            return words
    return "object"


def _related(archive: ZipFile, part: str, kind: str) -> list[str]:
    return [target for type_, target in _relations(archive, part).values() if type_.endswith(f"/{kind}")]


def _relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Identifier -> (type, part) of what a part refers to."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in archive.namelist():
        return {}
    found = {}
    for node in fromstring(archive.read(listed)):
        target = str(node.get("Target"))
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if node.get("TargetMode") != "External":
            found[str(node.get("Id"))] = (str(node.get("Type")), whole)
    return found
