"""What changed between two editions: clause by clause, matched by uid, and within a clause word by word."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from .models.editions import Clause

WORD = re.compile(r"\S+\s*|\s+")
# Below this share of common words a passage is shown as replaced: a patchwork of scattered words helps nobody.
ALIKE = 0.4
# And a passage of more than a thousand words, for the time that comparing takes grows with the square of its length.
MOST_PAIRS = 1_000_000


@dataclass
class Difference:
    """A clause as it was and as it is; either is None where it did not exist."""

    before: Clause | None
    after: Clause | None
    moved: bool = False

    @property
    def clause(self):
        return self.after or self.before

    @property
    def added(self):
        return self.before is None

    @property
    def removed(self):
        return self.after is None

    @property
    def reworded(self):
        return bool(self.before and self.after) and self.before.html != self.after.html

    @property
    def renumbered(self):
        return bool(self.before and self.after) and self.before.number != self.after.number

    @property
    def same(self):
        return not (self.added or self.removed or self.moved or self.reworded or self.renumbered)

    @cached_property
    def words(self):
        """[(operation, text)] with operation "equal", "delete" or "insert", in reading order."""
        return word_difference(self.before.text if self.before else "", self.after.text if self.after else "")

    @property
    def only_form(self):
        """Whether the words are the same and only a link, an image or emphasis differs."""
        return self.reworded and self.before.text == self.after.text


@lru_cache(maxsize=1024)  # editions never change
def word_difference(before, after):
    """[(operation, text)]: the equal and deleted texts joined give `before`, the equal and inserted ones `after`."""
    if before == after:
        return [("equal", after)] if after else []
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if old and new and (len(old) * len(new) > MOST_PAIRS or matcher.ratio() < ALIKE):
        return [("delete", before), ("insert", after)]
    parts = []
    for operation, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if operation == "equal":
            parts.append(("equal", "".join(new[new_from:new_to])))
            continue
        if old_from < old_to:
            parts.append(("delete", "".join(old[old_from:old_to])))
        if new_from < new_to:
            parts.append(("insert", "".join(new[new_from:new_to])))
    return parts


def compare(before, after):
    """Return a `Difference` for every clause of either list of clauses.

    In the order of `after`; what was removed stands behind the clause that it followed.
    """
    old = {clause.uid: clause for clause in before}
    new = {clause.uid for clause in after}
    moved = moved_uids(before, after)
    gone, behind = {}, None
    for clause in before:
        if clause.uid in new:
            behind = clause.uid
        else:
            gone.setdefault(behind, []).append(Difference(clause, None))
    differences = list(gone.get(None, ()))
    for clause in after:
        differences.append(Difference(old.get(clause.uid), clause, moved=clause.uid in moved))
        differences.extend(gone.get(clause.uid, ()))
    return differences


def changed_labels(before, after):
    """{anchor: label} of the clauses that differ between two editions, in reading order."""
    differences = compare(before.ordered_clauses, after.ordered_clauses)
    return {found.clause.anchor: found.clause.label for found in differences if not found.same}


def moved_uids(before, after):
    """The fewest clauses that, taken out, leave the rest in the same order: the complement of a longest run."""
    place = {clause.uid: position for position, clause in enumerate(before)}
    common = [clause.uid for clause in after if clause.uid in place]
    ends, tails, previous = [], [], {}
    for uid in common:
        at = bisect_left(ends, place[uid])
        ends[at : at + 1] = [place[uid]]
        tails[at : at + 1] = [uid]
        previous[uid] = tails[at - 1] if at else None
    stayed, uid = set(), tails[-1] if tails else None
    while uid:
        stayed.add(uid)
        uid = previous[uid]
    return set(common) - stayed
