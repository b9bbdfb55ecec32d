/* A document camera or webcam: chosen once and remembered, live picture, one photo by a press. */
const CHOSEN = "may-anh";

export class Camera {
  constructor(video, list, say) {
    this.video = video;
    this.list = list;
    this.say = say;
    this.stream = null;
    list.addEventListener("change", () => {
      localStorage.setItem(CHOSEN, list.value);
      this.start();
    });
  }

  async start() {
    this.stop();
    if (!navigator.mediaDevices?.getUserMedia) {
      this.say("Trình duyệt này không mở được máy ảnh. Chọn Tệp hoặc Điện thoại.");
      return false;
    }
    const wanted = localStorage.getItem(CHOSEN);
    const size = { width: { ideal: 3264 }, height: { ideal: 2448 } };
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted ? { deviceId: { exact: wanted }, ...size } : { facingMode: "environment", ...size } });
    } catch {
      try {
        this.stream = await navigator.mediaDevices.getUserMedia({ video: size });
      } catch (failure) {
        this.say(failure.name === "NotAllowedError" ? "Chưa được phép dùng máy ảnh. Bấm biểu tượng máy ảnh cạnh địa chỉ trang để cho phép." : "Không thấy máy ảnh nào. Cắm máy ảnh, hoặc chọn Tệp, Điện thoại.");
        return false;
      }
    }
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => {});
    await this.name();
    this.say("Máy ảnh đã sẵn sàng. F8 chụp từng trang.");
    return true;
  }

  async name() {
    const here = this.stream?.getVideoTracks()[0]?.getSettings().deviceId;
    const found = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
    this.list.replaceChildren(...found.map((device, place) => new Option(device.label || `Máy ảnh ${place + 1}`, device.deviceId, false, device.deviceId === here)));
    if (here) localStorage.setItem(CHOSEN, here);
  }

  async shoot() {
    if (!this.stream || !this.video.videoWidth) return null;
    const canvas = new OffscreenCanvas(this.video.videoWidth, this.video.videoHeight);
    canvas.getContext("2d").drawImage(this.video, 0, 0);
    const made = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
    return new File([made], `trang-${Date.now()}.jpg`, { type: "image/jpeg" });
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }
}
