"""Words to search for: numbers stay whole, and "warm-up" is found as "warmup" is."""

import re

from sphinx.search.en import SearchEnglish

WORD = re.compile(r"\d+(?:\.\d+)+|\w+(?:-[^\W\d_]+)*")


class Search(SearchEnglish):
    """Sphinx' search for English texts, with other words."""

    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.match(/\d+(?:\.\d+)+|[\p{L}\p{N}_]+(?:-\p{L}+)*/gu) ?? [])
    .map((word) => word.replaceAll("-", ""));
"""

    def split(self, input):
        """Return the words of a text; those with a hyphen as one word and as their parts.

        >>> Search({}).split("Warm-up: 6.57 steps, v_hat")
        ['Warmup', 'Warm', 'up', '6.57', 'steps', 'v_hat']
        """
        words = []
        for word in WORD.findall(input):
            words += [word.replace("-", ""), *word.split("-")] if "-" in word else [word]
        return words
