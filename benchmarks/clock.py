"""Timing requests: one keep-alive connection, one after another, medians of milliseconds."""

import http.client
import statistics
import time
from dataclasses import dataclass

WARM_UP = 20
ROUNDS = 200


@dataclass(frozen=True)
class Timing:
    """What one page took; ``size`` is its body in bytes."""

    median_ms: float
    slow_ms: float
    size: int


def time_page(port: int, path: str, cookie: str = "") -> Timing:
    """Fetch ``path`` again and again; ``slow_ms`` is the 95th percentile. Anything but a 200 ends the benchmark."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie} if cookie else {}
    took = []
    size = 0
    try:
        for number in range(WARM_UP + ROUNDS):
            start = time.perf_counter()
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            size = len(response.read())
            if response.status != http.HTTPStatus.OK:
                raise SystemExit(f"{path} answers {response.status}, so there is nothing to time.")
            if number >= WARM_UP:
                took.append((time.perf_counter() - start) * 1000)
    finally:
        connection.close()
    return Timing(statistics.median(took), statistics.quantiles(took, n=20)[18], size)
