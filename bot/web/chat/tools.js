// Besides typing: to speak, to send a photo, to say where one is.

const LONGEST_MS = 60000;
const LARGEST_SIDE = 2000;
const mic = document.getElementById("mic");
const photo = document.getElementById("photo");
const place = document.getElementById("place");
let chat = null;
let recorder = null;

export function offerTools(given) {
  chat = given;
  mic.addEventListener("click", () => { if (recorder) recorder.stop(); else record(); });
  photo.addEventListener("change", () => { if (photo.files[0]) sendPhoto(photo.files[0]); });
  place.addEventListener("click", sendLocation);
  place.hidden = !("geolocation" in navigator);
}

// The button to speak is there only where somebody can listen.
export function showListening(listens) {
  mic.hidden = !(listens && window.MediaRecorder && navigator.mediaDevices);
}

async function record() {
  chat.trouble("");
  let sound;
  try {
    sound = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (_) {
    chat.trouble("Máy chưa cho trang này dùng micro. Gõ chữ cũng được.");
    return;
  }
  const pieces = [];
  recorder = new MediaRecorder(sound);
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    sound.getTracks().forEach((track) => track.stop());
    const blob = new Blob(pieces, { type: recorder.mimeType || "audio/webm" });
    recorder = null;
    mic.textContent = "Nói";
    mic.removeAttribute("aria-pressed");
    if (blob.size) chat.bring("recordings", blob, "(tin thoại)");
  });
  recorder.start();
  mic.textContent = "Nói xong, gửi";
  mic.setAttribute("aria-pressed", "true");
  setTimeout(() => { if (recorder && recorder.state === "recording") recorder.stop(); }, LONGEST_MS);
}

// Photos of phones are larger than anything needs; they go smaller, and without their place.
async function sendPhoto(file) {
  photo.value = "";
  chat.trouble("");
  let blob = file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.9); });
  } catch (_) {
    chat.trouble("Trang không mở được tệp này. Chọn một tấm hình khác nhé.");
    return;
  }
  chat.bring("photos", blob, "(hình)");
}

export function sendLocation() {
  chat.trouble("");
  navigator.geolocation.getCurrentPosition(
    (found) => {
      const { latitude, longitude } = found.coords;
      chat.say(`tôi ở vị trí ${latitude.toFixed(5)}, ${longitude.toFixed(5)}`);
    },
    () => chat.trouble("Máy chưa cho biết vị trí. Gõ tên xã, phường cũng được."),
    { timeout: 15000, maximumAge: 60000 },
  );
}
