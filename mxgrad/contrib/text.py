"""`mx.contrib.text`: words as numbers, the most frequent first."""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import Any


def count_tokens_from_str(source_str: str, token_delim: str = " ", seq_delim: str = "\n", to_lower: bool = False,  # noqa: S107
                          counter_to_update: Counter[str] | None = None) -> Counter[str]:  # fmt: skip
    """Return how often each word stands in a text, whose words and lines end with the two delimiters."""
    words = [word for word in re.split(f"{token_delim}|{seq_delim}", source_str) if word]
    counter = Counter[str]() if counter_to_update is None else counter_to_update
    counter.update(word.lower() if to_lower else word for word in words)
    return counter


class Vocabulary:
    """Numbers of words: 0 is `unknown_token`, then come `reserved_tokens`, then the words of a counter.

    Only words that occur `min_freq` times count, and only the `most_freq_count` most frequent; of equally frequent
    ones, those that come first in the alphabet.
    """

    def __init__(self, counter: Counter[Any] | None = None, most_freq_count: int | None = None, min_freq: int = 1,
                 unknown_token: Any = "<unk>",  # noqa: S107
                 reserved_tokens: list[Any] | None = None) -> None:  # fmt: skip
        first = [unknown_token, *(reserved_tokens or ())]
        if len(set(first)) < len(first):
            raise ValueError(f"unknown_token and reserved_tokens differ from each other, not as in {first}")
        if min_freq < 1:
            raise ValueError(f"min_freq is at least 1, not {min_freq}")
        self.unknown_token, self.reserved_tokens = unknown_token, reserved_tokens
        frequent = sorted((counter or Counter()).items(), key=lambda item: (-item[1], item[0]))
        words = [word for word, count in frequent if count >= min_freq and word not in first]
        self.idx_to_token: list[Any] = first + words[:most_freq_count]
        self.token_to_idx: dict[Any, int] = {word: i for i, word in enumerate(self.idx_to_token)}

    def __len__(self) -> int:
        return len(self.idx_to_token)

    def to_indices(self, tokens: Any) -> Any:
        """Return the number of a word, or a list of those of a list; 0 for unknown ones."""
        if isinstance(tokens, list):
            return [self.token_to_idx.get(token, 0) for token in tokens]
        return self.token_to_idx.get(tokens, 0)

    def to_tokens(self, indices: Any) -> Any:
        """Return the word of a number, or a list of those of a list. Raises `ValueError` for a number of no word."""
        found = []
        for i in indices if isinstance(indices, list) else [indices]:
            if not isinstance(i, int) or not 0 <= i < len(self):
                raise ValueError(f"the words are numbered from 0 to {len(self) - 1}: {i!r} is none of these")
            found.append(self.idx_to_token[i])
        return found if isinstance(indices, list) else found[0]


vocab = utils = sys.modules[__name__]  # as in `text.vocab.Vocabulary` and `text.utils.count_tokens_from_str`


def __getattr__(name: str) -> Any:
    if name == "embedding":
        raise NotImplementedError("mxgrad downloads no word vectors: read yours with NumPy into nn.Embedding's weight")
    raise AttributeError(f"mxgrad.contrib.text has no {name!r}")
