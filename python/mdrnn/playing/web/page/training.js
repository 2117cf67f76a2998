// SPDX-License-Identifier: MIT
// Training: starts `mdrnn train` beside the music, shows how far it is, and lets the new model play.

import { attempt, button, group, make, row, seconds } from "./elements.js";

const SIZES = [
  ["xs", "very small: for a first try"],
  ["s", "small: the usual one"],
  ["m", "medium: for an hour of playing and more"],
];

export class Training {
  constructor(panel, connection, say) {
    this.connection = connection;
    this.say = say;
    this.isRunning = false;
    this.dataset = make("select", { id: "train-dataset" });
    this.size = make("select", { id: "train-size", class: "wide" }, ...SIZES.map(([size, about]) => make("option", { value: size }, `${size}, ${about}`)));
    this.minutes = make("input", { id: "train-minutes", type: "number", min: "0.1", max: "600", step: "any", value: "5" });
    this.start = button("Train", () => this.begin(), { class: "first" });
    this.stop = button("Stop and keep the best", () => this.ask("stop_training"), { hidden: true });
    this.bar = make("progress", { max: "1", value: "0", "aria-label": "How far the training is", hidden: true });
    this.state = make("p", { class: "about", role: "status" });
    this.use = button("Let the new model play", () => this.ask("use_trained"), { class: "first", hidden: true });
    this.back = button("Back to the one before", () => this.ask("use_previous"), { hidden: true });
    panel.append(
      group(
        "Train a model on your playing",
        "It runs beside the music and takes only the processor time that is left. Record first, under Logs, then make a dataset.",
        row("Dataset", this.dataset),
        row("Minutes", this.minutes),
        row("Size", this.size),
        make("div", { class: "buttons" }, this.start, this.stop),
      ),
      group("How it goes", "", this.bar, this.state, make("div", { class: "buttons" }, this.use, this.back)),
    );
    this.showDatasets([], "");
    this.show({ state: "none" });
  }

  async refresh() {
    if (!this.connection.can("datasets")) return;
    const answer = await this.ask("datasets");
    if (answer) this.showDatasets(answer.datasets, this.dataset.value);
  }

  showDatasets(names, chosen) {
    this.dataset.replaceChildren(...names.map((name) => make("option", { value: name }, name)));
    if (!names.length) this.dataset.append(make("option", { value: "" }, "none yet"));
    if (names.includes(chosen)) this.dataset.value = chosen;
    this.start.disabled = !names.length;
  }

  hello(said) {
    this.show(said.training ?? { state: "none" });
  }

  async useDataset(made) {
    await this.refresh();
    if (made.name) this.dataset.value = made.name;
  }

  ask(what, more = {}) {
    return attempt(this.say, () => this.connection.ask(what, more));
  }

  async begin() {
    this.start.disabled = true;
    const answer = await this.ask("train", {
      dataset: this.dataset.value,
      size: this.size.value,
      minutes: this.minutes.valueAsNumber || 5,
    });
    this.start.disabled = false;
    if (answer) this.show({ state: "running", ...answer.training });
  }

  progress(said) {
    const wasRunning = this.isRunning;
    this.show(said);
    if (wasRunning && said.state === "done") this.say("The training is done.", "", ["Let it play", () => this.ask("use_trained")]);
    if (said.state === "failed" && said.sentence) this.say(said.sentence, "wrong");
  }

  show(said) {
    this.isRunning = said.state === "running";
    this.start.hidden = this.isRunning;
    this.stop.hidden = this.bar.hidden = !this.isRunning;
    if (said.progress > 0) this.bar.value = said.progress;
    else if (this.isRunning) this.bar.removeAttribute("value");
    this.use.hidden = !said.trained;
    this.use.textContent = `Let ${said.trained} play`;
    this.back.hidden = !said.previous;
    this.back.textContent = `Back to ${said.previous}`;
    this.state.textContent = said.sentence ?? this.sentence(said);
  }

  sentence(said) {
    const parts = [];
    if (said.state === "none") parts.push("No training is running.");
    if (said.state === "running") parts.push(typeof said.progress === "number" ? `${Math.round(100 * said.progress)} % done.` : "It has begun.");
    if (said.state === "done") parts.push("The training is done.");
    if (said.state === "failed") parts.push("The training has failed.");
    if (said.epoch) parts.push(`Round ${said.epoch}.`);
    if (typeof said.loss === "number") parts.push(`Loss ${said.loss.toFixed(2)}: lower is better.`);
    if (typeof said.seconds_left === "number") parts.push(`About ${seconds(said.seconds_left)} left.`);
    return parts.join(" ");
  }
}
