// SPDX-License-Identifier: MIT
// The models: which one plays, the others, the one before, and files of your own.

import { attempt, button, counted, group, make } from "./elements.js";

const LARGEST = 64 * 2 ** 20; // bytes of a file that is sent
const PART = 32 * 2 ** 10; // bytes of one frame

/** Without folder and ending. */
export const modelName = (path) => String(path).replace(/^.*[/\\]/, "").replace(/\.tflite$/, "");

export class Models {
  constructor(panel, connection, say) {
    this.connection = connection;
    this.say = say;
    this.models = [];
    this.current = null;
    this.previous = null;
    this.about = make("p", { class: "about" });
    this.back = button("", () => this.load(this.previous), { hidden: true });
    this.list = make("ul", { class: "list" });
    panel.append(
      group("It plays", "", this.about, make("div", { class: "buttons" }, this.back)),
      group("All models", "Another one takes over without a gap.", this.list, this.makeUpload()),
    );
  }

  hear(message) {
    if (message.models) this.show(message.models);
  }

  async refresh() {
    if (!this.connection.can("models")) return;
    await attempt(this.say, async () => this.show((await this.connection.ask("models")).models));
  }

  /** Their names. */
  show(models) {
    this.models = models;
    this.draw();
  }

  loaded(said) {
    const name = said.model ? modelName(said.model) : null;
    if (this.current && name !== this.current) this.previous = this.current;
    this.current = name;
    this.about.textContent = name
      ? `${name}: ${counted(said.dimension - 1, "value")}` +
        (said.units ? `, ${counted(said.layers, "layer")} of ${said.units} units, ${said.mixtures} mixtures` : "")
      : "No model plays.";
    this.back.hidden = !this.previous;
    this.back.textContent = `Back to ${this.previous}`;
    this.draw();
  }

  draw() {
    this.list.replaceChildren(
      ...this.models.map((name) => {
        const isCurrent = name === this.current;
        return make(
          "li",
          { class: isCurrent ? "chosen" : "" },
          make("span", { class: "name" }, name),
          isCurrent ? make("span", { class: "small" }, "plays now") : this.loadButton(name),
        );
      }),
    );
  }

  loadButton(name) {
    return button("Load", () => this.load(name), { "aria-label": `Load ${name}` });
  }

  load(name) {
    this.connection.word("load", name);
  }

  // ---- a file of your own

  makeUpload() {
    const input = make("input", {
      type: "file",
      accept: ".tflite",
      class: "unseen",
      id: "upload",
      onchange: () => input.files.length && this.upload(input.files[0]).finally(() => (input.value = "")),
    });
    return make("div", { class: "buttons" }, make("label", { class: "file", for: "upload" }, input, "Add a .tflite file"));
  }

  async upload(file) {
    if (file.size > LARGEST) return this.say(`${file.name} has ${file.size} bytes, expected at most ${LARGEST}.`, "wrong");
    await attempt(this.say, async () => {
      const bytes = await file.arrayBuffer();
      const answer = this.connection.ask("upload_model", { name: file.name, size: file.size });
      for (let start = 0; start < bytes.byteLength; start += PART) this.connection.sendBytes(bytes.slice(start, start + PART));
      const { name, models } = await answer;
      this.say(`${name} is here.`, "", ["Load it", () => this.load(name)]);
      this.show(models);
    });
  }
}
