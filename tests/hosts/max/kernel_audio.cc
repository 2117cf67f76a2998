// SPDX-License-Identifier: MIT
// MaxAudio: a chain of objects with signals. Any thread may run it as the audio thread, one vector at a time.
#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>

#include "ext_obex.h"
#include "kernel.h"
#include "z_dsp.h"

namespace {

constexpr t_ptr_int kDspKind = 0x4d61786f + 4;  // kernel.cc: Kind::kDsp

struct Link {
  t_object *object;
  t_perfroutine64 perform = nullptr;
  void *argument = nullptr;
  std::vector<std::vector<double>> in, out;  // (channels, longest)
  std::vector<double *> in_rows, out_rows;
};

std::mutex audio_lock;  // held during a vector, so that no object is freed meanwhile
std::vector<std::unique_ptr<Link>> chain;
std::mutex inputs_lock;  // the main thread compiles a chain while the audio thread plays another
std::map<std::pair<t_object *, int>, std::vector<const double *>> inputs;  // channels, by object and inlet
double audio_rate = 48000.0;
int longest_vector = 0;
int64_t offset = 0;  // frames since the inputs were set
void (*before_perform)() = nullptr;
void (*after_perform)() = nullptr;
Link *added = nullptr;  // set by the present call of dsp64

std::vector<const double *> input_of(t_object *object, int inlet) {
  const std::lock_guard<std::mutex> guard(inputs_lock);
  const auto found = inputs.find({object, inlet});
  return found != inputs.end() ? found->second : std::vector<const double *>();
}

long channels_of(t_object *object, int inlet) {
  const bool takes_all = (reinterpret_cast<t_pxobject *>(object)->z_misc & Z_MC_INLETS) != 0;
  const size_t count = input_of(object, inlet).size();
  return takes_all && count > 0 ? static_cast<long>(count) : 1;
}

void *answer(void *, const char *name, void *object, void *a, void *, void *c) {
  t_object *owner = static_cast<t_object *>(object);
  if (std::strcmp(name, "getnuminputchannels") == 0)
    return reinterpret_cast<void *>(channels_of(owner, static_cast<int>(reinterpret_cast<intptr_t>(a))));
  if (std::strcmp(name, "dsp_add64") != 0) return nullptr;
  added->object = owner;
  added->perform = reinterpret_cast<t_perfroutine64>(a);
  added->argument = c;
  return nullptr;
}

void make_rows(std::vector<std::vector<double>> *rows, std::vector<double *> *pointers, long count) {
  for (long i = 0; i < count; ++i) rows->emplace_back(static_cast<size_t>(longest_vector));
  for (std::vector<double> &row : *rows) pointers->push_back(row.data());
}

long output_channels(t_object *object) {
  const std::string types = outlet_types(object) + " ";
  long count = 0, place = 0;
  for (size_t at = 0; at < types.size(); ++place) {
    const std::string type = types.substr(at, types.find(' ', at) - at);
    at += type.size() + 1;
    if (type == "signal") ++count;
    if (type == "multichannelsignal") {
      using Ask = long (*)(t_object *, long);
      count +=
          reinterpret_cast<Ask>(reinterpret_cast<void (*)()>(method_of(object, "multichanneloutputs")))(object, place);
    }
  }
  return count;
}

std::unique_ptr<Link> compile(t_object *object) {
  using Dsp64 = void (*)(t_object *, t_object *, short *, double, long, long);
  t_object dsp = {};
  short connected[64] = {};
  auto link = std::make_unique<Link>();
  dsp.o_magic = kDspKind;
  dsp.o_messlist = reinterpret_cast<void *>(&answer);
  added = link.get();
  reinterpret_cast<Dsp64>(reinterpret_cast<void (*)()>(method_of(object, "dsp64")))(object, &dsp, connected, audio_rate,
                                                                                    longest_vector, 0);
  if (!link->perform) return nullptr;
  long channels = 0;
  for (int i = 0; i < inlet_count(object); ++i) channels += channels_of(object, i);
  make_rows(&link->in, &link->in_rows, channels);
  make_rows(&link->out, &link->out_rows, output_channels(object));
  return link;
}

void fill_inputs(Link *link, int frames) {
  size_t row = 0;
  for (int inlet = 0; inlet < inlet_count(link->object); ++inlet) {
    const std::vector<const double *> sources = input_of(link->object, inlet);
    for (long channel = 0; channel < channels_of(link->object, inlet); ++channel, ++row) {
      const double *source =
          static_cast<size_t>(channel) < sources.size() ? sources[static_cast<size_t>(channel)] : nullptr;
      if (source)
        std::copy_n(source + offset, frames, link->in[row].begin());
      else
        std::fill_n(link->in[row].begin(), frames, 0.0);
    }
  }
}

void forget(t_object *object) {
  const std::lock_guard<std::mutex> guard(audio_lock);
  chain.erase(std::remove_if(chain.begin(), chain.end(), [&](const auto &link) { return link->object == object; }),
              chain.end());
  const std::lock_guard<std::mutex> inputs_guard(inputs_lock);
  for (auto entry = inputs.begin(); entry != inputs.end();)
    entry = entry->first.first == object ? inputs.erase(entry) : std::next(entry);
}

}  // namespace

void set_rate(double rate) { audio_rate = rate; }

void start_audio(int longest) {
  longest_vector = longest;
  std::vector<std::unique_ptr<Link>> fresh;
  for (t_object *object : living_objects())
    if (auto link = compile(object)) fresh.push_back(std::move(link));
  const std::lock_guard<std::mutex> guard(audio_lock);
  chain = std::move(fresh);
}

void stop_audio() {
  const std::lock_guard<std::mutex> guard(audio_lock);
  chain.clear();
}

void set_input(t_object *object, int inlet, const std::vector<const double *> &channels) {
  const std::lock_guard<std::mutex> guard(audio_lock);
  const std::lock_guard<std::mutex> inputs_guard(inputs_lock);
  inputs[{object, inlet}] = channels;
  offset = 0;
}

void run_vector(int frames) {
  const std::lock_guard<std::mutex> guard(audio_lock);
  for (const auto &link : chain) {
    fill_inputs(link.get(), frames);
    if (before_perform) before_perform();
    set_in_perform(true);
    link->perform(link->object, nullptr, link->in_rows.data(), static_cast<long>(link->in_rows.size()),
                  link->out_rows.data(), static_cast<long>(link->out_rows.size()), frames, 0, link->argument);
    set_in_perform(false);
    if (after_perform) after_perform();
  }
  offset += frames;
}

std::vector<const double *> outputs_of(t_object *object) {
  std::vector<const double *> rows;
  for (const auto &link : chain)
    if (link->object == object) rows.assign(link->out_rows.begin(), link->out_rows.end());
  return rows;
}

void set_watch(void (*before)(), void (*after)()) {
  before_perform = before;
  after_perform = after;
}

extern "C" {

double sys_getsr(void) { return audio_rate; }
void class_dspinit(t_class *type) { mark_signals(type); }
void z_dsp_free(t_pxobject *object) { forget(&object->z_ob); }
void z_dsp_setup(t_pxobject *object, long inlet_count) { set_signal_inlets(&object->z_ob, inlet_count); }

}  // extern "C"
