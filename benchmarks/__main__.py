"""Times the pages of the journey on the demo data, in one run with a bare page under the same server.

Then, as `python -m benchmarks.answering` and `python -m benchmarks.anchoring` print them alone, surveys answered and
read, and the figures of the anchors.
"""

import tempfile
import time

from benchmarks.anchoring import __main__ as anchoring
from benchmarks.answering import __main__ as answering
from benchmarks.clock import Timing, time_page
from benchmarks.journey import journey_pages
from benchmarks.serving import BARE, serving
from cab_portal.app import create_app
from cab_portal.cli.database import migrate
from cab_portal.core.settings import Settings
from cab_portal.demo import seed


def main() -> None:
    """The pages of the journey, surveys, anchors."""
    _time_journey()
    print()
    answering.main([])
    print()
    anchoring.main([])


def _time_journey() -> None:
    """Print one line per page: statements, size, median, 95th percentile, and the ratio to the bare page."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"CAB_DATA_DIR": folder}
        app = create_app(Settings.from_environment(environ))
        migrate(app)
        with app.app_context():
            start = time.perf_counter()
            seed.create_all()
            print(f"Demo data made in {time.perf_counter() - start:.1f} s.\n")
        pages = list(journey_pages(app))
        with serving(environ) as portal, serving(environ, application=BARE) as bare:
            reference = time_page(bare.port, "/")
            print(f"{'page':24}{'SQL':>5}{'kB':>8}{'median ms':>12}{'95 % ms':>10}{'× bare':>9}")
            _print("bare page", 0, reference, reference)
            for page in pages:
                _print(page.name, page.statements, time_page(portal.port, page.path, page.cookie), reference)


def _print(name: str, statements: int, took: Timing, reference: Timing) -> None:
    ratio = took.median_ms / reference.median_ms
    figures = f"{took.size / 1000:>8.1f}{took.median_ms:>12.2f}{took.slow_ms:>10.2f}{ratio:>9.1f}"
    print(f"{name:24}{statements:>5}{figures}")


if __name__ == "__main__":
    main()
