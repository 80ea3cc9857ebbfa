"""Painted paths → the thin straight things among them. Curves, slanted lines and areas are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: x' = a x + c y + e and y' = b x + d y + f."""
Box = tuple[float, float, float, float]
"""x0, y0, x1, y1, the smaller ones first."""
Point = tuple[float, float]

THIN = 4.0
"""Points: what is wider is an area, not a rule."""
_SLANT = 0.02  # of its length, by which a straight line may miss the axis


@dataclass(frozen=True, slots=True)
class Subpath:
    """One connected part of a path, as seen: its straight edges and the box of all its points."""

    edges: Sequence[Box]
    """Each from a point to the next, in that order: not sorted."""
    bounds: Box


def chain(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that does `inner` first, then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def subpaths(steps: Iterable[tuple[str, Point, bool]]) -> list[Subpath]:
    """Split a path into its subpaths.

    A step is "m", "l" or "c" (move, line, a point of a curve), the point as seen, and whether the subpath closes
    behind it.
    """
    found: list[Subpath] = []
    points: list[Point] = []
    edges: list[Box] = []

    def end() -> None:
        if len(points) > 1:
            xs, ys = zip(*points, strict=True)
            found.append(Subpath(tuple(edges), (min(xs), min(ys), max(xs), max(ys))))
        edges.clear()

    for kind, point, closes in steps:
        if kind == "m":
            end()
            points = [point]
        else:
            if kind == "l" and points:
                edges.append((*points[-1], *point))
            points.append(point)
        if closes and len(points) > 1:
            edges.append((*points[-1], *points[0]))
    end()
    return found


def thin_boxes(parts: Sequence[Subpath], *, filled: bool, stroked: bool, width: float) -> list[Box]:
    """The rules among `parts`, which are painted together, with a line `width` points wide where stroked.

    A stroked edge is a rule if it is straight along an axis. A filled subpath is one if it is thin; a wide one is
    the ground of a cell, and no rule stands where a ground ends. Two filled boxes, one just inside the other, are
    a frame: four rules.
    """
    found: list[Box] = []
    if stroked and width > THIN:
        return found
    for number, part in enumerate(parts):
        x0, y0, x1, y1 = part.bounds
        if min(x1 - x0, y1 - y0) <= THIN:
            found.append(part.bounds)
        elif stroked:
            found += [straight for edge in part.edges if (straight := _straight(edge))]
        elif filled and number + 1 < len(parts):
            found += _frame(part, parts[number + 1])
    return found


def _straight(edge: Box) -> Box | None:
    x0, y0, x1, y1 = edge
    dx, dy = abs(x1 - x0), abs(y1 - y0)
    if min(dx, dy) > max(_SLANT * max(dx, dy), 0.1):
        return None
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _frame(one: Subpath, other: Subpath) -> list[Box]:
    """The four sides between two boxes, if one of them is just inside the other."""
    if len(one.edges) < 3 or len(other.edges) < 3:
        return []
    outer, inner = sorted((one.bounds, other.bounds), key=lambda box: box[0])
    gaps = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
    if not (min(gaps) > 0 and max(gaps) <= THIN):
        return []
    x0, y0, x1, y1 = outer
    return [(x0, y0, inner[0], y1), (inner[2], y0, x1, y1), (x0, y0, x1, inner[1]), (x0, inner[3], x1, y1)]
