// What others do shows up without reloading. The page asks now and then whether anything changed; only then its parts are
// fetched, and only those that differ are put in. A part in which somebody types is left alone, and a word says so.

/* global htmx */
const SECONDS = 15;
const pulse = document.querySelector("[data-pulse]");
const PARTS = "#strip, #coverage, #coverage-tables, .passage[id], #panel, [data-live][id]";
let tag = pulse?.dataset.pulseTag;
let busyAsking = false;
let pressed = false; // a button that is gone before the finger is up was not clicked
let swaps = 0; // parts that were put in since the page came, by acts of the reader above all

const plain = (html) => html
  .replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "")
  .replace(/ ?htmx-(settling|added|request|swapping)/g, "")
  .replace(/ class=""/g, "")
  .replace(/ data-(restored|watched)="yes"/g, "");

// The words as the server sent them, whatever a script or a reader has done to the part since.
const sent = new Map();
const keepPart = (part) => sent.set(part.id, plain(part.outerHTML));
const keep = (root) => root.querySelectorAll(PARTS).forEach(keepPart);

const isTyped = (field) => {
  if (field.type === "hidden" || field.disabled || field.id === "panel-open") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return field.selectedIndex !== Math.max(0, [...field.options].findLastIndex((option) => option.defaultSelected));
  return field.value !== field.defaultValue;
};
const isField = (element) => element?.matches?.("textarea, select, input:not([type=hidden])");
const isInUse = (part) => (part.contains(document.activeElement) && isField(document.activeElement)) || [...part.querySelectorAll("input, textarea, select")].some(isTyped);

function put(old, fresh) {
  const copy = document.importNode(fresh, true);
  const folded = [...old.querySelectorAll("details")].map((one) => one.open);
  const anew = [...copy.querySelectorAll("details")];
  if (folded.length === anew.length) anew.forEach((one, index) => { one.open = one.open || folded[index]; });
  const sheet = old.querySelector("#panel-open");
  if (sheet && copy.querySelector("#panel-open")) copy.querySelector("#panel-open").checked = sheet.checked;
  const scrolled = old.querySelector(".panel__body")?.scrollTop;
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const again = held && (held.id ? `#${CSS.escape(held.id)}` : held.getAttribute("href") ? `[href="${CSS.escape(held.getAttribute("href"))}"]` : "");
  old.replaceWith(copy);
  if (scrolled) copy.querySelector(".panel__body").scrollTop = scrolled;
  if (again) copy.querySelector(again)?.focus({ preventScroll: true });
  htmx.process(copy);
  document.dispatchEvent(new CustomEvent("htmx:afterSwap", { detail: { elt: copy } }));
  document.dispatchEvent(new CustomEvent("htmx:afterSettle", { detail: { elt: copy } }));
}

function offer(part, fresh) {
  const toasts = document.getElementById("toasts");
  if (toasts.querySelector("[data-live-offer]")) return;
  const toast = document.createElement("div");
  toast.className = "toast toast--stays";
  toast.dataset.liveOffer = part.id;
  toast.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = document.body.dataset.wordChanged;
  const show = document.createElement("button");
  show.type = "button";
  show.className = "button button--small";
  show.textContent = document.body.dataset.wordShow;
  show.addEventListener("click", () => { const now = document.getElementById(part.id); if (now) put(now, fresh); toast.remove(); });
  toast.append(document.createElement("span"), words, show);
  toasts.append(toast);
}

// Whether the page is up to date now. What was asked for before the reader went on, or while an act of his is under way, would
// put an older claim under his next key: it is dropped, and asked for again the next time.
async function renew() {
  const before = swaps;
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" }, cache: "no-store", credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return true;
  const text = await answer.text();
  if (swaps !== before || pressed || document.querySelector(".htmx-request")) return false;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  // a part within a part first: what a form does now is told although somebody types in it
  for (const part of [...document.querySelectorAll(PARTS)].reverse()) {
    const other = fresh.getElementById(part.id);
    if (!other) continue;
    const words = plain(other.outerHTML);
    if (sent.get(part.id) === words || plain(part.outerHTML) === words) { sent.set(part.id, words); continue; }
    if (isInUse(part)) { offer(part, other); continue; }
    put(part, other);
    sent.set(part.id, words);
  }
  return true;
}

async function ask() {
  if (busyAsking || document.hidden || !pulse.isConnected) return;
  busyAsking = true;
  try {
    const answer = await fetch(pulse.dataset.pulse, { headers: { "If-None-Match": `"${tag}"` }, cache: "no-store", credentials: "same-origin" });
    const now = (answer.headers.get("ETag") || "").replace(/^W\//, "").replaceAll('"', "");
    if (answer.status === 404 || (answer.status === 204 && !now)) { clearInterval(timer); return; } // gone, or signed out
    if (answer.status === 204 && now !== tag && await renew()) tag = now;
  } catch { /* the server is away for a moment: the next time asks again */ } finally { busyAsking = false; }
}

let timer = 0;
if (pulse && typeof htmx !== "undefined") {
  keep(document);
  document.addEventListener("htmx:afterSwap", () => { swaps += 1; });
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.target.closest?.(PARTS); // only what came: a long text has hundreds of parts
    if (part) keepPart(part);
    keep(event.target);
  });
  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const name of ["pointerup", "pointercancel", "dragend"]) document.addEventListener(name, () => { pressed = false; }, true);
  timer = setInterval(ask, (Number(pulse.dataset.pulseSeconds) || SECONDS) * 1000);
  document.addEventListener("visibilitychange", ask);
}
