"""要看时才算的各项：通过的一处，报告里每条规则只举一例，多半没有人看。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping


class Lazy(Mapping[str, str]):
    """make() 第一次看时算，只算一次。"""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Mapping[str, str]]) -> None:
        self._make = make
        self._made: Mapping[str, str] | None = None

    def _all(self) -> Mapping[str, str]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, name: str) -> str:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())
