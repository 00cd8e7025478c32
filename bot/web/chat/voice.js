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
  player.pause();
  if (playing) rest(playing);
}

player.addEventListener("ended", stop);

async function play(button, reply, slow) {
  if (playing === button) { stop(); return; }
  stop();
  playing = button;
  button.textContent = "Đang mở…";
  button.setAttribute("aria-pressed", "true");
  try {
    const sound = await speech(reply, codec, slow);
    if (playing !== button) { rest(button); return; }
    if (!sound) { refuse(button, "Chưa có giọng đọc"); return; }
    if (player.src) URL.revokeObjectURL(player.src);
    player.src = URL.createObjectURL(sound);
    await player.play();
    button.textContent = "Dừng";
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
