// One line in a commune's page puts the assistant there:
// <script src="https://…/nhung.js" data-link="code" async></script>

(function embed() {
  const script = document.currentScript;
  const home = new URL(".", script.src).href;
  const code = script.dataset.link;
  const button = document.createElement("button");
  const frame = document.createElement("iframe");
  button.type = "button";
  button.textContent = "Hỏi thủ tục";
  button.setAttribute("aria-expanded", "false");
  button.style.cssText = "position:fixed;right:16px;bottom:16px;z-index:2147483000;border:0;"
    + "border-radius:28px;padding:14px 20px;background:#0b5d57;color:#fff;cursor:pointer;"
    + "font:600 18px system-ui,sans-serif;box-shadow:0 2px 10px rgba(0,0,0,.3)";
  frame.title = "Trợ lý thủ tục hành chính Tây Ninh";
  frame.allow = "microphone; geolocation; autoplay";
  frame.style.cssText = "position:fixed;right:16px;bottom:84px;z-index:2147483000;border:0;"
    + "border-radius:14px;width:min(420px,calc(100vw - 32px));height:min(640px,calc(100vh - 110px));"
    + "background:#fff;box-shadow:0 4px 24px rgba(0,0,0,.35)";
  frame.hidden = true;
  button.addEventListener("click", () => {
    if (!frame.src) frame.src = code ? `${home}?l=${encodeURIComponent(code)}` : home;
    frame.hidden = !frame.hidden;
    button.textContent = frame.hidden ? "Hỏi thủ tục" : "Đóng";
    button.setAttribute("aria-expanded", String(!frame.hidden));
  });
  document.body.append(frame, button);
}());
