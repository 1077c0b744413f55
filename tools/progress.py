"""Say once a minute how far the tests are, and how long the rest may take.

What a test took is kept in pytest's cache, so the second run knows better than the first. Alone or
with pytest-xdist: conftest.py registers it where reports come together.
"""

import time

import pytest

KEPT = "adamtext/seconds"  # in pytest's cache
MINUTE = 60


class Progress:
    """A plugin of pytest.

    Parameters
    ----------
    config : pytest.Config
    clock : callable
        What time it is, in seconds.
    """

    def __init__(self, config, clock=time.monotonic):
        self.cache = getattr(config, "cache", None)  # none with -p no:cacheprovider
        self.say = self._writer(config)
        self.clock = clock
        self.known = self.cache.get(KEPT, {}) if self.cache is not None else {}
        self.took, self.left = {}, {}
        self.start = self.told = clock()

    @staticmethod
    def _writer(config):
        def say(text):
            reporter = config.pluginmanager.get_plugin("terminalreporter")
            if reporter:
                reporter.ensure_newline()
                reporter.write_line(text)

        return say

    def expect(self, names):
        """Take down which tests there are; those never seen are like the others, on average."""
        seen = [self.known[name] for name in names if name in self.known]
        usual = sum(seen) / len(seen) if seen else 1.0
        self.left = {name: self.known.get(name, usual) for name in names}
        self.total = sum(self.left.values())
        self.start = self.told = self.clock()

    def pytest_collection_finish(self, session):
        """Expect what was collected here."""
        if session.items:
            self.expect([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids):
        """Expect what a worker has collected: all of them have collected the same."""
        if not self.left:
            self.expect(ids)

    def pytest_runtest_logreport(self, report):
        """Count a test that has ended, and tell once a minute."""
        name = report.nodeid
        self.took[name] = self.took.get(name, 0) + report.duration
        if report.when != "teardown":
            return
        self.left.pop(name, None)
        now = self.clock()
        if self.left and now - self.told >= MINUTE:
            self.told = now
            self.say(self.line(now - self.start))

    def line(self, seconds):
        """Return how far the tests are after some seconds."""
        rest = sum(self.left.values())
        done = max(self.total - rest, 1e-9)
        more = seconds * rest / done / MINUTE
        about = f"about {more:.0f} min more" if more >= 1 else "less than a minute more"
        return f"[{seconds / MINUTE:.0f} min: {len(self.left)} tests left, {about}]"

    def pytest_sessionfinish(self):
        """Keep what each test took."""
        if self.cache is not None:
            new = {name: round(seconds, 2) for name, seconds in self.took.items()}
            self.cache.set(KEPT, self.known | new)
