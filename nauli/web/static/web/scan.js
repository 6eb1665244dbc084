// Reads a guest's code with the camera, where the browser itself can read such codes. Elsewhere the
// button stays hidden, and the code is typed, or read by a scanner that types.
(async () => {
  const button = document.getElementById("scan");
  const video = document.getElementById("camera");
  const said = document.getElementById("scanned");
  const code = document.getElementById("id_code");
  const formats = (await window.BarcodeDetector?.getSupportedFormats()) ?? [];
  if (!button || !navigator.mediaDevices || !formats.includes("qr_code")) return;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const words = { start: button.textContent, stop: button.dataset.stop };
  let stream = null;

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = null;
    video.hidden = true;
    button.textContent = words.start;
  }

  async function look() {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (!stream) return;
    if (!found) return setTimeout(look, 200);
    stop();
    code.value = found.rawValue.slice(0, code.maxLength);
    code.form.requestSubmit();
  }

  button.addEventListener("click", async () => {
    if (stream) return stop();
    said.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      said.textContent = button.dataset.refused;
      return;
    }
    button.textContent = words.stop;
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    look();
  });
  addEventListener("pagehide", stop);
  button.hidden = false;
})();
