// SPDX-License-Identifier: MIT
// The socket to the daemon: words out, events in, questions with answers; connects again by itself.

const FIRST_WAIT = 400; // ms before the second attempt; then longer, up to LAST_WAIT
const LAST_WAIT = 3000;
const ANSWER_WAIT = 20000; // ms
const LONG_WAITS = { learn: 60000, upload_model: 180000, make_dataset: 900000, train: 60000 };

export class Connection {
  /** `hear` gets each message of the daemon; `state` "waiting", "here" or "lost", and the number of vain attempts. */
  constructor(hear, state) {
    this.hear = hear;
    this.state = state;
    this.questions = new Map();
    this.number = 0;
    this.attempts = 0;
    this.wait = FIRST_WAIT;
    this.everHere = false;
    this.known = []; // the questions that the daemon answers
    this.open();
    const sooner = () => this.sooner();
    window.addEventListener("online", sooner);
    document.addEventListener("visibilitychange", sooner);
  }

  open() {
    clearTimeout(this.timer);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const token = linkToken();
    const address = new URL("socket", `${scheme}//${location.host}${location.pathname}`);
    if (token) address.searchParams.set("token", token);
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.onmessage = (message) => this.receive(message.data);
    socket.onclose = () => {
      if (this.socket === socket) this.closed();
    };
  }

  receive(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return; // IMPSY's text words are not for us
    }
    if (message.hello) {
      this.known = message.hello.questions ?? [];
      this.wait = FIRST_WAIT;
      this.attempts = 0;
      this.everHere = true;
      this.state("here");
    }
    if (message.answer !== undefined && this.questions.has(message.id)) this.answered(message);
    else this.hear(message);
  }

  closed() {
    this.socket = null;
    for (const question of this.questions.values()) question.fail("The connection was lost before mdrnn answered.");
    this.attempts += 1;
    this.state(this.everHere ? "lost" : "waiting", this.attempts);
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 1.6, LAST_WAIT);
  }

  /** An attempt now: the network is back, or somebody looks at the page again. */
  sooner() {
    if (!this.socket && document.visibilityState === "visible") this.open();
  }

  get here() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (this.here) this.socket.send(JSON.stringify(message));
    return this.here;
  }

  /** A part of a file. */
  sendBytes(bytes) {
    if (this.here) this.socket.send(bytes);
  }

  /** Any word of the table, such as word("mode", "battle"). */
  word(word, ...words) {
    return this.send({ word, arguments: words });
  }

  can(what) {
    return this.here && this.known.includes(what);
  }

  /** A question, such as ask("models"): its answer, or an Error with a sentence. */
  ask(what, more = {}) {
    const id = ++this.number;
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.questions.delete(id);
      };
      const fail = (sentence) => {
        done();
        reject(new Error(sentence));
      };
      const wait = LONG_WAITS[what] ?? ANSWER_WAIT;
      const timer = setTimeout(() => fail(`mdrnn has not answered for ${wait / 1000} seconds.`), wait);
      this.questions.set(id, { fail, resolve: (message) => (done(), resolve(message)) });
      if (!this.send({ ask: what, id, ...more })) fail("There is no connection to mdrnn.");
    });
  }

  answered(message) {
    const question = this.questions.get(message.id);
    if (message.error) question.fail(message.error);
    else question.resolve(message);
  }
}

/** The token of the link that mdrnn printed, after # or ?. */
export function linkToken() {
  return (
    new URLSearchParams(location.hash.slice(1)).get("token") ?? new URLSearchParams(location.search).get("token") ?? ""
  );
}
