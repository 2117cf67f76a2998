// SPDX-License-Identifier: MIT
// A small synthesiser: a voice for you and one for the machine. It starts at the first touch, and never clicks.

const SCALE = [0, 2, 4, 7, 9]; // semitones: major pentatonic, in which no two notes clash
const LOWEST = 50; // MIDI number of the lowest note, D3
export const DEGREES = 15; // of the scale, across the range of a value: three octaves
const STRINGS = 5; // notes of one player that may sound at a time
const ATTACK = 0.006; // seconds, time constant
const GLIDE = 0.004;
const RELEASE = 0.05;
const PARTIALS = { you: [1, 0.32, 0.16, 0.1, 0.04], machine: [1, 0.02, 0.36, 0.01, 0.14, 0, 0.06] };
const PLACES = { you: -0.28, machine: 0.28 };

export const KINDS = {
  notes: "Notes: value 1 is the pitch",
  glide: "Glide: value 1 is the pitch, without steps",
  strings: "Strings: each value has its own",
};

/** The frequency in Hz of a degree of the scale. */
function pitch(degree) {
  const note = LOWEST + 12 * Math.floor(degree / SCALE.length) + SCALE[degree % SCALE.length];
  return 440 * 2 ** ((note - 69) / 12);
}

const degreeOf = (value) => Math.min(Math.floor(value * DEGREES), DEGREES - 1);

/** One sounding note: two oscillators, a filter, and its loudness. */
class Note {
  constructor(context, wave, output) {
    this.context = context;
    this.filter = new BiquadFilterNode(context, { type: "lowpass", frequency: 800, Q: 0.8 });
    this.loudness = new GainNode(context, { gain: 0 });
    this.second = new GainNode(context, { gain: 0.2 });
    this.oscillators = [0, 4].map((detune) => new OscillatorNode(context, { type: "custom", periodicWave: wave, detune }));
    this.oscillators[0].connect(this.filter);
    this.oscillators[1].connect(this.second).connect(this.filter);
    this.filter.connect(this.loudness).connect(output);
    for (const oscillator of this.oscillators) oscillator.start();
    this.degree = null;
  }

  /** Sounds, or goes on sounding, and then decays. */
  play(frequency, { brightness, shimmer, sharpness, decay, level }, glide) {
    const now = this.context.currentTime;
    const move = (parameter, target, constant) => {
      parameter.cancelScheduledValues(now);
      parameter.setTargetAtTime(target, now, constant);
    };
    const cutoff = Math.max(280 * 2 ** (5 * brightness), 1.4 * frequency);
    move(this.oscillators[0].frequency, frequency, glide);
    move(this.oscillators[1].frequency, 2 * frequency, glide);
    move(this.filter.frequency, Math.min(cutoff, 12000), 0.02);
    move(this.filter.Q, 0.7 + 5 * sharpness, 0.02);
    move(this.second.gain, 0.05 + 0.5 * shimmer, 0.03);
    move(this.loudness.gain, level * (1 - 0.35 * brightness), ATTACK);
    this.loudness.gain.setTargetAtTime(0, now + 0.05, decay);
  }

  end() {
    const now = this.context.currentTime;
    this.loudness.gain.cancelScheduledValues(now);
    this.loudness.gain.setTargetAtTime(0, now, RELEASE);
    this.degree = null;
  }
}

/** One player's voice: a few notes in turn, a place between left and right, some room. */
class Voice {
  constructor(context, who, dry, room) {
    const partials = PARTIALS[who];
    const wave = context.createPeriodicWave(new Float32Array(partials.length + 1), new Float32Array([0, ...partials]));
    const place = new StereoPannerNode(context, { pan: PLACES[who] });
    place.connect(dry);
    place.connect(room);
    this.notes = Array.from({ length: STRINGS }, () => new Note(context, wave, place));
    this.next = 0;
    this.before = null;
  }

  play(values, kind) {
    const before = this.before ?? [];
    this.before = [...values];
    const sound = {
      brightness: values[1] ?? 0.45,
      shimmer: values[2] ?? 0.3,
      sharpness: values[3] ?? 0.15,
      decay: 0.25 + 0.6 * (values[4] ?? 0.4),
      level: 0.42,
    };
    if (kind === "strings") this.pluck(values, before, sound);
    else if (kind === "glide") this.notes[0].play(220 * 2 ** ((LOWEST - 57 + 36 * values[0]) / 12), sound, 0.025);
    else this.strike(degreeOf(values[0]), sound);
  }

  /** A new degree is a new note; the same one goes on, more softly. */
  strike(degree, sound) {
    const current = this.notes[this.next];
    if (current.degree === degree) return current.play(pitch(degree), { ...sound, level: 0.3 }, GLIDE);
    this.next = (this.next + 1) % STRINGS;
    const note = this.notes[this.next];
    note.degree = degree;
    note.play(pitch(degree), sound, GLIDE);
  }

  /** Each value that has moved sounds on its own string: the further up, the higher. */
  pluck(values, before, sound) {
    const moved = values.map((value, index) => [Math.abs(value - (before[index] ?? -1)), index]);
    const furthest = moved.sort((a, b) => b[0] - a[0]).filter(([far], place) => far > 1e-4 && place < 3);
    if (!furthest.length) furthest.push(moved[0]);
    for (const [, index] of furthest) {
      const degree = Math.round((index * 8) / Math.max(values.length - 1, 1)) + Math.round(6 * values[index]);
      this.strike(degree, { ...sound, brightness: 0.25 + 0.5 * values[index], level: 0.42 / Math.sqrt(furthest.length) });
    }
  }

  end() {
    for (const note of this.notes) note.end();
  }
}

export class Synthesiser {
  constructor() {
    this.context = null;
    this.volume = 0.5;
    this.muted = false;
    this.kind = "notes";
  }

  /** Call it from a touch or key: browsers allow no sound before one. */
  start() {
    if (this.context) {
      if (this.context.state !== "running") this.context.resume();
      return;
    }
    const context = new AudioContext({ latencyHint: "interactive" });
    this.context = context;
    this.connect(context);
    context.resume();
  }

  connect(context) {
    this.master = new GainNode(context, { gain: 0 });
    const limit = new DynamicsCompressorNode(context, { threshold: -16, ratio: 12, knee: 12, attack: 0.003, release: 0.2 });
    this.analyser = new AnalyserNode(context, { fftSize: 2048 });
    this.master.connect(limit).connect(this.analyser).connect(context.destination);
    const room = new ConvolverNode(context, { buffer: echo(context) });
    const wet = new GainNode(context, { gain: 0.3 });
    room.connect(wet).connect(this.master);
    this.voices = {
      you: new Voice(context, "you", this.master, room),
      machine: new Voice(context, "machine", this.master, room),
    };
    this.setVolume(this.volume, this.muted);
  }

  setVolume(volume, muted) {
    this.volume = volume;
    this.muted = muted;
    if (this.context) this.master.gain.setTargetAtTime(muted ? 0 : 0.8 * volume ** 2, this.context.currentTime, 0.03);
  }

  play(who, values) {
    if (this.context?.state === "running" && values.length) this.voices[who].play(values, this.kind);
  }

  /** The machine's turn is over. */
  end(who) {
    if (this.context) this.voices[who].end();
  }

  /** The loudest of the newest samples, 0 to 1; 0 before the first touch. */
  level() {
    if (!this.context) return 0;
    const newest = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(newest);
    return newest.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  }
}

/** What a room of medium size answers to a click: noise that dies away, in stereo. */
function echo(context) {
  const length = Math.round(1.6 * context.sampleRate);
  const buffer = new AudioBuffer({ numberOfChannels: 2, length, sampleRate: context.sampleRate });
  for (let channel = 0; channel < 2; channel++) {
    const samples = buffer.getChannelData(channel);
    let smooth = 0;
    for (let i = 0; i < length; i++) {
      smooth += 0.35 * (2 * Math.random() - 1 - smooth);
      samples[i] = smooth * Math.exp((-5.5 * i) / length) * Math.min(i / 400, 1);
    }
  }
  return buffer;
}

export const synthesiser = new Synthesiser();
