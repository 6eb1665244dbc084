// Keeps a page in step with the sandbox. While somebody looks, it asks twice a second whether
// anything was written; the answer is 304 and no body until something was. Without this script
// every page is the same, and "Look again" does by hand what is done here.
"use strict";

const main = document.querySelector("main");
const pulse = document.querySelector("#pulse span");
const first = main.outerHTML; // what was drawn, before anybody opened or typed anything
const EVERY_MS = 500;
const AFTER_SILENCE_MS = 5000;
const heights = new WeakMap();
let edition = "";
let timer = 0;

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  let pause = EVERY_MS;
  try {
    const answer = await fetch(location.href, {
      cache: "no-store",
      headers: { Accept: "text/html", ...(edition && { "If-None-Match": edition }) },
    });
    if (answer.ok) show(await answer.text(), answer.headers.get("ETag"));
    say("Live");
  } catch {
    say("No answer");
    pause = AFTER_SILENCE_MS;
  }
  timer = setTimeout(ask, pause);
}

function show(text, etag) {
  edition = etag ?? "";
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  if (main.dataset.live === "now") {
    match(main, fresh);
    scrollAllDown();
  } else if (fresh.outerHTML !== first) {
    announce();
  }
}

// Makes `old` what `fresh` is and leaves alone all that is equal, so that what somebody has typed
// or focused stays. Children that have an id are found again by it.
function match(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeName !== fresh.nodeName || old.nodeType !== Node.ELEMENT_NODE) {
    old.replaceWith(fresh);
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  const kept = new Set([...fresh.children].map((child) => child.id));
  for (const child of [...old.children]) {
    if (child.id && !kept.has(child.id)) child.remove();
  }
  let place = old.firstChild;
  const drop = () => {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  };
  for (const child of [...fresh.childNodes]) {
    const known = child.id ? [...old.children].find((one) => one.id === child.id) : place;
    while (child.id && known && place !== known && !place.id) drop();
    if (!known || (!child.id && known.id)) {
      old.insertBefore(child, place);
    } else {
      if (known === place) place = place.nextSibling;
      else old.insertBefore(known, place);
      match(known, child);
    }
  }
  while (place) drop();
}

// A conversation is read from its end.
function scrollAllDown() {
  for (const talk of document.querySelectorAll(".talk")) {
    if (heights.get(talk) !== talk.scrollHeight) talk.scrollTop = talk.scrollHeight;
    heights.set(talk, talk.scrollHeight);
  }
}

function announce() {
  const news = document.querySelector("#news");
  if (news.firstChild) return;
  const link = document.createElement("a");
  link.href = "";
  link.textContent = "There is news. Show it";
  news.append(link);
}

function say(word) {
  if (pulse.textContent !== word) pulse.textContent = word;
}

if (main.dataset.live !== "never") {
  document.querySelector("#pulse a").hidden = true;
  pulse.hidden = false;
  scrollAllDown();
  document.addEventListener("visibilitychange", ask);
  ask();
}
