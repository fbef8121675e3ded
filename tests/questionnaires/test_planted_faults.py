"""Valid surveys give no finding, and each planted fault gives its own."""

from collections import Counter
from copy import deepcopy
from random import Random

import pytest

from cab_portal.surveys.questionnaire.interchange.surveyjs import logic as surveyjs
from cab_portal.surveys.questionnaire.verifier import native
from cab_portal.surveys.questionnaire.verifier.proof import Proof, verify
from tests.questionnaires import planted
from tests.questionnaires.planted import DEEP, PLANTERS, Question, as_surveyjs


def proofs(questions: list[Question]) -> dict[str, Proof]:
    return {
        "native": verify(native.logic_of({"questions": questions})),
        "surveyjs": verify(surveyjs.logic_of(as_surveyjs(questions))),
    }


def check(seeds: range) -> Counter[str]:
    """Counts of what was found and missed, by the form and the fault."""
    counts: Counter[str] = Counter()
    for seed in seeds:
        random = Random(seed)  # noqa: S311 - a survey that can be made again, not a secret
        questions = planted.survey(random)
        for form, proof in proofs(questions).items():
            counts["alarm" if proof.findings else "quiet"] += 1
            assert proof.proved, (seed, form)
        for planter in PLANTERS:
            fault = planter(random, deepcopy(questions))
            for form, proof in proofs(fault.questions).items() if fault else ():
                found = any((f.code, f.question) == (fault.code, fault.question) for f in proof.findings if fault)
                counts["found" if found else "missed"] += 1
                counts[f"{'found' if found else 'missed'} {form} {planter.__name__}"] += 1
    return counts


def test_every_planted_fault_is_found_and_nothing_else() -> None:
    counts = check(range(60))
    assert counts["alarm"] == 0
    assert counts["missed"] == 0, counts
    for planter in (*PLANTERS, *DEEP):
        assert counts[f"found native {planter.__name__}"] > 0


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_2000_surveys() -> None:
    counts = check(range(1000, 3000))
    assert counts["alarm"] == 0
    assert counts["missed"] == 0, counts
