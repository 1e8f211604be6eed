// The reading view: one claim in focus. The panel comes from the server; the marks in the text only change their classes.

/* global htmx */
const panel = () => document.getElementById("panel");
const current = () => Number(panel()?.dataset.claimNumber || 0);
const order = () => [...document.querySelectorAll(".note[data-focus]")];

function address(number, layer) {
  const url = new URL(window.location.href);
  url.searchParams.set("claim", number);
  for (const key of ["part", "undo", "link", "said"]) url.searchParams.delete(key);
  if (layer === "statement") url.searchParams.set("layer", layer); else url.searchParams.delete("layer");
  url.hash = `c${number}`;
  return url;
}

function isSeen(element) {
  const box = element.getBoundingClientRect();
  const foot = panel() && getComputedStyle(panel()).bottom === "0px" ? panel().getBoundingClientRect().top : window.innerHeight;
  return box.top > 120 && box.bottom < foot - 16;
}

function sync() {
  const number = current();
  for (const [css, key] of [["mark", "claim"], ["note", "focus"], ["ref", "focus"]]) {
    for (const element of document.querySelectorAll(`.${css}[data-${key}]`)) {
      const on = Number(element.dataset[key]) === number;
      element.classList.toggle(`${css}--current`, on);
      if (css === "note") { if (on) element.setAttribute("aria-current", "true"); else element.removeAttribute("aria-current"); }
    }
  }
}

async function focus(number, { layer = panel()?.dataset.layer, scroll = false } = {}) {
  const url = address(number, layer);
  await htmx.ajax("GET", url.pathname + url.search, { target: "#panel", swap: "outerHTML" });
  window.history.replaceState(null, "", url);
  const mark = document.getElementById(`c${number}`);
  if (scroll && mark && !isSeen(mark)) mark.scrollIntoView({ block: "center" });
}

function move(step) {
  const notes = order();
  const here = notes.findIndex((note) => Number(note.dataset.focus) === current());
  const next = notes[here + step];
  if (next) focus(Number(next.dataset.focus), { scroll: true });
  else document.querySelector(`#panel a[data-step="${step}"]`)?.click(); // the next one is in another part of a long text
}

function nextOpen(step) {
  const notes = step > 0 ? order() : order().reverse();
  const here = notes.findIndex((note) => Number(note.dataset.focus) === current());
  const open = (note) => note.dataset.state === "unreviewed" || note.dataset.state === "reopened";
  const next = notes.slice(here + 1).find(open) || notes.slice(0, Math.max(here, 0)).find(open);
  if (next) focus(Number(next.dataset.focus), { scroll: true });
  else if (step > 0) window.location.assign("/queue/next/");
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const layer = event.target.closest("[data-layer][href]");
  if (layer) {
    event.preventDefault();
    // Another layer changes the lines of the whole text, so the whole page is fetched.
    window.location.assign(address(current(), layer.dataset.layer));
    return;
  }
  const link = event.target.closest("a[data-focus]");
  if (link && document.getElementById(`n${link.dataset.focus}`)) {
    event.preventDefault();
    focus(Number(link.dataset.focus), { scroll: !link.closest(".copy") });
    return;
  }
  const mark = event.target.closest("mark[data-claim]");
  if (mark && !event.target.closest("a") && window.getSelection().isCollapsed) focus(Number(mark.dataset.claim));
});
document.addEventListener("factdesk:move", (event) => { event.preventDefault(); move(event.detail); });
document.addEventListener("factdesk:next", (event) => { event.preventDefault(); nextOpen(event.detail || 1); });
// One answer brings several parts, and each says so: the text is gone through once.
let settling = false;
document.addEventListener("htmx:afterSettle", () => {
  if (settling) return;
  settling = true;
  queueMicrotask(() => { settling = false; sync(); settleIn(); });
});

// An act leaves the claim's panel where the reader was, and gives the keys back; what was refused keeps the field in focus.
let stay = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "panel") return;
  const held = document.activeElement;
  const body = panel().querySelector(".panel__body");
  stay = {
    number: current(),
    done: event.detail.xhr.status < 400,
    top: body?.scrollTop,
    sheet: document.getElementById("panel-open")?.checked,
    part: held.closest("#panel section[aria-labelledby]")?.getAttribute("aria-labelledby"),
    reading: Boolean(body) && held === body,
  };
});

function settleIn() {
  const was = stay;
  stay = null;
  const body = panel()?.querySelector(".panel__body");
  if (!was || !body) return;
  if (was.reading) body.focus({ preventScroll: true });
  if (was.number !== current()) return;
  if (was.sheet) document.getElementById("panel-open").checked = true;
  body.scrollTop = was.top;
  if (!was.done) { panel().querySelector("[aria-invalid='true']")?.focus(); return; }
  if (panel().contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) document.activeElement.blur();
  const part = was.part && document.activeElement === document.body && document.getElementById(was.part)?.closest("#panel section");
  if (part) { part.tabIndex = -1; part.focus({ preventScroll: true }); }
}

// A link from elsewhere opens at its claim; the sticky bars are allowed for.
const asked = new URL(window.location.href).searchParams.get("claim");
if (asked) document.getElementById(`c${asked}`)?.scrollIntoView({ block: "center" });
