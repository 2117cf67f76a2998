# SPDX-License-Identifier: MIT
"""Can two kinds of playing be told apart? By one number, and by a classifier (Lopez-Paz and Oquab 2017).

The answer is the area under the ROC curve, AUC: the probability that of one window of each kind, the right one is
picked. 0.5 is guessing. It needs scikit-learn, which is imported when a classifier is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from ..wording import how_to_install

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FOLDS = 5
TREES = 60
RESAMPLES = 400


@dataclass(frozen=True)
class Samples:
    """Windows of two kinds: `features` (N, F), `kinds` (N,) 0 or 1, `groups` (N,) the performance of each."""

    features: Floats
    kinds: Ints
    groups: Ints


@dataclass(frozen=True)
class Told:
    """The AUC, mean of several trials, with its 95 % interval over performances, and that of each trial."""

    auc: float
    low: float
    high: float
    trials: list[float]

    def as_json(self, digits: int = 4) -> dict[str, Any]:
        return {
            "auc": round(self.auc, digits),
            "interval": [round(self.low, digits), round(self.high, digits)],
            "trials": [round(each, digits) for each in self.trials],
        }


def auc(scores: Floats, kinds: Ints) -> float:
    """The probability that a window of kind 1 has the higher score; ties count half."""
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    ones = int(kinds.sum())
    zeros = len(kinds) - ones
    return float((ranks[kinds == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def missing() -> str:
    """A sentence where scikit-learn is not installed; else nothing."""
    if find_spec("sklearn") is not None:
        return ""
    return f"without a classifier, which needs scikit-learn: {how_to_install('report')}"


def classify(trials: Sequence[Samples], seed: int = 0) -> Told | None:
    """Gradient boosting for each trial, cross-validated by performance; None for fewer than four performances."""
    if min(len(np.unique(each.groups)) for each in trials) < 4:
        return None
    scores = [_scores(each, seed) for each in trials]
    found = [auc(score, each.kinds) for score, each in zip(scores, trials, strict=True)]
    resampled = _resampled(trials, scores, seed)
    low, high = np.quantile(resampled, [0.025, 0.975])
    return Told(float(np.mean(found)), float(low), float(high), found)


def _scores(samples: Samples, seed: int) -> Floats:
    """What a classifier that has not seen its performance says of each window."""
    from sklearn.ensemble import GradientBoostingClassifier

    folds, scores = _folds(samples, seed), np.full(len(samples.kinds), 0.5)
    for fold in np.unique(folds):
        held, rest = folds == fold, folds != fold
        classifier = GradientBoostingClassifier(
            n_estimators=TREES, subsample=0.7, max_features="sqrt", min_samples_leaf=5, random_state=seed
        )
        kinds = samples.kinds[rest]
        classifier.fit(samples.features[rest], kinds, len(kinds) / (2 * np.bincount(kinds, minlength=2)[kinds]))
        scores[held] = classifier.predict_proba(samples.features[held])[:, 1]
    return scores


def _folds(samples: Samples, seed: int) -> Ints:
    """(N,): the fold of each window. Performances stay whole, and every fold has both kinds."""
    random, fold_of = np.random.default_rng(seed), {}
    only = [set(samples.groups[samples.kinds == kind].tolist()) for kind in (0, 1)]
    count = min(FOLDS, len(only[0]), len(only[1]))
    for groups in (only[0] & only[1], only[0] - only[1], only[1] - only[0]):
        for place, group in enumerate(random.permutation(sorted(groups))):
            fold_of[int(group)] = place % count
    return np.array([fold_of[int(group)] for group in samples.groups])


def _resampled(trials: Sequence[Samples], scores: Sequence[Floats], seed: int) -> list[float]:
    """The mean AUC of the trials, for performances drawn with replacement."""
    random, found = np.random.default_rng(seed), []
    names = np.unique(np.concatenate([each.groups for each in trials]))
    members = [{name: np.flatnonzero(each.groups == name) for name in names} for each in trials]
    for _ in range(RESAMPLES):
        drawn = random.choice(names, len(names))
        means = []
        for samples, score, own in zip(trials, scores, members, strict=True):
            chosen = np.concatenate([own[group] for group in drawn])
            kinds = samples.kinds[chosen]
            if 0 < kinds.sum() < len(kinds):
                means.append(auc(score[chosen], kinds))
        if means:
            found.append(float(np.mean(means)))
    return found
