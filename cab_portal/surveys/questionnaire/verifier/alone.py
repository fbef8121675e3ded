"""Whether one condition can hold, or fail, whatever the paths are."""

from collections.abc import Mapping

from cab_portal.surveys.questionnaire.verifier.domains import OverBudget, cells_of
from cab_portal.surveys.questionnaire.verifier.logic import Expression, Probe, Value, Variable, judged, tests_of


def is_possible(expression: Expression, variables: Mapping[str, Variable], budget: int, *, wanted: bool = True) -> bool:
    """Whether any answers give the expression the wanted verdict, each variable by itself free, or empty.

    Asked for what never fails, an unanswered question makes every comparison with it false, `<>` included: a
    condition that holds only because nothing was answered is no mistake. Raises `OverBudget`.
    """
    tests: dict[str, list[Probe]] = {}
    for test in tests_of(expression):
        tests.setdefault(test.variable, []).append(test)
    # what is simply shown or hidden contradicts nothing
    return not tests or _Search(expression, tests, variables, budget, wanted=wanted).succeeds()


class _Search:
    """Gives variables one answer after the other until the expression is decided."""

    def __init__(
        self,
        expression: Expression,
        tests: Mapping[str, list[Probe]],
        variables: Mapping[str, Variable],
        budget: int,
        *,
        wanted: bool,
    ) -> None:
        self.expression = expression
        self.wanted = wanted
        self.budget = budget
        self.steps = 0
        self.known: dict[str, Value] = {}
        self.options = [
            (name, (*cells_of(variables[name].domain, read, budget).values(), None))
            for name, read in tests.items()
            if name in variables
        ]

    def succeeds(self, place: int = 0) -> bool:
        """Whether answers to the variables from this place on lead to the wanted verdict, or leave it open."""
        self.steps += 1
        if self.steps > self.budget:
            raise OverBudget
        verdict = judged(self.expression, self._judge)
        if verdict is not None or place == len(self.options):
            return verdict is None or verdict is self.wanted
        name, answers = self.options[place]
        for answer in answers:
            self.known[name] = answer
            if self.succeeds(place + 1):
                return True
        del self.known[name]
        return False

    def _judge(self, test: Probe) -> bool | None:
        if test.variable not in self.known:
            return None
        answer = self.known[test.variable]
        if answer is None and not self.wanted and not test.is_about_empty:
            return False
        return test.holds(answer)
