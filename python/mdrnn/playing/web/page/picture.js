// SPDX-License-Identifier: MIT
// Draws what both play: the trails on the pad, the last ten seconds, and when the machine's next event is due.

const PAST = 10; // seconds that the timeline shows
const FUTURE = 2; // and ahead of now
const TIMELINE_GAP = 0.03; // seconds between two pictures of it
const TRAIL = 4; // seconds that a trail stays on the pad
const FADES = 12; // steps in which it fades
const JOINED = 0.4; // seconds; events that are further apart are not joined by a line
const MOST = 4000; // events that are kept
const FOOT = 18; // pixels below the rows, for the scale

/** Pixels around the pad's range, so that a dot at 0 or 1 is seen whole. */
export const EDGE = 14;

export class Picture {
  constructor(pad, timeline) {
    this.pad = pad;
    this.timeline = timeline;
    this.events = []; // {time, who, values}, oldest first; time in seconds of this page
    this.due = null;
    this.place = null; // the player's values as they are now, once somebody has played
    this.values = 0; // of an event
    this.axes = [0, 1];
    this.degrees = 0; // lines across the pad
    this.onframe = () => {};
    this.running = false;
    this.timelineDrawn = -Infinity;
    this.readColours();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.readColours());
    const sizes = new ResizeObserver(() => this.wake());
    sizes.observe(pad);
    sizes.observe(timeline);
  }

  readColours() {
    const style = getComputedStyle(document.documentElement);
    this.colours = {};
    for (const name of ["you", "machine", "line", "quiet", "ink", "edge"])
      this.colours[name] = style.getPropertyValue(`--${name}`).trim();
    this.wake();
  }

  add(who, values) {
    this.events.push({ time: now(), who, values });
    if (this.events.length > MOST) this.events.splice(0, MOST / 4);
    this.wake();
  }

  /** `seconds` from now, or null. */
  plan(seconds) {
    this.due = seconds === null ? null : now() + seconds;
    this.wake();
  }

  clear() {
    this.events = [];
    this.due = null;
    this.wake();
  }

  newest(who) {
    return this.events.findLast((event) => event.who === who);
  }

  wake() {
    if (this.running) return;
    this.running = true;
    requestAnimationFrame(() => this.frame());
  }

  frame() {
    const time = now();
    while (this.events.length && this.events[0].time < time - PAST - 1) this.events.shift();
    this.running = this.events.length > 0 || (this.due !== null && this.due > time - 1);
    this.drawPad(time);
    if (!this.running || time - this.timelineDrawn > TIMELINE_GAP) this.drawTimeline(time);
    this.onframe(time);
    if (this.running) requestAnimationFrame(() => this.frame());
  }

  // ---- the pad

  drawPad(time) {
    const { pen, width, height } = prepare(this.pad);
    const at = (values) => [
      EDGE + (width - 2 * EDGE) * (values[this.axes[0]] ?? 0.5),
      height - EDGE - (height - 2 * EDGE) * (values[this.axes[1]] ?? 0.5),
    ];
    this.drawLines(pen, width, height);
    if (this.place) ring(pen, this.colours.you, 0.8, ...at(this.place), 11); // stays when the trail is gone
    for (const who of ["you", "machine"]) {
      const trail = this.events.filter((event) => event.who === who && event.time > time - TRAIL);
      this.drawTrail(pen, trail, at, time, who);
    }
    this.drawCountdown(pen, at, time);
    pen.globalAlpha = 1;
  }

  drawLines(pen, width, height) {
    if (!this.degrees) return;
    pen.strokeStyle = this.colours.line;
    pen.lineWidth = 1;
    for (let i = 1; i < this.degrees; i++) {
      const x = Math.round(EDGE + ((width - 2 * EDGE) * i) / this.degrees) + 0.5;
      pen.globalAlpha = i % 5 ? 0.28 : 0.75;
      line(pen, x, 0, x, height);
    }
  }

  /** In a few steps of fading, each of them one path, which is fast. */
  drawTrail(pen, trail, at, time, who) {
    pen.strokeStyle = pen.fillStyle = this.colours[who];
    pen.lineCap = pen.lineJoin = "round";
    pen.lineWidth = 3;
    const steps = Array.from({ length: FADES }, () => [new Path2D(), new Path2D()]);
    trail.forEach((event, place) => {
      const [x, y] = at(event.values);
      const before = trail[place - 1];
      const [lines, marks] = steps[Math.min(Math.floor((FADES * (time - event.time)) / TRAIL), FADES - 1)];
      if (before && event.time - before.time < JOINED) {
        lines.moveTo(...at(before.values));
        lines.lineTo(x, y);
      }
      outline(marks, who, x, y, place === trail.length - 1 ? 10 : 4);
    });
    steps.forEach(([lines, marks], step) => {
      pen.globalAlpha = 0.9 * (1 - (step + 0.5) / FADES);
      pen.stroke(lines);
      pen.fill(marks);
    });
  }

  /** A ring around the machine's last place that closes as its next event comes near. */
  drawCountdown(pen, at, time) {
    if (this.due === null || this.due < time) return;
    const last = this.newest("machine") ?? this.newest("you");
    if (!last) return;
    ring(pen, this.colours.machine, 0.7, ...at(last.values), 14 + 26 * Math.min(this.due - time, FUTURE));
  }

  // ---- the timeline

  drawTimeline(time) {
    this.timelineDrawn = time;
    const { pen, width, height } = prepare(this.timeline);
    const at = (moment) => ((moment - time + PAST) / (PAST + FUTURE)) * width;
    const rows = Math.max(this.values, 1);
    const tall = (height - FOOT) / rows;
    this.drawScale(pen, at, time, width, height, rows, tall);
    for (const who of ["you", "machine"]) this.drawRows(pen, at, tall, rows, who);
    if (this.due !== null && this.due > time) {
      pen.globalAlpha = 1;
      pen.fillStyle = pen.strokeStyle = this.colours.machine;
      pen.lineWidth = 2;
      const x = Math.min(at(this.due), width - 7);
      line(pen, x, 0, x, height - FOOT);
      mark(pen, "machine", x, (height - FOOT) / 2, 6);
    }
    pen.globalAlpha = 1;
  }

  drawScale(pen, at, time, width, height, rows, tall) {
    pen.strokeStyle = this.colours.line;
    pen.fillStyle = this.colours.quiet;
    pen.font = "11px system-ui, sans-serif";
    pen.lineWidth = 1;
    pen.globalAlpha = 0.6;
    for (let row = 1; row <= rows && rows <= 16; row++) line(pen, 0, row * tall, width, row * tall);
    pen.globalAlpha = 1;
    for (let row = 0; row < rows && tall >= 12; row++) pen.fillText(row + 1, 6, (row + 0.5) * tall + 4);
    for (const ago of [8, 6, 4, 2]) {
      const x = Math.round(at(time - ago)) + 0.5;
      pen.globalAlpha = 0.5;
      line(pen, x, 0, x, height - FOOT);
      pen.globalAlpha = 1;
      pen.textAlign = "center";
      pen.fillText(width < 500 ? `-${ago} s` : `${ago} s ago`, x, height - 5);
    }
    pen.strokeStyle = this.colours.edge;
    line(pen, Math.round(at(time)) + 0.5, 0, Math.round(at(time)) + 0.5, height - FOOT);
    pen.fillText("now", at(time), height - 5);
    pen.textAlign = "start";
  }

  /** A line and marks for each value; one path for all lines of a value and one for all marks, which is fast. */
  drawRows(pen, at, tall, rows, who) {
    const events = this.events.filter((event) => event.who === who);
    const inside = Math.min(5, tall / 6);
    const size = Math.max(Math.min(tall / 8, 3.2), 1);
    pen.strokeStyle = pen.fillStyle = this.colours[who];
    pen.lineWidth = 1.5;
    for (let row = 0; row < rows; row++) {
      const lines = new Path2D();
      const marks = new Path2D();
      events.forEach((event, place) => {
        const x = at(event.time);
        const y = row * tall + inside + (tall - 2 * inside) * (1 - (event.values[row] ?? 0.5));
        const before = events[place - 1];
        if (before && event.time - before.time < JOINED) lines.lineTo(x, y);
        else lines.moveTo(x, y);
        outline(marks, who, x, y, size);
      });
      pen.globalAlpha = 0.55;
      pen.stroke(lines);
      pen.globalAlpha = 0.95;
      pen.fill(marks);
    }
  }
}

const now = () => performance.now() / 1000;

function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

function ring(pen, colour, alpha, x, y, radius) {
  pen.globalAlpha = alpha;
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.stroke();
}

/** You are round, the machine is a diamond: seen without colours, too. */
function outline(path, who, x, y, size) {
  const far = who === "you" ? size : size * 1.25;
  path.moveTo(x + far, y);
  if (who === "you") path.arc(x, y, far, 0, 2 * Math.PI);
  else {
    path.lineTo(x, y + far);
    path.lineTo(x - far, y);
    path.lineTo(x, y - far);
  }
  path.closePath();
}

function mark(pen, who, x, y, size) {
  pen.beginPath();
  outline(pen, who, x, y, size);
  pen.fill();
}

/** An empty canvas as large as it is shown. */
function prepare(canvas) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}
