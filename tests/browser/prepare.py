"""Makes a council in TOWNCLERK_HOME, in a process of its own, and prints who and what is in it.

python -m tests.browser.prepare full|empty
"""

import json
import sys

from townclerk.cli import django

if __name__ == "__main__":
    django.setup(database=False)
    from tests.browser.council import prepare

    json.dump(prepare(sys.argv[1]), sys.stdout)
