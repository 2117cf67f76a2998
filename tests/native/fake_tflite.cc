// SPDX-License-Identifier: MIT
// A stand-in for TFLite's C library that runs gru_unsigned-d3-u5-l1-m2.tflite and can output a mixture of another size.
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

struct Tensor {
  size_t floats;
  float data[14];
};

Tensor inputs[] = {{3, {}}, {5, {}}}, outputs[] = {{14, {}}, {5, {}}};  // event, state -> mixture, state
int object;                                                             // what every other handle points to

}  // namespace

extern "C" {

void *TfLiteModelCreate(const void *, size_t) { return &object; }
void TfLiteModelDelete(void *) {}
void *TfLiteInterpreterOptionsCreate() { return &object; }
void TfLiteInterpreterOptionsDelete(void *) {}
void TfLiteInterpreterOptionsSetNumThreads(void *, int32_t) {}
void TfLiteInterpreterOptionsSetErrorReporter(void *, void (*)(void *, const char *, va_list), void *) {}
void *TfLiteInterpreterCreate(const void *, const void *) { return &object; }
void TfLiteInterpreterDelete(void *) {}
int TfLiteInterpreterAllocateTensors(void *) { return 0; }

// The environment decides, because the test cannot reach into a library that the core has opened.
int TfLiteInterpreterInvoke(void *) {
  const char *floats = std::getenv("MDRNN_FAKE_MIXTURE");
  outputs[0].floats = floats != nullptr ? static_cast<size_t>(std::atoi(floats)) : 14;
  return 0;
}

int32_t TfLiteInterpreterGetInputTensorCount(const void *) { return 2; }
int32_t TfLiteInterpreterGetOutputTensorCount(const void *) { return 2; }
void *TfLiteInterpreterGetInputTensor(const void *, int32_t port) { return &inputs[port]; }
const void *TfLiteInterpreterGetOutputTensor(const void *, int32_t port) { return &outputs[port]; }
int TfLiteTensorType(const void *) { return 1; }  // float32
size_t TfLiteTensorByteSize(const void *tensor) { return static_cast<const Tensor *>(tensor)->floats * sizeof(float); }
void *TfLiteTensorData(const void *tensor) { return const_cast<float *>(static_cast<const Tensor *>(tensor)->data); }

}  // extern "C"
