// Talks to the gateway. Knows nothing of the page.

const TOKEN = "troly.token";

export class Refused extends Error {
  // The gateway did not take a message; `message` may be shown as it is.
  constructor(message) { super(message); this.name = "Refused"; }
}

// localStorage can be switched off; then a conversation lasts as long as the page.
const memory = {};
export const store = {
  get(key) { try { return localStorage.getItem(key); } catch (_) { return memory[key] || null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch (_) { memory[key] = value; } },
  remove(key) { try { localStorage.removeItem(key); } catch (_) { delete memory[key]; } },
};

export function forget() { store.remove(TOKEN); }

let opening = null;
async function token() {
  const known = store.get(TOKEN);
  if (known) return known;
  // Several calls may need a session at once; they share one.
  if (!opening) {
    opening = fetch("api/session", { method: "POST" })
      .then((response) => { if (!response.ok) throw new Error("session"); return response.json(); })
      .then((body) => { store.set(TOKEN, body.token); return body.token; })
      .finally(() => { opening = null; });
  }
  return opening;
}

async function call(path, options = {}, again = true) {
  const bearer = await token();
  const headers = Object.assign({ Authorization: `Bearer ${bearer}` }, options.headers);
  const response = await fetch(path, Object.assign({}, options, { headers }));
  if (response.status === 401 && again) {
    if (store.get(TOKEN) === bearer) forget();
    return call(path, options, false);
  }
  return response;
}

export async function send(message) {
  const response = await call("api/messages", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(message),
  });
  if (response.ok) return (await response.json()).turn_id;
  if (response.status >= 500 || response.status === 429) throw new Error("later");
  const body = await response.json().catch(() => ({}));
  throw new Refused((body.error && body.error.message) || "Tin này chưa gửi được.");
}

// Sends a recording or a photo; the gateway ignores repeats.
export async function upload(kind, clientId, blob) {
  const response = await call(`api/${kind}?client_id=${clientId}`, {
    method: "POST", headers: { "Content-Type": blob.type.split(";")[0] }, body: blob,
  });
  if (response.ok) return (await response.json()).turn_id;
  if (response.status >= 500 || response.status === 429) throw new Error("later");
  const body = await response.json().catch(() => ({}));
  throw new Refused((body.error && body.error.message) || "Tệp này chưa gửi được.");
}

// A part of a reply read aloud, and how many parts there are; null where no voice can say it.
export async function speech(reply, codec, slow, part) {
  const response = await call(`api/speech?reply=${reply}&codec=${codec}&slow=${slow ? 1 : 0}&part=${part}`);
  if (!response.ok) throw new Error("speech");
  if (response.status === 204) return null;
  return { sound: await response.blob(), parts: Number(response.headers.get("X-Parts")) };
}

export async function history() {
  const response = await call("api/history");
  if (!response.ok) throw new Error("history");
  return response.json();
}

// Calls on.reply for each reply after `after`, and on.state with "ready" or "waking", for ever.
export async function listen(after, on) {
  let last = after;
  let failures = 0;
  const take = (reply) => { if (reply.id > last) { last = reply.id; on.reply(reply); } };
  for (;;) {
    try {
      if (failures < 2 && window.ReadableStream) {
        await stream(last, take, on.state, () => { failures = 0; });
        failures += 1;
      } else {
        await poll(last, take, on.state);
        failures = 2;
      }
    } catch (_) {
      failures += 1;
      on.state("offline");
      await pause(Math.min(500 * failures, 5000));
    }
  }
}

async function poll(after, take, state) {
  const response = await call(`api/replies?after=${after}&wait=25`);
  if (!response.ok) throw new Error("replies");
  const body = await response.json();
  state(body.dialogue);
  body.replies.forEach(take);
}

// Server-sent events by fetch, because EventSource cannot send the bearer token.
async function stream(after, take, state, alive) {
  const headers = { Accept: "text/event-stream", "Last-Event-ID": String(after) };
  const response = await call("api/events", { headers });
  if (!response.ok || !response.body) throw new Error("events");
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = blocks.pop();
    blocks.map(parseEvent).forEach((event) => {
      if (event.name === "reply") take(event.data);
      if (event.name === "state") state(event.data.dialogue);
    });
  }
}

function parseEvent(block) {
  const event = { name: "", data: null };
  block.split("\n").forEach((line) => {
    if (line.startsWith("event: ")) event.name = line.slice(7);
    if (line.startsWith("data: ")) event.data = JSON.parse(line.slice(6));
  });
  return event;
}

export function pause(ms) { return new Promise((resolve) => { setTimeout(resolve, ms); }); }
