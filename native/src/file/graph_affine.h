// SPDX-License-Identifier: MIT
// Recognises affine sums in a graph, W x + U h + b, whatever operators compute them.
#pragma once

#include "file/graph_walk.h"

namespace mdrnn {

// A product's weights, located in the file.
struct Matrix {
  Value weights;
  bool by_output = true;  // (outputs, inputs); else (inputs, outputs)
  int64_t outputs = 0, inputs = 0;
  int64_t index(int64_t output, int64_t input) const {
    return by_output ? output * inputs + input : input * outputs + output;
  }
};

// The part of a matrix that starts at `row` and `column`, `size` columns wide, @ the vector `source`.
struct Term {
  Value source;
  int size = 0;
  Matrix matrix;
  int64_t row = 0, column = 0;
};

// A sum of terms and a bias.
struct Affine {
  std::vector<Term> terms;
  std::vector<float> bias;
  int matrices = 0;  // how many products it contains
};

class AffineReader {
 public:
  explicit AffineReader(GraphWalk *graph) : graph_(*graph) {}

  // Reads the first `rows` numbers of a value as such a sum. False, with a sentence, if it is not one.
  // `role` is its name in the sentence.
  bool read(Value value, int rows, const std::string &role, Affine *sum);

  // Weight (row, column) of a term.
  float weight(const Term &term, size_t row, size_t column) const;

 private:
  bool add(Value value, int64_t first, int rows, const std::string &role, Affine *sum, int depth);
  bool add_constant(Value value, int64_t first, int rows, const std::string &role, Affine *sum);
  bool add_product(Value value, const Operator &op, int64_t first, int rows, const std::string &role, Affine *sum,
                   int depth);
  bool add_terms(Value input, const Matrix &matrix, int64_t row, int rows, int64_t *column, const std::string &role,
                 Affine *sum, int depth);
  bool check_term(const Term &term, int rows, const std::string &role);

  GraphWalk &graph_;
  int64_t taken_ = 0;  // weights
};

}  // namespace mdrnn
