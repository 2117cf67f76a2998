/* SPDX-License-Identifier: MIT
 * The part of Max's C API that [mdrnn~] uses, declared from its public reference, for builds without the official SDK.
 *
 * Names, types and values are those of the SDK, so that the external compiles with either.
 */
#ifndef MDRNN_MAX_EXT_H
#define MDRNN_MAX_EXT_H

#include <cstddef>
#include <cstdint>

#if defined(_WIN32)
#define C74_EXPORT __declspec(dllexport)
#else
#define C74_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- words, atoms, objects --------------------------------------------------------------------------------------- */

typedef intptr_t t_ptr_int;
typedef t_ptr_int t_atom_long;
typedef double t_atom_float;
typedef long t_max_err;
typedef unsigned int t_fourcc;

enum { MAX_ERR_NONE = 0, MAX_ERR_GENERIC = -1 };
enum { MAX_PATH_CHARS = 2048 };

#ifdef _WIN32
typedef void *(*method)(void *, ...);
#else
typedef void *(*method)(void *);
#endif

typedef void t_outlet;
typedef void t_inlet;
typedef void t_clock;
typedef void t_qelem;
struct object;

typedef struct symbol {
  char *s_name;
  struct object *s_thing;
} t_symbol;

typedef struct maxclass t_class;

typedef struct object {
  void *o_messlist;
  t_ptr_int o_magic;
  t_inlet *o_inlet;
  t_outlet *o_outlet;
} t_object;

enum { A_NOTHING = 0, A_LONG, A_FLOAT, A_SYM, A_OBJ, A_DEFLONG, A_DEFFLOAT, A_DEFSYM, A_GIMME, A_CANT };

typedef struct atom {
  short a_type;
  union {
    t_atom_long w_long;
    t_atom_float w_float;
    t_symbol *w_sym;
    t_object *w_obj;
  } a_w;
} t_atom;

t_symbol *gensym(const char *name);
t_max_err atom_setlong(t_atom *atom, t_atom_long value);
t_max_err atom_setfloat(t_atom *atom, double value);
t_max_err atom_setsym(t_atom *atom, const t_symbol *value);

/* ---- inlets and outlets ------------------------------------------------------------------------------------------ */

enum { ASSIST_INLET = 1, ASSIST_OUTLET = 2 };

void *outlet_new(void *object, const char *type); /* NULL: any message; created from right to left */
void *outlet_anything(void *outlet, const t_symbol *selector, short count, const t_atom *atoms);

void object_post(t_object *object, const char *format, ...);
void object_error(t_object *object, const char *format, ...);

/* ---- time -------------------------------------------------------------------------------------------------------- */

void *clock_new(void *object, method function);
void clock_fdelay(void *clock, double milliseconds); /* from any thread, perform included */
void clock_getftime(double *milliseconds);           /* the scheduler's logical time */

/* Runs in the main thread, later; once, even if it is set several times. */
void *qelem_new(void *object, method function);
void qelem_set(void *qelem);
void qelem_free(void *qelem);

/* ---- files ------------------------------------------------------------------------------------------------------- */

/* 0 if found: `name` then has no folder, and `path` is the number of its folder. */
short locatefile_extended(char *name, short *path, t_fourcc *type, const t_fourcc *types, short type_count);
/* 0 if a file was chosen. */
short open_dialog(char *name, short *path, t_fourcc *type, t_fourcc *types, short type_count);

#ifdef __cplusplus
}
#endif

#endif
