// SPDX-License-Identifier: MIT
// The pad and the faders: touch, pen, mouse, several fingers and keys become the player's values.

import { make } from "./elements.js";
import { EDGE } from "./picture.js";

const STEP = 0.05; // of an arrow key
const SMALL_STEP = 0.01; // with Shift
const LARGE_STEP = 0.2; // of Page Up and Page Down

const inRange = (value) => Math.min(Math.max(value, 0), 1);
const percent = (value) => Math.round(100 * value);

export class Hands {
  /** `play` is called with all values when the player has moved some, and at each touch. */
  constructor(pad, faders, play) {
    this.pad = pad;
    this.bank = faders;
    this.play = play;
    this.values = [];
    this.axes = [0, 1];
    this.faders = [];
    this.fingers = new Map(); // pointer on the pad -> the two values that it moves
    pad.addEventListener("pointerdown", (event) => this.touch(event));
    pad.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      pad.addEventListener(end, (event) => this.fingers.delete(event.pointerId));
    pad.addEventListener("keydown", (event) => this.key(event, this.axes[0], this.axes[1]));
    pad.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** The values as last heard, from whomever. */
  show(values) {
    if (values.length !== this.values.length) {
      this.values = [...values];
      this.makeFaders();
    }
    values.forEach((value, index) => (this.values[index] = value));
    this.refresh();
  }

  setAxes(across, up) {
    this.axes = [across, up];
    this.refresh();
  }

  // ---- the pad

  touch(event) {
    if (event.button > 0 || !this.values.length) return;
    const axes = this.freeAxes();
    if (!axes) return;
    event.preventDefault();
    this.pad.focus({ preventScroll: true, focusVisible: false });
    this.pad.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, axes);
    this.place(event, axes);
  }

  drag(event) {
    const axes = this.fingers.get(event.pointerId);
    if (axes) this.place(event, axes);
  }

  /** The first finger moves the two chosen values, another one the next two that are left, if any. */
  freeAxes() {
    const taken = new Set([...this.fingers.values()].flat());
    if (!this.axes.some((axis) => taken.has(axis))) return this.axes;
    const left = this.values.map((_, index) => index).filter((index) => !taken.has(index) && !this.axes.includes(index));
    return left.length ? left.slice(0, 2) : null;
  }

  place(event, [across, up]) {
    const box = this.pad.getBoundingClientRect();
    const x = (event.clientX - box.left - EDGE) / (box.width - 2 * EDGE);
    const y = (box.bottom - EDGE - event.clientY) / (box.height - 2 * EDGE);
    if (up !== undefined && up < this.values.length) this.values[up] = inRange(y);
    this.values[across] = inRange(x);
    this.moved();
  }

  // ---- faders

  makeFaders() {
    this.faders = this.values.map((_, index) => this.makeFader(index));
    this.bank.replaceChildren(...this.faders);
  }

  makeFader(index) {
    const fader = make(
      "div",
      {
        class: "fader",
        role: "slider",
        tabindex: "0",
        "aria-label": `Value ${index + 1}`,
        "aria-orientation": "vertical",
        "aria-valuemin": "0",
        "aria-valuemax": "100",
        onkeydown: (event) => this.key(event, index, index),
        onpointerdown: (event) => {
          if (event.button > 0) return;
          event.preventDefault();
          fader.focus({ preventScroll: true, focusVisible: false });
          fader.setPointerCapture(event.pointerId);
          this.slide(fader, index, event);
        },
        onpointermove: (event) => {
          if (fader.hasPointerCapture(event.pointerId)) this.slide(fader, index, event);
        },
      },
      make("span", { class: "yours" }),
      make("span", { class: "its" }),
      make("span", { class: "name", "aria-hidden": "true" }, String(index + 1)),
    );
    return fader;
  }

  slide(fader, index, event) {
    const box = fader.getBoundingClientRect();
    this.values[index] = inRange((box.bottom - 4 - event.clientY) / (box.height - 8));
    this.moved();
  }

  /** The machine's values as marks on the faders. */
  showMachine(values) {
    this.faders.forEach((fader, index) => {
      fader.style.setProperty("--its", values[index]);
      fader.style.setProperty("--seen", 1);
    });
  }

  hideMachine() {
    for (const fader of this.faders) fader.style.setProperty("--seen", 0);
  }

  // ---- keys

  key(event, across, up) {
    if (!this.values.length || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = event.shiftKey ? SMALL_STEP : STEP;
    const moves = {
      ArrowLeft: [across, -step],
      ArrowRight: [across, step],
      ArrowDown: [up, -step],
      ArrowUp: [up, step],
      PageDown: [up, -LARGE_STEP],
      PageUp: [up, LARGE_STEP],
      Home: [across, -1],
      End: [across, 1],
      " ": [across, 0],
      Enter: [across, 0],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const [index, far] = move;
    if (index < this.values.length) this.values[index] = inRange(this.values[index] + far);
    this.moved();
  }

  moved() {
    this.refresh();
    this.play([...this.values]);
  }

  refresh() {
    const [across, up] = this.axes;
    const said = [across, up].filter((index) => index < this.values.length);
    this.pad.setAttribute("aria-valuenow", percent(this.values[across] ?? 0.5));
    this.pad.setAttribute(
      "aria-valuetext",
      said.map((index) => `value ${index + 1}: ${percent(this.values[index])}`).join(", ") || "no values yet",
    );
    this.faders.forEach((fader, index) => {
      fader.style.setProperty("--level", this.values[index]);
      fader.setAttribute("aria-valuenow", percent(this.values[index]));
    });
  }
}
