"""Keeping a run of the chooser with everything it was asked."""

from datetime import datetime

from django.db import transaction

from townclerk.change.core.chooser import Choice, Question
from townclerk.change.core.chooser_kept import choice_kept, question_kept
from townclerk.change.models import ChooserRun
from townclerk.change.permissions import check
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL


@transaction.atomic
def keep_run(
    title: str,
    question: Question,
    choice: Choice,
    *,
    plan_version: int,
    actor: Actor,
    moment: datetime,
) -> ChooserRun:
    """Keep a choice under a title: what was asked is kept whole, so that it can be asked again."""
    check(actor, Verb.CONTRIBUTE, moment=moment)
    if not title.strip():
        raise Problems([Problem("Give the run a title, to find it again by.", field="title")])
    run = ChooserRun(
        title=title.strip()[:200],
        plan_version=plan_version,
        run_on=moment.astimezone(LOCAL).date(),
        question=question_kept(question),
        answer=choice_kept(choice),
        run_by=actor.user,
    )
    return records.create(run, actor=actor, moment=moment)
