"""Row ids that are unique over all laptops: 42 bits of milliseconds, 21 random bits, rising within a process."""

from __future__ import annotations

import os
import time

RANDOM_BITS = 21

_last = 0


def new_id() -> int:
    """Return an id greater than every id given out before in this process."""
    return new_ids(1)


def new_ids(count: int) -> int:
    """Reserve `count` consecutive ids and return the first."""
    global _last
    first = max(_last + 1, int(time.time() * 1000) << RANDOM_BITS | _random_bits())
    _last = first + count - 1
    return first


def _random_bits() -> int:
    return int.from_bytes(os.urandom(3)) >> 24 - RANDOM_BITS
