// What is typed into a form with data-draft is kept in this browser until it has been saved. Nothing leaves the machine.

const PREFIX = "factdesk-draft:";
const reader = document.body.dataset.reader || "";

const keyOf = (form) => `${PREFIX}${reader}:${form.dataset.draft}`;

function fields(form) {
  return [...form.elements].filter((field) => field.name && field.name !== "csrfmiddlewaretoken" && !["hidden", "file", "password", "submit", "button"].includes(field.type));
}

function differs(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT" && !field.multiple) return field.selectedIndex !== Math.max(0, [...field.options].findLastIndex((option) => option.defaultSelected));
  return field.value !== field.defaultValue;
}

function keep(form) {
  const values = {};
  for (const field of fields(form)) {
    if (!differs(field)) continue;
    if (field.type === "radio") { if (field.checked) values[`${field.name}=${field.value}`] = true; }
    else if (field.type === "checkbox") values[`${field.name}=${field.value}`] = field.checked;
    else values[field.name] = field.value;
  }
  try {
    if (Object.keys(values).length) localStorage.setItem(keyOf(form), JSON.stringify(values));
    else localStorage.removeItem(keyOf(form));
  } catch { /* storage full or forbidden: the form itself still works */ }
}

function restore(form) {
  let values = null;
  try { values = JSON.parse(localStorage.getItem(keyOf(form)) || "null"); } catch { /* not ours */ }
  if (!values || form.querySelector("[aria-invalid], .field__error") || form.dataset.restored) return;
  form.dataset.restored = "yes";
  for (const field of fields(form)) {
    const boxed = field.type === "checkbox" || field.type === "radio";
    const name = boxed ? `${field.name}=${field.value}` : field.name;
    if (!(name in values)) continue;
    if (boxed) field.checked = values[name];
    else field.value = values[name];
  }
  const folded = form.closest("details");
  if (folded) folded.open = true;
}

function forget(name) {
  try { localStorage.removeItem(`${PREFIX}${reader}:${name}`); } catch { /* nothing to forget */ }
}

function settle(root) {
  for (const saved of root.querySelectorAll("[data-saved]")) forget(saved.dataset.saved);
  if (root.dataset?.saved) forget(root.dataset.saved);
  for (const form of root.querySelectorAll("form[data-draft]")) restore(form);
}

const formOf = (target) => (target.form?.dataset.draft ? target.form : target.closest?.("form[data-draft]"));
document.addEventListener("input", (event) => { const form = formOf(event.target); if (form) keep(form); });
document.addEventListener("change", (event) => { const form = formOf(event.target); if (form) keep(form); });
// A form that leaves the page (htmx has not taken it): if it comes back with an error, the server has put the text in again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.draft && !event.defaultPrevented) sessionStorage.setItem("factdesk-sent", form.dataset.draft);
  if (form.hasAttribute("data-forget-drafts")) {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  }
});
document.addEventListener("htmx:afterSwap", (event) => settle(event.detail.elt.parentElement || document));

const sent = sessionStorage.getItem("factdesk-sent");
sessionStorage.removeItem("factdesk-sent");
// Not on the page after signing in anew: what was sent then came to nothing.
const fromSignIn = document.referrer.includes("/account/sign-in/");
if (sent && !fromSignIn && !document.querySelector(".field__error, .banner--error")) forget(sent);
settle(document);
