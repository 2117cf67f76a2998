# SPDX-License-Identifier: MIT
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Parses the rows of an IMPS or IMPSY log: bytes in, arrays out, no Python object for a good row."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.string cimport memchr, memcmp

import numpy as np

cdef extern from "Python.h":
    double PyOS_string_to_double(const char *text, char **end, PyObject *overflow_exception) except? -1.0

cdef extern from "math.h":
    bint isfinite(double x) nogil

cdef extern from *:
    """
    #include <math.h>
    #include <stdint.h>

    #if defined(__SIZEOF_INT128__)
    #define MDRNN_EXACT_QUOTIENT_DIGITS 27 /* 5^27 < 2^63 */
    /* mantissa / 10^digits, rounded to nearest even: the quotient by 5^digits is taken to 63 or 64 bits, what remains
     * of it decides a tie, and the division by 2^digits is exact. mantissa > 0, 0 <= digits <= 27. */
    static double mdrnn_exact_quotient(uint64_t mantissa, int digits, const uint64_t *powers_of_five) {
      const uint64_t divisor = powers_of_five[digits];
      const int leading_zeros = __builtin_clzll(mantissa);
      const int width = 64 - __builtin_clzll(divisor);
      const unsigned __int128 dividend = (unsigned __int128)(mantissa << leading_zeros) << (width - 1);
      uint64_t quotient = (uint64_t)(dividend / divisor);
      const uint64_t remainder = (uint64_t)(dividend - (unsigned __int128)quotient * divisor);
      const int dropped = quotient >> 63 ? 11 : 10;
      const uint64_t half = (uint64_t)1 << (dropped - 1);
      const uint64_t tail = quotient & (2 * half - 1);
      quotient >>= dropped;
      if (tail > half || (tail == half && (remainder || (quotient & 1)))) ++quotient;
      return ldexp((double)quotient, dropped - leading_zeros - (width - 1) - digits);
    }
    #else
    #define MDRNN_EXACT_QUOTIENT_DIGITS -1
    static double mdrnn_exact_quotient(uint64_t mantissa, int digits, const uint64_t *powers_of_five) {
      (void)mantissa; (void)digits; (void)powers_of_five;
      return NAN;
    }
    #endif
    """
    int EXACT_QUOTIENT_DIGITS "MDRNN_EXACT_QUOTIENT_DIGITS"
    double exact_quotient "mdrnn_exact_quotient"(uint64_t mantissa, int digits, const uint64_t *powers_of_five) nogil

REPORTED_ROWS = 100  # bad rows that are described; the others are counted

cdef enum:
    MAX_COLUMNS = 63
    INTERFACE = 0
    RNN = 1

cdef enum Fault:
    GOOD = 0
    FEW_FIELDS
    BAD_TIME
    BAD_SOURCE
    BAD_VALUE
    WRONG_COUNT
    TOO_MANY_VALUES
    MIXED_OFFSETS

# Whether the timestamps of a file carry an offset from UTC: known after its first good row.
cdef enum:
    UNKNOWN = -1
    LOCAL = 0
    WITH_OFFSET = 1

cdef struct Row:
    int64_t microseconds  # since 1970-01-01T00:00:00, in the clock the row was written by
    int offset            # LOCAL or WITH_OFFSET
    int source            # INTERFACE or RNN
    int count             # values found
    const char *begin     # the part that a fault is about
    const char *end

cdef double[23] POWERS_OF_TEN
cdef uint64_t[28] POWERS_OF_FIVE
cdef int power
POWERS_OF_TEN[0] = 1.0
POWERS_OF_FIVE[0] = 1
for power in range(1, 23):
    POWERS_OF_TEN[power] = POWERS_OF_TEN[power - 1] * 10.0
for power in range(1, 28):
    POWERS_OF_FIVE[power] = POWERS_OF_FIVE[power - 1] * 5


cdef inline bint is_digit(char c) noexcept nogil:
    return b"0" <= c <= b"9"


cdef inline bint is_blank(char c) noexcept nogil:
    return c == b" " or c == b"\t" or c == b"\r"


cdef inline int two_digits(const char *p) noexcept nogil:
    """The number that two characters spell, or -1."""
    return (p[0] - 48) * 10 + (p[1] - 48) if is_digit(p[0]) and is_digit(p[1]) else -1


cdef inline int64_t days_since_1970(int64_t year, int month, int day) noexcept nogil:
    """The proleptic Gregorian calendar, counted in years that begin in March (Howard Hinnant, days_from_civil)."""
    cdef int64_t shifted = year - (1 if month <= 2 else 0)
    cdef int64_t era = shifted // 400
    cdef int64_t year_of_era = shifted - era * 400
    cdef int64_t day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


cdef inline int days_in_month(int year, int month) noexcept nogil:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month == 4 or month == 6 or month == 9 or month == 11 else 31


cdef inline const char *read_fraction(const char *p, const char *end, int64_t *microseconds) noexcept nogil:
    """Digits after the point: six count, three more may follow. Returns where they end, NULL for none or too many."""
    cdef int digits = 0
    cdef int64_t fraction = 0
    while p < end and is_digit(p[0]):
        if digits < 6:
            fraction = fraction * 10 + (p[0] - 48)
        digits += 1
        p += 1
    if digits == 0 or digits > 9:
        return NULL
    while digits < 6:
        fraction *= 10
        digits += 1
    microseconds[0] = fraction
    return p


cdef inline const char *read_offset(const char *p, const char *end, int64_t *minutes) noexcept nogil:
    """`Z`, `+HH`, `+HHMM` or `+HH:MM`. Returns where it ends, NULL for something else."""
    cdef int hours, rest = 0
    cdef int sign = -1 if p[0] == b"-" else 1
    minutes[0] = 0
    if p[0] == b"Z" or p[0] == b"z":
        return p + 1
    if end - p < 3 or (p[0] != b"+" and p[0] != b"-"):
        return NULL
    hours = two_digits(p + 1)
    p += 3
    if p < end and p[0] == b":":
        p += 1
        if not (end - p >= 2 and is_digit(p[0])):
            return NULL
    if end - p >= 2 and is_digit(p[0]):
        rest = two_digits(p)
        p += 2
    if not 0 <= hours <= 23 or not 0 <= rest <= 59:
        return NULL
    minutes[0] = sign * (hours * 60 + rest)
    return p


cdef inline const char *read_time(const char *p, const char *end, Row *row) noexcept nogil:
    """`YYYY-MM-DDTHH:MM:SS`, a fraction or none, an offset from UTC or none. Returns where it ends, NULL for none."""
    cdef int century, year, month, day, hour, minute, second
    cdef int64_t fraction = 0, offset_minutes = 0
    if end - p < 19 or p[4] != b"-" or p[7] != b"-" or p[13] != b":" or p[16] != b":":
        return NULL
    if p[10] != b"T" and p[10] != b" " and p[10] != b"t":
        return NULL
    century, year = two_digits(p), two_digits(p + 2)
    month, day = two_digits(p + 5), two_digits(p + 8)
    hour, minute, second = two_digits(p + 11), two_digits(p + 14), two_digits(p + 17)
    if century < 0 or year < 0 or not 1 <= month <= 12 or not 0 <= hour <= 23:
        return NULL
    year += century * 100
    if year < 1 or not 0 <= minute <= 59 or not 0 <= second <= 59 or not 1 <= day <= days_in_month(year, month):
        return NULL
    p += 19
    if p < end and p[0] == b".":
        p = read_fraction(p + 1, end, &fraction)
        if p == NULL:
            return NULL
    row.offset = LOCAL
    if p < end and p[0] != b"," and not is_blank(p[0]):
        p = read_offset(p, end, &offset_minutes)
        if p == NULL:
            return NULL
        row.offset = WITH_OFFSET
    row.microseconds = (
        (days_since_1970(year, month, day) * 86400 + hour * 3600 + (minute - offset_minutes) * 60 + second) * 1000000
        + fraction
    )
    return p


cdef inline const char *skip_digits(const char *p, uint64_t *number) noexcept nogil:
    """Appends digits to a number (modulo 2^64); a line's end or the buffer's last 0 stops it."""
    while is_digit(p[0]):
        number[0] = number[0] * 10 + <uint64_t>(p[0] - 48)
        p += 1
    return p


cdef inline const char *read_number(const char *p, double *value) except? NULL:
    """A finite decimal number with a sign, a point and an exponent or without. Returns where it ends, NULL for none.

    Up to 2^53 and 10^22 both parts are exact doubles, so one operation rounds rightly (Clinger 1990). Up to 19 digits
    after the point one integer division does. The rest goes to Python's own conversion.
    """
    cdef const char *begin = p
    cdef const char *first
    cdef uint64_t mantissa = 0, written = 0
    cdef Py_ssize_t whole, places = 0, digits
    cdef int64_t exponent
    cdef bint negative = p[0] == b"-"
    if negative or p[0] == b"+":
        p += 1
    first = p
    p = skip_digits(p, &mantissa)
    whole = p - first
    digits = whole - (whole > 0 and first[0] == b"0")
    if p[0] == b".":
        first = p + 1
        p = skip_digits(first, &mantissa)
        places = p - first
    if whole + places == 0:
        return NULL
    digits += places
    exponent = -places
    if p[0] == b"e" or p[0] == b"E":
        p += 1
        first = p + (p[0] == b"-" or p[0] == b"+")
        exponent += read_exponent(first, p[0] == b"-")
        p = skip_digits(first, &written)
        if p == first:
            return NULL
    if digits <= 19 and mantissa >> 53 == 0 and -22 <= exponent <= 22:
        value[0] = <double>mantissa
        if exponent < 0:
            value[0] /= POWERS_OF_TEN[-exponent]
        else:
            value[0] *= POWERS_OF_TEN[exponent]
    elif digits <= 19 and 0 <= -exponent <= EXACT_QUOTIENT_DIGITS:
        value[0] = exact_quotient(mantissa, <int>-exponent, POWERS_OF_FIVE)
    else:
        return p if read_long_number(begin, value) else NULL
    if negative:
        value[0] = -value[0]
    return p


cdef inline int64_t read_exponent(const char *p, bint negative) noexcept nogil:
    """The exponent, or one that no double has where it is longer than four digits."""
    cdef uint64_t number = 0
    cdef const char *end = skip_digits(p, &number)
    if end - p > 4:
        number = 100000
    return -<int64_t>number if negative else <int64_t>number


cdef bint read_long_number(const char *begin, double *value) except -1:
    """What ends a number in a log (a comma, a blank, a line's end, the buffer's last 0) ends it for Python too."""
    cdef char *stop
    value[0] = PyOS_string_to_double(begin, &stop, NULL)
    return isfinite(value[0])


cdef inline const char *field_end(const char *p, const char *end) noexcept nogil:
    while p < end and p[0] != b",":
        p += 1
    return p


cdef inline void trim(const char **begin, const char **end) noexcept nogil:
    while begin[0] < end[0] and is_blank(begin[0][0]):
        begin[0] += 1
    while end[0] > begin[0] and is_blank((end[0] - 1)[0]):
        end[0] -= 1


cdef inline const char *skip_blanks(const char *p) noexcept nogil:
    while is_blank(p[0]):
        p += 1
    return p


cdef inline const char *read_source(const char *p, const char *end, Row *row) noexcept nogil:
    """`interface` or `rnn`. Returns where it ends, NULL for another word."""
    if end - p >= 9 and memcmp(p, b"interface", 9) == 0:
        row.source = INTERFACE
        return p + 9
    if end - p >= 3 and memcmp(p, b"rnn", 3) == 0:
        row.source = RNN
        return p + 3
    return NULL


cdef inline bint ends_field(const char **p, const char *end) noexcept nogil:
    """Whether, blanks left out, a field ends here."""
    if p[0] != NULL:
        p[0] = skip_blanks(p[0])
    return p[0] != NULL and (p[0] >= end or p[0][0] == b",")


cdef void name_field(const char *p, const char *end, Row *row) noexcept nogil:
    row.begin = p
    row.end = field_end(p, end)
    trim(&row.begin, &row.end)


cdef Fault read_row(const char *p, const char *end, int columns, Row *row, double *values) except *:
    """`timestamp,source,x1,..`: `columns` values, or any number up to MAX_COLUMNS where it is 0.

    After a fault `begin` and `end` of `row` give the field that it is about.
    """
    cdef const char *field = p
    cdef int wanted = columns if columns else MAX_COLUMNS
    row.count = 0
    p = read_time(skip_blanks(p), end, row)
    if not ends_field(&p, end):
        name_field(field, end, row)
        return BAD_TIME
    if p >= end:
        return FEW_FIELDS
    field = p + 1
    p = read_source(skip_blanks(field), end, row)
    if not ends_field(&p, end):
        name_field(field, end, row)
        return BAD_SOURCE
    if p >= end:
        return FEW_FIELDS
    while p < end:
        field = p + 1
        if row.count < wanted:
            p = read_number(skip_blanks(field), values + row.count)
            if not ends_field(&p, end):
                name_field(field, end, row)
                return BAD_VALUE
        else:
            p = field_end(field, end)
        row.count += 1
    if columns:
        return GOOD if row.count == columns else WRONG_COUNT
    return GOOD if row.count <= MAX_COLUMNS else TOO_MANY_VALUES


cdef str shown(const char *begin, const char *end):
    """A piece of the file as a person can read it, 40 characters at most."""
    cdef bytes piece = begin[: min(end - begin, 41)]
    text = piece.decode("utf-8", "replace").encode("unicode_escape").decode("ascii")
    return text if len(text) <= 40 else text[:40] + ".."


cdef str sentence(Fault fault, Row *row, int columns):
    piece = shown(row.begin, row.end)
    if fault == BAD_TIME:
        return f"timestamp is '{piece}', expected one like 2026-01-31T12:00:00.250000"
    if fault == BAD_SOURCE:
        return f"source is '{piece}', expected interface or rnn"
    if fault == BAD_VALUE:
        return f"value {row.count + 1} is '{piece}', expected a finite number"
    if fault == WRONG_COUNT:
        return f"row has {row.count} value{'' if row.count == 1 else 's'}, expected {columns}"
    if fault == TOO_MANY_VALUES:
        return f"row has {row.count} values, expected at most {MAX_COLUMNS}"
    if fault == MIXED_OFFSETS:
        return "timestamp has no offset from UTC where the rows before it have one, or the reverse"
    return "row ends before its first value, expected timestamp,source,values"


cdef Py_ssize_t count_lines(const char *p, const char *end) noexcept nogil:
    cdef Py_ssize_t lines = 1
    while p < end:
        p = <const char *>memchr(p, b"\n", end - p)
        if p == NULL:
            break
        lines += 1
        p += 1
    return lines


def parse(bytes data not None, int columns=0):
    """Reads every row of a log.

    Args:
        data: the whole file.
        columns: values in a row, 0 for as many as the first good row has.

    Returns:
        `(microseconds, sources, lines, events, bad, bad_count, torn)`: (N,) int64 since 1970 by the clock the rows were
        written by; (N,) uint8, 0 interface, 1 rnn; (N,) int64 line numbers from 1; (N, 1 + columns) float64, seconds
        since the row before (0 for the first) and the values; the first `REPORTED_ROWS` bad rows as
        `(line, sentence)`; how many there are; whether the last line breaks off and was left out.

    Raises:
        ValueError: `columns` is not in 0..63.
    """
    if not 0 <= columns <= MAX_COLUMNS:
        raise ValueError(f"columns is {columns}, expected 0 to {MAX_COLUMNS}")
    cdef const char *p = PyBytes_AS_STRING(data)
    cdef const char *end = p + PyBytes_GET_SIZE(data)
    cdef const char *stop
    cdef const char *last
    cdef double[64] first_values
    cdef double *target
    cdef Row row
    cdef Fault fault
    cdef int offset = UNKNOWN
    cdef bint torn = False
    cdef Py_ssize_t rows = 0, line = 0, bad_count = 0, column
    if end - p >= 3 and memcmp(p, b"\xef\xbb\xbf", 3) == 0:
        p += 3
    cdef Py_ssize_t capacity = count_lines(p, end)
    microseconds = np.empty(capacity, np.int64)
    sources = np.empty(capacity, np.uint8)
    lines = np.empty(capacity, np.int64)
    events = np.empty((capacity, 1 + columns), np.float64)
    cdef int64_t[::1] time_view = microseconds
    cdef uint8_t[::1] source_view = sources
    cdef int64_t[::1] line_view = lines
    cdef double[:, ::1] event_view = events
    bad = []
    while p < end:
        line += 1
        stop = <const char *>memchr(p, b"\n", end - p)
        if stop == NULL:
            stop = end
        last = stop
        row.begin, row.end = p, last
        trim(&row.begin, &row.end)
        if row.begin < row.end:
            target = &event_view[rows, 1] if columns else first_values
            fault = read_row(p, last, columns, &row, target)
            if fault == GOOD and offset != UNKNOWN and row.offset != offset:
                fault = MIXED_OFFSETS
            if fault == GOOD:
                if columns == 0:
                    columns = row.count
                    events = np.empty((capacity, 1 + columns), np.float64)
                    event_view = events
                    for column in range(columns):
                        event_view[0, 1 + column] = first_values[column]
                event_view[rows, 0] = (row.microseconds - time_view[rows - 1]) / 1e6 if rows else 0.0
                offset = row.offset
                time_view[rows] = row.microseconds
                source_view[rows] = row.source
                line_view[rows] = line
                rows += 1
            elif stop == end:
                torn = True
            else:
                bad_count += 1
                if bad_count <= REPORTED_ROWS:
                    bad.append((line, sentence(fault, &row, columns)))
        p = stop + 1
    return microseconds[:rows], sources[:rows], lines[:rows], events[:rows], bad, bad_count, torn
