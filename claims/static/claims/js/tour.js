// The practice page: the review keys on a made-up text. Nothing is sent.

const marks = [...document.querySelectorAll("[data-tour-claim]")];
const form = document.querySelector("[data-tour-form]");
const evidence = document.getElementById("tour-evidence");
const rationale = document.getElementById("tour-rationale");
const layer = document.querySelector("[data-tour-layer]");
const steps = [...document.querySelectorAll("[data-step]")];
const states = ["verified", "disputed", "unverifiable", "unreviewed"];
let here = 0;
let recorded = null;

const inField = (target) => target.closest?.("input:not([type=radio]), textarea");

function show() {
  marks.forEach((mark, index) => mark.classList.toggle("mark--current", index === here));
}

function done(name) {
  const step = steps.find((item) => item.dataset.step === name);
  if (step && !step.hasAttribute("data-done")) step.setAttribute("data-done", "");
  const count = steps.filter((item) => item.hasAttribute("data-done")).length;
  document.querySelector("[data-tour-progress]").value = count;
  if (count === steps.length) for (const end of document.querySelectorAll("[data-tour-end], [data-tour-done]")) end.hidden = false;
}

function paint(mark, state) {
  for (const name of states) mark.classList.toggle(`mark--${name}`, name === state);
}

function record() {
  const chosen = form.elements.value.value;
  if (!chosen || !rationale.value.trim()) { rationale.focus(); return; }
  recorded = marks[here];
  paint(recorded, chosen);
  rationale.blur();
  done("record");
}

function choose(value) {
  form.querySelector(`[value=${value}]`).checked = true;
  done("choose");
  if (rationale.value.trim()) record(); else rationale.focus();
}

const acts = {
  v: () => choose("verified"),
  d: () => choose("disputed"),
  u: () => choose("unverifiable"),
  e: () => evidence.focus(),
  z: () => { if (recorded) { paint(recorded, "unreviewed"); form.reset(); recorded = null; done("undo"); } },
  w: () => {
    const statement = layer.textContent === layer.dataset.world;
    layer.textContent = statement ? layer.dataset.statement : layer.dataset.world;
    done("layer");
  },
  "?": () => done("help"),
};

document.addEventListener("factdesk:move", (event) => {
  event.preventDefault();
  here = Math.min(marks.length - 1, Math.max(0, here + event.detail));
  if (here === 1) done("move");
  show();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
  const act = acts[event.key];
  if (!act) return;
  if (event.key !== "?") event.preventDefault();
  act();
});
evidence.addEventListener("change", () => { if (evidence.value.trim()) done("evidence"); });
form.addEventListener("submit", (event) => { event.preventDefault(); record(); });
show();
document.querySelector("[data-tour-unscripted]").hidden = true;
