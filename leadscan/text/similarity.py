"""How much of two texts is the same: MinHash over character n-grams of the folded text.

A signature is 128 minima of 16 bits, packed (256 bytes): two unlike grams meet by chance once in 65,536, and the estimate of a Jaccard of
0.5 is off by 0.044 (one standard deviation). Latin text is cut in grams of nine characters (about two words), Chinese in grams of three, so
that one number means about the same in both.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from leadscan.text.normalize import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PERMUTATIONS = 128
BAND_ROWS = 3
"""43 bands of 3 minima: a pair of Jaccard 0.5 meets in some band with probability 0.997, one of 0.35 with 0.84, one of 0.05 with 0.005. Two rows would let one unlike pair in seven through."""
_GRAM_LATIN, _GRAM_HAN = 9, 3
_MOST = 20_000
"""Characters of a text that count."""

_NOISE = re.compile(r"[^\w]+|_+")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def signature(text: str) -> bytes:
    """The packed MinHash of a text; empty for a text without letters or digits."""
    import numpy as np

    grams = _grams(text)
    if grams.size == 0:
        return b""
    multiply, add = _permutations()
    minima = np.empty(PERMUTATIONS, dtype=np.uint64)
    for start in range(0, PERMUTATIONS, 16):  # 16 at a time: the product stays in cache
        rows = slice(start, start + 16)
        minima[rows] = (grams[None, :] * multiply[rows, None] + add[rows, None]).min(axis=1)
    packed: bytes = (minima >> np.uint64(16)).astype("<u2").tobytes()  # the middle bits: the top ones of a minimum are all zero
    return packed


def jaccard(a: bytes, b: bytes) -> float:
    """Estimated share of common grams of two signatures, 0 to 1; 0 where one is empty."""
    import numpy as np

    if not a or not b:
        return 0.0
    return float((np.frombuffer(a, "<u2") == np.frombuffer(b, "<u2")).mean())


def bands(signature: bytes) -> tuple[bytes, ...]:
    """Keys of a signature: like texts share at least one. Each key says which band it is of."""
    width = 2 * BAND_ROWS
    return tuple(bytes([number]) + signature[at : at + width] for number, at in enumerate(range(0, len(signature), width)))


def _grams(text: str) -> NDArray[np.uint64]:
    """Hashes of the distinct character n-grams of a folded text, white space and signs as one space between Latin words and none beside Chinese."""
    import numpy as np

    folded = _NOISE.sub(" ", fold(text[:_MOST])).strip()
    folded = re.sub(r"(?<=[\u3040-\u9fff]) | (?=[\u3040-\u9fff])", "", folded)
    size = _GRAM_HAN if 3 * len(_HAN.findall(folded)) > len(folded) else _GRAM_LATIN
    codes = np.frombuffer(folded.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    if codes.size == 0:
        return codes
    size = min(size, codes.size)
    length = codes.size - size + 1
    value = np.zeros(length, dtype=np.uint64)
    for offset in range(size):
        value = value * np.uint64(1_000_003) + codes[offset : offset + length]
    return np.unique(_mixed(value))


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Splitmix64's finaliser: neighbouring grams must not have neighbouring hashes."""
    import numpy as np

    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@functools.cache
def _permutations() -> tuple[Any, Any]:
    """Odd multipliers and offsets modulo 2**64; a fixed seed, since signatures are stored."""
    import numpy as np

    numbers = np.random.default_rng(20260310).integers(0, 2**63, size=(2, PERMUTATIONS), dtype=np.uint64)
    return numbers[0] | np.uint64(1), numbers[1]
