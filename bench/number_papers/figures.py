"""How made-up reports print amounts, counts, rates, days and years."""

from datetime import timedelta

from bench.number_papers import words


def pounds(rng, pence_k, places=None):
    """An amount in £k as people write it; exact to what is printed."""
    style = rng.choice(("m", "million", "k", "full", "m"))
    if style in ("m", "million"):
        places = 3 if places is None else places
        text = f"{pence_k / 1000:,.{places}f}"
        return f"£{text}m" if style == "m" else f"£{text} million"
    if style == "k":
        return f"£{pence_k:,}k"
    return f"£{pence_k * 1000:,}"


def percent(rng, tenths):
    text = f"{tenths / 10:.1f}"
    return text + rng.choice(("%", "%", " per cent", "%"))


def count(rng, number, *, small_words=True):
    if small_words and 2 <= number <= 12 and rng.random() < 0.6:
        return words.NUMBER_WORDS[number]
    return f"{number:,}"


def day(rng, on, *, weekday=True, year=True):
    named = f"{words.WEEKDAYS[on.weekday()]}{rng.choice((' ', ' ', ', '))}" if weekday else ""
    month = words.MONTHS[on.month - 1]
    style = rng.choice(("plain", "ordinal", "plain"))
    number = f"{on.day}" if style == "plain" else f"{on.day}{ordinal(on.day)}"
    return f"{named}{number} {month}" + (f" {on.year}" if year else "")


def ordinal(number):
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def years(first, count_, style):
    return [year(first + step, style) for step in range(count_)]


def year(first, style):
    join = {"slash": "/", "dash": "-", "en": "–"}[style]
    return f"{first}{join}{(first + 1) % 100:02d}"


def some_day(rng, about, spread=150):
    return about + timedelta(days=rng.randint(-spread, spread))


def shifted(rng, number, *, least=1):
    """A number mistyped: a digit changed, two swapped, or one more or less."""
    digits = list(str(number))
    for _ in range(30):
        changed = digits[:]
        if len(changed) > 1 and rng.random() < 0.4:
            place = rng.randrange(len(changed) - 1)
            changed[place], changed[place + 1] = changed[place + 1], changed[place]
        else:
            place = rng.randrange(len(changed))
            changed[place] = rng.choice("123456789" if place == 0 else "0123456789")
        found = int("".join(changed))
        if abs(found - number) >= least and found > 0 and len(str(found)) == len(digits):
            return found
    return number + max(least, number // 7 or 1)
