// The keyboard. Single keys work outside of fields only, and not at all when the account switches them off (WCAG 2.1.4).

const singleKeys = document.body.dataset.singleKeys === "on";
let pending = "";

const inField = (target) => target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
const one = (selector) => document.querySelector(selector);

function follow(selector) {
  const link = one(selector);
  if (link) link.click();
  return Boolean(link);
}

// --- lists: desk, articles, queue ---------------------------------------------------------------------------------

function moveInList(step) {
  const links = [...document.querySelectorAll("[data-row-link]")];
  if (!links.length) return false;
  const here = links.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
  const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, here + step))];
  next.focus();
  next.closest("[data-row]").scrollIntoView({ block: "nearest" });
  return true;
}

// --- the verdict form -----------------------------------------------------------------------------------------------

function judge(value) {
  const form = one("#verdict-form");
  const radio = form?.querySelector(`input[name=value][value=${value}]`);
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const rationale = form.elements.rationale;
  const reason = form.elements.reason;
  const evident = value === "unverifiable" || form.dataset.hasEvidence === "yes";
  const open = form.querySelector("input[name=point]:not(:checked)");
  if (!rationale.value.trim()) lead(rationale);
  else if (reason && !reason.value.trim()) lead(reason);
  else if (!evident) unfold("#add-evidence");
  else if (open) { openSheet(form); open.focus(); open.scrollIntoView({ block: "nearest" }); }
  else form.requestSubmit();
  return true;
}

function lead(field) {
  if (!field.offsetParent) openSheet(field);
  field.focus();
}

// On a small screen the panel is a sheet at the foot that opens for what is wanted of it.
function openSheet(inside) {
  const sheet = one("#panel-open");
  if (sheet && inside.closest("#panel")) sheet.checked = true;
}

// What a part of the page answers a key with: it says so itself, by data-key.
function answerTo(key) {
  const found = one(`[data-key="${key}"]`);
  if (!found) return false;
  if (found.tagName === "DETAILS") { openSheet(found); found.open = true; found.scrollIntoView({ block: "nearest" }); }
  const field = found.matches("input, textarea, select") ? found : found.tagName === "DETAILS" ? found.querySelector("input:not([type=hidden]), textarea, select, button") : null;
  if (field) field.focus(); else found.click();
  return true;
}

function unfold(selector) {
  const folded = one(selector);
  if (!folded) return false;
  const sheet = one("#panel-open");
  if (sheet && getComputedStyle(folded.closest("section")).display === "none") sheet.checked = true;
  folded.open = true;
  folded.scrollIntoView({ block: "nearest" });
  folded.querySelector("input:not([type=hidden]), textarea, select").focus();
  return true;
}

// To the page's own search or filters; from a page without any to the articles, whose list has them.
function search() {
  const found = one("main input[type=search], main details.sift, main .facets");
  if (!found) return follow(".bar__nav a[data-place=articles]");
  const folded = found.tagName === "DETAILS";
  if (folded) found.open = true;
  const toggle = one("#facets-open");
  if (toggle && !found.offsetParent) toggle.checked = true; // on a small screen
  const field = found.matches("input") ? found : found.querySelector(folded ? "input, select" : "summary, input:not([type=hidden]), select");
  field?.focus();
  if (field?.matches("input[type=search]")) field.select();
  return Boolean(field);
}

function showKeys() {
  const keys = document.getElementById("keys");
  keys?.togglePopover();
  return Boolean(keys);
}

// Into the panel, past all the text: Tab goes on from there, and Esc comes back.
function enterPanel() {
  const body = one(".panel__body");
  if (!body || document.activeElement !== document.body) return false;
  openSheet(body);
  body.focus({ preventScroll: true });
  return true;
}

const places = { d: "desk", a: "articles", q: "queue", f: "facts", c: "compare", s: "sources" };

const acts = {
  j: () => document.dispatchEvent(new CustomEvent("factdesk:move", { detail: 1, cancelable: true })) && moveInList(1),
  k: () => document.dispatchEvent(new CustomEvent("factdesk:move", { detail: -1, cancelable: true })) && moveInList(-1),
  n: () => document.dispatchEvent(new CustomEvent("factdesk:next", { detail: 1, cancelable: true })) && follow("[data-next]"),
  p: () => document.dispatchEvent(new CustomEvent("factdesk:next", { detail: -1, cancelable: true })) && false,
  v: () => judge("verified"),
  d: () => judge("disputed"),
  u: () => judge("unverifiable"),
  w: () => follow("[data-switch-layer]") || follow(".layer-tab:not([aria-current])"),
  e: () => unfold("#add-evidence"),
  l: () => unfold("#draw-link"),
  c: () => unfold("#add-comment"),
  a: () => answerTo("a"),
  s: () => answerTo("s"),
  z: () => follow("#toasts [data-undo]") || answerTo("z"),
  Enter: enterPanel,
  "/": search,
  "?": showKeys,
  U: () => follow("a.icon-button[data-upload-link]"),
};

// A key that comes while the panel is being fetched is meant for the claim that comes: it waits. While the page itself is being
// left there is nothing that a key could be meant for.
let underway = 0;
let leaving = 0;
const waiting = [];
const ofPanel = (event) => event.detail.target?.id === "panel";
document.addEventListener("htmx:beforeRequest", (event) => { if (ofPanel(event)) underway += 1; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (!ofPanel(event)) return;
  underway = Math.max(0, underway - 1);
  setTimeout(answerWaiting);
});
window.addEventListener("beforeunload", () => { leaving = Date.now(); });
window.addEventListener("pageshow", () => { leaving = 0; });
const isLeaving = () => Date.now() - leaving < 3000; // a file to download leaves no page

function answerWaiting() {
  while (waiting.length && !underway && !isLeaving()) {
    const key = waiting.shift();
    const field = document.activeElement?.closest("textarea, input[type=text], input[type=url], input:not([type])");
    if (!field) answer(key);
    else if (key.length === 1) { field.setRangeText(key, field.selectionStart, field.selectionEnd, "end"); field.dispatchEvent(new Event("input", { bubbles: true })); }
  }
}

// Whether the key did something.
function answer(key) {
  if (pending === "g") {
    pending = "";
    const place = places[key] && one(`.bar__nav a[data-place=${places[key]}]`);
    place?.click();
    return Boolean(place);
  }
  if (key === "g") { pending = "g"; setTimeout(() => { pending = ""; }, 1500); return false; }
  const act = acts[key];
  return Boolean(act && act());
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form") || one("#verdict-form");
    if (form) { event.preventDefault(); if (!underway && !isLeaving()) form.requestSubmit(); }
    return;
  }
  if (event.key === "Escape" && inField(event.target)) { event.target.blur(); return; }
  if (event.key === "Escape" && !one(":popover-open")) document.activeElement.closest("#panel *")?.blur();
  if (!singleKeys || event.ctrlKey || event.metaKey || event.altKey || inField(event.target) || one(".keys:popover-open:not(#keys)")) return;
  if (isLeaving() && event.key !== "g" && pending !== "g") return; // on the way a reader may still go elsewhere
  if (underway) {
    if (event.key.length === 1 && (event.key !== " " || waiting.length) && !event.repeat) { waiting.push(event.key); event.preventDefault(); }
    return;
  }
  if (answer(event.key)) event.preventDefault();
});
