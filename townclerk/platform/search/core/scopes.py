"""How the index keeps what a record is of, so that one condition finds it on either database."""

import re


def marked(scope: str) -> str:
    """A scope between bars, its capitals written as signs: a search for text looks at no case.

    Applies: to a project, a body or a kind of case, with its kind before it.
    Returns: text that is in the text of another scope only when both are the same.

    >>> marked("project:assets")
    '|project:assets|'
    >>> marked("body:Audit")
    '|body:^audit|'
    """
    return f"|{re.sub('[A-Z]', lambda letter: f'^{letter[0].lower()}', scope)}|"
