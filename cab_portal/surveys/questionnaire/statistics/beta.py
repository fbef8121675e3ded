"""Quantiles of the beta, t and normal distributions, with the standard library alone."""

from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

_STEPS = 10_000
_CLOSE = 1e-15
_TINY = 1e-300


def beta_cdf(x: float, a: float, b: float) -> float:
    """P(X <= x) for X ~ Beta(a, b): the regularized incomplete beta function, right to about 12 digits.

    Its continued fraction (Abramowitz and Stegun 26.5.8), summed by the method of Lentz (1976) on the side of the mean
    where it converges fast. Raises `ValueError` unless a > 0 and b > 0.
    """
    if a <= 0 or b <= 0:
        raise ValueError("both parameters of a beta distribution are positive")
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    upper, lower = 1.0, 1 / _kept_from_zero(1 - (a + b) * x / (a + 1))
    value = lower
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for term in (even, odd):
            lower = 1 / _kept_from_zero(1 + term * lower)
            upper = _kept_from_zero(1 + term / upper)
            change = upper * lower
            value *= change
        if abs(change - 1) < _CLOSE:
            break
    return value


def _kept_from_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


def beta_quantile(share: float, a: float, b: float) -> float:
    """The x with P(X <= x) = share for X ~ Beta(a, b), by halving until no number lies between.

    Raises `ValueError` unless a > 0, b > 0 and 0 <= share <= 1.
    """
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1")
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if beta_cdf(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return high


def t_quantile(share: float, degrees: int) -> float:
    """The quantile of Student's t distribution, from that of the beta distribution.

    If T ~ t(d), then d / (d + T^2) ~ Beta(d/2, 1/2). Raises `ValueError` unless 0 < share < 1 and degrees >= 1.
    """
    if not 0 < share < 1 or degrees < 1:
        raise ValueError("a share lies between 0 and 1, and there is at least one degree of freedom")
    x = beta_quantile(2 * min(share, 1 - share), degrees / 2, 0.5)
    size = sqrt(degrees * (1 - x) / x)
    return size if share > 0.5 else -size


def normal_quantile(share: float) -> float:
    """The quantile of the standard normal distribution. Raises `ValueError` unless 0 < share < 1."""
    return NormalDist().inv_cdf(share)
