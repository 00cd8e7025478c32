// The page: takes what people type, sends it until it has arrived, shows what comes back.

import { Refused, forget, history, listen, pause, send, store, upload } from "./api.js";
import { offerTools, showListening } from "./tools.js";
import { clear, removeUser, setState, showReply, showUser } from "./view.js";
import { readAloud } from "./voice.js";

const UNSENT = "troly.unsent";
const SCALE = "troly.scale";
const LINK = "troly.link";
const text = document.getElementById("text");
const banner = document.getElementById("banner");
const typing = document.getElementById("typing");
const trouble = document.getElementById("trouble");

const WAKING = "Trợ lý đang thức dậy. Bà con cứ gửi câu hỏi, có câu trả lời ngay khi sẵn sàng.";
const WORDLESS = { voice: "(tin thoại)", photo: "(hình)" };
const OFFLINE = "Mất mạng. Tin sẽ được gửi khi có mạng lại.";

// Messages that the gateway has not acknowledged yet; kept over a reload.
let unsent = JSON.parse(store.get(UNSENT) || "[]");
// Turns that were accepted and have no reply yet.
const waiting = new Set();
const answered = new Set();
let sending = false;

function keepUnsent() { store.set(UNSENT, JSON.stringify(unsent)); }

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(words, button) {
  const message = { client_id: newId(), text: words };
  if (button) message.button = button;
  unsent.push(message);
  keepUnsent();
  showUser(words, message.client_id);
  deliver();
}

// Somebody came by a link of a community team: the gateway knows what it leads to.
function enterByLink() {
  const code = new URLSearchParams(window.location.search).get("l");
  if (!code || store.get(LINK) === code) return;
  store.set(LINK, code);
  unsent.push({ client_id: newId(), text: code, kind: "start" });
  keepUnsent();
}

// A recording or a photo is too large to be kept here: it is sent now or not at all.
async function bring(kind, blob, words) {
  const id = newId();
  showUser(words, id);
  for (let wait = 500; ; wait *= 2) {
    try {
      const turn = await upload(kind, id, blob);
      if (!answered.has(turn)) waiting.add(turn);
      setState(id, "");
      showTyping();
      return;
    } catch (error) {
      if (error instanceof Refused || wait > 8000) {
        removeUser(id);
        trouble.textContent = error instanceof Refused ? error.message : "Chưa gửi được. Coi lại mạng rồi thử lại nhé.";
        trouble.hidden = false;
        return;
      }
      setState(id, "Đang gửi lại…");
      await pause(wait);
    }
  }
}

// Sends what is unsent, in order, until it has arrived; the gateway ignores repeats.
async function deliver() {
  if (sending) return;
  sending = true;
  showTyping();
  let wait = 500;
  while (unsent.length) {
    const message = unsent[0];
    try {
      const turn = await send(message);
      if (!answered.has(turn)) waiting.add(turn);
      setState(message.client_id, "");
      unsent.shift();
      wait = 500;
    } catch (error) {
      if (error instanceof Refused) {
        giveBack(unsent.shift(), error.message);
      } else {
        setState(message.client_id, "Đang gửi lại…");
        await Promise.race([pause(wait), new Promise((go) => { window.addEventListener("online", go, { once: true }); })]);
        wait = Math.min(wait * 2, 8000);
      }
    }
    keepUnsent();
  }
  sending = false;
  showTyping();
}

// A message that was refused goes back into the box, so that nothing typed is lost.
function giveBack(message, why) {
  removeUser(message.client_id);
  trouble.textContent = why;
  trouble.hidden = false;
  if (!text.value) text.value = message.text;
  fit();
  text.focus();
}

function showTyping() { typing.hidden = !(waiting.size || unsent.length); }

function receive(reply) {
  answered.add(reply.turn_id);
  waiting.delete(reply.turn_id);
  showReply(reply, (choice) => say(choice.title, choice.token));
  showTyping();
}

function showState(state) {
  const words = { waking: WAKING, offline: OFFLINE }[state] || "";
  if (banner.textContent !== words) banner.textContent = words;
  banner.hidden = !words;
}

async function start() {
  let past = null;
  while (!past) {
    try {
      past = await history();
    } catch (_) {
      showState("offline");
      await pause(1500);
    }
  }
  showState("");
  const known = new Set(past.items.map((item) => item.client_id));
  unsent = unsent.filter((message) => !known.has(message.client_id));
  keepUnsent();
  past.items.forEach((item) => {
    if (item.from === "user") {
      waiting.add(item.turn_id);
      const here = document.querySelector(`[data-client="${item.client_id}"]`);
      if (!here && item.kind !== "start") showUser(item.text || WORDLESS[item.kind] || "…", item.client_id);
    } else {
      receive(item);
    }
  });
  enterByLink();
  showListening(past.listens);
  unsent.filter((message) => message.kind !== "start" && !document.querySelector(`[data-client="${message.client_id}"]`))
    .forEach((message) => showUser(message.text, message.client_id));
  showTyping();
  deliver();
  listen(past.last_id, { reply: (reply) => { receive(reply); readAloud(reply); }, state: showState });
}

function fit() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 4}px`;
}

function submit() {
  const words = text.value.trim();
  if (!words) { text.focus(); return; }
  trouble.hidden = true;
  text.value = "";
  fit();
  say(words);
}

function rescale(by) {
  const scale = Math.min(Math.max(Number(store.get(SCALE) || 1) + by, 0.8), 2);
  store.set(SCALE, String(scale));
  document.documentElement.style.setProperty("--scale", String(scale));
}

document.getElementById("form").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
text.addEventListener("input", fit);
text.addEventListener("keydown", (event) => {
  // 229: an input method is still composing a Vietnamese letter.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    submit();
  }
});
document.querySelectorAll("#welcome .choice").forEach((button) => {
  button.addEventListener("click", () => say(button.textContent));
});
document.getElementById("larger").addEventListener("click", () => rescale(0.15));
document.getElementById("smaller").addEventListener("click", () => rescale(-0.15));
document.getElementById("fresh").addEventListener("click", () => {
  if (!window.confirm("Bắt đầu cuộc trò chuyện mới? Tin cũ sẽ không còn thấy trên máy này.")) return;
  forget();
  unsent = [];
  keepUnsent();
  clear();
  window.location.reload();
});
offerTools({
  say,
  bring,
  trouble(words) { trouble.textContent = words; trouble.hidden = !words; },
});
rescale(0);
start();
