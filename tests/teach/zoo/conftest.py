"""The zoo is read by test_zoo.py; its modules hold no tests."""

collect_ignore_glob = ["*.py"]
