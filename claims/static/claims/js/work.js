// The queue's rows and who has a claim in hand. Everything here also works without: checkboxes, forms, a lease that ends by itself.

document.documentElement.classList.add("has-script");
const boxes = () => [...document.querySelectorAll("#bulk-form input[name=claim]")];
const all = document.querySelector("[data-select-all]");
let last = null;

function count() {
  const chosen = boxes().filter((box) => box.checked).length;
  const said = document.querySelector(".bulk__count");
  const every = document.querySelector("#bulk-form input[name=all]");
  if (said) said.textContent = every?.checked ? every.closest("label").textContent.trim() : said.dataset.words.replace("%s", chosen);
  if (all) { all.checked = chosen > 0 && chosen === boxes().length; all.indeterminate = chosen > 0 && !all.checked; }
}

if (all) {
  all.hidden = false;
  all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; count(); });
}
document.getElementById("bulk-form")?.addEventListener("click", (event) => {
  const box = event.target.closest("input[name=claim]");
  if (!box) return;
  const list = boxes();
  if (event.shiftKey && last && list.includes(last)) {
    const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
    for (const between of list.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
});
document.getElementById("bulk-form")?.addEventListener("change", count);
document.getElementById("bulk-form")?.addEventListener("reset", () => setTimeout(count));
document.querySelector("[data-submit]")?.addEventListener("change", (event) => event.target.form.requestSubmit());

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const open = document.querySelector(".drop-down[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); event.preventDefault(); return; }
    if (boxes().some((box) => box.checked)) { document.getElementById("bulk-form").reset(); event.preventDefault(); }
  }
  if (event.key === "x" && document.body.dataset.singleKeys === "on" && !event.target.closest("input:not([type=checkbox]), textarea, select")) {
    const box = document.activeElement.closest("[data-row]")?.querySelector("input[name=claim]");
    if (box) { box.click(); event.preventDefault(); }
  }
});
count();

// A claim that is left is given back in a moment; a page that is only loaded anew takes it up again.
let inHand = document.querySelector("[data-lease]")?.dataset.lease || "";

function leave(address) {
  const form = new FormData();
  form.append("act", "leave");
  form.append("csrfmiddlewaretoken", JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "");
  navigator.sendBeacon(address, form);
}

document.addEventListener("htmx:afterSettle", () => {
  const now = document.querySelector("[data-lease]")?.dataset.lease || "";
  if (inHand && inHand !== now) leave(inHand);
  inHand = now;
});
window.addEventListener("pagehide", () => { if (inHand) leave(inHand); });
