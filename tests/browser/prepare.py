"""Makes a council in TOWNCLERK_HOME, in a process of its own, and prints who and what is in it.

python -m tests.browser.prepare full|empty [visited]
"""

import json
import os
import sys

from townclerk.cli import django

if __name__ == "__main__":
    django.setup(database=False)
    from tests.browser.council import prepare

    # A solver speaks on the standard output, past Python: it is told elsewhere.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with answer:
        json.dump(prepare(sys.argv[1], visited="visited" in sys.argv), answer)
