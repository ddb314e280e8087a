"""What the code names and the data must hold: a sentence that is gone is missed at start, not at night."""

from __future__ import annotations

from collections.abc import Set

from bot.reader import Node

FACTS = frozenset(
    """
    matter danger resume understood area home happened recent brought council political employment authority appeal process
    content decision_received wants_adviser role authorised complained_before caseworker_changes wish contact consent review
    correction
    """.split()
)
CONTROLS = frozenset(
    """
    restart stop delete back skip unsure contest wrong_door human who_reads hours is_ai about how_long why documents thanks
    greet vent smalltalk english danish resend summary
    """.split()
)
TEXTS = frozenset(
    """
    already_sent greeting greeting_short hello_again cpr_masked language_offer heard_about heard_quote heard_when heard_brought
    heard_employment heard_council heard_political heard_role_relative heard_role_company heard_role_association
    heard_role_professional feel_wait feel_hard two_parts correct_it story_added corrected noted_date deadline_first
    deadline_unknown deadline_ask_anyway via_department via_body crisis_acute crisis_line crisis_leave crisis_child
    crisis_homeless crisis_shelter danger_no not_now again_short no_matter stale_button too_long unreadable back_done
    back_nothing cannot_skip skipped restarted stopped deleted what_next who_reads hours_open hours_closed is_ai about
    how_long documents thanks vent smalltalk term_unknown human language_now why_inside why_inside_plain why_mixed
    why_clarify rule_source refer_body refer_department refer_adviser_complaint contact_body fee_body anyway contest_noted
    guidance_intro guidance_department guidance_end citizen_service review_intro submitted submitted_next submitted_open
    absence not_sent anonymous_note reprisal_note authorised_note other_municipality several_areas record_story
    record_department record_points record_when record_wish record_contact record_consent_yes record_consent_no
    record_consent_ask_first record_anonymous record_unsaid which_time button_ongoing fault fault_unsaved busy
    unknown_municipality button_contest button_restart button_skip button_unsure button_other button_anonymous
    """.split()
)


def needed(node: Node, names: Set[str]) -> None:
    """
    Raises:
        DataError: names the first of `names` that is missing from the mapping.
    """
    missing = sorted(names - {name for name, _ in node.entries()})
    if missing:
        raise node.fail(f"`{missing[0]}` is missing, and the conversation needs it")
