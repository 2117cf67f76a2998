/* mdrnn: a mixture density recurrent network that plays with you. This C99 header is the contract of the library.
 *
 * SPDX-License-Identifier: MIT
 *
 *   mdrnn_error error;
 *   mdrnn_event event;
 *   const float touch[] = {0.2f, 0.7f};
 *   mdrnn_performer *performer = mdrnn_create(48000, MDRNN_ANY_SEED, &error);
 *   if (mdrnn_load(performer, "model.tflite", NULL, &error) != MDRNN_OK) puts(error.sentence);
 *   for (int64_t frame = 64; playing; frame += 64) {                   // in the audio callback
 *     if (touched) mdrnn_feed(performer, touch, 2, NULL);              // what the player does, now
 *     while (mdrnn_advance(performer, frame, &event)) sound(&event);   // what the machine does, at event.tick
 *   }
 *   mdrnn_destroy(performer);
 *
 * Tags. Each function has one that says where it may be called and what it needs:
 *   [audio]       real-time safe: never allocates, locks, waits or does I/O. MDRNN_NONBLOCKING lets Clang 20 and later
 *                 check callers (-Wfunction-effects)
 *   [control]     may allocate, read files and wait: never from an audio callback
 *   & model       needs a model; without one the call fails with MDRNN_NO_MODEL
 *   & any thread  may run beside any other call; all others obey "Threads"
 * A model that runs on TFLite breaks the [audio] promise of feed, advance, step and forward.
 *
 * Threads. Never run two calls on one performer at the same time. Different performers are
 * independent.
 *
 * Events. An event is [dt, x1 .. xn]: seconds since the previous event, then n values in 0..1. Its
 * length is the model's dimension D = n + 1, from 2 to 64.
 *
 * Time. The library has no clock. The host counts ticks, `rate` of them per second (audio frames,
 * nanoseconds ..), and reports with mdrnn_advance how far time has come.
 *
 * What is fed to the network. Each event once, when it sounds: the player's in callresponse and
 * polyphony, the machine's in callresponse and battle. After a change of mode the machine continues
 * from the newest prediction. The first event after mdrnn_create, a load or a reset has no previous
 * event: its dt is 0.
 *
 * When the machine's event sounds. dt * timescale seconds after the previous event was fed to the
 * network, at least 1 ms and at most max_dt; in callresponse never before the player has been silent
 * for `threshold` seconds, even where that is later than max_dt. A change of mode, timescale,
 * max_dt or threshold moves events that are already planned to where they would be had it been made
 * earlier; if that time has passed, the event sounds at once. Pauses do not count.
 *
 * Grain. A controller gives out its values in steps: 1/127 with MIDI. Where a model's metadata has
 * "grain", such a step for each value, or MDRNN_GRAIN sets one for all values, the machine plays
 * values on that grid: a value either stays exactly where it was in the event that was fed, if that
 * is where its normal distribution has most of its mass, or moves by at least half a step. Waits
 * are then drawn without MDRNN_SIGMA_TEMPERATURE.
 *
 * Large models. Each load measures one step of the native engine. If it takes longer than
 * `step_budget`, a worker thread of that model's own computes the steps for mdrnn_feed and
 * mdrnn_advance ahead of time. An event that is not ready when it is due comes from the first
 * mdrnn_advance that finds it ready, at the tick where time then stands, and is counted as late.
 * Events have the same bits as those computed in place, as long as none is late. Where time does
 * not follow a clock (offline rendering, tests), set MDRNN_SYNCHRONOUS, which computes every step
 * in place, and load with mdrnn_load. mdrnn_step, mdrnn_forward, the state functions and setting
 * MDRNN_SYNCHRONOUS first compute in place what the worker has not finished. A forked child has no
 * worker and computes in place.
 *
 * Errors. A function that can fail returns a status and, if `error` is not NULL, writes one English
 * sentence there. A call that fails changes nothing but counts. Nothing throws, prints or exits.
 */
#ifndef MDRNN_MDRNN_H
#define MDRNN_MDRNN_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) && defined(MDRNN_SHARED)
#define MDRNN_API __declspec(dllexport)
#elif defined(MDRNN_SHARED)
#define MDRNN_API __attribute__((visibility("default")))
#else
#define MDRNN_API
#endif

#if defined(__has_attribute)
#if __has_attribute(nonblocking)
#define MDRNN_NONBLOCKING __attribute__((nonblocking))
#endif
#endif
#ifndef MDRNN_NONBLOCKING
#define MDRNN_NONBLOCKING
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { MDRNN_MAX_DIMENSION = 64, MDRNN_MAX_VALUES = MDRNN_MAX_DIMENSION - 1, MDRNN_SENTENCE_SIZE = 512 };

typedef enum mdrnn_status {
  MDRNN_OK = 0,
  MDRNN_BAD_ARGUMENT, /* a number, length or word that is not accepted */
  MDRNN_BAD_FILE,     /* cannot be read, damaged, or not an MDRNN */
  MDRNN_NO_ENGINE,    /* the model needs an engine that is not available */
  MDRNN_NO_MODEL,     /* the call needs a model and none is loaded */
  MDRNN_OUT_OF_MEMORY,
  MDRNN_NO_THREAD /* none could be started, or a fork left it in the parent */
} mdrnn_status;

typedef struct mdrnn_error {
  mdrnn_status status;
  char sentence[MDRNN_SENTENCE_SIZE]; /* what, found, expected; UTF-8, ends in 0 */
} mdrnn_error;

typedef struct mdrnn_performer mdrnn_performer;

/* ---- life ------------------------------------------------------------------------------------------------------- */

#define MDRNN_ANY_SEED ((int64_t)-1)

#ifndef MDRNN_BARE
/* [control & any thread] A performer without a model. `rate`: ticks per second, 1 to 1e9. `seed`:
 * 0 or more makes the random draws repeatable, MDRNN_ANY_SEED takes a seed from the system. Free
 * it with mdrnn_destroy. NULL on failure. */
MDRNN_API mdrnn_performer *mdrnn_create(double rate, int64_t seed, mdrnn_error *error);

/* [control] NULL is allowed. */
MDRNN_API void mdrnn_destroy(mdrnn_performer *performer);
#endif

typedef enum mdrnn_engine { MDRNN_AUTO = 0, MDRNN_NATIVE, MDRNN_TFLITE } mdrnn_engine;

/* How the native engine stores the weights: less memory for slightly different output. */
typedef enum mdrnn_precision {
  MDRNN_FLOAT32 = 0,
  MDRNN_BFLOAT16, /* half the memory */
  MDRNN_INT8,     /* a quarter; int8 weights in a file are used unchanged */
  MDRNN_PRECISION_COUNT
} mdrnn_precision;

typedef struct mdrnn_load_options {
  mdrnn_engine engine;        /* MDRNN_AUTO: native if it recognises the graph, else TFLite if it is installed */
  const char *tflite_library; /* path of a TFLite C library; NULL: $MDRNN_TFLITE_LIBRARY, then the usual search */
  int dimension;              /* refuse any other dimension; 0: accept all */
  mdrnn_precision precision;  /* of the native engine's weights; TFLite uses the file's */
  double step_budget;         /* seconds; 0: 83 us, a sixteenth of 64 frames at 48 kHz; see "Large models" */
} mdrnn_load_options;

#ifndef MDRNN_BARE
/* [control] Loads a model; `options` may be NULL. The state becomes zero, everything planned is
 * forgotten, events that MDRNN_THRU has not returned yet are counted as dropped. Parameters stay,
 * but a temperature that nobody has set becomes what the file recommends, else its default. After
 * a failure the old model keeps playing. For offline rendering and hosts without sound; otherwise
 * use mdrnn_load_later. */
MDRNN_API mdrnn_status mdrnn_load(mdrnn_performer *performer, const char *path, const mdrnn_load_options *options,
                                  mdrnn_error *error);

/* [control & any thread] Loads a model in the background and returns at once; `path` and `options`
 * are copied. When it is ready, the next mdrnn_advance, mdrnn_feed, mdrnn_feed_one or
 * mdrnn_poll_load switches to it as mdrnn_load does, but without waiting or allocating, and only
 * after mdrnn_advance has returned all events of MDRNN_THRU. The newest request wins: it, or a
 * successful mdrnn_load, cancels an earlier one that has not been taken. Fails only if no thread
 * can be started. One worker serves all performers, from the first request until the last
 * performer that made one is destroyed. In a forked child an unfinished request of the parent's
 * fails, which mdrnn_poll_load reports. */
MDRNN_API mdrnn_status mdrnn_load_later(mdrnn_performer *performer, const char *path, const mdrnn_load_options *options,
                                        mdrnn_error *error);

typedef enum mdrnn_load_state {
  MDRNN_LOAD_IDLE = 0, /* nothing to report, no request */
  MDRNN_LOAD_RUNNING,  /* not ready yet: ask again */
  MDRNN_LOAD_TAKEN,    /* the new model has started since the last call */
  MDRNN_LOAD_FAILED    /* `error` says why; the old model keeps playing */
} mdrnn_load_state;

/* [audio] The progress of mdrnn_load_later. Each result is reported once, so call until
 * MDRNN_LOAD_IDLE. `error` is written only with MDRNN_LOAD_FAILED. */
MDRNN_API mdrnn_load_state mdrnn_poll_load(mdrnn_performer *performer, mdrnn_error *error) MDRNN_NONBLOCKING;

/* [control & any thread] Packs a model for a microcontroller (mdrnn_bare.h), into `bytes` if it
 * fits into `size`. Returns the size in bytes, 0 on failure. Only models of the native engine can
 * be packed. */
MDRNN_API size_t mdrnn_pack(const char *path, mdrnn_precision precision, void *bytes, size_t size, mdrnn_error *error);
#endif

/* [control] mdrnn_load from memory: a .tflite file or a packed model, which is copied. On a
 * microcontroller only packed models are accepted; they are not copied and must stay where they
 * are as long as the performer. */
MDRNN_API mdrnn_status mdrnn_load_memory(mdrnn_performer *performer, const void *bytes, size_t size,
                                         const mdrnn_load_options *options, mdrnn_error *error);

typedef struct mdrnn_model_info {
  int dimension; /* D, dt included; without a model every number is 0 and every string "" */
  int layers;
  int units;
  int mixtures;
  double scale;       /* factor on the network's inputs and outputs */
  const char *kind;   /* "explicit", "unrolled", "while", "flex", or "relative" (hears how far each value has moved, and
                         its means are relative to the last event), "packed", "unrecognised" (runs on TFLite only) */
  const char *engine; /* "native" or "tflite" */
  const char *precision; /* "float32", "bfloat16" or "int8"; "" on TFLite */
  const char *path;      /* as passed to mdrnn_load or mdrnn_load_later */
  const char *metadata;  /* the file's own JSON entry "mdrnn", or "" */
  const float *grain;    /* of the values, (D - 1), as the file says; 0: none; NULL if it says nothing. See "Grain" */
} mdrnn_model_info;

typedef struct mdrnn_counts {
  int64_t player_events;   /* fed */
  int64_t machine_events;  /* returned by mdrnn_advance with source MDRNN_RNN */
  int64_t repaired_values; /* the player's values that were not finite or outside 0..1 */
  int64_t repaired_states; /* steps with a result that was not finite, after which the state was reset */
  int64_t dropped_events;  /* lost, each counted once: a queue or the worker was full, or see mdrnn_load */
  int64_t dropped_rows;    /* of logs: the queue or the disk was full, or the log had failed */
  int64_t late_events;     /* events whose step finished after they were due */
} mdrnn_counts;

enum { MDRNN_QUEUE_SIZE = 64 };

/* [audio] The strings belong to the performer and live until its next mdrnn_load or mdrnn_destroy;
 * after mdrnn_load_later, until the next call that may switch to its model. */
MDRNN_API mdrnn_model_info mdrnn_get_model_info(const mdrnn_performer *performer) MDRNN_NONBLOCKING;
MDRNN_API mdrnn_counts mdrnn_get_counts(const mdrnn_performer *performer) MDRNN_NONBLOCKING;

/* [audio & any thread] "1.2.3" */
MDRNN_API const char *mdrnn_version(void) MDRNN_NONBLOCKING;

/* ---- parameters: one table for every host ------------------------------------------------------------------------ */

typedef enum mdrnn_parameter {
  MDRNN_MODE = 0,          /* who plays: an mdrnn_mode */
  MDRNN_THRESHOLD,         /* callresponse: seconds of silence before the machine plays */
  MDRNN_PI_TEMPERATURE,    /* weights the choice of a mixture component; 0: always the most likely */
  MDRNN_SIGMA_TEMPERATURE, /* multiplies the variance of that component; 0: its mean */
  MDRNN_TIMESCALE,         /* multiplies the machine's waits, not the dt that is fed to the network */
  MDRNN_MAX_DT,            /* seconds; the longest wait, and the longest dt that is fed to the network */
  MDRNN_PAUSE,             /* 1: the machine stops; 0: it continues where it stopped */
  MDRNN_THRU,              /* 1: mdrnn_advance returns the player's events, too */
  MDRNN_SYNCHRONOUS,       /* 1: every step is computed in place, however long it takes */
  MDRNN_AUTOSTART, /* callresponse: 1: the machine may start; 0: it waits for the first feed after a load or reset */
  MDRNN_GRAIN,     /* the step in which values are drawn, in 0..1; 0: any value; below 0: see "Grain" */
  MDRNN_PARAMETER_COUNT
} mdrnn_parameter;

typedef enum mdrnn_mode {
  MDRNN_CALLRESPONSE = 0, /* the machine listens, and plays when the player is silent */
  MDRNN_POLYPHONY,        /* one prediction for each of the player's events */
  MDRNN_BATTLE,           /* the machine plays by itself and ignores the player */
  MDRNN_USERONLY,         /* the machine is silent; the network is not fed */
  MDRNN_MODE_COUNT
} mdrnn_mode;

typedef struct mdrnn_parameter_info {
  const char *name;  /* "pi_temperature": its name in every host */
  const char *alias; /* IMPSY's name if it differs ("pitemp"), else "" */
  const char *unit;  /* "s", "mode", "switch" or "" */
  double minimum;
  double maximum;
  double standard; /* the default; a model may recommend other temperatures, see mdrnn_load */
} mdrnn_parameter_info;

/* [audio & any thread] NULL for a parameter that does not exist. */
MDRNN_API const mdrnn_parameter_info *mdrnn_describe(int parameter) MDRNN_NONBLOCKING;
/* [audio & any thread] By name or alias; -1 if there is none. */
MDRNN_API int mdrnn_find_parameter(const char *name) MDRNN_NONBLOCKING;
/* [audio & any thread] "callresponse" ..; NULL for a mode that does not exist. */
MDRNN_API const char *mdrnn_mode_name(int mode) MDRNN_NONBLOCKING;
/* [audio & any thread] -1 if there is none. */
MDRNN_API int mdrnn_find_mode(const char *name) MDRNN_NONBLOCKING;

/* [audio] MDRNN_BAD_ARGUMENT outside minimum..maximum and for NaN. */
MDRNN_API mdrnn_status mdrnn_set(mdrnn_performer *performer, int parameter, double value,
                                 mdrnn_error *error) MDRNN_NONBLOCKING;
/* [audio] NaN for a parameter that does not exist. */
MDRNN_API double mdrnn_get(const mdrnn_performer *performer, int parameter) MDRNN_NONBLOCKING;

/* ---- playing ----------------------------------------------------------------------------------------------------- */

typedef enum mdrnn_source { MDRNN_INTERFACE = 0, MDRNN_RNN } mdrnn_source; /* the player; the machine */

typedef struct mdrnn_event {
  int64_t tick; /* when it sounds; ticks since mdrnn_create */
  double time;  /* the same in seconds */
  mdrnn_source source;
  float dt;  /* seconds since the previous event, as fed to the network: at most max_dt, before timescale */
  int count; /* values that follow: D - 1 */
  float values[MDRNN_MAX_VALUES]; /* 0..1 */
} mdrnn_event;

/* [audio & model] The player's whole event, now. `count` must be D - 1. dt is measured since the
 * player's last event, in whatever mode that was. A value that is not finite keeps that
 * dimension's last value, values outside 0..1 are clamped; both are counted. */
MDRNN_API mdrnn_status mdrnn_feed(mdrnn_performer *performer, const float *values, int count,
                                  mdrnn_error *error) MDRNN_NONBLOCKING;

/* [audio & model] One value of the player's, now; the others keep their last values (0.5 at
 * first). `index`: 0 to D - 2. */
MDRNN_API mdrnn_status mdrnn_feed_one(mdrnn_performer *performer, int index, float value,
                                      mdrnn_error *error) MDRNN_NONBLOCKING;

/* Time stops here: after 146 years of nanoseconds. */
#define MDRNN_LAST_TICK (INT64_C(1) << 62)

/* [audio] Moves time towards `until` (ticks since mdrnn_create). If an event is due before `until`, time stops there,
 * `event` is written and 1 returned: call again. 0: time has reached `until`. An `until` in the past changes nothing.
 */
MDRNN_API int mdrnn_advance(mdrnn_performer *performer, int64_t until, mdrnn_event *event) MDRNN_NONBLOCKING;

/* [audio] Ticks since mdrnn_create. */
MDRNN_API int64_t mdrnn_now(const mdrnn_performer *performer) MDRNN_NONBLOCKING;

/* [audio] The tick of the next known event, or -1. A later feed can change it. After a load, a
 * reset or a change of mode the machine plans its first event in mdrnn_advance, so call that
 * first; advancing to mdrnn_now is enough. While a worker computes the event: a tick that is at
 * least 1 ms away and, unless the event is late, not after it; advance to it and ask again. */
MDRNN_API int64_t mdrnn_next_due(const mdrnn_performer *performer) MDRNN_NONBLOCKING;

/* [audio] The next event, as it would sound; it stays scheduled. 0: none is known, or it is still
 * being computed. */
MDRNN_API int mdrnn_next_event(const mdrnn_performer *performer, mdrnn_event *event) MDRNN_NONBLOCKING;

/* [audio] Changes the rate; now and all planned events keep their time in seconds, up to
 * MDRNN_LAST_TICK. */
MDRNN_API mdrnn_status mdrnn_set_rate(mdrnn_performer *performer, double rate, mdrnn_error *error) MDRNN_NONBLOCKING;

/* [audio] Forgets what was played: the state becomes zero, nothing is planned, the player's values
 * are 0.5. Parameters, counts, random draws, time and events that MDRNN_THRU has not returned yet
 * stay. */
MDRNN_API void mdrnn_reset(mdrnn_performer *performer) MDRNN_NONBLOCKING;

/* [audio] Restarts the random draws from `seed` (MDRNN_ANY_SEED: an arbitrary one). The same seed,
 * file and input give the same bits. */
MDRNN_API void mdrnn_seed(mdrnn_performer *performer, int64_t seed) MDRNN_NONBLOCKING;

#ifndef MDRNN_BARE
/* ---- writing a log ----------------------------------------------------------------------------------------------- */

/* [control] Starts a log in IMPSY's format: one row for each event of the player, as it would be
 * fed to the network, in every mode, and one for each of the machine's as mdrnn_advance returns it, in
 * order of time. `path`: a file; or a folder (an existing one, or a path that ends in '/') for a
 * file named YYYY-MM-DDTHH-MM-SS-{D}d-mdrnn.log. NULL or "" ends the log. Returns at once: a
 * worker thread makes the file and its folders. Existing files are never changed. A running log
 * ends when the new file is made, and goes on if that fails. Timestamps are the wall clock at this
 * call plus ticks, so intervals are exact. When a model of another dimension is loaded, its rows go
 * to a file of their own in the same folder. If the queue (ten thousand rows of two values, a
 * thousand of 63) or the disk is full, rows are dropped, counted and reported; the audio thread
 * never waits. Rows reach the file well within a second; mdrnn_destroy and the end of the process
 * write those that are left. A log without rows leaves no file. Fails only if no thread can be
 * started. One worker serves all performers, from the first log until the last performer that had
 * one is destroyed. A forked child does not continue the parent's log: mdrnn_poll_record reports
 * that it failed, and until then events count as dropped rows. */
MDRNN_API mdrnn_status mdrnn_record(mdrnn_performer *performer, const char *path, mdrnn_error *error);

typedef enum mdrnn_record_state {
  MDRNN_RECORD_IDLE = 0, /* nothing to report, no log */
  MDRNN_RECORD_RUNNING,  /* a log is running or being finished: ask again */
  MDRNN_RECORD_BEGUN,    /* a file was created: mdrnn_record_path */
  MDRNN_RECORD_LOST,     /* rows were lost, `error` says why; the log continues. Once per cause and log */
  MDRNN_RECORD_FAILED,   /* `error` says why; the log has ended, what was written stays. MDRNN_RECORD_RUNNING
                            next: it could not begin, and the one before it goes on */
  MDRNN_RECORD_DONE      /* a file is complete: mdrnn_record_path, "" if nothing was played */
} mdrnn_record_state;

/* [audio] The progress of recording. Each thing is reported once, in order, so call until
 * MDRNN_RECORD_RUNNING or MDRNN_RECORD_IDLE. `error` is written only with MDRNN_RECORD_LOST and
 * MDRNN_RECORD_FAILED. */
MDRNN_API mdrnn_record_state mdrnn_poll_record(mdrnn_performer *performer, mdrnn_error *error) MDRNN_NONBLOCKING;

/* [audio] The file that the last mdrnn_poll_record was about, else "". Valid until the next
 * mdrnn_poll_record. */
MDRNN_API const char *mdrnn_record_path(const mdrnn_performer *performer) MDRNN_NONBLOCKING;

/* [control] Waits until the worker has written everything up to now. Only for hosts that play
 * faster than real time and must not drop rows. */
MDRNN_API void mdrnn_flush_record(mdrnn_performer *performer);
#endif

/* ---- the bare network ------------------------------------------------------------------------------------------- */

/* [audio & model] One step without time: `event` (D,) in, the predicted next event `next` (D,)
 * out, dt in 0.001..max_dt and values in 0..1. Advances the state. The numbers of `event` must be
 * within -1e9..1e9. */
MDRNN_API mdrnn_status mdrnn_step(mdrnn_performer *performer, const float *event, float *next,
                                  mdrnn_error *error) MDRNN_NONBLOCKING;

/* [audio & model] The same step without the random draw: `mixture` (M * (2 D + 1),) is mu (M, D) |
 * sigma (M, D) | pi logits (M), as the network outputs them, still multiplied by `scale`. */
MDRNN_API mdrnn_status mdrnn_forward(mdrnn_performer *performer, const float *event, float *mixture,
                                     mdrnn_error *error) MDRNN_NONBLOCKING;

/* [audio] Length of the mixture vector, M * (2 D + 1); of the state, layers * 2 * units. 0 without
 * a model. */
MDRNN_API int mdrnn_mixture_size(const mdrnn_performer *performer) MDRNN_NONBLOCKING;
MDRNN_API int mdrnn_state_size(const mdrnn_performer *performer) MDRNN_NONBLOCKING;

/* [audio & model] The state as (layers, 2, units), [l][0] = h, [l][1] = c. Its numbers must be
 * within -1e9..1e9. */
MDRNN_API mdrnn_status mdrnn_get_state(mdrnn_performer *performer, float *state, mdrnn_error *error) MDRNN_NONBLOCKING;
MDRNN_API mdrnn_status mdrnn_set_state(mdrnn_performer *performer, const float *state,
                                       mdrnn_error *error) MDRNN_NONBLOCKING;

#ifdef __cplusplus
}
#endif

#endif
