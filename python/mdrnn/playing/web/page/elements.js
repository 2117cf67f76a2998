// SPDX-License-Identifier: MIT
// Elements of the page, made without any text being read as HTML; numbers and times as people read them.

/** make("button", {class: "first", onclick: f}, "Load"): an element with attributes, listeners and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else if (value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const find = (id) => document.getElementById(id);

export const button = (text, onclick, attributes = {}) => make("button", { type: "button", onclick, ...attributes }, text);

/** A heading, a sentence about it, and what belongs to it. */
export function group(title, about, ...children) {
  return make("div", { class: "group" }, make("h2", {}, title), about && make("p", { class: "about" }, about), ...children);
}

/** A control beside its title, and a sentence below; `parts`: what the row shows, if it is more than the control. */
export function row(title, control, { about, parts = [control] } = {}) {
  const id = `${control.id}-about`;
  if (about) control.setAttribute("aria-describedby", id);
  const below = about && make("p", { class: "small wide", id }, about);
  return make("div", { class: "row" }, make("label", { for: control.id }, title), ...parts, below);
}

/** 0.1 + 0.2 is 0.3 here. */
export const tidy = (number) => Number(number.toPrecision(4));

export function seconds(number) {
  if (!Number.isFinite(number)) return "";
  if (number < 60) return `${tidy(Math.round(number * 10) / 10)} s`;
  const minutes = Math.floor(number / 60);
  return `${minutes} min ${Math.round(number - 60 * minutes)} s`;
}

export const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

export const sentence = (text) => {
  const plain = String(text).trim();
  const begun = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
};

/** What `act` comes to; null if it fails, which is told to people. */
export async function attempt(say, act) {
  try {
    return await act();
  } catch (error) {
    say(error.message, "wrong");
    return null;
  }
}

/** Messages of one kind at most `count` times in a second; the newest is never lost. */
export function limited(send, gap) {
  let last = -Infinity;
  let timer = 0;
  return (...words) => {
    clearTimeout(timer);
    const wait = last + gap - performance.now();
    const now = () => {
      last = performance.now();
      send(...words);
    };
    if (wait <= 0) now();
    else timer = setTimeout(now, wait);
  };
}
