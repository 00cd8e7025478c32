// Draws messages. Texts only ever become text nodes, so nothing in them can run.

import { sendLocation } from "./tools.js";
import { offer } from "./voice.js";

const log = document.getElementById("log");
const LINK = /https:\/\/[^\s<>"”)]+[^\s<>"”).,;:]/g;

// "**bold**" and addresses; everything else is text.
function inline(parent, text) {
  text.split("**").forEach((part, index, parts) => {
    const bold = index % 2 === 1 && index < parts.length - 1;
    const place = bold ? parent.appendChild(document.createElement("strong")) : parent;
    let from = 0;
    part.replace(LINK, (address, at) => {
      place.append(part.slice(from, at));
      const link = place.appendChild(document.createElement("a"));
      link.href = address;
      link.rel = "noopener noreferrer";
      link.target = "_blank";
      link.textContent = address;
      from = at + address.length;
      return address;
    });
    place.append(part.slice(from));
  });
}

// Lines that begin with "• " become a list, others paragraphs.
function block(parent, text) {
  let list = null;
  text.split("\n").filter((line) => line.trim()).forEach((line) => {
    if (line.startsWith("• ")) {
      list = list || parent.appendChild(document.createElement("ul"));
      inline(list.appendChild(document.createElement("li")), line.slice(2));
    } else {
      list = null;
      inline(parent.appendChild(document.createElement("p")), line);
    }
  });
}

function turn(who, spoken) {
  const element = document.createElement("article");
  element.className = `turn ${who}`;
  element.setAttribute("aria-label", spoken);
  const bubble = element.appendChild(document.createElement("div"));
  bubble.className = "bubble";
  return { element, bubble };
}

export function showUser(text, clientId) {
  const { element, bubble } = turn("user", "Bà con");
  bubble.textContent = text;
  element.dataset.client = clientId;
  add(element);
  return element;
}

export function setState(clientId, words) {
  const element = log.querySelector(`[data-client="${clientId}"]`);
  if (!element) return;
  let state = element.querySelector(".state");
  if (!words) { if (state) state.remove(); return; }
  state = state || element.appendChild(document.createElement("p"));
  state.className = "state";
  state.textContent = words;
}

export function removeUser(clientId) {
  const element = log.querySelector(`[data-client="${clientId}"]`);
  if (element) element.remove();
}

export function showReply(reply, press) {
  if (document.getElementById(`reply-${reply.id}`)) return;
  const { element, bubble } = turn("assistant", "Trợ lý");
  element.id = `reply-${reply.id}`;
  block(bubble, reply.text);
  if (reply.small) {
    const small = bubble.appendChild(document.createElement("p"));
    small.className = "small";
    small.textContent = reply.small;
  }
  (reply.files || []).forEach((file) => {
    const link = element.appendChild(document.createElement("a"));
    link.className = "file";
    link.href = `tep/${encodeURIComponent(file.id)}`;
    link.download = file.name;
    link.textContent = `Tải về: ${file.name}`;
  });
  const ear = element.appendChild(document.createElement("div"));
  ear.className = "ear";
  offer(ear, reply.id);
  if (reply.wants_location) {
    const here = element.appendChild(document.createElement("button"));
    here.type = "button";
    here.className = "choice place";
    here.textContent = "Gửi vị trí của tôi";
    here.addEventListener("click", sendLocation);
  }
  if (reply.buttons && reply.buttons.length) {
    log.querySelectorAll(".assistant").forEach((older) => older.classList.add("older"));
    const row = element.appendChild(document.createElement("div"));
    row.className = "choices";
    reply.buttons.forEach((choice) => {
      const button = row.appendChild(document.createElement("button"));
      button.type = "button";
      button.className = "choice";
      button.textContent = choice.title;
      button.addEventListener("click", () => press(choice));
    });
  }
  add(element);
}

// A new message is brought into view by its beginning, so that long answers are read from the top.
function add(element) {
  log.appendChild(element);
  element.scrollIntoView({ block: element.offsetHeight > log.clientHeight ? "start" : "nearest" });
}

export function clear() {
  log.querySelectorAll(".turn").forEach((element) => element.remove());
}
