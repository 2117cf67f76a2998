/* The contract: a C99 interface to one performer, that is a model, its state, and time.
 *
 * SPDX-License-Identifier: MIT
 *
 * Threads. A performer belongs to one thread at a time: the host never calls two functions on the same performer at
 * once, but for mdrnn_load_later, which may be called while another thread is in an [audio] function. Different
 * performers are independent. Each function carries one tag:
 *   [audio]    never allocates, locks, waits or does I/O: may be called from an audio callback
 *   [control]  may allocate and read files: never from an audio callback
 * A model that runs on the TFLite engine breaks the [audio] promise of feed, advance, step and forward.
 *
 * Large models. Every load measures a step of the native engine. Where it takes longer than `step_budget`, a sixteenth
 * of a block of 64 frames at 48 kHz unless told otherwise, a worker thread of that model's own makes the steps that
 * mdrnn_feed and mdrnn_advance need, ahead of the event's due time. Both only hand over and take: an event that is not
 * there when it is due comes from the first mdrnn_advance that finds it, at the tick where time then stands, and is
 * counted as late. The events are the same bits that steps in place give, as long as none is late. Where time is not
 * the clock's (offline rendering, tests) MDRNN_SYNCHRONOUS has every step made in place; such a host loads with
 * mdrnn_load too. The bare network, below, always steps in place, and first makes up for what the worker has not done;
 * so does setting MDRNN_SYNCHRONOUS. In a forked child, where there is no worker, steps are made in place.
 *
 * Events. An event is [dt, x1 .. xn]: seconds since the event before it, then n values in 0..1. Its length is the
 * model's dimension D = n + 1, from 2 to 64.
 *
 * Time. The core has no clock. The host counts ticks, `rate` of them a second (a DSP host: frames and its sample rate;
 * others: for example nanoseconds), and tells the performer how far time has come with mdrnn_advance.
 *
 * Errors. A function that can fail returns a status and, where `error` is not NULL, writes one English sentence there.
 * A call that fails changes nothing. Nothing throws, prints or exits.
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

#ifdef __cplusplus
extern "C" {
#endif

enum { MDRNN_MAX_DIMENSION = 64, MDRNN_MAX_VALUES = MDRNN_MAX_DIMENSION - 1, MDRNN_SENTENCE_SIZE = 512 };

typedef enum mdrnn_status {
  MDRNN_OK = 0,
  MDRNN_BAD_ARGUMENT, /* a number, length or word that the call does not take */
  MDRNN_BAD_FILE,     /* cannot be read, damaged, or not an MDRNN */
  MDRNN_NO_ENGINE,    /* the graph needs an engine that is not here */
  MDRNN_NO_MODEL,     /* the call needs a model and none is loaded */
  MDRNN_OUT_OF_MEMORY,
  MDRNN_NO_THREAD /* the system starts none, or a fork has left it behind */
} mdrnn_status;

typedef struct mdrnn_error {
  mdrnn_status status;
  char sentence[MDRNN_SENTENCE_SIZE]; /* what, found, expected; UTF-8, ends in 0 */
} mdrnn_error;

typedef struct mdrnn_performer mdrnn_performer;

/* ---- life ------------------------------------------------------------------------------------------------------- */

#define MDRNN_ANY_SEED ((int64_t)-1)

#ifndef MDRNN_BARE
/* [control] A performer without a model. `rate`: ticks a second, 1 to 1e9. `seed`: 0 and up make draws repeatable,
 * MDRNN_ANY_SEED takes one from the system. The caller owns it and frees it with mdrnn_destroy. NULL when it fails. */
MDRNN_API mdrnn_performer *mdrnn_create(double rate, int64_t seed, mdrnn_error *error);

/* [control] NULL is allowed. */
MDRNN_API void mdrnn_destroy(mdrnn_performer *performer);
#endif

typedef enum mdrnn_engine { MDRNN_AUTO = 0, MDRNN_NATIVE, MDRNN_TFLITE } mdrnn_engine;

/* How the native engine keeps the weights. What the network says differs a little, and the memory to read is less. */
typedef enum mdrnn_precision {
  MDRNN_FLOAT32 = 0,
  MDRNN_BFLOAT16, /* half the memory */
  MDRNN_INT8,     /* a quarter; int8 weights of a file are used as they are */
  MDRNN_PRECISION_COUNT
} mdrnn_precision;

typedef struct mdrnn_load_options {
  mdrnn_engine engine;        /* MDRNN_AUTO: native where the graph is recognised, else TFLite where it can be had */
  const char *tflite_library; /* path of a TFLite C library; NULL: $MDRNN_TFLITE_LIBRARY, then the usual search */
  int dimension;              /* refuse a model with another dimension; 0: any */
  mdrnn_precision precision;  /* of the native engine's weights; TFLite takes the file's */
  double step_budget;         /* seconds that a step may take in feed and advance; 0: 83 us, see "Large models" */
} mdrnn_load_options;

#ifndef MDRNN_BARE
/* [control] Reads, checks and takes a model; `options` may be NULL. The state starts at zero and the future is
 * forgotten, the parameters stay; but a temperature that nobody has set becomes what the file recommends, else its
 * standard. After a failure the model from before plays on. For offline rendering, where the moment of the change has
 * to be known; where sound must not wait there is mdrnn_load_later. */
MDRNN_API mdrnn_status mdrnn_load(mdrnn_performer *performer, const char *path, const mdrnn_load_options *options,
                                  mdrnn_error *error);

/* [control] Asks for the same of a worker thread and returns at once; `path` and `options` are copied. The worker
 * reads, checks and warms the model; the next mdrnn_advance, mdrnn_feed, mdrnn_feed_one or mdrnn_poll_load takes it as
 * mdrnn_load does, without waiting or allocating (first, the player's events that are to come back from mdrnn_advance
 * do). The worker frees the old model. The newest load wins: a mdrnn_load_later or a mdrnn_load that succeeds takes
 * back an earlier request that has not been taken.
 * It fails only where the system starts no thread. One worker serves all performers; it starts with the first request
 * and ends with the last performer that made one, whose mdrnn_destroy waits for a load that is under way. In a forked
 * child a request of the parent's that was not ready fails: mdrnn_poll_load reports it. */
MDRNN_API mdrnn_status mdrnn_load_later(mdrnn_performer *performer, const char *path, const mdrnn_load_options *options,
                                        mdrnn_error *error);

typedef enum mdrnn_load_state {
  MDRNN_LOAD_IDLE = 0, /* nothing to tell, nothing under way */
  MDRNN_LOAD_RUNNING,  /* a model is under way: ask again */
  MDRNN_LOAD_TAKEN,    /* a new model plays since the last call */
  MDRNN_LOAD_FAILED    /* `error` says why; the model from before plays on */
} mdrnn_load_state;

/* [audio] How the last mdrnn_load_later goes; each end is told once, so ask until MDRNN_LOAD_IDLE. `error` is written
 * with MDRNN_LOAD_FAILED alone. */
MDRNN_API mdrnn_load_state mdrnn_poll_load(mdrnn_performer *performer, mdrnn_error *error);

/* [control] Writes a model's packed form, which a chip without an operating system plays from where it lies, to `bytes`
 * where it fits into `size`. How many bytes it has; 0 when it fails: only what the native engine plays can be packed.
 */
MDRNN_API size_t mdrnn_pack(const char *path, mdrnn_precision precision, void *bytes, size_t size, mdrnn_error *error);
#endif

/* [control] mdrnn_load of a model that lies in memory: a .tflite file or the packed form. It is copied; but where there
 * is no operating system the packed form alone is taken, is not copied, and has to stay as long as the performer. */
MDRNN_API mdrnn_status mdrnn_load_memory(mdrnn_performer *performer, const void *bytes, size_t size,
                                         const mdrnn_load_options *options, mdrnn_error *error);

typedef struct mdrnn_model_info {
  int dimension; /* D, dt included; 0 while no model is loaded: then every other number is 0 and every word "" */
  int layers;
  int units;
  int mixtures;
  double scale;       /* what the network's inputs and outputs are multiplied by */
  const char *kind;   /* "explicit", "unrolled", "while", "flex", or "packed" or "unrecognised" (runs on TFLite only) */
  const char *engine; /* "native" or "tflite" */
  const char *precision; /* "float32", "bfloat16" or "int8"; "" on TFLite */
  const char *path;      /* as given to mdrnn_load or mdrnn_load_later */
  const char *metadata;  /* the file's own JSON entry "mdrnn", or "" */
} mdrnn_model_info;

typedef struct mdrnn_counts {
  int64_t player_events;   /* fed in */
  int64_t machine_events;  /* given out with source MDRNN_RNN */
  int64_t repaired_values; /* non-finite values replaced and values out of 0..1 clamped, player's side */
  int64_t repaired_states; /* times the network gave a non-finite number and was reset */
  int64_t dropped_events;  /* predictions lost because MDRNN_QUEUE_SIZE were waiting */
  int64_t dropped_rows;    /* of logs: the queue or the disk was full, or the log had failed */
  int64_t late_events;     /* predictions whose step came to its end after they were due; they sound then */
} mdrnn_counts;

enum { MDRNN_QUEUE_SIZE = 64 };

/* [audio] The words belong to the performer and live until its next mdrnn_load or mdrnn_destroy; after a
 * mdrnn_load_later, until the next call that may take its model. */
MDRNN_API mdrnn_model_info mdrnn_get_model_info(const mdrnn_performer *performer);
MDRNN_API mdrnn_counts mdrnn_get_counts(const mdrnn_performer *performer);

/* [audio] "1.2.3" */
MDRNN_API const char *mdrnn_version(void);

/* ---- parameters: one table for every host ------------------------------------------------------------------------ */

typedef enum mdrnn_parameter {
  MDRNN_MODE = 0,          /* who plays: an mdrnn_mode */
  MDRNN_THRESHOLD,         /* callresponse: seconds of silence before the machine may answer */
  MDRNN_PI_TEMPERATURE,    /* how freely a mixture component is chosen; 0: always the likeliest */
  MDRNN_SIGMA_TEMPERATURE, /* variance of the chosen component is multiplied by it; 0: its mean */
  MDRNN_TIMESCALE,         /* the machine's waits are multiplied by it; what it hears of itself is not */
  MDRNN_MAX_DT,            /* seconds; no wait, and no pause that the network hears of, is longer */
  MDRNN_PAUSE,             /* 1: the machine holds still, and goes on where it stood */
  MDRNN_THRU,              /* 1: the player's events come back from mdrnn_advance too */
  MDRNN_SYNCHRONOUS,       /* 1: every step is made in place, however long it takes; see "Large models" */
  MDRNN_AUTOSTART,         /* callresponse: 1: the machine may begin; 0: it is silent until the player's first event */
  MDRNN_PARAMETER_COUNT
} mdrnn_parameter;

typedef enum mdrnn_mode {
  MDRNN_CALLRESPONSE = 0, /* the machine listens, and plays while the player is silent */
  MDRNN_POLYPHONY,        /* each of the player's events brings one prediction */
  MDRNN_BATTLE,           /* the machine plays by itself; the player is not heard */
  MDRNN_USERONLY,         /* the machine is silent and does not listen */
  MDRNN_MODE_COUNT
} mdrnn_mode;

typedef struct mdrnn_parameter_info {
  const char *name;  /* "pi_temperature": the word on every surface */
  const char *alias; /* IMPSY's word where it has another ("pitemp"), else "" */
  const char *unit;  /* "s", "mode", "switch" or "" */
  double minimum;
  double maximum;
  double standard; /* the default; a model may recommend other temperatures, see mdrnn_load */
} mdrnn_parameter_info;

/* [audio] NULL for a parameter that does not exist. */
MDRNN_API const mdrnn_parameter_info *mdrnn_describe(int parameter);
/* [audio] By name or alias; -1 when there is none. */
MDRNN_API int mdrnn_find_parameter(const char *name);
/* [audio] "callresponse" ..; NULL for a mode that does not exist. */
MDRNN_API const char *mdrnn_mode_name(int mode);
/* [audio] -1 when there is none. */
MDRNN_API int mdrnn_find_mode(const char *name);

/* [audio] MDRNN_BAD_ARGUMENT outside minimum..maximum, or when not a number. */
MDRNN_API mdrnn_status mdrnn_set(mdrnn_performer *performer, int parameter, double value, mdrnn_error *error);
/* [audio] NaN for a parameter that does not exist. */
MDRNN_API double mdrnn_get(const mdrnn_performer *performer, int parameter);

/* ---- playing ----------------------------------------------------------------------------------------------------- */

typedef enum mdrnn_source { MDRNN_INTERFACE = 0, MDRNN_RNN } mdrnn_source; /* the player; the machine */

typedef struct mdrnn_event {
  int64_t tick; /* when it sounds, in ticks since mdrnn_create */
  double time;  /* the same in seconds */
  mdrnn_source source;
  float dt;  /* seconds since the event before it, as the network is told: clamped, before `timescale` */
  int count; /* values that follow: D - 1 */
  float values[MDRNN_MAX_VALUES]; /* 0..1 */
} mdrnn_event;

/* [audio] The player's whole event, now. `count` has to be D - 1. dt is measured: ticks since the player's last event.
 * NaN and infinities are replaced by that dimension's last value, values outside 0..1 clamped; both are counted.
 * Without a model it is refused with MDRNN_NO_MODEL. */
MDRNN_API mdrnn_status mdrnn_feed(mdrnn_performer *performer, const float *values, int count, mdrnn_error *error);

/* [audio] The player's one value, now; the other dimensions keep their last values (0.5 before the first).
 * `index`: 0 to D - 2. */
MDRNN_API mdrnn_status mdrnn_feed_one(mdrnn_performer *performer, int index, float value, mdrnn_error *error);

#define MDRNN_LAST_TICK (INT64_C(1) << 62)

/* [audio] Moves time towards `until` (ticks since mdrnn_create). Where an event is due before `until`, time stops
 * there, `event` is written and 1 returned: call again. 0: time has come to `until`. A tick in the past changes
 * nothing. */
MDRNN_API int mdrnn_advance(mdrnn_performer *performer, int64_t until, mdrnn_event *event);

/* [audio] Ticks since mdrnn_create. */
MDRNN_API int64_t mdrnn_now(const mdrnn_performer *performer);

/* [audio] The tick of the next event that is known, or -1. A later feed can change it. After a load, a reset or another
 * mode the machine makes its first plan in mdrnn_advance, so ask after one; to mdrnn_now is far enough. While the step
 * of an event is under way on a worker: a tick that is not after the event's, but for a late one, and at least 1 ms
 * away; advance to it and ask again. */
MDRNN_API int64_t mdrnn_next_due(const mdrnn_performer *performer);

/* [audio] The whole event that is due next, as it would sound; it stays where it is. 0: none is known, or its step is
 * still under way. */
MDRNN_API int mdrnn_next_event(const mdrnn_performer *performer, mdrnn_event *event);

/* [audio] Another rate from now on (a DSP host restarts); now and every due time keep their seconds. */
MDRNN_API mdrnn_status mdrnn_set_rate(mdrnn_performer *performer, double rate, mdrnn_error *error);

/* [audio] Forgets the past: state zero, nothing pending, the player's values back at 0.5. Parameters, counts, draws and
 * time go on. */
MDRNN_API void mdrnn_reset(mdrnn_performer *performer);

/* [audio] Starts the draws again from `seed` (MDRNN_ANY_SEED: one that the running draws give). Same seed, file and
 * input: the same bits. */
MDRNN_API void mdrnn_seed(mdrnn_performer *performer, int64_t seed);

#ifndef MDRNN_BARE
/* ---- writing a log ----------------------------------------------------------------------------------------------- */

/* [control] Begins a log in the format of IMPSY: a row for each of the player's events as they are heard, repaired and
 * whole, in every mode, and for each of the machine's as it is given out, in the order of time. `path`: a file; or a
 * folder, one that is there or a path that ends in '/', for a file named YYYY-MM-DDTHH-MM-SS-{D}d-mdrnn.log. A relative
 * path starts at the process's folder. NULL or "": the log ends; nothing where there is none.
 * It returns at once: a worker thread makes the file and the folders to it. An older file is never written to. A log
 * that is under way ends first. The timestamps are the wall clock at this call and ticks from there, so that time
 * between rows is exact. The rows of a model of another dimension go to a file of their own in the same folder.
 * Rows go through a queue with room for ten thousand of two values and a thousand of 63, and are in the file well
 * within a second; those that find no room are dropped and counted. mdrnn_destroy and the end of the process write out
 * what is queued. A log without a row leaves no file.
 * It fails only where the system starts no thread. One worker serves all performers; it starts with the first log and
 * ends with the last performer that had one. A forked child does not continue a log of the parent's: there
 * mdrnn_poll_record reports that it failed, and until then events are counted as dropped rows. */
MDRNN_API mdrnn_status mdrnn_record(mdrnn_performer *performer, const char *path, mdrnn_error *error);

typedef enum mdrnn_record_state {
  MDRNN_RECORD_IDLE = 0, /* nothing to tell, no log under way */
  MDRNN_RECORD_RUNNING,  /* a log is under way, or its last rows: ask again */
  MDRNN_RECORD_BEGUN,    /* a file was made: mdrnn_record_path */
  MDRNN_RECORD_LOST,     /* rows are lost, `error` says why; the log goes on. Told once for each cause and log */
  MDRNN_RECORD_FAILED,   /* `error` says why; the log is over, what was written stays */
  MDRNN_RECORD_DONE      /* a file is complete: mdrnn_record_path, "" where nothing was played and none is left */
} mdrnn_record_state;

/* [audio] How recording goes; each thing is told once, in the order in which it happened, so ask until
 * MDRNN_RECORD_RUNNING or MDRNN_RECORD_IDLE. `error` is written with MDRNN_RECORD_LOST and MDRNN_RECORD_FAILED alone.
 */
MDRNN_API mdrnn_record_state mdrnn_poll_record(mdrnn_performer *performer, mdrnn_error *error);

/* [audio] The file that the last mdrnn_poll_record told of, else "". The words live until the next one. */
MDRNN_API const char *mdrnn_record_path(const mdrnn_performer *performer);

/* [control] Waits until the worker has made, written and closed what it has been asked to. For a host that plays faster
 * than time goes and must not drop a row; others need it not. */
MDRNN_API void mdrnn_flush_record(mdrnn_performer *performer);
#endif

/* ---- without an operating system --------------------------------------------------------------------------------- */

/* The library for a chip (compiled with MDRNN_BARE) has no heap, file, thread or exception: a performer and all that
 * its model needs lie in one arena of the host's. Steps are made in place, so mdrnn_feed and mdrnn_advance take the
 * time of a step; there is no log, and functions that need a file are not there. A model has at most 64 mixtures. */

/* [control] Bytes of the arena that a performer with this packed model needs, on every chip; 0 when it is none. */
MDRNN_API size_t mdrnn_arena_size(const void *bytes, size_t size, mdrnn_error *error);

#ifdef MDRNN_BARE
/* [control] A performer without a model, in `arena`, which belongs to it from now on; a larger model than the arena was
 * made for is refused by mdrnn_load_memory. `rate` as in mdrnn_create; `seed`: 0 and up. NULL when it fails; there is
 * nothing to free. */
MDRNN_API mdrnn_performer *mdrnn_create_in(void *arena, size_t size, double rate, int64_t seed, mdrnn_error *error);
#endif

/* ---- the bare network ------------------------------------------------------------------------------------------- */

/* [audio] One step without time: `event` (D,) in, the predicted next event `next` (D,) out, dt in 0.001..max_dt and
 * values in 0..1. Advances the state. Refuses non-finite numbers. */
MDRNN_API mdrnn_status mdrnn_step(mdrnn_performer *performer, const float *event, float *next, mdrnn_error *error);

/* [audio] The same step without the draw: `mixture` (M * (2 D + 1),) is mu (M, D) | sigma (M, D) | pi logits (M),
 * scaled, as the network gives them. */
MDRNN_API mdrnn_status mdrnn_forward(mdrnn_performer *performer, const float *event, float *mixture,
                                     mdrnn_error *error);

/* [audio] Length of the mixture vector, M * (2 D + 1); of the state, layers * 2 * units. 0 without a model. */
MDRNN_API int mdrnn_mixture_size(const mdrnn_performer *performer);
MDRNN_API int mdrnn_state_size(const mdrnn_performer *performer);

/* [audio] The state as (layers, 2, units), [l][0] = h, [l][1] = c. Setting refuses non-finite numbers. */
MDRNN_API mdrnn_status mdrnn_get_state(mdrnn_performer *performer, float *state, mdrnn_error *error);
MDRNN_API mdrnn_status mdrnn_set_state(mdrnn_performer *performer, const float *state, mdrnn_error *error);

#ifdef __cplusplus
}
#endif

#endif
