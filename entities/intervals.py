"""How far a share that was found in a sample may be from the share in the whole."""

from math import sqrt

# Of the normal distribution: 95 in 100 such intervals hold the true share.
_Z = 1.959964


def wilson(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of `right` in `count`, by the score method.

    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22. Good for few samples and shares near 1,
    where the usual formula says "exactly 100 %". With no samples it is the whole range.
    """
    if not count:
        return 0.0, 1.0
    share, square = right / count, _Z * _Z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _Z * sqrt(share * (1 - share) / count + square / (4 * count * count))
    half /= 1 + square / count
    return max(0.0, middle - half), min(1.0, middle + half)
