"""How :func:`adamtext.teach.contract.check` examines an optimiser that somebody wrote.

``forms`` and its siblings find out how to set it to work; ``streams`` has the gradients that it
gets, ``identify`` finds whose steps it makes, and ``properties`` tests what an Adam owes.
"""
