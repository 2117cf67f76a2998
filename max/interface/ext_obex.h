/* SPDX-License-Identifier: MIT
 * The part of Max's classes and attributes that [mdrnn~] uses.
 */
#ifndef MDRNN_MAX_EXT_OBEX_H
#define MDRNN_MAX_EXT_OBEX_H

#include "ext.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CLASS_BOX gensym("box")

t_class *class_new(const char *name, const method create, const method destroy, long size, const method menu,
                   short type, ...);
t_max_err class_addmethod(t_class *type, const method function, const char *name, ...);
t_max_err class_register(t_symbol *name_space, t_class *type);
void *object_alloc(t_class *type);
t_max_err object_free(void *object);
void *object_method_imp(void *object, void *message, void *, void *, void *, void *, void *, void *, void *, void *);
t_max_err object_obex_lookup(void *object, t_symbol *key, t_object **value);
t_symbol *object_attr_getsym(void *object, t_symbol *name);
t_max_err object_attr_setvalueof(void *object, t_symbol *name, long count, t_atom *atoms);
t_max_err object_attr_touch(t_object *object, t_symbol *name); /* updates displays of the attribute */

/* ---- attributes -------------------------------------------------------------------------------------------------- */

/* `get` (object, attribute, long *count, t_atom **atoms), `set` (object, attribute, long count, t_atom *atoms). */
t_object *attr_offset_new(const char *name, const t_symbol *type, long flags, const method get, const method set,
                          long offset);
t_max_err class_addattr(t_class *type, t_object *attribute);
t_max_err class_attr_addattr_parse(t_class *type, const char *attribute, const char *name, t_symbol *value_type,
                                   long flags, const char *values);
t_max_err class_attr_addattr_format(t_class *type, const char *attribute, const char *name, const t_symbol *value_type,
                                    long flags, const char *format, ...);
void *class_attr_get(t_class *type, t_symbol *attribute);

/* One atom in *atoms, allocated if there is none; `is_new` says whether it was. */
t_max_err atom_alloc(long *count, t_atom **atoms, char *is_new);
long attr_args_offset(short count, t_atom *atoms); /* number of atoms before the first @ */
void attr_args_process(void *object, short count, t_atom *atoms);

#define MDRNN_ATTR_OF(type, attribute, name, value_type, flags, values) \
  class_attr_addattr_parse(type, attribute, name, gensym(value_type), flags, values)
#define CLASS_ATTR_LABEL(type, attribute, flags, text) \
  class_attr_addattr_format(type, attribute, "label", gensym("symbol"), flags, "s", gensym(text))
#define CLASS_ATTR_STYLE(type, attribute, flags, style) MDRNN_ATTR_OF(type, attribute, "style", "symbol", flags, style)
#define CLASS_ATTR_CATEGORY(type, attribute, flags, category) \
  MDRNN_ATTR_OF(type, attribute, "category", "symbol", flags, category)
#define CLASS_ATTR_SAVE(type, attribute, flags) MDRNN_ATTR_OF(type, attribute, "save", "long", flags, "1")
#define CLASS_ATTR_ENUM(type, attribute, flags, values)                \
  {                                                                    \
    CLASS_ATTR_STYLE(type, attribute, flags, "enum");                  \
    MDRNN_ATTR_OF(type, attribute, "enumvals", "atom", flags, values); \
  }
/* The values of these three have the type of the attribute. */
#define MDRNN_ATTR_OWN_TYPE(type, attribute, name, flags, values)                                                 \
  class_attr_addattr_parse(type, attribute, name,                                                                 \
                           (t_symbol *)object_method(class_attr_get(type, gensym(attribute)), gensym("gettype")), \
                           flags, values)
#define CLASS_ATTR_DEFAULT(type, attribute, flags, value) MDRNN_ATTR_OWN_TYPE(type, attribute, "default", flags, value)
#define CLASS_ATTR_MIN(type, attribute, flags, value) MDRNN_ATTR_OWN_TYPE(type, attribute, "min", flags, value)
#define CLASS_ATTR_MAX(type, attribute, flags, value) MDRNN_ATTR_OWN_TYPE(type, attribute, "max", flags, value)

#ifdef __cplusplus
}

/* Every argument is passed as a machine word, as in the SDK for 64 bits. */
template <typename Value>
void *mdrnn_word_of(Value value) {
  return (void *)value;
}
inline void *mdrnn_word_of(long value) { return (void *)(intptr_t)value; }

template <typename... Arguments>
void *object_method(void *object, t_symbol *message, Arguments... arguments) {
  void *words[8] = {mdrnn_word_of(arguments)...};
  return object_method_imp(object, message, words[0], words[1], words[2], words[3], words[4], words[5], words[6],
                           words[7]);
}
#endif

#endif
