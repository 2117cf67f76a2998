// SPDX-License-Identifier: MIT
// Connects the parts of the page: what you do goes to the daemon, what both play is drawn and sounds.

import { Connection } from "./connection.js";
import { button, find, make, sentence } from "./elements.js";
import { Hands } from "./hands.js";
import { Logs } from "./logs.js";
import { Models, modelName } from "./models.js";
import { Parameters, modeName } from "./parameters.js";
import { Picture } from "./picture.js";
import { Ports } from "./ports.js";
import { DEGREES, synthesiser } from "./sound.js";
import { Training } from "./training.js";

const ECHO_SECONDS = 3; // within which our own event comes back from the daemon
const TURN_SECONDS = 0.7; // after an event, whoever made it still plays
const HEARD_GAP = 0.0001; // values that differ by less are the same
const MOST_MESSAGES = 3;

// ---- what is known

const facts = { mode: "callresponse", pause: 0 };
let dimension = null;
let here = false;
let sent = []; // our events that the daemon has not told us of yet
let hasPlayed = false;

const connection = new Connection(hear, showConnection);
const picture = new Picture(find("pad-picture"), find("timeline"));
const hands = new Hands(find("pad"), find("faders"), play);
const sound = { choose: chooseSound, onchoice: () => {} };
const parameters = new Parameters(find("play"), connection, sound);
const models = new Models(find("models"), connection, say);
const logs = new Logs(find("logs"), connection, say, (made) => training.useDataset(made));
const training = new Training(find("training"), connection, say);
const ports = new Ports(find("ports"), connection, say);

// ---- you

function play(values) {
  synthesiser.play("you", values);
  sent.push({ values, until: seconds() + ECHO_SECONDS });
  connection.word("event", ...values);
  show("you", values);
}

/** Whether this is our own event coming back. */
function isEcho(values) {
  const now = seconds();
  sent = sent.filter((each) => each.until > now);
  const place = sent.findIndex((each) => each.values.every((value, i) => Math.abs(value - values[i]) < HEARD_GAP));
  if (place < 0) return false;
  sent.splice(0, place + 1);
  return true;
}

function show(who, values) {
  picture.add(who, values);
  if (who === "you" && !hasPlayed) {
    hasPlayed = true;
    picture.place = hands.values;
    find("hint").hidden = true;
  }
  if (who === "machine") hands.showMachine(values);
}

// ---- the daemon

function hear(message) {
  if (message.hello) hello(message.hello);
  if (message.heard) heard(message);
  if (message.play) {
    synthesiser.play("machine", message.play);
    show("machine", message.play);
  }
  if (message.silence) silence();
  if ("planned" in message) picture.plan(message.planned === null ? null : message.planned - message.now);
  if (message.changed) changed(message.changed);
  if (message.loaded) loaded(message.loaded);
  if (message.error) say(message.error, "wrong");
  if (message.training) training.progress(message.training);
  for (const part of [models, logs, ports]) part.hear?.(message);
}

function hello(said) {
  loaded(said);
  if ("planned" in said) picture.plan(said.planned === null ? null : said.planned - said.now);
  models.show(said.models);
  ports.hello(said);
  logs.hello(said);
  training.hello(said);
  if (said.values?.length) hands.show(said.values);
}

function heard(message) {
  ports.heard(message.by);
  if (message.heard.length !== dimension - 1) setValues(message.heard.length);
  if (isEcho(message.heard)) return;
  hands.show(message.heard);
  synthesiser.play("you", message.heard);
  show("you", message.heard);
}

function silence() {
  synthesiser.end("machine");
  hands.hideMachine();
}

function changed(news) {
  for (const [name, value] of Object.entries(news)) {
    facts[name] = value;
    parameters.show(name, value);
  }
  logs.changed(news);
  showButtons();
}

function loaded(said) {
  parameters.hello(said.parameters);
  for (const [name, parameter] of Object.entries(said.parameters ?? {})) facts[name] = parameter.value;
  setValues(said.dimension ? said.dimension - 1 : 2); // without a model the first event decides
  models.loaded(said);
  facts.model = said.model;
  find("model").textContent = said.model ? modelName(said.model) : "no model: your playing is recorded";
  showButtons();
}

/** How many values an event has. */
function setValues(count) {
  if (dimension === count + 1) return;
  dimension = count + 1;
  picture.clear();
  picture.values = count;
  hands.show(Array(count).fill(0.5));
  picture.place = hasPlayed ? hands.values : null;
  find("bank").hidden = count < 3;
  chooseAxes(0, count > 1 ? 1 : 0);
  chooseSound(count > 4 ? "strings" : "notes");
}

// ---- pad

function chooseAxes(across, up) {
  const count = dimension - 1;
  for (const [id, chosen] of [["across", across], ["up", up]]) {
    const options = Array.from({ length: count }, (_, i) => make("option", { value: i }, `value ${i + 1}`));
    find(id).replaceChildren(...options);
    find(id).value = chosen;
  }
  moveAxes();
}

function moveAxes() {
  const axes = ["across", "up"].map((id) => Number(find(id).value));
  if (dimension === 2) axes[1] = 1; // a single value: the height of the pad does nothing
  hands.setAxes(...axes);
  picture.axes = axes;
  showDegrees();
}

for (const id of ["across", "up"]) find(id).addEventListener("change", moveAxes);

function chooseSound(kind) {
  synthesiser.kind = kind;
  sound.onchoice(kind);
  showDegrees();
}

function showDegrees() {
  picture.degrees = synthesiser.kind === "notes" && picture.axes[0] === 0 ? DEGREES : 0;
  picture.wake();
}

// ---- sound

for (const gesture of ["pointerdown", "pointerup", "keydown"])
  document.addEventListener(gesture, () => synthesiser.start(), { capture: true, passive: true });

function changeVolume() {
  const isMuted = find("mute").getAttribute("aria-pressed") === "true";
  synthesiser.setVolume(find("volume").valueAsNumber / 100, isMuted);
}

find("volume").addEventListener("input", changeVolume);
find("mute").addEventListener("click", () => {
  const isMuted = find("mute").getAttribute("aria-pressed") !== "true";
  find("mute").setAttribute("aria-pressed", isMuted);
  changeVolume();
});

// ---- whose turn it is

picture.onframe = showTurn;

function showTurn(now) {
  const [who, text] = turn(now);
  const line = find("turn");
  if (line.textContent !== text) line.textContent = text;
  if (line.dataset.who !== who) line.dataset.who = who;
}

function turn(now) {
  if (!here) return ["", "Not connected"];
  if (Number(facts.pause)) return ["", "Paused"];
  const [you, machine] = ["you", "machine"].map((who) => picture.newest(who)?.time ?? -Infinity);
  const mode = modeName(facts.mode);
  if (!facts.model) return now - you < TURN_SECONDS ? ["you", "You play"] : ["", "You are recorded"];
  if (machine >= you && now - machine < TURN_SECONDS) return ["machine", "The machine plays"];
  if (now - you < TURN_SECONDS && (picture.due === null || mode !== "callresponse" || picture.due - now < 0.05))
    return ["you", "You play"];
  if (picture.due !== null && picture.due > now) return ["machine", `The machine, in ${(picture.due - now).toFixed(1)} s`];
  if (now - you < TURN_SECONDS) return ["you", "You play"];
  if (mode === "battle") return ["machine", "The machine plays alone"];
  if (mode === "useronly") return ["you", "Only you play"];
  return ["", "Your turn"];
}

// ---- buttons and messages

find("pause").addEventListener("click", () => connection.word("pause", Number(facts.pause) ? 0 : 1));
find("reset").addEventListener("click", () => {
  if (connection.word("reset")) say("It has forgotten what both of you played.");
});

function showButtons() {
  const isPaused = Boolean(Number(facts.pause));
  find("pause").setAttribute("aria-pressed", isPaused);
  find("pause").textContent = isPaused ? "Go on" : "Pause";
  picture.wake();
}

/** One sentence for people; `action` may be [title, what to do]. It leaves by itself, later if it is bad news. */
function say(text, kind = "", action = null) {
  const all = find("messages");
  for (const old of all.children) if (old.dataset.text === text) old.remove();
  while (all.children.length >= MOST_MESSAGES) all.firstChild.remove();
  const message = make("div", { class: `message ${kind}`, "data-text": text }, make("p", {}, sentence(text)));
  const close = () => message.remove();
  if (action) message.append(button(action[0], () => (close(), action[1]())));
  message.append(button("Close", close, { class: "plain" }));
  all.append(message);
  setTimeout(close, kind === "wrong" || action ? 12000 : 5000);
}

function showConnection(state, attempts = 0) {
  const line = find("connection");
  const was = line.dataset.state;
  here = state === "here";
  line.dataset.state = state;
  line.textContent = { here: "connected", waiting: "connecting", lost: "not connected" }[state];
  if (state === "here" && was === "lost") say("Connected again.");
  if (state === "lost" && was === "here") {
    picture.plan(null);
    silence();
    say("The connection to mdrnn is lost; the page tries again by itself.", "wrong");
  }
  if (state === "waiting" && attempts === 3)
    say("mdrnn does not answer. Perhaps it has ended, or too many pages are open.", "wrong");
  if (state === "lost" && attempts === 10)
    say("There is still no connection. If mdrnn has been started again, open the link that it printed.", "wrong");
  picture.wake();
}

// ---- tabs

const tabs = [...document.querySelectorAll("[role=tab]")];

function choose(tab, isByKey) {
  for (const each of tabs) {
    const isChosen = each === tab;
    each.setAttribute("aria-selected", isChosen);
    each.tabIndex = isChosen ? 0 : -1;
    find(each.getAttribute("aria-controls")).hidden = !isChosen;
  }
  if (isByKey) tab.focus();
  const part = { models, logs, training, ports }[tab.getAttribute("aria-controls")];
  part?.refresh();
}

tabs.forEach((tab, place) => {
  tab.tabIndex = place ? -1 : 0;
  tab.addEventListener("click", () => choose(tab, false));
  tab.addEventListener("keydown", (event) => {
    const far = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (far === undefined) return;
    event.preventDefault();
    choose(tabs[(far + tabs.length) % tabs.length], true);
  });
});

function seconds() {
  return performance.now() / 1000;
}

find("timeline").setAttribute("aria-label", "The last ten seconds: your events are round, the machine's are diamonds.");
