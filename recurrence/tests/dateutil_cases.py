"""Writes tests/dateutil.csv: what python-dateutil answers to ten thousand questions.

    pip install python-dateutil==4.0.0
    python tests/dateutil_cases.py > tests/dateutil.csv

The same seed gives the same file, which version 2.9.0.post0 writes as well. In two points dateutil does not follow RFC
5545, and in one a todo does not: each is marked with SETTLED below, and there dateutil is asked in another way.
"""

import datetime
import itertools
import random
import sys
from collections import Counter

from dateutil import rrule

CASES = 10_000
# As HORIZON_IN_YEARS of src/occurrence.rs.
HORIZON_IN_YEARS = 100
CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
DAY = datetime.timedelta(days=1)


def some(chance, numbers, most):
    """At most so many different numbers, or none at all."""
    if chance.random() < 0.5:
        return [chance.choice(numbers)]
    return chance.sample(numbers, chance.randint(1, min(most, len(numbers))))


def weekdays(chance, frequency, has_months):
    """BYDAY as pairs of a number, or None, and a weekday."""
    kind = chance.random()
    if kind < 0.2:
        return [(None, day) for day in range(5)]
    if frequency in ("DAILY", "WEEKLY") or kind < 0.4:
        return [(None, day) for day in some(chance, range(7), 4)]
    within_year = frequency == "YEARLY" and not has_months
    if within_year:
        numbers = [*range(1, 6), 10, 20, 51, 52, 53, -1, -2, -3, -20, -51, -52]
    else:
        numbers = [*range(1, 6), *range(-4, 0)]
    days = list(zip(some(chance, numbers, 3), some(chance, range(7), 3)))
    if kind > 0.85 and not within_year:
        days.append((None, chance.randrange(7)))
    return days


def rule(chance):
    """A rule as a dictionary from the names of its parts to their values."""
    parts = {"FREQ": chance.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])}
    frequency = parts["FREQ"]
    if chance.random() < 0.5:
        most = {"DAILY": 40, "WEEKLY": 9, "MONTHLY": 15, "YEARLY": 5}[frequency]
        parts["INTERVAL"] = chance.choice([chance.randint(2, most), chance.choice([2, 3, 4, 7, 100, 999])])
    has_months = chance.random() < 0.3
    if chance.random() < 0.55:
        parts["BYDAY"] = weekdays(chance, frequency, has_months)
    if frequency != "WEEKLY" and chance.random() < 0.4:
        parts["BYMONTHDAY"] = some(chance, [*range(1, 32), 29, 30, 31, 29, *range(-31, 0), -1, -1], 5)
    if has_months:
        parts["BYMONTH"] = some(chance, range(1, 13), 4)
    if any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYMONTH")) and chance.random() < 0.3:
        most = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}[frequency]
        numbers = [n for n in (1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5, 7, 10, 20, 31, 100, 260, 366) if n <= most]
        parts["BYSETPOS"] = some(chance, numbers + [-n for n in numbers], 2)
    return parts


def text(parts):
    values = {
        "BYDAY": lambda days: ",".join(f"{n or ''}{CODES[day]}" for n, day in days),
        "UNTIL": lambda until: until.strftime("%Y%m%d"),
    }
    lists = lambda value: ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return ";".join(f"{name}={values.get(name, lists)(value)}" for name, value in parts.items())


def series(parts, start, count=None):
    """The dates of the series, by dateutil, from `start` on."""
    days = parts.get("BYDAY")
    # SETTLED 1: to dateutil, BYDAY=MO,1TU are the days that are both, to RFC 5545 those that are either. "Every Monday"
    # is written as the 1st to 5th Monday of the month here. (In a year, rules do not mix the two.)
    if days and any(n for n, _ in days):
        days = [(n, day) for number, day in days for n in ([number] if number else range(1, 6))]
    first = start
    # SETTLED 2: with BYSETPOS, dateutil counts the first week from DTSTART on, RFC 5545 from the beginning of the week.
    if parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts:
        first = start - DAY * ((start.weekday() - CODES.index(parts.get("WKST", "MO"))) % 7)
        days = days or [(None, start.weekday())]
    dates = rrule.rrule(
        getattr(rrule, parts["FREQ"]),
        dtstart=first,
        interval=parts.get("INTERVAL", 1),
        byweekday=days and [rrule.weekday(day, n) for n, day in days],
        bymonthday=parts.get("BYMONTHDAY"),
        bymonth=parts.get("BYMONTH"),
        bysetpos=parts.get("BYSETPOS"),
        wkst=CODES.index(parts.get("WKST", "MO")),
        until=parts.get("UNTIL"),
        count=count if first == start else None,
    )
    dates = (date for date in dates if date >= start)
    return dates if first == start else itertools.islice(dates, count)


def case(chance):
    """A rule, a start, how often it was done, the date after which the next is asked for, and the answer."""
    parts = rule(chance)
    if chance.random() < 0.2:
        parts["WKST"] = chance.choice(CODES)
    start = datetime.datetime(chance.randint(1995, 2035), 1, 1) + DAY * chance.randrange(366)
    if chance.random() < 0.1:
        start = start.replace(month=chance.choice([1, 3, 5, 12]), day=31)
    elif chance.random() < 0.06:
        start = datetime.datetime(chance.choice([1996, 2000, 2024, 2028]), 2, 29)
    after = start + DAY * chance.choice([-400, -1, 0, 0, 0, 1, 6, 7, 30, 365, chance.randrange(800), chance.randrange(9000)])

    # dateutil has no horizon but the last year of Python's calendar, which it looks up here.
    datetime.MAXYEAR = max(start, after).year + HORIZON_IN_YEARS

    end = chance.random()
    count = None
    done = 1
    if end < 0.2:
        # SETTLED 3: COUNT of a todo counts how often it was done, not where the series stands. Here it is done on every
        # date, so that both are the same.
        done = sum(1 for _ in itertools.takewhile(lambda date: date <= after, series(parts, start)))
        count = min(9999, max(1, done + chance.choice([-1, 0, 1, 1, 1, 2, 5, 500])))
    elif end < 0.4:
        days = chance.choice([-10, 0, 7, chance.randrange(100), chance.randrange(1000), chance.randrange(10000)])
        parts["UNTIL"] = max(start, after) + DAY * days
    dates = series(parts, start, count)
    following = next((date for date in dates if date > after), None)
    if count:
        parts["COUNT"] = count
    return parts, start, done, after, following


def main():
    chance = random.Random(5545)
    day = lambda date: date.strftime("%Y%m%d") if date else ""
    seen = Counter()
    print("# Written by tests/dateutil_cases.py: rule|start|done|after|next")
    for _ in range(CASES):
        parts, start, done, after, following = case(chance)
        seen.update([parts["FREQ"], *parts, "answered" if following else "over"])
        print(text(parts).removeprefix("FREQ="), day(start), done, day(after), day(following), sep="|")
    print(dict(seen), file=sys.stderr)


if __name__ == "__main__":
    main()
