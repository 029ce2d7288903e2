"""The council and its dated tree of units."""

from django.db import models

from townclerk.platform.records import Record


class Council(Record):
    """The one council this installation serves."""

    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    ons_code = models.CharField(max_length=9, blank=True)
    colour = models.CharField(max_length=7, default="#1d4f6e")
    demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Unit(Record):
    """A node of the organisation whose code never changes; what it is called and where it sits are dated."""

    code = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
