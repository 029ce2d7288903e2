"""What made-up reports are drawn from: the services, the years and the fault to plant."""

from dataclasses import dataclass, field
from datetime import date

from bench.number_papers import words


@dataclass
class World:
    """What a report is made of, and what stands in several of its sections."""

    rng: object
    on: date
    first: int
    style: str
    services: list
    fault: str = ""
    facts: list = field(default_factory=list)
    figures: list = field(default_factory=list)
    earlier: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    at: set = field(default_factory=set)
    """The titles of the sections the fault touches."""

    def planted(self, kind, title):
        if self.fault == kind:
            self.at.add(title)
            return True
        return False

    def pick(self, bank):
        return self.rng.choice(bank)

    def take(self, number):
        """Services for one table: each once, and used again only when all have been."""
        taken = list(dict.fromkeys(self.services))[:number]
        for one in taken:
            self.services.remove(one)
        return taken

    def once(self, bank):
        """One of a bank that no other section of the report has; when all are gone, any."""
        left = [one for one in bank if one not in self.gone] or list(bank)
        found = self.rng.choice(left)
        self.gone.append(found)
        return found

    def opened(self, sentence):
        opener = self.pick(words.OPENERS)
        return opener + (sentence if opener else sentence[:1].upper() + sentence[1:]) + "."


def lower(name):
    return name[:1].lower() + name[1:]
