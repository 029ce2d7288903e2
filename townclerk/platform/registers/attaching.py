"""Files hang on every record of a register, under the register's own permissions."""

from typing import Any

from django.urls import reverse

from townclerk.platform.access.reader import Decision, Reader
from townclerk.platform.files.holders import Holder
from townclerk.platform.registers.declaration import Register
from townclerk.platform.registers.permission import may_contribute, sees_behind


def holder(register: Register) -> Holder:
    def may_read(reader: Reader, record: Any) -> Decision:
        # A published record does not publish the papers behind it.
        if sees_behind(register, reader, record):
            return Decision(True, "You may read this record.")
        return Decision(False, f"Your role does not open the files of {register.title}.")

    def may_attach(reader: Reader, record: Any) -> Decision:
        return may_contribute(register, reader, record)

    def url(record: Any) -> str:
        return reverse("registers:detail", args=[register.name, record.pk])

    return Holder(may_read, may_attach, url)
