// SPDX-License-Identifier: MIT
// The few words of printf that the core's sentences are made of, for a machine whose own printf would bring a heap.
#include "step/sentence.h"

namespace mdrnn {
namespace {

class Writer {
 public:
  Writer(char *to, size_t size) : place_(to), end_(to + size - 1) {}
  ~Writer() { *place_ = '\0'; }

  void put(char letter) {
    if (place_ != end_) *place_++ = letter;
  }

  void put(const char *text, int most = -1) {
    for (; *text != '\0' && most != 0; ++text, --most) put(*text);
  }

  void put_whole(unsigned number) {
    char digits[10];
    int count = 0;
    do digits[count++] = static_cast<char>('0' + number % 10);
    while ((number /= 10) != 0);
    while (count > 0) put(digits[--count]);
  }

  void put_signed(int number) {
    if (number < 0) put('-');
    put_whole(number < 0 ? 0u - static_cast<unsigned>(number) : static_cast<unsigned>(number));
  }

  void put_number(double number);

 private:
  void put_digits(unsigned digits, int exponent);

  char *place_;
  char *end_;
};

constexpr int kDigits = 6;

void Writer::put_number(double number) {
  if (number != number) return put("nan");
  if (number < 0.0) put('-');
  if (number < 0.0) number = -number;
  if (number > 1.7e308) return put("inf");
  if (number == 0.0) return put('0');
  int exponent = 0;
  double scaled = number;
  for (; scaled >= 10.0; ++exponent) scaled /= 10.0;
  for (; scaled < 1.0; --exponent) scaled *= 10.0;
  double tens = 100000.0;  // six digits, the first not 0; numbers of no more are not scaled, and so exact
  for (int i = 0; i < exponent && exponent <= 5; ++i) tens /= 10.0;
  unsigned digits = static_cast<unsigned>((exponent >= 0 && exponent <= 5 ? number * tens : scaled * 100000.0) + 0.5);
  if (digits == 1000000) {
    digits = 100000;
    ++exponent;
  }
  put_digits(digits, exponent);
}

// d.ddddd * 10^exponent, without the zeros at the end.
void Writer::put_digits(unsigned digits, int exponent) {
  char text[kDigits];
  for (int i = kDigits; i > 0; digits /= 10) text[--i] = static_cast<char>('0' + digits % 10);
  int count = kDigits;
  while (count > 1 && text[count - 1] == '0') --count;
  const bool is_plain = exponent >= -4 && exponent < kDigits;
  const int before = is_plain ? exponent + 1 : 1;  // digits before the point
  if (before <= 0) put("0.");
  for (int i = before; i < 0; ++i) put('0');
  for (int i = 0; i < count || i < before; ++i) {
    if (i == before && i > 0) put('.');
    put(i < count ? text[i] : '0');
  }
  if (is_plain) return;
  put(exponent < 0 ? "e-" : "e+");
  const int size = exponent < 0 ? -exponent : exponent;
  if (size < 10) put('0');
  put_signed(size);
}

}  // namespace

void write_sentence(char *to, size_t size, const char *format, va_list arguments) {
  Writer writer(to, size);
  for (; *format != '\0'; ++format) {
    if (*format != '%') {
      writer.put(*format);
      continue;
    }
    int most = -1;
    if (*++format == '.')
      for (most = 0, ++format; *format >= '0' && *format <= '9'; ++format) most = 10 * most + (*format - '0');
    switch (*format) {
      case 'd': writer.put_signed(va_arg(arguments, int)); break;
      case 's': writer.put(va_arg(arguments, const char *), most); break;
      case 'g': writer.put_number(va_arg(arguments, double)); break;
      default: writer.put(*format);
    }
  }
}

}  // namespace mdrnn
