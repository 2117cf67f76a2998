// SPDX-License-Identifier: MIT
// The stand-in's symbols, classes, attributes, objects and messages.
#include "kernel.h"

#include <algorithm>
#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>

#include "ext_drag.h"
#include "ext_obex.h"
#include "ext_systhread.h"
#include "z_dsp.h"

struct Attribute;

struct maxclass {
  std::string name;
  method create;
  method destroy;
  long size;
  bool is_registered = false;
  bool has_signals = false;
  std::map<std::string, std::pair<method, int>> methods;  // with the type of its first argument
  std::vector<Attribute *> attributes;
};

enum class Kind : t_ptr_int { kObject = 0x4d61786f, kAttribute, kClock, kQelem, kDsp, kDrag, kPatcher, kFreed };

struct Attribute {
  t_object head;
  std::string name;
  t_symbol *type;
  method get;
  method set;
  std::map<std::string, std::string> about;  // label, style, ..
};

namespace {

struct Outlet {
  t_object *owner;
  std::string type;
};

struct Instance {
  t_class *type;
  std::vector<std::unique_ptr<Outlet>> outlets;  // in the order of creation: from right to left
  long inlets = 1;
};

struct Clock {
  t_object head;
  void *object;
  method function;
  std::atomic<double> due;
};

struct Qelem {
  t_object head;
  void *object;
  method function;
  std::atomic<bool> is_set;
};

constexpr double kUnset = 1e300;

std::mutex symbols_lock;
std::map<std::string, t_symbol *> &symbols = *new std::map<std::string, t_symbol *>;  // never freed
std::map<std::string, t_class *> &classes = *new std::map<std::string, t_class *>;
std::recursive_mutex objects_lock;
std::map<t_object *, Instance> objects;
std::recursive_mutex time_lock;  // held while a clock or qelem runs, so that none is freed meanwhile
std::vector<Clock *> clocks;
std::vector<Qelem *> qelems;
std::atomic<double> present{0.0};
std::atomic<int64_t> misuse_count{0};
thread_local Role role = Role::kMain;
thread_local bool in_perform = false;
Listener *listener = nullptr;
t_object patcher;
std::string patcher_path;
t_symbol *dropped = nullptr;

Kind kind_of(const void *object) { return static_cast<Kind>(static_cast<const t_object *>(object)->o_magic); }
void set_kind(t_object *object, Kind kind) { object->o_magic = static_cast<t_ptr_int>(kind); }

void forbid(const char *what) {
  if (in_perform) misuse(what);
}

Instance *instance_of(void *object) {
  const std::lock_guard<std::recursive_mutex> guard(objects_lock);
  const auto found = objects.find(static_cast<t_object *>(object));
  return found == objects.end() ? nullptr : &found->second;
}

template <typename... Arguments>
void *invoke(method function, void *object, Arguments... arguments) {
  return reinterpret_cast<void *(*)(void *, Arguments...)>(reinterpret_cast<void (*)()>(function))(object,
                                                                                                   arguments...);
}

// ---- text and atoms -------------------------------------------------------------------------------------------------

std::vector<std::string> words_of(const std::string &text, std::vector<bool> *quoted) {
  std::vector<std::string> words;
  std::string word;
  bool is_quoted = false, has_word = false, was_quoted = false;
  for (const char c : text + " ") {
    if (c == '"') {
      is_quoted = !is_quoted;
      has_word = was_quoted = true;
    } else if (c == ' ' && !is_quoted) {
      if (has_word) words.push_back(word), quoted->push_back(was_quoted);
      word.clear();
      has_word = was_quoted = false;
    } else {
      word += c;
      has_word = true;
    }
  }
  return words;
}

t_atom atom_of(const std::string &word, bool is_quoted) {
  t_atom atom;
  char *end = nullptr;
  const bool is_plain = !is_quoted && word.find_first_of("xXnNiI") == std::string::npos;  // no hexadecimal, no infinity
  const long long whole = std::strtoll(word.c_str(), &end, 10);
  if (is_plain && !word.empty() && !*end) {
    atom_setlong(&atom, static_cast<t_atom_long>(whole));
    return atom;
  }
  const double number = std::strtod(word.c_str(), &end);
  if (is_plain && !word.empty() && !*end)
    atom_setfloat(&atom, number);
  else
    atom_setsym(&atom, gensym(word.c_str()));
  return atom;
}

std::vector<t_atom> atoms_of(const std::string &text) {
  std::vector<bool> quoted;
  const std::vector<std::string> words = words_of(text, &quoted);
  std::vector<t_atom> atoms;
  for (size_t i = 0; i < words.size(); ++i) atoms.push_back(atom_of(words[i], quoted[i]));
  return atoms;
}

std::string text_of(const t_atom &atom) {
  char text[64];
  if (atom.a_type == A_SYM) return atom.a_w.w_sym->s_name;
  if (atom.a_type == A_LONG)
    std::snprintf(text, sizeof text, "%lld", static_cast<long long>(atom.a_w.w_long));
  else
    std::snprintf(text, sizeof text, "%.9g", atom.a_w.w_float);
  return text;
}

// ---- attributes
// -------------------------------------------------------------------------------------------------------

Attribute *attribute_of(t_class *type, const std::string &name) {
  for (Attribute *attribute : type->attributes)
    if (attribute->name == name) return attribute;
  return nullptr;
}

void say(t_object *object, const char *kind, const char *format, va_list values) {
  char text[4096];
  std::vsnprintf(text, sizeof text, format, values);
  if (listener) listener->on_console(object, kind, text);
}

double number_of(const t_atom &atom) {
  return atom.a_type == A_LONG ? static_cast<double>(atom.a_w.w_long) : atom.a_type == A_FLOAT ? atom.a_w.w_float : 0.0;
}

bool is_attribute_word(const t_atom &atom) { return atom.a_type == A_SYM && atom.a_w.w_sym->s_name[0] == '@'; }

void send_to_method(t_object *object, const std::pair<method, int> &handler, t_symbol *selector, long count,
                    t_atom *atoms) {
  if (handler.second == A_GIMME)
    invoke(handler.first, object, selector, count, atoms);
  else if (handler.second == A_LONG)
    invoke(handler.first, object, static_cast<t_atom_long>(count ? number_of(atoms[0]) : 0.0));
  else if (handler.second == A_FLOAT)
    invoke(handler.first, object, count ? number_of(atoms[0]) : 0.0);
  else if (handler.second == A_NOTHING)
    invoke(handler.first, object);
}

void send_atoms(t_object *object, t_symbol *selector, long count, t_atom *atoms) {
  t_class *type = instance_of(object)->type;
  const std::string name = selector->s_name;
  const auto found = type->methods.find(name);
  if (found != type->methods.end() && found->second.second != A_CANT)
    return send_to_method(object, found->second, selector, count, atoms);
  if (attribute_of(type, name)) {
    object_attr_setvalueof(object, selector, count, atoms);
    return;
  }
  const auto anything = type->methods.find("anything");
  if (anything != type->methods.end()) return send_to_method(object, anything->second, selector, count, atoms);
  object_error(object, "doesn't understand \"%s\"", name.c_str());
}

}  // namespace

// ---- what a program uses
// ------------------------------------------------------------------------------------------------

void set_listener(Listener *other) { listener = other; }
void set_role(Role other) { role = other; }
int64_t misuses() { return misuse_count; }
bool is_in_perform() { return in_perform; }
void set_in_perform(bool is_in) { in_perform = is_in; }
void mark_signals(t_class *type) { type->has_signals = true; }
double now() { return present; }
void set_now(double milliseconds) { present = milliseconds; }
void set_patcher(const std::string &path) { patcher_path = path; }

void misuse(const char *what) {
  ++misuse_count;
  const bool was_in = in_perform;
  in_perform = false;
  if (listener) listener->on_console(nullptr, "misuse", what);
  in_perform = was_in;
}

std::string describe_classes() {
  std::ostringstream text;
  for (const auto &[name, type] : classes) {
    text << "class " << name << (type->has_signals ? " signals" : "") << "\n";
    for (const auto &[word, handler] : type->methods) text << "method " << word << " " << handler.second << "\n";
    for (const Attribute *attribute : type->attributes) {
      text << "attribute " << attribute->name << " " << attribute->type->s_name;
      for (const auto &[key, value] : attribute->about) text << " | " << key << " " << value;
      text << "\n";
    }
  }
  return text.str();
}

t_object *make_object(const std::string &text) {
  std::vector<t_atom> atoms = atoms_of(text);
  const auto found = classes.find(atoms.at(0).a_w.w_sym->s_name);
  if (found == classes.end()) return nullptr;
  return static_cast<t_object *>(
      invoke(found->second->create, gensym(text.c_str()), static_cast<long>(atoms.size() - 1), atoms.data() + 1));
}

void free_object(t_object *object) { object_free(object); }

void send(t_object *object, const std::string &text) {
  std::vector<t_atom> atoms = atoms_of(text);
  if (atoms.empty()) return send_atoms(object, gensym("bang"), 0, nullptr);
  const long count = static_cast<long>(atoms.size());
  if (atoms[0].a_type == A_SYM) return send_atoms(object, atoms[0].a_w.w_sym, count - 1, atoms.data() + 1);
  const char *selector = count > 1 ? "list" : atoms[0].a_type == A_LONG ? "int" : "float";
  send_atoms(object, gensym(selector), count, atoms.data());
}

std::string get_attribute(t_object *object, const std::string &name) {
  Attribute *attribute = attribute_of(instance_of(object)->type, name);
  long count = 0;
  t_atom *atoms = nullptr;
  if (!attribute || invoke(attribute->get, object, static_cast<void *>(attribute), &count, &atoms)) return "?";
  std::string text;
  for (long i = 0; i < count; ++i) text += (i ? " " : "") + text_of(atoms[i]);
  std::free(atoms);
  return text;
}

std::vector<std::string> saved_attributes(t_object *object) {
  std::vector<std::string> saved;
  for (const Attribute *attribute : instance_of(object)->type->attributes) {
    const std::string value = get_attribute(object, attribute->name);
    const auto standard = attribute->about.find("default");
    const bool is_standard = standard != attribute->about.end() && standard->second == value;
    if (attribute->about.count("save") && !is_standard) saved.push_back(attribute->name + " " + value);
  }
  return saved;
}

std::string assist(t_object *object, long side, long index) {
  char text[256] = "";
  invoke(instance_of(object)->type->methods.at("assist").first, object, static_cast<void *>(nullptr), side, index,
         text);
  return text;
}

bool drop(t_object *object, const std::string &path) {
  t_object drag;
  set_kind(&drag, Kind::kDrag);
  dropped = nullptr;
  if (!call(object, "acceptsdrag_locked", &drag, nullptr, nullptr, nullptr, nullptr) || !dropped) return false;
  t_atom atom;
  atom_setsym(&atom, gensym(path.c_str()));
  send_atoms(object, dropped, 1, &atom);
  return true;
}

void double_click(t_object *object) { call(object, "dblclick", nullptr, nullptr, nullptr, nullptr, nullptr); }
int inlet_count(t_object *object) { return static_cast<int>(instance_of(object)->inlets); }

std::string outlet_types(t_object *object) {
  std::string types;
  const Instance *instance = instance_of(object);
  for (size_t i = instance->outlets.size(); i-- > 0;)
    types += (types.empty() ? "" : " ") + (instance->outlets[i]->type.empty() ? "any" : instance->outlets[i]->type);
  return types;
}

std::vector<t_object *> living_objects() {
  const std::lock_guard<std::recursive_mutex> guard(objects_lock);
  std::vector<t_object *> found;
  for (const auto &[object, instance] : objects)
    if (instance.type->has_signals) found.push_back(object);
  return found;
}

method method_of(t_object *object, const char *name) {
  const auto &methods = instance_of(object)->type->methods;
  const auto found = methods.find(name);
  return found == methods.end() ? nullptr : found->second.first;
}

void *call(t_object *object, const char *name, void *a, void *b, void *c, void *d, void *e) {
  const method function = method_of(object, name);
  return function ? invoke(function, object, a, b, c, d, e) : nullptr;
}

void set_signal_inlets(t_object *object, long count) { instance_of(object)->inlets = count; }

void run_scheduler(double until, bool with_end) {
  const std::lock_guard<std::recursive_mutex> guard(time_lock);
  const Role before = role;
  role = Role::kScheduler;
  while (true) {
    const auto soonest =
        std::min_element(clocks.begin(), clocks.end(), [](const Clock *a, const Clock *b) { return a->due < b->due; });
    if (soonest == clocks.end()) break;
    Clock *clock = *soonest;
    const double due = clock->due;
    if (due > until || (due == until && !with_end)) break;
    clock->due = kUnset;
    if (due > present) present = due;
    invoke(clock->function, clock->object);
  }
  if (until > present) present = until;
  role = before;
}

void run_main() {
  const std::lock_guard<std::recursive_mutex> guard(time_lock);
  for (size_t i = 0; i < qelems.size(); ++i)
    if (qelems[i]->is_set.exchange(false)) invoke(qelems[i]->function, qelems[i]->object);
}

int clock_count() {
  const std::lock_guard<std::recursive_mutex> guard(time_lock);
  return static_cast<int>(clocks.size() + qelems.size());
}

// ---- what an external uses
// ------------------------------------------------------------------------------------------------

extern "C" {

t_symbol *gensym(const char *name) {
  forbid("gensym");
  const std::lock_guard<std::mutex> guard(symbols_lock);
  t_symbol *&symbol = symbols[name];
  if (!symbol) symbol = new t_symbol{strdup(name), nullptr};
  return symbol;
}

t_max_err atom_setlong(t_atom *atom, t_atom_long value) {
  atom->a_type = A_LONG;
  atom->a_w.w_long = value;
  return MAX_ERR_NONE;
}

t_max_err atom_setfloat(t_atom *atom, double value) {
  atom->a_type = A_FLOAT;
  atom->a_w.w_float = value;
  return MAX_ERR_NONE;
}

t_max_err atom_setsym(t_atom *atom, const t_symbol *value) {
  atom->a_type = A_SYM;
  atom->a_w.w_sym = const_cast<t_symbol *>(value);
  return MAX_ERR_NONE;
}

t_class *class_new(const char *name, const method create, const method destroy, long size, const method, short, ...) {
  return new maxclass{name, create, destroy, size, false, false, {}, {}};
}

t_max_err class_addmethod(t_class *type, const method function, const char *name, ...) {
  va_list types;
  va_start(types, name);
  const int first = va_arg(types, int);
  va_end(types);
  type->methods[name] = {function, first};
  return MAX_ERR_NONE;
}

t_max_err class_register(t_symbol *, t_class *type) {
  type->is_registered = true;
  classes[type->name] = type;
  return MAX_ERR_NONE;
}

void *object_alloc(t_class *type) {
  const std::lock_guard<std::recursive_mutex> guard(objects_lock);
  t_object *object = static_cast<t_object *>(std::calloc(1, static_cast<size_t>(type->size)));
  set_kind(object, Kind::kObject);
  objects[object].type = type;
  return object;
}

static void free_instance(t_object *object) {
  invoke(instance_of(object)->type->destroy, object);
  const std::lock_guard<std::recursive_mutex> guard(objects_lock);
  objects.erase(object);
  std::free(object);
}

t_max_err object_free(void *thing) {
  forbid("object_free");
  t_object *object = static_cast<t_object *>(thing);
  if (kind_of(object) == Kind::kObject) {
    free_instance(object);
    return MAX_ERR_NONE;
  }
  const std::lock_guard<std::recursive_mutex> guard(time_lock);
  Clock *clock = reinterpret_cast<Clock *>(object);
  clocks.erase(std::find(clocks.begin(), clocks.end(), clock));
  delete clock;
  return MAX_ERR_NONE;
}

void *object_method_imp(void *object, void *message, void *a, void *b, void *c, void *d, void *e, void *f, void *,
                        void *) {
  const std::string name = static_cast<t_symbol *>(message)->s_name;
  if (kind_of(object) == Kind::kAttribute && name == "gettype") return static_cast<Attribute *>(object)->type;
  if (kind_of(object) != Kind::kDsp) return nullptr;
  using Answer =
      void *(*)(void *, const char *, void *, void *, void *, void *);  // stored in the first word of the object
  (void)e;
  (void)f;
  return reinterpret_cast<Answer>(static_cast<t_object *>(object)->o_messlist)(object, name.c_str(), a, b, c, d);
}

t_max_err object_obex_lookup(void *, t_symbol *key, t_object **value) {
  set_kind(&patcher, Kind::kPatcher);
  if (std::strcmp(key->s_name, "#P") != 0) return MAX_ERR_GENERIC;
  *value = &patcher;
  return MAX_ERR_NONE;
}

t_symbol *object_attr_getsym(void *object, t_symbol *name) {
  if (kind_of(object) != Kind::kPatcher || std::strcmp(name->s_name, "filepath") != 0) return nullptr;
  return gensym(patcher_path.c_str());
}

t_max_err object_attr_setvalueof(void *object, t_symbol *name, long count, t_atom *atoms) {
  Attribute *attribute = attribute_of(instance_of(object)->type, name->s_name);
  if (!attribute) return MAX_ERR_GENERIC;
  return static_cast<t_max_err>(
      reinterpret_cast<intptr_t>(invoke(attribute->set, object, static_cast<void *>(attribute), count, atoms)));
}

t_max_err object_attr_touch(t_object *object, t_symbol *name) {
  if (!systhread_ismainthread()) misuse("object_attr_touch outside of the main thread");
  if (listener) listener->on_console(object, "touched", name->s_name);
  return MAX_ERR_NONE;
}

t_object *attr_offset_new(const char *name, const t_symbol *type, long, const method get, const method set, long) {
  Attribute *attribute = new Attribute{{}, name, const_cast<t_symbol *>(type), get, set, {}};
  set_kind(&attribute->head, Kind::kAttribute);
  return &attribute->head;
}

t_max_err class_addattr(t_class *type, t_object *attribute) {
  type->attributes.push_back(reinterpret_cast<Attribute *>(attribute));
  return MAX_ERR_NONE;
}

void *class_attr_get(t_class *type, t_symbol *name) { return attribute_of(type, name->s_name); }

t_max_err class_attr_addattr_parse(t_class *type, const char *attribute, const char *name, t_symbol *, long,
                                   const char *values) {
  attribute_of(type, attribute)->about[name] = values;
  return MAX_ERR_NONE;
}

t_max_err class_attr_addattr_format(t_class *type, const char *attribute, const char *name, const t_symbol *, long,
                                    const char *format, ...) {
  va_list values;
  va_start(values, format);
  if (std::strcmp(format, "s") == 0) attribute_of(type, attribute)->about[name] = va_arg(values, t_symbol *)->s_name;
  va_end(values);
  return MAX_ERR_NONE;
}

t_max_err atom_alloc(long *count, t_atom **atoms, char *is_new) {
  *is_new = *atoms == nullptr;
  if (!*atoms) *atoms = static_cast<t_atom *>(std::calloc(1, sizeof(t_atom)));
  *count = 1;
  return MAX_ERR_NONE;
}

long attr_args_offset(short count, t_atom *atoms) {
  return std::find_if(atoms, atoms + count, is_attribute_word) - atoms;
}

void attr_args_process(void *object, short count, t_atom *atoms) {
  for (long at = attr_args_offset(count, atoms); at < count;) {
    const long values = attr_args_offset(static_cast<short>(count - at - 1), atoms + at + 1);
    t_symbol *name = gensym(atoms[at].a_w.w_sym->s_name + 1);
    if (attribute_of(instance_of(object)->type, name->s_name))
      object_attr_setvalueof(object, name, values, atoms + at + 1);
    else
      object_error(static_cast<t_object *>(object), "\"%s\" is not a valid attribute", name->s_name);
    at += values + 1;
  }
}

void *outlet_new(void *object, const char *type) {
  Instance *instance = instance_of(object);
  instance->outlets.push_back(std::unique_ptr<Outlet>(new Outlet{static_cast<t_object *>(object), type ? type : ""}));
  return instance->outlets.back().get();
}

void *outlet_anything(void *thing, const t_symbol *selector, short count, const t_atom *atoms) {
  forbid("outlet_anything");
  const Outlet *outlet = static_cast<Outlet *>(thing);
  const Instance *instance = instance_of(outlet->owner);
  int place = static_cast<int>(instance->outlets.size()) - 1;
  while (instance->outlets[instance->outlets.size() - 1 - static_cast<size_t>(place)].get() != outlet) --place;
  if (listener) listener->on_outlet(outlet->owner, place, present, selector->s_name, count, atoms);
  return nullptr;
}

#define MDRNN_SAY(name)                                         \
  void name(t_object *object, const char *format, ...) {        \
    forbid(#name);                                              \
    va_list values;                                             \
    va_start(values, format);                                   \
    say(object, #name + sizeof("object_") - 1, format, values); \
    va_end(values);                                             \
  }
MDRNN_SAY(object_post)
MDRNN_SAY(object_error)

void *clock_new(void *object, method function) {
  forbid("clock_new");
  const std::lock_guard<std::recursive_mutex> guard(time_lock);
  clocks.push_back(new Clock{{}, object, function, {kUnset}});
  set_kind(&clocks.back()->head, Kind::kClock);
  return clocks.back();
}

void clock_fdelay(void *clock, double milliseconds) {
  static_cast<Clock *>(clock)->due = present + (milliseconds > 0.0 ? milliseconds : 0.0);
}

void clock_getftime(double *milliseconds) { *milliseconds = present; }

void *qelem_new(void *object, method function) {
  forbid("qelem_new");
  const std::lock_guard<std::recursive_mutex> guard(time_lock);
  qelems.push_back(new Qelem{{}, object, function, {false}});
  set_kind(&qelems.back()->head, Kind::kQelem);
  return qelems.back();
}

void qelem_set(void *qelem) { static_cast<Qelem *>(qelem)->is_set = true; }

void qelem_free(void *thing) {
  const std::lock_guard<std::recursive_mutex> guard(time_lock);
  Qelem *qelem = static_cast<Qelem *>(thing);
  qelems.erase(std::find(qelems.begin(), qelems.end(), qelem));
  delete qelem;
}

short systhread_ismainthread(void) { return role == Role::kMain; }
long jdrag_matchdragrole(t_object *, t_symbol *wanted, long) { return std::strcmp(wanted->s_name, "file") == 0; }
void jdrag_object_add(t_object *, t_object *, t_symbol *message) { dropped = message; }

}  // extern "C"
