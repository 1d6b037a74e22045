"""Right, given and wanted: precision, recall and F1, and the pairing of spans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]
Kind = Literal["F1", "recall", "precision", "share"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many were right, how many were given, how many were wanted."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.given + other.given, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        """Right of given; 0 where nothing is given."""
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """Right of wanted; 0 where nothing is wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.given + self.wanted) if self.given + self.wanted else 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure of a set."""

    name: str
    count: Count
    kind: Kind = "F1"
    """What is compared with the floor; a share is right of wanted."""
    aim: float | None = None
    """What one would like to reach; not a floor."""
    value_given: float | None = None
    """A figure that is no count, such as a gap."""

    @property
    def value(self) -> float:
        """The figure itself."""
        if self.value_given is not None:
            return self.value_given
        return {"F1": self.count.f1, "recall": self.count.recall, "precision": self.count.precision, "share": self.count.recall}[self.kind]


class Counts:
    """Counts by name, in the order in which the names came."""

    def __init__(self) -> None:
        self._counts: dict[str, Count] = defaultdict(Count)

    def add(self, name: str, right: int, given: int, wanted: int) -> None:
        """Adds to one name's count."""
        self._counts[name] += Count(right, given, wanted)

    def spans(self, name: str, truth: set[Span], said: set[Span]) -> None:
        """Adds exact spans."""
        self.add(name, len(truth & said), len(said), len(truth))

    def get(self, name: str) -> Count:
        """One name's count; zeros where it was never added to."""
        return self._counts.get(name, Count())

    def figures(self, kinds: Mapping[str, Kind] | None = None, aims: Mapping[str, float] | None = None) -> list[Figure]:
        """The counts as figures; F1 where ``kinds`` (by the end of the name) does not say otherwise."""
        kinds, aims = kinds or {}, aims or {}
        return [Figure(name, count, next((kind for end, kind in kinds.items() if name.endswith(end)), "F1"), aims.get(name)) for name, count in self._counts.items()]


def shared(a: Span, b: Span) -> int:
    """Characters two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def paired(truth: Iterable[Span], said: Iterable[Span]) -> int:
    """How many spans of one side can be paired one to one with spans of the other that overlap them, the widest overlap first."""
    free_truth, free_said = set(truth), set(said)
    for _, t, s in sorted(((shared(t, s), t, s) for t in free_truth for s in free_said if shared(t, s)), reverse=True):
        if t in free_truth and s in free_said:
            free_truth.remove(t)
            free_said.remove(s)
            if not free_truth or not free_said:
                break
    return len(set(truth)) - len(free_truth)
