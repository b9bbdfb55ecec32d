/* Sends one file and says how far it is; can be stopped. No page is needed to use it. */
export function send(url, file, { fields = {}, onProgress = () => {}, signal } = {}) {
  return new Promise((done) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value) body.append(name, value);
    body.append("tep", file, file.name || "anh.jpg");
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? fields.csrfmiddlewaretoken ?? "");
    request.setRequestHeader("X-Requested-With", "fetch");
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(Math.round((100 * event.loaded) / event.total));
    request.onload = () => done({ status: request.status, body: request.response });
    request.onerror = () => done({ status: 0, body: null });
    request.onabort = () => done({ status: -1, body: null });
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}
