"""Acts on the robustness statement: written, signed, and had regard to by the Council."""

from datetime import datetime
from typing import Any

from townclerk.finance import permissions
from townclerk.finance.models import (
    RobustnessStatement,
)
from townclerk.finance.operations import budget_setting
from townclerk.finance.web.act_form import words
from townclerk.finance.web.acts_round import RoundAct
from townclerk.kernel.display import money_display
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.web.fields import (
    MoneyInput,
    text_input,
)


class StatementAct(RoundAct):
    about = RobustnessStatement

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == RobustnessStatement.State.DRAFT)


class WriteStatement(StatementAct):
    title = "Write the robustness statement"
    label = "Save the statement"
    intro = (
        "It reports on the estimates and the reserves; the Council has regard to it.",
        "The duty is in section 25 of the Local Government Act 2003.",
    )

    reference = text_input("Reference", required=False)
    estimates = words("Robustness of the estimates", required=False)
    reserves = words("Adequacy of the reserves", required=False)
    minimum_balance = MoneyInput("Least general balance advised", required=False)

    def prepare(self) -> None:
        self.initial = {name: getattr(self.record, name) for name in self.fields}
        if self.record.minimum_balance is not None:
            self.initial["minimum_balance"] = money_display(self.record.minimum_balance)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        budget_setting.write_statement(self.record, given, actor=actor, moment=moment)
        return "The statement is saved."


class SignStatement(StatementAct):
    title = "Sign the robustness statement"
    label = "Sign it"
    verb = Verb.APPROVE
    intro = ("A signed statement stays as it is. The balances planned are kept with it.",)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        """Offered once all its parts are written."""
        parts = (record.reference, record.estimates, record.reserves)
        return super().is_open(record) and all(parts) and record.minimum_balance is not None

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check_role(actor, permissions.S151, moment=moment)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        budget_setting.sign_statement(self.record, actor=actor, moment=moment)
        return "The statement is signed."


class RecordRegard(StatementAct):
    title = "Record the Council's regard"
    label = "Record the minute"

    minute = text_input("Minute", help_text="The minute that shows regard was had to the statement")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        signed = record.state == RobustnessStatement.State.SIGNED
        return signed and not record.regard_minute

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        budget_setting.record_regard(self.record, **given, actor=actor, moment=moment)
        return "The minute is recorded."


ACTS: dict[str, type[RoundAct]] = {
    "write-statement": WriteStatement,
    "sign-statement": SignStatement,
    "record-regard": RecordRegard,
}
