# SPDX-License-Identifier: MIT
"""How good a model is: likelihoods, baselines, temperatures, and what a report says of them."""
