"""tools/progress.py: a line a minute, and an estimate that gets better."""

from types import SimpleNamespace

import pytest

from tools.progress import KEPT, Progress


class Cache(dict):
    def set(self, key, value):
        self[key] = value


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def made():
    """Return a function that makes a plugin, with a clock of its own and a list of what it says."""

    def make(cache=None):
        config = SimpleNamespace(cache=cache, pluginmanager=None)
        plugin = Progress(config, Clock())
        plugin.said = []
        plugin.say = plugin.said.append
        return plugin

    return make


def run(plugin, name, seconds):
    for when, took in (("setup", 0.0), ("call", seconds), ("teardown", 0.0)):
        plugin.clock.now += took
        plugin.pytest_runtest_logreport(SimpleNamespace(nodeid=name, when=when, duration=took))


def test_a_line_a_minute(made):
    plugin = made()
    plugin.expect([f"test {n}" for n in range(10)])
    for n in range(10):
        run(plugin, f"test {n}", 25)
    assert plugin.said == [
        "[1 min: 7 tests left, about 3 min more]",
        "[2 min: 4 tests left, about 2 min more]",
        "[4 min: 1 tests left, less than a minute more]",
    ]


def test_the_second_run_knows_which_tests_are_long(made):
    cache = Cache()
    for expected in ("about 1 min more", "about 10 min more"):
        plugin = made(cache)
        plugin.pytest_xdist_node_collection_finished(["short", "long"])
        plugin.pytest_xdist_node_collection_finished(["short", "long"])
        run(plugin, "short", 60)
        run(plugin, "long", 600)
        plugin.pytest_sessionfinish()
        assert [line.partition("left, ")[2].strip("]") for line in plugin.said] == [expected]
    assert cache[KEPT] == {"short": 60, "long": 600}


def test_without_a_cache_and_for_a_quick_run_it_is_silent(made):
    plugin = made()
    plugin.pytest_collection_finish(SimpleNamespace(items=[SimpleNamespace(nodeid="one")]))
    run(plugin, "one", 600)
    plugin.pytest_sessionfinish()
    assert plugin.said == []
