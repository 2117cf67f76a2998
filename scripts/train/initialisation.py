# SPDX-License-Identifier: MIT
"""First weights of a network: random ones, ones that repeat the last values, and roles for a relative network.

To repeat, some units of each layer pass the event on, as linearly as a tanh can, and a linear map of them reconstructs
it; the other units learn the rest. Gradient descent finds this slowly, and never as exactly.
"""

import keras
import numpy as np

from mdrnn.judging.baseline import fit_mixture

from . import network
from .data import Performances, training_windows
from .roles import Roles
from .sizes import SCALE

GAIN = 0.1  # what half the range of a value becomes: small, where a tanh is almost linear
BENDS = (1.0, 3.0)  # gains of the last layer's units: a map of both cancels what is left of the curvature
GATES = "ifco"  # the order of Keras' columns; c is the cell's input
GATE = 12.0  # sigmoid(12) is 1 - 6e-6: open; -12: closed
LARGEST_PART = 0.75  # of a layer's units: some have to learn
WINDOWS, WINDOW = 120, 200  # what the spread is fitted to
ANYTHING = SCALE / 4  # standard deviation, scaled
SHARPEST = 2e-3  # standard deviation, scaled; training may go on from there to SIGMA_FLOOR
QUIET = 0.1  # of Keras' own weights: the values themselves, which say less than their differences, and the heads
MEMORIES = (10.0, 60.0)  # events after which a unit that has heard a move has forgotten two thirds of it
HEARS, DEAF = 10.0, -6.0  # a gate's weight of a move, -1 to 1, and its bias: open after a typical step, else closed
OPEN = 3.0  # sigmoid(3) is 0.95
GOES_ON = 5.0  # by how much a move that is remembered in full makes its roles likelier: their logits, halved by tanh


def initialisations(model: keras.Model, training: Performances, seed: int = 0) -> dict[str, list[np.ndarray]]:
    """First weights for a new `model`: repeating ones, and Keras' own, which suit steady waits and pads better."""
    own = model.get_weights()
    begin(model, training, seed)
    return {"repeating the last event": model.get_weights(), "random weights": own}


def take_roles(model: keras.Model, roles: Roles) -> None:
    """Gives a new relative `model` weights with which each component has its role, whatever was played."""
    weights = model.get_weights()
    layers, dimension = network.count_layers(model), model.input_shape[-1]
    weights[0][1:dimension] *= QUIET
    weights[2] -= SCALE / 2 * weights[0][1:dimension].sum(axis=0)
    heads = weights[3 * layers :]
    heads[0] *= QUIET
    heads[1][...] = SCALE * roles.means.ravel()
    heads[2] *= QUIET
    heads[3][...] = _before_positive(SCALE * roles.sigmas.ravel())
    heads[5][...] = roles.log_weights
    _remember(weights, layers, roles)
    model.set_weights(weights)


def _remember(weights: list[np.ndarray], layers: int, roles: Roles) -> None:
    """Lets units know for each value how long ago it went up, and down; roles that go that way again are likelier.

    There are two for each of MEMORIES that there is room for; later layers pass the first on. Training may change all
    of it, but finds it slowly by itself.
    """
    values, units = roles.means.shape[1] - 1, len(weights[1])
    room = (units - values) // (2 * values)
    moves = [(value, way) for value in range(values) for way in (1, -1)]
    for number, memory in enumerate(MEMORIES[:room]):
        for unit, (value, way) in enumerate(moves, values + 2 * values * number):
            _begin_unit(weights[:3], unit, {"i": DEAF, "f": np.log(memory - 1), "c": 2.0, "o": OPEN})
            move = weights[0][1 + values + value]
            move[_column("i", unit, units)], move[_column("f", unit, units)] = HEARS * way, -HEARS * way
    for unit, (value, way) in enumerate(moves[: 2 * values * room], values):
        for layer in range(1, layers):
            own = weights[3 * layer : 3 * layer + 3]
            _begin_unit(own, unit, {"i": OPEN, "f": -OPEN, "c": 0.0, "o": OPEN})
            own[0][unit, _column("c", unit, units)] = 2.0
        goes_on = way * roles.means[:, 1 + value] > roles.sigmas[:, 1 + value] / 2
        weights[3 * layers + 4][unit] = GOES_ON * goes_on


def _begin_unit(layer: list[np.ndarray], unit: int, biases: dict[str, float]) -> None:
    """Cuts `unit` off from everything, and gives its gates their biases."""
    for gate, bias in biases.items():
        column = _column(gate, unit, len(layer[1]))
        layer[0][:, column], layer[1][:, column], layer[2][column] = 0, 0, bias


def _column(gate: str, unit: int, units: int) -> int:
    return GATES.index(gate) * units + unit


def _before_positive(sigmas: np.ndarray) -> np.ndarray:
    """So that network.positive gives `sigmas`."""
    return np.where(sigmas < 1, np.log(sigmas), sigmas - 1)


def begin(model: keras.Model, training: Performances, seed: int = 0) -> None:
    """Gives a new `model` weights that repeat. With too many dimensions for its units, it has the spread only."""
    weights = model.get_weights()
    layers = network.count_layers(model)
    windows = training_windows(training, WINDOW, random := np.random.default_rng(seed))
    chosen = random.permutation(len(windows.mask))[:WINDOWS]
    inputs, targets, present = windows.inputs[chosen], windows.targets[chosen], windows.mask[chosen] > 0
    _normalise(weights, inputs[present])
    straight = _pass_on(weights, layers)

    def passed_on(events: np.ndarray) -> np.ndarray:
        return network.hidden(weights, layers, events).numpy()[..., :straight]

    anything = random.uniform(0, SCALE, inputs.shape).astype(np.float32)
    rows = present.size
    slope, level = _line(passed_on(anything).reshape(rows, straight), anything.reshape(rows, -1))
    slope[:, 0], level[0] = 0, 0  # not the wait: a player that repeats a long one would be stuck
    deviations = targets - (passed_on(inputs) @ slope + level)
    _expect(weights[3 * layers :], slope, level, deviations[present], random)
    model.set_weights(weights)


def _normalise(weights: list[np.ndarray], events: np.ndarray) -> None:
    """As if each dimension had mean 0 and deviation 1; one that hardly moves is not amplified."""
    deviation = np.where(events.std(axis=0) > 0.01, events.std(axis=0), SCALE / 2)
    weights[0] /= deviation[:, None]
    weights[2] -= events.mean(axis=0) @ weights[0]


def _pass_on(weights: list[np.ndarray], layers: int) -> int:
    """Makes the first units of each layer pass the event on; returns how many of the last layer do."""
    dimension, units = weights[0].shape[0], weights[1].shape[0]
    room = int(LARGEST_PART * units) // dimension
    if room == 0:
        return 0
    straight, level = GAIN / (SCALE / 2) * np.eye(dimension), np.full(dimension, -GAIN)
    for layer in range(layers):
        if layer == layers - 1:
            bends = BENDS[: min(room, len(BENDS))]
            straight = np.concatenate([bend * straight for bend in bends], axis=1)
            level = np.concatenate([bend * level for bend in bends])
        _fix_units(weights[3 * layer : 3 * layer + 3], straight, level)
        straight, level = np.eye(dimension), np.zeros(dimension)
    return len(bends) * dimension


def _fix_units(layer: list[np.ndarray], straight: np.ndarray, level: np.ndarray) -> None:
    """h = tanh(tanh(x @ straight + level)): the first units have no other input, and no memory."""
    count = straight.shape[1]
    for gate, bias in zip(np.split(np.arange(layer[2].size), 4), (GATE, -GATE, level, GATE), strict=True):  # GATES
        own = gate[:count]
        layer[0][:, own], layer[1][:, own], layer[2][own] = 0, 0, bias
        if bias is level:
            layer[0][: len(straight), own] = straight


def _line(hidden: np.ndarray, events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least squares: slope (units, D) and level (D,) that give `events` back."""
    mean = hidden.mean(axis=0, dtype=np.float64), events.mean(axis=0, dtype=np.float64)
    hidden, events = hidden - mean[0], events - mean[1]
    ridge = 1e-8 * len(hidden) * np.eye(hidden.shape[1])
    slope = np.linalg.solve(hidden.T @ hidden + ridge, hidden.T @ events)
    return slope, mean[1] - mean[0] @ slope


def _expect(
    heads: list[np.ndarray], slope: np.ndarray, level: np.ndarray, deviations: np.ndarray, random: np.random.Generator
) -> None:
    """The last event and a mixture of the deviations from it; `heads`: kernel and bias of mu, sigma, pi.

    The last component expects anything, once in as many events: what never moved in little music may move later.
    """
    for head in heads:
        head[...] = 0
    mixtures = len(heads[5])
    log_weights, means, sigmas = fit_mixture(deviations.astype(np.float64), max(1, mixtures - 1), SHARPEST, random)
    if mixtures > 1:
        log_weights = np.append(log_weights, -np.log(len(deviations)))
        means = np.vstack([means, np.zeros_like(means[:1])])
        sigmas = np.vstack([sigmas, np.full_like(sigmas[:1], ANYTHING)])
    heads[0][: len(slope)] = np.tile(slope, len(means))
    heads[1][...] = (level + means).ravel()
    heads[3][...] = _before_positive(sigmas).ravel()
    heads[5][...] = np.maximum(log_weights, -10.0)


def trainable(weights: list[np.ndarray], layers: int, carried: int = 0) -> np.ndarray:
    """1 for each number of `weights` that training may change, else 0; flat.

    0 for those of units that pass the event on, and of the first `carried` rows of the first recurrent kernel, which
    the last values of a relative network would come through.
    """
    free = [np.ones_like(array) for array in weights]
    if carried:
        free[1][:carried] = 0
        return network.flat(free)
    for layer in range(layers):
        fixed = _is_fixed(weights[3 * layer + 1])
        for array in free[3 * layer : 3 * layer + 3]:
            array[..., np.tile(fixed, 4)] = 0
    line = free[3 * layers]  # in mu, (units, M * D); waits have none
    line[fixed] = np.arange(line.shape[1]) % len(weights[0]) == 0
    return network.flat(free)


def _is_fixed(recurrent: np.ndarray) -> np.ndarray:
    """(units,): those without input from their own layer; training never makes one."""
    return (recurrent.reshape(len(recurrent), 4, -1) == 0).all(axis=(0, 1))
