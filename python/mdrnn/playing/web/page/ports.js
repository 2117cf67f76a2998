// SPDX-License-Identifier: MIT
// What is connected: channels, MIDI ports, and which control moves which value.

import { attempt, button, group, make } from "./elements.js";

export class Ports {
  constructor(panel, connection, say) {
    this.connection = connection;
    this.say = say;
    this.by = new Set();
    this.learning = null;
    this.channels = make("ul", { class: "list" });
    this.last = make("p", { class: "about" });
    this.midi = make("div", { class: "group" });
    this.mapping = make("ul", { class: "list" });
    panel.append(
      group("Connected", "", this.channels, this.last),
      group("MIDI ports", "", this.midi, make("div", { class: "buttons" }, button("Look again", () => this.refresh()))),
      group("Which control moves which value", "Press Learn, then move one knob, fader or key.", this.mapping),
    );
    this.drawChannels([]);
    this.drawPorts({});
    this.drawMapping([]);
  }

  hello(said) {
    this.drawChannels(said.channels);
  }

  /** By which channel the player was heard. */
  heard(by) {
    if (!by || this.by.has(by)) return;
    this.by.add(by);
    this.last.textContent = `You have been heard from: ${[...this.by].join(", ")}.`;
  }

  hear(message) {
    if (message.learned) this.learned(message.learned);
  }

  async refresh() {
    if (!this.connection.can("ports")) return;
    await attempt(this.say, async () => {
      this.drawPorts(await this.connection.ask("ports"));
      this.drawMapping((await this.connection.ask("mapping")).mapping);
    });
  }

  drawChannels(channels) {
    const items = channels.map((text) => make("li", {}, make("span", {}, text)));
    this.channels.replaceChildren(...(items.length ? items : [make("li", { class: "empty" }, "Only this page.")]));
  }

  drawPorts({ inputs = [], outputs = [], sentence = "" }) {
    const item = (name) => make("li", {}, make("span", { class: "name" }, name));
    const list = (title, names) =>
      make("div", {}, make("h3", { class: "small" }, title), make("ul", { class: "list" }, ...names.map(item)));
    if (!inputs.length && !outputs.length)
      return this.midi.replaceChildren(make("p", { class: "empty" }, sentence || "No MIDI port is here."));
    this.midi.replaceChildren(list("In", inputs), list("Out", outputs));
  }

  /** One entry for each value, with its text. */
  drawMapping(mapping) {
    const items = mapping.map((entry, index) => {
      const text = inWords(entry.text) || "nothing yet";
      const isLearning = this.learning === index;
      return make(
        "li",
        { class: isLearning ? "chosen" : "" },
        make("div", {}, make("span", { class: "name" }, `Value ${index + 1}`), make("p", { class: "small" }, text)),
        button(isLearning ? "Move it now" : "Learn", () => this.learn(index, mapping), { "aria-label": `Learn value ${index + 1}` }),
      );
    });
    this.mapping.replaceChildren(
      ...(items.length ? items : [make("li", { class: "empty" }, "There is no MIDI mapping in this run.")]),
    );
  }

  async learn(index, mapping) {
    this.learning = index;
    this.drawMapping(mapping);
    const answer = await attempt(this.say, () => this.connection.ask("learn", { index }));
    this.learning = null;
    this.drawMapping(answer?.mapping ?? mapping);
  }

  /** Somebody, perhaps on another page, has moved a control. */
  learned({ mapping }) {
    this.learning = null;
    this.drawMapping(mapping);
  }
}

/** As the daemon writes it in a configuration, `control_change 1 7`: channel first. */
function inWords(mapping) {
  return mapping
    .replace(/control_change (\d+) (\d+)/g, "controller $2 on channel $1")
    .replace(/note_on (\d+)/g, "notes on channel $1")
    .replace(/note_velocity (\d+)/g, "velocity on channel $1")
    .replace(/pitch_bend (\d+)/g, "pitch bend on channel $1");
}
