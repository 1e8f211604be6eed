// Files go one by one, so that a bad or slow one holds up nothing and each shows how far it is.

/* global htmx */
const form = document.querySelector("form[data-upload]");

function row(name) {
  const item = document.createElement("li");
  item.className = "upload";
  const words = document.createElement("b");
  words.textContent = name;
  const state = document.createElement("span");
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  item.append(document.createElement("span"), words, state, bar);
  return { item, state, bar };
}

function post(url, body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) onProgress(event.loaded / event.total); });
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Error("unreachable")));
    request.send(body);
  });
}

// A sidecar travels with the file that it describes.
function groups(files) {
  const sidecars = new Map(files.filter((file) => file.name.endsWith(".meta.json")).map((file) => [file.name.slice(0, -".meta.json".length), file]));
  const result = [];
  for (const file of files) {
    if (file.name.endsWith(".meta.json")) continue;
    result.push([file, sidecars.get(file.name)].filter(Boolean));
    sidecars.delete(file.name);
  }
  return [...result, ...[...sidecars.values()].map((file) => [file])];
}

function about() {
  const body = new FormData(form);
  body.delete("files");
  return body;
}

async function send(files) {
  const opened = await fetch(form.dataset.upload, { method: "POST", body: about(), headers: { "HX-Request": "true" } });
  if (!opened.ok) { form.submit(); return; }
  const batch = await opened.json();
  const place = document.getElementById("sending");
  const list = document.createElement("ul");
  list.className = "box";
  place.replaceChildren(list);
  place.hidden = false;
  const waiting = groups(files).map((group) => ({ group, ...row(group[0].name) }));
  list.append(...waiting.map(({ item }) => item));
  const failed = [];
  for (const { group, item, state, bar } of waiting) {
    const body = about();
    for (const file of group) body.append("files", file);
    try {
      const answer = await post(batch.files, body, (share) => { bar.value = share * 100; });
      if (answer.status === 201) {
        item.remove();
        const old = document.getElementById("batch");
        const fresh = new DOMParser().parseFromString(answer.responseText, "text/html").getElementById("batch");
        old.replaceWith(fresh);
        htmx.process(fresh);
        continue;
      }
      state.textContent = answer.status === 413 ? form.dataset.wordLarge : form.dataset.wordRefused;
    } catch {
      state.textContent = form.dataset.wordOffline;
    }
    state.className = "failed";
    item.classList.add("upload--failed");
    failed.push(item);
  }
  if (!failed.length) place.hidden = true;
  window.history.replaceState(null, "", batch.page);
  form.reset();
}

if (form) {
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector(".drop");
  form.classList.add("is-scripted");
  input.addEventListener("change", () => { if (input.files.length) send([...input.files]); });
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, () => drop.classList.add("is-over"));
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
  // A file that misses the zone must not replace the page.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => { if (!event.target.closest?.(".drop") && event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  }
}
