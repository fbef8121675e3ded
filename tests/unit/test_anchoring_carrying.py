"""Comments follow their words into a new version, and are refused a place that only looks like theirs."""

from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cab_portal.comments.anchoring.anchors import Anchor, Method, Placement, Status, describe
from cab_portal.comments.anchoring.carrying import carry, carry_along
from cab_portal.comments.anchoring.chains import heaviest_chain
from cab_portal.drafts.text.words import words

CALL = "Mara will call you on Friday to look at the result together."
IMPORT = "Most teams finish their first import in under an hour."
LEAVE = "If a column does not fit, leave it out."
STEP = f"You have been with us for three days.\n{IMPORT} {LEAVE}\n{CALL}"

WORDS = st.sampled_from(["we", "call", "you", "on", "friday", "result", ",", ".", "{", "name", "}", "é", "😀"])
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=4).map("\n".join)


def anchor(text: str, quote: str, step_id: str = "s1") -> Anchor:
    start = text.index(quote)
    return describe(step_id, text, start, start + len(quote))


def carried(old: str, new: str, quote: str) -> tuple[Status, str]:
    [placement] = carry({"s1": old}, {"s1": new}, [anchor(old, quote)])
    return placement.status, new[placement.start : placement.end]


@st.composite
def anchored_texts(draw) -> tuple[str, Anchor]:
    """A text and an anchor from the edge of one word to the edge of another."""
    text = draw(TEXTS)
    found = words(text)
    first = draw(st.integers(0, len(found) - 1))
    last = draw(st.integers(first, len(found) - 1))
    return text, describe("s1", text, found[first].start, found[last].end)


@given(anchored_texts())
def test_an_unchanged_version_keeps_everything(given_anchor):
    text, made = given_anchor
    assert carry({"s1": text}, {"s1": text}, [made]) == (
        Placement(Status.KEPT, "s1", made.start, made.end, 1.0, Method.MAP),
    )


@given(TEXTS, st.data())
def test_an_unchanged_version_keeps_a_selection_that_cuts_words(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(words(text[start:end]) and not text[start].isspace() and not text[end - 1].isspace())
    [placement] = carry({"s1": text}, {"s1": text}, [describe("s1", text, start, end)])
    assert (placement.status, placement.start, placement.end) == (Status.KEPT, start, end)


@given(anchored_texts(), st.text(alphabet="xyzä🚚 ", min_size=1, max_size=20))
def test_blocks_put_before_shift_everything_to_the_right(given_anchor, before):
    # Words of the text itself would be a second place that fits as well.
    text, made = given_anchor
    shifted = before + "\n" + text
    [placement] = carry({"s1": text}, {"s1": shifted}, [made])
    assert placement.status is Status.KEPT
    assert (placement.start, placement.end) == (made.start + len(before) + 1, made.end + len(before) + 1)


@given(anchored_texts(), TEXTS, TEXTS)
def test_a_place_lies_within_the_new_text_and_on_edges_of_its_words(given_anchor, new, other):
    text, made = given_anchor
    new_steps = {"s1": new, "s2": other}
    [placement] = carry({"s1": text}, new_steps, [made])
    if not placement.is_placed:
        assert (placement.start, placement.end) == (0, 0)
        return
    assert placement.step_id is not None
    found = words(new_steps[placement.step_id])
    assert placement.start in {word.start for word in found}
    assert placement.end in {word.end for word in found}
    assert placement.start < placement.end
    if placement.status in (Status.KEPT, Status.MOVED):
        passage = new_steps[placement.step_id][placement.start : placement.end]
        assert [word.folded for word in words(passage)] == [word.folded for word in words(made.exact)]


@pytest.mark.parametrize(
    ("new", "quote", "expected"),
    [
        (STEP.replace("three days", "3 days"), CALL, (Status.KEPT, CALL)),
        (STEP.replace(LEAVE, "Leave it out."), IMPORT, (Status.KEPT, IMPORT)),
        (STEP.replace("Friday", "Monday"), CALL, (Status.EDITED, CALL.replace("Friday", "Monday"))),
        (
            STEP.replace("on Friday", "on Monday at noon"),
            "call you on Friday",
            (Status.EDITED, "call you on Monday at noon"),
        ),
        (f"{CALL}\nYou have been with us for three days.\n{IMPORT} {LEAVE}", CALL, (Status.MOVED, CALL)),
        (STEP.replace(CALL, ""), CALL, (Status.REMOVED, "")),
        (STEP.replace(CALL, "The next mail is about your team."), CALL, (Status.REMOVED, "")),
        (STEP.replace("“", '"').replace(IMPORT, IMPORT.upper()), IMPORT, (Status.KEPT, IMPORT.upper())),
    ],
)
def test_an_edit_gives_its_outcome(new, quote, expected):
    assert carried(STEP, new, quote) == expected


def test_the_same_words_in_another_sentence_are_not_the_passage():
    gone = STEP.replace(CALL, "The warehouse is closed on Friday and on the day after.")
    assert carried(STEP, gone, "on Friday") == (Status.REMOVED, "")
    elsewhere = STEP.replace(CALL, "").replace("three days.", "three days. Every Friday a summary is sent to you.")
    assert carried(STEP, elsewhere, "Friday") == (Status.REMOVED, "")


def test_a_short_quote_stays_while_its_sentence_stays():
    new = STEP.replace("look at the result together", "go through the result")
    assert carried(STEP, new, "Friday") == (Status.KEPT, "Friday")


def test_a_short_quote_moves_with_its_sentence():
    new = f"{CALL}\nYou have been with us for three days.\n{IMPORT} {LEAVE}"
    assert carried(STEP, new, "Friday") == (Status.MOVED, "Friday")


def test_of_two_like_sentences_the_deleted_one_does_not_jump_to_its_twin():
    twin = "Reply to this mail."
    old = f"First comes the welcome.\n{twin}\nThen comes the import.\nThe check-in ends it.\n{twin}\nBye."
    new = f"First comes the welcome.\nThen comes the import.\nThe check-in ends it.\n{twin}\nBye."
    assert carried(old, new, twin) == (Status.REMOVED, "")
    second = describe("s1", old, old.rindex(twin), old.rindex(twin) + len(twin))
    [placement] = carry({"s1": old}, {"s1": new}, [second])
    assert (placement.status, placement.start) == (Status.KEPT, new.index(twin))


def test_words_that_stood_elsewhere_before_are_not_the_passage_moved():
    old = {"s1": STEP, "s2": f"The second mail.\n{CALL}\nGood bye."}
    [placement] = carry(old, {**old, "s1": STEP.replace("\n" + CALL, "")}, [anchor(STEP, CALL)])
    assert placement.status is Status.REMOVED


def test_a_heading_stays_where_it_is_and_goes_with_its_section():
    old = "Internal\nCheck your tasks every day.\nExternal\nMeetings are set up ad hoc."
    assert carried(old, old.replace("ad hoc", "by hand"), "External") == (Status.KEPT, "External")
    turned = "External\nMeetings are set up ad hoc.\nInternal\nCheck your tasks every day."
    assert {carried(old, turned, name)[0] for name in ("Internal", "External")} == {Status.KEPT, Status.MOVED}


def test_a_figure_in_a_table_does_not_jump_to_the_row_that_has_it_now():
    old = "Plan\nFirst answer\nGold\n4 hours\nSilver\n8 hours\nBasic\n24 hours"
    new = "Plan\nFirst answer\nGold\n8 hours\nSilver\n24 hours\nBasic\n48 hours"
    assert carried(old, new, "8 hours") == (Status.EDITED, "24 hours")
    assert carried(old, new, "24 hours") == (Status.EDITED, "48 hours")


def test_a_selection_that_cuts_a_word_cuts_it_where_it_moved_to():
    new = f"{CALL}\nYou have been with us for three days.\n{IMPORT} {LEAVE}"
    assert carried(STEP, new, "riday to look at the res") == (Status.MOVED, "riday to look at the res")


def test_a_sentence_moved_to_another_step_is_found_there():
    old = {"s1": STEP, "s2": "Reports are read more often when they arrive by themselves."}
    new = {"s1": STEP.replace("\n" + CALL, ""), "s2": old["s2"] + " " + CALL}
    [placement] = carry(old, new, [anchor(STEP, CALL)])
    assert (placement.status, placement.step_id) == (Status.MOVED, "s2")
    assert new["s2"][placement.start : placement.end] == CALL


def test_a_sentence_moved_and_edited_is_found():
    edited = CALL.replace("on Friday", "on Thursday")
    old = {"s1": STEP}
    new = {"s1": STEP.replace("\n" + CALL, ""), "s9": f"Hi {{first name}},\n{edited}"}
    [placement] = carry(old, new, [anchor(STEP, CALL)])
    assert (placement.status, placement.method) == (Status.MOVED_EDITED, Method.SIMILAR)
    assert "call you on Thursday to look at the result" in new["s9"][placement.start : placement.end]


def test_two_new_places_alike_are_ambiguous():
    new = {"s1": STEP.replace("\n" + CALL, ""), "s2": f"One.\n{CALL}\nEnd.", "s3": f"One.\n{CALL}\nEnd."}
    [placement] = carry({"s1": STEP}, new, [anchor(STEP, CALL)])
    assert placement.status is Status.AMBIGUOUS
    assert not placement.is_placed


def test_a_step_that_is_gone_takes_its_comments_along_only_if_its_words_are_gone():
    new = {"s2": f"Everything in one mail.\n{STEP}"}
    kept, lost = (
        anchor(STEP, IMPORT),
        anchor("Only here was this sentence.", "Only here was this sentence.", "s3"),
    )
    placements = carry({"s1": STEP, "s3": "Only here was this sentence."}, new, [kept, lost])
    assert [(item.status, item.step_id) for item in placements] == [
        (Status.MOVED, "s2"),
        (Status.REMOVED, None),
    ]


def test_an_anchor_of_no_step_or_outside_its_text_is_removed():
    strange = [
        Anchor("nowhere", 0, 3, "abc", "", ""),
        Anchor("s1", 0, 9_999, "x", "", ""),
        Anchor("s1", 5, 5, "", "", ""),
    ]
    assert {item.status for item in carry({"s1": STEP}, {"s1": STEP}, strange)} == {Status.REMOVED}


def test_a_selection_without_a_word_is_removed_and_not_guessed():
    old = "One  two"
    assert carry({"s1": old}, {"s1": old}, [Anchor("s1", 3, 5, "  ", "One", "two")])[0].status is Status.REMOVED


def test_text_taken_out_and_put_back_brings_its_comment_back():
    without = {"s1": STEP.replace("\n" + CALL, "")}
    made = [anchor(STEP, CALL)]
    assert carry({"s1": STEP}, without, made)[0].status is Status.REMOVED
    assert carry_along([{"s1": STEP}, without, {"s1": STEP}], made)[0].status is Status.KEPT


def test_small_edits_add_up_to_more_than_one_step_would_accept():
    texts = [
        "Mara will call you on Friday to look at the result together.",
        "Mara will call you on Monday to go through the result together.",
        "Tom will write you on Monday to go through the numbers in detail.",
    ]
    versions = [{"s1": f"Hello there.\n{text}\nGood bye now."} for text in texts]
    [placement] = carry_along(versions, [anchor(versions[0]["s1"], texts[0])])
    assert placement.status is Status.EDITED
    assert versions[2]["s1"][placement.start : placement.end] == texts[2]


def test_an_edit_taken_back_is_kept():
    versions = [{"s1": STEP}, {"s1": STEP.replace("Friday", "Monday")}, {"s1": STEP}]
    assert carry_along(versions, [anchor(STEP, CALL)])[0].status is Status.KEPT


def test_carrying_along_needs_two_versions():
    with pytest.raises(ValueError, match="two versions"):
        carry_along([{"s1": STEP}], [])


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-1, 2), (0, 99)])
def test_an_anchor_of_nothing_is_refused(start, end):
    with pytest.raises(ValueError, match="no passage"):
        describe("s1", "short", start, end)


def test_an_anchor_carries_forty_characters_of_context():
    made = anchor(STEP, "hour")
    assert (len(made.prefix), len(made.suffix)) == (40, 40)
    assert made.prefix + made.exact + made.suffix in STEP


SPLIT = "Export one month of orders as a CSV file and send it to the desk of your region before Monday."
HALVES = "Export one month of orders as a CSV file. Then send it to the desk of your region before Monday."


def test_a_sentence_that_was_split_is_followed_into_both_parts():
    old, new = f"Hello.\n{SPLIT} Reply any time.", f"Hello.\n{HALVES} Reply any time."
    assert carried(old, new, SPLIT) == (Status.EDITED, HALVES)
    assert carried(old, new, "one month of orders") == (Status.KEPT, "one month of orders")
    assert carried(old, new, "the desk of your region") == (Status.KEPT, "the desk of your region")


def test_sentences_that_were_merged_keep_their_own_words():
    old = f"Hello.\n{HALVES} Reply any time."
    new = f"Hello.\n{SPLIT} Reply any time."
    status, words_there = carried(old, new, "Then send it to the desk of your region before Monday.")
    assert status is Status.EDITED
    assert words_there.endswith("send it to the desk of your region before Monday.")
    assert "CSV" not in words_there
    assert carried(old, new, "desk of your region") == (Status.KEPT, "desk of your region")


def test_neighbors_that_changed_places_are_followed():
    old = f"Hello.\n{IMPORT} {LEAVE} {CALL}"
    new = f"Hello.\n{LEAVE} {IMPORT} {CALL}"
    assert {carried(old, new, quote) for quote in (IMPORT, LEAVE)} == {(Status.KEPT, IMPORT), (Status.MOVED, LEAVE)}


def test_a_clause_that_changed_its_place_in_the_sentence_is_followed():
    old = "Hello.\nOn the first Monday of a quarter, our trainer presents the figures to your team."
    new = "Hello.\nOur trainer presents the figures to your team on the first Monday of a quarter."
    assert carried(old, new, "the first Monday of a quarter") == (Status.KEPT, "the first Monday of a quarter")


@pytest.mark.parametrize("quote", ["for them to", "does not", "of the"])
def test_a_short_quote_whose_sentence_is_gone_does_not_jump_to_its_like(quote):
    gone = "It is good for them to read why the plan does not include the end of the trial."
    like = "It would be early for them to sign, as the offer does not hold at the end of the year."
    old = f"{IMPORT}\n{gone}\n{CALL}"
    assert carried(old, f"{IMPORT}\n{CALL}\n{like}", quote) == (Status.REMOVED, "")
    assert carried(f"{old}\n{like}", f"{IMPORT}\n{CALL}\n{like}", quote) == (Status.REMOVED, "")


def test_a_deleted_rule_does_not_take_the_place_of_its_near_twin():
    rules = [f"Customers of the {tier} plan get an answer within {hours} hours." for tier, hours in TIERS.items()]
    old = "\n".join(rules)
    for gone, rule in enumerate(rules):
        left = [other.replace("answer", "first answer") for place, other in enumerate(rules) if place != gone]
        new = "\n".join(left)
        assert carried(old, new, rule) == (Status.REMOVED, "")
        for place, other in enumerate(rules):
            if place != gone:
                assert carried(old, new, other) == (Status.EDITED, other.replace("answer", "first answer"))


PROMISE = "Mara answers every question about an import within two working days of the team."
_SINCE = ["price", "garden", "window", "letter", "bottle", "summer", "river", "carpet"]


def rewritten(keeps: int, others: list[str]) -> str:
    """The promise with so many of its first words, and others for the rest."""
    own = PROMISE.removesuffix(".").split()
    return " ".join([*own[:keeps], *others[: len(own) - keeps]]) + "."


@pytest.mark.parametrize(
    ("in_place", "elsewhere", "stays"), [(7, 10, False), (8, 11, False), (9, 12, False), (8, 10, True), (9, 11, True)]
)
def test_a_place_counts_for_a_fifth_of_likeness_and_no_more(in_place, elsewhere, stays):
    """``RIVAL_LEAD``: what stands where the sentence stood gives way to one that is clearly more like it elsewhere."""
    before, after = "We write to you on the first day.", "Your seat stays yours for a year."
    near, far = rewritten(in_place, _SINCE), rewritten(elsewhere, _SINCE[::-1])
    new = f"{before}\n{near}\n{after}\nA later part begins.\n{far}"
    _status, words_there = carried(f"{before}\n{PROMISE}\n{after}", new, PROMISE)
    assert words_there in (near if stays else far)
    assert words_there


TIERS = {"Basic": 48, "Silver": 24, "Gold": 8, "Platinum": 2}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9)), max_size=8))
def test_a_chain_is_heaviest_and_crosses_nowhere(links):
    def weight(chain):
        return sum(weighed[link] for link in chain)

    weighed: dict[tuple[int, int], int] = {}
    for old, new, weighs in links:
        weighed[old, new] = max(weighs, weighed.get((old, new), 0))
    found = heaviest_chain((old, new, float(weighs)) for (old, new), weighs in weighed.items())
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(found))
    chains = (c for size in range(len(weighed) + 1) for c in combinations(sorted(weighed), size))
    fit = (c for c in chains if all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(c)))
    assert weight(found) == max(map(weight, fit))
