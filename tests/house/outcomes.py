"""Who may do what: the declared outcome of every endpoint for each of the nine actors.

An outcome is nine letters, one for each of ``tests.personas.Who`` in order: anonymous, member of A, member of B, member
of both, ended term on A, deactivated, owner of A's draft, other CSM, admin. Each is aimed at the objects of side A:

    +  let in (a page) or done (a post)     s  asked to sign in
    0  told that nothing is there (404)     3  told that it is not theirs to do (403)
    c  told that the state forbids it (409) v  told what to put right (422)

To declare a new endpoint, write its name below under the right outcome. If its address needs a thing in another state,
name it under NAMES; if no page offers its form in the world of the personas, write what it sends under BODIES.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cab_portal.core import ids
from tests.personas import World

EVERYBODY = "+++++++++"
NOBODY = "000000000"
SIGNED_IN = "s++++s+++"
MEMBERS = "s++++s000"
ON_BOARD_A = "s+0+0s000"
MEMBER_A = "s+000s000"
STAFF = "s0000s+++"
OWNER = "s0000s+33"
DECIDES = "s0000s+3+"
ADMIN = "s0000s00+"

DECLARED: dict[str, str] = {
    EVERYBODY: """
        public.alive public.ready public.sign_in public.create_sign_in public.link_sent public.sign_in_by_code
        public.sign_in_link public.use_sign_in_link public.renew_link public.sign_out public.stop_mails
        public.create_stop public.undo_stop public.home
    """,
    # Doors of the demo, and this is none.
    NOBODY: """
        public.demo public.demo_mail public.show_demo_mail public.show_demo_mail_html public.create_demo_session
    """,
    SIGNED_IN: """
        member.home public.profile public.stop_own_mails public.resume_mails public.end_all_sessions
    """,
    # What is theirs alone, whatever their seats: lists of own things, which may be empty.
    MEMBERS: """
        member.rewards member.surveys member.reviews member.changes
    """,
    ON_BOARD_A: """
        member.survey member.survey_question member.check_survey member.survey_done member.send_survey
        member.stored_of_survey member.survey_sheet member.send_sheet member.answer_question
        member.new_comment member.create_comment member.mark_read member.switch_version member.finish
        member.create_finish member.changes_of_draft member.change_sharing
    """,
    # While a review is open, its end sends what waits.
    "sc0c0s000": "member.send_late",
    MEMBER_A: """
        member.invitation member.accept_seat member.decline_seat member.choose_reward member.edit_comment
        member.update_comment member.delete_comment member.create_reply member.support_comment member.withdraw_support
        member.restatement member.answer_restatement member.new_place member.create_place
    """,
    # What was put before a board, as its members see it: the team looks over their shoulder.
    "s+0+0s+++": "member.review member.step member.outline member.compare",
    # On a sealed board a member's words are the team's and their own.
    "s+000s+++": "member.comment",
    STAFF: """
        staff.today staff.boards staff.show_board staff.drafts staff.draft staff.draft_people staff.new_draft
        staff.create_draft staff.new_import staff.create_import staff.create_from_starter staff.version
        staff.version_file staff.draft_file staff.compare_versions staff.preview_draft staff.import_report staff.surveys
        staff.new_survey staff.design_survey staff.preview_survey staff.preview_answer staff.survey_results
        staff.survey_results_file staff.survey_files staff.survey_voices staff.edit_themes staff.update_themes
        staff.edit_theme staff.update_theme staff.show_request
        staff.comments_csv staff.triage_of_draft staff.triage_thread staff.launch staff.decisions
    """,
    OWNER: """
        staff.edit_draft staff.update_draft staff.add_collaborator staff.remove_collaborator staff.new_step
        staff.create_step staff.edit_step staff.update_step staff.move_step
        staff.place_step staff.sort_steps staff.confirm_step_deletion
        staff.delete_step staff.new_version staff.create_version staff.import_file staff.update_from_file
        staff.update_survey staff.new_question staff.create_question staff.edit_question staff.update_question
        staff.route_draft staff.create_request staff.edit_request staff.update_request staff.send_request
        staff.discard_request staff.new_closing_date staff.extend_request staff.more_seats staff.widen_request
        staff.resend_invitation staff.confirm_closing staff.close_request staff.confirm_withdrawal
        staff.withdraw_request staff.undo_suggestion staff.move_question_up staff.move_question_down
        staff.duplicate_question staff.delete_question staff.place_question staff.restore_question
        staff.update_languages staff.remove_language staff.say_what_it_is_for staff.question_bank staff.add_from_bank
        staff.correct_question staff.save_correction staff.confirm_translation
        staff.set_finding_aside staff.take_finding_up staff.mend_finding staff.check_question staff.check_new_question
    """,
    # A survey is about a draft that one writes; another's is not among the choices.
    "s0000s+vv": "staff.create_survey",
    # The team of a draft answers, decides and asks for exceptions, and so may an admin.
    DECIDES: """
        staff.create_reply staff.dispose staff.create_restatement staff.new_group staff.new_place staff.create_place
        staff.ungroup_thread staff.new_decision staff.create_decision staff.edit_decision
        staff.update_decision staff.publish_decision staff.new_waiver staff.create_waiver
    """,
    # Everybody was invited yesterday, and a reminder comes three days after a mail; and the thread is no suggestion.
    "s0000sc33": "staff.remind_members staff.apply_suggestion",
    # Two comments make a group, and the walk sends one.
    "s0000sv3v": "staff.create_group",
    # Checks are in the way of the launch.
    "s0000sc3c": "staff.approve_launch",
    # An exception takes a second person: neither who asked for it nor who owns the draft.
    "s0000s3++": "staff.grant_waiver staff.refuse_waiver",
    # An admin hands drafts over and writes none of them.
    "s0000s33+": "staff.hand_over",
    ADMIN: """
        admin.index admin.audit admin.export_audit admin.boards admin.new_board admin.create_board admin.show_board
        admin.edit_board admin.update_board admin.create_segment admin.edit_segment admin.update_segment
        admin.remove_segment admin.new_seat admin.invite_to_seat admin.edit_seat admin.update_seat
        admin.resend_invitation admin.confirm_end admin.end_seat admin.organizations admin.new_organization
        admin.create_organization admin.edit_organization admin.update_organization admin.people admin.new_staff
        admin.create_staff admin.show_person admin.edit_person admin.update_person admin.change_role
        admin.confirm_deactivation admin.deactivate_person admin.reactivate_person admin.mail admin.show_message
        admin.show_message_html admin.release_message admin.edit_settings admin.update_settings admin.rewards
        admin.approve_payouts admin.approved_payouts
    """,
}

WRITTEN = {"survey_id": "written_survey_id"}
JUDGED = {"survey_id": "judged_survey_id"}
EARLIER = {"thread_id": "earlier_thread_id"}
PEERS = {"request_id": "request_id_of_peers", "thread_id": "thread_id_of_peer"}
# By endpoint: which thing of the side stands for which part of the address, where it is not the one of that name.
NAMES: dict[str, dict[str, str]] = {
    "member.support_comment": PEERS,
    "member.withdraw_support": PEERS,
    "member.invitation": {"seat_id": "invited_seat_id"},
    "member.accept_seat": {"seat_id": "invited_seat_id"},
    "member.decline_seat": {"seat_id": "invited_seat_id"},
    "member.edit_comment": {"thread_id": "waiting_thread_id"},
    "member.update_comment": {"thread_id": "waiting_thread_id"},
    "member.delete_comment": {"thread_id": "waiting_thread_id"},
    "member.restatement": {"thread_id": "concern_id"},
    "member.answer_restatement": {"thread_id": "concern_id"},
    "staff.create_restatement": {"thread_id": "concern_id"},
    "member.new_place": EARLIER,
    "member.create_place": EARLIER,
    "staff.new_place": EARLIER,
    "staff.create_place": EARLIER,
    "staff.edit_request": {"request_id": "prepared_request_id"},
    "staff.update_request": {"request_id": "prepared_request_id"},
    "staff.send_request": {"request_id": "prepared_request_id"},
    "staff.discard_request": {"request_id": "prepared_request_id"},
    "admin.resend_invitation": {"seat_id": "invited_seat_id"},
    "admin.change_role": {"person_id": "writer_id"},
    "admin.remove_segment": {"segment_id": "spare_segment_id"},
    "staff.remove_collaborator": {"person_id": "writer_id"},
    "staff.update_survey": WRITTEN,
    "staff.new_question": WRITTEN,
    "staff.create_question": WRITTEN,
    "staff.edit_question": WRITTEN,
    "staff.update_question": WRITTEN,
    "staff.move_question_up": WRITTEN,
    "staff.move_question_down": WRITTEN,
    "staff.duplicate_question": WRITTEN,
    "staff.delete_question": WRITTEN,
    "staff.place_question": WRITTEN,
    "staff.restore_question": WRITTEN,
    "staff.question_bank": WRITTEN,
    "staff.add_from_bank": WRITTEN,
    "staff.update_languages": JUDGED,
    "staff.remove_language": JUDGED,
    "staff.say_what_it_is_for": JUDGED,
    "staff.confirm_translation": JUDGED,
    "staff.check_question": WRITTEN,
    "staff.check_new_question": WRITTEN,
    "staff.set_finding_aside": JUDGED,
    "staff.take_finding_up": JUDGED,
    "staff.mend_finding": JUDGED,
}

# By endpoint: what is sent besides, or instead of, what the page's form sends.
BODIES: dict[str, Mapping[str, Any]] = {
    "admin.change_role": {"role": "admin"},
    "staff.create_restatement": {"text": "You worry that nobody has the time."},
    "member.create_place": {"step": "2", "block": "0", "passage": "whole"},
    "staff.check_question": {"text": "How clear is the first week?"},
    "staff.check_new_question": {"text": "How clear is the first week?"},
    "member.answer_restatement": {"answer": "confirmed", "number": "1"},
    "staff.create_request": {"review_offer": "40", "survey_offer": "40"},
    "staff.update_request": {"review_offer": "40", "survey_offer": "40"},
    "admin.update_settings": {"hourly_rate": "120"},
}

# By endpoint and field: ids of the other side that may be sent, each with the reason.
MAY_BE_FOREIGN = {
    ("admin.approve_payouts", "payouts"): "admins approve for every board; the other one waits for its member's choice",
    ("staff.update_request", "board"): "a request stays with its board, whatever the form says",
    ("staff.update_request", "board made up"): "as above",
    ("staff.new_survey", "draft"): "a draft that one does not write is not among the choices: none is chosen then",
    ("staff.new_survey", "draft made up"): "as above",
    ("staff.new_survey", "draft misspelled"): "as above",
    ("staff.route_draft", "board"): "staff reads every board, and may route a draft to any",
    ("staff.remove_collaborator", "part 5 of the address"): "removing who is none changes nothing",
}


def queries_of(world: World) -> dict[str, str]:
    """By endpoint: what follows the address, where its page needs it."""
    together = "?" + "&".join(f"thread={ids.encode(world.a.ids[name])}" for name in ("thread_id", "concern_id"))
    return {
        "staff.new_question": "?type=short_text",
        "staff.create_question": "?type=short_text",
        "staff.check_new_question": "?type=short_text",
        "staff.route_draft": f"?board={ids.encode(world.a.ids['board_id'])}",
        "staff.new_survey": f"?draft={ids.encode(world.a.ids['draft_id'])}",
        "staff.new_group": together,
        "staff.create_group": together,
        "member.new_comment": "?version=2&step=1&block=1",
        "member.new_place": "?step=2&block=0",
        "staff.new_place": "?step=2&block=0",
    }


def words_of(world: World) -> dict[str, Any]:
    """What stands for the parts of addresses that are no ids."""
    return {
        "secret": world.link,
        "token": world.stop,
        "number": 1,
        "version_number": 2,
        "direction": "down",
        "check": "questions",
        "question_id": "q5",
        "language": "de",
        "kind": "csv",
        "starter": "email-series",
    }


def outcomes() -> dict[str, str]:
    """The declared outcome by endpoint; an endpoint stands in the table once."""
    found: dict[str, str] = {}
    for outcome, endpoints in DECLARED.items():
        assert len(outcome) == 9, outcome
        for endpoint in endpoints.split():
            assert endpoint not in found, f"{endpoint} is declared twice"
            found[endpoint] = outcome
    return found
