// SPDX-License-Identifier: MIT
// Who plays, every parameter with its explanation, and how it all sounds.

import { button, group, limited, make, row, tidy } from "./elements.js";
import { KINDS } from "./sound.js";

export const MODES = [
  ["callresponse", "In turns", "You play, you stop, it answers."],
  ["polyphony", "Together", "It plays one event for each of yours."],
  ["battle", "It alone", "It plays by itself, whatever you do."],
  ["useronly", "You alone", "It is silent."],
];

const log = (lowest, highest) => ({
  read: (place) => lowest * (highest / lowest) ** place,
  place: (value) => Math.log(Math.max(value, lowest) / lowest) / Math.log(highest / lowest),
});
const power = (highest, exponent) => ({
  read: (place) => highest * place ** exponent,
  place: (value) => (Math.max(value, 0) / highest) ** (1 / exponent),
});

const SLIDERS = [
  ["threshold", "Silence before it answers", "s", power(5, 2), "How long you must be silent until it is its turn."],
  ["pi_temperature", "How freely it chooses", "", power(4, 1), "0: always the likeliest gesture. 1: as it has learned. More: surprises."],
  ["sigma_temperature", "How far it strays", "", power(1, 3), "0: the middle of each gesture. More: it trembles and wanders."],
  ["timescale", "Length of its waits", "×", log(0.1, 10), "Multiplies the time between its events: 0.5 is twice as fast."],
  ["max_dt", "Longest wait", "s", log(0.05, 60), "It never lets more time pass between two of its events."],
];

const GRAINS = [
  [-1, "as the model says"],
  [0, "none: any value"],
  [1 / 127, "1/127, as MIDI has"],
  [1 / 16, "1/16"],
  [1 / 8, "1/8"],
];

export class Parameters {
  constructor(panel, connection, sound) {
    this.connection = connection;
    this.facts = {};
    this.shows = {}; // name of a parameter -> shows its value
    this.touched = {}; // name -> when it was last moved here
    panel.append(this.makeModes(), this.makeTiming(), this.makeChoices(), this.makeSound(sound));
  }

  /** Takes what hello says: {name: {value, lowest, highest, default}}. */
  hello(parameters) {
    this.facts = parameters ?? {};
    for (const [name, fact] of Object.entries(this.facts)) this.show(name, fact.value);
  }

  /** A parameter has a new value, from whomever; a slider that is being moved here stays under the hand. */
  show(name, value) {
    const fact = this.facts[name];
    if (fact) fact.value = value;
    if (performance.now() - (this.touched[name] ?? -Infinity) > 400) this.shows[name]?.(value);
  }

  set(name, value) {
    this.touched[name] = performance.now();
    this.connection.word(name, value);
    setTimeout(() => this.facts[name] && this.show(name, this.facts[name].value), 1000); // what became of it
  }

  makeModes() {
    const choices = MODES.map(([name, title, about]) => {
      const input = make("input", { type: "radio", name: "mode", value: name, onchange: () => this.set("mode", name) });
      return [input, make("label", { class: "mode" }, input, make("strong", {}, title), make("span", { class: "small" }, about))];
    });
    this.shows.mode = (value) => {
      const mode = modeName(value);
      for (const [input] of choices) input.checked = input.value === mode;
    };
    return make("fieldset", { class: "modes" }, make("legend", {}, "Who plays"), ...choices.map(([, label]) => label));
  }

  makeTiming() {
    return group("How it plays", "", ...SLIDERS.map((each) => this.makeSlider(...each)), this.makeDefaults());
  }

  makeSlider(name, title, unit, scale, about) {
    const set = limited((value) => this.set(name, value), 50);
    const id = `parameter-${name}`;
    const number = make("input", {
      id,
      type: "number",
      step: "any",
      onchange: () => {
        if (number.value === "" || !Number.isFinite(number.valueAsNumber)) return this.shows[name](this.facts[name]?.value ?? 0);
        slider.value = 1000 * Math.min(scale.place(number.valueAsNumber), 1);
        set(number.valueAsNumber);
      },
    });
    const slider = make("input", {
      type: "range",
      min: "0",
      max: "1000",
      class: "wide",
      "aria-label": title,
      "aria-describedby": `${id}-about`,
      oninput: () => {
        const value = tidy(scale.read(slider.value / 1000));
        number.value = value;
        slider.setAttribute("aria-valuetext", `${value} ${unit}`.trim());
        this.touched[name] = performance.now();
        set(value);
      },
    });
    this.shows[name] = (value) => {
      number.value = tidy(value);
      slider.value = 1000 * Math.min(scale.place(value), 1);
      slider.setAttribute("aria-valuetext", `${tidy(value)} ${unit}`.trim());
    };
    const measured = make("span", { class: "number" }, number, make("span", { class: "unit", "aria-hidden": "true" }, unit));
    return row(title, number, { about, parts: [measured, slider] });
  }

  makeDefaults() {
    const names = SLIDERS.map(([name]) => name);
    const back = () => {
      for (const name of names) if (this.facts[name]) this.set(name, this.facts[name].default);
      for (const name of names) if (this.facts[name]) this.shows[name](this.facts[name].default);
    };
    return make("div", { class: "buttons" }, button("Back to the defaults", back));
  }

  makeChoices() {
    return group("More", "", this.makeAutostart(), this.makeGrain(), this.makeSeed());
  }

  makeAutostart() {
    const box = make("input", {
      id: "parameter-autostart",
      type: "checkbox",
      onchange: () => this.set("autostart", box.checked ? 1 : 0),
    });
    this.shows.autostart = (value) => (box.checked = Boolean(value));
    return row("It may begin", box, { about: "In turns: it may play before you have played anything." });
  }

  makeGrain() {
    const select = make("select", {
      id: "parameter-grain",
      onchange: () => this.set("grain", Number(select.value)),
    });
    this.shows.grain = (value) => {
      const known = GRAINS.find(([step]) => Math.abs(step - value) < 1e-5);
      const steps = known ? GRAINS : [...GRAINS, [value, String(tidy(value))]];
      select.replaceChildren(...steps.map(([step, title]) => make("option", { value: step }, title)));
      select.value = String(known ? known[0] : value);
    };
    this.shows.grain(-1);
    return row("Steps of its values", select, { about: "For a controller or synthesiser that knows only certain values." });
  }

  makeSeed() {
    const number = make("input", { id: "seed", type: "number", min: "0", step: "1", value: "7" });
    const again = () => this.connection.word("seed", Math.max(Math.round(number.valueAsNumber || 0), 0));
    const set = button("Set", again, { "aria-label": "Set the number that repeats its choices" });
    return row("Repeat its choices", number, {
      about: "After the same number it makes the same random choices.",
      parts: [make("span", { class: "number" }, number, set)],
    });
  }

  makeSound(sound) {
    const select = make("select", {
      id: "kind",
      class: "wide",
      onchange: () => sound.choose(select.value),
    });
    select.append(...Object.entries(KINDS).map(([kind, title]) => make("option", { value: kind }, title)));
    sound.onchoice = (kind) => (select.value = kind);
    return group(
      "Sound of this page",
      "Value 2 is the brightness; others are the timbre. You are a little to the left, the machine to the right.",
      row("Pitch", select),
    );
  }
}

export const modeName = (value) => (typeof value === "number" ? MODES[value]?.[0] : value);
