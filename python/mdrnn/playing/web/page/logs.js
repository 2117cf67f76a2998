// SPDX-License-Identifier: MIT
// The logs: record, list, play back, download, delete and undo, and make a dataset of some.

import { attempt, button, counted, group, make, row, seconds } from "./elements.js";

export class Logs {
  constructor(panel, connection, say, made) {
    this.connection = connection;
    this.say = say;
    this.made = made;
    this.logs = [];
    this.current = "";
    this.replaying = null;
    this.left = new Set(); // logs that are not for the dataset
    this.record = button("Record", () => connection.word("record", this.current ? 0 : 1), { "aria-pressed": "false" });
    this.state = make("p", { class: "about" });
    this.list = make("ul", { class: "list" });
    this.name = make("input", { id: "dataset-name", type: "text", value: "mine", maxlength: "60" });
    this.make = button("Make a dataset", () => this.makeDataset(), { class: "first" });
    panel.append(
      group("Record", "What both of you play goes into a log.", make("div", { class: "buttons" }, this.record), this.state),
      group("Logs", "Those with a tick go into the dataset.", this.list),
      group(
        "Dataset",
        "What a model learns from. Ten minutes of playing are enough for a first one.",
        row("Its name", this.name),
        make("div", { class: "buttons" }, this.make),
      ),
    );
  }

  hello(said) {
    this.replaying = said.replay?.name ?? null;
    this.changed({ log: said.log ?? "" });
  }

  changed(news) {
    if (!("log" in news)) return;
    this.current = news.log;
    this.record.setAttribute("aria-pressed", Boolean(this.current));
    this.record.textContent = this.current ? "Stop recording" : "Record";
    this.state.textContent = this.current ? `Recording into ${this.current}.` : "";
    this.refresh();
  }

  hear(message) {
    if (message.replay !== undefined) {
      this.replaying = message.replay?.name ?? null;
      this.draw();
    }
    if (message.logs) this.show(message.logs);
  }

  async refresh() {
    if (!this.connection.can("logs")) return;
    await attempt(this.say, async () => this.show((await this.connection.ask("logs")).logs));
  }

  show(logs) {
    this.logs = logs;
    this.draw();
  }

  draw() {
    const items = this.logs.map((log) => this.item(log));
    this.list.replaceChildren(...items);
    if (!items.length) this.list.append(make("li", { class: "empty" }, "No log yet. Press Record and play."));
    this.make.disabled = !this.picked().length;
  }

  picked() {
    return this.logs.map((log) => log.name).filter((name) => !this.left.has(name));
  }

  item(log) {
    const { name } = log;
    const box = make("input", {
      type: "checkbox",
      "aria-label": `${name} goes into the dataset`,
      onchange: () => {
        if (box.checked) this.left.delete(name);
        else this.left.add(name);
        this.make.disabled = !this.picked().length;
      },
    });
    box.checked = !this.left.has(name);
    const about = [
      log.events !== undefined && counted(log.events, "event"),
      log.seconds !== undefined && seconds(log.seconds),
      log.dimension && counted(log.dimension - 1, "value"),
    ];
    const isReplaying = this.replaying === name;
    return make(
      "li",
      { class: isReplaying ? "chosen" : "" },
      make(
        "div",
        { class: "picked" },
        box,
        make(
          "div",
          {},
          make("span", { class: "name" }, name),
          make("p", { class: "small" }, about.filter(Boolean).join(", ")),
        ),
      ),
      make("span", { class: "small" }, name === this.current ? "recording" : ""),
      make(
        "div",
        { class: "buttons" },
        isReplaying
          ? button("Stop", () => this.stopReplay(), { "aria-label": `Stop playing ${name} back` })
          : button("Play back", () => this.replay(name), { "aria-label": `Play ${name} back` }),
        make("a", { class: "file", href: `logs/${encodeURIComponent(name)}`, download: name, "aria-label": `Download ${name}` }, "Download"),
        button("Delete", () => this.remove(name), { class: "danger", "aria-label": `Delete ${name}`, disabled: name === this.current }),
      ),
    );
  }

  replay(name) {
    return attempt(this.say, () => this.connection.ask("replay", { name }));
  }

  stopReplay() {
    return attempt(this.say, () => this.connection.ask("stop_replay"));
  }

  remove(name) {
    return attempt(this.say, async () => {
      const { logs } = await this.connection.ask("delete_log", { name });
      this.say(`${name} is deleted.`, "", ["Undo", () => this.undo(name)]);
      this.show(logs);
    });
  }

  undo(name) {
    return attempt(this.say, async () => this.show((await this.connection.ask("undo_delete", { name })).logs));
  }

  makeDataset() {
    return attempt(this.say, async () => {
      this.make.disabled = true;
      try {
        const made = await this.connection.ask("make_dataset", { name: this.name.value.trim(), logs: this.picked() });
        for (const warning of made.warnings ?? []) this.say(warning);
        this.say(made.sentence ?? `The dataset ${made.name ?? this.name.value} is made.`);
        this.made(made);
      } finally {
        this.make.disabled = !this.picked().length;
      }
    });
  }
}
