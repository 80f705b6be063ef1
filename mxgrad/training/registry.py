"""Classes by name, as in `net.initialize('xavier')` and `Trainer(params, 'sgd')`."""

from __future__ import annotations

import json
from collections.abc import Callable
from inspect import signature
from typing import Any, Generic, TypeVar

from ..diagnostics.checks import unknown_keyword

T = TypeVar("T")


class Registry(Generic[T]):
    """The classes of one kind, under their names in lower case."""

    def __init__(self, kind: str, base: type[T]) -> None:
        self._kind, self._base = kind, base
        self.classes: dict[str, type[T]] = {}

    def register(self, cls: type[T]) -> type[T]:
        """Make a class known under its name."""
        self.classes[cls.__name__.lower()] = cls
        return cls

    def alias(self, *names: str) -> Callable[[type[T]], type[T]]:
        """Return a decorator that makes a class known under more names."""

        def also(cls: type[T]) -> type[T]:
            self.classes.update({name.lower(): cls for name in names})
            return cls

        return also

    def create(self, given: Any, *args: Any, **options: Any) -> T:
        """Return an object of this kind as it is, or one made from a name, or from what its `dumps()` returned."""
        if isinstance(given, self._base) or (callable(given) and not isinstance(given, type)):
            if args or options:
                raise TypeError(f"{self._kind}: {given} is made already and takes no more arguments")
            return given
        if isinstance(given, str) and given.startswith("["):
            given, found = json.loads(given)
            options = {**found, **options}
        if not isinstance(given, str):
            hint = f": make an object of it, {given.__name__}()" if isinstance(given, type) else ""
            raise TypeError(f"{self._kind} is a name or an object, not {type(given).__name__} {given!r}"[:200] + hint)
        if given.lower() not in self.classes:
            import difflib

            close = difflib.get_close_matches(given.lower(), self.classes, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(sorted(self.classes))}"
            raise ValueError(f"no {self._kind} is called {given!r}: {hint}")
        made = self.classes[given.lower()]
        try:
            return made(*args, **options)
        except TypeError as error:
            unknown = next((name for name in options if f"unexpected keyword argument '{name}'" in str(error)), None)
            if unknown is None:
                raise
            inits = [vars(base)["__init__"] for base in made.__mro__[:-1] if "__init__" in vars(base)]
            known = dict.fromkeys(name for init in inits for name in signature(init).parameters if name != "options")
            raise unknown_keyword(f"the {self._kind} {given!r}", unknown, known) from None
