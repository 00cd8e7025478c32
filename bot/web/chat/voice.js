// Reads replies aloud: one at a time, on demand; a second press stops it.

import { speech } from "./api.js";

const player = new Audio();
const codec = player.canPlayType("audio/aac") ? "aac" : "opus";
let playing = null;

function rest(button) {
  button.textContent = button.dataset.name;
  button.removeAttribute("aria-pressed");
  if (playing === button) playing = null;
}

function stop() {
  if (playing) rest(playing);
  player.pause();
}

// Plays a recording to its end, or until another one is wanted.
function hear(sound, button) {
  if (player.src) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(sound);
  return new Promise((done, fail) => {
    player.onended = done;
    player.onpause = () => { if (playing !== button) done(); };
    player.onerror = fail;
    player.play().then(() => { button.textContent = "Dừng"; }, fail);
  });
}

// A long answer comes in parts; the next one is fetched while one is heard.
async function play(button, reply, slow) {
  if (playing === button) { stop(); return; }
  stop();
  playing = button;
  button.textContent = "Đang mở…";
  button.setAttribute("aria-pressed", "true");
  try {
    let next = speech(reply, codec, slow, 0);
    for (let part = 0; next; part += 1) {
      const made = await next;
      if (playing !== button) { rest(button); return; }
      if (!made) { if (part === 0) refuse(button, "Chưa có giọng đọc"); break; }
      next = part + 1 < made.parts ? speech(reply, codec, slow, part + 1) : null;
      await hear(made.sound, button);
      if (playing !== button) return;
    }
    if (playing === button) stop();
  } catch (_) {
    refuse(button, "Chưa đọc được, bấm lại");
  }
}

function refuse(button, words) {
  rest(button);
  button.textContent = words;
}

// Reads a reply without being asked, to who wished for that; a browser may not allow it.
export function readAloud(reply) {
  if (!reply.speak) return;
  const name = reply.speak === "slow" ? "Nghe chậm" : "Nghe";
  const row = document.querySelector(`#reply-${reply.id} [data-name="${name}"]`);
  if (row) play(row, reply.id, reply.speak === "slow");
}

// Two buttons under a reply: to hear it, and to hear it slowly.
export function offer(row, reply) {
  [["Nghe", false], ["Nghe chậm", true]].forEach(([name, slow]) => {
    const button = row.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "listen";
    button.dataset.name = name;
    button.textContent = name;
    button.addEventListener("click", () => play(button, reply, slow));
  });
}
