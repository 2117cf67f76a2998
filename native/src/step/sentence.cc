// SPDX-License-Identifier: MIT
// printf for error sentences: independent of the locale, without a heap, small enough for a
// microcontroller.
#include "step/sentence.h"

#include <limits>

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
    for (; most != 0 && *text != '\0'; ++text, --most) put(*text);
  }

  void put_whole(unsigned long long number) {
    char digits[20];
    int count = 0;
    do digits[count++] = static_cast<char>('0' + number % 10);
    while ((number /= 10) != 0);
    while (count > 0) put(digits[--count]);
  }

  void put_signed(long long number) {
    const auto whole = static_cast<unsigned long long>(number);
    if (number < 0) put('-');
    put_whole(number < 0 ? 0 - whole : whole);
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
  if (number == std::numeric_limits<double>::infinity()) return put("inf");
  if (number == 0.0) return put('0');
  int exponent = 0;
  double scaled = number;
  for (; scaled >= 10.0; ++exponent) scaled /= 10.0;
  for (; scaled < 1.0; --exponent) scaled *= 10.0;
  double tens = 100000.0;  // for six digits, the first not 0; shorter numbers are not scaled, so they stay exact
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

struct Arguments {
  va_list list;
};

// `length`: 0 int, 1 long, 2 long long.
long long next_signed(Arguments *arguments, int length) {
  if (length == 0) return va_arg(arguments->list, int);
  return length == 1 ? va_arg(arguments->list, long) : va_arg(arguments->list, long long);
}

unsigned long long next_unsigned(Arguments *arguments, int length) {
  if (length == 0) return va_arg(arguments->list, unsigned);
  return length == 1 ? va_arg(arguments->list, unsigned long) : va_arg(arguments->list, unsigned long long);
}

// `format` is after a '.'; returns the first character after the precision.
const char *read_precision(const char *format, Arguments *arguments, int *precision) {
  if (*format == '*') {
    *precision = va_arg(arguments->list, int);
    return format + 1;
  }
  for (*precision = 0; *format >= '0' && *format <= '9'; ++format) *precision = 10 * *precision + (*format - '0');
  return format;
}

// `format` is after a '%'; returns the last character of the conversion.
const char *write_conversion(const char *format, Arguments *arguments, Writer *writer) {
  constexpr int kSizeLength = sizeof(size_t) == sizeof(long) ? 1 : 2;
  int precision = -1, length = 0;
  if (*format == '.') format = read_precision(format + 1, arguments, &precision);
  for (; *format == 'l' || *format == 'z'; ++format) length += *format == 'z' ? kSizeLength : 1;
  switch (*format) {
    case 'd': writer->put_signed(next_signed(arguments, length)); break;
    case 'u': writer->put_whole(next_unsigned(arguments, length)); break;
    case 's': writer->put(va_arg(arguments->list, const char *), precision); break;
    case 'g': writer->put_number(va_arg(arguments->list, double)); break;
    default: writer->put(*format);
  }
  return format;
}

}  // namespace

void write_sentence(char *to, size_t size, const char *format, va_list arguments) {
  Writer writer(to, size);
  Arguments left;
  va_copy(left.list, arguments);
  for (; *format != '\0'; ++format) {
    if (*format == '%')
      format = write_conversion(format + 1, &left, &writer);
    else
      writer.put(*format);
  }
  va_end(left.list);
}

void write_text(char *to, size_t size, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  write_sentence(to, size, format, arguments);
  va_end(arguments);
}

}  // namespace mdrnn
