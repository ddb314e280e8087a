"""What `python -m bot check` prints: what was read, and what a municipality must verify before launch."""

from __future__ import annotations

from bot.rulebook import Rulebook


def report(book: Rulebook) -> str:
    """Counts, then every unverified rule, body, deadline and number, by municipality."""
    lines = [
        f"data in order, version {book.version}: {len(book.rules)} rules, {len(book.questions)} questions, {len(book.bodies)} bodies, "
        f"{len(book.tasks)} tasks, {len(book.points)} complaint points in {len(book.categories)} categories, "
        f"{len(book.terms)} terms, {len(book.phrases.texts)} texts, municipalities: {', '.join(book.profiles)}"
    ]
    lines += [f"unverified rule: {rule.id} ({rule.source})" for rule in book.rules if not rule.verified]
    for body in book.bodies.values():
        if not body.verified:
            lines.append(f"unverified body: {body.id} ({body.source})")
        elif body.deadline and not body.deadline.verified:
            lines.append(f"unverified deadline: {body.id}")
    for profile in book.profiles.values():
        lines += [f"unverified number, {profile.id}: {line.number} {line.name['da']}" for line in profile.helplines if not line.verified]
        if not profile.answer_verified:
            lines.append(f"unverified promise, {profile.id}: answer within {profile.answer_workdays} working days")
        lines += [f"to verify, {profile.id}: {sentence}" for sentence in profile.must_verify]
    return "\n".join(lines)
